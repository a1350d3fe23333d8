"""Kinds of frames: how rows are brought into each, and what a measure made of them."""

import functools
import math
import re
from numbers import Real

import duckdb
import pandas as pd
import polars as pl
import pytest

# the type of a column in each library
TYPES = {
    "text": {"pandas": "object", "nullable": "string", "arrow": "string", "polars": pl.String},
    "whole": {"pandas": None, "nullable": "Int64", "arrow": "int64", "polars": pl.Int64},
    "number": {"pandas": "float", "nullable": "Float64", "arrow": "double", "polars": pl.Float64},
    "truth": {"pandas": None, "nullable": "boolean", "arrow": "bool", "polars": pl.Boolean},
}
IN_SQL = {"text": "VARCHAR", "whole": "BIGINT", "number": "DOUBLE", "truth": "BOOLEAN"}
IN_SPARK = {"text": "string", "whole": "bigint", "number": "double", "truth": "boolean"}


def columns(rows, types):
    return {name: [row[place] for row in rows] for place, name in enumerate(types)}


def of_pandas(rows, types, library="pandas", change="{}"):
    made = {}
    for name, cells in columns(rows, types).items():
        kind = TYPES[types[name]][library]
        made[name] = pd.Series(cells, dtype=change.format(kind) if kind else None)
    return pd.DataFrame(made).infer_objects() if library == "pandas" else pd.DataFrame(made)


def of_arrow(rows, types):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    return of_pandas(rows, types, "arrow", "{}[pyarrow]")


def of_categories(rows, types):
    words = {name: "category" for name, kind in types.items() if kind != "number"}
    return of_pandas(rows, types).astype(words)


def of_polars(rows, types, text=pl.String):
    schema = {name: TYPES[kind]["polars"] for name, kind in types.items()}
    words = {name: text for name, kind in types.items() if kind == "text"}
    return pl.DataFrame(columns(rows, types), schema=schema).cast(words)


def of_duckdb(rows, types):
    cells = "".join(f"({', '.join(map(in_sql, row))})," for row in rows).rstrip(",")
    names = ", ".join(
        f'CAST("{name}" AS {IN_SQL[kind]}) AS "{name}"' for name, kind in types.items()
    )
    given = cells or f"({', '.join(['NULL'] * len(types))})"
    quoted = ", ".join(f'"{name}"' for name in types)
    query = f"SELECT {names} FROM (VALUES {given}) AS t({quoted})"
    return duckdb.sql(query if rows else f"{query} LIMIT 0")


def in_sql(cell):
    if cell is None:
        return "NULL"
    if isinstance(cell, float) and not math.isfinite(cell):
        return f"'{cell}'::DOUBLE"
    return f"'{cell}'" if isinstance(cell, str) else str(cell)


@functools.cache
def session():
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    return builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()


def of_spark(rows, types):
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    schema = ", ".join(f"`{name}` {IN_SPARK[kind]}" for name, kind in types.items())
    return session().createDataFrame(rows, schema)


MAKERS = {
    "numpy": of_pandas,
    "objects": lambda rows, types: of_pandas(rows, types).astype(object),
    "nullable": lambda rows, types: of_pandas(rows, types, "nullable"),
    "pyarrow": of_arrow,
    "categories": of_categories,
    "polars": of_polars,
    "lazy polars": lambda rows, types: of_polars(rows, types).lazy(),
    "polars categories": lambda rows, types: of_polars(rows, types, pl.Categorical),
    "duckdb": of_duckdb,
    "pyspark": of_spark,
}


def outcome(work):
    """What comes out, in a form of its own: sorted rows of plain cells, or the refusal."""
    try:
        found = work()
    except (TypeError, ValueError) as error:
        # which of several faults is named first, and how, may differ
        said = re.sub("None|<NA>|nan", "blank", str(error))
        return type(error).__name__, re.sub(r"\bat .*|\d+ rows?|the first .*", "", said)
    return sorted((tuple(map(plain, row)) for row in cells_of(found)), key=repr)


def cells_of(found):
    if isinstance(found, dict):
        return [(name, *row) for name, part in found.items() for row in cells_of(part)]
    if isinstance(found, pd.DataFrame):
        # a matrix has names beside its rows
        named = found if isinstance(found.index, pd.RangeIndex) else found.reset_index()
        return named.astype(object).to_numpy().tolist()
    if isinstance(found, pl.LazyFrame):
        found = found.collect()
    if isinstance(found, pl.DataFrame):
        return found.rows()
    if isinstance(found, duckdb.DuckDBPyRelation):
        return found.fetchall()
    return [tuple(row) for row in found.collect()]


def plain(cell):
    if isinstance(cell, str):
        return cell
    if pd.isna(cell):
        return None
    if isinstance(cell, Real) and not isinstance(cell, bool):
        return float(f"{cell:.9g}")
    return cell
