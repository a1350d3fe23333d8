"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import alphabets, concentration, overlap, voting

__all__ = ["alphabets", "concentration", "overlap", "voting"]
