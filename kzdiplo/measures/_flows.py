"""Flows of trade as frames: their keys, periods and sums, which the measures of them share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

import narwhals as nw
import numpy as np

from kzdiplo.measures._checks import where
from kzdiplo.measures._frames import Lazy, fetched, lazy

#: Columns by the names that they have here, where no other name can clash with them.
Inner = dict[str, str]

MONTHS = 12
PERIOD = "[12][0-9]{3}(-(0[1-9]|1[0-2]))?"


def inner(columns: list[str]) -> Inner:
    """Name key columns anew, so that no name of the user's can clash with one of ours.

    ``result.rename(keys)`` gives them their own names back.
    """
    return {f"key {place}": name for place, name in enumerate(columns)}


def at(row: Mapping[str, Any], keys: Inner) -> str:
    """Name a row by its keys."""
    return where({name: row[key] for key, name in keys.items()})


def is_whole(number: object) -> TypeGuard[int]:
    """Tell whether a number is a whole one."""
    return isinstance(number, int | np.integer) and not isinstance(number, bool)


def counted(number: object, what: str, of: str, least: int) -> int:
    """Refuse what is no number of years or periods, or too small a one."""
    if not is_whole(number) or number < least:
        raise ValueError(f"{what}={number!r}: give a number of {of}, a whole one from {least} on")
    return int(number)


def written(period: object) -> str:
    """Write a period as 2022 or 2022-04, where it is one."""
    return re.sub("^([0-9]{4})-?([0-9]{2})$", r"\1-\2", str(period))


def month() -> nw.Expr:
    """Return the month of a period, 0 where it is a year."""
    digits = nw.concat_str([nw.col("period").cast(nw.String()), nw.lit("00")])
    return digits.str.replace_all("-", "", literal=True).str.slice(4, 2).cast(nw.Int64())


def dated(sums: Lazy, period: str, key: str = "period") -> tuple[Lazy, dict[str, int]]:
    """Return the sums with their year, and the year of each period, all being of one kind."""
    found = [row[key] for row in fetched(sums.select(key).unique())]
    labels = sorted(map(written, found))
    for label in labels:
        if not re.fullmatch(PERIOD, label):
            raise ValueError(
                f"column {period!r} holds {label!r}: use years (2023) or months "
                "('2023-05', '202305' or 202305)"
            )
    if len(set(labels)) < len(labels) or len({len(label) for label in labels}) > 1:
        raise ValueError(
            f"column {period!r} mixes ways of writing, or years and months, from {labels[0]} to "
            f"{labels[-1]}: flows would be counted twice. Keep one kind."
        )
    year = nw.col(key).cast(nw.String()).str.slice(0, 4).cast(nw.Int64())
    return sums.with_columns(year=year), {label: int(label[:4]) for label in labels}


def summed(flows: Any, groups: Inner, value: str, what: str = "flows") -> Lazy:
    """Return one row a group with the sum of its values, after checks."""
    remedy = "Name the columns with `by` or `on`, `period` and `value`."
    frame = lazy(flows, [*groups.values(), value], what, remedy)
    kind = frame.collect_schema()[value]
    if not kind.is_numeric():
        raise ValueError(f"{what}: column {value!r} holds {kind}, not numbers")
    amount = nw.col(value).cast(nw.Float64()).alias("value")
    sums = (
        frame.select(*(nw.col(name).alias(group) for group, name in groups.items()), amount)
        .group_by(*groups)
        .agg(
            nw.col("value").sum(),
            nw.col("value").min().alias("least"),
            nw.col("value").count().alias("numbers"),
            nw.len().alias("rows"),
        )
    )
    _check(sums, groups, value, what)
    return sums.select(*groups, "value")


def _check(sums: Lazy, groups: Inner, value: str, what: str) -> None:
    """Refuse missing keys and values that are missing, negative or not finite."""
    kinds = sums.collect_schema()
    blank = [nw.col(name).is_null() for name in groups]
    blank += [nw.col(name).is_nan() for name in groups if kinds[name].is_float()]
    blank += [nw.col(name).str.strip_chars() == "" for name in groups if kinds[name] == nw.String()]
    keyless = nw.any_horizontal(*blank, ignore_nulls=True)
    unfit = (nw.col("numbers") < nw.col("rows")) | ~nw.col("value").is_finite()
    found = fetched(sums.filter(keyless | unfit | (nw.col("least") < 0)).sort(*groups).head(1))
    if found:
        raise ValueError(
            f"{what}: at {at(found[0], groups)} a key is missing, or a value of column {value!r} "
            "is missing, negative or not finite (their sum, too, must be). Mend or drop such rows "
            "first."
        )


def side_by_side(a: Any, b: Any, keys: Inner, value: str, whats: tuple[str, str]) -> Lazy:
    """Return one row a key that either frame has, with the sum of each; none stays missing."""
    first, second = (
        summed(flows, keys, value, what) for flows, what in zip((a, b), whats, strict=True)
    )
    one_kind(first, second, " and ".join(whats))
    first, second = _alike(first, second, keys, whats)
    if not fetched(first.join(second, on=[*keys], how="semi").head(1)):
        raise ValueError(
            f"{' and '.join(whats)} share no key of {[*keys.values()]}: use the same codes in both"
        )
    nothing = nw.lit(None, dtype=nw.Float64())
    columns = [*keys, "value_a", "value_b"]
    both = nw.concat(
        [
            first.with_columns(value_a=nw.col("value"), value_b=nothing).select(columns),
            second.with_columns(value_a=nothing, value_b=nw.col("value")).select(columns),
        ]
    )
    # one value a side and key: the greatest is the only one, and of none it stays missing
    return both.group_by(*keys).agg(nw.col("value_a").max(), nw.col("value_b").max())


def one_kind(first: Lazy, second: Lazy, what: str) -> None:
    """Refuse two frames that cannot be joined."""
    if first.implementation != second.implementation:
        raise ValueError(
            f"{what} are frames of {first.implementation} and {second.implementation}: "
            "bring them into one kind"
        )


def _alike(first: Lazy, second: Lazy, keys: Inner, whats: tuple[str, str]) -> tuple[Lazy, Lazy]:
    """Bring keys that are whole numbers of two sizes into one; refuse other differences."""
    one, other = first.collect_schema(), second.collect_schema()
    for key, name in keys.items():
        if one[key] != other[key]:
            if not (one[key].is_integer() and other[key].is_integer()):
                raise ValueError(
                    f"column {name!r} holds {one[key]} in {whats[0]} and {other[key]} in "
                    f"{whats[1]}: write it in one way"
                )
            first, second = (
                side.with_columns(nw.col(key).cast(nw.Int64())) for side in (first, second)
            )
    return first, second
