"""Dumbbells: two reporters' values for the same thing, side by side."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.style import axes, ink, name_rows


def dumbbell(
    data: pd.DataFrame,
    y: str,
    first: str,
    second: str,
    *,
    labels: tuple[str, str],
    colors: tuple[str, str],
    fmt: str = "{:.1f}",
    ax: Axes | None = None,
) -> Axes:
    """Draw two values per row joined by a thin line, in the order of the rows.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a line, from top to bottom.
    y, first, second : str
        Columns of the text and of the two values.
    labels, colors : tuple of str
        Text and colour of the first (filled disc) and second (hollow square) value.
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
        When a value is missing: a row with one value is no comparison.
    """
    if data[[first, second]].isna().any(axis=None):
        raise ValueError(f"columns {first!r} and {second!r}: every row needs both values")
    ax = axes(ax, height=0.9 + 0.36 * len(data))
    places = range(len(data))
    ax.hlines(
        places,
        data[[first, second]].min(axis=1),
        data[[first, second]].max(axis=1),
        color="#bbbbbb",
        linewidth=2,
    )
    for column, marker, color, face in (
        (first, "o", colors[0], colors[0]),
        (second, "s", colors[1], "white"),
    ):
        ax.plot(
            data[column],
            places,
            linestyle="",
            marker=marker,
            markersize=8,
            markeredgewidth=1.8,
            color=color,
            markerfacecolor=face,
        )
    for place, (a, b) in enumerate(zip(data[first], data[second], strict=True)):
        for value, other, color in ((a, b, colors[0]), (b, a, colors[1])):
            right = value > other or (value == other and color == colors[1])
            ax.annotate(
                fmt.format(value),
                xy=(value, place),
                xytext=(8 if right else -8, 0),
                textcoords="offset points",
                ha="left" if right else "right",
                va="center",
                color=ink(color),
            )
    top = data.iloc[0]
    left_first = top[first] <= top[second]
    for value, text, color, left in (
        (top[first], labels[0], colors[0], left_first),
        (top[second], labels[1], colors[1], not left_first),
    ):
        ax.annotate(
            text,
            xy=(value, 0),
            xytext=(-3 if left else 3, 13),
            textcoords="offset points",
            ha="right" if left else "left",
            color=ink(color),
            fontweight="bold",
        )
    name_rows(ax, list(data[y]))
    ax.set_ylim(len(data) - 0.4, -0.9)
    ax.grid(visible=False)
    ax.margins(x=0.16)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    return ax
