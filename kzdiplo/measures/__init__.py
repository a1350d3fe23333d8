"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import concentration, overlap, voting

__all__ = ["concentration", "overlap", "voting"]
