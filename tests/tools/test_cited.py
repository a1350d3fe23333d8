import cited
import nbformat
import pandas as pd
import prose
import pytest
from cited import by_source, standing
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

COLUMNS = {
    "congress": (None, "string"),
    "year": ("calendar year", "integer"),
    "delegations": ("delegations", "integer"),
    "share_pct": ("per cent of the delegations", "number"),
    "rank": ("rank", "integer"),
    "cost_usd_mn": ("USD mn", "number"),
    "figure": ("see unit", "number"),
    "latitude": ("degrees north", "number"),
}
ROW = {
    "congress": "first", "year": 2003, "delegations": 117, "share_pct": 15.54, "rank": 82,
    "cost_usd_mn": 2900.0, "figure": 26.0, "latitude": 51.16, "source": "a-2003;b-2006",
}  # fmt: skip


def described(**changes):
    fields = [
        {"name": name, "unit": unit, "type": type_} for name, (unit, type_) in COLUMNS.items()
    ]
    source = {"name": "source", "type": "string", "role": "keys"}
    schema = {"fields": [*fields, source], "primaryKey": ["congress"]}
    return {"name": "congresses", "class": "compiled", "schema": schema, **changes}


def cells(rows=(ROW,), key="a-2003", **changes):
    return by_source(described(**changes), pd.DataFrame(rows)).get(key, [])


@pytest.mark.parametrize(
    ("sentence", "column"),
    [
        ("It had 117 delegations.", "delegations"),
        ("It was 82nd.", "rank"),
        ("Of them 15.54 per cent left.", "share_pct"),
        # rounded as it is written
        ("Of them 15.5 per cent left.", "share_pct"),
        ("It cost 2.9 billion dollars.", "cost_usd_mn"),
        ("It cost 2,900 million dollars.", "cost_usd_mn"),
        # small, but the source gives few numbers
        ("It had 26 guests.", "figure"),
    ],
)
def test_a_cited_number_that_stands_in_a_row_is_named(sentence, column):
    ((_, cell),) = standing(sentence, cells())
    assert str(cell) == f"table congresses, row congress=first, column {column}"


@pytest.mark.parametrize(
    "sentence",
    [
        "It had 118 delegations.",
        "It met in 2003.",
        "It met on 26 May, and on 26 and 27 June 2004.",
        # a number that names something
        "Decree 117, Article 26 and resolution 117/26 call it so.",
        # of another kind
        "It was the 117th.",
        "Of them 117 per cent left.",
        "It stands at 51.16 degrees.",
        # rounded to a whole, or not as it is written
        "Of them 16 per cent left.",
        "Of them 15.6 per cent left.",
    ],
)
def test_a_cited_number_that_stands_in_no_row_passes(sentence):
    assert list(standing(sentence, cells())) == []


def test_each_source_of_a_row_holds_its_numbers_and_no_other():
    assert [len(cells(key=key)) for key in ("a-2003", "b-2006", "c-2009")] == [5, 5, 0]


def test_what_the_book_computes_is_not_what_its_source_says():
    assert cells(**{"class": "computed"}) == []


def test_a_source_with_many_numbers_holds_small_ones_by_chance():
    rows = [{**ROW, "congress": str(number), "figure": number} for number in range(50, 150)]
    for sentence, held in {"It had 70 guests.": [], "It had 140 guests.": ["140"]}.items():
        assert [number for number, _ in standing(sentence, cells(rows))] == held, sentence


def test_a_blank_cell_holds_nothing():
    rows = [{**ROW, "congress": "second", "delegations": None}, ROW]
    assert [cell.row for _, cell in standing("117", cells(rows))] == ["congress=first"]


@pytest.fixture
def book(monkeypatch):
    monkeypatch.setattr(cited, "bundled", lambda: by_source(described(), pd.DataFrame([ROW])))

    def notebook(text, claims=""):
        return new_notebook(cells=[new_markdown_cell(text, id="text"), new_code_cell(claims)])

    return notebook


def test_a_citation_does_not_back_a_number_of_its_row(book):
    (orphan,) = prose.orphans(book("In all 117 came {cite}`a-2003`. So 12 left {cite}`a-2003`."))
    assert str(orphan) == (
        "cell 'text', number 117 (table congresses, row congress=first, column delegations): "
        "In all 117 came {cite}`a-2003`."
    )


@pytest.mark.parametrize(
    "text",
    ["In all 117 came {cite}`c-2009`.", "In all 117 came {cite}`c-2009`. So {cite:t}`a-2003`."],
)
def test_a_citation_backs_what_only_another_source_has(book, text):
    assert prose.orphans(book(text)) == []


def test_any_of_several_keys_may_be_that_of_the_row(book):
    found = prose.orphans(book("In all 117 came {cite:p}`c-2009, b-2006`."))
    assert [orphan.number for orphan in found] == ["117"]


def test_a_claim_backs_a_number_of_a_row(book):
    claims = 'kz.check_claims("In brief", {"all 117 came": row.delegations})'
    assert prose.orphans(book("In all 117 came {cite}`a-2003`.", claims)) == []


def test_the_command_names_notebook_row_and_sentence(book, tmp_path, capsys):
    file = tmp_path / "congress.ipynb"
    nbformat.write(book("In all 117 came {cite}`a-2003`."), file)
    assert prose.main([str(file)]) == 1
    said = capsys.readouterr().out
    assert f"{file}:\n  cited, but to be claimed from its row: cell 'text', number 117 (" in said
