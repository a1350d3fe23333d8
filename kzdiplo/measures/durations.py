"""How long states last: runs of equal values in rows by year or date."""

from __future__ import annotations

import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, floats, is_number, unique
from kzdiplo.measures._frames import Names, names, reserve, table


def spells(
    rows: IntoFrame,
    by: Names,
    value: Names,
    at: str,
    *,
    step: float = 1,
) -> pd.DataFrame:
    """Join rows of one value that follow one another into spells.

    Parameters
    ----------
    rows : frame of pandas, Polars, DuckDB or PySpark
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
        When there are no rows, a column is missing, a cell of these columns is blank, times are
        no numbers, a group has two rows for one time, or a column that is kept has the name
        ``first`` or ``last``.

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
    groups, values = names(by, "by"), names(value, "value")
    columns = [*groups, *values, at]
    remedy = "Name the columns with `by`, `value` and `at`."
    rows = table(rows, columns, "rows", remedy, others=True).reset_index(drop=True)
    reserve(("first", "last"), [name for name in rows.columns if name != at], "rows")
    remedy = "Give each row its group, value and time, or drop it and say so."
    *_, (place, found) = coded(rows, columns, remedy)
    unique(rows, [*groups, at], "A group has one value at a time: keep one row.")
    if not all(is_number(time) and np.isfinite(time) for time in found.tolist()):
        raise ValueError(f"column {at!r} holds {rows[at].dtype}: give years, or dates in years")
    times = floats(found, f"column {at!r}")[place]
    group, held = (
        rows.groupby(columns, sort=False, observed=True).ngroup().to_numpy()
        for columns in (groups, values)
    )
    order = np.lexsort((times, group))
    # between two rows, and at both ends
    breaks = np.ones(len(order) + 1, dtype=bool)
    breaks[1:-1] = (
        (np.diff(group[order]) != 0) | (np.diff(held[order]) != 0) | (np.diff(times[order]) > step)
    )
    starts, ends = rows.iloc[order[breaks[:-1]]], rows.iloc[order[breaks[1:]]]
    others = [name for name in rows.columns if name not in columns]
    first = starts[[*groups, *values]].assign(first=starts[at], last=ends[at].to_numpy())
    return first.join(starts[others]).reset_index(drop=True)
