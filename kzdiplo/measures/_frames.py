"""Frames of pandas, Polars, DuckDB and PySpark: told from other things, and read alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import unmixed

Lazy = nw.LazyFrame[Any]

#: How `by` and the like name columns.
Names = str | Sequence[str]


def names(given: Names, what: str) -> list[str]:
    """Return one name of a column or several as a list."""
    found = [given] if isinstance(given, str) else list(given)
    if not found:
        raise ValueError(
            f"{what}={given!r} names no column: name one or more. To take all rows together, add "
            "a column of one value and name that."
        )
    return found


def table(
    rows: IntoFrame, columns: Sequence[str], what: str, remedy: str, *, others: bool = False
) -> pd.DataFrame:
    """Return columns of a frame of any kind as one of pandas, after checks."""
    if not isinstance(rows, pd.DataFrame):
        frame = _opened(rows, what)
        _needs(frame.collect_schema().names(), columns, what, remedy)
        rows = _pandas(frame if others else frame.select(*columns))
    else:
        _needs(list(rows.columns), columns, what, remedy)
    if rows.empty:
        raise ValueError(f"no {what}: the frame has no rows")
    return rows if others else rows[list(columns)]


def lazy(rows: IntoFrame, columns: Sequence[str], what: str, remedy: str) -> Lazy:
    """Return columns of a frame of any kind as one of Narwhals, categories as their values."""
    if isinstance(rows, pd.DataFrame):
        _needs(list(rows.columns), columns, what, remedy)
        rows = rows[list(columns)].reset_index(drop=True)
        # cells of any kind, and categories of numbers, are known to pandas alone
        loose = [name for name in columns if rows[name].dtype in ("object", "category")]
        rows = rows.astype(dict.fromkeys(loose, object)).infer_objects()
        for name in loose:
            unmixed(rows[name].dropna().unique(), name)
    frame = _opened(rows, what)
    schema = frame.collect_schema()
    _needs(schema.names(), columns, what, remedy)
    frame = frame.select(*columns)
    if not fetched(frame.head(1)):
        raise ValueError(f"no {what}: the frame has no rows")
    words = [name for name in columns if schema[name] in (nw.Categorical, nw.Enum)]
    return frame.with_columns(nw.col(name).cast(nw.String()) for name in words) if words else frame


def fetched(frame: Lazy) -> list[dict[str, Any]]:
    """Fetch a small result, without need of pyarrow."""
    if frame.implementation.is_spark_like():
        return [row.asDict() for row in frame.to_native().collect()]
    in_database = frame.implementation.is_duckdb()
    return frame.collect("pandas" if in_database else None).rows(named=True)


def like(given: Any, result: Lazy) -> Any:
    """Give a result back as the kind of frame that came in."""
    if isinstance(nw.from_native(given), nw.DataFrame):
        return nw.maybe_reset_index(result.collect()).to_native()
    return result.to_native()


def _opened(rows: Any, what: str) -> Lazy:
    """Return a frame as a lazy one of Narwhals."""
    try:
        frame: Lazy = nw.from_native(rows).lazy()
    except TypeError:
        raise TypeError(
            f"{what}: {type(rows).__name__} is no frame: give one of pandas, Polars, DuckDB (a "
            "relation) or PySpark"
        ) from None
    return frame


def _pandas(frame: Lazy) -> pd.DataFrame:
    """Fetch a frame as one of pandas, without need of pyarrow."""
    if frame.implementation.is_spark_like():
        columns = frame.collect_schema().names()
        return pd.DataFrame([tuple(row) for row in frame.to_native().collect()], columns=columns)
    if frame.implementation.is_duckdb():
        native: pd.DataFrame = frame.collect("pandas").to_native()
        return native
    return pd.DataFrame(frame.collect().to_dict(as_series=False))


def _needs(there: Sequence[str], columns: Sequence[str], what: str, remedy: str) -> None:
    """Refuse columns that are not there, or are there or named twice."""
    missing = [name for name in columns if name not in there]
    if missing:
        raise ValueError(
            f"{what}: no column {', '.join(map(repr, missing))}; there are "
            f"{', '.join(map(str, there))}. {remedy}"
        )
    for places, fault in ((columns, "named for two things"), (there, "there twice")):
        often = [name for name, count in Counter(places).items() if count > 1]
        if often:
            raise ValueError(
                f"{what}: column {often[0]!r} is {fault}. Give each column a name of its own."
            )


def reserve(own: Sequence[str], given: Sequence[str], what: str) -> None:
    """Refuse columns that have a name which the result needs for its own."""
    taken = [name for name in given if name in own]
    if taken:
        raise ValueError(
            f"{what}: the result has a column {taken[0]!r} of its own. Rename yours first; "
            f"reserved are {', '.join(own)}."
        )
