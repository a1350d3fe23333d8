"""Trade from files that users download: UN Comtrade's and Eurostat's."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NoReturn, cast

import numpy as np
import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import CellError, Stream
from kzdiplo.readers import areas
from kzdiplo.readers.downloads import AS_DOWNLOADED, chunks, joined, refuse
from kzdiplo.table import TableError

_REMEDY = f"{AS_DOWNLOADED}, with codes and not with labels alone."
_KEY = ["reporter", "partner", "flow", "product", "period"]
_MASKED = r"[0-9]{2}(?=[0-9]*[A-Z])[0-9A-Z]{2,6}"
_LIKE_THOUSANDS = r"\s*[0-9]{1,3}\.[0-9]{3}\s*"
# what pandas and R write for a code that they do not have; none is a code of an area
_BLANK = {"", "NA", "N/A", "NaN", "nan", "None", "NULL", "null"}


@dataclass(frozen=True)
class _Layout:
    """A kind of file: for each of our columns those of the file, of which the first is taken."""

    name: str
    currency: str
    columns: dict[str, tuple[str, ...]]
    more: dict[str, str]


_COMTRADE = _Layout(
    "UN Comtrade's CSV",
    "USD",
    {
        "reporter": ("reporterISO", "reporterCode"),
        "partner": ("partnerISO", "partnerCode"),
        "flow": ("flowCode",),
        "product": ("cmdCode",),
        "period": ("period",),
        "value": ("primaryValue",),
    },
    {
        "reporter_number": "reporterCode",
        "partner_number": "partnerCode",
        "type": "typeCode",
        "classification": "classificationCode",
        "partner2": "partner2Code",
        "customs": "customsCode",
        "transport": "motCode",
    },
)
_EUROSTAT = _Layout(
    "Eurostat's SDMX-CSV",
    "EUR",
    {
        "reporter": ("reporter",),
        "partner": ("partner",),
        "flow": ("flow",),
        "product": ("product",),
        "period": ("TIME_PERIOD",),
        "value": ("OBS_VALUE",),
    },
    {
        "indicator": "indicators",
        "procedure": "stat_procedure",
        # SDMX-CSV 1.0 and 2.0
        "dataset": "DATAFLOW",
        "structure": "STRUCTURE_ID",
    },
)
# month 52 is the whole year
_COMEXT = _Layout(
    "Comext's bulk file",
    "EUR",
    {
        "reporter": ("REPORTER", "DECLARANT_ISO"),
        "partner": ("PARTNER_ISO", "PARTNER"),
        "flow": ("FLOW",),
        "product": ("PRODUCT_NC",),
        "period": ("PERIOD",),
        "value": ("VALUE_EUR", "VALUE_IN_EUROS"),
    },
    {"procedure": "STAT_PROCEDURE", "regime": "STAT_REGIME"},
)
_EASY_COMEXT = _Layout(
    "Easy Comext's relational view",
    "EUR",
    {
        "reporter": ("REPORTER",),
        "partner": ("PARTNER",),
        "flow": ("FLOW",),
        "product": ("PRODUCT",),
        "period": ("PERIOD",),
        "value": ("VALUE_IN_EUR", "VALUE_IN_EUROS"),
    },
    {"procedure": "STAT_PROCEDURE"},
)
_LAYOUTS = (_COMTRADE, _EUROSTAT, _COMEXT, _EASY_COMEXT)

# Comtrade has a row for each detail, and one with these marks for all of it.
_TOTALS = {"partner2": "0", "customs": "C00", "transport": "0"}
_COMTRADE_FLOWS = {"M": "import", "X": "export"}
_COMEXT_FLOWS = {"1": "import", "2": "export", "IMPORT": "import", "EXPORT": "export"}
_VALUES = ("VALUE_IN_EUROS", "VALUE_IN_EUR", "VALUE_EUR")
# Procedures are added up, but for the row of all of them: 4 in the older bulk files.
_ALL_PROCEDURES = {"4", "T", "TOTAL", "Total"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Datasets of Comext by the Harmonized System (or its Combined Nomenclature), and by others
_BY_HS = {"DS-016890", "DS-016893", "DS-045409", "DS-059322", "DS-059341", "DS-645593"}
_BY_OTHERS = {
    **dict.fromkeys(("DS-018995", "DS-043227", "DS-057861", "DS-059331"), "SITC"),
    **dict.fromkeys(("DS-032655", "DS-059328", "DS-059329"), "BEC"),
    **dict.fromkeys(("DS-059268", "DS-059327", "DS-059366"), "CPA"),
    **dict.fromkeys(("DS-056120", "DS-056121", "DS-059358", "DS-059359"), "PRODCOM"),
    "DS-022469": "NST/R",
}
_OTHER_LETTERS = {"S": "SITC", "B": "BEC", "E": "services"}
_CHOOSE_HS = (
    "Choose HS as classification: on Comtrade's page, as cl='HS' in comtradeapicall, or as "
    "commodity_classification = 'HS' in comtradr."
)


def read_trade(
    path: str | Path,
    level: int | None = None,
    keep: Literal["members", "groups", "all"] | None = None,
) -> pd.DataFrame:
    """Read trade in goods from a file that you have downloaded.

    Known are the CSV of UN Comtrade, from its download page, from ``comtradeapicall`` or from
    R's ``comtradr``; the SDMX-CSV of Eurostat's data browser (1.0 or 2.0, such as DS-045409);
    the bulk files of Comext, unpacked from their archive, in the layout of today and in that
    which begins with ``DECLARANT``; and the relational view of Easy Comext in English. All have
    their own terms of use.

    Parameters
    ----------
    path : str or pathlib.Path
        The file, as downloaded; also compressed by gzip, or alone in a ZIP archive.
    level : int, optional
        Digits of the product codes to keep: 2, 4, 6 or 8, or 0 for the total of all goods.
        Needed where a file has several, since a chapter holds its headings.
    keep : {"members", "groups", "all"}, optional
        Needed where groups, such as EU27_2020 or the world, stand beside their members among
        the reporters or among the partners, since a sum would count trade twice: keep the
        members, the groups, or all.

    Returns
    -------
    pandas.DataFrame
        One row a flow: ``reporter`` and ``partner`` (ISO 3166-1 alpha-3 code where there is one,
        else the file's own, such as W00 for the world or EU27_2020), ``flow`` (``import`` or
        ``export``), ``product`` (code of the Harmonized System or TOTAL), ``period`` (``2023``
        or ``2023-05``), ``value`` and ``currency`` (USD from Comtrade, EUR from Eurostat). All
        but ``value`` are categories. A value that the file withholds is missing. Other flows,
        such as re-exports, which exports hold already, quantities, and rows of Comtrade by means
        of transport, second partner or customs procedure are left out.

        Masked codes, such as 39XXXXXX for goods of chapter 39 that a state keeps secret, are no
        goods of their own: their rows are left out, a warning names their sum, and
        ``.attrs["masked"]`` has it by flow and code.

    Raises
    ------
    TableError
        When there is no such file, it is none of the four, its products are of another
        classification (SITC, BEC, services), a cell cannot be read, was shortened by a
        spreadsheet or is negative, product codes of several levels stand in it and `level` is not
        given, groups stand beside their members and `keep` is not given, years and months are
        mixed, or a flow is there twice; with row, column and value.

    Warns
    -----
    UserWarning
        When masked codes are left out, or the file does not say that its products are codes of
        the Harmonized System.

    Notes
    -----
    The file is read some rows at a time: a month of Comext with 5 million rows needs less
    than 1 GiB of memory.

    Kosovo is XKX in files of both publishers, which write _KS and XK. Comtrade's S19, other Asia,
    is mostly Taiwan, but stays S19.

    Examples
    --------
    >>> from kzdiplo import read_trade
    >>> flows = read_trade("estat_ds-045409_en.csv", level=6, keep="members")  # doctest: +SKIP
    """
    if keep not in (None, "members", "groups", "all"):
        raise ValueError(f"keep={keep!r}: use 'members', 'groups' or 'all'")
    spelled = {name for layout in _LAYOUTS for names in layout.columns.values() for name in names}
    # where one is not in UTF-8, that shows in the names of states, which are not read
    with csvtext.opened(path, spelled, f"{AS_DOWNLOADED}.") as stream:
        layout, columns = _recognised(stream)
        flows, notes = _flows(stream, layout, columns)
    file = stream.file
    flows, masked = _of_level(file, flows, level)
    flows = _kept(file, flows, keep)
    flows = flows.assign(period=_one_kind(file, flows["period"]))
    _refuse_twice(file, flows)
    if masked:
        notes.append(_masked_note(masked, layout.currency))
    for note in notes:
        warnings.warn(f"{file}: {note}.", stacklevel=2)
    result = flows[[*_KEY, "value"]].reset_index(drop=True)
    for name in _KEY:
        result[name] = result[name].cat.remove_unused_categories()
    result["currency"] = pd.Categorical.from_codes([0] * len(result), pd.Index([layout.currency]))
    result.attrs = {"masked": masked} if masked else {}
    return result


@dataclass(frozen=True)
class _File:
    """What messages say of a file, and how it writes numbers."""

    name: str
    delimiter: str
    columns: dict[str, str]

    def refuse(
        self, column: pd.Series, bad: pd.Series, message: str, remedy: str = f"{AS_DOWNLOADED}."
    ) -> NoReturn:
        """Refuse the first bad cell of one of our columns under the name that the file gives it."""
        name = self.columns.get(str(column.name), str(column.name))
        refuse(self.name, column.rename(name), bad, message, remedy)


def _plain(name: str) -> str:
    """Return a column's code in small letters: ``TIME_PERIOD: Time`` is timeperiod."""
    return name.split(":")[0].strip().lower().replace("_", "")


def _recognised(stream: Stream) -> tuple[_Layout, dict[str, str]]:
    """Return the layout of a file, and which of its columns is which of ours."""
    names: dict[str, str] = {}
    for name in stream.header:
        # behind a column of codes may stand one of names with the same name
        names.setdefault(_plain(name), name)
    for layout in _LAYOUTS:
        wanted = {**layout.columns, **{ours: (name,) for ours, name in layout.more.items()}}
        found = {
            ours: next((names[_plain(name)] for name in spelled if _plain(name) in names), None)
            for ours, spelled in wanted.items()
        }
        if all(found[ours] for ours in layout.columns):
            return layout, {ours: name for ours, name in found.items() if name}
    known = "; ".join(
        f"{layout.name} has {', '.join(' or '.join(names) for names in layout.columns.values())}"
        for layout in _LAYOUTS
    )
    raise TableError(
        f"{stream.file} is none of the files that this function reads. Its columns are "
        f"{', '.join(stream.header) or 'none'}. {known}. Download one of these. A file "
        f"of another source needs no reader: load it with pandas.read_csv(..., dtype=str), name "
        f"its columns {', '.join(_KEY)} and value, make value a number with pandas.to_numeric, "
        "and give the frame to kzdiplo.measures.diversion."
    )


def _flows(
    stream: Stream, layout: _Layout, columns: dict[str, str]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of a file with our columns and codes, and what is in doubt."""
    code_of = areas.comtrade_number() if layout is _COMTRADE else areas.comext()
    file = _File(stream.file, stream.delimiter, columns)
    # Comext gives each procedure a row
    adds_up = not {"procedure", "regime"}.isdisjoint(columns)
    parts, by_hs = [], True
    for chunk in chunks(stream, columns.values(), plain={columns["value"]}):
        rows = pd.DataFrame({ours: chunk[name] for ours, name in columns.items()})
        if layout is _COMTRADE:
            by_hs &= _checked_classification(file, rows)
            part = _of_comtrade(file, rows, code_of)
        else:
            by_hs &= layout is _COMEXT or _checked_dataset(file, rows)
            part = _of_comext(file, rows, code_of)
        if not adds_up:
            _refuse_twice(stream.file, part)
        parts.append(part)
    flows = joined(parts) if parts else pd.DataFrame()
    if flows.empty:
        raise TableError(
            f"{stream.file} has no rows with the value of imports or exports. Choose values, not "
            "quantities, and in Comtrade all partners, modes of transport and customs procedures."
        )
    if adds_up:
        flows = _added_up(flows)
    doubt = (
        "nothing in the file says that its products are codes of the Harmonized System. They are "
        "taken for such: make sure that they are"
    )
    in_doubt = not by_hs and set(flows["product"].cat.categories) != {"TOTAL"}
    return flows, [doubt] if in_doubt else []


def _checked_classification(file: _File, rows: pd.DataFrame) -> bool:
    """Refuse rows of Comtrade by another classification; say whether the file names its own."""
    if "type" in rows:
        bad = rows["type"].isin(["S"])
        if bad.any():
            file.refuse(rows["type"], bad, "services, not goods", _CHOOSE_HS)
    if "classification" not in rows:
        return False
    used = rows["classification"]
    bad = ~used.isin([text for text in used.cat.categories if re.fullmatch(r"HS|H[0-9]", text)])
    if bad.any():
        kind = _OTHER_LETTERS.get(str(used[bad].iloc[0])[:1], "another classification")
        file.refuse(used, bad, f"{kind}, not the Harmonized System", _CHOOSE_HS)
    return True


def _checked_dataset(file: _File, rows: pd.DataFrame) -> bool:
    """Refuse datasets of Comext by another classification; say whether it is known to be by HS."""
    known = False
    for name in {"dataset", "structure"}.intersection(rows):
        for text in rows[name].cat.categories:
            dataset = re.search(r"DS-[0-9]{6}", text.upper())
            other = dataset and _BY_OTHERS.get(dataset[0])
            if other:
                message = f"a dataset by {other}, not by the Harmonized System"
                remedy = "Download DS-045409, or DS-059341, which are by it."
                file.refuse(rows[name], rows[name] == text, message, remedy)
            known = known or bool(dataset and dataset[0] in _BY_HS)
    return known


def _of_comtrade(file: _File, rows: pd.DataFrame, code_of: areas.Translation) -> pd.DataFrame:
    for name, total in _TOTALS.items():
        if name in rows:
            # where a file leaves the mark away there is no other row, or the flow is there twice
            whole = {total, f"{total}.0", *_BLANK}
            rows = rows[rows[name].isin(whole)]
    rows = rows[rows["flow"].isin(_COMTRADE_FLOWS)]
    sides = {side: _comtrade_side(file, rows, side, code_of) for side in ("reporter", "partner")}
    return _tidy(file, rows, **sides, flow=_translated(file, rows["flow"], _COMTRADE_FLOWS.get))


def _comtrade_side(
    file: _File, rows: pd.DataFrame, side: str, code_of: areas.Translation
) -> pd.Series:
    """Return the codes of a side from its ISO column, or where that is blank from its number."""
    iso, number = rows[side], rows.get(f"{side}_number")
    blank = iso.isin([text for text in iso.cat.categories if text.strip() in _BLANK])
    numbered = iso.isin([text for text in iso.cat.categories if re.match(r"\s*[0-9]", text)])
    by_iso = _translated(
        file, iso[~blank & ~numbered], areas.comtrade_code, "no code such as KAZ, W00 or _X"
    )
    if not (blank | numbered).any():
        return by_iso
    rest = iso if number is None else number.astype("str").mask(numbered, iso.astype("str"))
    why = "no number of an area of UN Comtrade, and the ISO code is blank"
    by_number = _translated(
        file, rest[blank | numbered].astype("category"), code_of, why,
        "Download again with descriptions (includeDesc=True in comtradeapicall).",
    )  # fmt: skip
    both = pd.concat([by_iso.astype("str"), by_number.astype("str")])
    return both.loc[rows.index].astype("category")


def _of_comext(file: _File, rows: pd.DataFrame, code_of: areas.Translation) -> pd.DataFrame:
    if "indicator" in rows:
        values = [text for text in rows["indicator"].cat.categories if _code(text) in _VALUES]
        rows = rows[rows["indicator"].isin(values)]
    area = "neither a code nor an English name of a state or area in Comext"
    flow = "no flow: 1 or 2, IMPORT or EXPORT"
    columns = {
        "reporter": _translated(file, rows["reporter"], code_of, area),
        "partner": _translated(file, rows["partner"], code_of, area),
        "flow": _translated(
            file, rows["flow"], lambda t: _COMEXT_FLOWS.get(_code(t).upper()), flow
        ),
    }
    for name in {"procedure", "regime"}.intersection(rows):
        used = rows[name]
        totals = [text for text in used.cat.categories if _code(text) in _ALL_PROCEDURES]
        columns["whole"] = used.isin(totals)
    return _tidy(file, rows, **columns)


def _tidy(file: _File, rows: pd.DataFrame, **columns: pd.Series) -> pd.DataFrame:
    """Return our columns of some rows, of which the areas and flows are done."""
    product = _translated(
        file, rows["product"], _product, "no code of the Harmonized System, nor TOTAL"
    )
    period = _translated(file, rows["period"], _period, "neither a year nor a month")
    value = _numbers(file, rows["value"])
    frame = pd.DataFrame({**columns, "product": product, "period": period, "value": value})
    return frame.reset_index(drop=True)


def _translated(
    file: _File,
    column: pd.Series,
    meaning: areas.Translation,
    message: str = "",
    remedy: str = _REMEDY,
) -> pd.Series:
    """Replace each value by what it means; the first that means nothing is an error."""
    column = column.cat.remove_unused_categories()
    texts = column.cat.categories.tolist()
    found = [meaning(text.strip()) for text in texts]
    if None in found:
        wrong = [text for text, code in zip(texts, found, strict=True) if code is None]
        file.refuse(column, column.isin(wrong), message, remedy)
    codes = sorted({code for code in found if code is not None})
    place = {code: i for i, code in enumerate(codes)}
    places = np.array([place[code] for code in found if code is not None], dtype="int64")
    translated = pd.Categorical.from_codes(places[column.cat.codes], pd.Index(codes))
    return pd.Series(translated, index=column.index, name=column.name)


def _code(text: str) -> str:
    """Return the code of "code:label" or "code-label"."""
    return re.split(r"[:-]", text, maxsplit=1)[0].strip()


@lru_cache(1 << 16)
def _product(text: str) -> str | None:
    code = _code(text).upper()
    known = re.fullmatch(rf"TOTAL|([0-9]{{2}}){{1,5}}|{_MASKED}", code)
    return code if known else None


@lru_cache(1 << 10)
def _period(text: str) -> str | None:
    """Return 2023 or 2023-05 for these, 202305, 202352, "Jan.-Dec. 2023" or "May. 2023"."""
    words = re.fullmatch(r"(?:[0-9]{6}-)?(Jan\.-Dec\.|[A-Z][a-z]{2}\.?) ([0-9]{4})", text)
    if words:
        month = words[1].removesuffix(".")
        if month in _MONTHS:
            return f"{words[2]}-{_MONTHS.index(month) + 1:02}"
        return words[2] if words[1] == "Jan.-Dec." else None
    text = text.split(":")[0].strip()
    if re.fullmatch(r"[12][0-9]{3}(52)?", text):
        return text[:4]
    months = re.fullmatch(r"([12][0-9]{3})-?(0[1-9]|1[0-2])", text)
    return f"{months[1]}-{months[2]}" if months else None


def _numbers(file: _File, value: pd.Series) -> pd.Series:
    """Return numbers; a value that is withheld is missing."""
    numbers = pd.to_numeric(value, errors="coerce").astype("float64")
    doubtful = ~np.isfinite(numbers) | np.array(["E" in text for text in value.tolist()], "bool")
    if file.delimiter != ",":
        doubtful |= value.str.fullmatch(_LIKE_THOUSANDS).astype("bool")
    for place in np.flatnonzero(doubtful):
        try:
            numbers.iloc[int(place)] = _number(value.iloc[place].strip(), file.delimiter)
        except CellError as error:
            bad = doubtful & (value == value.iloc[place])
            file.refuse(value, bad, f"no number that is clear ({error.args[0]})")
    if (numbers < 0).any():
        file.refuse(value, numbers < 0, "a flow of trade below zero")
    return numbers


def _number(text: str, delimiter: str) -> float:
    # ":" is how Eurostat withholds a value
    if text in _BLANK or text.startswith(":"):
        return np.nan
    if delimiter != "," and re.fullmatch(_LIKE_THOUSANDS, text):
        raise CellError("the point may set off decimals or thousands")
    return float(csvtext.number(text, decimal_comma=delimiter == ";"))


def _added_up(flows: pd.DataFrame) -> pd.DataFrame:
    """Add up the procedures of each flow, or take the rows of all of them where there are such."""
    if flows["whole"].any():
        flows = flows[flows["whole"]]
    sums = flows.groupby(_KEY, observed=True, sort=False)["value"].sum(skipna=False)
    return sums.reset_index()


def _of_level(
    file: str, flows: pd.DataFrame, level: int | None
) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    """Return the flows of one level of codes without masked codes, and the sums of these."""
    product = flows["product"].cat.remove_unused_categories()
    digits = {code: 0 if code == "TOTAL" else len(code) for code in product.cat.categories}
    masked = {code for code in digits if re.fullmatch(_MASKED, code)}
    levels = sorted({digits[code] for code in digits.keys() - masked})
    if level is None and len(levels) > 1:
        raise TableError(
            f"{file} has product codes of {', '.join(map(str, levels))} digits (0 is the "
            "total of all goods), which hold one another: choose one with `level`."
        )
    if not levels:
        raise TableError(f"{file} has masked product codes only, such as {min(masked)}.")
    if level is not None and level not in levels:
        raise TableError(
            f"{file} has no product codes of {level} digits, but of {', '.join(map(str, levels))}."
        )
    level = levels[0] if level is None else level
    wanted = [code for code in digits if digits[code] == level]
    hidden = flows[product.isin(masked.intersection(wanted))]
    sums = hidden.groupby(["flow", "product"], observed=True)["value"].sum()
    named: dict[str, dict[str, float]] = {}
    for key, amount in sums.items():
        flow, code = cast(tuple[str, str], key)
        named.setdefault(flow, {})[code] = float(amount)
    return flows[product.isin(set(wanted) - masked)], named


def _masked_note(masked: dict[str, dict[str, float]], currency: str) -> str:
    sums = " and ".join(
        f"{flow}s of {sum(by_code.values()):,.0f} {currency} under {len(by_code)} of them, such as "
        f"{min(by_code)}"
        for flow, by_code in masked.items()
    )
    return f"masked codes are left out: {sums}. The frame's .attrs['masked'] has all"


def _kept(file: str, flows: pd.DataFrame, keep: str | None) -> pd.DataFrame:
    """Refuse groups beside their members, or keep those that are wanted."""
    for side in ("reporter", "partner"):
        pairs = areas.conflicts(flows[side].cat.remove_unused_categories().cat.categories)
        if not pairs or keep == "all":
            continue
        group = pairs[0][0]
        held = [area for other, area in pairs if other == group]
        beside = f"{group} stands beside {', '.join(held[:5])}{', ...' if held[5:] else ''}"
        if keep is None:
            raise TableError(
                f"{file}: among the {side}s {beside}, which it holds: a sum would count their "
                "trade twice. Say keep='members' to leave such groups out, keep='groups' to have "
                "them without their members, or keep='all' if you choose rows yourself."
            )
        dropped = {pair[0] if keep == "members" else pair[1] for pair in pairs}
        flows = flows[~flows[side].isin(dropped)]
        left = flows[side].cat.remove_unused_categories().cat.categories
        if left.empty or areas.conflicts(left):
            raise TableError(
                f"{file}: among the {side}s {beside}, and keep={keep!r} leaves no clear choice: "
                "say keep='all' and choose rows yourself."
            )
    return flows


def _one_kind(file: str, period: pd.Series) -> pd.Series:
    period = period.cat.remove_unused_categories()
    if len({len(label) for label in period.cat.categories}) > 1:
        raise TableError(f"{file} has years and months: download one of the two.")
    return period


def _refuse_twice(file: str, flows: pd.DataFrame) -> None:
    twice = flows.duplicated(_KEY)
    if twice.any():
        first = flows[twice].iloc[0]
        raise TableError(
            f"{file}: {first['flow']} of {first['product']}, {first['reporter']} and "
            f"{first['partner']}, is there twice for {first['period']}. The file breaks flows down "
            "further, or joins two downloads: take one without that detail."
        )
