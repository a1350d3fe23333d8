"""Users' own files: a CSV file from anywhere becomes a typed DataFrame, or an exact refusal."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import MOST_PROBLEMS, Rows
from kzdiplo.schema import cleaned, distinct, frictionless_api, header_problems, violations
from kzdiplo.table import Problem, TableError, resource, typed


def read(path: str | Path, like: str) -> pd.DataFrame:
    """Read your own CSV file against the schema of a bundled table.

    The file may come from any program: UTF-8, UTF-16 or Windows-1251; commas, semicolons or
    tabs; decimal commas where the delimiter is no comma; days before months; columns in any
    order. Columns that the schema does not require may be absent and are then missing values.
    A cell that could be read in two ways is refused, never guessed.

    Parameters
    ----------
    path : str or pathlib.Path
        The CSV file.
    like : str
        Name of the bundled table whose columns the file has; see :func:`kzdiplo.tables`.

    Returns
    -------
    pandas.DataFrame
        Columns, order and types of ``load(like)``.

    Raises
    ------
    TableError
        When there is no such file or table, or when anything in the file is wrong or could
        be read in two ways. ``.problems`` lists every problem with row, column and remedy, or
        a thousand of them.

    Examples
    --------
    >>> from kzdiplo import read
    >>> trade = read("mine.csv", like="trade_totals")  # doctest: +SKIP
    """
    schema = resource(like)["schema"]
    frictionless_api()
    names = [field["name"] for field in schema["fields"]]
    sheet = csvtext.read(path, names)
    _refuse(sheet.file, header_problems(sheet.header, schema, sheet.file))
    rows = _arranged(sheet.header, sheet.rows, names)
    rows, unreadable = cleaned(rows, schema, sheet.file, sheet.encoding, sheet.delimiter)
    broken = violations(rows, schema, sheet.file)
    _refuse(sheet.file, [*sheet.problems, *unreadable, *broken])
    return _frame(names, rows, schema)


def _refuse(file: str, problems: list[Problem]) -> None:
    """Raise the error of a file, if there are problems."""
    problems = distinct(problems)
    if problems:
        kept = f"; {MOST_PROBLEMS:,} of its problems" if len(problems) == MOST_PROBLEMS else ""
        raise TableError(f"{file} cannot be read{kept}:", problems)


def _arranged(header: list[str], rows: Rows, names: list[str]) -> Rows:
    """Put cells in the order of the schema; an absent column is blank."""
    places = [header.index(name) if name in header else None for name in names]
    return {n: ["" if place is None else row[place] for place in places] for n, row in rows.items()}


def _frame(names: list[str], rows: Rows, schema: dict[str, Any]) -> pd.DataFrame:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([names, *rows.values()])
    text.seek(0)
    return typed(text, schema)
