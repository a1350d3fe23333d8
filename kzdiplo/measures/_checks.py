"""Checks of what measures are given: each names the first that is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

#: For each cell of a column the place of its value, and the values.
Codes = tuple[npt.NDArray[np.intp], npt.NDArray[Any]]


def coded(rows: pd.DataFrame, columns: Sequence[str], remedy: str) -> list[Codes]:
    """Give each value of a column a number; refuse blank cells and text beside other values."""
    found: list[Codes] = []
    blank = pd.DataFrame(index=rows.index)
    for name in columns:
        try:
            places, uniques = pd.factorize(rows[name])
        except TypeError as error:
            raise ValueError(f"column {name!r} holds lists or the like ({error})") from None
        values = np.asarray(uniques)
        empty = np.array([_blank(value) for value in values] if values.dtype.kind in "fO" else [])
        bare = places < 0
        if empty.any():
            bare |= empty.take(places, mode="clip")
        if bare.any():
            blank[name] = bare
        elif values.dtype.kind == "O":
            unmixed(values, name)
        found.append((places, values))
    if not blank.columns.empty:
        what = f"with a blank in {', '.join(blank.columns)}"
        refuse(rows[list(columns)], blank.any(axis=1), what, remedy)
    return found


def unmixed(values: npt.NDArray[Any], name: str) -> None:
    """Refuse text beside values of other kinds, which look alike and are not."""
    odd = [value for value in values if isinstance(value, str) != isinstance(values[0], str)]
    if odd:
        raise ValueError(
            f"column {name!r} mixes text and other values, {values[0]!r} and {odd[0]!r}: write "
            "all in one way"
        )


def _blank(value: object) -> bool:
    """Tell whether a cell is text without a letter, or no number."""
    return not value.strip() if isinstance(value, str) else value != value


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
    # a frame would give its columns in place of numbers, a mapping its keys
    whole = isinstance(values, str | Mapping) or hasattr(type(values), "columns")
    if whole or not isinstance(values, Iterable):
        raise TypeError(
            f"{type(values).__name__} is no series of numbers: give a list, an array or one column"
        )
    given = list(values)
    numbers = np.array([_number(value) for value in given], dtype=float)
    bad = np.flatnonzero(~np.isfinite(numbers) | (numbers < 0))
    if bad.size:
        value, place = given[bad[0]], f"position {bad[0]}"
        raise ValueError(
            f"{name} {repr(value) if isinstance(value, str) else value} at "
            f"{place if keys is None else where(keys.iloc[bad[0]])}: it must be a number, finite "
            "and not negative. Mend or drop it first, and say so."
        )
    return numbers


def grid(values: npt.ArrayLike, what: str) -> npt.NDArray[np.object_]:
    """Return the cells of a table as they are; refuse what has no rows and columns."""
    cells = np.asarray(values, dtype=object)
    if cells.ndim != 2:
        raise ValueError(
            f"{what}: {type(values).__name__} without rows of one length. Give a frame of pandas "
            "or a list of lists of one length; collect a lazy frame first."
        )
    return cells


def floats(values: npt.ArrayLike, what: str) -> npt.NDArray[np.float64]:
    """Return numbers in the shape they have, missing ones as nan; refuse text and the like."""
    cells = np.asarray(values)
    if cells.dtype.kind in "iuf":
        return cells.astype(float)
    given = cells.ravel().tolist()
    numbers = np.array([_number(value) for value in given], dtype=float)
    for value, number in zip(given, numbers, strict=True):
        if np.isnan(number) and not missing(value):
            raise ValueError(f"{what}: {value!r} is no number")
    return numbers.reshape(cells.shape)


def missing(value: Any) -> bool:
    """Tell whether a cell stands for a missing value."""
    return pd.api.types.is_scalar(value) and bool(pd.isna(value))


def is_number(value: object) -> bool:
    """Tell whether a cell is a number; truth values are none."""
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _number(value: Any) -> float:
    """Return a number as a float, and nan for what is none."""
    if not is_number(value):
        return np.nan
    try:
        return float(value)
    except OverflowError:
        return np.inf
    except ValueError:  # the signalling nan of decimals
        return np.nan


def where(row: Mapping[str, object] | pd.Series) -> str:
    """Name a row by its keys."""
    return ", ".join(f"{name}={value}" for name, value in row.items())
