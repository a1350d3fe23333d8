"""Lines through time, with direct labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import wrap_on_phone
from kzdiplo.charts.marks import number, said, tell, year
from kzdiplo.charts.style import axes, beside, colors_of, ink, spread
from kzdiplo.charts.time import whole_years


def lines(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    *,
    segment: str | None = None,
    colors: Mapping[str, str] | None = None,
    dashes: Mapping[str, Any] | None = None,
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one line per group, each labelled at its end.

    Parameters
    ----------
    data : pandas.DataFrame
        Tidy rows; a missing `y` leaves a gap in the line.
    x, y, by : str
        Columns of the position, the value and the group.
    segment : str, optional
        Column whose values are never joined in one line, such as the reporter.
    colors, dashes, labels : mapping, optional
        By group: colour, matplotlib line style, text of the label (default: the group).
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a group has no colour, or there are more groups than colours.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"year": [2020, 2021] * 2, "share": [1, 2, 3, 3], "to": [*"AABB"]})
    >>> ax = charts.lines(rows, "year", "share", "to", labels={"A": "To A"})
    >>> [text.get_text() for text in ax.texts]
    ['To A', 'B']
    """
    ax = axes(ax)
    groups = list(data[by].drop_duplicates())
    tints = colors_of(groups, colors)
    ends = {}
    for group in groups:
        rows = data[data[by] == group].sort_values(x)
        pieces = [piece for _, piece in rows.groupby(segment, sort=False)] if segment else [rows]
        for piece in pieces:
            style = dashes[group] if dashes else "-"
            ax.plot(piece[x], piece[y], color=tints[group], linestyle=style, label=group)
            _lone_points(ax, piece, x, y, tints[group])
        name = (labels or {}).get(group, group)
        told = zip(rows[x], rows[y], strict=True)
        tell(ax, rows[x], rows[y], [said(name, year(at), number(value)) for at, value in told])
        last = rows.dropna(subset=[y]).iloc[-1]
        ends[group] = (float(last[x]), float(last[y]))
    _label_ends(ax, ends, tints, labels or {})
    whole_years(ax)
    return ax


def _lone_points(ax: Axes, rows: pd.DataFrame, x: str, y: str, color: str) -> None:
    """Mark values with a gap on both sides, which a line alone would not show."""
    here = rows[y].notna()
    lone = here & ~here.shift(1, fill_value=False) & ~here.shift(-1, fill_value=False)
    ax.plot(rows.loc[lone, x], rows.loc[lone, y], "o", color=color, markersize=4)


def _label_ends(
    ax: Axes,
    ends: dict[Any, tuple[float, float]],
    tints: dict[Any, str],
    labels: Mapping[str, str],
) -> None:
    low, high = ax.get_ylim()
    height = ax.get_figure().get_size_inches()[1] * 72  # type: ignore[union-attr]
    gap = (high - low) * 16 / (height * 0.8)
    places = spread([end[1] for end in ends.values()], gap)
    right = max(end[0] for end in ends.values())
    for (group, _), place in zip(ends.items(), places, strict=True):
        label = beside(
            ax,
            labels.get(group, str(group)),
            (right, place),
            "right",
            ink(tints[group]),
            gap=6,
            fontweight="bold",
            annotation_clip=False,
        )
        wrap_on_phone(label)
