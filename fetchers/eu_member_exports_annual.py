"""Exports of each EU member to the six states of the table by month, from Eurostat.

The answer is an extract as its builder takes it, which adds up the months of each year.
"""

from __future__ import annotations

from calendar import month_abbr
from datetime import date

import pandas as pd
from building import places, shipped

from fetchers.asking import LATER, observations, refused, same_unit
from kzdiplo import load

PUBLISHER = "Eurostat"


def fetch() -> pd.DataFrame:
    """Return the months of the last year of the table, and of whole years behind it."""
    table = shipped("eu_member_exports_annual")
    standard = load("country_codes").query("source == 'iso3166-1'").set_index("alpha2")["alpha3"]
    exporters, importers = (
        standard[standard.isin(table[f"{side}_iso3"])].to_dict()
        for side in ("exporter", "importer")
    )
    key = {
        "freq": ["M"],
        "reporter": [*exporters],
        "partner": [*importers],
        "product": ["TOTAL"],
        "flow": ["2"],
        "indicators": ["VALUE_IN_EUROS"],
    }
    found = observations(PUBLISHER, "ESTAT_COMEXT", "DS-045409", key, f"{table['year'].max()}-01")
    month = pd.to_datetime(found["TIME_PERIOD"], format="%Y-%m")
    found = found.assign(
        month=month.dt.month,
        year=month.dt.year,
        exporter_iso3=found["reporter"].map(exporters),
        importer_iso3=found["partner"].map(importers),
    )
    found = _whole_years(found)
    keys = ["year", "exporter_iso3", "importer_iso3"]
    sums = (found.groupby(keys)["value"].sum() / 1e6).rename("exports_eur_mn").reset_index()
    # small flows change tenfold and more; Germany has none
    large = sums[sums["exporter_iso3"] == "DEU"]
    large = large.assign(exports_eur_mn=places(large["exports_eur_mn"], 6))
    same_unit(PUBLISHER, "eu_member_exports_annual", large, keys, ["exports_eur_mn"])
    when = zip(found["year"], found["month"], strict=True)
    names = load("comext_names").drop_duplicates("code").set_index("code")["name"]
    return pd.DataFrame(
        {
            "REPORTER": found["exporter_iso3"].map(names),
            "PARTNER": found["importer_iso3"].map(names),
            "FLOW": "EXPORT",
            "PERIOD": [f"{month_abbr[month]} {year}" for year, month in when],
            "VALUE_IN_EUR": found["value"],
            "as_of": f"{date.today():%Y-%m}",
            "source": "eurostat-comext",
        }
    )


def _whole_years(found: pd.DataFrame) -> pd.DataFrame:
    """Leave out a last year without its December; refuse one that a member has not finished."""
    ends = found.pivot_table("month", "year", "reporter", "max")
    ends = ends[ends.max(axis=1) == 12]
    if ends.empty:
        raise refused(PUBLISHER, f"it has no whole year from {found['year'].min()} on", LATER)
    for year, late in ends[(ends != 12).any(axis=1)].iterrows():
        members = ", ".join(late.index[late != 12])
        raise refused(PUBLISHER, f"its answer for {year} ends before December for {members}", LATER)
    return found[found["year"].isin(ends.index)]
