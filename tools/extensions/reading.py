"""Sphinx extension: pages for readers first. Code is folded below what it made, lists are wide.

A cell whose code teaches has the tag ``worked``: it stays open, above its result. The script
``_static/code.js`` opens all code of a page for those who want it. Each page ends with a line that
only paper shows: what it is, of which date, and, by the script ``_static/paper.js``, where it is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata

#: The tag of a cell whose code is shown.
WORKED = "tag_worked"
#: From so many columns on a list takes the whole width of the page.
_WIDE = 4
_CITATION = Path(__file__).resolve().parents[2] / "CITATION.cff"


def code_cells(document: nodes.document) -> list[nodes.container]:
    """Return the cells of a page that hold code."""
    return [
        node
        for node in document.findall(nodes.container)
        if node.get("nb_element") == "cell_code" and node.children
    ]


def lists_many_columns(cell: nodes.container) -> bool:
    """Tell whether the output of a cell is a list with many columns."""
    found = (node.astext() for node in cell.findall(nodes.raw))
    return any('class="kz-list"' in text and text.count("<th ") >= _WIDE for text in found)


class Fold(SphinxPostTransform):
    """Has code folded that nothing says to show, before MyST-NB makes the folds."""

    default_priority = 198
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Mark the cells of a page."""
        has_margin = len([*self.document.findall(nodes.section)]) > 1
        for cell in code_cells(self.document):
            if lists_many_columns(cell):
                # the second is the theme's, whose script looks for a margin and needs one
                cell["classes"] += ["kz-over", "full-width"] if has_margin else ["kz-over"]
            if WORKED in cell["classes"] or cell.get("hide_mode") not in (None, "input"):
                continue
            cell["hide_mode"] = "input"
            cell["prompt_show"], cell["prompt_hide"] = "Code", "Hide code"


def fold_of(cell: nodes.Node | None) -> HideCodeCellNode | None:
    """Return the fold with the code of a cell, if it has one."""
    first = cell.children[0] if isinstance(cell, nodes.container) and cell.children else None
    folded = isinstance(first, HideCodeCellNode) and "above-input" in first["classes"]
    return first if folded else None


class CodeBelow(SphinxPostTransform):
    """Puts folded code below what it made, when MyST-NB has made the folds.

    Code that shows nothing prepares the next cell and joins its code there, in running order.
    """

    default_priority = 200
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Change the order within the cells of a page."""
        waiting: list[nodes.Node] = []
        for cell in code_cells(self.document):
            fold = fold_of(cell)
            if fold is None:
                continue
            cell.remove(fold)
            waiting.append(fold)
            if cell.children or fold_of(cell.next_node(descend=False, siblings=True)) is None:
                cell.extend(waiting)
                waiting = []
            else:
                cell.parent.remove(cell)


def edition() -> tuple[str, ...]:
    """Return the version of the book and its day, as they are cited."""
    text = _CITATION.read_text("utf-8")
    found = (re.search(rf"^{key}: (.+)$", text, re.M) for key in ("version", "date-released"))
    return tuple(match[1] if match else "" for match in found)


def add_sheet_line(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """End a page with the line that only paper shows."""
    if "body" not in context:
        return
    line = Markup(
        '<p class="kz-sheet">{}. Edition {} of {}. Page {}.html<span data-sheet></span></p>'
    )
    title = app.config.html_title or app.config.project
    # plain text again: what is added to markup would be escaped
    context["body"] += str(line.format(title, *edition(), pagename))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.add_post_transform(Fold)
    app.add_post_transform(CodeBelow)
    app.connect("html-page-context", add_sheet_line)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
