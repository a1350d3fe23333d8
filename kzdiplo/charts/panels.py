"""Panels: one small chart a group on common scales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from kzdiplo.charts.layout import outer_labels, place_legend
from kzdiplo.charts.marks import number, said, tell, year
from kzdiplo.charts.style import canvas, demand_looks, ink
from kzdiplo.charts.time import whole_years
from kzdiplo.palette import TEXT


def panels(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    style: str,
    *,
    colors: Mapping[str, str],
    dashes: Mapping[str, Any],
    labels: Mapping[str, str] | None = None,
    segment: str | None = None,
    columns: int = 3,
    height: float = 4.4,
) -> Axes:
    """Draw one small chart per group on common scales, one line per style in each.

    Parameters
    ----------
    data : pandas.DataFrame
        Tidy rows; a missing `y` leaves a gap.
    x, y, by, style : str
        Columns of the position, the value, the group that has a panel, and what tells the
        lines of a panel apart.
    colors : mapping
        By group.
    dashes : mapping
        Matplotlib line style by value of `style`; where there are several, a key below the
        panels draws them.
    labels : mapping, optional
        Title of the panel by group (default: the group).
    segment : str, optional
        Column whose values are never joined in one line.
    columns : int
        Panels side by side on a wide screen.
    height : float
        Of the whole figure, in inches.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel.

    Raises
    ------
    ValueError
        When a group has no colour.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame(
    ...     {"year": [2020, 2021] * 2, "bn": [1, 2, 3, 3], "to": [*"AABB"], "flow": "exports"}
    ... )
    >>> ax = charts.panels(
    ...     rows, "year", "bn", "to", "flow",
    ...     colors={"A": "navy", "B": "teal"}, dashes={"exports": "-"},
    ... )
    >>> [each.get_title("left") for each in ax.figure.axes]
    ['A', 'B']
    """
    demand_looks(data[by], colors=colors)
    groups = list(data[by].drop_duplicates())
    rows = -(-len(groups) // columns)
    figure, grid = canvas(height, columns=columns, rows=rows)
    cells = list(grid.flat)
    for group, ax in zip(groups, cells, strict=False):
        ax.sharey(cells[0])
        ax.sharex(cells[0])
        for kind, dash in dashes.items():
            chosen = data[(data[by] == group) & (data[style] == kind)].sort_values(x)
            parts = (labels[group] if labels else group, kind if len(dashes) > 1 else "")
            told = zip(chosen[x], chosen[y], strict=True)
            words = [said(*parts, year(at), number(value)) for at, value in told]
            tell(ax, chosen[x], chosen[y], words)
            for _, piece in chosen.groupby(segment or style, sort=False):
                ax.plot(piece[x], piece[y], color=colors[group], linestyle=dash, linewidth=1.8)
        ax.set_title(labels[group] if labels else group, color=ink(colors[group]), wrap=True)
    for ax in cells[len(groups) :]:
        figure.delaxes(ax)
    whole_years(cells[0])
    outer_labels(cells[: len(groups)], columns)
    first: Axes = cells[0]
    if len(dashes) > 1:
        key = [Line2D([], [], color=TEXT, ls=d, label=kind) for kind, d in dashes.items()]
        place_legend(figure, key, len(key))
    return first
