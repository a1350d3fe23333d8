"""Cited numbers that a bundled row of the source holds, so that a claim can.

A row holds a number of a sentence where the sentence cites the row's source and a cell of the row
is that number, or rounds to it as it is written. What a table computes is not what its source
says, so only tables copied or compiled count, and of them the columns that measure: no years, no
numbers that name a row. Where chance could make two numbers the same, for a whole number below 100
or a rounding, the source must give few numbers in that table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from passages import GAP, MONTH, plain

from kzdiplo.claims import NUMBER, is_year
from kzdiplo.table import load, resource, tables

#: A source that gives more numbers than these in one table holds small ones by chance.
FEW = 12
#: Units of numbers that say which or where, not how much.
_NAMES = {
    "calendar year",
    "ordinal number",
    "number",
    "number of the document",
    "degrees north",
    "degrees east",
}
_RANKS = {"rank", "place"}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}

_CITE = re.compile(r"\{cite[\w:-]*\}`([^`]*)`")
# 10 June; 26 to 28 November 2015
_DATE = re.compile(rf"\b\d{{1,2}}(?:(?: and | or | to |, )\d{{1,2}})* (?:{MONTH})\b(?: \d{{4}}\b)?")
# a number that is a name: Decree 569, Article 12, No. 83, resolution 80/223
_NAME_BEFORE = re.compile(r"\b(?:No\.|(?i:article|annex|decree|law|order|recital|resolution)) $")
_NAME_AFTER = re.compile(r"/\d")
# what follows other numbers: 62nd, 12 per cent, 1.5 million
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_SHARE = re.compile(r" per cent\b")
_SCALE = re.compile(rf" ({'|'.join(_SCALES)})\b")


@dataclass(frozen=True)
class Cell:
    """A number that a row of a table has from a source."""

    table: str
    row: str
    column: str
    value: float
    unit: str
    #: Whether the source gives few numbers in this table.
    few: bool

    def __str__(self) -> str:
        return f"table {self.table}, row {self.row}, column {self.column}"

    def holds(self, number: str, after: str) -> bool:
        """Tell whether the cell is a number as it is written before the text that follows it."""
        ordinal = _ORDINAL.match(after)
        if "see" not in self.unit:  # else each row has a unit of its own
            if ordinal and self.unit not in _RANKS:
                return False
            if _SHARE.match(after) and "per cent" not in self.unit:
                return False
        scale = _SCALE.match(after)
        size = _SCALES[scale[1]] if scale else 1
        value, decimals = float(plain(number).replace("−", "-")), len(number.partition(".")[2])
        by_chance = not (ordinal or scale or decimals) and abs(value) < 100
        gaps = [abs(self.value / unit - value) for unit in {1, size, max(size / 1e6, 1)}]
        if min(gaps) < 1e-9:
            return self.few or not by_chance
        return self.few and decimals > 0 and min(gaps) <= 0.5 * 10.0**-decimals + 1e-9


def keys(text: str) -> list[str]:
    """Return the keys that a sentence cites."""
    return [key.strip() for cite in _CITE.findall(text) for key in cite.split(",")]


def standing(prose: str, cells: list[Cell]) -> Iterator[tuple[str, Cell]]:
    """Yield the numbers of a sentence that stand in one of some cells, each with the first."""
    prose = _DATE.sub(lambda date: GAP * len(date[0]), prose)
    for number in NUMBER.finditer(prose):
        before, after = prose[: number.start()], prose[number.end() :]
        named = _NAME_BEFORE.search(before) or _NAME_AFTER.match(after)
        if not named and not is_year(number[0]):
            yield from [(number[0], cell) for cell in cells if cell.holds(number[0], after)][:1]


def by_source(table: dict[str, Any], frame: pd.DataFrame) -> dict[str, list[Cell]]:
    """Return the cells of a table that measure something, by the keys of their sources."""
    if table["class"] == "computed":
        return {}
    fields, key = table["schema"]["fields"], table["schema"].get("primaryKey", [])
    sources = [field["name"] for field in fields if field.get("role") == "keys"]
    measures = {
        field["name"]: field["unit"]
        for field in fields
        if field["type"] in {"integer", "number"}
        and field.get("unit") not in {None, *_NAMES}
        and field["name"] not in key
    }
    found = defaultdict(list)
    for row in frame[frame[[*measures]].notna().any(axis=1)].to_dict("records"):
        named = {each for name in sources if pd.notna(row[name]) for each in row[name].split(";")}
        for column, unit in measures.items():
            if pd.notna(row[column]):
                where = ", ".join(f"{name}={row[name]}" for name in key)
                for source in named:
                    found[source].append((where, column, float(row[column]), unit))
    return {
        source: [Cell(table["name"], *cell, few=len(cells) <= FEW) for cell in cells]
        for source, cells in found.items()
    }


@cache
def bundled() -> dict[str, list[Cell]]:
    """Return the cells of all bundled tables by the keys of their sources."""
    found = defaultdict(list)
    for name in tables().index:
        for source, cells in by_source(resource(name), load(name)).items():
            found[source] += cells
    return found
