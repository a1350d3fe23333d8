"""How long states last: runs of equal values in rows by year or date."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kzdiplo.measures._checks import filled, needs, unique


def spells(
    rows: pd.DataFrame,
    by: str | Sequence[str],
    value: str | Sequence[str],
    at: str,
    *,
    step: float = 1,
) -> pd.DataFrame:
    """Join rows of one value that follow one another into spells.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a group and time, in any order.
    by : str or sequence of str
        Columns that tell the groups apart, such as the country.
    value : str or sequence of str
        Columns that say what holds at that time, such as membership.
    at : str
        Column with the time as a number, such as the year.
    step : float
        How far apart two rows of a spell may be: 1 for rows of every year, in which a year left
        out ends the spell; ``math.inf`` for dates of changes, after which a value goes on.

    Returns
    -------
    pandas.DataFrame
        One row a spell, groups in the order of their first appearance, each in the order of
        time: the columns of `by` and `value`, ``first`` and ``last`` (the times of the first
        and last row) and all others, as they stand in the first row.

    Raises
    ------
    ValueError
        When a column is missing, a cell of these columns is blank, times are no numbers, or a
        group has two rows for one time.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures import spells
    >>> years = pd.DataFrame(
    ...     {"iso3": "X", "year": [2001, 2002, 2003, 2006], "member": [True, True, False, False]}
    ... )
    >>> print(spells(years, by="iso3", value="member", at="year").to_string(index=False))
    iso3  member  first  last
       X    True   2001  2002
       X   False   2003  2003
       X   False   2006  2006
    """
    groups, values = ([names] if isinstance(names, str) else list(names) for names in (by, value))
    columns = [*groups, *values, at]
    needs(rows.columns, columns, "rows", "Name the columns with `by`, `value` and `at`.")
    filled(rows, columns, "Give each row its group, value and time, or drop it and say so.")
    unique(rows, [*groups, at], "A group has one value at a time: keep one row.")
    if not pd.api.types.is_numeric_dtype(rows[at]):
        raise ValueError(f"column {at!r} holds {rows[at].dtype}: give years, or dates in years")
    group, held = (
        rows.groupby(names, sort=False, observed=True).ngroup().to_numpy()
        for names in (groups, values)
    )
    times = rows[at].to_numpy(dtype=float)
    order = np.lexsort((times, group))
    rows = rows.reset_index(drop=True)
    # between two rows, and at both ends
    breaks = np.ones(len(order) + 1, dtype=bool)
    breaks[1:-1] = (
        (np.diff(group[order]) != 0) | (np.diff(held[order]) != 0) | (np.diff(times[order]) > step)
    )
    starts, ends = rows.iloc[order[breaks[:-1]]], rows.iloc[order[breaks[1:]]]
    others = [name for name in rows.columns if name not in columns]
    first = starts[[*groups, *values]].assign(first=starts[at], last=ends[at].to_numpy())
    return first.join(starts[others]).reset_index(drop=True)
