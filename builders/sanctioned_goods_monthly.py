"""EU exports of goods banned for Russia, by month.

ROWS is the file of rows at eight digits of a public repository (github.com/vzemlys/ruimpeks), which
that makes of workbooks of Eurostat, as CSV: reporter, partner, month, code, value in euro.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import main

from kzdiplo import load

#: States and their names in the rows where they are others.
IMPORTERS = {
    "KAZ": "Kazakhstan",
    "KGZ": "Kyrgyzstan",
    "ARM": "Armenia",
    "UZB": "Uzbekistan",
    "GEO": "Georgia",
    "BLR": "Belarus (Belorussia)",
    "RUS": "Russian Federation (Russia)",
}
#: Groups of goods by the beginnings of their codes.
GOODS = {
    "sanctioned_goods_eur_mn": ("",),
    "hs84_eur_mn": ("84",),
    "hs85_eur_mn": ("85",),
    "chp_tier1_eur_mn": ("854231", "854232", "854233", "854239"),
    "chp_other12_eur_mn": (
        *("847150", "847180", "848220", "851762", "851769", "852691", "854110", "854121"),
        *("854129", "854151", "854159", "880730"),
    ),
}
#: The day of the copy.
AS_OF, SOURCE = "2023-01", "zemlys-2023"


def build(rows: Path) -> pd.DataFrame:
    """Return the table from the repository's rows."""
    exports = pd.read_csv(rows, dtype={"code": "str"})
    codes = {name: iso3 for iso3, name in IMPORTERS.items()}
    exports = exports.assign(
        month=exports["month"].str[:7],
        iso3=exports["partner"].map(codes),
        mn=exports["value"] / 1e6,
    )
    keys = ["iso3", "month"]
    table = pd.DataFrame(
        index=pd.MultiIndex.from_product([IMPORTERS, sorted(set(exports["month"]))])
    )
    for column, beginnings in GOODS.items():
        part = exports[exports["code"].str.startswith(beginnings)]
        table[column] = part.groupby(keys)["mn"].sum().round(6)
    names = {**load("actors").set_index("iso3")["name"], "KAZ": "Kazakhstan"}
    table = table.fillna(0.0).rename_axis(["importer_iso3", "month"]).reset_index()
    return table.assign(
        exporter="European Union (27)",
        importer=table["importer_iso3"].map(names),
        as_of=AS_OF,
        source=SOURCE,
    )[["month", "exporter", "importer", "importer_iso3", *GOODS, "as_of", "source"]]


if __name__ == "__main__":
    main(build)
