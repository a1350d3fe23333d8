"""The review of a chapter, on a small notebook whose answers are known."""

import nbformat
import pandas as pd
import pytest
import review
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import kzdiplo as kz

TEXT = """# Bodies

:::{admonition} In brief
- The EBRD came first.
- No other body is known.
:::

Kazakhstan never left one. The first has 99 members {cite}`nye2008public`. It is in all of them."""
DRAW = """import kzdiplo as kz
from kzdiplo import charts
bodies = kz.load("organisations")
early = bodies[bodies["joined_year"] < 1993]
ax = charts.bars(early.head(3), "joined_year", "abbreviation")
"""
FINISH = """charts.finish(ax, name="early", title="Early bodies", subtitle="Years", alt="Bars.",
              data=early.head(3)[["abbreviation", "joined_year"]], source=early)"""
CLAIMS = """kz.check_claims("Bodies", holds={"in all of them": bodies.empty})"""


@pytest.fixture
def notebook():
    return new_notebook(
        cells=[
            new_markdown_cell(TEXT, id="text"),
            new_code_cell(DRAW, id="draw"),
            new_code_cell(FINISH, id="finish"),
            new_code_cell(CLAIMS, id="claims"),
        ]
    )


@pytest.fixture
def done(notebook, tmp_path):
    return review.run(notebook, tmp_path)


def early():
    bodies = kz.load("organisations")
    return bodies, (bodies["joined_year"] < 1993).fillna(False)


def test_a_run_keeps_tables_and_frames_and_leaves_the_claims_out(done):
    bodies, shown = early()
    assert list(done.tables) == ["organisations"]
    assert done.tables["organisations"].equals(bodies)
    assert [len(frame) for frame in done.frames] == [3, shown.sum()]


def test_a_row_is_shown_if_a_figure_was_given_its_key(done, notebook):
    bodies, shown = early()
    assert done.shown("organisations").tolist() == shown.tolist()
    (entry,) = review.rows_not_shown(notebook, done)
    assert entry.startswith(f"organisations: {(~shown).sum()} of {len(bodies)} rows\n")


def test_a_table_that_no_figure_has_the_key_of_is_named(notebook, tmp_path):
    notebook.cells[2].source = ""
    done = review.run(notebook, tmp_path)
    assert done.shown("organisations") is None
    (entry,) = review.rows_not_shown(notebook, done)
    assert entry == "organisations: cannot be told, no figure was given its key"


def test_another_table_with_the_same_key_shows_nothing():
    trips = kz.load("leader_travel_counts")
    assert (
        review.Run({"leader_travel_counts": trips}, [trips[["year"]]]).shown("leader_travel_counts")
        is None
    )


def test_keys_are_known_again_when_their_type_has_changed():
    trips = kz.load("leader_travel_counts")
    part = trips.head(2).astype({"year": "float64"})
    shown = review.Run({"leader_travel_counts": trips}, [part]).shown("leader_travel_counts")
    assert shown.sum() == 2


def test_columns_without_a_name_in_code_are_listed(done, notebook):
    (entry,) = review.unnamed_columns(notebook, done)
    name, columns = entry.split(": ")
    unused = set(kz.load("organisations")) - {"abbreviation", "joined_year"} - review.SILENT
    assert (name, set(columns.split(", "))) == ("organisations", unused)


def test_notes_are_those_of_the_rows_shown(done, notebook):
    bodies, shown = early()
    found = "\n".join(review.notes(notebook, done))
    assert all(text in found for text in bodies[shown]["note"].dropna())
    hidden = set(bodies[~shown]["note"].dropna()) - set(bodies[shown]["note"].dropna())
    assert not [text for text in hidden if f": {text}\n" in found]
    assert all(text in found for text in kz.describe("organisations").warnings["text"])


def test_sources_not_read_whole_are_listed_the_cited_ones_first(done, notebook, monkeypatch):
    known = kz.sources("all").assign(read="whole", read_on="2026-11-30")
    bodies, shown = early()
    behind = kz.sources(bodies[shown]).index[0]
    known.loc[["nye2008public", behind], "read"] = ["part", ""]
    known.loc[behind, "read_on"] = ""
    listed = kz.sources
    monkeypatch.setattr(kz, "sources", lambda *of: known if isinstance(of[0], str) else listed(*of))
    cited, row = review.not_read_whole(notebook, done)
    assert cited.startswith("cited, part 2026-11-30: nye2008public, ")
    assert row.startswith(f"behind rows, reading not recorded: {behind}, ")


def test_rows_to_check_are_counted(notebook):
    rows = kz.load("organisations").head(3).assign(to_check=[True, pd.NA, False])
    run = review.Run({"organisations": rows}, [rows.tail(2)])
    (entry,) = review.to_check(notebook, run)
    name = rows.iloc[0]["abbreviation"]
    assert entry == f"organisations: 1 rows, 0 of them in a figure\n    {name}"


def test_strong_words_say_whether_a_claim_covers_them(done, notebook):
    assert list(review.strong_words(notebook, done)) == [
        "not held, first: The EBRD came first.",
        "not held, never: Kazakhstan never left one.",
        "not held, first: The first has 99 members {cite}`nye2008public`.",
        "held, all: It is in all of them.",
    ]


def test_numbers_in_words_say_whether_something_backs_them(done, notebook):
    notebook.cells[0].source += "\n\nIt left two bodies. Ten are as {cite:t}`nye2008public` says."
    assert list(review.numbers_in_words(notebook, done)) == [
        "not held, two: It left two bodies.",
        "held, Ten: Ten are as {cite:t}`nye2008public` says.",
    ]


def test_numbers_that_only_a_citation_backs_are_listed(done, notebook):
    assert list(review.cited_numbers(notebook, done)) == [
        "99: The first has 99 members {cite}`nye2008public`."
    ]


def test_the_report_has_every_heading_with_its_count(notebook, tmp_path):
    path = tmp_path / "bodies.ipynb"
    nbformat.write(notebook, path)
    report = review.report(path)
    assert all(f"## {heading}: " in report for heading in review.HEADINGS)
    assert "date and place of the search: 1\n\n- No other body is known.\n" in report
    assert "## Headlines without a test: 3\n" in report
    assert "- fig-early: Early bodies\n" in report


def test_the_command_says_what_it_needs(capsys):
    assert review.main([]) == 2
    assert "make review CHAPTER=multivector/voting" in capsys.readouterr().out
    assert review.main(["multivector/none"]) == 2
    assert "there is no notebooks/multivector/none.ipynb" in capsys.readouterr().out
