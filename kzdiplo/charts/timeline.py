"""Timeline: dated events in rows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.style import axes, by_certainty, whole_years


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


def timeline(
    data: pd.DataFrame,
    x: str,
    row: str,
    kind: str,
    *,
    colors: Mapping[str, str],
    markers: Mapping[str, str],
    hollow: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw events as marks in rows, the first row on top.

    Parameters
    ----------
    data : pandas.DataFrame
        One row an event.
    x, row, kind : str
        Columns of the position in time (a number), of the row and of the kind of event.
    colors, markers : mapping
        By kind, the last drawn on top.
    hollow : str, optional
        Column of true and false: events not yet confirmed are drawn hollow.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the rows need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a kind has no colour or marker.
    """
    unknown = set(data[kind]) - (set(colors) & set(markers))
    if unknown:
        raise ValueError(f"no colour or marker for the kinds {sorted(unknown)}")
    names = list(data[row].drop_duplicates())
    ax = axes(ax, height=1.1 + 0.27 * len(names))
    place = {name: i for i, name in enumerate(names)}
    for name, events in data.groupby(row, sort=False):
        ax.hlines(
            place[name], events[x].min(), events[x].max(), color="#d5d5d5", linewidth=1.2, zorder=1
        )
    for name in colors:
        events = data[data[kind] == name]
        for flag, part in by_certainty(events, hollow):
            ax.plot(
                part[x],
                part[row].map(place),
                linestyle="",
                marker=markers[name],
                markersize=7.5,
                markeredgewidth=1.5,
                color=colors[name],
                markerfacecolor="white" if flag else colors[name],
                zorder=2,
            )
    ax.set_yticks(range(len(names)), labels=names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(axis="x")
    whole_years(ax)
    return ax
