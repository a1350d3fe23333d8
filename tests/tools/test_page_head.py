"""What machines read of a page, and how it is cited."""

import json
from types import SimpleNamespace
from xml.etree import ElementTree

import page_head
import project
import pytest
from support import read

from kzdiplo.table import descriptor

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BODY = """
<section><h1>Trade</h1>
<p>Short.</p>
<div class="tip admonition"><p class="admonition-title">In brief</p>
<ul><li><p>The EU took <a href="x">most</a> oil &amp; gas of 2025.</p></li>
<li><p>More.</p></li></ul>
</div></section>
"""


class App:
    """A book with a first page."""

    config = SimpleNamespace(root_doc="intro")
    builder = SimpleNamespace(get_target_uri=lambda name: f"{name}.html")


@pytest.fixture
def published(monkeypatch):
    """Say where the book stands."""
    monkeypatch.setattr(project, "ADDRESS", "https://example.org/book/")


def head(name, title="Trade &amp; oil", body=BODY):
    """Return the head of a page."""
    context = {
        "title": title,
        "body": body,
        "metatags": "",
        "pathto": lambda path, _=0: "../" * name.count("/") + path,
    }
    covers = SimpleNamespace(of=lambda *_: None)
    page_head.add_head(covers, App(), name, "page.html", context, None)
    return read(context["metatags"])


def said(tree, name):
    """Return what the head says under a name."""
    return [tag["content"] for tag in tree.select(f'[name="{name}"], [property="{name}"]')]


def data(tree):
    """Return the data of a page."""
    return json.loads(tree.script.string)


def test_a_page_is_described_by_the_first_bullet_of_its_summary():
    assert said(head("notebooks/multivector/trade"), "description") == [
        "The EU took most oil & gas of 2025."
    ]


def test_a_page_without_summary_is_described_by_its_first_text_of_some_length():
    body = "<h1>List</h1><p>Two words.</p><p>All tables of the book, by name.</p>"
    assert page_head.description(body, "List") == "All tables of the book, by name."


def test_a_page_without_text_is_described_by_its_title():
    assert page_head.description("<h1>List</h1>", "List") == "List"


def test_a_long_description_ends_with_a_whole_word():
    words = "Kazakhstan " * 40
    made = page_head.description(f"<p>{words}</p>", "")
    assert len(made) <= page_head.LONGEST
    assert made.removesuffix(" …").split() == ["Kazakhstan"] * 14


def test_a_chapter_is_a_part_of_the_book():
    tree = head("notebooks/multivector/trade")
    assert said(tree, "citation_title") == said(tree, "og:title") == ["Trade & oil"]
    assert said(tree, "citation_author") == ["The kzdiplo authors"]
    (book,) = said(tree, "citation_inbook_title")
    assert data(tree)["@type"] == "Chapter"
    assert data(tree)["isPartOf"]["name"] == book == said(tree, "og:site_name")[0]


def test_the_first_page_is_the_book():
    tree = head("intro")
    assert said(tree, "og:type") == ["book"]
    assert data(tree)["@type"] == "Book"
    assert said(tree, "citation_inbook_title") == []


def test_without_an_address_no_page_claims_one():
    tree = head("notebooks/multivector/trade")
    assert said(tree, "og:url") == said(tree, "citation_public_url") == []
    assert "url" not in data(tree)


def test_with_an_address_pages_and_tables_have_theirs(published):
    tree = head(page_head.CATALOGUE)
    address = f"https://example.org/book/{page_head.CATALOGUE}.html"
    assert said(tree, "og:url") == said(tree, "citation_public_url") == [address]
    tables = data(tree)["dataset"]
    assert len(tables) == len(descriptor()["resources"])
    for table in tables:
        assert table["distribution"]["contentUrl"].startswith("https://example.org/book/data/")


def test_no_text_of_a_page_ends_its_data():
    tree = head(
        "notebooks/multivector/trade", body="<p>One &lt;/script&gt; two three four five six.</p>"
    )
    assert data(tree)["description"] == "One </script> two three four five six."


def cited(name, title="50% of oil & gas"):
    return page_head.cited(App(), name, title)


def test_a_chapter_is_cited_in_three_forms(published):
    page = cited("notebooks/multivector/trade")
    url = "https://example.org/book/notebooks/multivector/trade.html"
    assert page.text == (
        "The kzdiplo authors (2026). 50% of oil & gas. In Kazakhstan's Foreign Policy: A "
        f"Computational Book (edition 0.1.0). {url}"
    )
    assert page.bibtex.splitlines() == [
        "@incollection{kzdiplo2026-trade,",
        "  author = {{The kzdiplo authors}},",
        r"  title = {50\% of oil \& gas},",
        "  booktitle = {Kazakhstan's Foreign Policy: A Computational Book},",
        "  edition = {0.1.0},",
        "  year = {2026},",
        f"  url = {{{url}}},",
        "}",
    ]
    assert page.ris.splitlines() == [
        "TY  - CHAP",
        "AU  - The kzdiplo authors",
        "TI  - 50% of oil & gas",
        "T2  - Kazakhstan's Foreign Policy: A Computational Book",
        "ET  - 0.1.0",
        "PY  - 2026",
        "DA  - 2026/11/23",
        f"UR  - {url}",
        "ER  - ",
    ]


def test_the_first_page_cites_the_book():
    page = cited("intro")
    assert page.text.startswith("The kzdiplo authors (2026). Kazakhstan's Foreign Policy:")
    assert page.bibtex.startswith("@book{kzdiplo2026,")
    assert page.ris.startswith("TY  - BOOK\n")
    assert "url" not in page.bibtex


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("intro", "book"),
        ("notebooks/swot/panel", "chapter"),
        ("notebooks/partners/china", "page"),
        ("notebooks/reference/sources", "page"),
    ],
)
def test_the_box_says_what_is_cited(name, kind):
    context = {"title": "A title", "body": "<p>Text.</p>"}
    page_head.add_citation(App(), name, "page.html", context, None)
    box = read(context["body"]).details
    assert box.summary.text == f"Cite this {kind}"
    assert [text.text.strip() for text in box.select("p")] == ["Text", "BibTeX", "RIS"]


def build(tmp_path, *names):
    """Write pages; return the build that wrote them."""
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<html></html>")
    builder = SimpleNamespace(format="html", get_target_uri=App.builder.get_target_uri)
    return SimpleNamespace(
        outdir=tmp_path, builder=builder, env=SimpleNamespace(found_docs={"intro", "a/b"})
    )


def test_a_published_book_lists_its_pages(tmp_path, published):
    app = build(tmp_path, "intro.html", "a/b.html", "search.html", "lite/c.html")
    page_head.write_sitemap(app, None)
    places = ElementTree.parse(tmp_path / "sitemap.xml").iter(f"{SITEMAP}loc")
    assert [place.text for place in places] == [
        "https://example.org/book/a/b.html",
        "https://example.org/book/intro.html",
    ]


def test_a_book_without_address_has_no_list_of_pages(tmp_path):
    page_head.write_sitemap(build(tmp_path, "intro.html"), None)
    assert not (tmp_path / "sitemap.xml").exists()


def test_the_book_has_a_sign(tmp_path):
    page_head.write_icon(build(tmp_path))
    assert "<svg" in (tmp_path / "_static" / page_head.ICON).read_text("utf-8")
