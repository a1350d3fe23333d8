"""Concentration of Kazakhstan's trade by partner.

It follows from the table trade_by_partner. In the years of `WHOLE` it rests on workbooks of the
Bureau of National Statistics with every partner, of which that table bundles the small ones; the
rows of these years stand as they are.
"""

from __future__ import annotations

import pandas as pd
from building import main, places, shipped

from kzdiplo import load
from kzdiplo.measures.concentration import hhi_bounds

INPUTS = ()
FLOWS = ("exports", "imports", "turnover")
WHOLE = range(2018, 2024)
LISTED = (
    "listed partners only; the residual is spread over many small partners, so hhi_low is close "
    "to the true value"
)
NEARLY_ALL = "listed partners cover more than 99.7 percent"
#: Years that the flows are no basis for, and why.
UNUSABLE = {2010: "2010 is unusable: Russia understated"}
SOURCES = {
    "un_comtrade": "wits-tradestats-kaz;wits-summary-kaz",
    "kaz_national": "bns-trade-by-partner-2020-2025;bns-monthly-trade",
}


def measured(flows: pd.DataFrame, flow: str) -> dict[str, object]:
    """Return the indices of one flow of one year and reporter."""
    amounts = flows[flow]
    listed = amounts[(flows["row_type"] == "country") & (amounts > 0)]
    listed = listed.sort_values(ascending=False)
    residual = amounts[flows["row_type"] == "residual"].sum()
    whole = listed.sum() + residual
    low, high = hhi_bounds(listed, residual)
    return {
        "flow": flow,
        "hhi_low": low,
        "hhi_high": high,
        "residual_share_pct": 100 * residual / whole,
        "partners_used": len(listed),
        "top1_iso3": flows.loc[listed.index[0], "iso3"],
        "top1_share_pct": 100 * listed.iloc[0] / whole,
        "top3_share_pct": 100 * listed.head(3).sum() / whole,
    }


def computed() -> pd.DataFrame:
    """Return the indices of all years from trade_by_partner."""
    trade = load("trade_by_partner").query("reporter in @SOURCES")
    amounts = trade[["exports_usd_bn", "imports_usd_bn"]].fillna(0)
    trade = trade.assign(
        exports=amounts["exports_usd_bn"],
        imports=amounts["imports_usd_bn"],
        turnover=amounts.sum(axis=1),
    )
    rows = [
        {"year": year, "reporter": reporter, **measured(flows, flow)}
        for (year, reporter), flows in trade.groupby(["year", "reporter"])
        for flow in FLOWS
    ]
    table = pd.DataFrame(rows)
    notes = table["reporter"].map({"un_comtrade": LISTED, "kaz_national": NEARLY_ALL})
    written = {
        "hhi_low": 5,
        "hhi_high": 5,
        "residual_share_pct": 3,
        "top1_share_pct": 2,
        "top3_share_pct": 2,
    }
    return table.assign(
        shannon_nat="",
        as_of=table["year"].astype(str) + "-12-31",
        source=table["reporter"].map(SOURCES),
        note=table["year"].map(UNUSABLE).fillna(notes),
        **{name: places(table[name], most) for name, most in written.items()},
    )


def build() -> pd.DataFrame:
    """Return the table."""
    stand = shipped("trade_concentration").astype({"year": int}).query("year in @WHOLE")
    table = pd.concat([computed().query("year not in @WHOLE"), stand])
    return table.sort_values(["flow", "year"])[stand.columns]


if __name__ == "__main__":
    main(build)
