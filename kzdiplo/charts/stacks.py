"""Stacks: the parts of several wholes, each whole one bar."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import name_rows
from kzdiplo.charts.marks import said, tell
from kzdiplo.charts.style import axes, demand_looks, text_on
from kzdiplo.palette import WHITE

_ROW = 0.33  # inches
_LETTER = 0.05  # width of a letter on a phone, as a share of the longest bar


def stacks(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    *,
    colors: Mapping[str, str],
    fmt: str = "{:g}",
    ax: Axes | None = None,
) -> Axes:
    """Draw a horizontal bar for each row, made of its parts in the order of the colours.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a part.
    x, y, by : str
        Columns of the amount, of the bar, in the order of first appearance from top to bottom,
        and of the part.
    colors : mapping
        By part, from left to right.
    fmt : str
        Format of the amount in print, left out where its part is too short for it on a phone.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default, as high as the bars need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When an amount is missing or negative, a bar has a part twice, or a part has no colour.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"n": [8, 14], "year": "2022", "vote": ["no", "abstained"]})
    >>> ax = charts.stacks(rows, "n", "year", "vote", colors={"abstained": "grey", "no": "navy"})
    >>> [text.get_text() for text in ax.texts]
    ['14', '8']
    """
    if (data[x].isna() | (data[x] < 0)).any():
        raise ValueError(f"column {x!r}: parts need amounts that are neither missing nor negative")
    if data.duplicated([y, by]).any():
        twice = data[data.duplicated([y, by])].iloc[0]
        raise ValueError(f"the bar {twice[y]!r} has the part {twice[by]!r} twice")
    demand_looks(data[by], colors=colors)
    names = list(data[y].drop_duplicates())
    table = data.pivot_table(x, y, by, aggfunc="sum", sort=False).reindex(names).fillna(0)
    longest = float(table.sum(axis=1).max())
    ax = axes(ax, height=0.8 + _ROW * len(names))
    left = np.zeros(len(names))
    for part in (part for part in colors if part in table):
        amounts = table[part].to_numpy(dtype=float)
        color = colors[part]
        ax.barh(range(len(names)), amounts, left=left, height=0.72, color=color, edgecolor=WHITE)
        for place, (name, amount) in enumerate(zip(names, amounts, strict=True)):
            text, middle = fmt.format(amount), left[place] + amount / 2
            if amount > 0:
                tell(ax, [middle], [place], [said(name, part, text)])
            if amount > _LETTER * len(text) * longest:
                ax.text(middle, place, text, ha="center", va="center", color=text_on(color))
        left = left + amounts
    name_rows(ax, [str(name) for name in names], _ROW)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(0, longest)
    ax.grid(visible=False)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    return ax
