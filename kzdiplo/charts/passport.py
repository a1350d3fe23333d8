"""The passport of a figure: finding, unit, source, date, alt text and the plotted data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from itertools import count
from urllib.parse import quote

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from kzdiplo.charts import layout
from kzdiplo.source import as_of, credit

# The card has its own light ground, so that it reads the same in dark mode.
_CARD = "background:#fff;color:#222;padding:.8em .9em .5em;border-radius:4px;max-width:44rem"


@dataclass(frozen=True)
class Passport:
    """A finished figure; as the last line of a cell it shows itself.

    Attributes
    ----------
    name : str
        Short name, used for file names and links.
    title : str
        The finding.
    subtitle : str
        What is measured, its unit and period.
    alt : str
        What the data show, for those who do not see the picture.
    source : str
        The source line, with the date that the data speak of.
    csv : str
        Exactly the plotted rows.
    rows : int
        How many they are.
    wide, narrow : str
        The drawing as SVG for a wide screen and for a phone.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    source: str
    csv: str
    rows: int
    wide: str
    narrow: str

    def _repr_html_(self) -> str:
        data = f"data:text/csv;charset=utf-8,{quote(self.csv)}"
        return (
            f'<div class="kz-figure" style="{_CARD}">'
            f'<p class="kz-title" style="margin:0;font-weight:700">{escape(self.title)}</p>'
            '<p class="kz-subtitle" style="margin:.1em 0 .5em;color:#444">'
            f"{escape(self.subtitle)}</p>"
            f'<picture><source media="(max-width: 600px)" srcset="{_uri(self.narrow)}">'
            f'<img src="{_uri(self.wide)}" alt="{escape(self.alt)}" style="width:100%;height:auto">'
            "</picture>"
            f'<p class="kz-source" style="margin:.4em 0 0;font-size:.85em;color:#444">'
            f"{escape(self.source)} "
            f'<a href="{data}" download="kzdiplo-{self.name}.csv" style="color:#00549e">'
            f"Download the {self.rows} plotted rows (CSV)</a></p></div>"
        )

    def __repr__(self) -> str:
        return f"{self.title}\n{self.subtitle}\n{self.alt}\n{self.source}"


# one figure shows at a time, chosen without a script; the buttons are radio inputs
_CHOOSE = """
.kz-choose>input{position:absolute;opacity:0}
.kz-choose>label{display:inline-block;padding:.25em .7em;margin:0 .3em .5em 0;cursor:pointer;
border:1px solid #8a8a8a;border-radius:4px}
.kz-choose>input:checked+label{background:#00549e;border-color:#00549e;color:#fff}
.kz-choose>input:focus-visible+label{outline:2px solid #d99a00;outline-offset:2px}
.kz-choose>div{display:none}
"""

_choices = count(1)


@dataclass(frozen=True)
class Choice:
    """Finished figures of which one shows at a time; as the last line of a cell it shows itself.

    Attributes
    ----------
    label : str
        What is chosen.
    figures : mapping of str to Passport
        By the text of their button; the first shows at the start.
    """

    label: str
    figures: Mapping[str, Passport]

    def _repr_html_(self) -> str:
        name = f"kz-choose-{next(_choices)}"
        buttons, panels, rules = [], [], []
        for i, (text, figure) in enumerate(self.figures.items()):
            buttons.append(
                f'<input type="radio" name="{name}" id="{name}-{i}"{"" if i else " checked"}>'
                f'<label for="{name}-{i}">{escape(text)}</label>'
            )
            panels.append(f'<div class="kz-part-{i}">{figure._repr_html_()}</div>')
            rules.append(f"#{name}-{i}:checked~.kz-part-{i}{{display:block}}")
        return (
            f'<div class="kz-choose" role="radiogroup" aria-label="{escape(self.label)}">'
            f"<style>{_CHOOSE}{''.join(rules)}</style>"
            f"{''.join(buttons)}{''.join(panels)}</div>"
        )

    def __repr__(self) -> str:
        return "\n\n".join(f"[{text}]\n{figure!r}" for text, figure in self.figures.items())


def choose(figures: Mapping[str, Passport], label: str) -> Choice:
    """Put finished figures behind buttons, one to be seen at a time.

    Parameters
    ----------
    figures : mapping of str to Passport
        What :func:`finish` returned, by the text of the button.
    label : str
        What the buttons choose, such as ``"Period"``, for screen readers.

    Returns
    -------
    Choice

    Raises
    ------
    ValueError
        When there is nothing to choose from.
    """
    if len(figures) < 2:
        raise ValueError(f"{len(figures)} figures: a choice needs two or more")
    return Choice(label, dict(figures))


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
    narrow_height: float | None = None,
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
    narrow_height : float, optional
        Height of the drawing for phones in inches; by default as high as the wide one, and
        panels that stand side by side are stacked.

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
    date = as_of(rows)
    dated = "Undated" if date == "undated" else f"As of {date}"
    line = f"Source: {credit(rows)}. {dated}. {note}".strip()
    figure = ax.figure
    if not isinstance(figure, Figure):
        raise ValueError(f"figure {name!r}: these axes do not belong to a whole figure")
    wide = _svg(figure, name)
    layout.narrow(figure, narrow_height)
    narrow = _svg(figure, f"{name}-narrow")
    plt.close(figure)
    return Passport(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=alt,
        source=line,
        csv=data.to_csv(index=False, lineterminator="\n"),
        rows=len(data),
        wide=wide,
        narrow=narrow,
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


def _uri(svg: str) -> str:
    return "data:image/svg+xml," + quote(svg, safe="/:=;+,()!*@$?'")
