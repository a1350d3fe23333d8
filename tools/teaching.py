"""Write slides for each part of the book and a handout of one page for each chapter.

Both are made from the chapters themselves: their question, findings, figures, limits, questions for
discussion and the first exercise, so that they cannot say anything else.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

import figures
import nbformat
import run_notebooks
import toc
from browser import chromium, open_browser
from markdown_it import MarkdownIt
from project import BUILD, ROOT

from kzdiplo.pages.card import Passport
from kzdiplo.table import descriptor

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUT = BUILD / "teaching"
REVEAL = files("sphinx_revealjs") / "_static" / "revealjs"
ONE_PAGE = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)


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

    def found(what: str, pattern: str) -> str:
        match = re.search(pattern, text, re.DOTALL | re.MULTILINE)
        if not match:
            raise SystemExit(
                f"{path.relative_to(ROOT)}: no {what} where chapters have it. Give it the shape of "
                'the chapter that CONTRIBUTING.md names under "Add a chapter"'
            )
        return match[1].strip()

    seminar = found("seminar", r"^## For the seminar\n(.*?)^:{3,4}\{exercise\}")
    return Chapter(
        part=part,
        path=path.relative_to(ROOT).as_posix(),
        title=found("title", r"\A# (.*?)$"),
        question=html(found("question", r"\A# .*?\n(.*?)^(?:\[Қазақша\]|:::)")),
        findings=html(found("findings", r"\{admonition\} In brief\n(?::class:[^\n]*\n)?(.*?)^:::")),
        limits=html(found("limits", r"^## What the evidence cannot say\n(.*?)^## ")),
        discuss=html(re.sub(r"^\*\*Discuss\.?\*\*\.?", "", seminar)),
        exercise=html(found("exercise", r"\{exercise\}[^\n]*\n:label:[^\n]*\n(.*?)^:::")),
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


def deck(part: str, inside: list[Chapter], shown: dict[str, list[Passport]]) -> str:
    """Return the slides of a part: a column of slides for each chapter."""
    template = figures.TEMPLATES.get_template("slides.html.jinja")
    return template.render(part=part, chapters=inside, figures=shown)


def handout(one: Chapter, shown: list[Passport]) -> str:
    """Return the page of a chapter, with its cover figure, the first."""
    template = figures.TEMPLATES.get_template("handout.html.jinja")
    return template.render(chapter=one, figures=shown[:1])


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
    shown = figures.by_chapter()
    for figure in chain.from_iterable(shown.values()):
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
