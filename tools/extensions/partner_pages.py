"""Sphinx extension: ``{partner} TUR`` becomes all that the tables hold of a state.

A page of a partner is its title and this line. The tables, the library and what the build finds in
the chapters make the rest, so tools/build.py makes the page anew when one of them changed.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

import kzdiplo as kz


class Written(nodes.General, nodes.Element):
    """HTML as it stands, into which the search does not look, as it would into raw text.

    Who searches for embassies gets the chapter, and not all the pages that list some.
    """


class PartnerPage(SphinxDirective):
    """Put the card of a partner into a page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the card, and the words by which the search finds the page."""
        card = kz.partner(self.arguments[0])
        state = card.state
        words = " ".join([*state.forms, *state.spelt, state.kk, state.ru]).split()
        found_by = nodes.meta(name="keywords", content=", ".join(words))
        return [found_by, Written(html=card._repr_html_(), sections=card.sections)]


class PartnerList(SphinxDirective):
    """Put the list of all partners into a page."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return [Written(html=kz.states("pages")._repr_html_(), sections=[])]


def write(translator: HTML5Translator, node: Written) -> None:
    """Write the HTML."""
    translator.body.append(node["html"])
    raise nodes.SkipNode


def show_sections(
    _app: Sphinx,
    _name: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """List the sections of a partner beside its page, as those of any other."""
    for node in doctree.findall(Written) if doctree else ():
        if node["sections"]:
            items = (
                f'<li><a class="reference internal" href="#{anchor}">{title}</a></li>'
                for anchor, title in node["sections"]
            )
            context["toc"] = (
                f'<ul><li><a href="#">{context["title"]}</a><ul>{"".join(items)}</ul></li></ul>'
            )
            context["display_toc"] = True


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.add_node(Written, html=(write, None))
    app.add_directive("partner", PartnerPage)
    app.add_directive("partners", PartnerList)
    app.connect("html-page-context", show_sections)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
