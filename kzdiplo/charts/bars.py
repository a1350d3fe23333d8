"""Bars: amounts by category or year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import name_rows
from kzdiplo.charts.marks import number, said, tell
from kzdiplo.charts.style import GROUND, axes, beside, demand_looks, ink
from kzdiplo.charts.time import whole_years
from kzdiplo.palette import ACCENT, WHITE

_ROW = 0.33  # inches


def bars(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str | None = None,
    *,
    colors: Mapping[str, str] | None = None,
    firmness: str | None = None,
    fmt: str = "{:g}",
    ax: Axes | None = None,
) -> Axes:
    """Draw horizontal bars in the order of the rows, each with its value.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a bar, from top to bottom.
    x, y : str
        Columns of the amount and of the text beside the bar.
    by : str, optional
        Column of the group that colours the bar.
    colors : mapping, optional
        By group; demanded when `by` is given.
    firmness : str, optional
        Column that says how firm the amount is: ``full`` (filled), ``part`` (hatched: part
        of the year) or ``plan`` (hollow: plan, target or capacity).
    fmt : str
        Format of the value at the bar's end.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the bars need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When `firmness` holds anything else, an amount is missing or negative, or a group has no
        colour.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"state": ["Italy", "Spain"], "bn": [3.5, 1.25]})
    >>> ax = charts.bars(rows, "bn", "state")
    >>> [text.get_text() for text in ax.texts]
    ['3.5', '1.25']
    """
    if (data[x].isna() | (data[x] < 0)).any():
        raise ValueError(f"column {x!r}: bars need amounts that are neither missing nor negative")
    firm = data[firmness] if firmness else pd.Series("full", index=data.index)
    unknown = set(firm) - {"full", "part", "plan"}
    if unknown:
        raise ValueError(f"column {firmness!r} holds {sorted(unknown)}; use full, part or plan")
    demand_looks(data[by] if by else [], colors=colors or {})
    tints = data[by].map(dict(colors or {})) if by else pd.Series(ACCENT, index=data.index)
    ax = axes(ax, height=0.5 + _ROW * len(data))
    for place, (amount, state, tint) in enumerate(zip(data[x], firm, tints, strict=True)):
        look: dict[str, dict[str, Any]] = {
            "full": {"facecolor": tint},
            "part": {"facecolor": WHITE, "edgecolor": tint, "hatch": "/////"},
            "plan": {"facecolor": WHITE, "edgecolor": tint, "linestyle": "--"},
        }
        ax.barh(place, amount, height=0.66, **look[state])
        beside(ax, fmt.format(amount), (amount, place), "right", bbox=GROUND)
    groups = data[by] if by else [""] * len(data)
    told = [said(*part) for part in zip(data[y], groups, map(fmt.format, data[x]), strict=True)]
    tell(ax, data[x], range(len(data)), told)
    name_rows(ax, list(data[y]), _ROW)
    ax.set_ylim(len(data) - 0.5, -0.5)
    ax.grid(visible=False)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    ax.margins(x=0.12)
    return ax


def mirrored_bars(
    data: pd.DataFrame,
    x: str,
    up: str,
    down: str,
    *,
    colors: Mapping[str, str],
    labels: Mapping[str, str],
    ax: Axes | None = None,
) -> Axes:
    """Draw two amounts per year, one upward and one downward from a common base.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a year.
    x, up, down : str
        Columns of the year and of the two amounts; a missing amount leaves a gap.
    colors, labels : mapping
        Colour and text by amount, under the names of the two columns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"year": [2022, 2023], "out": [3, 4], "in": [2, 1]})
    >>> ax = charts.mirrored_bars(
    ...     rows, "year", "out", "in",
    ...     colors={"out": "black", "in": "grey"}, labels={"out": "Exports", "in": "Imports"},
    ... )
    >>> [text.get_text() for text in ax.texts]
    ['Exports', 'Imports']
    """
    ax = axes(ax)
    ax.bar(data[x], data[up].astype(float), width=0.8, color=colors[up])
    ax.bar(data[x], -data[down].astype(float), width=0.8, color=colors[down])
    ax.axhline(0, color=WHITE, linewidth=1.5)
    for column, sign in ((up, 1), (down, -1)):
        amounts = data[column].astype(float)
        years = zip(data[x], amounts, strict=True)
        told = [said(labels[column], year, number(amount)) for year, amount in years]
        tell(ax, data[x], sign * amounts, told)
    low, high = -float(data[down].max()), float(data[up].max())
    ax.set_ylim(low * 1.22, high * 1.22)
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    for column, place in ((up, high * 1.1), (down, low * 1.16)):
        ax.annotate(
            labels[column],
            xy=(0.01, place),
            xycoords=("axes fraction", "data"),
            color=ink(colors[column]),
            fontweight="bold",
            va="center",
        )
    whole_years(ax)
    return ax
