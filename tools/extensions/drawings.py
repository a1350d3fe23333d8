"""Sphinx extension: drawings and rows of figures become files, and figures show their number.

A page then loads only the drawing that fits the screen, and the browser keeps it. The rows have
an address of their own, which other programs can read.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from written_pages import text_of_pages

DRAWING = re.compile(r'\b(src|srcset)="data:image/svg\+xml,([^"]*)"')
FRAME = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
ROWS = re.compile(
    r'data-name="([a-z0-9-]+)"((?:(?!data-name=).)*?href="data:text/csv;charset=utf-8,)([^"]*)"',
    re.DOTALL,
)
TITLE = re.compile(r'<p class="kz-title"[^>]*>')
CAPTION_NUMBER = re.compile(r'<span class="caption-number">([^<]*)</span>')


def to_files(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Move drawings and rows of a page into files, and put the number of a figure at its title."""
    if "body" not in context:
        return
    up = "../" * pagename.count("/")

    def moved(folder: str, name: str, text: str) -> str:
        path = Path(app.outdir) / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        return f"{up}{folder}/{name}"

    def drawing(match: re.Match[str]) -> str:
        svg = unquote(match[2])
        name = f"{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
        return f'{match[1]}="{moved("_images", name, svg)}"'

    def rows(match: re.Match[str]) -> str:
        file = moved("_figures", f"{match[1]}.csv", unquote(match[3]))
        return f'data-name="{match[1]}" data-file="{file}"{match[2]}{match[3]}"'

    body = DRAWING.sub(drawing, context["body"])
    context["body"] = FRAME.sub(numbered, ROWS.sub(rows, body))


def numbered(frame: re.Match[str]) -> str:
    """Return a figure whose number stands in the titles of its cards and no longer below them."""
    found = CAPTION_NUMBER.search(frame[0])
    if not found:
        return frame[0]
    first = f'<span class="kz-number">{found[1].strip()}</span> '
    return TITLE.sub(lambda title: title[0] + first, frame[0]).replace(found[0], "")


def drop_unused(app: Sphinx, error: Exception | None) -> None:
    """Keep only the drawings and rows that a page shows."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    shown = set(re.findall(r"_(?:images|figures)/([\w-]+\.(?:svg|csv))", text_of_pages(out)))
    for file in [*out.glob("_images/*.svg"), *out.glob("_figures/*.csv")]:
        if file.name not in shown:
            file.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("html-page-context", to_files)
    app.connect("build-finished", drop_unused, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
