"""Customs codes against the Common High Priority list.

For teaching and research; no compliance advice: see :data:`BANNER`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kzdiplo.table import load

#: To be shown with every screening.
BANNER = (
    "For teaching and research; no compliance advice. Codes are compared with one list at one "
    "date. Whether a good may be traded depends on its make, use, parties and current law."
)

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_WIDE = dict(zip(map(ord, "０１２３４５６７８９．＝"), "0123456789.=", strict=True))
_QUOTES = "'\"`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_DECIMAL_COMMA = re.compile(r"[0-9]{4},[0-9]{2}")
_PRINTED_NUMBER = re.compile(r"([0-9]{4,10})\.0")
_CODE = re.compile(r"[0-9.\s]+")
_SEPARATORS = re.compile(r"[.\s]")
_LOST_ZERO = re.compile(r"[0-9]{3}\.[0-9]{2}([0-9]{2})?")


class Listed(NamedTuple):
    """What the list says of a code."""

    tier: str
    description: str


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


def screen(codes: Iterable[Any]) -> pd.DataFrame:
    """Hold customs codes, as people write them, against the Common High Priority list.

    The list names goods by six digits of the Harmonized System. A code is read when it has six,
    eight or ten digits and its chapter and heading can exist; the first six digits decide.

    Parameters
    ----------
    codes : iterable
        Codes as text or numbers, such as a column of a table.

    Returns
    -------
    pandas.DataFrame
        One row a code, in order (with the index of a Series): ``code`` (as given), ``hs6``,
        ``status`` (``listed``, ``not_listed`` or ``malformed``), ``tier`` (1 to 4B),
        ``description`` and ``list_version``. What does not apply is missing.

    Raises
    ------
    TypeError
        When `codes` is one text or a whole table in place of a column.

    Notes
    -----
    In text, points and spaces of any kind may stand anywhere, quotes and Excel's ``="..."`` may
    stand around, and one decimal comma after four digits is a point. ``854231.0`` is a number
    that was printed. All else is ``malformed``:

    - five, seven or nine digits of text. A lost leading zero cannot be told from a lost last
      digit: pad such codes first;
    - ranges, and several codes in a cell, also two headings set apart by a space
      (``8542 8543``);
    - headings and chapters, letters (``ex``, ``HS``, an O for a zero), signs, other commas,
      numbers shortened by a spreadsheet (``8.54E+05``);
    - chapters 00, 77, 98 and 99, and headings above the last of their chapter.

    Numbers have lost the leading zero of chapters 01 to 09, and get it back: 10121 is 0101.21, and
    101.21 as well. The zero that a number such as 8504.4 lost at its end does not come back,
    since 8504.4 may also be a code of five digits. Truth values, dates and missing values are
    ``malformed``.

    Editions of the Harmonized System differ: a code of an earlier one is compared as it stands.

    References
    ----------
    bis-chpl (the list), wco-hs-2022 (chapters and headings)

    Examples
    --------
    >>> from kzdiplo.screening import screen
    >>> found = screen(["8542.31", 85423190, 10121, "8542.31-39"])
    >>> print(found[["code", "hs6", "status", "tier"]].to_string(index=False, na_rep="-"))
          code    hs6     status tier
       8542.31 854231     listed    1
      85423190 854231     listed    1
         10121 010121 not_listed    -
    8542.31-39      -  malformed    -
    """
    if isinstance(codes, (str, bytes, pd.DataFrame)):
        raise TypeError(f"codes is a {type(codes).__name__}: give a list or one column")
    index = codes.index if isinstance(codes, pd.Series) else None
    given = list(codes)
    sixes = [hs6(code) for code in given]
    entries = [listed().get(six) if six else None for six in sixes]
    return pd.DataFrame(
        {
            "code": pd.Series(given, dtype="object"),
            "hs6": pd.Series(sixes, dtype="str"),
            "status": pd.Series(list(map(_status, sixes, entries)), dtype="str"),
            "tier": pd.Series([entry and entry.tier for entry in entries], dtype="str"),
            "description": pd.Series(
                [entry and entry.description for entry in entries], dtype="str"
            ),
            "list_version": list_version(),
        }
    ).set_axis(pd.RangeIndex(len(given)) if index is None else index)


def _status(six: str | None, entry: Listed | None) -> str:
    """Say what became of a code."""
    if six is None:
        return "malformed"
    return "listed" if entry else "not_listed"


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
        return _of_whole(str(int(code)))
    if isinstance(code, (Real, Decimal)):
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
        printed = _PRINTED_NUMBER.fullmatch(text)
        if printed:
            return _of_whole(printed[1])
        if _DECIMAL_COMMA.fullmatch(text):
            text = text.replace(",", ".")
        if not _CODE.fullmatch(text) or _is_list(text):
            return None
        text = _SEPARATORS.sub("", text)
    return _of_digits(text)


def _quoted(text: str) -> bool:
    """Return whether quotes stand around a text, or in front of it."""
    # Excel writes a single quote in front of what shall stay text, and none behind
    return text.startswith((*_QUOTES, '="')) or text.endswith(tuple(_QUOTES))


def _is_list(text: str) -> bool:
    """Return whether a space sets off what could be a heading of its own."""
    return any(len(part) >= 4 and _exists(part.replace(".", "")) for part in text.split()[1:])


def _of_digits(digits: str) -> str | None:
    """Return the first six digits of a code of six, eight or ten."""
    if len(digits) in (6, 8, 10) and digits.isascii() and digits.isdigit() and _exists(digits):
        return digits[:6]
    return None


def _exists(digits: str) -> bool:
    """Return whether a code's chapter and heading can exist."""
    heading = digits[2:4]
    return len(heading) == 2 and 1 <= int(heading) <= _last_headings().get(digits[:2], 0)
