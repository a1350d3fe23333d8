"""Cards: finished figures with finding, unit, source, date, alt text and the plotted rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kzdiplo.templating import Shown

Mark = tuple[str, tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Passport(Shown):
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
    marks : sequence of tuples
        What each mark says, and its place in the wide drawing and in that for phones, in
        thousandths of the width from the left and of the height from the top.
    """

    template = "pages/card.html.jinja"

    name: str
    title: str
    subtitle: str
    alt: str
    source: str
    csv: str
    rows: int
    wide: str
    narrow: str
    marks: Sequence[Mark] = ()

    @property
    def values(self) -> str:
        """What each mark says and its places, for the script of the book."""
        told = [[words, *wide, *narrow] for words, wide, narrow in self.marks]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @property
    def addresses(self) -> dict[str, str]:
        """The drawings and the rows as addresses that hold all of their content."""
        return {
            "wide": _address(self.wide),
            "narrow": _address(self.narrow),
            "csv": f"data:text/csv;charset=utf-8,{quote(self.csv)}",
        }

    def __repr__(self) -> str:
        return f"{self.title}\n{self.subtitle}\n{self.alt}\n{self.source}"


def _address(svg: str) -> str:
    return "data:image/svg+xml," + quote(svg, safe="/:=;+,()!*@$?'")


@dataclass(frozen=True)
class Choice(Shown):
    """Finished figures of which one shows at a time; as the last line of a cell it shows itself.

    Attributes
    ----------
    label : str
        What is chosen.
    figures : mapping of str to Passport
        By the text of their button; the first shows at the start.
    """

    template = "pages/choice.html.jinja"

    label: str
    figures: Mapping[str, Passport]

    def __repr__(self) -> str:
        return "\n\n".join(f"[{text}]\n{figure!r}" for text, figure in self.figures.items())


def choose(figures: Mapping[str, Passport], label: str) -> Choice:
    """Put finished figures behind buttons, one to be seen at a time.

    Parameters
    ----------
    figures : mapping of str to Passport
        What :func:`kzdiplo.charts.finish` returned, by the text of the button.
    label : str
        What the buttons choose, such as ``"Period"``, for screen readers.

    Returns
    -------
    Choice

    Raises
    ------
    ValueError
        When there is nothing to choose from.

    Examples
    --------
    >>> from kzdiplo.charts import choose
    >>> from kzdiplo.pages.card import Passport
    >>> parts = ("name", "title", "unit", "alt", "source", "csv", 1, "<svg/>", "<svg/>")
    >>> figures = {year: Passport(*parts) for year in ("2021", "2023")}
    >>> list(choose(figures, "Year").figures)
    ['2021', '2023']
    """
    if len(figures) < 2:
        raise ValueError(f"{len(figures)} figures: a choice needs two or more")
    return Choice(label, dict(figures))
