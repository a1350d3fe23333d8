"""Organisations in which both Kazakhstan and a partner are full members, by year.

FILE is the table cow_igo_ndy of peacesciencer (see cow.py).
"""

from __future__ import annotations

from pathlib import Path

import cow
import pandas as pd
from building import main

#: A file of some years gives their rows; those of other years stay.
PARTS = True
PARTNERS = (
    *("AZE", "BLR", "CHN", "DEU", "FRA", "GBR", "IND", "IRN", "JPN", "KGZ", "KOR", "RUS", "TJK"),
    *("TKM", "TUR", "UKR", "USA", "UZB"),
)


def build(file: Path) -> pd.DataFrame:
    """Return the table from the dyads of the dataset."""
    rows = cow.dyads(file).query("iso3 in @PARTNERS").sort_values(["iso3", "year"])
    return rows.assign(
        shared_full_memberships=rows["dyadigos"].astype(int),
        as_of=rows["year"],
        source="ds-cow-igo-dyad",
    )[["year", "partner", "iso3", "shared_full_memberships", "as_of", "source"]]


if __name__ == "__main__":
    main(build)
