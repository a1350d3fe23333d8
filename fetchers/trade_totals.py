"""Kazakhstan's trade in goods with the world by year, as it reported it to UN Comtrade."""

from __future__ import annotations

from datetime import date

import pandas as pd
from building import places, shipped

from fetchers.asking import LATER, complete, comtrade, notes, refused, same_unit

PUBLISHER = "UN Comtrade"
PATH = "public/v1/preview/C/A/HS"
#: Kazakhstan with the world, all goods, customs procedures, modes and second partners together.
QUESTION = {
    "reporterCode": 398,
    "partnerCode": 0,
    "partner2Code": 0,
    "cmdCode": "TOTAL",
    "flowCode": "M,X",
    "customsCode": "C00",
    "motCode": 0,
}
KEYS = ["year", "scope", "reporter", "period", "basis"]


def fetch() -> pd.DataFrame:
    """Return the last year that Comtrade's rows of the table have, and those behind it."""
    first = int(shipped("trade_totals").query("reporter == 'un_comtrade'")["year"].max())
    # the interface takes one year a question
    years = [_flows(year) for year in range(first, date.today().year)]
    flows = pd.concat(years)
    if flows.empty:
        raise refused(PUBLISHER, f"it has no trade of Kazakhstan from {first} on", LATER)
    amounts = flows.pivot_table("primaryValue", "period", "flowCode") / 1e9
    amounts = amounts.rename_axis("year").reset_index()
    rows = pd.DataFrame(
        {
            "year": amounts["year"].astype("str"),
            "exports_usd_bn": places(amounts["X"], 6),
            "imports_usd_bn": places(amounts["M"], 6),
            "turnover_usd_bn": places(amounts["X"] + amounts["M"], 6),
            "scope": "goods",
            "reporter": "un_comtrade",
            "period": "full_year",
            "basis": "reported",
            "as_of": amounts["year"].astype("str") + "-12-31",
            "source": "un-comtrade",
        }
    )
    rows = rows.assign(note=notes("trade_totals", rows, KEYS))
    return same_unit(PUBLISHER, "trade_totals", rows, KEYS, ["exports_usd_bn", "imports_usd_bn"])


def _flows(year: int) -> pd.DataFrame:
    """Return both flows of a year, or no rows where Kazakhstan has not reported yet."""
    rows = comtrade(PUBLISHER, PATH, "data", period=year, **QUESTION)
    if rows.empty:
        return rows
    complete(PUBLISHER, rows, ["period", "flowCode", "primaryValue"])
    if sorted(rows["flowCode"]) != ["M", "X"]:
        flows = ", ".join(rows["flowCode"])
        raise refused(PUBLISHER, f"its answer for {year} has the flows {flows}, and not M and X")
    return rows
