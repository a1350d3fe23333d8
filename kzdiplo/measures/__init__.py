"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import (
    agreement,
    ahp,
    alphabets,
    balance,
    concentration,
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
    "diversion",
    "durations",
    "overlap",
    "ranking",
    "spells",
    "swot",
    "voting",
]
