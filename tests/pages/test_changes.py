"""The page on what changed, made of what the build found."""

import json

import pytest
from support import forget_tables, read, words

from kzdiplo import catalogue, changes, table

TABLE = {
    "rows": [112, 113],
    "columns_new": ["depth"],
    "columns_gone": [],
    "added": [f"m{number}: host China" for number in range(10)],
    "gone": ["m9: host <b>Peru</b>"],
    "retold": {"as_of": 4},
    "moved": False,
    "revised": [
        {"key": "m001", "column": "city", "old": "", "new": "Rome", "source": "a", "note": ""},
        {"key": "m002", "column": "city", "old": "x", "new": "y", "source": "a -> b", "note": ""},
        {"key": "m003", "column": "city", "old": "x", "new": "y", "source": "a", "note": "Why."},
    ],
}
MOVED = {
    "version": "1.0",
    "created": "2026-01-02",
    "new": ["air_links"],
    "gone": {"old_links": "air_links", "sheep": None},
    "same": ["actors"],
    "changed": {"missions": TABLE},
    "log": {"missions": ["One more in `missions`."], "air_links": []},
    "corrections": {"part/one": 2, "part/two": 5},
    "findings": [
        {"finding": "f1", "was": "More (firm)", "now": "More (weak)"},
        {"finding": "f2", "was": "", "now": "New (fair)"},
    ],
}


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Let the library find what a build found."""
    (tmp_path / "data").symlink_to(table.DATA)
    (tmp_path / "_build").mkdir()
    uses = {"missions": ["notebooks/part/one", "notebooks/part/three"]}
    for name, found in {"moved": MOVED, "uses": uses}.items():
        (tmp_path / "_build" / f"{name}.json").write_text(json.dumps(found), "utf-8")
    monkeypatch.setattr(table, "DATA", tmp_path / "data")
    forget_tables()
    yield
    monkeypatch.undo()
    forget_tables()


@pytest.fixture
def page(built):
    return read(changes()._repr_html_())


def test_it_begins_with_counts(page):
    said = [words(item) for item in page.ul("li")]
    assert said[0] == "Tables: 1 new, 2 gone, 1 changed, 1 as they were."
    assert "10 rows added, 1 gone, 3 values revised; 1 of these with neither a note" in said[1]
    assert said[2].startswith("Sentences: 7 corrections")
    assert said[3].startswith("Findings: 2 ")
    assert "edition 1.0, whose tables are kept as they stood on 2026-01-02" in words(page)


def test_a_table_shows_its_rows_values_and_reasons(page):
    entry = page.select_one("#table-missions")
    said = words(entry)
    assert words(entry.summary).endswith("(10 rows added, 1 gone, 3 values revised)")
    assert "Rows: 112, now 113. New columns: depth." in said
    assert "m7: host China and 2 more" in said
    assert "m9: host <b>Peru</b>" in said
    assert "m001, city: blank → Rome" in said
    assert "Sources: a → b" in said
    assert "Note: Why." in said
    assert "Rows that stay with another as_of: 4" in said
    assert "Changelog: One more in missions." in said
    # of the chapters that load it, those with corrections
    assert "corrections: part/one (2)." in said


def test_tables_new_and_gone_are_listed_and_the_same_are_not(page):
    assert words(page.select_one("#table-air_links summary")).endswith("air_links is new")
    assert "air_links has its columns" in words(page.select_one("#table-old_links"))
    assert words(page.select_one("#table-sheep summary")) == "sheep is gone"
    assert page.select_one("#table-actors") is None
    assert words(page.select_one("[role=status]")) == "4 of 4"


def test_chapters_and_findings_are_folded(page):
    chapters, findings = (words(each) for each in page.find_all("details", id=None))
    assert chapters == "Corrections by chapter part/two: 5 part/one: 2"
    assert "f1Was: More (firm)Now: More (weak)" in findings
    assert "f2New.Now: New (fair)" in findings


def test_the_catalogue_leads_to_it(built):
    entries = read(catalogue()._repr_html_())
    link = entries.select_one('#table-missions a[href^="changes.html"]')
    assert link["href"] == "changes.html#table-missions"
    assert link.text == "What changed since 1.0"
    assert "As it was in 1.0" in words(entries.select_one("#table-actors"))


def test_where_the_book_was_not_built_it_says_so(tmp_path, monkeypatch):
    (tmp_path / "data").symlink_to(table.DATA)
    monkeypatch.setattr(table, "DATA", tmp_path / "data")
    shown = changes()
    assert repr(shown) == "the book was not built here"
    assert "where the book is built" in words(read(shown._repr_html_()))
    assert "What changed" not in catalogue()._repr_html_()
