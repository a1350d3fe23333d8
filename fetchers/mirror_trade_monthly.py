"""Exports of the EU and of Germany to Kazakhstan and its neighbours by month, from Eurostat."""

from __future__ import annotations

from datetime import date

import pandas as pd
from building import places

from fetchers.asking import LATER, observations, refused, same_unit
from kzdiplo.table import resource

PUBLISHER = "Eurostat"
REPORTERS = {
    "EU27_2020": ("eurostat_eu27", "European Union (27)", ""),
    "DE": ("eurostat_germany", "Germany", "DEU"),
}
IMPORTERS = {
    "KZ": ("Kazakhstan", "KAZ"),
    "KG": ("Kyrgyzstan", "KGZ"),
    "AM": ("Armenia", "ARM"),
    "UZ": ("Uzbekistan", "UZB"),
    "GE": ("Georgia", "GEO"),
    "RU": ("Russia", "RUS"),
}


def fetch() -> pd.DataFrame:
    """Return the months of the last year of the table, and those that are new."""
    key = {
        "freq": ["M"],
        "reporter": [*REPORTERS],
        "partner": [*IMPORTERS],
        "product": ["TOTAL"],
        "flow": ["2"],
        "indicators": ["VALUE_IN_EUROS"],
    }
    since = f"{resource('mirror_trade_monthly')['coverage']['to']}-01"
    found = observations(PUBLISHER, "ESTAT_COMEXT", "DS-045409", key, since)
    found = found.sort_values(["partner", "reporter", "TIME_PERIOD"])
    months = found.groupby(["reporter", "partner"])["TIME_PERIOD"].nunique()
    if months.min() < months.max():
        reporter, partner = months.idxmin()
        message = f"{months.min()} months of {reporter} to {partner}, and {months.max()} of others"
        raise refused(PUBLISHER, f"its answer has {message}", LATER)
    reporter, importer = found["reporter"].map(REPORTERS), found["partner"].map(IMPORTERS)
    rows = pd.DataFrame(
        {
            "month": found["TIME_PERIOD"],
            "reporter": reporter.str[0],
            "exporter": reporter.str[1],
            "exporter_iso3": reporter.str[2],
            "importer": importer.str[0],
            "importer_iso3": importer.str[1],
            "exports_eur_mn": places(found["value"] / 1e6, 6),
            "as_of": f"{date.today():%Y-%m}",
            "source": "eurostat-comext",
        }
    )
    keys = ["month", "reporter", "importer_iso3"]
    return same_unit(PUBLISHER, "mirror_trade_monthly", rows, keys, ["exports_eur_mn"])
