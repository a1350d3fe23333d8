"""Two editions of a table: as text, and what parts the next one from that in the book.

Rows are dictionaries of cells as they stand in the file. Cells that say the same keep the spelling
of the older edition (``1.10`` for ``1.1``), so that only what changed changes.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

Row = dict[str, str]
#: So many rows or values of a kind are shown, the rest counted.
SHOWN = 8
#: So long is a line of a screen; a value that is revised may take two or three.
WIDTH = 100


@dataclass(frozen=True)
class Revision:
    """A value that the next edition gives anew, with the sources of both and the row's new note."""

    key: str
    column: str
    old: str
    new: str
    source: str
    note: str = ""

    def __str__(self) -> str:
        old, new = (_cut(value or "blank", WIDTH // 3) for value in (self.old, self.new))
        source = f" ({_cut(self.source, WIDTH)})" if self.source else ""
        return f"{_cut(self.key, WIDTH)}, {self.column}: {old} -> {new}{source}"


@dataclass(frozen=True)
class Changes:
    """What the next edition of a table brings.

    Attributes
    ----------
    added, gone : list of str
        Rows that only the next or only the older edition has.
    revised : list of Revision
        Values that differ.
    retold : Counter
        How many cells of each column differ that say where a value comes from, not what it is.
    moved : bool
        Whether the same rows stand in another order.
    """

    added: list[str]
    gone: list[str]
    revised: list[Revision]
    retold: Counter[str]
    moved: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.revised or self.retold or self.moved)

    def __str__(self) -> str:
        return ", ".join(
            [f"rows added: {len(self.added)}, gone: {len(self.gone)}"]
            + [f"values revised: {len(self.revised)}"]
            + [f"{column} changed in {number}" for column, number in self.retold.items()]
            + ["rows in another order"] * self.moved
        )

    def lines(self) -> Iterator[str]:
        """Yield what changes for a reader: at most a screen, but for rows that go."""
        for title, entries in (
            ("rows added", self.added),
            ("rows gone", self.gone),
            ("values revised", self.revised),
        ):
            yield f"{title}: {len(entries)}"
            # whoever lets rows go sees each of them
            shown = len(entries) if entries is self.gone else SHOWN
            for entry in islice(entries, shown):
                yield f"  {entry}"
            if len(entries) > shown:
                yield f"  and {len(entries) - shown} more"
        for column, number in self.retold.items():
            yield f"{column} changed in {number} rows that stay"
        if self.moved:
            yield "rows that stay stand in another order"


def read(text: str) -> list[Row]:
    """Return the rows of a table of the book."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def written(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Return rows as the tables of the book are written."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def rows(frame: pd.DataFrame, schema: dict) -> list[Row]:
    """Return the rows of a frame as text."""
    kinds = _kinds(schema)
    columns = {
        column: [_cell(value, kinds.get(column, "string")) for value in frame[column]]
        for column in frame
    }
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def in_old_spelling(old: list[Row], new: list[Row], schema: dict) -> list[Row]:
    """Return the rows of the next edition; cells that say the same are spelt as they were."""
    before, kinds = _by_key(old, schema), _kinds(schema)

    def spelt(row: Row) -> Row:
        known = before.get(_key(row, schema), {})
        return {
            column: known[column] if _same(cell, known.get(column), kinds.get(column)) else cell
            for column, cell in row.items()
        }

    return [spelt(row) for row in new]


def completed(old: list[Row], new: list[Row], schema: dict) -> tuple[list[Row], list[Row]]:
    """Add the rows that a file of new years says nothing of.

    A file that begins after the table does holds new years alone: rows of the years, or months,
    before it stay, and those of reporters that it has none of. Any other file is whole.

    Returns
    -------
    edition, kept : list of Row
        The rows in the order of the older edition, those that come at the end; and the rows that
        were added to those of the file.
    """
    periods = [name for name in _having(schema, "years") if name in ("year", "month")]
    if not periods or not old or not new:
        return new, []
    period, reporters = periods[0], _having(schema, "reporter")
    first = min(row[period] for row in new)
    if first <= min(row[period] for row in old):
        return new, []
    speaking = {tuple(row[name] for name in reporters) for row in new}
    kept = [
        row
        for row in old
        if row[period] < first or tuple(row[name] for name in reporters) not in speaking
    ]
    known, after = _by_key(old, schema), _by_key([*kept, *new], schema)
    stay = [after[key] for key in known if key in after]
    return [*stay, *(row for key, row in after.items() if key not in known)], kept


def years(rows: Iterable[Row], schema: dict) -> list[int]:
    """Return the years that rows speak of."""
    columns = _having(schema, "years")
    return [int(row[column][:4]) for row in rows for column in columns if row.get(column)]


def changes(old: list[Row], new: list[Row], schema: dict) -> Changes:
    """Compare two editions by the key of the table."""
    before, after = _by_key(old, schema), _by_key(new, schema)
    stay = [key for key in before if key in after]
    telling = _telling(schema)
    differing = [
        (before[key], after[key], column)
        for key in stay
        for column in _kinds(schema)
        if before[key].get(column, "") != after[key].get(column, "")
    ]
    return Changes(
        added=[_shown(row, schema) for key, row in after.items() if key not in before],
        gone=[_shown(row, schema) for key, row in before.items() if key not in after],
        revised=[
            Revision(
                _label(was, schema),
                column,
                was.get(column, ""),
                now.get(column, ""),
                _sources(was, now, schema),
                now.get("note", ""),
            )
            for was, now, column in differing
            if column not in telling
        ],
        retold=Counter(column for _, _, column in differing if column in telling),
        moved=stay != [key for key in after if key in before],
    )


def _kinds(schema: dict) -> dict[str, str]:
    return {field["name"]: field["type"] for field in schema["fields"]}


def _having(schema: dict, *roles: str) -> list[str]:
    return [field["name"] for field in schema["fields"] if field.get("role") in roles]


def _telling(schema: dict) -> set[str]:
    """Return the columns that say where a value comes from."""
    return {*_having(schema, "keys", "as_of"), "note"}


def _cell(value: object, kind: str) -> str:
    if pd.isna(value):
        return ""
    if kind == "boolean":
        return str(value).lower()
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if kind in {"number", "integer"} and not isinstance(value, str):
        return np.format_float_positional(float(value), trim="-")
    return str(value)


def _same(cell: str, known: str | None, kind: str | None) -> bool:
    return known is not None and _plain(cell, kind) == _plain(known, kind)


def _plain(cell: str, kind: str | None) -> str | float:
    """Return what a cell says, whatever its spelling."""
    try:
        return float(cell) if kind in {"number", "integer"} else cell
    except ValueError:
        return cell


def _key(row: Row, schema: dict) -> tuple[str | float, ...]:
    kinds = _kinds(schema)
    return tuple(_plain(row.get(part, ""), kinds.get(part)) for part in schema["primaryKey"])


def _by_key(rows: list[Row], schema: dict) -> dict[tuple[str | float, ...], Row]:
    return {_key(row, schema): row for row in rows}


def _label(row: Row, schema: dict) -> str:
    return " | ".join(row[part] for part in schema["primaryKey"] if row[part])


def _shown(row: Row, schema: dict) -> str:
    """Return a row in a line: its key, then its other values."""
    apart = {*schema["primaryKey"], *_telling(schema)}
    values = [f"{column} {cell}" for column, cell in row.items() if cell and column not in apart]
    return _cut(f"{_label(row, schema)}: {', '.join(values)}", WIDTH)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _sources(was: Row, now: Row, schema: dict) -> str:
    old, new = (" + ".join(row[column] for column in _having(schema, "keys")) for row in (was, now))
    return old if old == new else f"{old} -> {new}"
