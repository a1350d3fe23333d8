"""Numbers of areas at UN Comtrade that are not those of the standard."""

from __future__ import annotations

import pandas as pd
from building import shipped

from fetchers.asking import complete, comtrade, notes, refused
from kzdiplo import load

PUBLISHER = "UN Comtrade"
PATH = "files/v1/app/reference/partnerAreas.json"
#: The table's code for Comtrade's, where they differ.
OWN = {"_KS": "XKX"}
#: Fewer areas than this are no whole list.
FEWEST = 250


def fetch() -> pd.DataFrame:
    """Return the whole table."""
    found = comtrade(PUBLISHER, PATH, "results")
    complete(PUBLISHER, found, ["PartnerCode", "PartnerCodeIsoAlpha3", "PartnerDesc"])
    if len(found) < FEWEST:
        raise refused(PUBLISHER, f"its list has {len(found)} areas, and had more than {FEWEST}")
    standard = set(load("country_codes")["number"].dropna().astype(int))
    found = found[~found["PartnerCode"].astype(int).isin(standard)].sort_values("PartnerCode")
    known = shipped("comtrade_areas").set_index("number")["name"]
    number = found["PartnerCode"].astype("str")
    # "Czechoslovakia (...1992)"
    named = found["PartnerDesc"].str.replace(r"\(\.\.\.(\d{4})\)", r"(to \1)", regex=True)
    rows = pd.DataFrame(
        {
            "number": number,
            "code": found["PartnerCodeIsoAlpha3"].replace(OWN),
            "name": number.map(known).fillna(named),
            "source": "comtrade-areas",
        }
    )
    return rows.assign(note=notes("comtrade_areas", rows, ["number"]))
