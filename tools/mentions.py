"""Where the text of the book names persons, places, bodies (table ``names``) and states."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import passages
import project
import toc
from docutils.nodes import make_id
from wordings import Wordings


def found() -> dict[str, list[list[str]]]:
    """Return, for each name, the sections whose text has it, in the order of the book.

    A section is its page, its heading and its anchor; what stands before the first section of a
    page has the title of the page for a heading, and no anchor.
    """
    names = _wordings()
    sections: dict[str, list[list[str]]] = {}
    for page in toc.pages():
        foreign = names.foreign(page.removeprefix("notebooks/"))
        for heading, anchor, text in _passages(toc.source(page)):
            section = [page, heading, anchor]
            for name in dict.fromkeys(use.term for use in names.uses(text)):
                listed = sections.setdefault(name, [])
                if name not in foreign and section not in listed:
                    listed.append(section)
    return {name: listed for name, listed in sections.items() if listed}


def _wordings() -> Wordings:
    """Return the wordings of all names: those of a term of the glossary stand there."""
    terms = {row["term_id"]: row for row in _rows("glossary")}
    names = {row["name_id"]: terms.get(row["term_id"], row) for row in _rows("names")}
    # states stand by their codes; those without forms have no page that would list the sections
    names |= {row["iso3"]: {**row, "not_in": ""} for row in _rows("state_names") if row["forms"]}
    return Wordings(
        {form: name for name, row in names.items() for form in row["forms"].split(";")},
        {name: row["not_in"] for name, row in names.items()},
    )


def _rows(table: str) -> list[dict[str, str]]:
    path = project.ROOT / "data" / "reference" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _passages(source: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each passage of a page behind the heading and the anchor of its section."""
    section = (toc.title(source), "")
    for passage in passages.passages(as_notebook(source)):
        if passage.level:
            of_page = passage.level == 1
            section = (_plain(passage.text), "" if of_page else anchor(passage.text))
        yield *section, passage.prose


def anchor(heading: str) -> str:
    """Return the anchor that MyST gives to a section by its heading."""
    return make_id(_plain(heading))


def _plain(heading: str) -> str:
    """Return a heading without the marks of Markdown."""
    return re.sub(r"[*`]", "", heading)


def as_notebook(source: Path) -> nbformat.NotebookNode:
    """Return a page as a notebook, one of Markdown as a single cell."""
    if source.suffix == ".ipynb":
        return nbformat.read(source, as_version=4)
    cells = [nbformat.v4.new_markdown_cell(source.read_text("utf-8"))]
    return nbformat.v4.new_notebook(cells=cells)
