"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import balance, concentration, overlap, voting

__all__ = ["balance", "concentration", "overlap", "voting"]
