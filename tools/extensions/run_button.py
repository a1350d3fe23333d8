"""Sphinx extension: buttons that download a chapter and, where the book can, run it here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

#: Megabytes that the first run of a reader loads, as measured: from a server that packs files, as
#: the book's does, and from one that does not. Later runs take them from the browser.
LOADS = (33, 40)


def loads() -> str:
    """Return in words what a first run loads."""
    return "{} to {} MB".format(*LOADS)


def runs(app: Sphinx) -> bool:
    """Tell whether the book holds what runs notebooks in the browser."""
    return (Path(app.outdir) / "lite").is_dir()


def add_buttons(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Offer to download a notebook and, if the book holds what that needs, to run it."""
    if context.get("page_source_suffix") != ".ipynb":
        return
    groups = context["header_buttons"]
    for button in [button for group in groups for button in group.get("buttons", [])]:
        if button.get("label") == "download-source-button":
            button |= {"text": "Notebook", "tooltip": "Download this chapter as a notebook"}
    if runs(app):
        address = context["pathto"]("lite/notebooks/index.html", 1)
        run = {
            "type": "link",
            "label": "run-here",
            "icon": "fas fa-play",
            "text": f'Run <small class="kz-loads">loads {loads()} once</small>',
            "tooltip": "Run this chapter here, in the browser",
            "url": f"{address}?path={pagename}.ipynb",
        }
        groups.insert(0, run)


def drop_dead_links(
    app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Leave out the links in a text that run a worksheet, if the book cannot."""
    if "body" in context and not runs(app):
        context["body"] = re.sub(r'<a class="kz-run".*?</a>', "", context["body"], flags=re.DOTALL)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    # after the theme has made its own buttons
    app.connect("html-page-context", add_buttons, priority=502)
    app.connect("html-page-context", drop_dead_links)
    # pages opened as files cannot run anything: the style hides the button there
    app.add_js_file(None, body="document.documentElement.dataset.from = location.protocol")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
