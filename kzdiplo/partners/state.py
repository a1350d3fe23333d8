"""States: the one that a page is about, and the rows of a table that are its."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from kzdiplo import table
from kzdiplo.table import TableError

#: The one group with a page: tables name it where they have no code of a state.
UNION = "EU"
UNION_NAME = "European Union"


@cache
def _read(name: str, _folder: Path) -> pd.DataFrame:
    return table.load(name)


def rows_of(name: str) -> pd.DataFrame:
    """Return a table, read once for all pages."""
    table.remember(name)
    return _read(name, table.DATA)


@dataclass(frozen=True)
class State:
    """A state or the European Union, as tables and texts name it.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3, or ``EU``.
    name, kk, ru : str
        Its name in English, Kazakh and Russian.
    spelt : tuple of str
        Other spellings.
    forms : tuple of str
        The wordings by which texts speak of it, its adjective among them.
    key : str
        Its key in what the build finds in the chapters.
    members : tuple of str
        The codes of its states: one, or those of the Union.
    vector : str
        The vector that it belongs to in the book's scheme.
    """

    code: str
    name: str
    kk: str
    ru: str
    spelt: tuple[str, ...]
    forms: tuple[str, ...]
    key: str
    members: tuple[str, ...]
    vector: str

    @property
    def is_group(self) -> bool:
        """Whether it has several members."""
        return len(self.members) > 1

    def own(self, name: str, code: str = "iso3", called: str = "partner") -> pd.DataFrame:
        """Return the rows of a table that are about it as one partner."""
        rows = rows_of(name)
        if not self.is_group:
            return rows[rows[code] == self.code]
        return rows[rows[code].isna() & rows[called].str.startswith(UNION_NAME, na=False)]

    def of_members(self, name: str, code: str = "iso3") -> pd.DataFrame:
        """Return the rows of a table that are about it or one of its members."""
        rows = rows_of(name)
        return rows[rows[code].isin(self.members)]

    def named_in(self, texts: pd.Series) -> pd.Series:
        """Tell which texts speak of it by one of its wordings."""
        words = "|".join(map(re.escape, self.forms))
        return texts.str.contains(rf"(?<![\w-])(?:{words})s?(?![\w])", regex=True)


def who(code: str) -> State:
    """Return a state by its code, or the European Union.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-3 code of a state in the table ``actors``, or ``EU``.

    Returns
    -------
    State

    Raises
    ------
    TableError
        When there is no such state, or it is Kazakhstan.

    Examples
    --------
    >>> from kzdiplo.partners.state import who
    >>> who("TUR").name, who("TUR").spelt
    ('Türkiye', ('Turkey', 'Turkiye'))
    >>> len(who("EU").members)
    27
    """
    actors = rows_of("actors").set_index("iso3")
    if code == UNION:
        row = _row("names", "name_id", "eu")
        members = actors.index[actors["vector"] == "eu"]
        forms = _split(row["forms"])
        return State(
            code, UNION_NAME, row["kk"], row["ru"], ("EU",), forms, "eu", tuple(members), "eu"
        )
    if code not in actors.index:
        raise TableError(
            f"there is no partner {code!r}: give the ISO 3166-1 alpha-3 code of another state "
            "than Kazakhstan, such as 'TUR', or 'EU'; kzdiplo.load('actors') lists the codes."
        )
    row = {**_row("state_names", "iso3", code), **_row("actors", "iso3", code)}
    name = row["name"]
    forms = _split(row["forms"]) + _split(row["adjective"]) or (name,)
    return State(
        code,
        name,
        row["kk"],
        row["ru"],
        _split(row["variants"]),
        forms,
        code,
        (code,),
        row["vector"],
    )


def _row(table: str, key: str, value: str) -> dict[Any, Any]:
    """Return the one row of a table with a key."""
    rows = rows_of(table)
    return rows[rows[key] == value].to_dict("records")[0]


def _split(cell: object) -> tuple[str, ...]:
    return tuple(cell.split(";")) if isinstance(cell, str) else ()


def listed() -> pd.DataFrame:
    """List the states and territories of the book by their names.

    Returns
    -------
    pandas.DataFrame
        ``iso3``, ``name``, ``kk``, ``ru``, ``variants`` and ``page`` (blank where the state has no
        page of its own), in the order of the alphabet.

    Examples
    --------
    >>> from kzdiplo.partners import listed
    >>> listed().set_index("iso3").loc["USA", "page"]
    'united-states'
    """
    rows = rows_of("actors").merge(rows_of("state_names"), on="iso3").sort_values("name")
    return rows[["iso3", "name", "kk", "ru", "variants", "page"]].reset_index(drop=True)
