"""Trade from files that users download: UN Comtrade's and Eurostat's CSV."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import Stream
from kzdiplo.readers.downloads import AS_DOWNLOADED, cells, refuse
from kzdiplo.table import TableError, load

_REMEDY = f"{AS_DOWNLOADED}, with codes and not with labels alone."
_KEY = ["reporter", "partner", "flow", "product", "period"]

# UN Comtrade: `period` is 2023 or 202305; rows are totals where each of these has its mark.
_COMTRADE = {
    "reporteriso": "reporter",
    "partneriso": "partner",
    "flowcode": "flow",
    "cmdcode": "product",
    "period": "period",
    "primaryvalue": "value",
}
_COMTRADE_TOTALS = {"partner2code": "0", "customscode": "C00", "motcode": "0"}
_COMTRADE_FLOWS = {"M": "import", "X": "export"}

# Eurostat's data browser, SDMX-CSV 1.0 and 2.0, with codes or with "code:label"
_EUROSTAT = {
    "reporter": "reporter",
    "partner": "partner",
    "flow": "flow",
    "product": "product",
    "time_period": "period",
    "obs_value": "value",
}
_EUROSTAT_VALUES = ("VALUE_IN_EUROS", "VALUE_EUR")

# Eurostat's bulk files of Comext: month 52 is the whole year, and procedures are added up
_COMEXT = {
    "reporter": "reporter",
    "partner": "partner",
    "flow": "flow",
    "product_nc": "product",
    "period": "period",
    "value_eur": "value",
}
_EUROSTAT_FLOWS = {"1": "import", "2": "export", "IMPORT": "import", "EXPORT": "export"}


def read_trade(path: str | Path, level: int | None = None) -> pd.DataFrame:
    """Read trade in goods from a file that you have downloaded.

    Three files are known: the CSV of UN Comtrade's download page, the SDMX-CSV of Eurostat's
    data browser (such as DS-045409) and the bulk files of Comext, unpacked from their archive.
    All have their own terms of use.

    Parameters
    ----------
    path : str or pathlib.Path
        The file, as downloaded; also compressed by gzip, or alone in a ZIP archive.
    level : int, optional
        Digits of the product codes to keep: 2, 4, 6 or 8, or 0 for the total of all goods.
        Needed where a file has several, since a chapter holds its headings.

    Returns
    -------
    pandas.DataFrame
        One row a flow: ``reporter`` and ``partner`` (ISO 3166-1 alpha-3 code where there is one,
        else the file's own, such as W00 for the world or EU27_2020), ``flow`` (``import`` or
        ``export``), ``product``, ``period`` (``2023`` or ``2023-05``), ``value`` and
        ``currency`` (USD from Comtrade, EUR from Eurostat). A value that the file withholds
        is missing. Other flows, such as re-exports, which exports hold already, quantities, and
        rows of Comtrade by means of transport, second partner or customs procedure are left out.

    Raises
    ------
    TableError
        When there is no such file, it is none of the three, a cell cannot be read, product
        codes of several levels stand in it and `level` is not given, years and months are
        mixed, or a flow is there twice; with row, column and value.

    Notes
    -----
    World and other groups of partners stand beside the states that they hold: do not add
    partners up without a choice among them.

    Examples
    --------
    >>> from kzdiplo import read_trade
    >>> flows = read_trade("estat_ds-045409_en.csv", level=6)  # doctest: +SKIP
    """
    known = {*_COMTRADE, *_EUROSTAT, *_COMEXT}
    # where one is not in UTF-8, that shows in the names of states, which are not read
    with csvtext.opened(path, known, f"{AS_DOWNLOADED}.") as stream:
        file, names = stream.file, {_plain(name): name for name in stream.header}
        if set(_COMTRADE) <= set(names):
            return _single(file, _trade(file, _from_comtrade(stream, names), level))
        if set(_EUROSTAT) <= set(names):
            return _single(file, _trade(file, _from_eurostat(stream, names), level))
        if set(_COMEXT) <= set(names):
            return _added_up(_trade(file, _from_comext(stream, names), level))
    raise TableError(
        f"{file} is none of the files that this function reads. Its columns are "
        f"{', '.join(stream.header) or 'none'}. UN Comtrade's CSV has {', '.join(_COMTRADE)}; "
        f"Eurostat's SDMX-CSV {', '.join(_EUROSTAT)}; Comext's bulk file {', '.join(_COMEXT)}. For "
        f"another source, rename its columns to {', '.join(_KEY)} and value."
    )


def _plain(name: str) -> str:
    """Return the code of a column in small letters: ``TIME_PERIOD: Time`` is time_period."""
    return name.split(":")[0].strip().lower()


def _chosen(
    stream: Stream, names: dict[str, str], columns: dict[str, str], *more: str
) -> pd.DataFrame:
    wanted = [*columns, *(name for name in more if name in names)]
    rows = cells(stream, [names[name] for name in wanted], "str")
    rows = rows.set_axis([columns.get(name, name) for name in wanted], axis=1)
    # "code:label" is a code with its name
    return pd.DataFrame({name: rows[name].str.replace(r"\s*:.*", "", regex=True) for name in rows})


def _from_comtrade(stream: Stream, names: dict[str, str]) -> pd.DataFrame:
    rows = _chosen(stream, names, _COMTRADE, *_COMTRADE_TOTALS)
    for name, total in _COMTRADE_TOTALS.items():
        if name in rows:
            rows = rows[rows[name] == total]
    rows = rows[rows["flow"].isin(_COMTRADE_FLOWS)]
    return rows.assign(flow=rows["flow"].map(_COMTRADE_FLOWS), currency="USD")


def _from_eurostat(stream: Stream, names: dict[str, str]) -> pd.DataFrame:
    rows = _chosen(stream, names, _EUROSTAT, "indicators")
    if "indicators" in rows:
        rows = rows[rows["indicators"].isin(_EUROSTAT_VALUES)]
    return _with_iso3(stream.file, rows)


def _from_comext(stream: Stream, names: dict[str, str]) -> pd.DataFrame:
    rows = _chosen(stream, names, _COMEXT)
    year = rows["period"].str.replace(r"^(\d{4})52$", r"\1", regex=True)
    return _with_iso3(stream.file, rows.assign(period=year))


def _added_up(flows: pd.DataFrame) -> pd.DataFrame:
    groups = flows.groupby([*_KEY, "currency"], sort=False)
    return groups["value"].sum(skipna=False).reset_index()[list(flows.columns)]


def _with_iso3(file: str, rows: pd.DataFrame) -> pd.DataFrame:
    flow = rows["flow"].str.upper().map(_EUROSTAT_FLOWS)
    if flow.isna().any():
        refuse(file, rows["flow"], flow.isna(), "no flow: 1 or 2, IMPORT or EXPORT", _REMEDY)
    codes = load("country_codes").set_index("alpha2")["alpha3"]
    sides = {name: rows[name].map(codes).fillna(rows[name]) for name in ("reporter", "partner")}
    return rows.assign(flow=flow, currency="EUR", **sides)


def _trade(file: str, rows: pd.DataFrame, level: int | None) -> pd.DataFrame:
    if rows.empty:
        raise TableError(
            f"{file} has no rows with the value of imports or exports. Choose values, not "
            "quantities, and in Comtrade all partners, modes of transport and customs procedures."
        )
    digits = _digits(file, rows["product"])
    levels = sorted(digits.unique())
    if level is None and len(levels) > 1:
        raise TableError(
            f"{file} has product codes of {', '.join(map(str, levels))} digits (0 is the "
            "total of all goods), which hold one another: choose one with `level`."
        )
    if level is not None and level not in levels:
        raise TableError(
            f"{file} has no product codes of {level} digits, but of {', '.join(map(str, levels))}."
        )
    if level is not None:
        rows = rows[digits == level]
    values = _numbers(file, rows["value"])
    rows = rows.assign(period=_periods(file, rows["period"]), value=values)
    return rows[[*_KEY, "value", "currency"]].reset_index(drop=True)


def _single(file: str, flows: pd.DataFrame) -> pd.DataFrame:
    twice = flows.duplicated(_KEY)
    if twice.any():
        first = flows[twice].iloc[0]
        raise TableError(
            f"{file}: {first['flow']} of {first['product']}, {first['reporter']} and "
            f"{first['partner']}, is there twice for {first['period']}. The file breaks flows down "
            "further, or joins two downloads: take one without that detail."
        )
    return flows


def _digits(file: str, product: pd.Series[str]) -> pd.Series[int]:
    total = product.str.upper() == "TOTAL"
    bad = ~(total | product.str.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{8}|\d{10}"))
    if bad.any():
        refuse(file, product, bad, "no code of the Harmonized System, nor TOTAL", _REMEDY)
    return product.str.len().mask(total, 0)


def _periods(file: str, period: pd.Series[str]) -> pd.Series[str]:
    months = period.str.replace(r"^(\d{4})-?(\d\d)$", r"\1-\2", regex=True)
    bad = ~months.str.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?")
    if bad.any():
        refuse(file, period, bad, "neither a year nor a month", _REMEDY)
    if len(set(months.str.len())) > 1:
        raise TableError(f"{file} has years and months: download one of the two.")
    return months


def _numbers(file: str, value: pd.Series[str]) -> pd.Series[float]:
    numbers = pd.to_numeric(value, errors="coerce").astype("float64")
    bad = numbers.isna() & (value != "")
    if bad.any():
        refuse(file, value, bad, "no number", _REMEDY)
    return numbers
