"""Files as their publishers give them: columns in use become text, some rows at a time."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import islice

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from kzdiplo.csvtext import Stream, fatal

#: What to do with a file that is not what its publisher gives.
AS_DOWNLOADED = (
    "Take the CSV file as downloaded, unpacked from its archive and not saved again by a "
    "spreadsheet"
)

_ROWS = 20_000
_LONGEST_LINE = 1 << 20


def chunks(
    stream: Stream, columns: Collection[str], plain: Collection[str] = ()
) -> Iterator[pd.DataFrame]:
    """Read columns by so many rows, as categories but for some; NA and blanks stay text.

    The index of each frame counts the rows of the file below its header, from 0.
    """
    place = {name: stream.header.index(name) for name in columns}
    # a line is cut where it is longer than its cells may be, so that none fills the memory
    lines = iter(partial(stream.lines.readline, _LONGEST_LINE), "")
    reader = csv.reader(lines, delimiter=stream.delimiter)
    start = 0
    try:
        while rows := list(islice(reader, _ROWS)):
            index, even = _even(stream, rows, start)
            start += len(rows)
            texts = {
                name: np.array([row[i] for row in even], "object") for name, i in place.items()
            }
            yield pd.DataFrame(
                {name: text if name in plain else _category(text) for name, text in texts.items()},
                index=index,
            )
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


def _category(text: np.ndarray) -> pd.Categorical:
    codes, kinds = pd.factorize(text)
    return pd.Categorical.from_codes(codes, pd.Index(kinds, dtype="str"))


def _even(stream: Stream, rows: list[list[str]], start: int) -> tuple[list[int], list[list[str]]]:
    """Return the rows that are not blank, with their places; refuse an uneven one."""
    width = len(stream.header)
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
