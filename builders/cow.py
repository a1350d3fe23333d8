"""Dyads of the Correlates of War project's numbers of states: what the builders share.

The files are tables of the R package peacesciencer, written as CSV:
Rscript -e 'write.csv(peacesciencer::TABLE, "TABLE.csv", row.names = FALSE)'
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kzdiplo import load

OWN = 705
FIRST_YEAR = 1991


def names() -> pd.DataFrame:
    """Return code and name of each state by its number; former states have no code."""
    states = load("cow_states").set_index("cow_code")
    known = load("actors").set_index("iso3")["name"]
    return pd.DataFrame(
        {
            "iso3": states["code"].where(states["code"].isin(known.index), ""),
            "partner": states["code"].map(known).fillna(states["name"]),
        }
    )


def dyads(file: Path) -> pd.DataFrame:
    """Return the rows of Kazakhstan and another state, each once, with `iso3` and `partner`."""
    rows = pd.read_csv(file).query("(ccode1 == @OWN or ccode2 == @OWN) and year >= @FIRST_YEAR")
    rows = rows.assign(
        year=rows["year"].astype(int),
        other=rows["ccode1"].where(rows["ccode1"] != OWN, rows["ccode2"]).astype(int),
    )
    return rows.drop_duplicates(["other", "year"]).join(names(), on="other")
