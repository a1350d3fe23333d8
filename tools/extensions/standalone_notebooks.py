"""Sphinx extension: the notebook that a page offers for download can be read without the book.

Citations, numbers and references are taken from the finished page. The notebook takes the place
of the page's source in `_sources`. Another, whose links hold within the site, waits for the part
that runs in the browser.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import standalone
import toc
from docutils import nodes
from lite import NOTEBOOKS
from project import ADDRESS
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata

#: Roles as a page's source writes them, by the name that Sphinx gives to their references.
ROLES = {"p": "cite", "t": "cite:t", "numref": "numref"}

ROUND = str.maketrans("[]", "()")


class Origins(SphinxPostTransform):
    """Note at each reference its role and target, which go when it is resolved."""

    default_priority = 1

    def run(self) -> None:
        """Wrap each reference."""
        for reference in list(self.document.findall(addnodes.pending_xref)):
            if role := ROLES.get(reference["reftype"]):
                target = "".join(reference["reftarget"].split())
                wrapper = nodes.inline(role_and_target=(role, target))
                reference.replace_self(wrapper)
                wrapper += reference


class Notebooks:
    """Writes the notebooks of the pages of one build."""

    def __init__(self) -> None:
        self.pages: list[standalone.Page] = []
        self.titles: dict[str, str] = {}

    def note(self, app: Sphinx, doctree: nodes.document, name: str) -> None:
        """Note what a finished page knows, and take the wrappers away."""
        words = {}
        for node in list(doctree.findall(nodes.inline)):
            if origin := node.get("role_and_target"):
                # a notebook would take a text in square brackets for a link
                words[origin] = node.astext().translate(ROUND)
                node.replace_self(node.children)
        if not app.env.doc2path(name).endswith(".ipynb"):
            return
        self.titles = self.titles or {page: toc.title(toc.source(page)) for page in toc.pages()}
        numbers = {
            label: ".".join(map(str, number))
            for kind in app.env.toc_fignumbers.get(name, {}).values()
            for label, number in kind.items()
        }
        works = [node[-1].astext() for node in doctree.findall(nodes.citation)]
        self.pages.append(standalone.Page(name, self.titles, words, numbers, works))

    def write(self, app: Sphinx, error: Exception | None) -> None:
        """Write the notebooks of each page of this build."""
        if error or app.builder.format != "html":
            return
        # a book without an address is served at the root of a host: `make serve`
        places = {Path(app.outdir, "_sources"): ADDRESS, NOTEBOOKS: ADDRESS or "/"}
        for page in self.pages:
            notebook = json.loads(toc.source(page.name).read_text("utf-8"))
            for folder, address in places.items():
                made = standalone.standalone(notebook, replace(page, address=address))
                copy = folder / f"{page.name}.ipynb"
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    notebooks = Notebooks()
    app.add_post_transform(Origins)
    app.connect("doctree-resolved", notebooks.note)
    app.connect("build-finished", notebooks.write)
    # pages are noted in this process
    return {"parallel_read_safe": True, "parallel_write_safe": False}
