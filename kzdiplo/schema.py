"""Rows against a Table Schema, for bundled and for users' tables alike."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from io import StringIO
from typing import Any

import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import MOST_PROBLEMS, CellError, Rows
from kzdiplo.table import Problem, typed

_TRUTH = {"true": "true", "истина": "true", "1": "true"} | {
    "false": "false", "ложь": "false", "0": "false",
}  # fmt: skip
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ISO_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

_TYPES = {
    "integer": (
        "is not a whole number",
        "Write digits only, without decimals and without marks for thousands.",
    ),
    "number": ("is not a number", "Write digits only, such as 1234.5."),
    "year": ("is not a year", "Write four digits, such as 2011."),
    "boolean": ("is neither true nor false", "Write true or false."),
    "date": ("is not a full date", "Write year, month and day, such as 2011-07-29."),
}
_RULES = {
    "required": ("the cell is empty", "Fill it in"),
    "minimum": ("is below {limit}", "Correct the number or its unit"),
    "maximum": ("is above {limit}", "Correct the number or its unit"),
    "pattern": ("does not have the form of this column", "Write it in the form asked for"),
    "enum": ("is not one of the words of this column", "Use one of {limit}"),
}
_TO_COME = "to come"
_RULES |= {_TO_COME: ("no row can speak of a year to come", "Correct the date")}
_FORMS: dict[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "integer": (re.compile(r"-?[0-9]{1,18}"), int),
    "year": (re.compile(r"[0-9]{4}"), int),
    "number": (re.compile(r"-?[0-9]{1,18}(\.[0-9]+)?(e[+-]?[0-9]{1,2})?"), float),
    "boolean": (re.compile("true|false"), "true".__eq__),
    "date": (re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
}
_BREAKS: dict[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, limit: value < limit,
    "maximum": lambda value, limit: value > limit,
    "minLength": lambda value, limit: len(value) < limit,
    "maxLength": lambda value, limit: len(value) > limit,
    # \d is 0 to 9, and no digit of another script
    "pattern": lambda value, limit: not re.fullmatch(limit, value, re.ASCII),
    "enum": lambda value, limit: value not in limit,
}
#: What a rule finds: row, column, value, message, remedy.
Finding = tuple[int | None, str | None, str | None, str, str]
#: How long a date is that is as exact as the word says.
LENGTHS = {"day": 10, "month": 7, "year": 4, "year_uncertain": 4}

_REPEATED = ("repeats row {row}", "Keep one of the two rows, or correct one.")
_KEYLESS = ("the cells that tell rows apart are empty", "Fill them in.")


@dataclass(frozen=True)
class Facts:
    """The rows of a table, cells written as the bundled tables do, beside its descriptor."""

    resource: dict[str, Any]
    rows: Rows

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return [field["name"] for field in self.resource["schema"]["fields"]]

    def having(self, part: str, value: object = None) -> Iterator[tuple[str, Any]]:
        """Yield the columns whose description has a part (of this value), with the part."""
        for field in self.resource["schema"]["fields"]:
            if part in field and value in (None, field[part]):
                yield field["name"], field[part]

    def cells(self, *columns: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows where one of these columns is filled, with their cells."""
        if not set(columns) <= set(self.columns):
            return
        places = [self.columns.index(column) for column in columns]
        for number, row in self.rows.items():
            cells = [row[place] for place in places]
            if any(cells):
                yield number, cells


def header_problems(header: list[str], schema: dict[str, Any], file: str) -> list[Problem]:
    """Find nameless, repeated, unknown and missing columns."""
    fields = {field["name"]: field for field in schema["fields"]}
    absent = [name for name in fields if name not in header]
    problems = []
    for position, name in enumerate(header, start=1):
        if not name:
            message, remedy = f"column {position} has no name", "Name it, or delete it."
        elif name in header[: position - 1]:
            message, remedy = (
                "the column stands in the header twice",
                "Delete or rename one of them.",
            )
        elif name not in fields:
            close = get_close_matches(name.lower(), absent, n=1)
            message = "the table has no such column"
            remedy = (
                f"Rename it {close[0]!r}."
                if close
                else f"Delete it, or use one of: {', '.join(fields)}."
            )
        else:
            continue
        problems.append(Problem(file, 1, name or None, None, message, remedy))
    return problems + [
        Problem(
            file, 1, name, None, "the column is missing", f"Add it: {fields[name]['description']}."
        )
        for name in absent
        if fields[name].get("constraints", {}).get("required")
    ]


def cleaned(
    rows: Rows, schema: dict[str, Any], file: str, encoding: str = "utf-8", delimiter: str = ","
) -> tuple[Rows, list[Problem]]:
    """Write cells as the bundled tables do: ISO dates, points for decimals, true and false.

    Cells stand in the order of the schema. Those that cannot be read stay as they are, each with
    a problem.
    """
    cleaner = Cleaner(schema, file, encoding, delimiter)
    clean, problems = cleaner.clean(rows)
    return clean, distinct([*cleaner.marks.problems(file), *problems])


class Cleaner:
    """Cleans a file part by part, equal cells of a column once; see :func:`cleaned`.

    Attributes
    ----------
    marks : Marks
        The decimal marks so far; what is wrong with them is known behind the last part.
    """

    def __init__(self, schema: dict[str, Any], file: str, encoding: str, delimiter: str) -> None:
        self.marks = csvtext.Marks(delimiter)
        self._fields, self._file, self._encoding = schema["fields"], file, encoding
        self._commas = delimiter != ","

    def clean(self, rows: Rows) -> tuple[Rows, list[Problem]]:
        """Return the rows of a part, and a problem for each cell that cannot be read."""
        columns: list[Iterable[str]] = []
        problems: list[Problem] = []
        for field, column in zip(self._fields, zip(*rows.values(), strict=True), strict=False):
            if self._commas and field["type"] == "number":
                self.marks.note(field["name"], rows, column)
            clean, faults = {}, {}
            for cell in dict.fromkeys(column):
                try:
                    clean[cell] = self._cell(cell, field)
                except CellError as error:
                    clean[cell], faults[cell] = cell, error.args
            columns.append(map(clean.__getitem__, column))
            problems += _located(self._file, field, zip(rows, column, strict=True), faults)
        return dict(zip(rows, map(list, zip(*columns, strict=True)), strict=False)), problems

    def _cell(self, cell: str, field: dict[str, Any]) -> str:
        text = cell.strip()
        if not text or field["type"] not in ("number", "integer"):
            csvtext.check_letters(cell, self._encoding)
            return _written(text, field)
        try:
            return csvtext.number(text, self._commas)
        except CellError:
            csvtext.check_letters(cell, self._encoding)
            raise


def violations(rows: Rows, schema: dict[str, Any], file: str) -> list[Problem]:
    """Find the cells that break a rule of the schema, and the rows that repeat a key."""
    problems = broken_cells(rows, schema, file)
    frame = typed_rows(rows, schema, problems)
    return distinct([*problems, *repeated(frame, schema, file, problems)])


def broken_cells(rows: Rows, schema: dict[str, Any], file: str) -> list[Problem]:
    """Find the cells that break a rule of their field, equal cells of a column at once."""
    problems: list[Problem] = []
    for field, column in zip(schema["fields"], zip(*rows.values(), strict=True), strict=False):
        limits = field.get("constraints", {})
        bounds = [
            (rule, breaks, limits[rule]) for rule, breaks in _BREAKS.items() if rule in limits
        ]
        broken = ((cell, _broken_rule(cell, field, bounds)) for cell in dict.fromkeys(column))
        faults = {cell: _explained(rule, field) for cell, rule in broken if rule}
        problems += _located(file, field, zip(rows, column, strict=True), faults)
    return problems


def typed_rows(rows: Rows, schema: dict[str, Any], problems: Iterable[Problem]) -> pd.DataFrame:
    """Return rows with the types of the schema, indexed by number; bad cells are missing."""
    names = [field["name"] for field in schema["fields"]]
    sound = rows
    for problem in problems:
        if problem.row in rows and problem.column in names:
            sound = rows.copy() if sound is rows else sound
            cells = zip(names, sound[problem.row], strict=True)
            sound[problem.row] = ["" if name == problem.column else cell for name, cell in cells]
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([names, *sound.values()])
    text.seek(0)
    return typed(text, schema).set_axis(list(rows), axis=0)


def repeated(
    frame: pd.DataFrame, schema: dict[str, Any], file: str, problems: Iterable[Problem]
) -> Iterator[Problem]:
    """Find rows, by the index of a frame, whose key is blank or that of another row.

    Rows with a problem in a cell of the key have none.
    """
    primary = list(schema.get("primaryKey", ()))
    unique = [
        [field["name"]] for field in schema["fields"] if field.get("constraints", {}).get("unique")
    ]
    bad: dict[str | None, set[int | None]] = {}
    for problem in problems:
        bad.setdefault(problem.column, set()).add(problem.row)
    for key in filter(None, [*unique, primary]):
        unsound = [row for part in key for row in bad.get(part, ())]
        keys = frame[key].drop(index=unsound) if unsound else frame[key]
        blank = keys.isna().all(axis=1)
        if blank.any():
            for row in keys.index[blank] if key == primary else ():
                yield Problem(file, row, ", ".join(key), None, *_KEYLESS)
            keys = keys[~blank]
        again = keys.duplicated().to_numpy()
        if not again.any():
            continue
        rows, groups = list(keys.index), list(keys.groupby(key, dropna=False).ngroup())
        first = dict(zip(reversed(groups), reversed(rows), strict=True))
        texts = keys.astype("string").fillna("").to_numpy()
        for place in again.nonzero()[0]:
            message, remedy = _REPEATED
            message = message.format(row=first[groups[place]])
            value = ", ".join(filter(None, texts[place]))
            yield Problem(file, rows[place], ", ".join(key), value, message, remedy)


def contradictions(facts: Facts, rounded: bool = False) -> Iterator[Finding]:
    """Find rows that contradict themselves: dates and how exact they are, spans, plans, sums.

    With `rounded`, decimals may part from their sum as far as rounding explains.
    """
    yield from _imprecise_dates(facts)
    yield from _turned_spans(facts)
    yield from _told_before(facts)
    yield from _wrong_sums(facts, rounded)


def distinct(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the first problem of each cell, in the order of rows; at most `MOST_PROBLEMS`."""
    first: dict[tuple[int | None, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.row, problem.column or problem.message), problem)
    return sorted(first.values(), key=lambda problem: problem.row or 0)[:MOST_PROBLEMS]


def _broken_rule(
    cell: str, field: dict[str, Any], limits: list[tuple[str, Callable[[Any, Any], bool], Any]]
) -> str | None:
    """Name the rule of its field that a cell breaks, as Table Schema names it."""
    if not cell:
        return "required" if field.get("constraints", {}).get("required") else None
    try:
        value = _value(cell, field["type"])
    except ValueError:
        return "type"
    for rule, breaks, limit in limits:
        if breaks(value, limit):
            return rule
    # the year alone: a date as_of may be more exact than the clock of another place
    if field.get("role") == "as_of" and int(cell[:4]) > date.today().year:
        return _TO_COME
    return None


def _value(cell: str, kind: str) -> Any:
    """Return what a cell means that is written as in the bundled tables."""
    form, read = _FORMS.get(kind, (None, str))
    if form and not form.fullmatch(cell):
        raise ValueError
    return read(cell)


def _located(
    file: str,
    field: dict[str, Any],
    cells: Iterable[tuple[int, str]],
    faults: Mapping[str, tuple[str, str]],
) -> list[Problem]:
    """Return a problem for each row that has a bad cell in a column."""
    if not faults:
        return []
    return [
        Problem(file, row, field["name"], cell or None, *faults[cell])
        for row, cell in cells
        if cell in faults
    ]


def _imprecise_dates(facts: Facts) -> Iterator[Finding]:
    for column, precision in facts.having("precision"):
        if precision in LENGTHS:
            for row, [day] in facts.cells(column):
                if len(day) != LENGTHS[precision]:
                    message = f"the date does not name a {precision}, and no more"
                    yield row, column, day, message, "Correct it."
        elif precision in facts.columns:
            for row, [day, exact] in facts.cells(column, precision):
                if len(day) != LENGTHS.get(exact):
                    message = f"the date does not fit its {precision}, {exact!r}"
                    fits = " or ".join(
                        word for word, length in LENGTHS.items() if length == len(day)
                    )
                    remedy = f"Write {fits} there" if fits else f"Leave {precision} blank"
                    yield row, column, day, message, f"{remedy}, or correct the date."


def _turned_spans(facts: Facts) -> Iterator[Finding]:
    for column, first in facts.having("not_before"):
        for row, [start, end] in facts.cells(first, column):
            # dates that are not equally exact are compared as far as both go
            if start and end and end[: len(start)] < start[: len(end)]:
                message = f"it lies before {first}, {start!r}"
                yield row, column, end, message, "Correct one of the two."


def _told_before(facts: Facts) -> Iterator[Finding]:
    """Find dates that lie after the day of which the row speaks, and are not called a plan."""
    plans = facts.resource.get("assertions", {}).get("ahead", {})
    dated = {name for name, _ in facts.having("role", "years")}
    dated |= {name for name, _ in facts.having("precision")}
    dated |= {name for name, _ in facts.having("type", "date")}
    dated -= {name for name, _ in facts.having("not_before")}  # a span may last beyond that day
    for spoken, _ in facts.having("role", "as_of"):
        for column in dated - {spoken}:
            for row, [day, said, *marks] in facts.cells(column, spoken, *plans):
                planned = any(mark in plans[name] for name, mark in zip(plans, marks, strict=True))
                if day and said and not planned and day[: len(said)] > said[: len(day)]:
                    where = f", or mark the plan in {' or '.join(plans)}" if plans else ""
                    message = f"it lies after {spoken}, {said!r}"
                    yield row, column, day, message, f"Correct one of the two{where}."


def _wrong_sums(facts: Facts, rounded: bool) -> Iterator[Finding]:
    rule = facts.resource["assertions"].get("adds_up")
    if not rule:
        return
    parts, total = rule["parts"], rule["total"]
    for row, cells in facts.cells(*parts, total):
        *terms, stated = (float(cell or "nan") for cell in cells)
        gap = abs(sum(terms) - stated) - rule.get("tolerance", 0)
        if gap > 0 and not (rounded and gap <= _rounding(cells)):
            message = f"{' and '.join(parts)} add up to {sum(terms):.6g}"
            yield row, total, cells[-1], message, "Correct one of them."


def _rounding(cells: list[str]) -> float:
    """Return how far decimals may part from their sum when each is rounded; counts may not."""
    decimals = [len(cell.partition(".")[2]) for cell in cells]
    return len(cells) / 2 * 10.0 ** -min(decimals) if any(decimals) else 0


def _explained(rule: str, field: dict[str, Any]) -> tuple[str, str]:
    """Say what it means that a cell breaks a rule of its field, and what to do."""
    if rule == "type":
        return _TYPES[field["type"]]
    limit = field.get("constraints", {}).get(rule)
    shown = ", ".join(map(str, limit)) if isinstance(limit, list) else limit
    known = _RULES.get(rule, (f"breaks the rule {rule} {{limit}}", "Correct it"))
    message, remedy = (text.format(limit=shown) for text in known)
    return message, f"{remedy}: {field['description']}."


def _written(cell: str, field: dict[str, Any]) -> str:
    """Write a cell that is no number as the bundled tables do."""
    if cell and field["type"] == "boolean":
        if cell.casefold() not in _TRUTH:
            raise CellError(*_TYPES["boolean"])
        return _TRUTH[cell.casefold()]
    return _date(cell) if cell and _holds_dates(field) else cell


def _holds_dates(field: dict[str, Any]) -> bool:
    pattern: str = field.get("constraints", {}).get("pattern", "")
    return field["type"] == "date" or pattern.replace("(", "").startswith(r"\d{4}-\d{2}")


def _date(cell: str) -> str:
    match = _DAY_FIRST.fullmatch(cell)
    iso = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}" if match else cell
    if not _ISO_DATE.fullmatch(iso):
        remedy = "If Excel made Jul-11 or июл.11 of it, set the column to Text and type it again."
        raise CellError("is not a date such as 2011-07-29, 2011-07 or 2011", remedy)
    try:
        date.fromisoformat(iso + "-01-01"[len(iso) - 4 :])
    except ValueError:
        raise CellError("is no day of the calendar", "Correct the date.") from None
    return iso
