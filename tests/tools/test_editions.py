"""Two editions of a made-up table, whose differences are known."""

import editions
import pandas as pd
import pytest

import kzdiplo as kz
from kzdiplo.table import DATA, descriptor

SCHEMA = {
    "fields": [
        {"name": "year", "type": "integer"},
        {"name": "iso3", "type": "string"},
        {"name": "horses", "type": "number"},
        {"name": "as_of", "type": "string", "role": "as_of"},
        {"name": "source", "type": "string", "role": "keys"},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": ["year", "iso3"],
}
OLD = """\
year,iso3,horses,as_of,source,note
2023,KGZ,1.10,2023-12-31,bureau,
2023,UZB,2,2023-12-31,bureau,
2024,KGZ,3,2024-12-31,bureau,counted
"""
NEW = """\
year,iso3,horses,as_of,source,note
2023,KGZ,1.1,2025-12-31,bureau,
2024,KGZ,4,2024-12-31,bureau;customs,counted
2025,KGZ,5,2025-12-31,customs,
"""


def compared(old=OLD, new=NEW):
    before = editions.read(old)
    after = editions.in_old_spelling(before, editions.read(new), SCHEMA)
    return editions.changes(before, after, SCHEMA)


def test_rows_and_values_are_told_apart_and_values_have_both_sources():
    changes = compared()
    assert changes.added == ["2025 | KGZ: horses 5"]
    assert changes.gone == ["2023 | UZB: horses 2"]
    (revised,) = changes.revised
    assert str(revised) == "2024 | KGZ, horses: 3 -> 4 (bureau -> bureau;customs)"


def test_where_a_value_comes_from_is_counted_and_not_listed():
    assert compared().retold == {"as_of": 1, "source": 1}


def test_the_same_value_keeps_its_spelling():
    before = editions.read(OLD)
    after = editions.in_old_spelling(before, editions.read(NEW), SCHEMA)
    assert after[0]["horses"] == "1.10"


def test_a_table_that_stays_has_no_changes():
    changes = compared(new=OLD)
    assert not changes
    assert str(changes) == "rows added: 0, gone: 0, values revised: 0"


def test_rows_in_another_order_are_a_change():
    header, *rows = OLD.splitlines()
    assert compared(new="\n".join([header, *reversed(rows)])).moved


def test_a_value_that_is_gone_or_new_is_revised():
    changes = compared(new=OLD.replace("KGZ,3,", "KGZ,,"))
    assert [str(each) for each in changes.revised] == ["2024 | KGZ, horses: 3 -> blank (bureau)"]


def test_a_reader_is_shown_a_screen_at_most():
    header = OLD.splitlines()[0]
    rows = [f"{year},{'A' * 150},1,,bureau," for year in range(100, 200)]
    lines = list(compared(new="\n".join([header, *rows])).lines())
    assert len(lines) < 40
    assert max(map(len, lines)) <= 102
    assert lines[0] == "rows added: 100"
    assert "  and 92 more" in lines


def test_a_long_key_hides_no_value_that_is_revised():
    changes = compared(*(f"{OLD}2025,{'A' * 150},{n},,bureau,\n" for n in (1, 2)))
    (revised,) = map(str, changes.revised)
    assert revised.endswith("..., horses: 1 -> 2 (bureau)")
    assert len(revised) < 140


def test_frames_are_written_as_the_tables_do():
    frame = pd.DataFrame(
        {
            "year": pd.array([2023, None], dtype="Int64"),
            "horses": [1e-7, 1234.0],
            "sold": pd.array([True, None], dtype="boolean"),
            "day": pd.to_datetime(["2023-05-01", None]),
            "note": ["a, b", None],
        }
    )
    kinds = {"year": "integer", "horses": "number", "sold": "boolean", "day": "date"}
    schema = {"fields": [{"name": name, "type": kind} for name, kind in kinds.items()]}
    text = editions.written(frame.columns, editions.rows(frame, schema))
    assert text == ('year,horses,sold,day,note\n2023,0.0000001,true,2023-05-01,"a, b"\n,1234,,,\n')


@pytest.mark.parametrize("resource", descriptor()["resources"], ids=lambda each: each["name"])
def test_every_table_of_the_book_is_written_as_it_was_read(resource):
    schema = resource["schema"]
    old = editions.read((DATA / resource["path"]).read_text("utf-8"))
    new = editions.rows(kz.load(resource["name"]), schema)
    assert editions.in_old_spelling(old, new, schema) == old
