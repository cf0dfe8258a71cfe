"""What the book says is found from its search box, in each language."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from bookbuild.tools import run_node

SCRIPT = Path(__file__).parents[2] / "code" / "bookbuild" / "static" / "search.js"
REMOVED = ("searchtools.js", "language_data.js", "doctools.js", "sphinx_highlight.js")
TEMPERATURE = {"ja": "温度", "zh": "溫度", "en": "temperature"}
COUNT = {"ja": "{}件見つかりました", "zh": "找到 {} 筆結果", "en": "{} results"}
ONE = {"ja": "1件見つかりました", "zh": "找到 1 筆結果", "en": "1 result"}
NOTHING = {
    "ja": "見つかりませんでした",
    "zh": "找不到符合的內容",
    "en": "Nothing found",
}
NEEDS = {
    "ja": "JavaScriptを有効にすると",
    "zh": "請啟用 JavaScript",
    "en": "JavaScript",
}
FIND = """(query) => {
  const box = document.querySelector("#search-form [name=q]");
  box.value = query;
  box.dispatchEvent(new Event("input"));
  return [...document.querySelectorAll("#search-results a")]
    .map((link) => link.getAttribute("href"));
}"""
HEADING = re.compile(
    r'<section\b[^>]* id="([^"]+)">\s*(?:<span[^>]*></span>\s*)*<h\d>(.*?)<a c'
)
NUMBER = re.compile(r'<span class="section-number">.*?</span>')
TERM = re.compile(r"<dt\b[^>]*>(.*?)</dt>")


class Searching:
    """The search page of one edition; `find` writes into its box."""

    def __init__(self, tab):
        self.tab = tab

    def find(self, query: str) -> list[str]:
        """Return where a query leads, the best first."""
        return self.tab.evaluate(FIND, query)

    @property
    def status(self) -> str:
        """What is said about how much was found."""
        return self.tab.locator("#search-status").inner_text()


@pytest.fixture(scope="module")
def searching(browser, edition, site):
    context = browser.new_context(offline=True)
    tab = context.new_page()
    tab.goto((site / edition.lang / "search.html").as_uri())
    yield Searching(tab)
    context.close()


@pytest.fixture
def pages(edition, chapters):
    return [page for page in chapters if page.edition is edition]


def headings(page) -> dict[str, str]:
    """Return a page's headings by their ids, its title first; none with a formula."""
    found = HEADING.findall(page.file.read_text("utf-8"))
    texts = {id_: re.sub("<.*?>", "", NUMBER.sub("", text)) for id_, text in found}
    formulas = {id_ for id_, text in found if "katex" in text}
    return {id_: unescape(text) for id_, text in texts.items() if id_ not in formulas}


def title(page) -> str:
    return next(iter(headings(page).values()))


def test_a_title_leads_to_its_page_first(searching, pages):
    first = {page.file.name: searching.find(title(page))[:1] for page in pages}
    assert len(first) > 15
    assert {name: found for name, found in first.items() if found != [name]} == {}


def test_a_heading_is_found(searching, pages):
    missing = []
    for page in pages:
        for id_, heading in list(headings(page).items())[1:]:
            if page.stem != "glossary":  # its entries are found
                found = searching.find(heading)
                if f"{page.file.name}#{id_}" not in found:
                    missing.append(f"{page}: {heading}")
    assert missing == []


def test_every_term_of_the_glossary_is_found(searching, edition, site):
    glossary = (site / edition.lang / "glossary.html").read_text("utf-8")
    entries = (re.sub("<.*?>", "", entry) for entry in TERM.findall(glossary))
    terms = [unescape(entry).strip() for entry in entries]
    assert len(terms) > 100
    missing = {}
    for term in terms:
        for asked in {term, re.sub(r" ?[（(].*", "", term)}:
            found = searching.find(asked)[:5]
            if not any(href.startswith("glossary.html#") for href in found):
                missing[asked] = found
    assert missing == {}


def test_the_chapter_on_temperature_comes_first(searching, edition):
    word = TEMPERATURE[edition.lang]
    for asked in (word, f"softmax {word}", f"{word} softmax", f"  {word.upper()} "):
        assert searching.find(asked)[0] == "06-temperature.html", asked


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("ｓｐａｒｓｅｍａｘ", "05-sparsemax-entmax.html"),
        ("SPARSEM", "05-sparsemax-entmax.html"),
        ("softmax_jacobian", "03-gradients.html#sec-softmax-jacobian"),
        ("KKT", "04-lagrangian-kkt.html"),
    ],
)
def test_what_every_language_writes_alike(searching, asked, wanted):
    assert wanted in searching.find(asked)[:3]


@pytest.mark.parametrize(
    ("lang", "asked", "wanted"),
    [
        ("ja", "カルバックライブラー", "glossary"),
        ("ja", "ソフトマックス温度", "06-temperature"),
        ("ja", "ラグラン", "04-lagrangian"),
        ("zh", "梯度消", "glossary"),
        ("zh", "softmax溫度", "06-temperature"),
        ("zh", "交叉熵損失", "08-cross-entropy"),
        ("en", "partition func", "07-partition"),
        ("en", "cross entropy", "08-cross-entropy"),
        ("en", "cross-entropys", "08-cross-entropy"),
    ],
)
def test_parts_of_words_and_words_joined(searching, edition, lang, asked, wanted):
    if edition.lang == lang:
        assert searching.find(asked)[0].startswith(wanted)


@pytest.mark.parametrize("asked", ["qqzzx", "龘靐", "", "  ", "。、", "softmax qqzzx"])
def test_nonsense_finds_nothing(searching, edition, asked):
    assert searching.find(asked) == []
    assert searching.status == (NOTHING[edition.lang] if asked.strip(" 。、") else "")


def test_a_work_is_found_by_its_authors_year_and_title(searching):
    for asked in ("Hinton Vinyals 2015", "distilling the knowledge"):
        assert "references.html#hinton2015" in searching.find(asked)[:3], asked


def test_latex_is_not_searched(searching):
    for asked in ("tfrac", "mathrm", "operatorname", "katex"):
        assert searching.find(asked) == []


def test_a_result_tells_where_and_what(searching, edition, pages):
    found = searching.find("sparsemax")
    assert searching.status == COUNT[edition.lang].format(len(found))
    chapter_5 = next(page for page in pages if page.stem.startswith("05-"))
    section = next(
        k for k, href in enumerate(found) if f"{chapter_5.stem}.html#" in href
    )
    item = searching.tab.locator("#search-results li").nth(section)
    assert item.locator("span").inner_text() == title(chapter_5)
    marks = item.locator("mark").all_inner_texts()
    assert {mark.lower() for mark in marks} == {"sparsemax"}
    assert len(item.locator("p").inner_text()) < 250


def test_a_mark_ignores_what_the_query_ignores(searching):
    searching.find("ｌｏｇ sum EXP")
    marks = searching.tab.locator("#search-results mark").all_inner_texts()
    assert {"log", "sum", "exp"} <= {mark.lower() for mark in marks}


def test_the_number_of_results_is_said(searching, edition):
    lang = edition.lang
    assert searching.tab.locator("#search-status").get_attribute("role") == "status"
    found = searching.find("softmax_jacobian")
    assert searching.status == COUNT[lang].format(len(found))
    assert searching.find("Untersuchungen zu dynamischen") == [
        "references.html#hochreiter1991"
    ]
    assert searching.status == ONE[lang]
    assert len(searching.find("e")) == 50
    total = int(re.search(r"\d+", searching.status)[0])
    assert total > 50 and "50" in searching.status


def test_results_lead_to_a_place(searching, site, edition):
    for href in searching.find("softmax"):
        name, _, anchor = href.partition("#")
        page = (site / edition.lang / name).read_text("utf-8")
        assert not anchor or f' id="{anchor}"' in page, href


def test_markup_in_a_query_is_text(visit, site, edition):
    evil = "<img src=x onerror=document.title=1> softmax <mark>"
    opened = visit(site / edition.lang / "search.html", f"?q={quote(evil)}")
    box = opened.tab.locator("#search-form [name=q]")
    assert box.input_value() == evil
    box.press("End")
    box.type("&lt;b&gt;")
    assert opened.tab.locator("main img").count() == 0
    assert opened.tab.title() != "1"
    assert opened.complaints == []


def test_the_address_keeps_the_query(visit, site, edition):
    word = TEMPERATURE[edition.lang]
    tab = visit(site / edition.lang / "search.html", f"?q={quote(word)}").tab
    assert tab.locator("#search-form [name=q]").input_value() == word
    tab.locator("#search-form [name=q]").fill("entmax")
    tab.wait_for_url(re.compile(r"\?q=entmax$"))
    tab.locator("#search-results a").first.click()
    tab.wait_for_url("**/05-*.html*")
    tab.go_back()
    assert "entmax" in tab.locator("#search-results mark").first.inner_text().lower()


@pytest.mark.parametrize("way", ["key", "button"])
def test_a_search_from_a_chapter(visit, pages, edition, way):
    tab = visit(next(page for page in pages if page.stem.startswith("01-"))).tab
    if way == "key":
        tab.keyboard.press("Control+k")
    else:
        tab.locator(".search-button-field").click()
    tab.locator("#pst-search-dialog [name=q]").press_sequentially(
        TEMPERATURE[edition.lang]
    )
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=*")
    link = tab.locator("#search-results a").first
    assert link.get_attribute("href") == "06-temperature.html"
    link.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/06-temperature.html")


def test_without_scripts_the_page_says_what_it_needs(visit, site, edition):
    tab = visit(site / edition.lang / "search.html", java_script_enabled=False).tab
    assert NEEDS[edition.lang] in tab.locator("main noscript").inner_text()


def test_the_other_search_is_gone(site, edition):
    names = {path.name for path in (site / edition.lang).rglob("*.js")}
    assert "search.js" in names
    assert names.isdisjoint(REMOVED)


def folded(text: str) -> str:
    """Fold a text as the script does, in Node."""
    code = f"const search = require({json.dumps(str(SCRIPT))});"
    code += f"process.stdout.write(search.fold({json.dumps(text)}))"
    done = run_node("-e", code, capture_output=True, text=True)
    assert not done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Softmax 溫度：答案", "softmax溫度答案"),
        ("ＫＬ　ﾀﾞｲﾊﾞｰｼﾞｪﾝｽ", "klダイバージェンス"),
        ("log-sum-exp, and (more).", "log sum exp and more"),
        ("np.log, 1.5, α-entmax", "np.log 1.5 α entmax"),
        ("サーバー・サーバ", "サーバーサーバ"),
        ("softmax_jacobian", "softmax_jacobian"),
    ],
)
def test_folding(text, wanted):
    assert folded(text) == wanted
