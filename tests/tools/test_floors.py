"""The floor of rows that each sidecar promises."""

import shutil

import floors
import pytest

from kzdiplo import table

NAME = "eur_usd"


@pytest.fixture
def sidecar(tmp_path):
    """The sidecar of a table in a copy of the data."""
    data = tmp_path / "data"
    shutil.copytree(table.DATA, data)
    with table.elsewhere(data):
        yield data / "economy" / f"{NAME}.yaml"


def rows(change):
    """Change the table: a row more, or one less."""
    path = table.DATA / table.resource(NAME)["path"]
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(change(lines)), "utf-8")


def test_a_table_as_it_should_be_stays(sidecar):
    assert floors.raised(NAME) is None


def test_a_row_that_came_raises_the_floor_and_nothing_else(sidecar):
    before = sidecar.read_text("utf-8")
    rows(lambda lines: [*lines, lines[-1].replace("2023", "2024")])
    path, text = floors.raised(NAME)
    assert path == sidecar
    assert text == before.replace("rows: 6}", "rows: 7}")
    assert text != before


def test_a_row_that_is_lost_never_lowers_it(sidecar):
    rows(lambda lines: lines[:-1])
    assert floors.raised(NAME) is None
