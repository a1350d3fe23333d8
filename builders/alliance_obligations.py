"""Years with duties between Kazakhstan and each other state, after ATOP.

FILE is the table atop_alliance of peacesciencer (see cow.py). Notes are the book's and stay.
"""

from __future__ import annotations

from pathlib import Path

import cow
import pandas as pd
from building import main, shipped

DUTIES = {
    "defence": "atop_defense",
    "neutrality": "atop_neutral",
    "nonaggression": "atop_nonagg",
    "consultation": "atop_consul",
}


def build(file: Path) -> pd.DataFrame:
    """Return the table from ATOP's dyads."""
    rows = cow.dyads(file)
    rows = rows[(rows[[*DUTIES.values()]] == 1).any(axis=1)]
    by_partner = rows.groupby("partner")
    table = by_partner.agg(
        iso3=("iso3", "first"), first_year=("year", "min"), last_year=("year", "max")
    )
    for duty, column in DUTIES.items():
        years = rows[rows[column] == 1].groupby("partner")["year"]
        table[f"{duty}_first_year"] = years.min().astype("Int64")
        table[f"{duty}_last_year"] = years.max().astype("Int64")
    stand = shipped("alliance_obligations").set_index("partner")
    table = table.assign(
        as_of=rows["year"].max(),
        source=stand["source"].reindex(table.index).fillna("ds-atop5"),
        note=stand["note"].reindex(table.index).fillna(""),
    )
    return table.reset_index()[["partner", *stand.columns]]


if __name__ == "__main__":
    main(build)
