"""Trips of leaders in COLT: what the builders share.

FILE is the sheet Master of the COLT workbook on heads of state and of government (doi:10.7910/DVN/
87YG4K), one row a trip, saved as CSV.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

#: The columns of who travels and of who receives, by what the tables count.
SIDES = {"trips_made": "LeaderCountryOrIGO", "visits_received": "CountryVisited"}
#: The day of the workbook, where the name of the file does not have it.
AS_OF = "2025-03-17"


def trips(file: Path) -> pd.DataFrame:
    """Return year, traveller and host of each trip."""
    return pd.read_csv(file, usecols=["TripYear", *SIDES.values()])


def as_of(file: Path) -> str:
    """Return the day of the workbook."""
    day = re.search(r"(\d{4})(\d{2})(\d{2})(?!\d)", file.stem)
    return "-".join(day.groups()) if day else AS_OF
