"""Sphinx extension: mends in the written pages what no setting of the tools that write them can.

Each repair is one step with its reason. A whole build counts what each mends: one that finds
nothing has become needless or blind with a new version of those tools, and stops the build.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata


@dataclass(frozen=True)
class Repair:
    """One thing to mend: a pattern in a page, what takes its place, and the reason."""

    name: str
    pattern: str
    replacement: str
    reason: str

    def made(self, text: str) -> tuple[str, int]:
        """Return a page with this repair made, and how often it was."""
        return re.subn(self.pattern, self.replacement, text, flags=re.DOTALL)


REPAIRS = (
    Repair(
        "icon script",
        r"<script[^>]*fontawesome[^>]*>\s*</script>",
        "",
        "pydata-sphinx-theme draws icons by fonts and loads 1.5 MB of script for the same icons "
        "(its issues 2115 and 2379)",
    ),
    Repair(
        "script that holds up a page",
        r"<script(?![^>]*\bdefer\b)(?=[^>]* src=)",
        "<script defer",
        "Sphinx's scripts wait for the page anyway, but nothing is drawn before they are there",
    ),
    Repair(
        "script ahead of the styles",
        r'<link rel="preload" as="script"[^>]*>\s*',
        "",
        "pydata-sphinx-theme loads scripts that run last before the styles that are drawn first",
    ),
    Repair(
        "name of the page for scripts",
        r"<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>",
        "",
        "sphinx-book-theme tells it to scripts of other versions of a book and of live code, which "
        "this book has not, and would now tell it too early",
    ),
    Repair(
        "list of works",
        r'<div role="list" class="citation-list">',
        '<div class="citation-list">',
        "docutils gives lists of works a role whose items have one that ARIA 1.2 withdrew",
    ),
    Repair(
        "work in a list",
        r' role="doc-biblioentry"',
        "",
        "docutils gives works a role that ARIA 1.2 withdrew",
    ),
    Repair(
        "number of a work",
        r'<span class="fn-bracket">([][])</span>',
        r"\1",
        "docutils wraps each bracket around the number of each of a thousand works",
    ),
    Repair(
        "download of a notebook",
        r'(<a href="[^"]*/_sources/[^"]*\.ipynb")',
        r"\1 download",
        "sphinx-book-theme lets a browser open a notebook as text instead of saving it",
    ),
    Repair(
        "fold in the contents",
        r'<summary>(<span class="toctree-toggle")',
        r'<summary aria-label="Pages below">\1',
        "pydata-sphinx-theme gives the folds of its list of pages no name",
    ),
)


class Mender:
    """Mends the pages that a build wrote."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def note(self, _app: Sphinx, pagename: str, *_: Any) -> None:
        """Note a page that is being written."""
        self.written.append(pagename)

    def mend(self, app: Sphinx, error: Exception | None) -> None:
        """Make all repairs; after a build of all pages, each must have found something."""
        if error or app.builder.format != "html":
            return
        made: Counter[str] = Counter()
        for name in self.written:
            page = Path(app.builder.get_outfilename(name))
            text = page.read_text("utf-8")
            for repair in REPAIRS:
                text, count = repair.made(text)
                made[repair.name] += count
            page.write_text(text, "utf-8")
        if app.env.found_docs <= set(self.written):
            for repair in REPAIRS:
                if not made[repair.name]:
                    raise ExtensionError(
                        f"the repair {repair.name!r} found nothing to mend on any page. It is "
                        f"there since {repair.reason}. If that is over, delete the repair from "
                        f"{Path(__file__).name}; if not, mend its pattern there"
                    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    mender = Mender()
    app.connect("html-page-context", mender.note)
    app.connect("build-finished", mender.mend, priority=890)
    # pages are noted in this process
    return {"parallel_read_safe": True, "parallel_write_safe": False}
