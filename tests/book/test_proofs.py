"""Each equation has a ✓ that leads to its proof, in the reader's language."""

import re

import pytest

KB = 1000
SMALLEST_TARGET = 24
TARGETS = """(all) => all.map((mark) => {
  const { width, height } = mark.getBoundingClientRect();
  return Math.min(width, height);
})"""
SAYS = {
    "en": r"Proof of \(\d+\.\d+\), (symbolic|numeric|optimality)",
    "ja": r"\(\d+\.\d+\)の証明（(数式処理|数値|最適性)）",
    "zh": r"\(\d+\.\d+\) 的證明（(符號運算|數值|最佳性)）",
}


def test_every_equation_leads_to_its_proof(soup, numbered):
    marks = soup(numbered.file).select(".eqno > a.proof")
    labels = numbered.labels
    page = numbered.proofs
    assert [mark["href"] for mark in marks] == [
        f"{page.stem}.html#{label}" for label in labels
    ]
    for mark in marks:
        assert re.fullmatch(SAYS[numbered.edition.lang], mark["aria-label"])
        assert mark.parent.parent["id"] == "equation-" + mark["href"].split("#")[1]


def test_a_page_shows_every_proof_of_its_chapter(soup, numbered):
    page = soup(numbered.proofs.file)
    sections = page.select("section.proved")
    assert [s["id"] for s in sections] == numbered.labels
    for section in sections:
        label = section["id"]
        back = section.h2.a
        assert back["href"] == f"{numbered.stem}.html#equation-{label}"
        number = soup(numbered.file).find(id=f"equation-{label}").select_one(".eqno")
        assert re.search(r"\([\d.]+\)", back.text)[0] in number.text
        assert section.select_one(".math .katex math")
        assert f'"{label}"' in section.details.pre.text
        assert section.details.summary.text.startswith(back.text)


def test_the_page_of_proofs_is_light(packed, numbered):
    assert packed(numbered.proofs.file.read_bytes()) <= 80 * KB


def test_the_language_switcher_keeps_the_page(soup, editions, numbered):
    page = numbered.proofs
    links = soup(page.file).select(".book-languages a")
    assert [link["href"] for link in links] == [
        f"../{edition.lang}/{page.stem}.html" for edition in editions
    ]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_mark_is_large_enough_and_works_from_the_keyboard(visit, chapters, width):
    page = next(page for page in chapters if page.labels)
    opened = visit(page, viewport={"width": width, "height": 740})
    tab = opened.tab
    assert min(tab.eval_on_selector_all("a.proof", TARGETS)) >= SMALLEST_TARGET
    tab.locator("a.proof").nth(2).focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/proofs-*.html#eq-*")
    label = tab.url.split("#")[1]
    assert label == page.labels[2]
    assert tab.locator(f"#{label}").is_visible()
    tab.locator(f"#{label} summary").focus()
    tab.keyboard.press("Enter")
    assert tab.locator(f"#{label} pre").is_visible()
    tab.locator(f"#{label} h2 a").click()
    tab.wait_for_url(f"**/{page.stem}.html#equation-{label}")
    assert opened.complaints == []


def test_it_works_without_scripts(visit, chapters):
    page = next(page for page in chapters if page.labels)
    tab = visit(page, java_script_enabled=False).tab
    tab.locator("a.proof").first.click()
    tab.wait_for_url("**/proofs-*.html#eq-*")
    tab.locator("section.proved summary").first.click()
    assert tab.locator("section.proved pre").first.is_visible()


def test_the_overview_counts_every_proof(soup, chapters, edition):
    of_edition = {page.stem: page for page in chapters if page.edition == edition}
    pages = [page for page in of_edition.values() if page.labels]
    overview = of_edition["proofs"]
    rows = soup(overview.file).select("table.proofs tbody tr")
    links = [row.a["href"] for row in rows[:-1]]
    assert links == [f"{page.proofs.stem}.html" for page in pages]
    counts = [[int(cell.text) for cell in row.select("td")[:-1]] for row in rows]
    labels = [len(page.labels) for page in pages]
    labels.append(sum(labels))
    assert [sum(row[:3]) for row in counts] == labels
    assert counts[-1] == [sum(column) for column in zip(*counts[:-1], strict=True)]
    for (*_, wrong, _), number in zip(counts, labels, strict=True):
        assert wrong >= number
