"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import (
    agreement,
    ahp,
    alphabets,
    balance,
    concentration,
    diversion,
    overlap,
    swot,
    voting,
)

__all__ = [
    "agreement",
    "ahp",
    "alphabets",
    "balance",
    "concentration",
    "diversion",
    "overlap",
    "swot",
    "voting",
]
