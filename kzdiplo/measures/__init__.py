"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import agreement, ahp, concentration, overlap, swot, voting

__all__ = ["agreement", "ahp", "concentration", "overlap", "swot", "voting"]
