"""Sphinx extension: where a chapter first uses a term of the glossary, the term leads there.

The links are made when pages are written and stand in no notebook. They cannot rot: a term that is
renamed, added or dropped changes them all with the next build.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata
from wordings import Use, Wordings

TABLE = Path(__file__).resolve().parents[2] / "data" / "reference" / "glossary.csv"
#: The page that holds the terms, each under the anchor `term-ID`.
PAGE = "notebooks/seminar/glossary"
#: Pages in which terms are linked: the chapters.
CHAPTERS = "notebooks/"
#: What is no running text, or has a link of its own.
CLOSED = (
    nodes.FixedTextElement,
    nodes.Invisible,
    nodes.caption,
    nodes.citation,
    nodes.figure,
    nodes.footnote,
    nodes.image,
    nodes.label,
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.reference,
    nodes.rubric,
    nodes.table,
    nodes.title,
    addnodes.pending_xref,
)
#: Classes of containers that hold code, what it printed, or the title of a fold.
CLOSED_CLASSES = {"cell_input", "cell_output", "sd-summary-title", "sd-card-title"}


class Terms(Wordings):
    """The terms of a glossary, and how to find them in a text.

    Parameters
    ----------
    rows : list of dict
        Rows with ``term_id``, ``definition``, ``forms`` and ``not_in``; the last two hold wordings
        and chapters joined by ``;``.
    """

    def __init__(self, rows: list[dict[str, str]]) -> None:
        super().__init__(
            {form: row["term_id"] for row in rows for form in row["forms"].split(";")},
            {row["term_id"]: row["not_in"] for row in rows},
        )
        self.definitions = {row["term_id"]: row["definition"] for row in rows}


@cache
def glossary() -> Terms:
    """Return the terms of the book."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return Terms(list(csv.DictReader(file)))


def link_first_uses(
    document: nodes.document, terms: Terms, address: str, chapter: str = ""
) -> list[str]:
    """Link the first use of each term in the running text of a page.

    Parameters
    ----------
    document : docutils.nodes.document
        The page, which is changed.
    terms : Terms
        The terms to link.
    address : str
        The address of the glossary as seen from the page.
    chapter : str
        The page as the table of the glossary names it, such as ``"turkic/ots"``.

    Returns
    -------
    list of str
        The ids of the terms that were linked, in the order of the text.
    """
    linked: list[str] = []
    foreign = terms.foreign(chapter)
    for node in list(document.findall(nodes.Text)):
        if _is_open(node):
            first = []
            for use in terms.uses(node.astext()):
                if use.term not in linked and use.term not in foreign:
                    linked.append(use.term)
                    first.append(use)
            if first:
                node.parent.replace(node, list(_with_links(node.astext(), first, terms, address)))
    return linked


def _is_open(node: nodes.Node) -> bool:
    """Tell whether a node stands in running text, where links may be put."""
    while (node := node.parent) is not None:
        if isinstance(node, CLOSED) or CLOSED_CLASSES & set(
            getattr(node, "attributes", {}).get("classes", ())
        ):
            return False
    return True


def _with_links(text: str, uses: list[Use], terms: Terms, address: str) -> Iterator[nodes.Node]:
    """Yield a text in pieces, with links where terms are used."""
    end = 0
    for use in uses:
        if use.start > end:
            yield nodes.Text(text[end : use.start])
        yield nodes.reference(
            "",
            text[use.start : use.end],
            internal=True,
            refuri=f"{address}#term-{use.term}",
            reftitle=terms.definitions[use.term],
            classes=["kz-term"],
        )
        end = use.end
    if end < len(text):
        yield nodes.Text(text[end:])


class TermLinks(SphinxPostTransform):
    """Link the terms of a chapter when its page is written."""

    # after references and citations have become links, before folds get their final form
    default_priority = 100
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Change the page."""
        name = self.env.docname
        if name.startswith(CHAPTERS) and name != PAGE and PAGE in self.env.found_docs:
            address = self.app.builder.get_relative_uri(name, PAGE)
            link_first_uses(self.document, glossary(), address, name.removeprefix(CHAPTERS))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.add_post_transform(TermLinks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
