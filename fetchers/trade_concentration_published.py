"""Concentration of Kazakhstan's exports by year, as the World Bank's WITS publishes it."""

from __future__ import annotations

import pandas as pd
from building import places, shipped

from fetchers.asking import LATER, notes, refused, same_unit, wits

NAME, PUBLISHER = "trade_concentration_published", "World Bank WITS"


def fetch() -> pd.DataFrame:
    """Return the last year of the table, and those behind it."""
    first = int(shipped(NAME)["year"].max())
    index = wits(PUBLISHER, "HH-MKT-CNCNTRTN-NDX").loc[first:]
    if index.empty:
        raise refused(PUBLISHER, f"it has no index from {first} on", LATER)
    if missing := sorted({*range(first, index.index[-1])} - {*index.index}):
        raise refused(PUBLISHER, f"its answer lacks the year {missing[0]}")
    years = index.index.astype("str")
    rows = pd.DataFrame(
        {
            "year": years,
            "flow": "exports",
            "hhi": places(index, 2).to_numpy(),
            "reporter": "wits",
            "as_of": years + "-12-31",
            "source": "wits-tradestats",
        }
    )
    keys = ["year", "flow"]
    rows["note"] = notes(NAME, rows, keys)
    return same_unit(PUBLISHER, NAME, rows, keys, ["hhi"])
