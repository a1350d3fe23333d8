"""The house style: an empty canvas, a legend, and small helpers that several charts share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation
from matplotlib.typing import ColorType

from kzdiplo.charts.layout import WIDE, place_legend
from kzdiplo.palette import CATEGORIES, DARK_GREY, FRAME, INK, MIST, TEXT, WHITE

_SIDES: dict[str, tuple[tuple[int, int], dict[str, str]]] = {
    "right": ((1, 0), {"ha": "left", "va": "center"}),
    "left": ((-1, 0), {"ha": "right", "va": "center"}),
    "above": ((0, 1), {"ha": "center", "va": "baseline"}),
    "below": ((0, -1), {"ha": "center", "va": "top"}),
}


#: Ground of a value in print, so that it stays readable where it meets a line.
GROUND: dict[str, Any] = {"boxstyle": "square,pad=0.1", "facecolor": WHITE, "edgecolor": "none"}

#: What matplotlib is given: the house style, and the colours of the palette.
STYLE: list[str | dict[str, str]] = [
    str(Path(__file__).with_name("kzdiplo.mplstyle")),
    {
        "text.color": INK,
        "axes.labelcolor": TEXT,
        "xtick.color": TEXT,
        "ytick.color": TEXT,
        "axes.edgecolor": FRAME,
        "grid.color": MIST,
    },
]


#: How marks differ that share a colour, for :func:`legend`.
SAMPLES: dict[str, dict[str, Any]] = {
    "hollow": {"linestyle": "", "marker": "o", "markerfacecolor": WHITE, "markeredgewidth": 1.5},
    "diamond": {"linestyle": "", "marker": "D", "markerfacecolor": WHITE, "color": INK},
    "dashed": {"linestyle": "--"},
    "dotted": {"linestyle": ":"},
    "hatched": {"facecolor": WHITE, "hatch": "/////"},
    "open": {"facecolor": WHITE, "linestyle": "--"},
    "full bar": {"facecolor": DARK_GREY},
    "hollow bar": {"facecolor": WHITE},
}


def use_style() -> None:
    """Set matplotlib's defaults to the house style (done once when charts are imported)."""
    plt.style.use(STYLE)


def canvas(height: float = 3.6, columns: int = 1, rows: int = 1) -> tuple[Figure, np.ndarray]:
    """Make an empty figure of the house width.

    Parameters
    ----------
    height : float
        In inches.
    columns, rows : int
        Panels of equal size.

    Returns
    -------
    tuple of matplotlib.figure.Figure and numpy.ndarray
        The figure and its axes as a two-dimensional array.
    """
    return plt.subplots(rows, columns, figsize=(WIDE, height), squeeze=False)


def axes(ax: Axes | None, height: float = 3.6) -> Axes:
    """Return `ax`, or the one axes of a new canvas."""
    if ax is not None:
        return ax
    _, panels = canvas(height)
    new: Axes = panels[0, 0]
    return new


def legend(
    ax: Axes,
    colors: Mapping[str, str],
    markers: Mapping[str, str] | str = "s",
    *,
    labels: Mapping[str, str] | None = None,
    samples: Mapping[str, str] | None = None,
    columns: int = 2,
) -> None:
    """Explain marks below the whole figure.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any axes of the figure.
    colors, markers : mapping
        By group; one marker may serve all groups.
    labels : mapping, optional
        The text of each group to be explained, in the order of the legend; by default all
        groups that have a colour, by their names.
    samples : mapping, optional
        What marks of any colour mean by how they are drawn, in grey after the groups: ``hollow``,
        ``diamond`` (hollow, too), lines that are ``dashed`` or ``dotted``, bars that are
        ``hatched`` or ``open`` (with a dashed edge), a ``full bar`` and a ``hollow bar``.
    columns : int
        Of the legend.

    Raises
    ------
    ValueError
        When a group has no colour or marker, or a sample is unknown.

    Examples
    --------
    >>> from kzdiplo import charts
    >>> _, grid = charts.canvas()
    >>> charts.legend(
    ...     grid[0, 0], {"visit": "navy"}, "o", labels={"visit": "visit"},
    ...     samples={"hollow": "planned"},
    ... )
    >>> [text.get_text() for text in grid[0, 0].figure.legends[0].get_texts()]
    ['visit', 'planned']
    """
    figure = ax.figure
    if not isinstance(figure, Figure):
        raise ValueError("these axes do not belong to a whole figure: a legend has no place")
    handles: list[Artist] = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=markers if isinstance(markers, str) else markers[group],
            color=colors[group],
            markersize=7,
            label=text,
        )
        for group, text in (labels or {group: group for group in colors}).items()
    ]
    demand_looks(list(samples or {}), samples=SAMPLES)
    handles += [_sample(kind, text) for kind, text in (samples or {}).items()]
    place_legend(figure, handles, columns)


def _sample(kind: str, text: str) -> Artist:
    """Return a mark as the legend shows it."""
    if "facecolor" in SAMPLES[kind]:
        return Patch(edgecolor=DARK_GREY, label=text, **SAMPLES[kind])
    return Line2D([], [], markersize=7, label=text, **{"color": DARK_GREY, **SAMPLES[kind]})


def beside(
    ax: Axes, text: str, xy: tuple[Any, Any], side: str, color: str = INK, gap: int = 4, **more: Any
) -> Annotation:
    """Write a text on one side of a place, so many points off."""
    (across, up), alignment = _SIDES[side]
    offset = (gap * across, gap * up)
    return ax.annotate(
        text, xy=xy, xytext=offset, textcoords="offset points", color=color, **{**alignment, **more}
    )


def colors_of(groups: Sequence[Any], colors: Mapping[str, str] | None) -> dict[Any, str]:
    """Return the colour of each group: the one given, or the next of the palette."""
    if colors is not None:
        demand_looks(groups, colors=colors)
        return {group: colors[group] for group in groups}
    if len(groups) > len(CATEGORIES):
        raise ValueError(
            f"{len(groups)} groups in one picture cannot be told apart; choose up to "
            f"{len(CATEGORIES)}, or use panels"
        )
    return dict(zip(groups, CATEGORIES, strict=False))


def demand_looks(groups: Sequence[Any] | pd.Series, **looks: Mapping[str, Any]) -> None:
    """Raise when a group has no colour, marker or the like."""
    for what, given in looks.items():
        missing = sorted({str(group) for group in groups if group not in given})
        if missing:
            names = ", ".join(map(repr, missing))
            raise ValueError(f"{what} lacks {names}: every group needs an entry")


def by_certainty(rows: pd.DataFrame, hollow: str | None) -> Iterator[tuple[bool, pd.DataFrame]]:
    """Part rows into sure ones (False) and those to be drawn hollow (True)."""
    unsure = rows[hollow].astype(bool) if hollow else pd.Series(data=False, index=rows.index)
    for flag, part in rows.groupby(unsure):
        yield bool(flag), part


def ink(color: str) -> str:
    """Return a colour darkened until text in it is readable on white (contrast 4.5 to 1)."""
    rgb = np.array(to_rgb(color))
    while _contrast_with_white(rgb) < 4.5:
        rgb = rgb * 0.95
    return to_hex((rgb[0], rgb[1], rgb[2]))


def text_on(color: ColorType) -> str:
    """Return white or black: one of the two always has a contrast of 4.5 to 1 on a ground."""
    return "white" if _contrast_with_white(np.array(to_rgb(color))) >= 4.5 else "black"


def _contrast_with_white(rgb: np.ndarray) -> float:
    # relative luminance of WCAG 2
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05))


def spread(positions: list[float], gap: float) -> list[float]:
    """Move label positions apart until no two are nearer than `gap`; order is kept."""
    order = np.argsort(positions, kind="stable")
    placed = np.array(positions, dtype=float)[order]
    for _ in range(100):
        short = gap - np.diff(placed)
        if (short <= 1e-9).all():
            break
        for i in np.flatnonzero(short > 1e-9):
            push = (gap - (placed[i + 1] - placed[i])) / 2
            if push > 0:
                placed[i] -= push
                placed[i + 1] += push
    result = np.empty_like(placed)
    result[order] = placed
    return [float(value) for value in result]
