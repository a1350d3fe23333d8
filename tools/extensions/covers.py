"""The figure that stands for a page in link previews, as the picture that these can show."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from browser import chromium, open_browser
from bs4 import BeautifulSoup
from docutils import nodes
from figures import WIDTH, passport, slide
from front_door import figure
from project import BUILD
from questions import QUESTIONS
from sphinx.application import Sphinx
from written_pages import text_of_pages

from kzdiplo.pages.card import Passport

#: The size that previews ask for; the slide is drawn larger by this much.
SIZE = {"width": 1200, "height": 630}
SCALE = WIDTH / SIZE["width"]
#: Drawn once: a picture is named by what it shows.
KEPT = BUILD / "covers"


@dataclass(frozen=True)
class Cover:
    """A picture by its path in the book, and what it shows."""

    path: str
    alt: str


class Covers:
    """The covers of a build."""

    def __init__(self) -> None:
        self._due: dict[str, str] = {}

    def of(self, app: Sphinx, name: str, doctree: nodes.document) -> Cover | None:
        """Return the cover of a page, if it has a figure and this machine can draw."""
        shown = shown_first(app, name, doctree) if chromium() else None
        if not shown:
            return None
        drawing = slide(shown, round(SIZE["height"] * SCALE))
        file = f"cover-{hashlib.sha256(drawing.encode()).hexdigest()[:16]}.png"
        self._due[file] = drawing
        return Cover(f"_images/{file}", shown.alt)

    def draw(self, app: Sphinx, error: Exception | None) -> None:
        """Draw the covers that were not drawn before, and keep in the book those that it names."""
        if error or app.builder.format != "html":
            return
        KEPT.mkdir(parents=True, exist_ok=True)
        new = {file: svg for file, svg in self._due.items() if not (KEPT / file).exists()}
        if new:
            draw(new)
        images = Path(app.outdir) / "_images"
        for file in self._due:
            shutil.copyfile(KEPT / file, images / file)
        named = text_of_pages(Path(app.outdir))
        for path in images.glob("cover-*.png"):
            if path.name not in named:
                path.unlink()


def shown_first(app: Sphinx, name: str, doctree: nodes.document) -> Passport | None:
    """Return the first figure of a page, for the first page that of its first question."""
    asked = QUESTIONS[0]
    if name == app.config.root_doc and f"notebooks/{asked.chapter}" in app.env.found_docs:
        return figure(app.env, asked.chapter, asked.figure)
    for node in doctree.findall(nodes.raw):
        if 'class="kz-figure"' in node.astext():
            card = BeautifulSoup(node.astext(), "html.parser").select_one(".kz-figure")
            return passport(card) if card else None
    return None


def draw(due: dict[str, str]) -> None:
    """Draw slides as pictures of the size of a preview."""
    with open_browser() as browser:
        large = {side: round(length * SCALE) for side, length in SIZE.items()}
        page = browser.new_page(viewport=large, device_scale_factor=1 / SCALE)
        for file, svg in due.items():
            source = (KEPT / file).with_suffix(".svg")
            source.write_text(svg, "utf-8")
            page.goto(source.as_uri())
            # a build that stops halfway leaves no half picture
            part = source.with_suffix(".part")
            part.write_bytes(page.screenshot(type="png"))
            part.replace(KEPT / file)
            source.unlink()
