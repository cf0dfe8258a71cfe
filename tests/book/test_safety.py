"""Nothing runs on a page that the book did not bring, and nothing is kept."""

import pytest

from bookbuild.policy import policy

# The ways in which a script gets into a page that shows what others wrote.
INJECT = {
    "an inline script": """
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);""",
    "a handler in an attribute": """
        document.body.insertAdjacentHTML("beforeend",
          '<img src="data:," onerror="window.ran = true">');""",
    "a link that is a script": """
        document.body.insertAdjacentHTML("beforeend",
          '<a id="in" href="javascript:window.ran = true">x</a>');
        document.getElementById("in").click();""",
    "a script from elsewhere": """
        const script = document.createElement("script");
        script.src = "https://example.org/a.js";
        document.body.append(script);""",
    "text that is compiled": """
        const script = document.createElement("script");
        script.textContent = "try { eval('window.ran = true') } catch {}";
        document.body.append(script);""",
}
REPORT = """() => new Promise((done) => {
  addEventListener("securitypolicyviolation", (e) => done(e.effectiveDirective));
  setTimeout(done, 5000, "nothing was refused");
  INJECT
})"""


def test_every_page_has_its_own_policy(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 60
    for page in pages:
        text = page.read_text("utf-8")
        tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(text)}">'
        assert text.count(tag) == text.count("Content-Security-Policy") == 1, page
        assert text.index(tag) < min(text.index("<script"), text.index("<title"))


@pytest.mark.parametrize("way", INJECT)
@pytest.mark.parametrize("name", ["en/01-sigmoid-to-softmax.html", "ja/search.html"])
def test_what_the_book_did_not_bring_does_not_run(visit, site, name, way):
    opened = visit(site / name)
    assert opened.complaints == []
    refused = opened.tab.evaluate(REPORT.replace("INJECT", INJECT[way]))
    assert refused.startswith("script-src")
    assert opened.tab.evaluate("window.ran") is None


ELSEWHERE = {
    "img-src": '<img src="https://example.org/a.png">',
    "style-src-elem": '<link rel="stylesheet" href="https://example.org/a.css">',
    "frame-src": '<iframe src="https://example.org/"></iframe>',
    "connect-src": '<a ping="https://example.org/" id="in" href="#x">x</a>',
}


@pytest.mark.parametrize("directive", ELSEWHERE)
def test_nothing_is_asked_of_another_host(visit, site, directive):
    markup = ELSEWHERE[directive]
    inject = f"document.body.insertAdjacentHTML('beforeend', '{markup}');"
    inject += "document.getElementById('in')?.click();"
    tab = visit(site / "en" / "index.html").tab
    assert tab.evaluate(REPORT.replace("INJECT", inject)) == directive


def test_only_the_choice_of_colors_is_kept(visit, served, edition):
    # In a private window Chromium may forget what a page from a file has just kept.
    opened = visit(f"{served}/{edition.lang}/01-sigmoid-to-softmax.html")
    tab = opened.tab
    before = tab.evaluate("document.documentElement.dataset.mode")
    tab.locator(".theme-switch-button").first.click()
    tab.locator("input[type=range]").first.press("ArrowRight")
    tab.locator(".prev-next-footer a.right-next").click()
    tab.wait_for_url("**/02-*.html")
    assert tab.evaluate("document.documentElement.dataset.mode") != before
    assert set(tab.evaluate("Object.keys(localStorage)")) == {"mode", "theme"}
    assert tab.evaluate("document.cookie") == ""
    assert tab.context.cookies() == []
