"""Ranges: values known only within bounds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import keep_room, name_rows
from kzdiplo.charts.marks import said, tell
from kzdiplo.charts.style import GROUND, axes, beside, demand_looks, ink
from kzdiplo.palette import ACCENT, INK, WHITE

_ROW = 0.36  # inches


def ranges(
    data: pd.DataFrame,
    start: str,
    end: str,
    y: str,
    by: str | None = None,
    *,
    colors: Mapping[str, str] | None = None,
    mark: str | None = None,
    fmt: str = "{:g}",
    ax: Axes | None = None,
) -> Axes:
    """Draw one range per row with both bounds in print, the first row on top.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a range.
    start, end, y : str
        Columns of the two bounds, the lower first, and of the row's name; equal bounds are
        drawn as one dot.
    by : str, optional
        Column of the group that colours the range.
    colors : mapping, optional
        By group; needed with `by`.
    mark : str, optional
        Column of a value inside the range to be marked with a hollow diamond.
    fmt : str
        Format of the bounds.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the rows need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a bound is missing, the bounds are in the wrong order, a mark lies outside, or a
        group has no colour.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"low": [1, 2], "high": [3, 2], "item": ["A", "B"]})
    >>> ax = charts.ranges(rows, "low", "high", "item")
    >>> [text.get_text() for text in ax.texts]
    ['1', '3', '2']
    """
    inside = (data[start] <= data[end]) & (
        data[mark].between(data[start], data[end]) if mark else True
    )
    if not inside.all():
        bad = data[~inside].iloc[0]
        raise ValueError(
            f"the row {bad[y]!r}: {bad[start]} to {bad[end]} is no range"
            + (f" that holds {bad[mark]}" if mark else "")
        )
    demand_looks(data[by] if by else [], colors=colors or {})
    tints = data[by].map(dict(colors or {})) if by else pd.Series(ACCENT, index=data.index)
    ax = axes(ax, height=0.6 + _ROW * len(data))
    for place, (item, color) in enumerate(zip(data.to_dict("records"), tints, strict=True)):
        bounds = [item[start]] if item[start] == item[end] else [item[start], item[end]]
        ax.plot(bounds, [place] * len(bounds), "-o", color=color, linewidth=4, markersize=6)
        if mark:
            ax.plot(
                item[mark], place, "D", markersize=6, color=INK, markerfacecolor=WHITE, zorder=3
            )
        words = " to ".join(fmt.format(value) for value in bounds)
        inner = f", marked {fmt.format(item[mark])}" if mark else ""
        told = said(item[y], item[by] if by else "", words + inner)
        tell(ax, [(item[start] + item[end]) / 2], [place], [told])
        sides = ("left", "right") if len(bounds) == 2 else ("right",)
        for value, side in zip(bounds, sides, strict=True):
            beside(ax, fmt.format(value), (value, place), side, ink(color), gap=8, bbox=GROUND)
    name_rows(ax, [str(name) for name in data[y]], _ROW)
    ax.set_ylim(len(data) - 0.5, -0.5)
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x")
    ax.margins(x=0.14)
    apart = data[data[start] < data[end]]
    keep_room(ax, [(value, fmt.format(value)) for value in apart[start]])
    return ax
