"""What a page says of itself to search engines, messengers and other editions.

An address that must be absolute is left out while nobody knows where the site is.
"""

from docutils import nodes
from markupsafe import Markup

from bookbuild.editions import FALLBACK

LOCALES = {"en": "en_US", "ja": "ja_JP", "zh-Hant": "zh_TW"}
IMAGE_SIZE = (1200, 630)


def describe_page(app, pagename, templatename, context, doctree):
    """Give the template this page's alternates and its Open Graph properties."""
    links = context.get("book_links", [])
    about = doctree and properties(app.config, pagename, context, doctree)
    context["book_head"] = {
        "alternates": alternates(app.config, pagename, links),
        "properties": list(about or ()),
        "has_image": bool(about and app.config.book_site),
    }


def alternates(config, pagename: str, links: list[dict]) -> list[dict]:
    """Return the page in every language, and the one for everybody else."""
    site = config.book_site
    href = {link["tag"]: address(site, link["href"]) for link in links}
    if FALLBACK in href:
        front = address(site, "../index.html")
        href["x-default"] = front if pagename == config.root_doc else href[FALLBACK]
    return [{"tag": tag, "href": where} for tag, where in href.items()]


def address(site: str, href: str) -> str:
    """Return a link from a page as an absolute address, when the site has one."""
    return site + href.lstrip("./") if site else href


def properties(config, pagename: str, context, doctree):
    """Yield names and contents of `og:` properties."""
    yield "title", Markup(context["title"]).striptags()
    yield "site_name", Markup(context["docstitle"]).striptags()
    yield "type", "website" if pagename == config.root_doc else "article"
    yield from locales(context)
    if description := page_description(doctree):
        yield "description", description
    if config.book_site:
        yield "url", context["pageurl"]
        yield "image", f"{config.book_site}social.{config.book_edition}.png"
        yield from zip(("image:width", "image:height"), IMAGE_SIZE, strict=True)


def locales(context):
    """Yield the page's language, then those it can be had in besides."""
    own = context["language"]
    if own in LOCALES:
        yield "locale", LOCALES[own]
    for link in context.get("book_links", []):
        if link["tag"] != own and link["tag"] in LOCALES:
            yield "locale:alternate", LOCALES[link["tag"]]


def page_description(doctree) -> str:
    """Return the description that the page's front matter gives."""
    found = (m for m in doctree.findall(nodes.meta) if m.get("name") == "description")
    return next((meta["content"] for meta in found), "")


def setup(app):
    # After `language` (400), which knows the page in the other editions.
    app.connect("html-page-context", describe_page, priority=450)
