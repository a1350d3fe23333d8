"""Users' own files: a CSV file from anywhere becomes a typed DataFrame, or an exact refusal."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import MOST_PROBLEMS, Rows
from kzdiplo.schema import Cleaner, broken_cells, distinct, header_problems, repeated, typed_rows
from kzdiplo.table import Problem, TableError, resource


def read(path: str | Path, like: str) -> pd.DataFrame:
    """Read your own CSV file against the schema of a bundled table.

    The file may come from any program: UTF-8, UTF-16 or Windows-1251; commas, semicolons or
    tabs; decimal commas where the delimiter is no comma; days before months; columns in any
    order; also compressed (.gz, .zip). Columns that the schema does not require may be absent
    and are then missing values. A cell that could be read in two ways is refused, never guessed.

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
    """
    schema = resource(like)["schema"]
    names = [field["name"] for field in schema["fields"]]
    with csvtext.strictly(path, names) as stream:
        file = stream.file
        _refuse(file, header_problems(stream.header, schema, file))
        cleaner = Cleaner(schema, file, stream.encoding, stream.delimiter)
        frames: list[pd.DataFrame] = []
        problems: list[Problem] = []
        for part, uneven in stream.chunks():
            rows, unreadable = cleaner.clean(_arranged(stream.header, part, names))
            found = [*unreadable, *broken_cells(rows, schema, file)]
            frames.append(typed_rows(rows, schema, found))
            problems += [*uneven, *found]
            if len(problems) >= MOST_PROBLEMS:
                break
    problems = [*cleaner.marks.problems(file), *problems]
    frame = pd.concat(frames)
    problems += repeated(frame, schema, file, problems)
    _refuse(file, problems)
    return frame.reset_index(drop=True)


def _refuse(file: str, problems: list[Problem]) -> None:
    """Raise the error of a file, if there are problems."""
    problems = distinct(problems)
    if problems:
        kept = f"; {MOST_PROBLEMS:,} of its problems" if len(problems) == MOST_PROBLEMS else ""
        raise TableError(f"{file} cannot be read{kept}:", problems)


def _arranged(header: list[str], rows: Rows, names: list[str]) -> Rows:
    """Put cells in the order of the schema; an absent column is blank."""
    if header == names:
        return rows
    places = [header.index(name) if name in header else None for name in names]
    return {n: ["" if place is None else row[place] for place in places] for n, row in rows.items()}
