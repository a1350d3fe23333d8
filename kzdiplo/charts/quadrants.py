"""Quadrants: the four lists of a SWOT table, each item with its weight."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import hold_list
from kzdiplo.charts.marks import said, tell
from kzdiplo.charts.style import beside, canvas, ink
from kzdiplo.palette import INK, WHITE

_WRAP = 42  # letters in a line of a panel, which is as wide on a phone
_LINE = 0.19  # inches
_BAR = 0.17


def quadrants(
    data: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    *,
    colors: Mapping[str, str],
    labels: Mapping[str, str] | None = None,
    second: str | None = None,
    fmt: str = "{:g}",
) -> Axes:
    """Draw four lists on common scales, each item as its text above a bar.

    Parameters
    ----------
    data : pandas.DataFrame
        One row an item, in the order of each list.
    x, y, by : str
        Columns of the amount, of the text of the item and of its list.
    colors : mapping
        By list, in reading order: upper left, upper right, lower left, lower right. On a phone
        the lists stand below one another.
    labels : mapping, optional
        Title by list (default: its name).
    second : str, optional
        Column of a second amount, drawn as a hollow bar below the first, such as the facts
        against an item below those for it; a zero has no bar.
    fmt : str
        Format of the amounts.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel.

    Raises
    ------
    ValueError
        When there are not four lists, a list has no colour, or an amount is missing or negative.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> from kzdiplo.palette import QUADRANTS
    >>> rows = pd.DataFrame({"weight": [4, 3, 2, 1], "item": [*"ABCD"], "list": list(QUADRANTS)})
    >>> ax = charts.quadrants(rows, "weight", "item", "list", colors=QUADRANTS)
    >>> [text.get_text() for text in ax.texts]
    ['A', '4']
    """
    amounts = [x, *([second] if second else [])]
    if set(data[by]) != set(colors) or len(colors) != 4:
        raise ValueError(
            f"lists {sorted(set(data[by]))} and colours of {sorted(colors)}: quadrants "
            "need four lists, each with its colour"
        )
    if (data[amounts].isna() | (data[amounts] < 0)).any(axis=None):
        raise ValueError("an amount is missing or negative: give zero where there is nothing")
    texts = data[y].map(lambda text: fill(str(text), _WRAP))
    lines = texts.str.count("\n") + 1
    drawn = 1 + (data[second] > 0) if second else 1
    heights = _LINE * lines + _BAR * drawn + 0.08
    tall = heights.groupby(data[by]).sum()
    names = list(colors)
    rows = [max(float(tall.loc[name]) for name in pair) for pair in (names[:2], names[2:])]
    _, grid = canvas(sum(rows) + 0.9, columns=2, rows=2)
    grid[0, 0].get_gridspec().set_height_ratios(rows)
    reach = 1.12 * float(data[amounts].to_numpy(dtype=float).max()) or 1.0
    for i, (name, ax) in enumerate(zip(names, grid.flat, strict=True)):
        ax.set_title((labels or {}).get(name, name), color=ink(colors[name]))
        top = 0.0
        for place in data.index[data[by] == name]:
            ax.annotate(texts[place], (0, top), va="top", ha="left", color=INK, linespacing=1.1)
            top += _LINE * int(lines[place])
            for column in amounts:
                hollow = column == second
                amount = float(data.loc[place, column])
                if hollow and not amount:
                    continue
                ax.barh(
                    top + _BAR / 2,
                    amount,
                    height=0.8 * _BAR,
                    facecolor=WHITE if hollow else colors[name],
                    edgecolor=colors[name],
                )
                end = (amount, top + _BAR / 2)
                beside(ax, fmt.format(amount), end, "right", ink(colors[name]))
                tell(ax, [amount], [end[1]], [said(data.loc[place, y], fmt.format(amount))])
                top += _BAR
            top += 0.08
        ax.set_xlim(0, reach)
        # wide, neighbours share the scale of the longer list; a phone sets each list's own
        ax.set_ylim(rows[i // 2], 0)
        ax.set_axis_off()
        hold_list(ax, float(ax.dataLim.y1) + 0.1)
    first: Axes = grid[0, 0]
    return first
