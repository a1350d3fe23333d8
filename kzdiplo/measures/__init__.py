"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import agreement, ahp, concentration, swot, voting

__all__ = ["agreement", "ahp", "concentration", "swot", "voting"]
