"""The euro in US dollars, yearly averages, from the European Central Bank."""

from __future__ import annotations

import pandas as pd
from building import decimals

from fetchers.asking import observations, same_unit
from kzdiplo.table import resource

PUBLISHER = "European Central Bank"
KEY = {
    "FREQ": "A",
    "CURRENCY": "USD",
    "CURRENCY_DENOM": "EUR",
    "EXR_TYPE": "SP00",
    "EXR_SUFFIX": "A",
}


def fetch() -> pd.DataFrame:
    """Return the years from the last one of the table on."""
    since = resource("eur_usd")["coverage"]["to"]
    key = {part: [code] for part, code in KEY.items()}
    found = observations(PUBLISHER, "ECB", "EXR", key, str(since))
    rows = pd.DataFrame(
        {
            "year": found["TIME_PERIOD"],
            "usd_per_eur": decimals(found["value"], 4),
            "series": f"EXR.{'.'.join(KEY.values())}",
            "reporter": "ecb",
            "as_of": found["TIME_PERIOD"] + "-12-31",
            "source": "ecb-exr-annual",
            "note": "",
        }
    )
    return same_unit(PUBLISHER, "eur_usd", rows, ["year"], ["usd_per_eur"])
