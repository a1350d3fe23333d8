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

ROWS = re.compile(
    r'data-name="([a-z0-9-]+)"((?:(?!data-name=).)*?href="data:text/csv;charset=utf-8,)([^"]*)"',
    re.DOTALL,
)
TITLE = re.compile(r'<p class="kz-title"[^>]*>')
CAPTION_NUMBER = re.compile(r'<span class="caption-number">([^<]*)</span>')


def to_files(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Move the drawings of a page into files before it is written."""
    folder = Path(app.outdir) / "_images"
    up = "../" * pagename.count("/")

    def move(match: re.Match[str]) -> str:
        svg = unquote(match[2])
        name = f"{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(svg, "utf-8")
        return f'{match[1]}="{up}_images/{name}"'

    if "body" in context:
        context["body"] = re.sub(
            r'\b(src|srcset)="data:image/svg\+xml,([^"]*)"', move, context["body"]
        )


def give_rows_and_numbers(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Write the rows of each figure of a page, and put its number before its title."""
    folder = Path(app.outdir) / "_figures"
    up = "../" * pagename.count("/")

    def rows(match: re.Match[str]) -> str:
        name, csv = match[1], unquote(match[3])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.csv").write_text(csv, "utf-8", newline="\n")
        return f'data-name="{name}" data-file="{up}_figures/{name}.csv"{match[2]}{match[3]}"'

    def number(match: re.Match[str]) -> str:
        frame, found = match[0], CAPTION_NUMBER.search(match[0])
        if not found:
            return frame
        first = f'<span class="kz-number">{found[1].strip()}</span> '
        frame = TITLE.sub(lambda title: title[0] + first, frame)
        return frame.replace(found[0], "")

    if "body" in context:
        body = ROWS.sub(rows, context["body"])
        context["body"] = re.sub(r"<figure\b.*?</figure>", number, body, flags=re.DOTALL)


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
    app.connect("html-page-context", give_rows_and_numbers)
    app.connect("build-finished", drop_unused, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
