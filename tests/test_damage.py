"""Damage each table in the ways in which tables are damaged, and see that the check names it.

What no check can know from the table alone stands in `CANNOT_KNOW`.
"""

import csv
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from support import forget_tables

from kzdiplo import table
from kzdiplo.check import check_table

#: A longer table is cut to so many rows: the rules of a cell do not depend on their number.
MOST_ROWS = 40
#: Why some damages are not in the matrix: the table could be true as it stands after them.
CANNOT_KNOW = {
    "another value within the range of its column": "nothing says which of two is right",
    "a sign turned where a column may lie below zero": "both signs are possible there",
    "a unit mistaken where a column spans more than a thousandfold": "the value still fits",
    "the code of another state, another word of the list": "each of them is possible",
    "another source that exists": "what a source says does not stand in the table",
    "two texts of a row exchanged": "texts have no form that tells them apart",
}


@dataclass(frozen=True)
class Sheet:
    """A table as its file holds it, with its description."""

    resource: dict
    header: list[str]
    rows: list[list[str]]

    def columns(self, **options: object) -> Iterator[tuple[int, dict]]:
        """Yield place and description of the columns with these options and with a value."""
        for place, field in enumerate(self.resource["schema"]["fields"]):
            if any(row[place] for row in self.rows) and all(
                value in (None, field.get(option)) and option in field
                for option, value in options.items()
            ):
                yield place, field

    def numbers(self) -> Iterator[tuple[int, dict, dict[int, float]]]:
        """Yield place, rules and values by row of each column of numbers."""
        for place, field in self.columns():
            if field["type"] in ("number", "integer"):
                cells = {n: float(row[place]) for n, row in enumerate(self.rows) if row[place]}
                yield place, field.get("constraints", {}), cells

    def with_cell(self, row: int, place: int, cell: str) -> str:
        """Return the file with one cell changed."""
        changed = [*self.rows[row][:place], cell, *self.rows[row][place + 1 :]]
        return self.text([*self.rows[:row], changed, *self.rows[row + 1 :]])

    def filled(self, place: int) -> int:
        """Return a row with something in a column."""
        return next(n for n, row in enumerate(self.rows) if row[place])

    def text(self, rows: list[list[str]] | None = None, header: list[str] | None = None) -> str:
        """Return rows as the file holds them."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([header or self.header, *(self.rows if rows is None else rows)])
        return out.getvalue()


#: What was done to a file, the column that the check must name (None: any), the file.
Damage = tuple[str, str | None, str | bytes]


def headers(sheet: Sheet) -> Iterator[Damage]:
    names = sheet.header
    for place, name in enumerate(names):
        kept = [column for column in names if column != name]
        rows = [[*row[:place], *row[place + 1 :]] for row in sheet.rows]
        yield "column dropped", None, sheet.text(rows, kept)
        renamed = [*names[:place], f"{name}_new", *names[place + 1 :]]
        yield "column renamed", f"{name}_new", sheet.text(header=renamed)
    turned = [names[1], names[0], *names[2:]]
    yield (
        "columns exchanged",
        None,
        sheet.text([[b, a, *rest] for a, b, *rest in sheet.rows], turned),
    )
    yield "heads exchanged", None, sheet.text(header=turned)


def amounts(sheet: Sheet) -> Iterator[Damage]:
    for place, rules, cells in sheet.numbers():
        name, least, most = sheet.header[place], rules.get("minimum"), rules.get("maximum")
        row, value = max(cells.items(), key=lambda item: item[1])
        if most is not None:
            yield "above the range", name, sheet.with_cell(row, place, f"{most + 1}")
            if value * 1000 > most:
                yield "unit mistaken", name, sheet.with_cell(row, place, f"{value * 1000:.0f}")
        if least is not None:
            yield "below the range", name, sheet.with_cell(row, place, f"{least - 1}")
        if least is not None and least >= 0 and value > 0:
            yield "sign turned", name, sheet.with_cell(row, place, f"-{sheet.rows[row][place]}")
        yield (
            "decimal comma",
            name,
            sheet.with_cell(row, place, f"{value + 0.5:.1f}".replace(".", ",")),
        )
        yield "no number", name, sheet.with_cell(row, place, "n/a")


def cells(sheet: Sheet) -> Iterator[Damage]:
    for place, _ in sheet.columns(role="keys"):
        row = sheet.filled(place)
        yield "unknown source", sheet.header[place], sheet.with_cell(row, place, "nowhere-2049")
    for place, field in sheet.columns():
        name, row = sheet.header[place], sheet.filled(place)
        cell = sheet.rows[row][place]
        if field.get("constraints", {}).get("required"):
            yield "cell emptied", name, sheet.with_cell(row, place, "")
        if "enum" in field.get("constraints", {}):
            yield "unknown word", name, sheet.with_cell(row, place, "nonsense")
        if "iso3" in name:
            for code in ("ROM", "KZ", "kaz"):
                yield "wrong code of a state", name, sheet.with_cell(row, place, code)
        if field["type"] == "string":
            yield "space at the end", name, sheet.with_cell(row, place, f"{cell} ")
            yield "space that does not break", name, sheet.with_cell(row, place, f"{cell}\u00a0x")
            yield "letter lost", name, sheet.with_cell(row, place, f"{cell} ?stanbul")
            yield "look-alike letter", name, sheet.with_cell(row, place, f"{cell} Kаz")
        yield "NUL", name, sheet.with_cell(row, place, f"{cell}\0")


def dates(sheet: Sheet) -> Iterator[Damage]:
    for place, field in sheet.columns():
        name, row = sheet.header[place], sheet.filled(place)
        cell = sheet.rows[row][place]
        if field.get("role") in ("as_of", "years"):
            yield "year to come", name, sheet.with_cell(row, place, f"2049{cell[4:]}")
        if "precision" in field or field["type"] == "date":
            yield "day first", name, sheet.with_cell(row, place, "31.12.2024")
            yield "no day of the calendar", name, sheet.with_cell(row, place, "2024-02-30")


def rows(sheet: Sheet) -> Iterator[Damage]:
    yield "row twice", None, sheet.text([*sheet.rows, sheet.rows[0]])
    key = [sheet.header.index(name) for name in sheet.resource["schema"]["primaryKey"]]
    free = [place for place in range(len(sheet.header)) if place not in key]
    if free:
        again = [cell if place in key else "" for place, cell in enumerate(sheet.rows[0])]
        yield "key twice", None, sheet.text([*sheet.rows, again])
    yield "row lost", None, sheet.text(sheet.rows[1:])
    yield "row too long", None, sheet.text([[*sheet.rows[0], "x"], *sheet.rows[1:]])
    yield "row empty", None, sheet.text([[""], *sheet.rows])
    yield "no rows", None, sheet.text([])


def files(sheet: Sheet) -> Iterator[Damage]:
    text = sheet.text()
    data = text.encode()
    yield "file empty", None, ""
    yield "byte order mark", None, "\ufeff" + text
    yield "cut within a row", None, data[: 6 * len(data) // 10].rstrip(b"\n")[:-1]
    yield "cut at the end of a row", None, sheet.text(sheet.rows[: 97 * len(sheet.rows) // 100])
    if not text.isascii():
        yield "Windows-1251", None, text.encode("cp1251", "replace")
        yield "Latin-1", None, text.encode("latin-1", "replace")


KINDS = (headers, amounts, cells, dates, rows, files)


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """Lay the tables out anew, the long ones cut, each with as many rows promised as it has."""
    with pytest.MonkeyPatch.context() as patch:
        data = tmp_path_factory.mktemp("data")
        package = json.loads((table.DATA / "datapackage.json").read_text("utf-8"))
        fields = [field for each in package["resources"] for field in each["schema"]["fields"]]
        used = {place.split(".")[0] for field in fields for place in field.get("among", [])}
        sheets = {}
        for resource in package["resources"]:
            path = table.DATA / resource["path"]
            with path.open(encoding="utf-8", newline="") as file:
                header, *lines = csv.reader(file)
            if resource["name"] not in used and len(lines) > MOST_ROWS:
                lines = random.Random(0).sample(lines, MOST_ROWS)
                resource["coverage"] = {}
                resource["assertions"].pop("sums", None)
                resource["assertions"].pop("fill", None)
            places = [
                n for n, f in enumerate(resource["schema"]["fields"]) if f.get("role") == "years"
            ]
            years = sorted(row[n][:4] for row in lines for n in places if row[n])
            resource["coverage"] = {"rows": len(lines)}
            if years:
                resource["coverage"] |= {"from": int(years[0]), "to": int(years[-1])}
            sheets[resource["name"]] = Sheet(resource, header, lines)
            (data / resource["path"]).parent.mkdir(exist_ok=True)
            (data / resource["path"]).write_text(sheets[resource["name"]].text(), "utf-8")
        (data / "datapackage.json").write_text(json.dumps(package), "utf-8")
        patch.setattr(table, "DATA", data)
        forget_tables()
        yield sheets
    forget_tables()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_damage_of_each_table_is_named(short, kind):
    missed = []
    for name, sheet in short.items():
        path = table.DATA / sheet.resource["path"]
        for what, column, text in kind(sheet):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            named = [p for p in check_table(name).problems if column in (None, p.column)]
            if not named or not all(problem.message and problem.remedy for problem in named):
                missed.append((what, name, column))
        path.write_text(sheet.text(), "utf-8")
    assert not missed, "\n".join(map(str, missed))


def test_the_cut_tables_are_sound(short):
    assert {name: check_table(name).problems for name in short if check_table(name).problems} == {}
