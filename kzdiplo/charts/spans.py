"""Spans and ranges: what lasts from one year to another, and values known only within bounds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.style import (
    ACCENT,
    INK,
    axes,
    by_certainty,
    ink,
    name_rows,
    text_on,
    whole_years,
)

_OPEN = 0.03  # how far an unfinished span reaches beyond the last date, as a share of the axis

_LETTER = 0.032  # width of a letter on a phone, as a share of the axis


def spans(
    data: pd.DataFrame,
    start: str,
    end: str,
    row: str,
    by: str,
    *,
    colors: Mapping[str, str],
    hollow: str | None = None,
    text: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw bars from a start to an end in rows, the first row on top.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a span; several spans may share a row of the chart.
    start, end : str
        Columns of the two dates as numbers, such as years. A span without an end still lasts:
        it runs to the right edge and ends in an arrowhead.
    row, by : str
        Columns of the row of the chart and of the kind of span.
    colors : mapping
        By kind.
    hollow : str, optional
        Column of true and false: uncertain, disputed or planned spans are drawn hollow and dashed.
    text : str, optional
        Column of a text to stand in the bar, left out where the bar is too short for it on a
        phone.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the rows need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a start is missing, an end lies before its start, or a kind has no colour.
    """
    bad = data[data[start].isna() | (data[end] < data[start])]
    if len(bad):
        raise ValueError(
            f"{len(bad)} spans without a start or with an end before it, the first in the row "
            f"{bad.iloc[0][row]!r}: {bad.iloc[0][start]} to {bad.iloc[0][end]}"
        )
    unknown = set(data[by]) - set(colors)
    if unknown:
        raise ValueError(f"no colour for the kinds {sorted(unknown)}")
    names = list(data[row].drop_duplicates())
    ax = axes(ax, height=0.8 + 0.33 * len(names))
    place = {name: i for i, name in enumerate(names)}
    first, last = float(data[start].min()), float(data[[start, end]].max().max())
    edge = last + _OPEN * (last - first or 1)
    for kind, color in colors.items():
        for unsure, part in by_certainty(data[data[by] == kind], hollow):
            left = part[start].astype(float)
            ax.barh(
                part[row].map(place),
                part[end].astype(float).fillna(edge) - left,
                left=left,
                height=0.62,
                facecolor="white" if unsure else color,
                edgecolor=color,
                linestyle="--" if unsure else "-",
                label=kind,
            )
            lasting = part[part[end].isna()]
            if len(lasting):  # an empty mark would pull the layout to the corner of the figure
                ax.plot(
                    [edge] * len(lasting),
                    lasting[row].map(place),
                    linestyle="",
                    marker=">",
                    markersize=9,
                    color=color,
                    markerfacecolor="white" if unsure else color,
                    clip_on=False,
                )
            if text:
                room = (part[end].astype(float).fillna(edge) - left) / (edge - first)
                fits = part[text].astype(str).str.len() * _LETTER < room
                for item in part[fits].to_dict("records"):
                    ax.annotate(
                        str(item[text]),
                        xy=(item[start], place[item[row]]),
                        xytext=(4, 0),
                        textcoords="offset points",
                        va="center",
                        color=ink(color) if unsure else text_on(color),
                    )
    name_rows(ax, [str(name) for name in names])
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(first, edge)
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x")
    whole_years(ax)
    return ax


def ranges(
    data: pd.DataFrame,
    y: str,
    low: str,
    high: str,
    *,
    mark: str | None = None,
    by: str | None = None,
    colors: Mapping[str, str] | None = None,
    fmt: str = "{:g}",
    ax: Axes | None = None,
) -> Axes:
    """Draw one range per row with both bounds in print, the first row on top.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a range.
    y, low, high : str
        Columns of the text and of the two bounds; equal bounds are drawn as one dot.
    mark : str, optional
        Column of a value inside the range to be marked with a hollow diamond.
    by : str, optional
        Column of the group that colours the range.
    colors : mapping, optional
        By group; needed with `by`.
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
        When a bound is missing, the bounds are in the wrong order, or a mark lies outside.
    """
    inside = (data[low] <= data[high]) & (
        data[mark].between(data[low], data[high]) if mark else True
    )
    if not inside.all():
        bad = data[~inside].iloc[0]
        raise ValueError(
            f"the row {bad[y]!r}: {bad[low]} to {bad[high]} is no range"
            + (f" that holds {bad[mark]}" if mark else "")
        )
    ax = axes(ax, height=0.6 + 0.36 * len(data))
    tint = data[by].map(dict(colors or {})) if by else pd.Series(ACCENT, index=data.index)
    if tint.isna().any():
        raise ValueError(f"no colour for the groups {sorted(set(data.loc[tint.isna(), by]))}")
    for place, (item, color) in enumerate(zip(data.to_dict("records"), tint, strict=True)):
        bounds = [item[low]] if item[low] == item[high] else [item[low], item[high]]
        ax.plot(bounds, [place] * len(bounds), "-o", color=color, linewidth=4, markersize=6)
        if mark:
            ax.plot(
                item[mark], place, "D", markersize=6, color=INK, markerfacecolor="white", zorder=3
            )
        for value, side in zip(bounds, (-1, 1) if len(bounds) == 2 else (1,), strict=True):
            ax.annotate(
                fmt.format(value),
                xy=(value, place),
                xytext=(8 * side, 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
                color=ink(color),
            )
    name_rows(ax, [str(name) for name in data[y]])
    ax.set_ylim(len(data) - 0.5, -0.5)
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x")
    ax.margins(x=0.14)
    return ax
