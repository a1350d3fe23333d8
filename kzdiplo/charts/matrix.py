"""Matrices: numbers as shades, or categories as lettered cells."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, ListedColormap, Normalize

from kzdiplo.charts.style import ACCENT, INK, axes, name_columns, name_rows, text_on

_SHADES = LinearSegmentedColormap.from_list("kzdiplo", ["#f7f9fc", "#9cc3e6", ACCENT, "#06305c"])


def _cells(data: pd.DataFrame, x: str, y: str, value: str) -> pd.DataFrame:
    """Return the matrix, rows and columns in the order in which they first appear."""
    twice = data[data.duplicated([x, y], keep=False)]
    if len(twice):
        first = twice.iloc[0]
        raise ValueError(f"two values for the row {first[y]!r} and the column {first[x]!r}")
    order = {axis: data[axis].drop_duplicates().tolist() for axis in (x, y)}
    table = data.pivot_table(index=y, columns=x, values=value, aggfunc="first", observed=True)
    return table.reindex(index=order[y], columns=order[x])


def _frame(ax: Axes | None, table: pd.DataFrame) -> Axes:
    """Return axes with room for the matrix and the names of its rows and columns."""
    longest = max(len(str(name)) for name in table.columns)
    ax = axes(ax, height=0.6 + 0.07 * longest + 0.31 * len(table))
    ax.grid(visible=False)
    name_rows(ax, [str(name) for name in table.index])
    name_columns(ax, [str(name) for name in table.columns])
    ax.set_xlim(-0.5, len(table.columns) - 0.5)
    ax.set_ylim(len(table) - 0.5, -0.5)
    return ax


def _paint(ax: Axes, codes: np.ndarray, colors: Colormap, scale: Normalize) -> None:
    rows, columns = codes.shape
    ax.pcolormesh(
        np.arange(columns + 1) - 0.5,
        np.arange(rows + 1) - 0.5,
        np.ma.masked_invalid(codes),
        cmap=colors,
        norm=scale,
        edgecolors="white",
        linewidth=1.5,
    )


def heat(
    data: pd.DataFrame,
    x: str,
    y: str,
    value: str,
    *,
    low: float = 0.0,
    high: float = 1.0,
    fmt: str = "{:.2f}",
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix of numbers, each as a shade and in print.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a cell. A pair without a row, or with a missing value, is left white with a dash.
    x, y, value : str
        Columns that name the column and the row of the matrix, both in the order of their
        first appearance, and the number.
    low, high : float
        Numbers of the lightest and of the darkest shade.
    fmt : str
        Format of the numbers; short ones stay readable on a phone.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the rows need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a cell has two rows, or a number lies outside the scale.
    """
    table = _cells(data, x, y, value).astype(float)
    numbers = table.to_numpy()
    if np.nanmin(numbers) < low or np.nanmax(numbers) > high:
        raise ValueError(
            f"column {value!r} reaches from {np.nanmin(numbers):g} to {np.nanmax(numbers):g}, "
            f"the scale from {low:g} to {high:g}: give `low` and `high` that hold them all"
        )
    ax = _frame(ax, table)
    scale = Normalize(low, high)
    _paint(ax, numbers, _SHADES, scale)
    for (row, column), number in np.ndenumerate(numbers):
        missing = bool(np.isnan(number))
        ax.annotate(
            "–" if missing else fmt.format(number),
            xy=(column, row),
            ha="center",
            va="center",
            color=INK if missing else text_on(_SHADES(scale(number))),
            # it stands inside its cell: measuring it would only slow the layout
            in_layout=False,
        )
    return ax


def grid(
    data: pd.DataFrame,
    x: str,
    y: str,
    kind: str,
    *,
    looks: Mapping[str, tuple[str, str]],
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix of categories, each as a colour and a letter.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a cell; a pair without a row is left white.
    x, y, kind : str
        Columns that name the column and the row of the matrix, both in the order of their
        first appearance, and the category.
    looks : mapping
        Colour and letter by category.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the rows need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a cell has two rows, or a category has no look.
    """
    unknown = set(data[kind].dropna()) - set(looks)
    if unknown:
        raise ValueError(f"no colour and letter for the categories {sorted(unknown)}")
    table = _cells(data, x, y, kind)
    ax = _frame(ax, table)
    place = {name: float(i) for i, name in enumerate(looks)}
    codes = table.apply(lambda column: column.map(place)).to_numpy(dtype=float)
    colors = ListedColormap([color for color, _ in looks.values()])
    _paint(ax, codes, colors, Normalize(-0.5, len(looks) - 0.5))
    for (row, column), code in np.ndenumerate(codes):
        if not np.isnan(code):
            color, letter = list(looks.values())[int(code)]
            ax.annotate(
                letter,
                xy=(column, row),
                ha="center",
                va="center",
                color=text_on(color),
                in_layout=False,
            )
    return ax
