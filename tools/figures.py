"""Write every figure of the book for slides: SVG, PNG, the plotted rows, and a page of all.

Each slide has the figure's passport on it: finding, what is measured, source and date.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

import matplotlib
import nbformat
import run_notebooks
import toc
from browser import chromium, open_browser
from bs4 import BeautifulSoup, Tag
from PIL import Image, ImageFont
from PIL.PngImagePlugin import PngInfo
from project import BUILD

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUT = BUILD / "figures"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
REGULAR, BOLD = FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf"
WIDTH, HEIGHT, MARGIN = 1600, 900, 50

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Figures for slides</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }}
ul {{ list-style: none; padding: 0; display: grid; gap: 1.5rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); }}
img {{ width: 100%; height: auto; border: 1px solid #8888; }}
p {{ margin: .3em 0; }}
</style>
</head>
<body>
<main>
<h1>Figures for slides</h1>
<p>{count} figures of the book, each on a slide of {width} by {height} points with its finding,
unit, source and date. They may be used with the book's name (CC BY 4.0).</p>
{chapters}
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Figure:
    """A figure as a chapter shows it, with its passport."""

    chapter: str
    name: str
    title: str
    subtitle: str
    alt: str
    source: str
    csv: str
    svg: str


def figures() -> Iterator[Figure]:
    """Return the figures of all chapters, in the order of the book, from the cached results."""
    cache = run_notebooks.results()
    for path in toc.notebooks():
        _, notebook = cache.merge_match_into_notebook(nbformat.read(path, as_version=4))
        chapter = notebook.cells[0].source.splitlines()[0].lstrip("# ")
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                html = output.get("data", {}).get("text/html", "")
                for card in BeautifulSoup(html, "html.parser").select(".kz-figure"):
                    yield figure(chapter, card)


def figure(chapter: str, card: Tag) -> Figure:
    """Read a figure from the card that shows it."""

    def part(selector: str) -> Tag:
        (found,) = card.select(selector)
        return found

    link, picture, source = part("a[download]"), part("img"), part(".kz-source")
    rows = unquote(str(link["href"]).partition(",")[2])
    link.extract()
    return Figure(
        chapter=chapter,
        name=str(link["download"]).removeprefix("kzdiplo-").removesuffix(".csv"),
        title=part(".kz-title").text,
        subtitle=part(".kz-subtitle").text,
        alt=str(picture["alt"]),
        source=source.text.strip(),
        csv=rows,
        svg=unquote(str(picture["src"]).partition(",")[2]),
    )


def wrapped(text: str, font: Path, size: int) -> list[str]:
    """Break a text into lines that fit the slide."""
    measure = ImageFont.truetype(str(font), size).getlength
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure(longer) > WIDTH - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def slide(shown: Figure) -> str:
    """Return a figure as the SVG of a slide: its passport around the drawing."""
    parts, top = [], MARGIN

    def write(text: str, size: int, colour: str, font: Path = REGULAR) -> None:
        nonlocal top
        weight = "bold" if font == BOLD else "normal"
        for line in wrapped(text, font, size):
            top += round(size * 1.25)
            parts.append(
                f'<text x="{MARGIN}" y="{top}" fill="{colour}" font-size="{size}" '
                f'font-weight="{weight}" font-family="DejaVu Sans, sans-serif">'
                f"{escape(line)}</text>"
            )

    write(shown.title, 38, "#222222", BOLD)
    top += 8
    write(shown.subtitle, 24, "#444444")
    begin = top + 24
    small = 17
    end = HEIGHT - MARGIN // 2 - round(small * 1.25) * len(wrapped(shown.source, REGULAR, small))
    top = end
    write(shown.source, small, "#444444")
    # the drawing takes what is left, as a picture in the picture
    head, _, drawing = shown.svg.partition(">")
    box = head[head.index("viewBox=") :].split('"')[1]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f"aria-label={quoteattr(shown.alt)}>"
        f"<title>{escape(shown.title)}</title><desc>{escape(shown.alt)}</desc>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(parts)}'
        f'<svg x="{MARGIN}" y="{begin}" width="{WIDTH - 2 * MARGIN}" height="{end - begin - 10}" '
        f'preserveAspectRatio="xMidYMid meet" viewBox="{box}">{drawing}</svg>'
    )


def picture(shown: Figure, page: Page) -> None:
    """Draw a slide as PNG on a page of the browser, with the passport in the file."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto((OUT / f"{shown.name}.svg").as_uri())
    passport = PngInfo()
    passport.add_itxt("Title", shown.title)
    passport.add_itxt("Description", f"{shown.subtitle}. {shown.alt}")
    passport.add_itxt("Source", shown.source)
    image = Image.open(BytesIO(page.screenshot()))
    # flat colours: a palette keeps them and weighs a third
    image = image.convert("P", palette=Image.Palette.ADAPTIVE, colors=256)
    image.save(OUT / f"{shown.name}.png", optimize=True, pnginfo=passport)


def index(shown: list[Figure], *, with_png: bool) -> str:
    """Return the page of all figures, by chapter."""
    chapters: dict[str, list[str]] = {}
    for one in shown:
        files = [("SVG", "svg"), *([("PNG", "png")] if with_png else []), ("rows", "csv")]
        links = ", ".join(
            f'<a href="{one.name}.{end}" download aria-label="{kind}: {one.name}">{kind}</a>'
            for kind, end in files
        )
        chapters.setdefault(one.chapter, []).append(
            f'<li><img src="{one.name}.svg" loading="lazy" alt="{escape(one.alt)}" '
            f'width="{WIDTH}" height="{HEIGHT}"><p>{escape(one.title)}</p><p>{links}</p></li>'
        )
    sections = [
        f"<section><h2>{escape(chapter)}</h2><ul>{''.join(items)}</ul></section>"
        for chapter, items in chapters.items()
    ]
    return PAGE.format(count=len(shown), width=WIDTH, height=HEIGHT, chapters="\n".join(sections))


def main() -> None:
    """Write all figures of the book and say where they are."""
    run_notebooks.main()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    shown = list(figures())
    print(f"drawing {len(shown)} figures", flush=True)
    for one in shown:
        (OUT / f"{one.name}.svg").write_text(slide(one), "utf-8")
        (OUT / f"{one.name}.csv").write_text(one.csv, "utf-8")
    with_png = chromium() is not None
    if with_png:
        with open_browser() as browser:
            page = browser.new_page()
            for one in shown:
                picture(one, page)
    else:
        print("no Chromium: figures as SVG only (sudo apt-get install chromium)")
    (OUT / "index.html").write_text(index(shown, with_png=with_png), "utf-8")
    print(f"the figures are at {OUT / 'index.html'}")


if __name__ == "__main__":
    main()
