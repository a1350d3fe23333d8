"""Exports of each EU member to six states by year.

EXTRACTS is a CSV of Eurostat's Comext by month (total trade, exports, value in euro), or a folder
with any number of them in folders of any names.
"""

from __future__ import annotations

from calendar import month_abbr
from pathlib import Path

import pandas as pd
from building import main, places, yes_no

from kzdiplo import load

#: A file of some years gives their rows; those of other years stay.
PARTS = True
IMPORTERS = ("KAZ", "KGZ", "ARM", "UZB", "GEO", "RUS")
#: The day of the copy and who has it, where the extracts do not say.
COPY = {"as_of": "2024-11", "source": "lev-2024"}


def build(extracts: Path) -> pd.DataFrame:
    """Return the table from extracts."""
    files = sorted(extracts.rglob("*.csv")) or [extracts]
    rows = pd.concat([pd.read_csv(file) for file in files])
    rows = rows.assign(**{column: rows.get(column, said) for column, said in COPY.items()})
    # 201908-Aug. 2019 or Aug. 2019, TOTAL-Total or Total; sums of a year stand beside months
    for column in ("FLOW", "PERIOD"):
        rows[column] = rows[column].str.replace(r"^\w+-(?=\w)", "", regex=True)
    rows = rows[(rows["FLOW"] == "EXPORT") & rows["PERIOD"].str.fullmatch(r"[A-Z][a-z]+\.? \d{4}")]
    actors = load("actors").set_index("iso3")
    states = load("comext_names").set_index("name")["code"]
    # names say in brackets which territories count
    codes = {
        column: rows[column].str.replace(r" \(.*", "", regex=True).map(states)
        for column in ("REPORTER", "PARTNER")
    }
    rows = rows.assign(
        exporter_iso3=codes["REPORTER"],
        importer_iso3=codes["PARTNER"],
        year=rows["PERIOD"].str[-4:].astype(int),
        month=rows["PERIOD"].str[:3].map([*month_abbr].index),
    )
    # a file may stand in two folders
    rows = rows.drop_duplicates(["exporter_iso3", "importer_iso3", "year", "month"])
    last = rows.groupby("year")["month"].max()
    members = actors.index[actors["vector"] == "eu"]
    rows = rows[rows["exporter_iso3"].isin(members) & rows["importer_iso3"].isin(IMPORTERS)]
    rows = rows[rows["VALUE_IN_EUR"] > 0]
    keys = ["year", "exporter_iso3", "importer_iso3"]
    table = rows.groupby(keys).agg(
        value=("VALUE_IN_EUR", "sum"),
        months_with_trade=("VALUE_IN_EUR", "size"),
        as_of=("as_of", "first"),
        source=("source", "first"),
    )
    table = table.reset_index()
    names = {**actors["name"], "KAZ": "Kazakhstan"}
    last = table["year"].map(last)
    table = table.assign(
        exporter=table["exporter_iso3"].map(names),
        importer=table["importer_iso3"].map(names),
        exports_eur_mn=places(table["value"] / 1e6, 6),
        period=[
            "full_year" if month == 12 else f"jan_{month_abbr[month].lower()}" for month in last
        ],
        partial_year=yes_no(last < 12),
        place=table["importer_iso3"].map(IMPORTERS.index),
    )
    who = ["year", "exporter", "exporter_iso3", "importer", "importer_iso3"]
    rest = ["exports_eur_mn", "months_with_trade", "period", "partial_year", "as_of", "source"]
    return table.sort_values(["place", "exporter_iso3", "year"])[[*who, *rest]]


if __name__ == "__main__":
    main(build)
