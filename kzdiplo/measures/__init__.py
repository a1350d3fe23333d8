"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import concentration, voting

__all__ = ["concentration", "voting"]
