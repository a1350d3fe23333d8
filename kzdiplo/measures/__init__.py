"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import concentration

__all__ = ["concentration"]
