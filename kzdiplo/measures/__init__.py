"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import alphabets, balance, concentration, overlap, voting

__all__ = ["alphabets", "balance", "concentration", "overlap", "voting"]
