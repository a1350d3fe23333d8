"""Time on an axis: dates as years with a fraction, and years counted whole."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator


def in_years(dates: pd.Series, *, middle: bool = False) -> pd.Series:
    """Place ISO dates of any precision on an axis of years.

    Parameters
    ----------
    dates : pandas.Series
        Texts such as ``"2017"``, ``"2017-07"`` or ``"2017-07-16"``; missing ones stay missing.
    middle : bool
        Whether a date that is only a year or a month stands in its middle and not at its start.

    Returns
    -------
    pandas.Series
        Years with a fraction, on the same index.

    Raises
    ------
    ValueError
        When a text is no ISO date.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.charts import in_years
    >>> in_years(pd.Series(["2017", "2017-07-02"])).round(2).tolist()
    [2017.0, 2017.5]
    """
    start = pd.to_datetime(dates, format="ISO8601")
    length = 365 + start.dt.is_leap_year
    place = start.dt.year + (start.dt.day_of_year - 1) / length
    if middle:
        place += dates.str.len().map({4: 0.5, 7: 0.5 / 12}).fillna(0)
    return place


def whole_years(ax: Axes) -> None:
    """Let the horizontal axis count in whole years."""
    ax.xaxis.set_major_locator(MaxNLocator(nbins="auto", integer=True, steps=[1, 2, 5, 10]))
