"""Spans: what lasts from one year to another."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import name_rows
from kzdiplo.charts.marks import said, tell, year
from kzdiplo.charts.style import axes, beside, by_certainty, demand_looks, ink, text_on
from kzdiplo.charts.time import whole_years
from kzdiplo.palette import WHITE

_ROW = 0.33  # inches
_OPEN = 0.03  # how far an unfinished span reaches beyond the last date, as a share of the axis

_LETTER = 0.032  # width of a letter on a phone, as a share of the axis


def spans(
    data: pd.DataFrame,
    start: str,
    end: str,
    y: str,
    by: str,
    *,
    colors: Mapping[str, str],
    hollow: str | None = None,
    label: str | None = None,
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
    y, by : str
        Columns of the row of the chart and of the kind of span.
    colors : mapping
        By kind.
    hollow : str, optional
        Column of true and false: uncertain, disputed or planned spans are drawn hollow and dashed.
    label : str, optional
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

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame(
    ...     {"from": [1992, 2018], "to": [2018, None], "body": "A", "role": ["member", "observer"]}
    ... )
    >>> ax = charts.spans(
    ...     rows, "from", "to", "body", "role",
    ...     colors={"member": "navy", "observer": "teal"}, label="role",
    ... )
    >>> [text.get_text() for text in ax.texts]
    ['member']
    """
    bad = data[data[start].isna() | (data[end] < data[start])]
    if len(bad):
        raise ValueError(
            f"{len(bad)} spans without a start or with an end before it, the first in the row "
            f"{bad.iloc[0][y]!r}: {bad.iloc[0][start]} to {bad.iloc[0][end]}"
        )
    demand_looks(data[by], colors=colors)
    names = list(data[y].drop_duplicates())
    ax = axes(ax, height=0.8 + _ROW * len(names))
    first, last = float(data[start].min()), float(data[[start, end]].max().max())
    edge = last + _OPEN * (last - first or 1)
    placed = data.assign(
        _place=data[y].map({name: i for i, name in enumerate(names)}),
        _left=data[start].astype(float),
        _right=data[end].astype(float).fillna(edge),
    )
    for kind, color in colors.items():
        for unsure, part in by_certainty(placed[placed[by] == kind], hollow):
            _draw(ax, part, part[end].isna(), color, unsure=unsure, kind=kind)
            if label:
                shown = ink(color) if unsure else text_on(color)
                room = (part["_right"] - part["_left"]) / (edge - first)
                fits = part[label].astype(str).str.len() * _LETTER < room
                for item in part[fits].to_dict("records"):
                    beside(ax, str(item[label]), (item[start], item["_place"]), "right", shown)
    for item in placed.to_dict("records"):
        until = year(item[end]) if pd.notna(item[end]) else "today"
        told = said(item[y], item[by], f"{year(item[start])} to {until}")
        tell(ax, [(item["_left"] + item["_right"]) / 2], [item["_place"]], [told])
    name_rows(ax, [str(name) for name in names], _ROW)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(first, edge)
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x")
    whole_years(ax)
    return ax


def _draw(
    ax: Axes, spans: pd.DataFrame, lasting: pd.Series, color: str, *, unsure: bool, kind: str
) -> None:
    """Draw the bars of one kind, and an arrowhead where a span still lasts."""
    fill = WHITE if unsure else color
    ax.barh(
        spans["_place"],
        spans["_right"] - spans["_left"],
        left=spans["_left"],
        height=0.62,
        facecolor=fill,
        edgecolor=color,
        linestyle="--" if unsure else "-",
        label=kind,
    )
    if lasting.any():  # an empty mark would pull the layout to the corner of the figure
        ax.plot(
            spans.loc[lasting, "_right"],
            spans.loc[lasting, "_place"],
            linestyle="",
            marker=">",
            markersize=9,
            color=color,
            markerfacecolor=fill,
            clip_on=False,
        )
