"""Computed tables are what their builders make of what the repository holds."""

import importlib

import pandas as pd
import pytest
import rebuild
import sidecars

from kzdiplo import load
from kzdiplo.table import DATA

BUILT = {table.stem: builder for table, builder in rebuild.builders()}
SCRIPTS = {
    path.stem: script
    for path in DATA.glob("*/*.yaml")
    if (script := sidecars.load_yaml(path).get("built_by"))
}


@pytest.mark.parametrize("name", BUILT)
def test_a_table_is_built_anew_as_it_stands(name):
    (table,) = DATA.glob(f"*/{name}.csv")
    builder = BUILT[name]
    built = builder.build(*builder.INPUTS)
    assert rebuild.difference(table, built, getattr(builder, "WITHOUT", None)) is None


def test_the_tables_that_the_repository_can_build_are_found():
    assert set(BUILT) == {
        "agreement_by_window",
        "agreement_by_year",
        "chp_trade",
        "evenness",
        "issue_agreement",
        "state_names",
        "trade_concentration",
        "trade_shares",
        "vector_amounts",
        "vector_schemes",
        "votes_agreement",
        "votes_tilt",
    }


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_builder_says_what_it_needs(name):
    builder = importlib.import_module(name)
    assert builder.__doc__
    assert builder.build.__annotations__["return"] == "pd.DataFrame"


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text('year,name\n2020,"a, b"\n2021,c\n')
    return path


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(2020, "a, b"), (2021, "c")], None),
        ([(2020, "a, b"), (2021, "d")], "small.csv, row 3, column 'name': 'c', built 'd'"),
        ([(2020, "a, b")], "small.csv, row 3: its builder makes no such row: 2021, c"),
        (
            [(2020, "a, b"), (2021, "c"), (2022, "e")],
            "small.csv lacks a row that its builder makes: 2022, e",
        ),
    ],
)
def test_the_first_row_that_differs_is_named(small, rows, message):
    built = pd.DataFrame(rows, columns=["year", "name"])
    assert rebuild.difference(small, built) == message


def test_other_columns_are_named_before_any_row(small):
    built = pd.DataFrame([(2020, "a")], columns=["year", "title"])
    assert rebuild.difference(small, built) == (
        "small.csv, row 1: its columns are not those of its builder"
    )


def test_a_changed_cell_of_a_table_is_found(monkeypatch, capsys, tmp_path):
    (table,) = DATA.glob("*/trade_concentration.csv")
    changed = tmp_path / table.name
    changed.write_text(table.read_text("utf-8").replace("0.22412", "0.22413"), "utf-8")
    monkeypatch.setattr(rebuild, "builders", lambda: [(changed, BUILT[table.stem])])
    assert rebuild.main() == 1
    said = capsys.readouterr().out
    assert "row 2, column 'hhi_low': '0.22413', built '0.22412'. A value" in said
    assert "1 tables, 0 as they stand" in said


def test_indices_of_the_years_with_every_partner_follow_from_the_bundled_ones_nearly():
    import trade_concentration

    keys = ["year", "flow"]
    both = load("trade_concentration").merge(
        trade_concentration.computed(), on=keys, suffixes=("", "_again")
    )
    both = both[both["year"].isin(trade_concentration.WHOLE)]
    assert len(both) == 18
    apart = (both["hhi_low"] - both["hhi_low_again"].astype(float)).abs()
    assert apart.max() < 1.1e-5
    assert (both["top1_iso3"] == both["top1_iso3_again"]).all()
