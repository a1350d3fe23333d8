import json
import shutil
from io import StringIO

import pandas as pd
import pytest
from support import read, words

from kzdiplo import catalogue, describe, glossary, load, names, sources, table, tables
from kzdiplo.table import Problem, TableError, typed

NAMES = [resource["name"] for resource in table.descriptor()["resources"]]


@pytest.fixture
def copied(tmp_path, monkeypatch):
    data = shutil.copytree(table.DATA, tmp_path / "data")
    monkeypatch.setattr(table, "DATA", data)
    return data


def one_column(kind):
    return {"fields": [{"name": "a", "type": kind}, {"name": "b", "type": "string"}]}


@pytest.mark.parametrize("name", NAMES)
def test_load_gives_the_columns_and_types_of_the_schema(name):
    kinds = {
        "string": pd.api.types.is_string_dtype,
        "integer": lambda dtype: dtype == "Int64",
        "number": lambda dtype: dtype == "float64",
        "boolean": lambda dtype: dtype == "boolean",
        "date": pd.api.types.is_datetime64_dtype,
    }
    frame = load(name)
    fields = table.resource(name)["schema"]["fields"]
    assert frame.columns.tolist() == [field["name"] for field in fields]
    assert len(frame) > 0
    for field in fields:
        assert kinds[field["type"]](frame[field["name"]].dtype), field["name"]


def test_load_gives_a_frame_of_its_own_each_time():
    frame = load("actors")
    frame["name"] = "changed"
    assert "changed" not in set(load("actors")["name"])


def test_load_remembers_what_was_loaded(monkeypatch):
    monkeypatch.setattr(table, "_loaded", {})
    load("missions")
    load("actors")
    load("missions")
    assert list(table._loaded) == ["missions", "actors"]


@pytest.mark.parametrize(
    ("use", "depends"),
    [
        (tables, {"datapackage.json"}),
        (lambda: sources("all"), {"datapackage.json"}),
        (lambda: sources("actors"), {"actors"}),
        (lambda: sources("turkic/ots", "actors"), {"turkic/ots", "actors"}),
        (lambda: table.resource("actors"), {"actors"}),
        (table.uses, {"uses.json"}),
        (table.mentions, {"mentions.json"}),
        (table.moved, {"moved.json"}),
        (names, {"names", "glossary", "mentions.json"}),
    ],
)
def test_what_a_session_depends_on_is_remembered(monkeypatch, use, depends):
    monkeypatch.setattr(table, "_loaded", {})
    use()
    assert set(table._loaded) == depends


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (table.uses, {"missions": ["notebooks/a/b"]}),
        (table.mentions, {"tokayev": [["notebooks/a/b", "Talks", "talks"]]}),
        (table.moved, {"version": "1.0", "new": ["missions"]}),
    ],
)
def test_what_is_read_of_the_chapters_is_what_the_build_found(copied, function, found):
    assert function() == {}
    (copied.parent / "_build").mkdir()
    path = copied.parent / "_build" / f"{function.__name__}.json"
    path.write_text(json.dumps(found), "utf-8")
    assert function() == found


def test_names_lead_to_their_sections_only_where_the_book_was_built(copied):
    assert "Named on" not in names()._repr_html_()
    (copied.parent / "_build").mkdir()
    page = "notebooks/turkic/ots"
    sections = [[page, "From Nakhchivan", ""], [page, "What Kazakhstan does", "what-it-does"]]
    path = copied.parent / "_build" / "mentions.json"
    path.write_text(json.dumps({"tokayev": sections}), "utf-8")
    entry = read(names()._repr_html_()).select_one("#name-tokayev")
    addresses = {link["href"]: link.text for link in entry.select("a")}
    beginning = f"../../{page}.html"
    assert addresses == {beginning: page, f"{beginning}#what-it-does": "What Kazakhstan does"}
    assert "Named on 1 page" in words(entry)


def test_the_catalogue_names_chapters_only_where_the_book_was_built(copied):
    assert "Used in" not in catalogue()._repr_html_()
    (copied.parent / "_build").mkdir()
    name = "notebooks/multivector/network"
    uses = json.dumps({"missions": [name]})
    (copied.parent / "_build" / "uses.json").write_text(uses, "utf-8")
    built = catalogue()._repr_html_()
    assert f'<a href="../../{name}.html" data-page="{name}">{name}</a>' in built
    assert "no chapter yet" in built


def test_the_glossary_names_chapters_by_their_address():
    name = "multivector/network"
    link = f'<a href="../{name}.html" data-page="notebooks/{name}">{name}</a>'
    assert link in glossary()._repr_html_()


@pytest.mark.parametrize("function", [load, describe])
@pytest.mark.parametrize(
    ("wrong", "offered"),
    [
        ("mission", "'missions'"),
        ("trade_by_partners", "'trade_by_partner'"),
        ("Actors", "'actors'"),
    ],
)
def test_an_unknown_name_offers_close_matches(function, wrong, offered):
    with pytest.raises(TableError, match=f"Did you mean.*{offered}"):
        function(wrong)


def test_a_name_like_no_other_offers_the_list_only():
    with pytest.raises(TableError) as caught:
        load("zzz")
    assert str(caught.value) == (
        f"there is no table 'zzz'. kzdiplo.tables() lists all {len(NAMES)}."
    )


@pytest.mark.parametrize(
    ("column", "value"), [("year", "1990.5"), ("year", "x"), ("trips_made", "many")]
)
def test_a_damaged_file_names_itself_and_the_check(copied, column, value):
    path = copied / table.resource("leader_travel_counts")["path"]
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[3, column] = value
    frame.to_csv(path, index=False)
    with pytest.raises(TableError, match=r"leader_travel_counts\.csv does not fit.*kzdiplo check"):
        load("leader_travel_counts")


def test_a_damaged_yes_no_names_its_file(copied):
    path = copied / table.resource("missions")["path"]
    path.write_text(path.read_text("utf-8").replace(",true,", ",maybe,", 1), "utf-8")
    with pytest.raises(TableError, match=r"missions\.csv does not fit"):
        load("missions")


def test_a_lost_file_is_named(copied):
    (copied / table.resource("actors")["path"]).unlink()
    with pytest.raises(TableError, match=r"actors\.csv"):
        load("actors")


@pytest.mark.parametrize("text", ["NA", "null", "None", "nan", "N/A", "-"])
def test_only_a_blank_cell_is_missing(text):
    frame = typed(StringIO(f"a,b\n{text},x\n,y\n"), one_column("string"))
    assert frame.loc[0, "a"] == text
    assert frame["a"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        ("integer", ["1", "", "-3"], pd.array([1, None, -3], dtype="Int64")),
        ("number", ["1.5", "", "-3"], pd.array([1.5, float("nan"), -3.0], dtype="float64")),
        ("boolean", ["true", "", "false"], pd.array([True, None, False], dtype="boolean")),
        ("boolean", ["", "", ""], pd.array([None, None, None], dtype="boolean")),
    ],
)
def test_typed_reads_each_type(kind, cells, expected):
    text = "a,b\n" + "".join(f"{cell},x\n" for cell in cells)
    column = typed(StringIO(text), one_column(kind))["a"]
    pd.testing.assert_series_equal(column, pd.Series(expected, name="a"))


def test_typed_reads_full_dates():
    column = typed(StringIO("a,b\n2022-08-24,x\n,y\n"), one_column("date"))["a"]
    assert column[0] == pd.Timestamp(2022, 8, 24)
    assert pd.isna(column[1])


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("integer", "x"), ("number", "1,5"), ("date", "24.08.2022"), ("date", "2022")],
)
def test_typed_refuses_what_does_not_fit(kind, cell):
    with pytest.raises(ValueError, match=r"."):
        typed(StringIO(f'a,b\n"{cell}",x\n'), one_column(kind))


def test_tables_lists_every_csv_file_once():
    listed = tables()
    assert sorted(listed.index) == sorted(path.stem for path in table.DATA.glob("*/*.csv"))
    assert listed.index.is_unique
    for name, row in listed.iterrows():
        assert (table.DATA / row["theme"] / f"{name}.csv").is_file()


def test_tables_leaves_years_missing_where_there_are_none():
    listed = tables()
    assert pd.isna(listed.loc["actors", "first_year"])
    assert (
        listed.loc["leader_travel_counts", "first_year"]
        == load("leader_travel_counts")["year"].min()
    )


@pytest.mark.parametrize("name", NAMES)
def test_describe_says_what_the_descriptor_says(name):
    told, resource = describe(name), table.resource(name)
    assert told.fields.index.tolist() == [field["name"] for field in resource["schema"]["fields"]]
    assert (told.title, told.coverage) == (resource["title"], resource["coverage"])
    assert told.warnings["text"].tolist() == [warning["text"] for warning in resource["warnings"]]
    assert (told.warnings["meaning"].str.len() > 20).all()
    text = str(told)
    assert text.startswith(f"{told.title} ({name}")
    for part in (told.description, told.terms, *told.warnings["text"]):
        assert part in text


def test_describe_shows_as_html_without_breaking_it():
    text = describe("fdi_stock_shares")._repr_html_()
    assert "<table" in text
    assert "stock_share_pct" in text
    told = table.Description(
        "x",
        "a < b",
        "c & d",
        "e",
        {},
        pd.DataFrame(),
        pd.DataFrame(columns=["kind", "text", "meaning"]),
    )
    assert "a &lt; b" in told._repr_html_()
    assert "c &amp; d" in told._repr_html_()


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ((None, None, None), "f.csv: is wrong. Mend it."),
        ((3, None, None), "f.csv, row 3: is wrong. Mend it."),
        ((3, "year", "x"), "f.csv, row 3, column 'year', value 'x': is wrong. Mend it."),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(where, text):
    assert str(Problem("f.csv", *where, "is wrong", "Mend it.")) == text


def test_an_error_shows_twenty_problems_and_keeps_all():
    error = TableError(
        "bad", [Problem("f.csv", n, None, None, "is wrong", "Mend it.") for n in range(25)]
    )
    assert len(error.problems) == 25
    lines = str(error).splitlines()
    assert len(lines) == 22
    assert lines[-1] == "  ... and 5 more (see .problems)"


def test_the_descriptor_is_plain_json():
    assert json.loads(json.dumps(table.descriptor())) == table.descriptor()


def test_tables_of_another_folder_stand_for_the_bundled_ones_inside_a_block(tmp_path):
    bundled = table.DATA
    package = json.loads((bundled / "datapackage.json").read_text("utf-8"))
    package["resources"] = package["resources"][:1]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    known, other = (each["name"] for each in table.descriptor()["resources"][:2])
    with table.elsewhere(tmp_path):
        assert table.resource(known)["name"] == known
    with pytest.raises(table.TableError, match=other), table.elsewhere(tmp_path):
        table.resource(other)
    assert bundled == table.DATA
    assert table.resource(other)["name"] == other
