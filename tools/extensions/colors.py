"""Sphinx extension: the colours of the palette as CSS variables on every page."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from kzdiplo import palette

NAME = "palette.css"


def write(app: Sphinx) -> None:
    """Write the style sheet beside those of the theme."""
    if app.builder.format == "html":
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NAME).write_text(palette.css(), "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the step to Sphinx."""
    app.connect("builder-inited", write)
    app.add_css_file(NAME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
