"""Figures of pages without a chapter number: each page counts its own from 1.

Sphinx counts them through all such pages; the notebooks cannot, and a new appendix
would renumber those after it.
"""


def count_by_page(app, env):
    """Number afresh what stands in no chapter."""
    for kinds in env.toc_fignumbers.values():
        for numbers in kinds.values():
            outside = [name for name, number in numbers.items() if len(number) == 1]
            numbers.update((name, (n,)) for n, name in enumerate(outside, 1))
    return []


def setup(app):
    # After Sphinx's own numbers (500).
    app.connect("env-get-updated", count_by_page, priority=600)
