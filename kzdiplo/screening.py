"""Customs codes against the Common High Priority list, by edition of the Harmonized System.

For teaching and research; no compliance advice: see :data:`BANNER`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kzdiplo.table import load

#: To be shown with every screening.
BANNER = (
    "For teaching and research; no compliance advice. Codes are compared with one list at one "
    "date. Whether a good may be traded depends on its make, use, parties and current law."
)

#: Editions of the Harmonized System; the list speaks the newest.
EDITIONS = (1992, 1996, 2002, 2007, 2012, 2017, 2022)
#: What may become of a code.
STATUSES = ("listed", "not_listed", "in_doubt", "other_edition", "malformed")

_NEWEST = EDITIONS[-1]
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_WIDE = dict(zip(map(ord, "０１２３４５６７８９．＝‐‑‒–−－"), "0123456789.=------", strict=True))
_QUOTES = "'\"`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_DECIMAL_COMMA = re.compile(r"[0-9]{4},[0-9]{2}")
_PRINTED_NUMBER = re.compile(r"([0-9]{4,10})\.0")
_CODE = re.compile(r"[0-9.\s-]+")
# each hyphen stands before two digits of a level, or before the last four
_HYPHENATED = re.compile(
    r"[0-9]{2}-?[0-9]{2}(-[0-9]{2}){1,3}|[0-9]{6}(-[0-9]{2}){1,2}|[0-9]{8}-[0-9]{2}"
    r"|[0-9]{4}-?[0-9]{2}-[0-9]{4}"
)
_DATE = re.compile(
    r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])(-[0-3][0-9])?"
    r"|[0-3][0-9]([.-])[0-3][0-9]\4((19|20)[0-9]{2}|(?<=-)[0-9]{2})"
)
_MARKS = re.compile(r"[.-]")
_SEPARATORS = re.compile(r"[.\s]")
_LOST_ZERO = re.compile(r"[0-9]{3}\.[0-9]{2}([0-9]{2})?")


class Listed(NamedTuple):
    """What the list says of a code."""

    tier: str
    description: str


class Finding(NamedTuple):
    """What became of a code of an edition; the texts are missing where they do not apply."""

    status: str
    tier: str | None = None
    description: str | None = None
    hs2022: str | None = None
    hs2022_listed: str | None = None


@cache
def listed() -> dict[str, Listed]:
    """Return the codes of the Common High Priority list.

    Returns
    -------
    dict of str to Listed
        Tier and description by six digits.

    Examples
    --------
    >>> from kzdiplo.screening import listed
    >>> listed()["854231"].tier
    '1'
    """
    items = load("chp_items")
    entries = map(Listed, items["tier"], items["description"])
    return dict(zip(items["hs6"], entries, strict=True))


@cache
def list_version() -> str:
    """Return the version of the list.

    Returns
    -------
    str
        Number of codes and date, such as ``50 codes, 2024-02-23``.

    Examples
    --------
    >>> from kzdiplo.screening import list_version
    >>> list_version()
    '50 codes, 2024-02-23'
    """
    date = load("chp_items")["list_version_date"].max()
    return f"{len(listed())} codes, {date:%Y-%m-%d}"


@cache
def _last_headings() -> dict[str, int]:
    """Return the last heading of each chapter of the Harmonized System."""
    table = load("hs_headings")
    return dict(zip(table["chapter"], table["last_heading"].tolist(), strict=True))


@cache
def _editions() -> dict[str, frozenset[int]]:
    """Return the editions that have a code, by code."""
    spans: dict[str, frozenset[int]] = {}
    table = load("hs_codes")
    ends = (table[name].tolist() for name in ("first_edition", "last_edition"))
    for six, first, last in zip(table["hs6"], *ends, strict=True):
        span = frozenset(edition for edition in EDITIONS if first <= edition <= last)
        spans[six] = spans.get(six, frozenset()) | span
    return spans


@cache
def _successors() -> dict[tuple[int, str], set[str]]:
    """Return what forebears of listed codes became in 2022, by edition and code."""
    became: dict[tuple[int, str], set[str]] = {}
    table = load("chp_forebears")
    for edition, six, later in zip(
        table["edition"].tolist(), table["hs6"], table["hs6_2022"], strict=True
    ):
        became.setdefault((edition, six), set()).add(later)
    return became


def editions_with(sixes: Iterable[str]) -> list[int]:
    """Return the editions of the Harmonized System that have all of some codes.

    Parameters
    ----------
    sixes : iterable of str
        Codes of six digits; those that no edition has do not count.

    Returns
    -------
    list of int
        Years of the editions; empty when no edition has them all.
    """
    known = [_editions()[six] for six in sixes if six in _editions()]
    return sorted(frozenset(EDITIONS).intersection(*known))


def screen(codes: Iterable[Any], edition: int = _NEWEST) -> pd.DataFrame:
    """Hold customs codes, as people write them, against the Common High Priority list.

    The list names goods by six digits of the Harmonized System of 2022. A code is read when it
    has six, eight or ten digits and its chapter and heading can exist; the first six digits decide.

    Parameters
    ----------
    codes : iterable
        Codes as text or numbers, such as a column of a table.
    edition : int
        Edition of the Harmonized System that the codes are of: 1992, 1996, 2002, 2007, 2012, 2017
        or 2022. Each holds from its year until the next; states may come to it later.

    Returns
    -------
    pandas.DataFrame
        One row a code, in order (with the index of a Series): ``code`` (as given), ``hs6``,
        ``edition``, ``status``, ``tier`` (1 to 4B), ``description``, ``hs2022``,
        ``hs2022_listed`` and ``list_version``. What does not apply is missing. The status is

        - ``listed``: the code is on the list; of an earlier edition, all that it became is;
        - ``not_listed``: it is not; of an earlier edition, nothing that it became is;
        - ``in_doubt``: only a part of what it became is on the list, or no edition from 1992 to
          2022 has the code (a slip, or a code of one state);
        - ``other_edition``: `edition` does not have the code, and another one does;
        - ``malformed``: no code was read.

        ``hs2022`` holds the codes of 2022 that a code of another edition became, between
        semicolons, and ``hs2022_listed`` those of them that are on the list. Both are missing
        when none is.

    Raises
    ------
    TypeError
        When `codes` is one code, a dict, a set or a whole table in place of a column.
    ValueError
        When there is no such edition.

    Notes
    -----
    In text, points and spaces of any kind may stand anywhere, quotes and Excel's ``="..."`` may
    stand around, a comma behind, hyphens before each two digits or the last four (``8532-21``,
    ``8542.31-0000``), and one decimal comma after four digits is a point. ``854231.0`` is a number
    that was printed. All else is ``malformed``:

    - five, seven or nine digits of text. A lost leading zero cannot be told from a lost last
      digit: pad such codes first;
    - ranges, and what may be one: ``8541-49`` is also the headings 8541 to 8549, ``8542.31-39``
      also the codes to 8542.39. Write a point for the hyphen, or one code a row;
    - what may be a date: ``2009-11``, ``10.06.2010``;
    - several codes in a cell, also two headings set apart by a space (``8542 8543``);
    - headings and chapters, letters (``ex``, ``HS``, an O for a zero), signs, other commas,
      numbers shortened by a spreadsheet (``8.54E+05``);
    - chapters 00, 77, 98 and 99, and headings above the last of their chapter.

    Numbers have lost the leading zero of chapters 01 to 09, and get it back: 10121 is 0101.21, and
    101.21 as well. The zero that a number such as 8504.4 lost at its end does not come back,
    since 8504.4 may also be a code of five digits. Truth values, dates and missing values are
    ``malformed``.

    What codes of earlier editions became follows the UN's correlation tables, without the codes of
    2022 that gathered goods from more than 50 codes, such as 8529.90: small parts of many other
    codes may be on the list. The table ``chp_forebears`` has the rule and the codes.

    References
    ----------
    bis-chpl (the list), wco-hs-2022 (chapters and headings), unsd-hs (editions)

    Examples
    --------
    >>> from kzdiplo.screening import screen
    >>> found = screen(["8542.31", 85423190, 10121, "8542.31-39", "8525.80"])
    >>> print(found[["code", "hs6", "status", "tier"]].to_string(index=False, na_rep="-"))
          code    hs6        status tier
       8542.31 854231        listed    1
      85423190 854231        listed    1
         10121 010121    not_listed    -
    8542.31-39      -     malformed    -
       8525.80 852580 other_edition    -
    >>> found = screen(["8525.80", "8803.30"], edition=2017)
    >>> found[["hs6", "status", "hs2022_listed"]].values.tolist()
    [['852580', 'in_doubt', '852589'], ['880330', 'listed', '880730']]
    """
    given, index = _column(codes), codes.index if isinstance(codes, pd.Series) else None
    if edition not in EDITIONS:
        raise ValueError(
            f"{edition!r} is no edition of the Harmonized System: give one of the numbers "
            f"{', '.join(map(str, EDITIONS))}, for data of other years the last one before"
        )
    sixes = [hs6(code) for code in given]
    columns = zip(*(finding(six, edition) for six in sixes), strict=True) if given else [()] * 5
    found = dict(zip(Finding._fields, columns, strict=True))
    texts = {name: pd.Series(values, dtype="str") for name, values in found.items()}
    return pd.DataFrame(
        {
            "code": pd.Series(given, dtype="object"),
            "hs6": pd.Series(sixes, dtype="str"),
            "edition": int(edition),
            **texts,
            "list_version": list_version(),
        }
    ).set_axis(pd.RangeIndex(len(given)) if index is None else index)


def _column(codes: Iterable[Any]) -> list[Any]:
    """Return codes as a list; refuse what is no column of them."""
    whole = isinstance(codes, (str, bytes, bytearray, Mapping, set, frozenset))
    whole = whole or hasattr(type(codes), "columns") or getattr(codes, "ndim", 1) != 1
    if whole or not isinstance(codes, Iterable):
        kind = type(codes).__name__
        raise TypeError(f"codes is of the type {kind}: give a list or one column")
    return list(codes)


@lru_cache(maxsize=1 << 14)
def finding(six: str | None, edition: int) -> Finding:
    """Return what became of a code, by the rules of :func:`screen`.

    Parameters
    ----------
    six : str or None
        Six digits, or None for what is no code.
    edition : int
        Edition of the Harmonized System that the code is of.

    Returns
    -------
    Finding
        Status, tier and description, and the codes of 2022 that it became.
    """
    if six is None:
        return Finding("malformed")
    having = _editions().get(six, frozenset())
    if not having:
        return Finding("in_doubt")
    if edition not in having:
        return Finding("other_edition", None, None, *_became(six, having))
    if edition == _NEWEST:
        entry = listed().get(six)
        return Finding("listed", *entry) if entry else Finding("not_listed")
    became = sorted(_successors().get((edition, six), ()))
    entries = [listed()[each] for each in became if each in listed()]
    if not entries:
        return Finding("not_listed")
    if len(entries) < len(became):
        return Finding("in_doubt", None, None, *_became(six, {edition}))
    tiers, descriptions = (";".join(dict.fromkeys(texts)) for texts in zip(*entries, strict=True))
    return Finding("listed", tiers, descriptions, *_became(six, {edition}))


def _became(six: str, editions: Iterable[int]) -> tuple[str | None, str | None]:
    """Return what a code of some editions became, and what of that is listed."""
    became = {each for edition in editions for each in _successors().get((edition, six), ())}
    if _NEWEST in editions and six in listed():
        became.add(six)
    of_these = [each for each in became if each in listed()]
    return ";".join(sorted(became)) or None, ";".join(sorted(of_these)) or None


def hs6(code: object) -> str | None:
    """Return the six digits of a customs code, by the rules of :func:`screen`.

    Parameters
    ----------
    code : object
        A code as text or number.

    Returns
    -------
    str or None
        Six digits; None for what is no code.

    Examples
    --------
    >>> from kzdiplo.screening import hs6
    >>> hs6("8542.31 90"), hs6(10121), hs6("85")
    ('854231', '010121', None)
    """
    if isinstance(code, str):
        return _of_text(code)
    if isinstance(code, (bool, np.bool_)):
        return None
    if isinstance(code, Integral):
        return _of_whole(str(int(code))) if 0 < int(code) < 10**10 else None
    if isinstance(code, (float, np.floating, Decimal)):
        return _of_fraction(str(code))
    return None


def _of_whole(digits: str) -> str | None:
    """Read the digits of a whole number, which has no zero in front."""
    if len(digits) in (5, 7, 9):
        digits = f"0{digits}"
    return _of_digits(digits)


def _of_fraction(text: str) -> str | None:
    """Read a number with a point, as Python prints it."""
    printed = _PRINTED_NUMBER.fullmatch(text)
    if printed or text.isdigit():
        return _of_whole(printed[1] if printed else text)
    if _LOST_ZERO.fullmatch(text):
        text = f"0{text}"
    return _of_digits(_SEPARATORS.sub("", text))


@lru_cache(maxsize=1 << 16)
def _of_text(text: str) -> str | None:
    """Read a code as people write it."""
    if not text.isascii():
        text = text.translate(_UNSEEN).translate(_WIDE)
    text = text.strip()
    if not text.isdigit():
        text = text.removeprefix("=").strip(_QUOTES).strip() if _quoted(text) else text
        text = text.removesuffix(",").rstrip()
        printed = _PRINTED_NUMBER.fullmatch(text)
        if printed:
            return _of_whole(printed[1])
        if _DECIMAL_COMMA.fullmatch(text):
            text = text.replace(",", ".")
        if not _CODE.fullmatch(text) or _DATE.fullmatch(text) or _is_list(text):
            return None
        text = _SEPARATORS.sub("", text)
        if "-" in text:
            return _of_hyphenated(text)
    return _of_digits(text)


def _quoted(text: str) -> bool:
    """Return whether quotes stand around a text, or in front of it."""
    # Excel writes a single quote in front of what shall stay text, and none behind
    return text.startswith((*_QUOTES, '="')) or text.endswith(tuple(_QUOTES))


def _is_list(text: str) -> bool:
    """Return whether a space sets off what could be a heading of its own."""
    parts = (part for part in text.split()[1:] if len(part) >= 4)
    return any(_exists(_MARKS.sub("", part)) for part in parts)


def _of_hyphenated(text: str) -> str | None:
    """Read digits with hyphens between; a range is no code, nor is what may be one."""
    if not _HYPHENATED.fullmatch(text):
        return None
    first, *others = text.split("-")
    if len(others) == 1 and _is_range(first, others[0]):
        return None
    return _of_digits(first + "".join(others))


def _is_range(first: str, end: str) -> bool:
    """Return whether two numbers may be a range whose end is shortened: 8541-49, 8542.31-39."""
    last = first[: -len(end)] + end
    if len(last) == 4:
        # nobody shortens a range of more headings
        return 0 < int(last) - int(first) <= 10 and _exists(last)
    return last > first and last in _editions()


def _of_digits(digits: str) -> str | None:
    """Return the first six digits of a code of six, eight or ten."""
    if len(digits) in (6, 8, 10) and digits.isascii() and digits.isdigit() and _exists(digits):
        return digits[:6]
    return None


def _exists(digits: str) -> bool:
    """Return whether a code's chapter and heading can exist."""
    heading = digits[2:4]
    return len(heading) == 2 and 1 <= int(heading) <= _last_headings().get(digits[:2], 0)
