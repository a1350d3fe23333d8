"""Measures: pure functions from frames or numbers to numbers."""

from kzdiplo.measures import agreement, ahp, balance, concentration, overlap, swot, voting

__all__ = ["agreement", "ahp", "balance", "concentration", "overlap", "swot", "voting"]
