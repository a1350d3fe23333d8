"""Trips of Kazakhstan's leaders and visits received, by year.

FILE is the sheet Master of the COLT workbook on heads of state and of government (doi:10.7910/DVN/
87YG4K), one row a trip, saved as CSV. The shipped rows were taken from counts by the same columns
in a public repository; the workbook itself was not to be had.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from building import main

#: A file of some years gives their rows; those of other years stay.
PARTS = True
OWN = "Kazakhstan"
#: The day of the workbook, where the name of the file does not have it.
AS_OF = "2025-03-17"


def build(file: Path) -> pd.DataFrame:
    """Return the table from COLT's trips."""
    trips = pd.read_csv(file, usecols=["TripYear", "LeaderCountryOrIGO", "CountryVisited"])
    years = range(trips["TripYear"].min(), trips["TripYear"].max() + 1)
    made, received = (
        trips[trips[column] == OWN].groupby("TripYear").size().reindex(years)
        for column in ("LeaderCountryOrIGO", "CountryVisited")
    )
    # a state without a trip has no row
    table = pd.DataFrame({"trips_made": made, "visits_received": received.fillna(0)})
    day = re.search(r"(\d{4})(\d{2})(\d{2})(?!\d)", file.stem)
    missing = [f"no row for {OWN} as sender in {year}" for year in years]
    return (
        table.astype("Int64")
        .assign(
            as_of="-".join(day.groups()) if day else AS_OF,
            source="ds-colt-2025",
            note=pd.Series(missing, index=years).where(made.isna(), ""),
        )
        .rename_axis("year")
        .reset_index()
    )


if __name__ == "__main__":
    main(build)
