"""The index of the search: pieces of pages, words, names in other languages and spellings."""

from pathlib import Path

import pytest
from search_index import Piece, counted, entries, folded, index, names, pieces, words

PAGE = Path(__file__).with_name("page_to_index.html").read_text("utf-8")


def test_a_page_falls_into_pieces_by_what_they_are():
    assert list(pieces(PAGE)) == [
        Piece("title", "trade", "Trade"),
        Piece("text", "trade", "In brief"),
        Piece("brief", "trade", "The EU took most oil."),
        Piece("text", "trade", "With whom?"),
        Piece("heading", "routes", "Routes"),
        Piece("figure", "fig-pipe", "One pipe"),
        Piece("cell", "fig-pipe", "1992"),
        Piece("cell", "fig-pipe", "Russia"),
        Piece("cell", "fig-pipe", "Китай & co"),
        Piece("abstract", "fig-pipe", "Глава рассматривает торговлю."),
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Türkiye", "turkiye"),
        ("Қытай Үндістан һәм", "кытаи ундистан хам"),
        ("Ёлка Vučić İstanbul", "елка vucic istanbul"),
    ],
)
def test_letters_are_brought_to_their_plain_form(text, plain):
    assert folded(text) == plain


def test_words_have_stems_and_no_numbers_but_years():
    assert words("How many embassies had Kazakhstan’s state in 2025, 71 or 75?") == [
        "embassi", "kazakhstan", "state", "2025",
    ]  # fmt: skip


def test_a_word_with_a_hyphen_is_found_with_and_without_it():
    assert sorted(words("re-exports")) == ["export", "re", "reexport"]
    assert words("reexport") == ["reexport"]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("President Tokayev spoke", {"tokaev", "toqaev", "токаев"}),
        ("Türkiye voted", {"turkei", "турция", "туркия"}),
        ("the Organization of Turkic States", {"ot", "отг", "тму"}),
        ("goods for re-export", {"реэкспорт", "parallel"}),
    ],
)
def test_a_name_in_the_text_is_also_found_by_its_other_names(text, others):
    found = set().union(*names().named(text).values())
    assert others <= found


def test_a_word_counts_more_in_a_title_than_in_a_cell():
    page = [Piece("title", "", "Oil"), Piece("cell", "", "gas"), Piece("text", "", "water")]
    counts = counted("notebooks/part/chapter", page, names())
    assert counts["oil"] > counts["water"] > counts["ga"] > 0


def test_lists_of_the_reference_part_get_no_other_names():
    page = [Piece("text", "", "Türkiye")]
    assert "турция" in counted("notebooks/turkic/ots", page, names())
    assert "турция" not in counted("notebooks/reference/sources", page, names())


def test_the_index_names_pages_words_and_what_is_shown():
    pages = {"notebooks/part/b": PAGE, "notebooks/part/a": "<article><h1>A</h1></article>"}
    made = index(entries(pages, {}).values())
    assert [page["title"] for page in made["pages"]] == ["A", "Trade"]
    assert made["pages"][1]["pieces"][0] == ["trade", "The EU took most oil."]
    assert [each // 10 for each in made["terms"]["pipe"]] == [1]
    assert 0 < made["terms"]["pipe"][0] % 10 < 10
    assert "1992russia" not in made["terms"]


def test_a_page_on_a_state_knows_its_names():
    pages = {"notebooks/partners/china": "<article><h1>China</h1></article>"}
    (page,) = entries(pages, {}).values()
    assert {"китаи", "кытаи", "prc"} <= set(page["called"])


def test_a_page_that_has_not_changed_is_not_read_again():
    pages = {"notebooks/part/a": "<article><h1>A</h1></article>"}
    known = {key: {"title": "kept"} for key in entries(pages, {})}
    assert entries(pages, known) == known
    changed = {"notebooks/part/a": "<article><h1>B</h1></article>"}
    assert [each["title"] for each in entries(changed, known).values()] == ["B"]
