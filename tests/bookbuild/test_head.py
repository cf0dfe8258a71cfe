"""What a page says of itself, with and without an address of the site."""

from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from bookbuild.sphinx import head

SITE = "https://owner.github.io/name/"
LANGS = {"en": "en", "ja": "ja", "zh": "zh-Hant"}


@pytest.fixture
def page():
    document = new_document("x")
    document += nodes.meta(name="keywords", content="softmax")
    document += nodes.meta(name="description", content="溫度 & β")
    return document


def described(doctree, site="", name="06-temperature", lang="zh"):
    config = SimpleNamespace(book_site=site, book_edition=lang, root_doc="index")
    context = {
        "title": "<em>6.</em> 溫度 &amp; β",
        "docstitle": "Softmax 家族",
        "language": LANGS[lang],
        "pageurl": f"{site}{lang}/{name}.html",
        "book_links": [
            {"lang": code, "tag": tag, "href": f"../{code}/{name}.html"}
            for code, tag in LANGS.items()
        ],
    }
    app = SimpleNamespace(config=config)
    head.describe_page(app, name, "page.html", context, doctree)
    return context["book_head"]


def test_without_an_address_nothing_absolute_is_said(page):
    found = described(page)
    assert found["properties"] == [
        ("title", "6. 溫度 & β"),
        ("site_name", "Softmax 家族"),
        ("type", "article"),
        ("locale", "zh_TW"),
        ("locale:alternate", "en_US"),
        ("locale:alternate", "ja_JP"),
        ("description", "溫度 & β"),
    ]
    assert not found["has_image"]
    assert found["alternates"] == [
        {"tag": "en", "href": "../en/06-temperature.html"},
        {"tag": "ja", "href": "../ja/06-temperature.html"},
        {"tag": "zh-Hant", "href": "../zh/06-temperature.html"},
        {"tag": "x-default", "href": "../en/06-temperature.html"},
    ]


def test_with_an_address_everything_is_absolute(page):
    found = described(page, SITE)
    said = dict(found["properties"])
    assert said["url"] == f"{SITE}zh/06-temperature.html"
    assert said["image"] == f"{SITE}social.zh.png"
    assert found["has_image"]
    assert all(link["href"].startswith(SITE) for link in found["alternates"])


@pytest.mark.parametrize(
    ("site", "front"), [("", "../index.html"), (SITE, f"{SITE}index.html")]
)
def test_for_everybody_else_there_is_the_front_door(page, site, front):
    found = described(page, site, "index")
    assert found["alternates"][-1] == {"tag": "x-default", "href": front}
    assert dict(found["properties"])["type"] == "website"


def test_a_page_that_nobody_wrote_says_nothing_of_itself():
    found = described(None, SITE, "search")
    assert found["properties"] == [] and not found["has_image"]
    assert len(found["alternates"]) == 4


def test_a_page_without_a_description_has_none(page):
    page.clear()
    assert "description" not in dict(described(page)["properties"])
