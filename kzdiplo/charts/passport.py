"""The passport of a figure: its drawings for wide screens and phones, and what it must say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from kzdiplo.charts import layout, marks
from kzdiplo.pages.card import Passport
from kzdiplo.source import credit, dated


def finish(
    ax: Axes,
    *,
    name: str,
    title: str,
    subtitle: str,
    alt: str,
    data: pd.DataFrame,
    source: pd.DataFrame | Sequence[pd.DataFrame],
    note: str = "",
    time: str = "",
    narrow_height: float | None = None,
    small: bool = False,
) -> Passport:
    """Give a figure its passport and close it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any axes of the finished figure.
    name : str
        Short name in lower case with hyphens, unique in the book.
    title : str
        The finding, as a sentence.
    subtitle : str
        What is measured, its unit and period.
    alt : str
        What the data show, for those who do not see the picture.
    data : pandas.DataFrame
        Exactly the plotted rows; they become the CSV file behind the link.
    source : pandas.DataFrame or sequence of them
        The rows of the tables that the plotted rows come from; their ``source`` and
        ``as_of`` columns make the source line.
    note : str, optional
        One sentence that belongs under the picture, such as a known bias.
    time : str, optional
        Of what time the rows speak, such as ``"Alphabets of 2017 to 2021"``; by default the latest
        ``as_of``, or else ``date``, of the rows of `source`.
    narrow_height : float, optional
        Height of the drawing for phones in inches; by default as high as the wide one, and
        panels that stand side by side are stacked.
    small : bool
        Make one drawing, that for phones, for all screens: on a wide one it stands beside others.

    Returns
    -------
    Passport
        Shows itself in Jupyter, Colab and the book; holds the SVG drawings and the CSV.

    Raises
    ------
    ValueError
        When a text is missing, or there are no plotted rows.
    TableError
        When the rows in `source` name no source.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts, load
    >>> trips = load("leader_travel_counts")
    >>> ax = charts.bars(trips.tail(2), "trips_made", "year")
    >>> charts.finish(
    ...     ax, name="trips", title="Fewer trips", subtitle="Trips abroad a year",
    ...     alt="Two bars.", data=trips.tail(2), source=trips,
    ... ).rows
    2
    """
    texts = {"name": name, "title": title, "subtitle": subtitle, "alt": alt}
    empty = [what for what, text in texts.items() if not text.strip()]
    if empty:
        raise ValueError(f"a figure needs its {' and '.join(empty)}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"name {name!r}: use lower-case letters, digits and hyphens")
    if data.empty:
        raise ValueError(f"figure {name!r} has no plotted rows: nothing to show or download")
    rows = [source] if isinstance(source, pd.DataFrame) else list(source)
    line = f"Source: {credit(rows)}. {time or dated(rows)}. {note}".strip()
    figure = ax.figure
    if not isinstance(figure, Figure):
        raise ValueError(f"figure {name!r}: these axes do not belong to a whole figure")
    words = marks.words_of(figure)
    tall = figure.get_figheight()
    # not higher than wide: so letters keep a readable size on a slide
    figure.set_figheight(min(tall, layout.WIDE))
    wide, here = ("", []) if small else (_svg(figure, name), marks.places(figure))
    figure.set_figheight(tall)
    layout.narrow(figure, narrow_height)
    narrow, there = _svg(figure, f"{name}-narrow"), marks.places(figure)
    plt.close(figure)
    return Passport(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=alt,
        source=line,
        csv=data.to_csv(index=False, lineterminator="\n"),
        rows=len(data),
        wide=wide or narrow,
        narrow=narrow,
        marks=list(zip(words, here or there, there, strict=True)),
    )


def _svg(figure: Figure, name: str) -> str:
    buffer = StringIO()
    # no date and a fixed salt: the same figure gives the same bytes
    with plt.rc_context({"svg.hashsalt": name}):
        # the canvas draws once; `savefig` would first draw the figure in vain
        canvas = FigureCanvasSVG(figure)
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
    svg = buffer.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg[svg.index("<svg") :], flags=re.S)
    # a tenth of a point is finer than any screen; it halves the weight
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d)\d+", r"\1", path[0]), svg)
    return re.sub(r"\s+", " ", svg)
