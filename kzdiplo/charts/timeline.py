"""Timeline: dated events in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import NARROW, WIDE, name_rows, on_phone, reach, wrap_rows
from kzdiplo.charts.marks import said, tell, year
from kzdiplo.charts.style import axes, by_certainty, demand_looks, ink
from kzdiplo.charts.time import whole_years
from kzdiplo.palette import SILVER, WHITE

# Sizes on paper in inches: a row, a row of named marks, a letter, from a mark to its name.
_ROW, _NAMED, _LETTER, _AWAY = 0.27, 0.5, 0.075, 0.125


def timeline(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    *,
    colors: Mapping[str, str],
    markers: Mapping[str, str],
    hollow: str | None = None,
    label: str | None = None,
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
    label : str, optional
        Column of short names, written above or below their marks in the order of the rows of
        `data`; rows with a missing or empty name have none. A name that would cover another is
        left out, on a phone more than on a wide screen.
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
    row = _NAMED if label else _ROW
    ax = axes(ax, height=1.1 + row * len(names))
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
    name_rows(ax, [str(name) for name in names], row, least=row if label else 0.0)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(axis="x")
    whole_years(ax)
    if label:
        named = data[data[label].notna() & (data[label] != "")]
        marks = [
            (str(event[label]), float(event[x]), place[event[y]], ink(colors[event[by]]))
            for event in named.to_dict("records")
        ]
        _name_marks(ax, marks, WIDE)

        def for_phones(ax: Axes) -> None:
            wrap_rows(ax)
            _name_marks(ax, marks, NARROW)

        on_phone(ax, for_phones)
    return ax


def _name_marks(ax: Axes, marks: Sequence[tuple[str, float, int, str]], width: float) -> None:
    """Write names beside their marks, but none where it would cover another or leave the axes."""
    for text in list(ax.texts):
        if text.get_gid() == "name":
            text.remove()
    low, high = ax.get_xlim()
    inch = (high - low) / reach(ax, width)
    taken: list[tuple[int, float, float]] = []
    for name, x, row, color in marks:
        half = (len(name) * _LETTER / 2 + 0.04) * inch
        middle = min(max(x, low + half), high - half)
        for side in (-1, 1):
            lane = 2 * row + side
            if all(lane != other or abs(middle - at) >= half + wide for other, at, wide in taken):
                taken.append((lane, middle, half))
                y = row + side * _AWAY / _NAMED
                ax.text(middle, y, name, ha="center", va="center", color=color, gid="name")
                break
