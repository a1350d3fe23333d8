"""Checks of what measures are given: each names the first that is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


def needs(names: Collection[str], columns: Iterable[str], what: str, remedy: str) -> None:
    """Refuse rows without some of the columns."""
    missing = [name for name in columns if name not in names]
    if missing:
        raise ValueError(
            f"{what}: no column {', '.join(map(repr, missing))}; there are "
            f"{', '.join(map(str, names))}. {remedy}"
        )


def some(rows: pd.DataFrame, what: str) -> None:
    """Refuse a frame without rows."""
    if rows.empty:
        raise ValueError(f"no {what}: the frame has no rows")


def filled(rows: pd.DataFrame, columns: list[str], remedy: str) -> None:
    """Refuse blank cells."""
    blank = rows[columns].isna()
    names = ", ".join(blank.columns[blank.any()])
    refuse(rows[columns], blank.any(axis=1), f"with a blank in {names}", remedy)


def unique(rows: pd.DataFrame, columns: list[str], remedy: str) -> None:
    """Refuse rows that repeat the keys of another."""
    refuse(rows[columns], rows.duplicated(columns), "too many", remedy)


def refuse(rows: pd.DataFrame, bad: npt.ArrayLike, what: str, remedy: str) -> None:
    """Refuse rows where `bad` holds: how many, and the first of them."""
    places = np.flatnonzero(np.asarray(bad))
    if places.size:
        count = f"{places.size} row{'s' * (places.size > 1)}"
        raise ValueError(f"{count} {what}, the first at {where(rows.iloc[places[0]])}. {remedy}")


def not_negative(
    values: Iterable[Any], name: str = "value", keys: pd.DataFrame | None = None
) -> npt.NDArray[np.float64]:
    """Return numbers, refusing what is none, missing, infinite or negative."""
    given = list(values)
    numbers = np.array(
        [float(value) if isinstance(value, Real | Decimal) else np.nan for value in given],
        dtype=float,
    )
    bad = np.flatnonzero(~np.isfinite(numbers) | (numbers < 0))
    if bad.size:
        value, place = given[bad[0]], f"position {bad[0]}"
        raise ValueError(
            f"{name} {repr(value) if isinstance(value, str) else value} at "
            f"{place if keys is None else where(keys.iloc[bad[0]])}: it must be a number, finite "
            "and not negative. Mend or drop it first, and say so."
        )
    return numbers


def where(row: Mapping[str, object] | pd.Series) -> str:
    """Name a row by its keys."""
    return ", ".join(f"{name}={value}" for name, value in row.items())
