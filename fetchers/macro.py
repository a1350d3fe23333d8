"""Kazakhstan's economy by year: columns of the World Bank and of the IMF.

The last years are asked for again, since both revise them. Oil output has no interface and stays.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from building import places, shipped

from fetchers.asking import indicator, notes, observations, same_unit
from kzdiplo.table import resource

BANK, FUND = "World Bank", "IMF"
#: Columns: code, unit of the column in that of the publisher, decimals, source of earlier rows.
OF_BANK = {
    "gdp_usd_bn_wb": ("NY.GDP.MKTP.CD", 1e9, 3, "wb-gdp"),
    "population_persons": ("SP.POP.TOTL", 1, 0, "wb-population"),
    "fdi_net_inflow_pct_gdp": ("BX.KLT.DINV.WD.GD.ZS", 1, 5, "gapminder-wdi"),
    "exports_gs_pct_gdp": ("NE.EXP.GNFS.ZS", 1, 5, "gapminder-wdi"),
    "imports_gs_pct_gdp": ("NE.IMP.GNFS.ZS", 1, 5, "gapminder-wdi"),
}
OF_FUND = {
    "gdp_usd_bn_imf": ("NGDPD", 1e9, 3, "imf-weo-kaz"),
    "gdp_growth_pct_imf": ("NGDP_RPCH", 1, 6, "imf-weo-kaz"),
}
AGAIN = 3
ESTIMATES = "IMF figures are staff estimates or projections for this year"


def fetch() -> pd.DataFrame:
    """Return the last years of the table and those that are new, up to the running one."""
    first, last = resource("macro")["coverage"]["to"] - AGAIN, date.today().year
    values = {
        column: indicator(BANK, code, first, last) / unit
        for column, (code, unit, _, _) in OF_BANK.items()
    }
    found = observations(FUND, "IMF_DATA", "WEO", _key(), str(first))
    found["year"] = found["TIME_PERIOD"].astype(int)
    for column, (code, unit, _, _) in OF_FUND.items():
        values[column] = found[found["INDICATOR"] == code].set_index("year")["value"] / unit
    rows = shipped("macro").astype({"year": int}).set_index("year").reindex(range(first, last + 1))
    for column, (_, _, digits, _) in {**OF_BANK, **OF_FUND}.items():
        # a year that the publisher lacks keeps the value of the table
        rows[column] = places(values[column], digits).reindex(rows.index).fillna(rows[column])
    years = rows.index.to_series()
    rows = rows.assign(
        iso3="KAZ",
        to_check="false",
        as_of=years.astype("str") + "-12-31",
        source=[_sources(year, values, rows) for year in years],
        note=notes("macro", years.to_frame("year"), ["year"]),
    )
    rows.loc[years > resource("macro")["coverage"]["to"], "note"] = ESTIMATES
    rows = rows.fillna("").reset_index()[list(shipped("macro"))]
    return same_unit(BANK, "macro", rows, ["year"], [*OF_BANK, *OF_FUND])


def _key() -> dict[str, list[str]]:
    return {
        "COUNTRY": ["KAZ"],
        "INDICATOR": [code for code, *_ in OF_FUND.values()],
        "FREQUENCY": ["A"],
    }


def _sources(year: int, values: dict[str, pd.Series], rows: pd.DataFrame) -> str:
    """Return the sources of a row: of each column the new one, or that of the value that stays."""
    keys = []
    for columns, new in ((OF_FUND, "imf-weo"), (OF_BANK, "wb-indicators")):
        for column, (*_, old) in columns.items():
            if year in values[column].index:
                keys.append(new)
            elif rows.notna().loc[year, column] and rows.loc[year, column]:
                keys.append(old)
    stay = str(rows["source"].fillna("")[year]).split(";")
    keys += [key for key in stay if key.startswith("ei-")]
    return ";".join(dict.fromkeys(keys))
