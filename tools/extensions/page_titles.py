"""Sphinx extension: a link that names a page by its address gets the page's title.

A notebook cannot know the titles of others, and need not run again when one changes: it writes
``<a href="..." data-page="notebooks/turkic/ots">``, and the title comes when the page is written.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata

LINK = re.compile(r'(<a [^>]*?) data-page="([^"]+)">[^<]*</a>')


def with_titles(body: str, titles: dict[str, str]) -> str:
    """Return the HTML of a page with the titles of the pages that it names."""

    def titled(link: re.Match[str]) -> str:
        if link[2] not in titles:
            raise ExtensionError(
                f"a link leads to the page {link[2]!r}, which the book does not have: correct the "
                "link, or name the page in _toc.yml"
            )
        return f"{link[1]}>{escape(titles[link[2]])}</a>"

    return LINK.sub(titled, body)


def fill_in(
    app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Change the body of a page before it is written."""
    if "data-page=" in context.get("body", ""):
        titles = {name: title.astext() for name, title in app.env.titles.items()}
        context["body"] = with_titles(context["body"], titles)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("html-page-context", fill_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
