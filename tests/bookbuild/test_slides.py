"""What of a chapter goes on its slides, in which order and how much at a time."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bookbuild.editions import Edition
from bookbuild.errors import BookError
from bookbuild.slides.book import write_slides
from bookbuild.slides.deck import chapter_slides
from bookbuild.slides.fold import fold, unfold
from bookbuild.slides.groups import balanced
from bookbuild.slides.page import HELP, Head, deck
from bookbuild.slides.sentences import joined, sentences

ROOT = Path(__file__).parents[2]
TOC = {"parts": [{"numbered": 1, "chapters": [{"file": "01-heat"}]}]}
FORMULA = (
    '<div class="math" id="equation-eq-{0}"><span class="eqno">({0})'
    '<a class="proof" href="proofs.html">✓</a></span><span class="katex-display">'
    '<span class="katex"><math><mi>{0}</mi></math><span class="katex-html">'
    '<span class="strut" style="height:{1}em;"></span>{0}</span></span></span></div>'
)
FIGURE = (
    '<div class="cell"><div class="cell_output"><figure class="live" id="live-{0}">'
    '<div class="output"><div class="live-body"><svg viewBox="0 0 2 1"></svg>{1}'
    "</div></div><figcaption><p>All of it.</p></figcaption></figure></div></div>"
)
CODE = (
    '<div class="cell"><div class="cell_input"><pre>{}</pre></div>'
    '<div class="cell_output"><pre>0.5</pre></div></div>'
)
CONTROLS = '<div class="live-controls"><input type="range" name="T"></div>'
QUIZ = """<div class="quiz" data-words="Check|No.|First.|{n} of {m}">
<fieldset><legend>1. Hot?</legend><label><input inputmode="decimal" data-within="0.1">
</label></fieldset>
<fieldset><legend>2. Cold?</legend><ol><li><label><input type="radio" name="q2">a
</label></li></ol></fieldset>
<details><summary>Answers</summary><ol><li><ul><li data-right><data value="1">1</data>
yes</li></ul></li><li><ol><li data-right>so</li></ol></li></ol></details></div>"""
LONG = "Words that a lecture has no time for, one after another. " * 12


def page(*blocks: str) -> str:
    """A built chapter with one section of these blocks."""
    body = "\n".join(blocks)
    return f"""<!DOCTYPE html>
<html data-theme="auto"><head><meta charset="utf-8" />
<meta content="All about heat" name="description" />
<title>1. Heat &#8212; A book</title>
<link rel="stylesheet" href="_static/styles.css?v=12" />
<script defer="defer" src="_static/live.js?v=34"></script>
<script defer="defer" src="_static/book.js?v=56"></script></head><body>
<h1>Print</h1><article class="bd-article"><section id="sec-top">
<h1><span class="section-number">1. </span>Heat<a class="headerlink" href="#">#</a></h1>
<div class="note admonition"><p class="admonition-title">In this chapter</p>
<p>You can</p><ul><li>heat;</li><li>cool.</li></ul></div>
<div class="tip predict admonition"><p class="admonition-title">Predict first</p>
<ol><li>Hotter?</li><li>Colder?</li></ol><p>See below.</p></div>
<section id="sec-one"><span id="one"></span><h2>One<a class="headerlink">#</a></h2>
{body}</section>
<section id="sec-sources-1"><h2>Sources</h2><ul><li>A book</li></ul></section>
</section></article></body></html>"""


def slides(*blocks: str):
    """The slides of the one section, without those before it."""
    return [s for s in chapter_slides(page(*blocks)) if s.anchor == "sec-one"]


def words(html: str) -> str:
    """What a slide says."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_aims_stand_together_and_each_question_by_itself():
    made = chapter_slides(page("<p>One thing.</p>"))
    assert [s.kind for s in made[:3]] == ["list", "question", "question"]
    assert words(made[0].body) == "You can heat; cool."
    assert [words(s.body) for s in made[1:3]] == ["Hotter?", "Colder?"]
    assert '<ol start="2">' in made[2].body


def test_sources_are_for_readers():
    assert "sec-sources-1" not in {s.anchor for s in chapter_slides(page("<p>A.</p>"))}


def test_a_formula_comes_with_what_leads_to_it_and_what_reads_it():
    made = slides(
        f"<p>{LONG}So we add:</p>",
        FORMULA.format("a", 2),
        "<p>It grows. And so on.</p>",
    )
    (formula,) = made
    said = words(formula.body)
    assert said.startswith("Words") or said.startswith("So we add:")
    assert said.endswith("It grows. And so on.")
    assert len(said) < 350
    assert formula.body.count("<math>") == 1
    assert "✓" not in said and "(a)" in said


def test_between_two_formulas_no_sentence_is_said_twice():
    between = "<p>This is a sum. Call it big. Then divide. Hence</p>"
    made = slides(FORMULA.format("a", 2), between, FORMULA.format("b", 2))
    assert [s.kind.split()[0] for s in made] == ["formula", "formula"]
    assert " ".join(words(s.body) for s in made).count("Call it big.") == 1


def test_a_high_formula_leaves_no_room_for_a_reading():
    made = slides("<p>Add:</p>", FORMULA.format("a", 12), "<p>It grows.</p>")
    assert [s.kind for s in made] == ["formula"]
    assert "It grows" not in made[0].body


def test_the_question_before_a_figure_that_moves_has_a_slide_of_its_own():
    made = slides("<p>How many? Guess.</p>", FIGURE.format("x", CONTROLS))
    assert [s.kind for s in made] == ["question", "moving"]
    assert words(made[0].body) == "How many? Guess."
    assert 'id="live-x"' in made[1].body and 'name="T"' in made[1].body


def test_a_figure_that_stands_still_needs_no_question():
    made = slides("<p>Here it is.</p>", FIGURE.format("x", ""))
    assert [s.kind for s in made] == ["still"]


@pytest.mark.parametrize(
    "text",
    [
        "<strong>The trap.</strong> It is hot. {}",
        "<strong>The trap</strong>。 It is hot. {}",
        "<strong>The trap</strong>：It is hot. {}",
    ],
)
def test_a_title_in_bold_becomes_the_title_of_a_slide(text):
    (point,) = slides(f"<p>{text.format(LONG)}</p>")
    assert point.body.startswith("<h3>The trap</h3>")
    assert "It is hot." in point.body
    assert len(words(point.body)) < 400


def test_a_program_follows_the_point_it_shows():
    point = "<p><strong>The trap.</strong> It overflows:</p>"
    (slide,) = slides(point, CODE.format("x = 1"))
    assert slide.kind == "program"
    assert words(slide.body) == "The trap It overflows: x = 1 0.5"


@pytest.mark.parametrize("code", ["x = 1\n" * 30, "x" * 90])
def test_a_program_too_large_for_a_slide_stays_in_the_chapter(code):
    point = "<p><strong>The trap.</strong> It overflows.</p>"
    (slide,) = slides(point, CODE.format(code))
    assert slide.kind == "text"


def test_a_term_of_the_glossary_gets_a_slide_where_it_is_explained():
    term = '<strong><a class="term" href="glossary.html">heat</a></strong>'
    made = slides(
        f"<p>Stay. This is {term}.</p>", "<p>This is <strong>loud</strong>.</p>"
    )
    assert [(s.kind, words(s.body)) for s in made] == [
        ("definition", "Stay. This is heat .")
    ]


def test_each_question_keeps_its_answers_and_its_words():
    made = slides(QUIZ)
    assert [s.kind for s in made] == ["asked", "asked"]
    for slide, note in zip(made, ("yes", "so"), strict=True):
        box = BeautifulSoup(slide.body, "html.parser").select_one(".quiz[data-words]")
        assert len(box.find_all("fieldset")) == 1
        assert len(box.details.ol.find_all("li", recursive=False)) == 1
        assert note in box.details.get_text()


def test_a_section_without_key_steps_says_how_its_paragraphs_begin():
    (slide,) = slides("<p>First this. Then more.</p>", "<p>Now that. Or so.</p>")
    assert words(slide.body) == "First this. Now that."


def test_a_formula_in_an_exercise_is_shown_under_its_title():
    exercise = (
        '<div class="exercise admonition"><p class="admonition-title">Exercise 1</p>'
        f"<p>Show that</p>{FORMULA.format('a', 2)}</div>"
    )
    (slide,) = slides(exercise)
    assert words(slide.body).startswith("Exercise 1 Show that (a)")


def test_a_long_list_is_cut_into_equal_parts():
    made = slides("<ul>" + f"<li>{LONG[:150]}</li>" * 9 + "</ul>")
    assert [s.body.count("<li>") for s in made] == [3, 3, 3]


def test_a_long_table_keeps_its_head_on_each_slide():
    rows = "".join(f"<tr><td>{k}</td><td>{LONG[:90]}</td></tr>" for k in range(8))
    made = slides(
        '<div class="pst-scrollable-table-container"><table><thead><tr><th>n</th>'
        f"<th>what</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    assert len(made) > 1
    assert all("<th>what</th>" in s.body for s in made)
    assert sum(s.body.count("<td>") for s in made) == 16


def test_groups_are_as_few_and_as_equal_as_can_be():
    assert balanced([1, 2, 3], [1, 1, 1], 9) == [[1, 2, 3]]
    assert balanced([1, 2, 3, 4], [1, 1, 1, 1], 3) == [[1, 2], [3, 4]]
    assert balanced([1, 2], [9, 9], 3) == [[1], [2]]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("A is. B is.", ["A is.", "B is."]),
        ("By e.g. this. So.", ["By e.g. this.", "So."]),
        ("It is 0.5 here. So.", ["It is 0.5 here.", "So."]),
        ("熱くなる。冷える。", ["熱くなる。", "冷える。"]),
        ("「熱い。」と言う。次。", ["「熱い。」と言う。", "次。"]),
        ("<i>So.</i> <b>B</b> is.", ["<i>So.</i>", "<b>B</b> is."]),
        ("熱<i>T。</i>次は。", ["熱<i>T。</i>", "次は。"]),
    ],
)
def test_sentences(html, wanted):
    found = sentences(BeautifulSoup(f"<p>{html}</p>", "html.parser").p)
    assert [joined([sentence]) for sentence in found] == wanted


def test_no_space_follows_a_wide_full_stop_in_an_element():
    html = "<p>熱<span>T。</span>次は。So. Then.</p>"
    found = sentences(BeautifulSoup(html, "html.parser").p)
    assert joined(found) == "熱<span>T。</span>次は。So. Then."


def test_what_is_folded_comes_back_as_it_was():
    html = '<p><span class="katex"><span>x</span></span> and <pre>a < b</pre></p>'
    skeleton, pieces = fold(html)
    assert "katex" not in skeleton and "pre" not in skeleton
    assert unfold(skeleton, pieces) == html


def test_an_element_that_is_not_closed_is_named():
    with pytest.raises(ValueError, match="<svg> is not closed"):
        fold("<p><svg></p>")


@pytest.fixture
def edition():
    return Edition("en", ROOT / "chapters" / "en", "A book", "English", "en")


@pytest.fixture
def written(edition, tmp_path):
    """A site of one chapter, with its deck."""
    folder = tmp_path / "en"
    folder.mkdir()
    text = page(
        "<p>Add:</p>", FORMULA.format("a", 2), FIGURE.format("x", CONTROLS), QUIZ
    )
    (folder / "01-heat.html").write_text(text, "utf-8")
    (folder / "teaching.html").write_text(
        '<section id="sec-teaching-projecting"><p>So.</p></section>', "utf-8"
    )
    (out,) = write_slides([edition], TOC, tmp_path)
    return out


def test_every_slide_has_a_number_a_heading_and_a_way_back(written):
    soup = BeautifulSoup(written.read_text("utf-8"), "html.parser")
    sections = soup.select("main > section")
    assert [s["id"] for s in sections] == [str(n + 1) for n in range(len(sections))]
    for section in sections:
        link = section.select_one("h1 a, h2 a")
        assert link.get_text(strip=True)
        assert re.fullmatch(r"\.\./01-heat\.html#sec-(top|one)", link["href"])
        assert section.footer.get_text().endswith(f"{section['id']} / {len(sections)}")


def test_ids_are_unique_and_links_lead_back_only(written):
    soup = BeautifulSoup(written.read_text("utf-8"), "html.parser")
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {"equation-eq-a", "live-x"} <= set(ids)
    assert len(soup.select("main a")) == len(soup.select("main > section"))


def test_a_deck_loads_what_its_chapter_loads_and_names_it(written):
    text = written.read_text("utf-8")
    assert 'href="../_static/styles.css?v=12"' in text
    assert 'src="../_static/live.js?v=34"' in text and "book.js" not in text
    assert '<link rel="canonical" href="../01-heat.html">' in text
    assert "Content-Security-Policy" in text
    assert (written.parent / "slides.js").is_file()


def test_the_chapter_and_the_teachers_page_link_to_it_once(edition, written, tmp_path):
    write_slides([edition], TOC, tmp_path)
    for name in ("01-heat.html", "teaching.html"):
        text = (tmp_path / "en" / name).read_text("utf-8")
        assert text.count('href="slides/01-heat.html"') == 1


def test_writing_anew_changes_nothing(edition, written, tmp_path):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    write_slides([edition], TOC, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_without_a_built_book_there_is_nothing_to_make_slides_of(edition, tmp_path):
    with pytest.raises(BookError, match="run `make book` first"):
        write_slides([edition], TOC, tmp_path)


def test_a_page_without_an_article_is_refused():
    with pytest.raises(ValueError, match="no article"):
        chapter_slides("<p></p>")


def test_the_words_of_a_deck_are_in_every_edition():
    for lang in ("ja", "zh"):
        catalogue = (ROOT / "chapters" / lang / "_edition.yml").read_text("utf-8")
        assert HELP in catalogue and "Slides of this chapter: " in catalogue


def test_help_is_on_the_first_slide_only(edition):
    text = page("<p>One.</p>")
    assert deck(text, Head.of(text, "01-heat", edition)).count('class="keys"') == 1
