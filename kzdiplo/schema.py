"""Rows against a Table Schema, for bundled and for users' tables alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import Any

from kzdiplo import csvtext
from kzdiplo.csvtext import MOST_PROBLEMS, CellError, Rows
from kzdiplo.table import Problem, TableError

_TRUTH = {"true": "true", "истина": "true", "1": "true"} | {
    "false": "false", "ложь": "false", "0": "false",
}  # fmt: skip
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ISO_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

_TYPES = {
    "integer": ("is not a whole number", "Write digits only, without decimals."),
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
_REPEATED = ("repeats row {row}", "Keep one of the two rows, or correct one.")
_KEYLESS = ("the cells that tell rows apart are empty", "Fill them in.")


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
    a problem; behind the last problem that is kept, all do.
    """
    marks = _decimal_marks(rows, schema)
    commas = csvtext.commas_are_decimal([cell for _, _, cell in marks[","]], delimiter)
    problems = _mixed_marks(marks, file) if commas else []
    clean: Rows = {}
    for number, row in rows.items():
        clean[number] = list(row)
        for place, field in enumerate(schema["fields"] if len(problems) < MOST_PROBLEMS else ()):
            try:
                csvtext.check_letters(row[place], encoding)
                clean[number][place] = _cell(row[place].strip(), field, commas)
            except CellError as error:
                problems.append(Problem(file, number, field["name"], row[place], *error.args))
    return clean, problems[:MOST_PROBLEMS]


def violations(rows: Rows, schema: dict[str, Any], file: str) -> list[Problem]:
    """Find the cells that break a rule of the schema, and the rows that repeat a key."""
    return list(islice(_violations(rows, schema, file), MOST_PROBLEMS))


def distinct(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the first problem of each cell, in the order of rows; at most `MOST_PROBLEMS`."""
    first: dict[tuple[int | None, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.row, problem.column or problem.message), problem)
    return sorted(first.values(), key=lambda problem: problem.row or 0)[:MOST_PROBLEMS]


def frictionless_api() -> Any:
    """Return the package frictionless; TableError where it is not installed, as in the browser."""
    try:
        import frictionless
    except ImportError:
        raise TableError(
            "kzdiplo.read and kzdiplo check need the package frictionless, which does not run in "
            "the browser. They work on a computer: pip install frictionless."
        ) from None
    return frictionless


def _violations(rows: Rows, schema: dict[str, Any], file: str) -> Iterator[Problem]:
    described = frictionless_api().Schema.from_descriptor(schema)
    readers = [field.create_cell_reader() for field in described.fields]
    fields = schema["fields"]
    primary = tuple(schema.get("primaryKey", ()))
    unique = [(field["name"],) for field in fields if field.get("constraints", {}).get("unique")]
    # the rows by what stands in the columns that may not repeat
    keys: dict[tuple[str, ...], dict[tuple[Any, ...], int]]
    keys = {key: {} for key in [*unique, primary] if key}
    for number, row in rows.items():
        values: dict[str, Any] = {}
        broken = set()
        for field, cell, reader in zip(fields, row, readers, strict=True):
            values[field["name"]], notes = reader(cell)
            if notes:
                broken.add(field["name"])
                # notes stand by the names of rules: their wording is frictionless's own affair
                why = _explained(next(iter(notes)), field)
                yield Problem(file, number, field["name"], cell or None, *why)
        cells = dict(zip(values, row, strict=True))
        for key, seen in keys.items():
            value = ", ".join(cells[part] for part in key if cells[part])
            # a key with a bad cell is no key: that cell is reported already
            if not broken.isdisjoint(key) or (not value and key != primary):
                continue
            first = seen.setdefault(tuple(values[part] for part in key), number)
            if not value or first != number:
                why = _REPEATED if value else _KEYLESS
                message, remedy = (text.format(row=first) for text in why)
                yield Problem(file, number, ", ".join(key), value or None, message, remedy)


def _explained(rule: str, field: dict[str, Any]) -> tuple[str, str]:
    """Say what it means that a cell breaks a rule of its field, and what to do."""
    if rule == "type":
        return _TYPES[field["type"]]
    limit = field["constraints"][rule]
    shown = ", ".join(map(str, limit)) if isinstance(limit, list) else limit
    known = _RULES.get(rule, (f"breaks the rule {rule} {{limit}}", "Correct it"))
    message, remedy = (text.format(limit=shown) for text in known)
    return message, f"{remedy}: {field['description']}."


def _decimal_marks(rows: Rows, schema: dict[str, Any]) -> dict[str, list[tuple[int, str, str]]]:
    marks: dict[str, list[tuple[int, str, str]]] = {",": [], ".": []}
    for place, field in enumerate(schema["fields"]):
        for number, row in rows.items() if field["type"] == "number" else ():
            mark = csvtext.decimal_mark(row[place])
            if mark:
                marks[mark].append((number, field["name"], row[place].strip()))
    return marks


def _mixed_marks(marks: Mapping[str, list[tuple[int, str, str]]], file: str) -> list[Problem]:
    fewer, more = sorted(marks.values(), key=len)
    return [
        Problem(
            file, number, column, cell,
            "its decimal mark is not that of {2!r} in row {0}, column {1!r}".format(*more[0]),
            "Use either commas or points in the whole file.",
        )
        for number, column, cell in fewer[:MOST_PROBLEMS]
    ]  # fmt: skip


def _cell(cell: str, field: dict[str, Any], commas: bool) -> str:
    if not cell:
        return ""
    if field["type"] in ("number", "integer"):
        return csvtext.number(cell, commas)
    if field["type"] == "boolean":
        if cell.casefold() not in _TRUTH:
            raise CellError(*_TYPES["boolean"])
        return _TRUTH[cell.casefold()]
    return _date(cell) if _holds_dates(field) else cell


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
