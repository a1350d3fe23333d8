"""Measures: pure functions from frames or numbers to numbers.

Rows come in frames of pandas, Polars (eager or lazy), DuckDB (relations) or PySpark, with the same
answer for the same rows. :mod:`~kzdiplo.measures.diversion` and
:mod:`~kzdiplo.measures.differences` give back the kind of frame that came in; the others fetch the
columns that they need and give frames of pandas. Square matrices and tables of raters are frames of
pandas or arrays.
"""

from kzdiplo.measures import (
    agreement,
    ahp,
    alphabets,
    balance,
    concentration,
    differences,
    diversion,
    durations,
    overlap,
    ranking,
    swot,
    voting,
)
from kzdiplo.measures.durations import spells

__all__ = [
    "agreement",
    "ahp",
    "alphabets",
    "balance",
    "concentration",
    "differences",
    "diversion",
    "durations",
    "overlap",
    "ranking",
    "spells",
    "swot",
    "voting",
]
