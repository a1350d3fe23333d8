"""Shares of the stock of foreign direct investment in Kazakhstan by country.

FILE is "FDI by partner" of the wiiw FDI Database for Kazakhstan, as CSV with a column a year. The
database is a licensed product: its values stay with you.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import decimals, main

from kzdiplo import load

#: A file of some years gives their rows; those of other years stay.
PARTS = True
WHOLE = "WORLD"
#: Countries that the book asks about; the file has small ones and offshore centres beside them.
PARTNERS = (
    *("ARE", "AUT", "AZE", "BEL", "BLR", "BMU", "CAN", "CHE", "CHN", "CYM", "CYP", "CZE", "DEU"),
    *("ESP", "FRA", "GBR", "GEO", "GRC", "HKG", "HUN", "IND", "IRL", "IRN", "ISR", "ITA", "JPN"),
    *("KGZ", "KOR", "KWT", "LUX", "MYS", "NLD", "NOR", "OMN", "POL", "ROU", "RUS", "SAU", "SGP"),
    *("SWE", "TKM", "TUR", "UKR", "USA", "UZB", "VGB"),
)


def build(file: Path) -> pd.DataFrame:
    """Return the table from wiiw's file."""
    rows = pd.read_csv(file, dtype="str", keep_default_na=False)
    rows = rows[(rows["Direction"] == "FDI inward stock") & (rows["Unit"] == "EUR m")]
    years = [name for name in rows if name.startswith("_")]
    stock = rows.set_index("Partner-Code")[years].rename(columns=lambda name: int(name[1:]))
    # a full stop is a value that the source does not give
    stock = stock.apply(pd.to_numeric, errors="coerce")
    shares = (100 * stock / stock.loc[WHOLE]).melt(
        var_name="year", value_name="share", ignore_index=False
    )
    codes = load("country_codes").query("source == 'iso3166-1'").set_index("alpha2")["alpha3"]
    names = load("actors").set_index("iso3")["name"]
    shares["iso3"] = shares.index.map(codes)
    table = shares[shares["iso3"].isin(PARTNERS) & shares["share"].notna()]
    table = table.assign(
        partner=table["iso3"].map(names),
        stock_share_pct=decimals(table["share"], 3),
        basis="computed",
        as_of=table["year"].astype(str) + "-12-31",
        source="wiiw-fdi-kz",
        note="",
    )
    columns = ["year", "partner", "iso3", "stock_share_pct", "basis", "as_of", "source", "note"]
    return table.sort_values(["year", "partner"])[columns]


if __name__ == "__main__":
    main(build)
