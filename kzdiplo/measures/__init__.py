"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import concentration, overlap

__all__ = ["concentration", "overlap"]
