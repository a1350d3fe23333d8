"""Files as their publishers give them: columns in use become text, some rows at a time."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NoReturn

import pandas as pd
from pandas.api.types import union_categoricals

from kzdiplo.csvtext import Stream, fatal
from kzdiplo.table import Problem, TableError

#: What to do with a file that is not what its publisher gives.
AS_DOWNLOADED = (
    "Take the CSV file as downloaded, unpacked from its archive and not saved again by a "
    "spreadsheet"
)

_ROWS = 20_000
# so many rows of a real file have some 8 million characters; a packed file may hide far more
_MOST_CHARACTERS = 1 << 26


class _Lines:
    """The lines of a stream, as long as rows are not far longer than they can be."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.left = _MOST_CHARACTERS

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.lines.readline(self.left + 1)
        self.left -= len(line)
        if self.left < 0:
            message = "a row is too long, or a quotation mark is not closed"
            raise fatal(self._stream.file, message, f"{AS_DOWNLOADED}.")
        if not line:
            raise StopIteration
        return line


def chunks(
    stream: Stream, columns: Collection[str], plain: Collection[str] = ()
) -> Iterator[pd.DataFrame]:
    """Read columns by so many rows, as categories but for some; NA and blanks stay text.

    The index of each frame counts the rows of the file below its header, from 0.
    """
    place = {name: stream.header.index(name) for name in columns}
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=stream.delimiter)
    start = 0
    try:
        while rows := list(islice(reader, _ROWS)):
            lines.left = _MOST_CHARACTERS
            index, even = _even(stream, rows, start)
            start += len(rows)
            frame: dict[str, pd.Series] = {}
            for name, i in place.items():
                column = pd.Series([row[i] for row in even], index=index, dtype="object")
                frame[name] = column if name in plain else _category(column)
            yield pd.DataFrame(frame)
    except csv.Error:
        message = "a quotation mark is not closed, or a cell is too long"
        raise fatal(stream.file, message, f"{AS_DOWNLOADED}.", row=start + 2) from None


def cells(stream: Stream, columns: list[str]) -> pd.DataFrame:
    """Read columns whole, as categories: few different values among many rows."""
    return joined(chunks(stream, columns))


def joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put frames below one another and count their rows anew; categories stay categories."""
    parts = list(frames)
    columns = {}
    for name in list(parts[0].columns) if parts else []:
        series = [part.pop(name) for part in parts]
        if isinstance(series[0].dtype, pd.CategoricalDtype):
            columns[name] = pd.Series(union_categoricals(series))
        else:
            columns[name] = pd.concat(series, ignore_index=True)
    return pd.DataFrame(columns)


def _category(text: pd.Series) -> pd.Series:
    codes, kinds = pd.factorize(text)
    categories = pd.Categorical.from_codes(codes, pd.Index(kinds, dtype="str"))
    return pd.Series(categories, index=text.index)


def _even(
    stream: Stream, rows: list[list[str]], start: int
) -> tuple[range | list[int], list[list[str]]]:
    """Return the rows that are not blank, with their places; refuse an uneven one."""
    width = len(stream.header)
    if set(map(len, rows)) == {width}:
        return range(start, start + len(rows)), rows
    kept: list[int] = []
    for place, row in enumerate(rows):
        # rows of Comtrade's end with one comma more than its header
        if len(row) == width or (len(row) == width + 1 and not row[-1]):
            kept.append(place)
        elif "".join(row).strip():
            message = f"the row has {len(row)} cells and the header {width}"
            row_number = start + place + 2
            raise fatal(stream.file, message, f"{AS_DOWNLOADED}.", row=row_number)
    return [start + place for place in kept], [rows[place] for place in kept]


def refuse(
    file: str, column: pd.Series, bad: pd.Series[bool], message: str, remedy: str
) -> NoReturn:
    """Raise TableError on the first bad cell of a column, which is indexed from 0."""
    place = int(bad.to_numpy().argmax())
    row, value = int(column.index[place]) + 2, str(column.iloc[place])
    problem = Problem(file, row, str(column.name), value, message, remedy)
    raise TableError(f"{file}: {bad.sum()} rows cannot be read", [problem])
