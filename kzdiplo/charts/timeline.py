"""Timeline: dated events in rows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import name_rows
from kzdiplo.charts.marks import said, tell, year
from kzdiplo.charts.style import axes, by_certainty, demand_looks
from kzdiplo.charts.time import whole_years
from kzdiplo.palette import SILVER, WHITE

_ROW = 0.27  # inches


def timeline(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    *,
    colors: Mapping[str, str],
    markers: Mapping[str, str],
    hollow: str | None = None,
    words: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw events as marks in rows, the first row on top.

    Parameters
    ----------
    data : pandas.DataFrame
        One row an event.
    x, y, by : str
        Columns of the position in time (a number), of the row and of the kind of event.
    colors, markers : mapping
        By kind, the last drawn on top.
    hollow : str, optional
        Column of true and false: events not yet confirmed are drawn hollow.
    words : str, optional
        Column of what a mark says when it is pointed at; by default its year and kind.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the rows need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a kind has no colour or marker.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"year": [2009.5, 2021.9], "body": "OTS", "kind": "summit"})
    >>> ax = charts.timeline(
    ...     rows, "year", "body", "kind", colors={"summit": "navy"}, markers={"summit": "o"}
    ... )
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['OTS']
    """
    demand_looks(data[by], colors=colors, markers=markers)
    names = list(data[y].drop_duplicates())
    ax = axes(ax, height=1.1 + _ROW * len(names))
    place = {name: i for i, name in enumerate(names)}
    for name, events in data.groupby(y, sort=False):
        first, last = events[x].min(), events[x].max()
        ax.hlines(place[name], first, last, color=SILVER, linewidth=1.2, zorder=1)
    for kind, color in colors.items():
        for unsure, part in by_certainty(data[data[by] == kind], hollow):
            ax.plot(
                part[x],
                part[y].map(place),
                linestyle="",
                marker=markers[kind],
                markersize=7.5,
                markeredgewidth=1.5,
                color=color,
                markerfacecolor=WHITE if unsure else color,
                zorder=2,
            )
    told = (data[words],) if words else (data[x].map(year), data[by])
    tell(ax, data[x], data[y].map(place), map(said, data[y], *told))
    name_rows(ax, [str(name) for name in names], _ROW)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(axis="x")
    whole_years(ax)
    return ax
