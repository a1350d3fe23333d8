"""Dots: single values through time."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.marks import number, said, tell, year
from kzdiplo.charts.style import GROUND, axes, beside, by_certainty, colors_of, ink
from kzdiplo.charts.time import whole_years
from kzdiplo.palette import WHITE


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

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"year": [2019, 2021], "n": [5, 8], "source": ["A", "B"]})
    >>> ax = charts.dots(rows, "year", "n", "source", label="n")
    >>> [text.get_text() for text in ax.texts]
    ['5', '8']
    """
    ax = axes(ax)
    groups = list(data[by].drop_duplicates())
    tints = colors_of(groups, colors)
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
                color=tints[group],
                markerfacecolor=WHITE if flag else tints[group],
                label=group if not flag else None,
            )
        told = zip(rows[x], rows[y], strict=True)
        tell(ax, rows[x], rows[y], [said(group, year(at), number(value)) for at, value in told])
        if label:
            for row in rows.itertuples():
                place = (getattr(row, x), getattr(row, y))
                beside(
                    ax,
                    str(getattr(row, label)),
                    place,
                    "above",
                    ink(tints[group]),
                    gap=7,
                    bbox=GROUND,
                    zorder=1.5,  # over lines that a notebook draws below, under the marks
                )
    whole_years(ax)
    return ax
