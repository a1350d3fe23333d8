"""Sphinx extension: the data package beside the pages, whose tables the catalogue offers."""

from __future__ import annotations

from pathlib import Path

import published
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the data package into the book, and what changed since the last edition."""
    if error or app.builder.format != "html":
        return
    for name, content in {**published.files(), "changes.csv": published.changes()}.items():
        to = Path(app.outdir) / "data" / name
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(content)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
