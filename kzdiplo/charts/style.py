"""The house style: sizes, colours, and small helpers that several charts share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.typing import ColorType

#: Width of a figure on a wide screen and on a phone, in inches; text keeps its size in both.
WIDE, NARROW = 7.0, 3.45

#: Marks the labels at line ends, which wrap on a phone.
END_LABEL = "end-label"
#: Marks charts whose rows have names, which wrap on a phone.
NAMED_ROWS = "named-rows"
#: Marks panels that hold a list in print, its height in inches; they need the width of a phone.
LIST = "list"

INK = "#222222"
MUTED = "#7a7a7a"
ACCENT = "#0064b0"
#: Colours for categories that are no vectors, in the order of use.
CATEGORIES = ("#0064b0", "#c2410c", "#00876c", "#a62a7f", "#d99a00", "#5b4a9c")


def use_style() -> None:
    """Set matplotlib's defaults to the house style (done once when charts are imported)."""
    plt.style.use(Path(__file__).with_name("kzdiplo.mplstyle"))


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
    _, grid = canvas(height)
    new: Axes = grid[0, 0]
    return new


def key(
    figure: Figure,
    labels: Mapping[str, str],
    colors: Mapping[str, str],
    markers: Mapping[str, str],
    columns: int = 2,
) -> None:
    """Explain marks below the whole figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    labels, colors, markers : mapping
        By group, in the order of the key.
    columns : int
        Of the key.
    """
    handles = [
        Line2D([], [], linestyle="", marker=markers[g], color=colors[g], markersize=7, label=text)
        for g, text in labels.items()
    ]
    _place_key(figure, handles, columns)


def narrow_key(figure: Figure) -> None:
    """Lay the key of a figure out for a phone: one column where its texts are long."""
    for legend in figure.legends:
        handles = [handle for handle in legend.legend_handles if handle is not None]
        legend.remove()
        longest = max(len(str(handle.get_label())) for handle in handles)
        _place_key(figure, handles, columns=1 if longest > 22 else 2)


def _place_key(figure: Figure, handles: Sequence[Artist], columns: int) -> None:
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=columns,
        handletextpad=0.2,
        columnspacing=1.2,
    )


def name_rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a chart, the first on top."""
    ax.set_yticks(range(len(names)), labels=names)
    ax.set_gid(NAMED_ROWS)


def name_columns(ax: Axes, names: Sequence[str]) -> None:
    """Name the columns of a matrix above it, upright where they would touch."""
    ax.set_xticks(range(len(names)), labels=names)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    _turn_columns(ax, WIDE)


def _turn_columns(ax: Axes, width: float) -> None:
    """Turn the names of columns upright when the widest does not fit its column."""
    labels = ax.get_xticklabels()
    # a letter is about 0.08 inches wide; the names of the rows take about 1.4 inches
    letters = (width - 1.4) / max(len(labels), 1) / 0.08 - 1
    upright = max(len(line) for label in labels for line in label.get_text().split("\n")) > letters
    for label in labels:
        label.set_rotation(90 if upright else 0)
        label.set_verticalalignment("bottom")


def narrow_rows(ax: Axes) -> None:
    """Lay a chart with named rows out for a phone: names wrap, values get room beside marks."""
    names = [fill(label.get_text(), 15, break_long_words=False) for label in ax.get_yticklabels()]
    ax.set_yticks(ax.get_yticks(), labels=names)
    if ax.xaxis.get_ticks_position() == "top":  # a matrix: its columns have names, too
        _turn_columns(ax, NARROW)
        return
    margin, _ = ax.margins() or (0.05, 0.05)
    ax.margins(x=2.2 * margin)


def outer_labels(grid: Sequence[Axes], columns: int) -> None:
    """Label the scales of panels that share them only at the left and at the bottom."""
    for i, ax in enumerate(grid):
        ax.tick_params(labelleft=i % columns == 0, labelbottom=i >= len(grid) - columns)


def by_certainty(rows: pd.DataFrame, hollow: str | None) -> Iterator[tuple[bool, pd.DataFrame]]:
    """Part rows into sure ones (False) and those to be drawn hollow (True)."""
    unsure = rows[hollow].astype(bool) if hollow else pd.Series(data=False, index=rows.index)
    for flag, part in rows.groupby(unsure):
        yield bool(flag), part


def whole_years(ax: Axes) -> None:
    """Let the horizontal axis count in whole years."""
    ax.xaxis.set_major_locator(MaxNLocator(nbins="auto", integer=True, steps=[1, 2, 5, 10]))


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
