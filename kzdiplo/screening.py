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

# The number of headings of each chapter of the Harmonized System, 2022 edition: none in chapter
# 77, which is reserved, and none above 97, which states use as they like. Some numbers below the
# last are not in use.
_HEADINGS = dict(
    enumerate(
        [
            *[6, 10, 9, 10, 11, 4, 14, 14, 10, 8, 9, 14, 2, 4, 22, 5, 4, 6, 5, 9, 6, 9, 9, 4],
            *[30, 21, 16, 53, 42, 6, 5, 15, 7, 7, 7, 6, 7, 27, 26, 17, 15, 6, 4, 21, 4, 2, 7, 23],
            *[11, 7, 13, 12, 11, 8, 16, 9, 5, 11, 11, 6, 17, 17, 10, 6, 7, 3, 4, 15, 14, 20, 18],
            *[29, 26, 19, 8, 16, 0, 6, 7, 7, 13, 15, 11, 87, 49, 9, 16, 7, 8, 33, 14, 9, 7, 6, 8],
            *[20, 6],
        ],
        start=1,
    )
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
    """
    date = load("chp_items")["list_version_date"].max()
    return f"{len(listed())} codes, {date:%Y-%m-%d}"


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
    bis-chpl (the list)

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
    # Excel writes a single quote in front of what shall stay text, and none behind
    return text.startswith((*_QUOTES, '="')) or text.endswith(tuple(_QUOTES))


def _is_list(text: str) -> bool:
    """Return whether a space sets off what could be a heading of its own."""
    return any(len(part) >= 4 and _exists(part.replace(".", "")) for part in text.split()[1:])


def _of_digits(digits: str) -> str | None:
    if len(digits) in (6, 8, 10) and digits.isascii() and digits.isdigit() and _exists(digits):
        return digits[:6]
    return None


def _exists(digits: str) -> bool:
    """Return whether a code's chapter and heading can exist."""
    heading = digits[2:4]
    return len(heading) == 2 and 1 <= int(heading) <= _HEADINGS.get(int(digits[:2]), 0)
