"""Users' own files: a CSV file from anywhere becomes a typed DataFrame, or an exact refusal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import MOST_PROBLEMS, Rows
from kzdiplo.readers.states import states
from kzdiplo.schema import (
    Cleaner,
    Facts,
    Finding,
    broken_cells,
    contradictions,
    distinct,
    header_problems,
    repeated,
    typed_rows,
)
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

    Notes
    -----
    Held against the schema: types, bounds and words of each column, days of the calendar, rows
    that repeat a key, codes of no state, letters of two alphabets in one word, and rows that
    contradict themselves (an end before its start, parts that do not add up to their sum, a date
    more or less exact than the row says, an ``as_of`` in a year to come). Not held: whether
    ``source`` names a key of references.bib and other columns an item of another table, sums over
    several rows, how many rows and years there are, and whether a value is true.

    Examples
    --------
    >>> from kzdiplo import read
    >>> trade = read("mine.csv", like="trade_totals")  # doctest: +SKIP
    """
    described = resource(like)
    schema = described["schema"]
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
            bad = {problem.row for problem in found}
            sound = {n: row for n, row in rows.items() if n not in bad} if bad else rows
            facts = Facts(described, sound)
            found += [
                Problem(file, *finding)
                for finding in chain(contradictions(facts, rounded=True), _unknown_states(facts))
            ]
            frames.append(typed_rows(rows, schema, found))
            problems += [*uneven, *found]
            if len(problems) >= MOST_PROBLEMS:
                break
    problems = [*cleaner.marks.problems(file), *problems]
    frame = pd.concat(frames)
    frames.clear()
    problems += repeated(frame, schema, file, problems)
    _refuse(file, problems)
    return frame.reset_index(drop=True)


def _unknown_states(facts: Facts) -> Iterator[Finding]:
    """Find codes of states that no state has or had."""
    known = states()
    for column, places in facts.having("among"):
        # where a vector may stand, too, a word that is no state is no fault
        if [place for place in places if "." in place] == ["actors.iso3"]:
            for row, [cell] in facts.cells(column):
                if cell not in known:
                    remedy = "Write the code of ISO 3166-1 alpha-3; leave it blank for a group."
                    yield row, column, cell, "no state has this code", remedy


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
