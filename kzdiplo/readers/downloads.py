"""Files as their publishers give them: columns in use become text, some rows at a time."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from operator import itemgetter

import pandas as pd
from pandas.api.types import union_categoricals

from kzdiplo.csvtext import Stream, fatal

#: What to do with a file that is not what its publisher gives.
AS_DOWNLOADED = (
    "Take the CSV file as downloaded, unpacked from its archive and not saved again by a "
    "spreadsheet"
)

_ROWS = 50_000
# a packed file may hide a line of any length
_LONGEST_LINE = 1 << 20


def chunks(
    stream: Stream, columns: Collection[str], plain: Collection[str] = ()
) -> Iterator[pd.DataFrame]:
    """Read columns by so many rows, as categories but for some; NA and blanks stay text.

    The index of each frame counts the rows of the file below its header, from 0.
    """
    names = list(dict.fromkeys(columns))
    places = [stream.header.index(name) for name in names]
    rows = _rows(stream)
    wanted = itemgetter(*places, places[0])
    while batch := [(number, *wanted(row)) for number, row in islice(rows, _ROWS)]:
        index, *texts, _ = zip(*batch, strict=True)
        yield pd.DataFrame(
            {
                name: pd.Series(text, index=index, dtype="str" if name in plain else "category")
                for name, text in zip(names, texts, strict=True)
            }
        )


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


def _rows(stream: Stream) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with their numbers; refuse one that has not a cell for each column."""
    width, number = len(stream.header), 0
    lines = csv.reader(_lines(stream), delimiter=stream.delimiter)
    try:
        for number, row in enumerate(lines):
            # rows of Comtrade's end with one comma more than its header
            if len(row) == width or (len(row) == width + 1 and not row[-1]):
                yield number, row
            elif "".join(row).strip():
                message = f"the row has {len(row)} cells and the header {width}"
                raise fatal(stream.file, message, f"{AS_DOWNLOADED}.", row=number + 2)
    except csv.Error:
        message = "a quotation mark is not closed, or a cell is too long"
        raise fatal(stream.file, message, f"{AS_DOWNLOADED}.", row=number + 3) from None


def _lines(stream: Stream) -> Iterator[str]:
    while line := stream.lines.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            message = f"a line has more than {_LONGEST_LINE:,} characters"
            raise fatal(stream.file, message, f"{AS_DOWNLOADED}.")
        yield line
