"""What a first visit to a page of the built book loads."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from project import HTML

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE = {"width": 1280, "height": 800}


def settle(page: Page) -> None:
    """Wait until fonts are there and pictures are drawn."""
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.wait_for_function("[...document.images].every(image => image.complete)")


def first_visit(page: Page, path: Path) -> list[str]:
    """Open a page of the book; return the addresses of all that it loads."""
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(path.as_uri())
    settle(page)
    return list(loaded)


def weight(addresses: list[str]) -> int:
    """Return the bytes of the files at these addresses, packed as a server would send them."""
    files = {Path(unquote(urlsplit(url).path)) for url in addresses if url.startswith("file:")}
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


def pages(html: Path = HTML) -> list[Path]:
    """Return the pages of a built book, without cards to print and what only leads to the first."""
    found = [path.relative_to(html) for path in html.rglob("*.html")]
    others = {"_static", "lite", "plays"}
    return sorted(
        html / path for path in found if path.parts[0] not in others and path.name != "index.html"
    )
