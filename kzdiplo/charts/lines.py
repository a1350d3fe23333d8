"""Lines and dots through time, with direct labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.style import (
    CATEGORIES,
    END_LABEL,
    axes,
    by_certainty,
    canvas,
    ink,
    outer_labels,
    spread,
    whole_years,
)


def _styles(groups: list[Any], colors: Mapping[str, str] | None) -> dict[Any, str]:
    if colors is not None:
        missing = [group for group in groups if group not in colors]
        if missing:
            raise ValueError(f"no colour given for {', '.join(map(repr, missing))}")
        return {group: colors[group] for group in groups}
    if len(groups) > len(CATEGORIES):
        raise ValueError(
            f"{len(groups)} groups in one picture cannot be told apart; choose up to "
            f"{len(CATEGORIES)}, or use panels"
        )
    return dict(zip(groups, CATEGORIES, strict=False))


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
    """
    ax = axes(ax)
    groups = list(data[by].drop_duplicates())
    palette = _styles(groups, colors)
    ends = {}
    for group in groups:
        rows = data[data[by] == group].sort_values(x)
        pieces = [piece for _, piece in rows.groupby(segment, sort=False)] if segment else [rows]
        for piece in pieces:
            style = dashes[group] if dashes else "-"
            ax.plot(piece[x], piece[y], color=palette[group], linestyle=style, label=group)
            _lone_points(ax, piece, x, y, palette[group])
        last = rows.dropna(subset=[y]).iloc[-1]
        ends[group] = (float(last[x]), float(last[y]))
    _label_ends(ax, ends, palette, labels or {})
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
    palette: dict[Any, str],
    labels: Mapping[str, str],
) -> None:
    low, high = ax.get_ylim()
    height = ax.get_figure().get_size_inches()[1] * 72  # type: ignore[union-attr]
    gap = (high - low) * 16 / (height * 0.8)
    places = spread([end[1] for end in ends.values()], gap)
    right = max(end[0] for end in ends.values())
    for (group, _), place in zip(ends.items(), places, strict=True):
        ax.annotate(
            labels.get(group, str(group)),
            xy=(right, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=ink(palette[group]),
            fontweight="bold",
            annotation_clip=False,
            gid=END_LABEL,
        )


def panels(
    data: pd.DataFrame,
    x: str,
    y: str,
    panel: str,
    by: str,
    *,
    columns: int = 3,
    segment: str | None = None,
    colors: Mapping[str, str],
    dashes: Mapping[str, Any],
    titles: Mapping[str, str] | None = None,
    height: float = 4.4,
) -> Axes:
    """Draw one small chart per panel on common scales, lines by group in each.

    Parameters
    ----------
    data : pandas.DataFrame
        Tidy rows; a missing `y` leaves a gap.
    x, y, panel, by : str
        Columns of the position, the value, the panel and the group.
    columns : int
        Panels side by side on a wide screen.
    segment : str, optional
        Column whose values are never joined in one line.
    colors : mapping
        Colour by panel.
    dashes : mapping
        Line style by group; the first panel labels the groups.
    titles : mapping, optional
        Title by panel (default: its value).
    height : float
        Of the whole figure, in inches.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel.
    """
    names = list(data[panel].drop_duplicates())
    rows = -(-len(names) // columns)
    figure, grid = canvas(height, columns=columns, rows=rows)
    cells = list(grid.flat)
    for name, ax in zip(names, cells, strict=False):
        ax.sharey(cells[0])
        ax.sharex(cells[0])
        for group, style in dashes.items():
            chosen = data[(data[panel] == name) & (data[by] == group)].sort_values(x)
            for _, piece in chosen.groupby(segment or by, sort=False):
                ax.plot(piece[x], piece[y], color=colors[name], linestyle=style, linewidth=1.8)
        ax.set_title(titles[name] if titles else name, color=ink(colors[name]), wrap=True)
    for ax in cells[len(names) :]:
        figure.delaxes(ax)
    whole_years(cells[0])
    outer_labels(cells[: len(names)], columns)
    _key(cells[0], data[data[panel] == names[0]], x, y, by, dashes)
    first: Axes = cells[0]
    return first


def _key(ax: Axes, rows: pd.DataFrame, x: str, y: str, by: str, dashes: Mapping[str, Any]) -> None:
    """Label the groups once, in the panel given: the highest above its end, others below."""
    ends = rows.dropna(subset=[y]).sort_values(x).groupby(by).tail(1).set_index(by).loc[[*dashes]]
    for group, end in ends.iterrows():
        above = end[y] == ends[y].max()
        ax.annotate(
            str(group),
            xy=(end[x], end[y]),
            xytext=(0, 10 if above else -10),
            textcoords="offset points",
            ha="right",
            va="bottom" if above else "top",
            color="#444444",
        )


def dots(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    *,
    label: str | None = None,
    hollow: str | None = None,
    colors: Mapping[str, str] | None = None,
    markers: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw single values through time, one colour and marker per group, no line between them.

    Parameters
    ----------
    data : pandas.DataFrame
        Tidy rows.
    x, y, by : str
        Columns of the position, the value and the group.
    label : str, optional
        Column of a text to stand above each dot.
    hollow : str, optional
        Column of true and false: estimates and uncertain dates are drawn hollow.
    colors, markers : mapping, optional
        By group.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = axes(ax)
    groups = list(data[by].drop_duplicates())
    palette = _styles(groups, colors)
    for group in groups:
        rows = data[data[by] == group]
        for flag, part in by_certainty(rows, hollow):
            ax.plot(
                part[x],
                part[y],
                linestyle="",
                marker=(markers or {}).get(group, "o"),
                markersize=8,
                markeredgewidth=1.8,
                color=palette[group],
                markerfacecolor="white" if flag else palette[group],
                label=group if not flag else None,
            )
        if label:
            for row in rows.itertuples():
                ax.annotate(
                    str(getattr(row, label)),
                    xy=(getattr(row, x), getattr(row, y)),
                    xytext=(0, 7),
                    textcoords="offset points",
                    ha="center",
                    color=ink(palette[group]),
                )
    whole_years(ax)
    return ax
