"""Sphinx extension: the drawings of a page become files.

A page then loads only the drawing that fits the screen, and the browser keeps it.
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


def drop_unused(app: Sphinx, error: Exception | None) -> None:
    """Keep only the drawings that a page shows."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    shown = set(re.findall(r"_images/([0-9a-f]{16}\.svg)", text_of_pages(out)))
    for drawing in out.glob("_images/*.svg"):
        if drawing.name not in shown:
            drawing.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("html-page-context", to_files)
    app.connect("build-finished", drop_unused, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
