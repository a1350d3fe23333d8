"""Trips of Kazakhstan's leaders and visits received, by year.

FILE is COLT's list of trips (see colt.py). The shipped rows were taken from counts by the same
columns in a public repository; the workbook itself was not to be had.
"""

from __future__ import annotations

from pathlib import Path

import colt
import pandas as pd
from building import main

#: A file of some years gives their rows; those of other years stay.
PARTS = True
OWN = "Kazakhstan"


def build(file: Path) -> pd.DataFrame:
    """Return the table from COLT's trips."""
    trips = colt.trips(file)
    years = range(trips["TripYear"].min(), trips["TripYear"].max() + 1)
    made, received = (
        trips[trips[column] == OWN].groupby("TripYear").size().reindex(years)
        for column in colt.SIDES.values()
    )
    # a state without a trip has no row
    table = pd.DataFrame({"trips_made": made, "visits_received": received.fillna(0)})
    missing = [f"no row for {OWN} as sender in {year}" for year in years]
    return (
        table.astype("Int64")
        .assign(
            as_of=colt.as_of(file),
            source="ds-colt-2025",
            note=pd.Series(missing, index=years).where(made.isna(), ""),
        )
        .rename_axis("year")
        .reset_index()
    )


if __name__ == "__main__":
    main(build)
