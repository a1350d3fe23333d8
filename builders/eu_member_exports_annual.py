"""Exports of each EU member to six states by year.

FOLDER holds monthly extracts of Eurostat's Comext (total trade, exports, value in euro), one CSV a
month and partner, in folders of any names.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import main, places, yes_no

from kzdiplo import load

#: A file of some years gives their rows; those of other years stay.
PARTS = True
IMPORTERS = ("KAZ", "KGZ", "ARM", "UZB", "GEO", "RUS")
#: The day of the copy.
AS_OF, SOURCE = "2024-11", "lev-2024"


def build(folder: Path) -> pd.DataFrame:
    """Return the table from a folder of extracts."""
    rows = pd.concat([pd.read_csv(file) for file in sorted(folder.rglob("*.csv"))])
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
        period=rows["PERIOD"].str[:3],
    )
    # a file may stand in two folders
    rows = rows.drop_duplicates(["exporter_iso3", "importer_iso3", "year", "period"])
    months = rows.groupby("year")["period"].nunique()
    members = actors.index[actors["vector"] == "eu"]
    rows = rows[rows["exporter_iso3"].isin(members) & rows["importer_iso3"].isin(IMPORTERS)]
    rows = rows[rows["VALUE_IN_EUR"] > 0]
    keys = ["year", "exporter_iso3", "importer_iso3"]
    table = rows.groupby(keys)["VALUE_IN_EUR"].agg(["sum", "size"]).reset_index()
    names = {**actors["name"], "KAZ": "Kazakhstan"}
    partial = table["year"].map(months) < 12
    table = table.assign(
        exporter=table["exporter_iso3"].map(names),
        importer=table["importer_iso3"].map(names),
        exports_eur_mn=places(table["sum"] / 1e6, 6),
        months_with_trade=table["size"],
        period=["jan_aug" if part else "full_year" for part in partial],
        partial_year=yes_no(partial),
        as_of=AS_OF,
        source=SOURCE,
        place=table["importer_iso3"].map(IMPORTERS.index),
    )
    who = ["year", "exporter", "exporter_iso3", "importer", "importer_iso3"]
    rest = ["exports_eur_mn", "months_with_trade", "period", "partial_year", "as_of", "source"]
    return table.sort_values(["place", "exporter_iso3", "year"])[[*who, *rest]]


if __name__ == "__main__":
    main(build)
