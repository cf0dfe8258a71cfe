"""Time searches for every title of the book, from the search page's box to its list."""

from bookbuild.moves import p95
from bookbuild.weight import load, served, wire_size

ROUNDS = 3

# A query ends when the page is laid out again; a title counts with its median.
TIMES = """(rounds) => {
  const box = document.querySelector("#search-form [name=q]");
  const once = (query) => {
    box.value = query;
    const start = performance.now();
    box.dispatchEvent(new Event("input"));
    document.body.getBoundingClientRect();
    return performance.now() - start;
  };
  const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  return bookSearch.places(bookIndex).map(({ title }) =>
    middle(Array.from({ length: rounds }, () => once(title))));
}"""


def search_times(browser, site, lang: str) -> dict[str, float]:
    """Return the median and the p95 of all queries, and what the index weighs."""
    with served(site) as (address, _), browser.new_context() as context:
        page = context.new_page()
        load(page, f"{address}/{lang}/search.html")
        times = sorted(page.evaluate(TIMES, ROUNDS))
    index = site / lang / "searchindex.js"
    return {
        "queries": len(times),
        "median": times[len(times) // 2],
        "p95": p95(times),
        "bytes": wire_size(index.read_bytes(), index.name),
    }
