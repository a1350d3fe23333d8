"""Dumbbells: two values for the same thing, such as two reporters' or two years', side by side."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import keep_room, name_rows, wrap_on_phone
from kzdiplo.charts.marks import said, tell
from kzdiplo.charts.style import axes, beside, demand_looks, ink
from kzdiplo.palette import SILVER, WHITE

_ROW = 0.36  # inches


def dumbbell(
    data: pd.DataFrame,
    start: str,
    end: str,
    y: str,
    *,
    colors: Mapping[str, str],
    labels: Mapping[str, str],
    fmt: str = "{:.1f}",
    ax: Axes | None = None,
) -> Axes:
    """Draw two values per row joined by a thin line, in the order of the rows.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a line, from top to bottom.
    start, end, y : str
        Columns of the two values (a filled disc and a hollow square) and of the row's name.
    colors, labels : mapping
        Colour and text by value, under the names of the two columns.
    fmt : str
        Format of the values.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the rows need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a value is missing (a row with one value is no comparison), or a column has no
        colour or text.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"state": ["Italy"], "bn_2021": [9.5], "bn_2023": [14.0]})
    >>> ax = charts.dumbbell(
    ...     rows, "bn_2021", "bn_2023", "state",
    ...     colors={"bn_2021": "grey", "bn_2023": "black"},
    ...     labels={"bn_2021": "2021", "bn_2023": "2023"},
    ... )
    >>> [text.get_text() for text in ax.texts]
    ['9.5', '14.0', '2021', '2023']
    """
    if data[[start, end]].isna().any(axis=None):
        raise ValueError(f"columns {start!r} and {end!r}: every row needs both values")
    demand_looks([start, end], colors=colors, labels=labels)
    ax = axes(ax, height=0.9 + _ROW * len(data))
    both = data[[start, end]]
    places = range(len(data))
    ax.hlines(places, both.min(axis=1), both.max(axis=1), color=SILVER, linewidth=2)
    for column, marker in ((start, "o"), (end, "s")):
        ax.plot(
            data[column],
            places,
            linestyle="",
            marker=marker,
            markersize=8,
            markeredgewidth=1.8,
            color=colors[column],
            markerfacecolor=colors[column] if column == start else WHITE,
        )
    for row, (item, first, second) in enumerate(zip(data[y], data[start], data[end], strict=True)):
        told = [
            said(item, labels[column], fmt.format(value))
            for column, value in ((start, first), (end, second))
        ]
        tell(ax, (first, second), (row, row), told)
    for place, (first, second) in enumerate(zip(data[start], data[end], strict=True)):
        sides = ("right", "left") if first > second else ("left", "right")
        for value, column, side in zip((first, second), (start, end), sides, strict=True):
            beside(ax, fmt.format(value), (value, place), side, ink(colors[column]), gap=8)
    _name_values(ax, data.iloc[0], (start, end), colors, labels)
    name_rows(ax, list(data[y]), _ROW)
    ax.set_ylim(len(data) - 0.4, -0.9)
    ax.grid(visible=False)
    ax.margins(x=0.16)
    keep_room(ax, [(value, fmt.format(value)) for value in both.min(axis=1)])
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    return ax


def _name_values(
    ax: Axes,
    top: pd.Series,
    columns: tuple[str, str],
    colors: Mapping[str, str],
    labels: Mapping[str, str],
) -> None:
    """Write above the first row what its two values are, each on its own side."""
    first, second = columns
    for column in columns:
        left = (column == first) == (top[first] <= top[second])
        name = ax.annotate(
            labels[column],
            xy=(top[column], 0),
            xytext=(-3 if left else 3, 13),
            textcoords="offset points",
            ha="right" if left else "left",
            color=ink(colors[column]),
            fontweight="bold",
        )
        wrap_on_phone(name)  # a long name would take the width that the rows need
