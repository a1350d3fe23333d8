"""Matrices: numbers as shades, or categories as lettered cells."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, ListedColormap, Normalize

from kzdiplo.charts.layout import WIDE, head_height, name_columns, name_rows
from kzdiplo.charts.marks import said, tell
from kzdiplo.charts.style import axes, demand_looks, text_on
from kzdiplo.palette import INK, SHADES, WHITE

_ROW = 0.31  # inches
_SHADES = LinearSegmentedColormap.from_list("kzdiplo", SHADES)


def _table(data: pd.DataFrame, x: str, y: str, value: str) -> pd.DataFrame:
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
    names = [str(name) for name in table.columns]
    ax = axes(ax, height=0.5 + head_height(names, WIDE) + _ROW * len(table))
    ax.grid(visible=False)
    name_rows(ax, [str(name) for name in table.index], _ROW)
    name_columns(ax, names)
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
        edgecolors=WHITE,
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
    above: float | None = None,
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
    above : float, optional
        A bound: only numbers above it are shaded.
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

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"a": [*"xy"], "b": ["z", "z"], "share": [0.25, 1]})
    >>> ax = charts.heat(rows, "a", "b", "share")
    >>> [text.get_text() for text in ax.texts]
    ['0.25', '1.00']
    """
    table = _table(data, x, y, value).astype(float)
    numbers = table.to_numpy()
    if np.nanmin(numbers) < low or np.nanmax(numbers) > high:
        raise ValueError(
            f"column {value!r} reaches from {np.nanmin(numbers):g} to {np.nanmax(numbers):g}, "
            f"the scale from {low:g} to {high:g}: give `low` and `high` that hold them all"
        )
    ax = _frame(ax, table)
    scale = Normalize(low, high)
    shaded = numbers if above is None else np.where(numbers > above, numbers, np.nan)
    _paint(ax, shaded, _SHADES, scale)
    for (row, column), number in np.ndenumerate(numbers):
        missing = bool(np.isnan(number))
        text = "–" if missing else fmt.format(number)
        white = bool(np.isnan(shaded[row, column]))
        _write(ax, column, row, text, INK if white else text_on(_SHADES(scale(number))))
        names = (table.index[row], table.columns[column])
        tell(ax, [column], [row], [said(*names, "no value" if missing else text)])
    return ax


def cells(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    *,
    colors: Mapping[str, str],
    markers: Mapping[str, str],
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix of categories, each as a colour and a letter.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a cell; a pair without a row is left white.
    x, y, by : str
        Columns that name the column and the row of the matrix, both in the order of their
        first appearance, and the category.
    colors, markers : mapping
        Colour and letter (or short word) by category.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the rows need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a cell has two rows, or a category has no colour or letter.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"body": ["EU", "OTS"], "state": "Italy", "role": ["member", "none"]})
    >>> ax = charts.cells(
    ...     rows, "body", "state", "role",
    ...     colors={"member": "navy", "none": "white"}, markers={"member": "M", "none": "-"},
    ... )
    >>> [text.get_text() for text in ax.texts]
    ['M', '-']
    """
    demand_looks(data[by].dropna(), colors=colors, markers=markers)
    table = _table(data, x, y, by)
    ax = _frame(ax, table)
    names = list(colors)
    place = {name: float(i) for i, name in enumerate(names)}
    codes = table.apply(lambda column: column.map(place)).to_numpy(dtype=float)
    _paint(ax, codes, ListedColormap([*colors.values()]), Normalize(-0.5, len(names) - 0.5))
    for (row, column), code in np.ndenumerate(codes):
        if not np.isnan(code):
            category = names[int(code)]
            _write(ax, column, row, markers[category], text_on(colors[category]))
            tell(ax, [column], [row], [said(table.index[row], table.columns[column], category)])
    return ax


def _write(ax: Axes, column: int, row: int, text: str, color: str) -> None:
    """Write into a cell; as the text stays inside, measuring it would only slow the layout."""
    ax.annotate(text, (column, row), ha="center", va="center", color=color, in_layout=False)
