"""Sphinx extension: the tables beside the pages, which the catalogue offers to download."""

from __future__ import annotations

import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def copy(app: Sphinx, error: Exception | None) -> None:
    """Copy every table into the book."""
    if error or app.builder.format != "html":
        return
    for table in (Path(app.srcdir) / "data").glob("*/*.csv"):
        to = Path(app.outdir) / "data" / table.parent.name / table.name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(table, to)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("build-finished", copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
