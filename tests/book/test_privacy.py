"""A page asks no other host for anything, and works from a folder, offline."""

import re

LOADED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
}
NOT_LOADED = {"alternate", "canonical"}  # a link of these kinds is only an address
URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


def test_a_page_opens_without_a_complaint(reading, page):
    opened = reading(page)
    opened.tab.evaluate("document.fonts.ready")
    assert opened.complaints == []
    assert opened.requests[0] == page.file.as_uri()


def test_the_front_door_opens_without_a_complaint(visit, site):
    opened = visit(site / "index.html")
    opened.tab.wait_for_url("**/en/index.html")
    assert opened.complaints == []


def test_no_page_names_another_host_to_load_from(site, soup):
    pages = list(site.rglob("*.html"))
    assert pages
    outside = {
        (page.relative_to(site), tag[attribute])
        for page in pages
        for name, attribute in LOADED.items()
        for tag in soup(page).find_all(name, attrs={attribute: True})
        if re.match(r"(\w+:)?//", tag[attribute])
        and not NOT_LOADED & set(tag.get_attribute_list("rel"))
    }
    assert outside == set()


def test_no_style_names_another_host(site):
    sheets = list(site.rglob("*.css"))
    assert sheets
    outside = {
        (sheet.relative_to(site), "".join(found))
        for sheet in sheets
        for found in URL.findall(sheet.read_text("utf-8"))
        if re.match(r"(\w+:)?//", "".join(found))
    }
    assert outside == set()


def test_a_search_works_without_a_complaint(visit, edition, site):
    opened = visit(site / edition.lang / "search.html", "?q=logit")
    opened.tab.wait_for_selector("#search-results li a")
    assert opened.complaints == []
