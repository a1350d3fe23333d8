"""Voeten's roll calls: what the builders that read them share."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kzdiplo import read_rollcalls

#: The day of the copy that the shipped rows rest on.
AS_OF, SOURCE = "2021-03-08", "unvotes"
FIRST_YEAR = 1992


def votes(rollcalls: Path) -> pd.DataFrame:
    """Return votes since Kazakhstan became a member, one row a roll call and state."""
    return read_rollcalls(rollcalls).query("year >= @FIRST_YEAR")
