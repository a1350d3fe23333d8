"""Sphinx extension: the questionnaire as a page of its own, with an address that can be typed.

It stands at `panel/` beside the first page. Once `project.ADDRESS` says where the book is published
the chapter shows the questionnaire's address with its QR code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import project
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

#: The chapter that the questionnaire belongs to.
CHAPTER = "notebooks/swot/panel"
#: Where it stands in the book.
PAGE = "panel/index.html"
#: What the chapter has where the QR code goes.
PLACE = '<div class="kz-qr"></div>'


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the page, when the book has its chapter."""
    if error or app.builder.format != "html" or CHAPTER not in app.env.found_docs:
        return
    from kzdiplo import questionnaire

    to = Path(app.outdir) / PAGE
    to.parent.mkdir(exist_ok=True)
    to.write_text(questionnaire().page(), "utf-8")


def show_code(
    _app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Put the published address and its QR code into the chapter; without one, nothing."""
    if pagename == CHAPTER and "body" in context:
        context["body"] = context["body"].replace(PLACE, figure(project.ADDRESS))


def figure(published: str) -> str:
    """Return the address of the questionnaire and its QR code as HTML."""
    if not published:
        return ""
    import segno

    address = f"{published.rstrip('/')}/panel/"
    drawn = segno.make(address, micro=False).svg_inline(scale=4, light="white")
    link = f'<a href="{address}">{address}</a>'
    return f'<figure class="kz-qr">{drawn}<figcaption>{link}</figcaption></figure>'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("html-page-context", show_code)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
