"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import alphabets, concentration

__all__ = ["alphabets", "concentration"]
