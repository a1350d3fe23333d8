"""One drawing for two screens: what changes when a figure is laid out for a phone.

A chart says what it needs there by :func:`on_phone`: it names the axes or the text, and a
function that lays it out anew. :func:`narrow`, which :func:`kzdiplo.charts.finish` calls after
the wide drawing is made, puts panels below one another, calls these functions and sets the
width. A new chart type that has nothing to change there need not do anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from textwrap import fill
from typing import Any
from weakref import WeakKeyDictionary

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

#: Width of a figure on a wide screen and on a phone, in inches; text keeps its size in both.
WIDE, NARROW = 7.0, 3.45
# a line of text in the names of rows and a letter, in inches
_LINE, _LETTER = 0.155, 0.08
# names of so many columns never stand upright
_READ_ACROSS = 8
# between a value in print and the name of its row: six pixels of a screen, in inches
_ROOM = 6 / 96

_changes: WeakKeyDictionary[Artist, Callable[[Any], None]] = WeakKeyDictionary()
# named rows: the height that the chart gives to each and the least that it needs, in inches
_rows: WeakKeyDictionary[Axes, tuple[float, float]] = WeakKeyDictionary()
# named columns
_columns: WeakKeyDictionary[Axes, Sequence[str]] = WeakKeyDictionary()
# values in print left of their marks, and the left end of the scale that gives them room
_left: WeakKeyDictionary[Axes, tuple[Sequence[tuple[float, str]], float]] = WeakKeyDictionary()
# lists in print: the height of each in inches, which does not follow the height of the figure
_lists: WeakKeyDictionary[Axes, float] = WeakKeyDictionary()


def on_phone(artist: Artist, change: Callable[[Any], None]) -> None:
    """Name what lays an artist out anew for a phone.

    Parameters
    ----------
    artist : matplotlib.artist.Artist
        Axes, or a text in them.
    change : callable
        Called with the artist after the wide drawing is made.
    """
    _changes[artist] = change


def name_rows(ax: Axes, names: Sequence[str], height: float, least: float = 0.0) -> None:
    """Name the rows of a chart, so many inches high; on a phone the names wrap."""
    ax.set_yticks(range(len(names)), labels=names)
    _rows[ax] = height, least
    on_phone(ax, wrap_rows)


def name_columns(ax: Axes, names: Sequence[str]) -> None:
    """Name the columns of a matrix above it."""
    _columns[ax] = names
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    _head_columns(ax, WIDE)


def heads(names: Sequence[str], width: float) -> tuple[list[str], bool]:
    r"""Return the texts above columns, and whether they stand upright.

    Parameters
    ----------
    names : sequence of str
        Of the columns.
    width : float
        Of the whole figure in inches; the names of the rows take about 1.4 of them.

    Returns
    -------
    tuple of list of str and bool
        Up to eight names are wrapped, and stand higher, with a line down to their column, where
        they would touch a neighbour. More of them stand upright where they would touch.

    Examples
    --------
    >>> from kzdiplo.charts.layout import NARROW, WIDE, heads
    >>> heads(["firm", "not checkable"], WIDE)
    (['firm', 'not checkable'], False)
    >>> heads(["yes", "contradicted", "dated", "no", "open"], NARROW)[0][1]
    'contradicted\n|'
    """
    letters = (width - 1.4) / max(len(names), 1) / _LETTER
    if len(names) > _READ_ACROSS:
        longest = max(len(line) for name in names for line in name.split("\n"))
        return list(names), longest > letters - 1
    texts = [_wrap_head(name, int(letters) - 1) for name in names]
    lines = [text.split("\n") for text in texts]
    half = [max(map(len, each)) / 2 + 0.5 for each in lines]
    low: dict[int, int] = {}
    # the narrow ones first: they stay down, so that the lines of others pass between them
    for i in sorted(range(len(names)), key=lambda i: half[i]):
        near = [j for j in low if abs(i - j) * letters < half[i] + half[j]]
        taken = {low[j] + step for j in near for step in range(1 - len(lines[i]), len(lines[j]))}
        low[i] = next(step for step in range(100) if step not in taken)
    return [text + "\n|" * low[i] for i, text in enumerate(texts)], False


def _wrap_head(name: str, letters: int) -> str:
    """Wrap the name of a column, at a hyphen where a word alone is too long."""
    if "\n" in name:
        return name
    text = fill(name, max(letters, 1), break_long_words=False)
    return text if max(map(len, text.split("\n"))) <= letters else text.replace("-", "-\n", 1)


def head_height(names: Sequence[str], width: float) -> float:
    """Return how many inches the names of columns take above a figure of that width."""
    texts, upright = heads(names, width)
    if upright:
        return _LETTER * max(len(line) for text in texts for line in text.split("\n"))
    return 0.16 * max(text.count("\n") + 1 for text in texts)


def keep_room(ax: Axes, values: Sequence[tuple[float, str]]) -> None:
    """Let a scale begin so far left that values in print keep clear of the names of rows.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With named rows and margins.
    values : sequence of tuple
        Place on the scale and text of each value that stands left of its mark.
    """
    _give_room(ax, values, WIDE)


def reach(ax: Axes, width: float) -> float:
    """Return about how many inches wide axes with named rows are in a figure of that width."""
    longest = max(
        len(line) for label in ax.get_yticklabels() for line in label.get_text().split("\n")
    )
    place = ax.get_subplotspec()
    panels = place.get_gridspec().ncols if place else 1
    return max(width / panels - 0.2 - _LETTER * longest, 1.0)


def _give_room(ax: Axes, values: Sequence[tuple[float, str]], width: float) -> None:
    low, high = ax.get_xlim()
    inches = reach(ax, width)
    for value, text in values:
        # a mark, a gap of eight points, the text and the room, as a share of the scale
        taken = (8 / 72 + len(text) * _LETTER + _ROOM) / inches
        low = min(low, (value - taken * high) / (1 - taken))
    _left[ax] = values, low
    ax.set_xlim(low, high)


def wrap_on_phone(label: Annotation) -> None:
    """Let a label at the end of a line wrap on a phone."""
    on_phone(label, lambda text: text.set_text(fill(text.get_text(), 12)))


def hold_list(ax: Axes, height: float) -> None:
    """Say that axes hold a list in print, so many inches high, which needs the whole width."""
    _lists[ax] = height


def outer_labels(grid: Sequence[Axes], columns: int) -> None:
    """Label the scales of panels that share them only at the left and at the bottom."""
    for i, ax in enumerate(grid):
        ax.tick_params(labelleft=i % columns == 0, labelbottom=i >= len(grid) - columns)


def place_legend(figure: Figure, handles: Sequence[Artist], columns: int) -> None:
    """Put a legend below the whole figure."""
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=columns,
        handlelength=1.5,
        handletextpad=0.5,
        columnspacing=1.2,
    )


def narrow(figure: Figure, height: float | None = None) -> None:
    """Lay a figure out for a phone.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure, which is changed.
    height : float, optional
        In inches; by default as high as it is, and panels that stand side by side are stacked.
    """
    grid = [ax for ax in figure.axes if ax.get_subplotspec() is not None]
    _, tall = figure.get_size_inches()
    shape = grid[0].get_gridspec() if grid else None
    if shape is not None and shape.ncols > 1:
        tall = _stack(figure, grid, tall / shape.nrows)
    for artist, change in list(_changes.items()):
        if artist.get_figure() is figure:
            change(artist)
    taken = _narrow_legend(figure)
    more = max((_more_height(ax, taken) for ax in grid), default=0.0)
    figure.set_size_inches(NARROW, height or tall + more)


def _stack(figure: Figure, grid: Sequence[Axes], row: float) -> float:
    """Put panels below one another; return the height that they need."""
    lists = all(ax in _lists for ax in grid)
    columns = 2 if len(grid) > 3 and not lists else 1
    rows = -(-len(grid) // columns)
    heights = [_lists[ax] for ax in grid] if lists else None
    for ax, bottom in zip(grid, heights or [], strict=False):
        ax.set_ylim(bottom, 0)
    stack = figure.add_gridspec(rows, columns, height_ratios=heights)
    for i, ax in enumerate(grid):
        ax.set_subplotspec(stack[divmod(i, columns)])
    if grid[0].get_shared_y_axes().joined(grid[0], grid[-1]):
        outer_labels(grid, columns)
    return sum(heights) + 0.4 * rows if heights else row * 0.8 * rows


def _more_height(ax: Axes, taken: float) -> float:
    """Return how many inches more the wrapped names of rows need to stand clear of each other."""
    if ax not in _rows:
        return 0.0
    lines = [label.get_text().count("\n") + 1 for label in ax.get_yticklabels()]
    tightest = max((sum(pair) / 2 for pair in pairwise(lines)), default=1.0)
    height, least = _rows[ax]
    if ax in _columns:
        taken += head_height(_columns[ax], NARROW) - head_height(_columns[ax], WIDE)
    return max(0.0, len(lines) * (max(_LINE * tightest, least) - height) + taken)


def wrap_rows(ax: Axes) -> None:
    """Wrap the names of rows, and give values room beside their marks."""
    names = [fill(label.get_text(), 15, break_long_words=False) for label in ax.get_yticklabels()]
    ax.set_yticks(ax.get_yticks(), labels=names)
    if ax in _columns:
        _head_columns(ax, NARROW)
        return
    values, low = _left.get(ax, ((), None))
    if low == ax.get_xlim()[0]:
        ax.autoscale(axis="x")
    margin, _ = ax.margins() or (0.05, 0.05)
    ax.margins(x=2.2 * margin)
    if low is not None and ax.get_autoscalex_on():
        _give_room(ax, values, NARROW)


def _head_columns(ax: Axes, width: float) -> None:
    """Write the names of columns for a figure of that width."""
    texts, upright = heads(_columns[ax], width)
    ax.set_xticks(range(len(texts)), labels=texts)
    for label in ax.get_xticklabels():
        label.set_rotation(90 if upright else 0)
        label.set_verticalalignment("bottom")


def _narrow_legend(figure: Figure) -> float:
    """Give a legend one column where its texts are long; return the height that it takes more."""
    taken = 0.0
    for legend in figure.legends:
        handles = [handle for handle in legend.legend_handles if handle is not None]
        before = -(-len(handles) // legend._ncols)  # type: ignore[attr-defined]
        legend.remove()
        longest = max(len(str(handle.get_label())) for handle in handles)
        columns = 1 if longest > 22 else 2
        place_legend(figure, handles, columns)
        taken += 1.3 * _LINE * (-(-len(handles) // columns) - before)
    return taken
