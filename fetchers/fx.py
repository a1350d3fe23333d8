"""Currencies of Central Asia to the US dollar, yearly averages, from the IMF."""

from __future__ import annotations

import pandas as pd
from building import places, shipped

from fetchers.asking import observations, same_unit

PUBLISHER = "IMF"
#: The IMF's averages of the manat end with 2001.
CURRENCIES = {"KAZ": "KZT", "KGZ": "KGS", "TJK": "TJS", "UZB": "UZS"}


def fetch() -> pd.DataFrame:
    """Return the years from the last one of the IMF's rows on."""
    own = shipped("fx").query("reporter == 'imf'")
    key = {
        "COUNTRY": [*CURRENCIES],
        "INDICATOR": ["XDC_USD"],
        "TYPE_OF_TRANSFORMATION": ["PA_RT"],
        "FREQUENCY": ["A"],
    }
    found = observations(PUBLISHER, "IMF_DATA", "ER", key, own["year"].max())
    rows = pd.DataFrame(
        {
            "year": found["TIME_PERIOD"],
            "currency": found["COUNTRY"].map(CURRENCIES),
            "iso3": found["COUNTRY"],
            "measure": "year_average",
            "lcu_per_usd": places(found["value"], 6),
            "usd_per_lcu": "",
            "reporter": "imf",
            "as_of": found["TIME_PERIOD"] + "-12-31",
            "source": "imf-er",
            "note": "",
        }
    )
    keys = ["year", "currency", "measure", "reporter"]
    return same_unit(PUBLISHER, "fx", rows, keys, ["lcu_per_usd"])
