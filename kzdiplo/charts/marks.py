"""What each mark of a chart says, and where it stands: values for pointer, finger and keyboard.

A chart says of its marks what they show by :func:`tell`. :func:`kzdiplo.charts.finish` looks up
where they came to stand in the wide drawing and in the one for phones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

#: A place in a drawing: thousandths of its width from the left, of its height from the top.
Place = tuple[int, int]

_told: WeakKeyDictionary[Axes, list[tuple[float, float, str]]] = WeakKeyDictionary()


def tell(ax: Axes, x: Iterable[Any], y: Iterable[Any], words: Iterable[str]) -> None:
    """Say of marks what they show; places without a number have no mark.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where they are drawn.
    x, y : iterable of float
        Their places in the units of the axes.
    words : iterable of str
        One text each, such as ``"China, 2024: 43.9"``.

    Examples
    --------
    >>> from kzdiplo.charts import canvas
    >>> from kzdiplo.charts.marks import places, tell, words_of
    >>> figure, grid = canvas()
    >>> tell(grid[0, 0], [1], [2], ["China, 2024: 43.9"])
    >>> words_of(figure)
    ['China, 2024: 43.9']
    """
    told = _told.setdefault(ax, [])
    for across, up, text in zip(x, y, words, strict=True):
        if pd.notna(across) and pd.notna(up):
            told.append((float(across), float(up), text))


def words_of(figure: Figure) -> list[str]:
    """Return what the marks of a figure say, in the order in which they were drawn."""
    return [text for ax in figure.axes for _, _, text in _told.get(ax, [])]


def places(figure: Figure) -> list[Place]:
    """Return where the marks of a figure stand in the drawing that was made last."""
    to_figure = figure.transFigure.inverted()
    found: list[Place] = []
    for ax in figure.axes:
        for x, y, _ in _told.get(ax, []):
            right, up = to_figure.transform(ax.transData.transform((x, y)))
            found.append((round(1000 * right), round(1000 * (1 - up))))
    return found


def number(value: float) -> str:
    """Return a number as a reader wants it: whole, or with three digits that count.

    Parameters
    ----------
    value : float
        Any number; a missing one is called so.

    Returns
    -------
    str

    Examples
    --------
    >>> from kzdiplo.charts.marks import number
    >>> [number(value) for value in (32404, 43.8712, 0.03125, 2024.0, float("nan"))]
    ['32,404', '43.9', '0.0312', '2,024', 'no value']
    """
    if pd.isna(value):
        return "no value"
    if float(value).is_integer():
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def year(value: float) -> str:
    """Return a place on an axis of years as the year that it lies in; a missing one is blank.

    Examples
    --------
    >>> from kzdiplo.charts.marks import year
    >>> year(2017.5)
    '2017'
    """
    return "" if pd.isna(value) else str(math.floor(value))


def said(*parts: object) -> str:
    """Join the parts of what a mark says; the last is its value, and empty ones are left out.

    Examples
    --------
    >>> from kzdiplo.charts.marks import said
    >>> said("China", "", 2024, "43.9")
    'China, 2024: 43.9'
    """
    *names, value = (text for part in parts if (text := " ".join(str(part).split())))
    return f"{', '.join(names)}: {value}" if names else value
