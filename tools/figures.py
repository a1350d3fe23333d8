"""Write every figure of the book for slides: SVG, PNG, the plotted rows, and a page of all.

Each slide has the figure's passport on it: finding, what is measured, source and date.
"""

from __future__ import annotations

import json
import re
import shutil
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import matplotlib
import nbformat
import run_notebooks
import toc
from browser import chromium, open_browser
from bs4 import BeautifulSoup, Tag
from PIL import Image, ImageFont
from PIL.PngImagePlugin import PngInfo
from project import BUILD

from kzdiplo import palette
from kzdiplo.pages.card import Passport
from kzdiplo.templating import environment

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUT = BUILD / "figures"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
REGULAR, BOLD = FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf"
WIDTH, HEIGHT, MARGIN = 1600, 900, 50
#: Width of the words beside a tall drawing.
BESIDE = 620

TEMPLATES = environment(Path(__file__).parent / "templates")


def by_chapter() -> dict[str, list[Passport]]:
    """Return the figures of all chapters, in the order of the book, from the cached results."""
    cache = run_notebooks.results()
    found: dict[str, list[Passport]] = {}
    for path in toc.notebooks():
        _, notebook = cache.merge_match_into_notebook(nbformat.read(path, as_version=4))
        chapter = toc.title(path)
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        for output in outputs:
            html = output.get("data", {}).get("text/html", "")
            for card in BeautifulSoup(html, "html.parser").select(".kz-figure"):
                found.setdefault(chapter, []).append(passport(card))
    return found


def passport(card: Tag) -> Passport:
    """Read a figure from the card that shows it."""

    def part(selector: str) -> Tag:
        (found,) = card.select(selector)
        return found

    def held(tag: Tag, attribute: str) -> str:
        return unquote(str(tag[attribute]).partition(",")[2])

    link, picture = part("a[download]"), part("img")
    return Passport(
        name=str(link["download"]).removeprefix("kzdiplo-").removesuffix(".csv"),
        title=part(".kz-title").text,
        subtitle=part(".kz-subtitle").text,
        alt=str(picture["alt"]),
        source=part(".kz-source").text.removesuffix(link.text).strip(),
        csv=held(link, "href"),
        rows=int(re.findall(r"\d+", link.text)[0]),
        wide=held(picture, "src"),
        narrow=held(part("source"), "srcset"),
        marks=[
            (words, (across, down), (across_narrow, down_narrow))
            for words, across, down, across_narrow, down_narrow in json.loads(
                str(part(".kz-drawing").get("data-marks", "[]"))
            )
        ],
    )


def wrapped(text: str, font: Path, size: int, width: float = WIDTH - 2 * MARGIN) -> list[str]:
    """Break a text into lines that are so wide at most; by default they fit the slide."""
    measure = ImageFont.truetype(str(font), size).getlength
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def box(drawing: str) -> tuple[float, float]:
    """Return the width and the height of a drawing, in points."""
    wide, tall = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)[0]
    return float(wide), float(tall)


def scale(drawing: str, room: tuple[float, float]) -> float:
    """Return by how much a drawing grows to fill a room."""
    return min(there / own for there, own in zip(room, box(drawing), strict=True))


def slide(shown: Passport, height: int = HEIGHT) -> str:
    """Return a figure as the SVG of a slide: its passport above the drawing, or beside a tall one.

    The words stand where they leave the drawing more room.
    """
    return max(
        (_slide(shown, column, height) for column in (WIDTH, BESIDE)), key=lambda made: made[0]
    )[1]


def _slide(shown: Passport, column: int, height: int) -> tuple[float, str]:
    """Lay out a slide whose words take a column of that width; return the drawing's scale, too."""
    lines, top = [], MARGIN
    width = column - 2 * MARGIN

    def write(text: str, size: int, color: str, font: Path = REGULAR) -> None:
        nonlocal top
        for line in wrapped(text, font, size, width):
            top += round(size * 1.25)
            lines.append({"text": line, "y": top, "size": size, "color": color, "font": font})

    write(shown.title, 38, palette.INK, BOLD)
    top += 12
    write(shown.subtitle, 24, palette.TEXT)
    begin = top + 24
    small = 17
    source = wrapped(shown.source, REGULAR, small, width)
    end = height - MARGIN // 2 - round(small * 1.25) * len(source)
    top = end
    write(shown.source, small, palette.TEXT)
    # the drawing takes what is left, as a picture in the picture
    if column == WIDTH:
        x, y, room = MARGIN, begin, (width, end - begin - 10)
    else:
        x, y, room = column, MARGIN // 2, (WIDTH - column - MARGIN // 2, height - MARGIN)
    fits = end > begin
    made = TEMPLATES.get_template("slide.svg.jinja").render(
        shown=shown,
        width=WIDTH,
        height=height,
        margin=MARGIN,
        lines=lines,
        bold=BOLD,
        x=x,
        y=y,
        room=room,
        box="0 0 {:g} {:g}".format(*box(shown.wide)),
        drawing=shown.wide.partition(">")[2],
    )
    return scale(shown.wide, room) if fits else 0.0, made


def smallest_letter(shown: Passport) -> float:
    """Return the size of the smallest letters of a figure on its slide, in pixels."""
    made = slide(shown)
    outer, drawing = made.split("<svg ")[1:3]
    room = [float(re.findall(rf'{side}="([\d.]+)"', drawing)[0]) for side in ("width", "height")]
    words = re.findall(r'font-size="([\d.]+)"', outer)
    letters = re.findall(r"font-size: ([\d.]+)px", drawing)
    grown = scale(shown.wide, (room[0], room[1]))
    return min([*map(float, words), *(grown * float(size) for size in letters)])


def picture(shown: Passport, page: Page) -> None:
    """Draw a slide as PNG on a page of the browser, with the passport in the file."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto((OUT / f"{shown.name}.svg").as_uri())
    texts = PngInfo()
    texts.add_itxt("Title", shown.title)
    texts.add_itxt("Description", f"{shown.subtitle}. {shown.alt}")
    texts.add_itxt("Source", shown.source)
    image = Image.open(BytesIO(page.screenshot()))
    # flat colours: a palette keeps them and weighs a third
    image = image.convert("P", palette=Image.Palette.ADAPTIVE, colors=256)
    image.save(OUT / f"{shown.name}.png", optimize=True, pnginfo=texts)


def index(shown: dict[str, list[Passport]], *, with_png: bool) -> str:
    """Return the page of all figures, by chapter."""
    kinds = {"SVG": "svg", **({"PNG": "png"} if with_png else {}), "rows": "csv"}
    return TEMPLATES.get_template("figures.html.jinja").render(
        chapters=shown, kinds=kinds, width=WIDTH, height=HEIGHT
    )


def main() -> None:
    """Write all figures of the book and say where they are."""
    run_notebooks.main()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    chapters = by_chapter()
    shown = list(chain.from_iterable(chapters.values()))
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
    (OUT / "index.html").write_text(index(chapters, with_png=with_png), "utf-8")
    print(f"the figures are at {OUT / 'index.html'}")


if __name__ == "__main__":
    main()
