"""Exports of the EU of 27 to each partner of the table by year, from Eurostat."""

from __future__ import annotations

from datetime import date

import pandas as pd
from building import places, shipped

from fetchers.asking import observations, same_unit
from kzdiplo import load

PUBLISHER = "Eurostat"
#: Comext's own codes; all others are those of ISO 3166-1.
OWN = {"SRB": "XS"}


def fetch() -> pd.DataFrame:
    """Return the last year of the table and the whole years behind it."""
    table = shipped("eu_exports_by_partner")
    names = table.drop_duplicates("importer_iso3").set_index("importer_iso3")["importer"]
    standard = load("country_codes").query("source == 'iso3166-1'").set_index("alpha3")["alpha2"]
    codes = {OWN.get(iso3, standard[iso3]): iso3 for iso3 in names.index}
    key = {
        "freq": ["A"],
        "reporter": ["EU27_2020"],
        "partner": [*codes],
        "product": ["TOTAL"],
        "flow": ["2"],
        "indicators": ["VALUE_IN_EUROS"],
    }
    since = table["year"].max()
    found = observations(PUBLISHER, "ESTAT_COMEXT", "DS-045409", key, since)
    # the running year is no whole one
    found = found[found["TIME_PERIOD"].astype(int) < date.today().year]
    iso3 = found["partner"].map(codes)
    rows = pd.DataFrame(
        {
            "year": found["TIME_PERIOD"],
            "importer": iso3.map(names),
            "importer_iso3": iso3,
            "exports_eur_mn": places(found["value"] / 1e6, 3),
            "as_of": f"{date.today():%Y-%m}",
            "source": "eurostat-comext",
        }
    ).sort_values(["year", "importer_iso3"])
    keys = ["year", "importer_iso3"]
    return same_unit(PUBLISHER, "eu_exports_by_partner", rows, keys, ["exports_eur_mn"])
