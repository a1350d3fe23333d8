"""The first page takes a figure from the finished chapter."""

from dataclasses import replace

import front_door
import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.errors import ExtensionError

from kzdiplo.pages.card import Passport

CARD = Passport(
    name="dots",
    title="A < B in 2024",
    subtitle="Per cent",
    alt="A is below B.",
    source="Source: a list. 2024.",
    csv="a,b\n1,2\n",
    rows=1,
    wide="<svg>wide</svg>",
    narrow="<svg>narrow</svg>",
)


class Read:
    """What Sphinx has read: one chapter with a figure."""

    def get_doctree(self, page):
        """Return the chapter."""
        assert page == "notebooks/part/chapter"
        found = new_document("chapter")
        found += nodes.raw("", "<p>no figure</p>", format="html")
        found += nodes.raw("", CARD._repr_html_(), format="html")
        found += nodes.raw("", replace(CARD, name="bars", title="C")._repr_html_(), format="html")
        return found


def test_title_text_and_drawing_are_those_of_the_chapter():
    found = front_door.figure(Read(), "part/chapter", "dots")
    assert (found.title, found.alt, found.narrow) == (CARD.title, CARD.alt, CARD.narrow)
    assert found.addresses == CARD.addresses


def test_a_figure_that_is_not_there_is_named():
    with pytest.raises(ExtensionError, match=r"'lines' of part/chapter.*questions\.py"):
        front_door.figure(Read(), "part/chapter", "lines")


class App:
    """A book of one chapter."""

    env = Read()


def test_a_finding_becomes_the_title_of_the_first_figure_of_its_chapter():
    page = new_document("intro")
    page += front_door.Finding(chapter="part/chapter")
    front_door.fill_in(App(), page, "intro")
    assert page.astext() == CARD.title


def test_a_chapter_without_a_figure_is_named(monkeypatch):
    monkeypatch.setattr(Read, "get_doctree", lambda self, page: new_document(page))
    page = new_document("intro")
    page += front_door.Finding(chapter="part/chapter")
    with pytest.raises(ExtensionError, match=r"part/chapter found.*intro\.md"):
        front_door.fill_in(App(), page, "intro")
