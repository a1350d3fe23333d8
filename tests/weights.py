"""The browser that opens the built book, and what a first visit to a page loads."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HTML = Path(__file__).resolve().parents[1] / "_build" / "html"
WIDE = {"width": 1280, "height": 800}
NAMES = ("chromium", "chromium-browser", "google-chrome")
# no sandbox: tests run as root in containers; the rest keeps the browser off the network, where
# it finds no host but this machine
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def chromium() -> str | None:
    """Return where Chromium is, if this machine has one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


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
    """Return the pages of a built book; the door, which only leads to the first page, is none."""
    found = [path.relative_to(html) for path in html.rglob("*.html")]
    others = {"_static", "lite"}
    return sorted(
        html / path for path in found if path.parts[0] not in others and path.name != "index.html"
    )
