"""The written pages say to machines what they are, and in which language each text is."""

import json
import re

import pytest
import toc
from page_head import CATALOGUE, LONGEST
from support import read

from kzdiplo.table import descriptor

PAGES = toc.pages()
#: Two letters in Cyrillic: words, where letters alone may be spoken of.
CYRILLIC = re.compile("[\u0400-\u04ff]{2}")
#: Elements whose text is read by no voice, or letter by letter.
SILENT = {"code", "pre", "script", "style", "title"}


@pytest.fixture(scope="module")
def trees(book):
    return {name: read((book / f"{name}.html").read_text("utf-8")) for name in PAGES}


every_page = pytest.mark.parametrize("name", PAGES)


def said(tree, name):
    return [tag["content"] for tag in tree.select(f'[name="{name}"], [property="{name}"]')]


@every_page
def test_text_in_cyrillic_says_its_language(trees, name):
    silent = [
        text.strip()
        for text in trees[name].find_all(string=CYRILLIC)
        if not any(
            tag.name in SILENT or tag.get("lang", "en") != "en" for tag in text.parents if tag.name
        )
    ]
    assert silent == []


def test_abstracts_are_in_two_languages(trees):
    for name in map(toc.name, toc.chapters()):
        spoken = {tag["lang"] for tag in trees[name].select("details [lang]")}
        assert {"kk", "ru"} <= spoken, name


@every_page
def test_a_page_has_one_short_description(trees, name):
    (text,) = said(trees[name].head, "description")
    assert 20 < len(text) <= LONGEST


def test_no_two_pages_have_one_description(trees):
    texts = [text for tree in trees.values() for text in said(tree.head, "description")]
    assert len(set(texts)) == len(texts)


@every_page
def test_a_page_says_how_it_is_cited(trees, name):
    tree = trees[name]
    (title,) = said(tree.head, "citation_title")
    texts = [text.text for text in tree.select(".kz-cite pre")]
    assert len(texts) == 3
    assert all(title in text for text in texts)


@every_page
def test_the_data_of_a_page_are_of_the_book(trees, name):
    (script,) = trees[name].head.select('script[type="application/ld+json"]')
    data = json.loads(script.string)
    book = data if name == PAGES[0] else data["isPartOf"]
    assert book["@type"] == "Book"
    assert "Chapter" in data["@type"] or name == PAGES[0]


def test_the_catalogue_describes_each_table(trees, book):
    (script,) = trees[CATALOGUE].head.select('script[type="application/ld+json"]')
    tables = json.loads(script.string)["dataset"]
    assert len(tables) == len(descriptor()["resources"])
    for table in tables:
        assert trees[CATALOGUE].find(id=table["url"].removeprefix("#"))
        address = table["distribution"]["contentUrl"].partition("data/")[2]
        assert (book / "data" / address).is_file()


def test_chapters_with_figures_have_a_picture_of_the_size_of_previews(trees, book):
    from browser import chromium
    from PIL import Image

    if not chromium():
        pytest.skip("without Chromium no cover is drawn")
    for name in [PAGES[0], *map(toc.name, toc.chapters())]:
        (address,) = said(trees[name].head, "og:image")
        picture = book / "_images" / address.rpartition("/")[2]
        with Image.open(picture) as drawn:
            assert drawn.size == (1200, 630)


def test_every_page_has_the_sign_of_the_book(trees, book):
    for name, tree in trees.items():
        (icon,) = tree.head.select('link[rel="icon"]')
        assert ((book / f"{name}.html").parent / icon["href"]).resolve().is_file()
