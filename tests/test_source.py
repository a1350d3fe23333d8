import pandas as pd
import pytest

from kzdiplo import load, source, sources, table
from kzdiplo.source import READ, as_of, cited, credit, dated, how_read, keys
from kzdiplo.table import TableError

KEYS = [entry["name"] for entry in table.descriptor()["sources"]]
NAMES = [resource["name"] for resource in table.descriptor()["resources"]]


@pytest.fixture
def registry(monkeypatch):
    """Four sources of three publishers."""
    entries = {"a": "Alpha", "a2": "Alpha", "b": "Beta", "c": "Gamma"}
    made = {key: {"name": key, "author": author, "title": key} for key, author in entries.items()}
    monkeypatch.setattr(source, "_registry", lambda: made)


def rows(*cells):
    return pd.DataFrame({"source": list(cells)})


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["a"], ["a"]),
        (["a", "b", "b"], ["b", "a"]),
        (["a;b", "b;c", "b", "c"], ["b", "c", "a"]),
        ([None, "c"], ["c"]),
        ([None], []),
        ([], []),
    ],
)
def test_keys_come_most_used_first(registry, cells, expected):
    assert keys(rows(*cells)) == expected


def test_rows_without_a_source_column_are_refused():
    with pytest.raises(TableError, match=r"no 'source' column.*Pass the rows of the table"):
        keys(pd.DataFrame({"x": [1]}))


def test_an_unknown_key_is_named(registry):
    with pytest.raises(TableError, match=r"does not hold: nobody-1999$"):
        keys(rows("a", "nobody-1999"))


@pytest.mark.parametrize("name", NAMES)
def test_sources_of_a_table_are_those_of_its_rows(name):
    listed = sources(name)
    assert set(listed.index) == set(load(name)["source"].str.split(";").explode())
    assert listed.columns.tolist() == [
        "author", "date", "title", "url", "kind", "topics", "read", "read_on",
    ]  # fmt: skip
    assert (listed["title"] != "").all()
    assert (listed["author"] != "").all()
    assert set(listed["kind"]) <= {"dataset", "official", "news", "academic", "reference", "seed"}


def test_sources_carry_the_address_of_the_registry():
    listed = sources("leader_travel_counts")
    entry = next(
        entry for entry in table.descriptor()["sources"] if entry["name"] == "ds-colt-2025"
    )
    assert listed.loc["ds-colt-2025", "url"] == entry["path"]


def test_sources_of_rows_are_fewer_than_of_the_table():
    frame = load("network_counts")
    first = sources(frame.head(1))
    assert first.index.tolist() == frame["source"].iloc[0].split(";")
    assert len(first) < len(sources("network_counts"))


def test_sources_of_several_are_those_of_each():
    both = sources("actors", load("leader_travel_counts"))
    assert set(both.index) == set(sources("actors").index) | {"ds-colt-2025"}


def test_sources_of_a_chapter_are_what_its_text_cites():
    chapter = "turkic/ots"
    assert sources(chapter).index.tolist() == cited(chapter)
    both = sources("actors", chapter).index.tolist()
    assert both[: len(cited(chapter))] == cited(chapter)
    assert set(both) == set(cited(chapter)) | set(sources("actors").index)


def test_an_unknown_chapter_is_named_with_those_that_there_are():
    with pytest.raises(TableError, match=r"no chapter 'turkic/otc'; it has .*turkic/ots"):
        sources("turkic/otc")


def test_how_a_source_was_read_is_said_in_words_with_the_month():
    ways = [*READ, ""]
    days = ["2026-11-30", "2026-10-01", "2025-01-31", "2026-02-28", "2026-03-05", ""]
    assert how_read(pd.DataFrame({"read": ways, "read_on": days})).tolist() == [
        "read whole, November 2026",
        "read in part, October 2026",
        "abstract only, January 2025",
        "second-hand, February 2026",
        "title only, March 2026",
        "",
    ]


def test_where_nothing_is_on_record_nothing_is_said_of_how_a_source_was_read():
    assert how_read(pd.DataFrame({"read": [""], "read_on": [""]})).tolist() == [""]


def test_sources_of_nothing_are_refused():
    with pytest.raises(TableError, match="sources of what"):
        sources()


def test_sources_of_an_unknown_table_offer_a_close_name():
    with pytest.raises(TableError, match="'missions'"):
        sources("mission")


@pytest.mark.parametrize(
    ("frames", "named", "expected"),
    [
        ([["a"]], 3, "Alpha"),
        ([["a", "a2", "b"]], 3, "Alpha; Beta"),
        ([["a", "b"], ["c", "c", "c"]], 3, "Gamma; Alpha; Beta"),
        ([["b", "a", "a2", "c"]], 3, "Alpha; Beta; Gamma"),
        ([["a", "a", "b", "c"]], 2, "Alpha; Beta and 1 more publisher"),
        ([["a", "a", "b", "c"]], 1, "Alpha and 2 more publishers"),
    ],
)
def test_credit_names_publishers_once_and_counts_the_rest(registry, frames, named, expected):
    assert credit([rows(*cells) for cells in frames], named) == expected


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([["2021-12-31", "2022-06"]], "2022-06"),
        ([["2021"], ["2024-05-01", None]], "2024-05-01"),
        ([["2024", "2024-05"]], "2024-05"),
        ([["2023-12-31", "2024-12-31"]], "2024"),
        ([[None, None]], "undated"),
    ],
)
def test_as_of_is_the_latest_date_as_exact_as_it_is(frames, expected):
    assert as_of([pd.DataFrame({"as_of": cells}, dtype="str") for cells in frames]) == expected


def test_rows_without_dates_are_undated():
    assert as_of([pd.DataFrame({"x": [1]})]) == "undated"


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"as_of": ["2024-05"], "date": ["2026-01-01"]}, "As of 2024-05"),
        ({"as_of": [None], "date": ["2026-03-18"]}, "Events to March 2026"),
        ({"date": ["1992", "2025"]}, "Events to 2025"),
        ({"year": ["2016", "2024"]}, "Years to 2024"),
        ({"x": [1]}, "Undated"),
    ],
)
def test_a_figure_says_of_what_time_its_rows_speak(columns, expected):
    assert dated([pd.DataFrame(columns, dtype="str")]) == expected


def test_keys_of_the_registry_are_unique():
    assert len(KEYS) == len(set(KEYS))
