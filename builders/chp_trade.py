"""Trade in goods of concern: the sums of EU exports among its rows.

They follow from the table sanctioned_goods_monthly. All other rows are facts of other sources and
stay.
"""

from __future__ import annotations

import pandas as pd
from building import main, places, shipped

from kzdiplo import load

INPUTS = ()
EVIDENCE = "derived_sum_of_cn8_rows"
#: Goods by column of the monthly table: their name, and what the note says.
GOODS = {
    "chp_tier1_eur_mn": (
        "CHP Tier 1: HS 8542.31, .32, .33, .39",
        "All CN8 codes of the four HS6 are covered",
    ),
    "chp_other12_eur_mn": (
        "Twelve other CHP codes fully covered in the extract",
        "HS 8471.50, 8471.80, 8482.20, 8517.62, 8517.69, 8526.91, 8541.10, 8541.21, 8541.29, "
        "8541.51, 8541.59, 8807.30",
    ),
}


def periods(months: pd.Series) -> list[tuple[str, str, str]]:
    """Return whole years, then the months of the last year in each: name, first and last month."""
    *whole, last = sorted(set(months.str[:4]))
    end = months.max()[5:]
    same = [(f"{year}-01/{year}-{end}", f"{year}-01", f"{year}-{end}") for year in (*whole, last)]
    return [*((year, f"{year}-01", f"{year}-12") for year in whole), *same]


def sums() -> pd.DataFrame:
    """Return the sums of EU exports by importer, period and group of goods."""
    monthly = load("sanctioned_goods_monthly")
    rows = []
    for importer, months in monthly.groupby("importer"):
        for period, first, last in periods(monthly["month"]):
            part = months[months["month"].between(first, last)]
            for column, (goods, note) in GOODS.items():
                rows.append(
                    {
                        "period": period,
                        "period_start": f"{first}-01",
                        "period_end": str(pd.Period(last).end_time.date()),
                        "flow": f"EU to {importer}",
                        "exporter": "European Union (27)",
                        "importer": importer,
                        "importer_iso3": part["importer_iso3"].iloc[0],
                        "goods_group": goods,
                        "measure": "value",
                        "value_eur_mn": part[column].sum(),
                        "reporter": "EU members (Eurostat)",
                        "evidence": EVIDENCE,
                        "as_of": part["as_of"].iloc[0],
                        "source": part["source"].iloc[0],
                        "note": note,
                    }
                )
    table = pd.DataFrame(rows)
    return table.assign(value_eur_mn=places(table["value_eur_mn"], 3))


def build() -> pd.DataFrame:
    """Return the table."""
    stand = shipped("chp_trade")
    others = stand[stand["evidence"] != EVIDENCE]
    return pd.concat([others, sums()]).fillna("")[stand.columns]


if __name__ == "__main__":
    main(build)
