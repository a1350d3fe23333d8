"""Rows before they are drawn: put in order, and put into words."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def in_order(rows: pd.DataFrame, column: str, order: Iterable[object]) -> pd.DataFrame:
    """Sort rows by the place of their value in a list.

    Parameters
    ----------
    rows : pandas.DataFrame
        Any rows.
    column : str
        The column that holds the values.
    order : iterable
        The values in the order wanted; rows of one value keep their order.

    Returns
    -------
    pandas.DataFrame
        All rows, sorted.

    Raises
    ------
    ValueError
        When the list lacks a value that the rows hold.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"vector": ["china", "eu", "china"], "n": [1, 2, 3]})
    >>> charts.in_order(rows, "vector", ["eu", "china"])["n"].tolist()
    [2, 1, 3]
    """
    place = {value: i for i, value in enumerate(order)}
    missing = sorted(map(str, set(rows[column]) - set(place)))
    if missing:
        raise ValueError(f"the order of {column!r} lacks {', '.join(missing)}")
    return rows.sort_values(column, key=lambda values: values.map(place), kind="stable")


def say(
    rows: pd.DataFrame,
    template: str,
    *,
    by: str | None = None,
    start: str = "",
    join: str = "; ",
    between: str = ". ",
    end: str = ".",
) -> str:
    """Put rows into words, as the alt text of a figure does.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row an item.
    template : str
        The words of an item, with names of columns in braces and formats as in Python.
    by : str, optional
        Column of a group: its name stands before its items.
    start, join, between, end : str
        What stands before all, between the items, between the groups, and after all.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When the template names a column that is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"state": ["Italy", "Spain"], "bn": [1.25, 0.5]})
    >>> charts.say(rows, "{state} {bn:.1f}", start="Billion euros. ")
    'Billion euros. Italy 1.2; Spain 0.5.'
    >>> charts.say(rows, "{bn}", by="state")
    'Italy: 1.25. Spain: 0.5.'
    """
    if by is not None:
        groups = [
            say(part, template, start=f"{name}: ", join=join, end="")
            for name, part in rows.groupby(by, sort=False)
        ]
        return start + between.join(groups) + end
    try:
        items = [template.format_map(row) for row in rows.to_dict("records")]
    except KeyError as error:
        columns = ", ".join(map(str, rows.columns))
        raise ValueError(f"no column {error} for the words; there are: {columns}") from None
    return start + join.join(items) + end
