"""Trips of the leaders of Kazakhstan and its peers and visits received, by year.

FILE is COLT's list of trips (see colt.py). The shipped rows were taken from counts by the same
columns in a public repository; the workbook itself was not to be had.
"""

from __future__ import annotations

from pathlib import Path

import colt
import pandas as pd
from building import main

from kzdiplo import load

#: A file of some years gives their rows; those of other years stay.
PARTS = True
#: Names of the dataset that are not the book's, and of Serbia's predecessors.
BEFORE = ["Serbia and Montenegro", "Yugoslavia"]
NAMES = {"Turkiye": "Türkiye", "Vietnam": "Viet Nam", **dict.fromkeys(BEFORE, "Serbia")}
#: Stands beside the years with trips of the predecessors.
NOTE = "Yugoslavia and Serbia and Montenegro counted as Serbia"


def build(file: Path) -> pd.DataFrame:
    """Return the table from COLT's trips."""
    codes = load("peer_states").set_index("name")["iso3"]
    trips = colt.trips(file).rename(columns={"TripYear": "year"})
    # a state without a trip in a year has no row, which is not the same as none
    counts = {
        count: trips.assign(iso3=trips[side].replace(NAMES).map(codes))
        .groupby(["iso3", "year"])
        .size()
        for count, side in colt.SIDES.items()
    }
    table = pd.DataFrame(counts).astype("Int64").sort_index().reset_index()
    before = trips.loc[trips[[*colt.SIDES.values()]].isin(BEFORE).any(axis=1), "year"]
    noted = (table["iso3"] == "SRB") & table["year"].isin(before)
    return table.assign(
        as_of=colt.as_of(file),
        source="ds-colt-2025",
        note=noted.map({True: NOTE, False: ""}),
    )


if __name__ == "__main__":
    main(build)
