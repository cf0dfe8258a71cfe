"""Citations in the edition's language, and a bibliography that leads back to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes
from pybtex.plugin import register_plugin
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode
from sphinxcontrib.bibtex.plugin import register_plugin as register_reference_style
from sphinxcontrib.bibtex.style.referencing import BaseReferenceStyle
from sphinxcontrib.bibtex.style.template import join, node, reference

from bookbuild.references import WorkStyle, chapter_name, cited_as

NAME = "book"  # of both styles, in _config.yml
REFERENCE_STYLES = "sphinxcontrib.bibtex.style.referencing"


def speak(app, config):
    """Let citations speak the edition's language."""

    @node
    def name(children, data):
        return cited_as(data["entry"], config.book_edition)

    @dataclass
    class ReferenceStyle(BaseReferenceStyle):
        def role_names(self):
            return ["t"]

        def outer(self, role_name, children):
            return join(sep="; ")[children]

        def inner(self, role_name):
            return reference[name]

    register_reference_style(REFERENCE_STYLES, NAME, ReferenceStyle, force=True)


class LeadBack(SphinxPostTransform):
    """A bibliography as a plain list; each work ends with links to who cites it."""

    default_priority = 7  # after the works are there (5), before links resolve (10)

    def run(self, **kwargs):
        for first in list(self.document.findall(nodes.citation)):
            container = first.parent
            if container and container.index(first) == 0:
                items = map(self.item, container.children)
                container.replace_self(
                    nodes.bullet_list("", *items, classes=["references"])
                )

    def item(self, citation: nodes.citation) -> nodes.list_item:
        """Turn a work into an item of a list."""
        key, described = citation["ids"][0], citation[1]
        text = nodes.inline(
            "", "", *described.children, classes=[self.language_of(key)]
        )
        paragraph = nodes.paragraph("", "", text)
        for n, link in enumerate(self.back(key)):
            paragraph += [nodes.Text(" · " if n else " →\N{NO-BREAK SPACE}"), link]
        return nodes.list_item("", paragraph, ids=citation["ids"])

    def language_of(self, key: str) -> str:
        """Return the class that docutils writes as the language of the words."""
        work = self.env.get_domain("cite").bibdata.data.entries[key]
        return f"language-{work.fields.get('language', 'en')}"

    def back(self, key: str) -> Iterator[nodes.reference]:
        """Link to the first place on each page that cites the work."""
        refs = self.env.get_domain("cite").citation_refs
        citing = [r for r in refs if key in {target.key for target in r.targets}]
        places = {r.docname: r.citation_ref_id for r in reversed(citing)}
        for docname, id_ in sorted(places.items()):
            words = nodes.Text(self.page(docname))
            builder, here = self.app.builder, self.env.docname
            yield make_refnode(builder, here, docname, id_, words)

    def page(self, docname: str) -> str:
        """Name a page: a chapter by its number, an appendix by its title."""
        numbers = self.env.toc_secnumbers.get(docname, {}).get("")
        if numbers:
            return chapter_name(numbers[0], self.config.book_edition)
        return self.env.titles[docname].astext()


def with_bibliography(app, env):
    """Write the bibliography anew with every change: it lists who cites what."""
    domain = env.domains.get("cite")
    return {key.docname for key in domain.bibliographies} if domain else set()


def setup(app):
    register_plugin("pybtex.style.formatting", NAME, WorkStyle, force=True)
    # After the edition is known (400).
    app.connect("config-inited", speak)
    app.connect("env-get-updated", with_bibliography)
    app.add_post_transform(LeadBack)
