"""Figures of pages without a chapter number: each page counts its own from 1.

Sphinx counts them through all such pages; the notebooks cannot, and a new appendix
would renumber those after it.
"""

from copy import deepcopy


def count_by_page(app, env):
    """Number afresh what stands in no chapter."""
    env.book_counted_through = deepcopy(env.toc_fignumbers)
    for kinds in env.toc_fignumbers.values():
        for numbers in kinds.values():
            outside = [name for name, number in numbers.items() if len(number) == 1]
            numbers.update((name, (n,)) for n, name in enumerate(outside, 1))
    return []


def give_back(app, env, docnames):
    """Let Sphinx compare with its own numbers, or it writes such pages every time."""
    env.toc_fignumbers = getattr(env, "book_counted_through", env.toc_fignumbers)


def setup(app):
    app.connect("env-before-read-docs", give_back)
    # After Sphinx's own numbers (500).
    app.connect("env-get-updated", count_by_page, priority=600)
