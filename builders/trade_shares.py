"""Which part of the trade of Kazakhstan and its peers went to each vector, by year and reporter.

Kazakhstan's own rows follow from the table trade_by_partner. FOLDER holds the files of the others;
rows of a reporter and year that no file has stand as they are. Its files are

- cow_trade_ddy.csv and penppml_trade.csv, tables of R packages written as CSV: Rscript -e
  'write.csv(readRDS("cow_trade_ddy.rds"), "cow_trade_ddy.csv", row.names = FALSE)' and Rscript -e
  'write.csv(penppml::trade, "penppml_trade.csv", row.names = FALSE)';
- trade_data.json, flows of the IMF's file of pairs as a public repository has them;
- armenia_data.csv, and sdmx_data_1105.csv (exports) and sdmx_data_1176.csv (imports) of Uzbekistan;
- 4.03.00.18.csv (exports) and 4.03.00.20.csv (imports), the first sheets of Kyrgyz workbooks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import peers
from building import main, shipped

from kzdiplo import load
from kzdiplo.table import TableError
from kzdiplo.vectors import VECTORS

INPUTS = ()
FLOWS = ["exports", "imports", "turnover"]
WHO = ["iso3", "year", "reporter", "source", "note"]
REPORTERS = [
    "arm_national",
    "cow_importer_reported",
    "imf_exporter_reported",
    "kgz_national",
    "un_comtrade",
    "kaz_national",
    "uzb_national",
    "comtrade_panel",
]
#: The IMF's flows name no year.
IMF_YEAR = 2025
#: What is known of them: Russia's exports to these are estimates, and flows are missing.
IMF_NOTES = {
    **dict.fromkeys(
        ["ARM", "BLR", "KGZ", "TJK", "UZB"], "doubtful: Russian side estimated by the IMF"
    ),
    "KAZ": "part: the file has no flow between this state and Russia or most EAEU members",
    "TKM": "part: no flow with Russia in the file",
    "UKR": "part: no flow with Russia (war)",
}
#: Spellings of states that the tables of names do not have.
NAMES = {
    "Bosnia": "BIH",
    "British virgin islands": "VGB",
    "Butane": "BTN",
    "China (Sar Hong Kong)": "HKG",
    "Czech Republic": "CZE",
    "Dominican Rep.": "DOM",
    "Great Britain": "GBR",
    "Great Britain (United Kingdom)": "GBR",
    "Ivory Coast": "CIV",
    "Korea (DPRK)": "PRK",
    "Korea, DPR of": "PRK",
    "Lao People's Democratic Republic": "LAO",
    "Macau (Macau)": "MAC",
    "SAR-Hong Kong": "HKG",
    "Taiwan. China province": "TWN",
    "The Republic of Korea": "KOR",
    "Turkey": "TUR",
    "UAE": "ARE",
    "USA": "USA",
    "Vietnam": "VNM",
}
#: Codes of the panel that are not those of today.
PANEL_CODES = {"ROM": "ROU", "TMP": "TLS", "ZAR": "COD"}
#: Rows that are no state or territory.
SUMS = ["Total", "The EU", "CIS", "SCO", "EAEU", "UN", "European Union (EU)", "Undefined country"]
CONTINENTS = ["Europe", "Asia", "America", "Africa", "Australia and Oceania"]
NOWHERE = ["EU countries not specified", "Unknown country"]
#: A state or territory that no table names counts as other, if it has less of the trade than this.
UNNAMED = 0.001


def kazakhstan() -> pd.DataFrame:
    """Return what Kazakhstan recorded, billion USD."""
    rows = load("trade_by_partner").query("row_type == 'country'")
    rows = rows[rows["reporter"].isin(["un_comtrade", "kaz_national"])]
    unusable = (rows["reporter"] == "un_comtrade") & (rows["year"] == 2010)
    sources = rows.groupby("year")["source"].agg(
        lambda cells: ";".join(dict.fromkeys(";".join(cells).split(";")))
    )
    return rows.assign(
        partner=rows["iso3"],
        iso3="KAZ",
        exports=rows["exports_usd_bn"],
        imports=rows["imports_usd_bn"],
        source=rows["year"].map(sources),
        note=unusable.map({True: "2010 not usable", False: ""}),
    )


def correlates(file: Path) -> pd.DataFrame:
    """Return flows as the importer recorded them, million USD; Serbia's end with Yugoslavia."""
    codes = load("cow_states").set_index("cow_code")["code"]
    rows = pd.read_csv(file).query("year >= @peers.FIRST_YEAR")
    # the file has a row each way; partners without a number are no members of the United Nations
    rows = rows.assign(iso3=rows["ccode1"].map(codes), partner=rows["ccode2"].map(codes))
    rows = rows[rows["iso3"].isin({*peers.states()} - {"SRB"}) & rows["partner"].notna()]
    rows = rows.rename(columns={"flow1": "imports", "flow2": "exports"})
    both = rows[["exports", "imports"]]
    count = rows.assign(missing=both.isna().sum(axis=1), flows=2).groupby(["iso3", "year"])
    missing, flows = (count[name].transform("sum") for name in ("missing", "flows"))
    note = missing.astype(str) + " of " + flows.astype(str) + " flows missing in the source"
    note = note.where(missing > 0, "")
    return rows.assign(note=note, reporter="cow_importer_reported", source="cow-trade-4.0")


def panel(file: Path) -> pd.DataFrame:
    """Return flows as the exporter recorded them, USD, of states that reported in a year."""
    rows = pd.read_csv(file, usecols=["exp", "imp", "time", "export"], keep_default_na=False)
    rows = rows.rename(columns={"time": "year"}).query("year >= @peers.FIRST_YEAR")
    rows = rows.replace(dict.fromkeys(["exp", "imp"], PANEL_CODES))
    both = _both_sides(rows, "exp", "imp", "export").astype({"year": int})
    reporting = pd.MultiIndex.from_frame(rows[["exp", "year"]])
    # the panel lists territories for some years only
    states = {*load("actors")["iso3"], *peers.ALSO}
    both = both[both["partner"].isin(states) & (both["partner"] != both["iso3"])]
    both = both[pd.MultiIndex.from_frame(both[["iso3", "year"]]).isin(reporting)]
    return both.assign(reporter="comtrade_panel", source="wb-trade-panel", note="")


def imf(file: Path) -> pd.DataFrame:
    """Return flows as the exporter recorded them, million USD."""
    edges = pd.DataFrame(json.loads(file.read_text("utf-8"))["edges"])
    sides = _both_sides(edges, "source", "target", "value")
    codes = known()
    sides = sides.assign(iso3=sides["iso3"].map(codes)).dropna(subset="iso3")
    return coded(sides.rename(columns={"partner": "name"}), file).assign(
        year=IMF_YEAR,
        reporter="imf_exporter_reported",
        source="imf-imts-2025",
        note=lambda rows: rows["iso3"].map(IMF_NOTES).fillna(""),
    )


def armenia(file: Path) -> pd.DataFrame:
    """Return whole years of Armenia's record, thousand USD; imports by country of origin."""
    rows = pd.read_csv(file, na_values="-").dropna(subset="country")
    whole = rows.loc[rows["timeperiod"] == "12", "year"]
    rows = rows[(rows["timeperiod"] == "Year") & rows["year"].isin(whole)]
    rows = rows.rename(columns={"country": "name", "export": "exports", "import_origin": "imports"})
    return coded(rows[~rows["name"].isin(NOWHERE)], file).assign(
        iso3="ARM",
        reporter="arm_national",
        source="armstat",
        note="imports by country of origin",
    )


def kyrgyzstan(exports: Path, imports: Path) -> pd.DataFrame:
    """Return Kyrgyzstan's record, thousand USD."""
    rows = pd.concat([_sheet(exports, "exports"), _sheet(imports, "imports")], ignore_index=True)
    amounts = ["exports", "imports"]
    totals = rows[rows["name"] == "Total"].groupby("year")[amounts].sum()
    rows = rows[~rows["name"].isin([*SUMS, *CONTINENTS])]
    cover = 100 * rows.groupby("year")[amounts].sum() / totals
    notes = [
        f"country rows cover {year.exports:.1f}% of exports and {year.imports:.1f}% of imports"
        for year in cover.itertuples()
    ]
    return coded(rows, exports).assign(
        iso3="KGZ",
        reporter="kgz_national",
        source="nsc-kgz",
        note=rows["year"].map(dict(zip(cover.index, notes, strict=True))),
    )


def uzbekistan(exports: Path, imports: Path) -> pd.DataFrame:
    """Return Uzbekistan's record, thousand USD; number 0 has no country."""
    numbers = load("country_codes").dropna(subset="number").drop_duplicates("number")
    sides = [
        pd.read_csv(file)
        .filter(regex=r"^(Code|\d{4})$")
        .melt("Code", var_name="year", value_name=flow)
        for file, flow in ((exports, "exports"), (imports, "imports"))
    ]
    rows = pd.concat(sides, ignore_index=True).astype({"year": int})
    amounts = ["exports", "imports"]
    part = rows[rows["Code"] == 0].groupby("year")[amounts].sum()
    part = 100 * part / rows.groupby("year")[amounts].sum()
    notes = [
        f"{year.exports:.0f}% of exports and {year.imports:.0f}% of imports are not given by "
        "country (gold); left out"
        for year in part.itertuples()
    ]
    return rows[rows["Code"] != 0].assign(
        iso3="UZB",
        partner=rows["Code"].map(numbers.set_index("number")["alpha3"]),
        reporter="uzb_national",
        source="uzstat-2010-2023",
        note=rows["year"].map(dict(zip(part.index, notes, strict=True))),
    )


def _both_sides(rows: pd.DataFrame, exporter: str, importer: str, value: str) -> pd.DataFrame:
    """Return each flow as an export of one state, and as an import of the other, of the table."""
    out = rows.rename(columns={exporter: "iso3", importer: "partner", value: "exports"})
    back = rows.rename(columns={importer: "iso3", exporter: "partner", value: "imports"})
    both = pd.concat([out, back], ignore_index=True)
    codes = both["iso3"].map(known()).fillna(both["iso3"])
    return both[codes.isin(peers.states())]


def _sheet(file: Path, flow: str) -> pd.DataFrame:
    """Return name, year and value from a Kyrgyz sheet: three languages, then years."""
    cells = pd.read_csv(file, header=None, dtype=str, na_values="-")
    top = cells[3].str.fullmatch(r"\d{4}").idxmax()
    # a mark of a footnote may stand behind a year
    years = cells.loc[top, 3:].str[:4].astype(int)
    rows = cells.loc[top + 1 :].rename(columns={2: "name", **years}).dropna(subset="name")
    rows = rows.assign(name=rows["name"].str.strip())
    rows = rows.melt("name", [*years], "year", flow).astype({"year": int, flow: float})
    return rows.dropna(subset=flow)


def known() -> dict[str, str]:
    """Return the codes of states by their names in English."""
    tables = [("comext_names", "code"), ("actors", "iso3")]
    return {
        name: code
        for table, column in tables
        for name, code in load(table).set_index("name")[column].items()
    } | {"Kazakhstan": "KAZ", **NAMES}


def coded(rows: pd.DataFrame, file: Path) -> pd.DataFrame:
    """Return rows with the codes of their names, which are none where they may count as other."""
    rows = rows.assign(partner=rows["name"].map(known()))
    amounts = rows[["exports", "imports"]].sum(axis=1)
    unnamed = (amounts / amounts.sum())[rows["partner"].isna()]
    parts = unnamed.groupby(rows["name"]).sum()
    if (parts > UNNAMED).any():
        raise TableError(
            f"{file.name}: no table knows the name {parts.idxmax()!r}, which has "
            f"{parts.max():.1%} of the trade. Write its code into NAMES of trade_shares.py; what "
            "is no state or territory stands in NOWHERE or SUMS"
        )
    return rows


def shares(flows: pd.DataFrame, units: int = 1, millions: int = 1) -> pd.DataFrame:
    """Return the rows of flows, of which so many units are so many million USD."""
    flows = flows.assign(vector=peers.vector(flows["partner"]))
    sums = flows.groupby([*WHO, "vector"])[["exports", "imports"]].sum() * millions / units
    table = flows[WHO].drop_duplicates().merge(pd.DataFrame({"vector": [*VECTORS]}), how="cross")
    table = table.join(sums, on=[*WHO, "vector"]).fillna({"exports": 0, "imports": 0})
    table = table.assign(turnover=table["exports"] + table["imports"])
    table = table.melt([*WHO, "vector"], FLOWS, "flow", "value")
    total = table.groupby([*WHO, "flow"])["value"].transform("sum")
    # flows of the Correlates of War stay with their owner
    most = {"cow_importer_reported": None, "imf_exporter_reported": 1}
    values = zip(table["value"], table["reporter"], strict=True)
    return table.assign(
        share=(table["value"] / total).round(5).map(str),
        value_usd_mn=[_rounded(value, most.get(reporter, 2)) for value, reporter in values],
        total_usd_mn=[_rounded(value, 1) for value in total],
    )


def _rounded(value: float, places: int | None) -> str:
    return "" if places is None else str(round(value, places))


#: What reads which files, and how many of their units are a million USD.
READERS: list[tuple[Callable[..., pd.DataFrame], list[str], int]] = [
    (armenia, ["armenia_data.csv"], 1000),
    (correlates, ["cow_trade_ddy.csv"], 1),
    (imf, ["trade_data.json"], 1),
    (kyrgyzstan, ["4.03.00.18.csv", "4.03.00.20.csv"], 1000),
    (uzbekistan, ["sdmx_data_1105.csv", "sdmx_data_1176.csv"], 1000),
    (panel, ["penppml_trade.csv"], 1_000_000),
]


def build(folder: Path | None = None) -> pd.DataFrame:
    """Return the table; without a folder Kazakhstan's own rows are new."""
    parts = [shares(kazakhstan(), 1, 1000)]
    for reader, names, units in READERS:
        files = [folder / name for name in names] if folder else []
        if files and all(file.exists() for file in files):
            parts.append(shares(reader(*files), units))
    if folder and len(parts) == 1:
        known_files = ", ".join(name for _, names, _ in READERS for name in names)
        raise TableError(f"{folder} has none of the files {known_files}: name the folder with them")
    stand = shipped("trade_shares").astype({"year": int})
    new = pd.concat(parts)
    keys = ["reporter", "year"]
    again = pd.MultiIndex.from_frame(stand[keys]).isin(pd.MultiIndex.from_frame(new[keys]))
    table = pd.concat([stand[~again], new])[stand.columns]
    order = {"reporter": REPORTERS, "flow": FLOWS, "vector": [*VECTORS]}
    for name, values in order.items():
        table[name] = pd.Categorical(table[name], values)
    return table.sort_values(["iso3", "year", *order])


if __name__ == "__main__":
    main(build)
