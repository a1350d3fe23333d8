"""Make the table vector_amounts anew: python builders/vector_amounts.py.

It brings the tables of data/peers into one form: what a state has with each vector, by domain and
period. The table evenness is made of it, and so are profiles (`measures.balance.profile_of`).
"""

from __future__ import annotations

import pandas as pd
from building import main

from kzdiplo import load, vectors
from kzdiplo.vectors import VECTORS

INPUTS = ()  # tables of the repository
KEYS = ["iso3", "first_year", "last_year", "reporter", "vector"]
#: Spans of years in which trade is added up.
WINDOWS = [(1996, 2000), (2010, 2014)]
NATIONAL = ["un_comtrade", "kaz_national", "arm_national", "kgz_national", "uzb_national"]
#: What the IMF's file lacks of Kazakhstan's trade: exports to these, and imports from Russia.
LACKING = ["RUS", "BLR", "ARM", "KGZ"]
DECADES = [1995, 2005, 2015]
VISAS = {"inbound": "visa-free entry", "outbound": "visa-free travel"}
SMALL_TIV = 200  # million, in ten years: one delivery decides


def trade() -> pd.DataFrame:
    """Return turnover in million USD: two windows, 2016 and the latest year of each state."""
    rows = load("trade_shares").query("flow == 'turnover'")
    rows = rows.assign(amount=rows["share"] * rows["total_usd_mn"], note=rows["note"].fillna(""))
    # Kazakhstan's own record of 2010 lacks part of its trade
    rows = rows[~rows["note"].str.startswith("2010")]
    parts = [_window(rows, *years) for years in WINDOWS]
    in_2016 = rows[(rows["year"] == 2016) & (rows["reporter"] != "cow_importer_reported")]
    parts.append(_window(in_2016, 2016, 2016))
    own = rows[rows["reporter"].isin(NATIONAL)]
    newest = own[own["year"] == own.groupby("iso3")["year"].transform("max")]
    by_imf = rows[(rows["reporter"] == "imf_exporter_reported")]
    by_imf = by_imf[~by_imf["iso3"].isin(newest["iso3"])]
    latest = pd.concat([newest, by_imf, _exporting_side(rows)])
    latest = latest.assign(first_year=latest["year"], last_year=latest["year"], period="latest")
    return pd.concat([*parts, latest]).assign(
        domain="trade", unit="USD mn", basis="part of a whole"
    )


def _window(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Add up the years of a window for the reporters that have them all."""
    rows = rows[rows["year"].between(first, last)]
    years = rows.groupby(["iso3", "reporter"])["year"].transform("nunique")
    rows = rows[years == last - first + 1].assign(first_year=first, last_year=last)
    sums = rows.groupby(KEYS, sort=False).agg(
        amount=("amount", "sum"), source=("source", "first"), note=("note", _gold)
    )
    return sums.reset_index().assign(period=f"{first}-{last}" if last > first else str(last))


def _gold(notes: pd.Series) -> str:
    """Keep what a note says of exports without a country."""
    return "exports without a country (gold) left out" if notes.str.contains("gold").any() else ""


def _exporting_side(rows: pd.DataFrame) -> pd.DataFrame:
    """Complete the IMF's flows of Kazakhstan by those that it lacks, from its own record."""
    by_imf = rows[(rows["iso3"] == "KAZ") & (rows["reporter"] == "imf_exporter_reported")]
    own = load("trade_by_partner").query("reporter == 'kaz_national' and iso3 in @LACKING")
    own = own[own["year"] == by_imf["year"].max()]
    flows = own["exports_usd_bn"] + own["imports_usd_bn"].where(own["iso3"] == "RUS", 0)
    added = flows.groupby(vectors.assign(own["iso3"])).sum() * 1000
    return by_imf.assign(
        amount=by_imf["amount"] + by_imf["vector"].map(added).fillna(0),
        source=by_imf["source"] + ";" + ";".join(sorted(set(";".join(own["source"]).split(";")))),
        note="what the file lacks from Kazakhstan's own record: both flows with Russia, exports to "
        "Belarus, Armenia and Kyrgyzstan",
    )


def arms() -> pd.DataFrame:
    """Return deliveries in million units: periods of five years, and two of them together."""
    rows = load("arms_suppliers").query("vector != 'unknown'")
    rows = rows.assign(reporter="sipri", amount=rows["share"] * rows["total_tiv_mn"])
    five = rows.rename(columns={"period_start": "first_year", "period_end": "last_year"})
    # shares, since a total may be rounded to nothing
    five = five.assign(amount=five["share"], unit="share of deliveries")
    start = rows["period_start"] - (rows["period_start"] - DECADES[0]) % 10
    ten = rows.assign(first_year=start, last_year=start + 9)
    ten = ten.groupby(KEYS, sort=False)[["amount"]].sum().reset_index()
    totals = ten.groupby(KEYS[:2])["amount"].transform("sum")
    ten = ten[totals > 0].assign(unit="million TIV", source="sipri-at-2026")
    ten["note"] = (totals < SMALL_TIV).map({True: "small total", False: ""})
    both = pd.concat([five, ten])
    period = both["first_year"].astype(str) + "-" + both["last_year"].astype(str)
    return both.assign(domain="arms", period=period, basis="part of a whole")


def alliances() -> pd.DataFrame:
    """Return the numbers of states with a duty of defence or of consultation, in two years."""
    duties = {"defence_partners": "defence duties", "consultation_partners": "consultation duties"}
    rows = _dated(load("alliances").query("year in [1996, 2018]"), "year", "atop")
    keys = [*KEYS, "period", "source"]
    rows = rows.rename(columns=duties).melt(keys, [*duties.values()], "domain", "amount")
    return rows.assign(unit="states", basis="part of a whole")


def air() -> pd.DataFrame:
    """Return the numbers of routes."""
    rows = _dated(load("air_links"), "year", "openflights").rename(columns={"routes": "amount"})
    return rows.assign(domain="air routes", unit="routes", basis="part of a whole")


def organisations() -> pd.DataFrame:
    """Return the mean numbers of shared organisations, in two years."""
    rows = _dated(load("igo_overlap").query("year in [1996, 2014]"), "year", "cow_igo")
    rows = rows.rename(columns={"mean_shared_full_memberships": "amount"})
    return rows.assign(domain="organisations", unit="organisations, mean", basis="score")


def visas() -> pd.DataFrame:
    """Return the numbers of states without a visa, in and out, on four days."""
    rows = load("visa_openness").rename(columns={"visa_free": "amount"})
    rows = _dated(rows.assign(year=rows["date"].dt.year), "year", "passport_index")
    return rows.assign(
        domain=rows["direction"].map(VISAS),
        period=rows["date"].dt.strftime("%Y-%m-%d"),
        unit="states",
        basis="part of a whole",
    )


def votes() -> pd.DataFrame:
    """Return mean agreement with the states of a vector, by window and record."""
    rows = load("votes_agreement").query("partner_kind == 'vector'")
    rows = rows.rename(
        columns={"agreement": "amount", "partner": "vector"}
        | {"window_start": "first_year", "window_end": "last_year"}
    )
    period = rows["first_year"].astype(str) + "-" + rows["last_year"].astype(str)
    return rows.assign(domain="votes", period=period, unit="share of joint votes", basis="score")


def _dated(rows: pd.DataFrame, year: str, reporter: str) -> pd.DataFrame:
    """Give rows of one year their period, and the one reporter of their table."""
    years = rows[year]
    return rows.assign(
        first_year=years, last_year=years, period=years.astype(str), reporter=reporter
    )


def build() -> pd.DataFrame:
    """Return the table."""
    parts = [trade(), arms(), alliances(), air(), visas(), organisations(), votes()]
    rows = pd.concat(parts, ignore_index=True)
    group = ["domain", "period", "iso3", "reporter"]
    rows = rows[rows.groupby(group)["amount"].transform("sum") > 0]  # nothing has no spread
    rows = rows.assign(amount=rows["amount"].astype(float).round(6), note=rows["note"].fillna(""))
    for column, order in {
        "domain": rows["domain"].unique(),
        "reporter": [*NATIONAL, *rows["reporter"].unique()],  # a state's own record first
        "vector": VECTORS,
    }.items():
        rows[column] = pd.Categorical(rows[column], list(dict.fromkeys(order)))
    rows = rows.sort_values(["domain", "first_year", "last_year", "period", *group[2:], "vector"])
    columns = [*group[:2], "first_year", "last_year", *group[2:], "vector", "amount", "unit"]
    return rows[[*columns, "basis", "source", "note"]]


if __name__ == "__main__":
    main(build)
