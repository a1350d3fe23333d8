"""Files as their publishers give them: columns in use become text, cell by cell."""

from __future__ import annotations

from typing import Literal, NoReturn

import pandas as pd

from kzdiplo.csvtext import Stream
from kzdiplo.table import Problem, TableError

#: What to do with a file that is not what its publisher gives.
AS_DOWNLOADED = (
    "Take the CSV file as downloaded, unpacked from its archive and not saved again by a "
    "spreadsheet"
)


def cells(stream: Stream, columns: list[str], dtype: Literal["category", "str"]) -> pd.DataFrame:
    """Read columns as text; a blank cell is an empty text, and NA stays NA."""
    places = [stream.header.index(name) for name in columns]
    try:
        frame = pd.read_csv(
            stream.lines,
            sep=stream.delimiter,
            header=None,
            names=range(len(stream.header)),
            usecols=places,
            dtype=dtype,
            keep_default_na=False,
            # a row of Comtrade's ends with one comma more than its header
            index_col=False,
        )
    except pd.errors.ParserError as error:
        message = f"{stream.file} is damaged or incomplete: {error}. {AS_DOWNLOADED}."
        raise TableError(message) from error
    return frame[places].set_axis(columns, axis=1)


def refuse(
    file: str, column: pd.Series, bad: pd.Series[bool], message: str, remedy: str
) -> NoReturn:
    """Raise TableError on the first bad cell of a column, which is indexed from 0."""
    place = int(bad.to_numpy().argmax())
    row, value = int(column.index[place]) + 2, str(column.iloc[place])
    problem = Problem(file, row, str(column.name), value, message, remedy)
    raise TableError(f"{file}: {bad.sum()} rows cannot be read", [problem])
