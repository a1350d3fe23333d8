"""Write slides for each part of the book and a handout of one page for each chapter.

Both are made from the chapters themselves: their question, findings, figures, limits, questions for
discussion and the first exercise, so that they cannot say anything else.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import figures
import nbformat
import run_notebooks
import toc
from browser import chromium, open_browser
from markdown_it import MarkdownIt
from project import BUILD, ROOT

from kzdiplo.table import descriptor

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUT = BUILD / "teaching"
REVEAL = files("sphinx_revealjs") / "_static" / "revealjs"
ONE_PAGE = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)

SLIDES = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="reveal/dist/reset.css">
<link rel="stylesheet" href="reveal/dist/reveal.css">
<link rel="stylesheet" href="reveal/dist/theme/white.css">
<style>
.reveal {{ font-size: 30px; }}
.reveal h1, .reveal h2 {{ text-transform: none; }}
.reveal section {{ text-align: left; }}
.reveal section img {{ margin: 0; max-height: 640px; }}
.reveal li {{ margin-bottom: .6em; }}
</style>
</head>
<body>
<div class="reveal"><div class="slides">
<section><h1>{title}</h1><p>{chapters}</p><p>Right arrow: next chapter. Down arrow: within it.
Esc: overview.</p></section>
{sections}
</div></div>
<script src="reveal/dist/reveal.js"></script>
<script>Reveal.initialize({{ hash: true, width: 1200, height: 700, transition: "none" }});</script>
</body>
</html>
"""

HANDOUT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 10.5pt/1.35 "DejaVu Sans", sans-serif; margin: 0; color: #222; }}
h1 {{ font-size: 17pt; margin: 0 0 .2em; }}
h2 {{ font-size: 12pt; margin: .8em 0 .2em; }}
p, ul, ol {{ margin: .3em 0; }}
ul, ol {{ padding-left: 1.4em; }}
img {{ width: 100%; max-height: 95mm; object-fit: contain; object-position: left; }}
footer {{ color: #444; font-size: 8.5pt; margin-top: 1em; border-top: 1px solid #999; }}
</style>
</head>
<body>
<h1>{title}</h1>
{question}
<h2>Three findings</h2>
{findings}
{figure}
<h2>Discuss</h2>
{discuss}
<h2>Exercise</h2>
{exercise}
<footer>Kazakhstan's Foreign Policy: a computational book, by the kzdiplo authors, CC BY 4.0.
Chapter {path}: solutions, sources and limits are there.</footer>
</body>
</html>
"""


@dataclass(frozen=True)
class Chapter:
    """What a class needs of a chapter, as HTML."""

    part: str
    path: str
    title: str
    question: str
    findings: str
    limits: str
    discuss: str
    exercise: str


def plain(text: str) -> str:
    """Turn MyST into Markdown that needs no book around it."""
    authors = {source["name"]: source for source in descriptor()["sources"]}

    def named(match: re.Match[str]) -> str:
        works = [authors[key.strip()] for key in match[1].split(",")]
        return ", ".join(f"{work['author']} ({work.get('date', 'undated')[:4]})" for work in works)

    text = re.sub(r"\{cite:t\}`([^`]*)`", named, text)
    text = re.sub(r"\s*\{cite\}`[^`]*`", "", text)
    text = re.sub(r"\{numref\}`[^`]*`", "the figure", text)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def html(text: str) -> str:
    """Return a piece of a chapter as HTML."""
    return MarkdownIt().render(plain(text))


def chapter(path: Path, part: str) -> Chapter:
    """Read a chapter's notebook."""
    cells = nbformat.read(path, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")

    def found(pattern: str) -> str:
        match = re.search(pattern, text, re.DOTALL | re.MULTILINE)
        if not match:
            raise SystemExit(f"{path.relative_to(ROOT)} lacks {pattern!r}")
        return match[1].strip()

    seminar = found(r"^## For the seminar\n(.*?)^:{3,4}\{exercise\}")
    return Chapter(
        part=part,
        path=path.relative_to(ROOT).as_posix(),
        title=found(r"\A# (.*?)$"),
        question=html(found(r"\A# .*?\n(.*?)^:::")),
        findings=html(found(r"\{admonition\} In brief\n(?::class:[^\n]*\n)?(.*?)^:::")),
        limits=html(found(r"^## What the evidence cannot say\n(.*?)^## ")),
        discuss=html(re.sub(r"^\*\*Discuss\.?\*\*\.?", "", seminar)),
        exercise=html(found(r"\{exercise\}[^\n]*\n:label:[^\n]*\n(.*?)^:::")),
    )


def chapters() -> list[Chapter]:
    """Return the chapters of the parts that argue, in the order of the book."""
    arguing = toc.chapters()
    return [
        chapter(path, part)
        for part, pages in toc.parts().items()
        for path in map(toc.source, pages)
        if path in arguing
    ]


def deck(part: str, inside: list[Chapter], shown: dict[str, list[figures.Figure]]) -> str:
    """Return the slides of a part: a column of slides for each chapter."""
    sections = []
    for one in inside:
        slides = [
            f"<h2>{escape(one.title)}</h2>{one.question}",
            f"<h2>Three findings</h2>{one.findings}",
            *(
                f'<img src="figures/{figure.name}.svg" alt="{escape(figure.alt)}">'
                for figure in shown.get(one.title, [])
            ),
            f"<h2>What the evidence cannot say</h2>{one.limits}",
            f"<h2>Discuss</h2>{one.discuss}",
            f"<h2>Exercise</h2>{one.exercise}",
        ]
        columns = "".join(f"<section>{slide}</section>" for slide in slides)
        sections.append(f"<section>{columns}</section>")
    names = "<br>".join(escape(one.title) for one in inside)
    return SLIDES.format(title=escape(part), chapters=names, sections="\n".join(sections))


def handout(one: Chapter, shown: list[figures.Figure]) -> str:
    """Return the page of a chapter, with its first figure."""
    figure = (
        f'<img src="figures/{shown[0].name}.svg" alt="{escape(shown[0].alt)}">' if shown else ""
    )
    return HANDOUT.format(
        title=escape(one.title),
        question=one.question,
        findings=one.findings,
        figure=figure,
        discuss=one.discuss,
        exercise=one.exercise,
        path=one.path,
    )


def one_page(page: Page, source: Path) -> bytes:
    """Print a page on one sheet of A4, as large as fits."""
    page.goto(source.as_uri())
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "14mm")
    for scale in ONE_PAGE:
        pdf = page.pdf(format="A4", margin=margin, scale=scale, tagged=True)
        if len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1:
            return pdf
    raise SystemExit(f"{source.name} does not fit on one page: shorten its chapter's texts")


def main() -> None:
    """Write slides and handouts, and say where they are."""
    run_notebooks.main()
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "figures").mkdir(parents=True)
    shutil.copytree(str(REVEAL / "dist"), OUT / "reveal" / "dist")
    shutil.copyfile(str(REVEAL / "LICENSE"), OUT / "reveal" / "LICENSE")
    shown: dict[str, list[figures.Figure]] = {}
    for figure in figures.figures():
        shown.setdefault(figure.chapter, []).append(figure)
        (OUT / "figures" / f"{figure.name}.svg").write_text(figures.slide(figure), "utf-8")
    every = chapters()
    for part, group in groupby(every, key=lambda one: one.part):
        name = re.sub(r"[^a-z]+", "-", part.lower())
        (OUT / f"slides-{name}.html").write_text(deck(part, list(group), shown), "utf-8")
    print(f"slides and handouts of {len(every)} chapters", flush=True)
    pages = []
    for one in every:
        path = OUT / f"handout-{Path(one.path).stem}.html"
        path.write_text(handout(one, shown.get(one.title, [])), "utf-8")
        pages.append(path)
    if chromium():
        with open_browser() as browser:
            page = browser.new_page()
            for path in pages:
                path.with_suffix(".pdf").write_bytes(one_page(page, path))
    else:
        print("no Chromium: handouts as HTML only (sudo apt-get install chromium)")
    print(f"they are in {OUT}")


if __name__ == "__main__":
    main()
