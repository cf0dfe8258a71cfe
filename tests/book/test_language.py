"""Every page speaks its own language, and leads to the same place in the others."""

import re

import pytest

# Names, keys of a keyboard, and the English edition's name for itself.
NAMES = re.compile(r"The Softmax Family|Ctrl|\bK\b|English|Softmax|Colab|GitHub")
WORDS = re.compile(r"[A-Za-z][A-Za-z'’.-]*\s+[A-Za-z][A-Za-z'’.-]+")
# What the fields write in Latin letters in every language.
TERMS = {
    *("softmax", "sigmoid", "logit", "logits", "tanh", "argmax", "log-sum-exp"),
    *(
        "sparsemax",
        "entmax",
        "gumbel",
        "gumbel-max",
        "gumbel-softmax",
        "k-wta",
        "top-k",
    ),
    *(
        "kkt",
        "relu",
        "infonce",
        "abc",
        "float",
        "numpy",
        "softmaxbook",
        "colab",
        "github",
    ),
}
LATIN = re.compile(r"(?<![{A-Za-z])[A-Za-z][A-Za-z-]{2,}")
# The characters in use where an edition is read; Big5 has a few that only Simplified
# Chinese still uses.
CHARSETS = {"ja": "shift_jis", "zh-Hant": "big5"}
IDEOGRAPH = re.compile("[\u3400-\u9fff]")
RARE = set("与么体价复离机网万适确极构种听")
MAINLAND = re.compile("搜索|鏈接|菜單|文檔|屏幕|加載|默認|復制|視圖|用戶")

UI_TEXTS = """() => {
  const found = [], said = ["title", "aria-label", "placeholder", "data-bs-title",
    "data-tooltip", "alt"];
  for (const e of document.querySelectorAll("body *"))
    for (const name of said)
      if (e.hasAttribute(name) && !e.closest("[lang]:not(html)"))
        found.push(e.getAttribute(name));
  const left_out = "article, code, pre, script, style, kbd, svg, [lang]:not(html), "
    + "nav a, .prev-next-title, .logo__title";  // authors wrote those
  const walk = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode, parent = text.parentElement;
      if (parent?.matches("noscript"))
        walk(new DOMParser().parseFromString(text.data, "text/html").body);
      else if (!parent?.closest(left_out)) found.push(text.data);
    }
  };
  walk(document.body);
  const titles = "article summary, article .admonition-title";
  for (const e of document.querySelectorAll(titles)) found.push(e.textContent);
  return [...new Set(found.map((text) => text.trim().replace(/\\s+/g, " ")))];
}"""
# What only some readers meet: in a tooltip, by ear, or after a click.
ATTRIBUTES = """() => {
  const said = ["title", "alt", "placeholder", "label", "summary", "aria-label",
    "aria-description", "aria-roledescription", "aria-valuetext", "data-bs-title",
    "data-bs-original-title", "data-tooltip", "data-copied", "data-uncopied",
    "data-play", "data-pause", "data-none", "data-one", "data-many", "data-first"];
  const texts = [document.title];
  for (const e of document.querySelectorAll("head meta[name=description], body *"))
    for (const name of e.matches("meta") ? ["content"] : said)
      if (e.hasAttribute(name) && !e.closest("[lang]:not(html)"))
        texts.push(e.getAttribute(name));
  return [...new Set(texts)];
}"""
ALL_TEXT = """() => {
  const copy = document.body.cloneNode(true);
  for (const e of copy.querySelectorAll("[lang], script, style, code, pre")) e.remove();
  return copy.textContent;
}"""
SWITCHER = ".book-languages a[hreflang='{}']"


@pytest.fixture
def other(edition, editions):
    """The edition after this one."""
    return editions[(editions.index(edition) + 1) % len(editions)]


@pytest.fixture
def chapter_1(edition, chapters):
    return next(c for c in chapters if str(c).startswith(f"{edition.lang}/01-"))


def test_the_page_names_its_language(soup, page):
    assert soup(page.file).html["lang"] == page.edition.tag


def test_the_interface_speaks_the_pages_language(reading, page):
    texts = reading(page).tab.evaluate(UI_TEXTS)
    assert len(texts) > 10
    if page.edition.tag == "en":
        return
    english = [text for text in texts if is_english(NAMES.sub("", text))]
    if english:
        pytest.fail("\n".join(english))


def is_english(text):
    """Two words in a row, or nothing but one."""
    letters = "".join(filter(str.isalpha, text))
    return bool(WORDS.search(text)) or (letters.isascii() and len(letters) > 2)


def test_no_attribute_has_a_foreign_word(reading, page):
    texts = reading(page).tab.evaluate(ATTRIBUTES)
    assert len(texts) > 10
    if page.edition.tag == "en":
        assert [text for text in texts if re.search("[ぁ-ヿ\u3400-\u9fff]", text)] == []
    else:
        words = {w.lower() for text in texts for w in LATIN.findall(text)}
        assert words - TERMS == set()


def test_characters_are_those_of_the_language(reading, page):
    charset = CHARSETS.get(page.edition.tag)
    if charset:
        tab = reading(page).tab
        texts = [*tab.evaluate(UI_TEXTS), *tab.evaluate(ATTRIBUTES)]
        text = " ".join([tab.evaluate(ALL_TEXT), *texts])
        assert len(IDEOGRAPH.findall(text)) > 50
        assert sorted({c for c in IDEOGRAPH.findall(text) if foreign(c, charset)}) == []


def foreign(character, charset):
    """Tell whether a character is none of the language's."""
    lacking = not character.encode(charset, "ignore")
    return lacking or (charset == "big5" and character in RARE)


def test_characters_and_words_of_others_are_recognized():
    assert [c for c in "搜尋頁複製這裡" if foreign(c, "big5")] == []
    assert [c for c in "页复这输" if not foreign(c, "big5")] == []
    assert [c for c in "検索温度溫页" if foreign(c, "shift_jis")] == ["溫", "页"]
    assert LATIN.findall("關閉 Close，α-entmax") == ["Close", "entmax"]


def test_the_chinese_interface_is_taiwan_s(reading, page):
    if page.edition.tag == "zh-Hant":
        texts = reading(page).tab.evaluate(UI_TEXTS)
        assert any("搜尋" in text for text in texts)
        assert [text for text in texts if MAINLAND.search(text)] == []


def test_a_copied_cell_is_told_in_the_pages_language(visit, chapter_1, edition):
    tab = visit(chapter_1).tab
    button = tab.locator("button.copybtn").first
    words = [edition.settings["ui"].get(word, word) for word in ("Copy", "Copied!")]
    assert button.get_attribute("data-tooltip") == words[0]
    button.scroll_into_view_if_needed()
    button.click(force=True)
    tab.locator(f"button.copybtn[data-tooltip='{words[1]}']").first.wait_for()


def test_english_and_chinese_pages_have_no_kana(reading, page):
    if page.edition.tag != "ja":
        assert re.findall("[ぁ-ヿ]", reading(page).tab.evaluate(ALL_TEXT)) == []


def test_the_editions_have_the_same_sections(soup, chapter, editions):
    assert sections(soup, chapter.file)
    for edition in editions:
        file = chapter.file.parents[1] / edition.lang / chapter.file.name
        assert sections(soup, file) == sections(soup, chapter.file)


def sections(soup, file):
    return [s["id"] for s in soup(file).find_all("section", id=re.compile("^sec-"))]


def test_the_switcher_keeps_the_section(visit, chapter_1, other):
    tab = visit(chapter_1, "#sec-logit").tab
    tab.locator(SWITCHER.format(other.tag)).hover()
    tab.locator(SWITCHER.format(other.tag)).click()
    tab.wait_for_url(f"**/{other.lang}/{chapter_1.stem}.html#sec-logit")
    assert 0 <= tab.locator("#sec-logit").bounding_box()["y"] < 200


def test_the_switcher_keeps_a_moved_slider(visit, chapter_1, other):
    tab = visit(chapter_1).tab
    slider = "#live-class-bars [name=beta]"
    tab.locator(slider).press("End")
    tab.locator(SWITCHER.format(other.tag)).focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/{other.lang}/{chapter_1.stem}.html#live-class-bars?beta=10")
    assert tab.locator(slider).get_attribute("data-value") == "10"
    tab.locator("#live-class-bars [data-action=reset]").click()
    tab.locator(SWITCHER.format(chapter_1.edition.tag)).hover()
    href = tab.locator(SWITCHER.format(chapter_1.edition.tag)).get_attribute("href")
    assert "beta=10" not in href.replace(tab.evaluate("location.hash"), "")


def test_the_switcher_works_without_scripts(visit, chapter_1, other):
    tab = visit(chapter_1, java_script_enabled=False).tab
    tab.locator(SWITCHER.format(other.tag)).click()
    tab.wait_for_url(f"**/{other.lang}/{chapter_1.stem}.html")


def test_the_switcher_says_where_we_are(soup, chapter):
    current = soup(chapter.file).select(".book-languages a[aria-current]")
    assert [a["hreflang"] for a in current] == [chapter.edition.tag]
    assert current[0].text == chapter.edition.name


@pytest.mark.parametrize(
    ("locale", "lang"),
    [("ja-JP", "ja"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")],
)
def test_the_front_door_opens_in_the_readers_language(visit, site, locale, lang):
    tab = visit(site / "index.html", locale=locale).tab
    tab.wait_for_url(f"**/{lang}/index.html")


def test_the_front_door_has_links_without_scripts(soup, site, editions):
    links = soup(site / "index.html").find_all("a")
    assert {link["hreflang"] for link in links} == {e.tag for e in editions}
    assert all((site / link["href"]).is_file() for link in links)
