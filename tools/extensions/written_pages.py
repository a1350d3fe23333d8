"""The pages of the book as they are written, for the extensions that look at all of them."""

from __future__ import annotations

from pathlib import Path


def written_pages(out: Path) -> list[Path]:
    """Return the pages of the book.

    The theme, what runs in the browser and the questionnaire have others.
    """
    others = {"_static", "lite", "panel"}
    return [page for page in out.rglob("*.html") if page.relative_to(out).parts[0] not in others]


def text_of_pages(out: Path) -> str:
    """Return the HTML of all pages."""
    return "".join(page.read_text("utf-8") for page in written_pages(out))
