"""Sphinx extension: the first page takes its answers and findings from the figures of chapters.

``{questions}`` becomes the questions of tools/questions.py, each with a cut of the drawing that
the chapter made; ``{found}`` becomes what the cover figure of a chapter found, its title, as in
``{found}`multivector/trade```. The cover figure is the first one of a chapter: it also stands on
its handout. All is read from the finished chapters.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

import project
import yaml
from docutils import nodes
from partner_pages import Written
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.typing import ExtensionMetadata

import kzdiplo as kz

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from kzdiplo.pages.card import Passport


class Asked(nodes.General, nodes.Element):
    """Where the questions will stand."""


class Finding(nodes.Inline, nodes.Element):
    """Where the title of a cover figure will stand."""


class Questions(SphinxDirective):
    """Put the questions into a page."""

    def run(self) -> list[nodes.Node]:
        """Return their place."""
        return [Asked()]


class Found(SphinxRole):
    """Put the finding of a chapter into a text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return its place."""
        return [Finding(chapter=self.text)], []


class Edition(SphinxDirective):
    """Say which edition this is, of when, and what was mended."""

    def run(self) -> list[nodes.Node]:
        """Return one line with links."""
        cited = yaml.safe_load((project.ROOT / "CITATION.cff").read_text("utf-8"))
        day = cited["date-released"]
        line = (
            f"Edition {cited['version']} of {day.day} {day:%B %Y} · "
            f"{len(kz.load('corrections'))} [corrections](notebooks/reference/corrections) · "
            "[what changed](notebooks/reference/changes) · [how to cite](how-to-cite-it)"
        )
        return self.parse_text_to_nodes(line)


def figure(env: BuildEnvironment, chapter: str, name: str = "") -> Passport:
    """Return a figure of a chapter, read from the card that shows it; without a name, the cover."""
    # what draws slides: only the first page needs it here
    from bs4 import BeautifulSoup
    from figures import passport

    marked = f'data-name="{name}"' if name else "data-name"
    for node in doctree(env, f"notebooks/{chapter}").findall(nodes.raw):
        if marked in node.astext():
            card = BeautifulSoup(node.astext(), "html.parser").select_one(f".kz-figure[{marked}]")
            if card:
                return passport(card)
    raise ExtensionError(
        f"the first page shows the figure {name!r} of {chapter}, which has none of that name: "
        "correct it in tools/questions.py"
        if name
        else f"the first page asks what the cover figure of {chapter} found, which has no figure: "
        "correct the name in intro.md, or draw one there"
    )


@cache
def doctree(env: BuildEnvironment, page: str) -> nodes.document:
    """Return a page as it was read: many figures may be asked of it."""
    return env.get_doctree(page)


def questions(app: Sphinx, page: str) -> str:
    """Return the questions with their answers as HTML."""
    import pandas as pd
    from figures import TEMPLATES
    from questions import QUESTIONS

    shown: list[dict[str, Any]] = []
    for question in QUESTIONS:
        drawn = figure(app.env, question.chapter, question.figure)
        address = app.builder.get_relative_uri(page, f"notebooks/{question.chapter}")
        answer = question.answered(pd.read_csv(io.StringIO(drawn.csv)))
        shown.append(
            {
                "question": question,
                "answer": answer,
                "figure": drawn,
                "address": f"{address}#fig-{drawn.name}",
            }
        )
    return TEMPLATES.get_template("questions.html.jinja").render(shown=shown)


def fill_in(app: Sphinx, page: nodes.document, name: str) -> None:
    """Put answers and findings into a page when all pages have been read."""
    for place in [*page.findall(Asked)]:
        place.replace_self(Written(html=questions(app, name), sections=[]))
    for finding in [*page.findall(Finding)]:
        finding.replace_self(nodes.Text(figure(app.env, finding["chapter"]).title))
    doctree.cache_clear()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.add_directive("questions", Questions)
    app.add_directive("edition", Edition)
    app.add_role("found", Found())
    app.connect("doctree-resolved", fill_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
