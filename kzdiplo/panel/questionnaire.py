"""The questionnaire: the form of the panel as a page that works without a server.

Answers are kept in the rater's browser and sent nowhere. They leave it only as the file that the
rater saves, or as the code that she copies; :func:`kzdiplo.panel.collect` reads both unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kzdiplo.measures.ahp import RANDOM_INDEX, ROUNDING, SCALE
from kzdiplo.messages import messages
from kzdiplo.panel.forms import COLUMNS, PARTS, form, pairs, texts
from kzdiplo.panel.results import LIMIT
from kzdiplo.templating import Shown, render


@dataclass(frozen=True)
class Questionnaire(Shown):
    """The form of the panel with a slider for each pair; the last line of a cell shows it."""

    template = "panel/questionnaire.html.jinja"

    def __repr__(self) -> str:
        return f"Questionnaire of {len(pairs())} pairs"

    def page(self) -> str:
        """Return the questionnaire as a page of its own, to hand out as one file.

        Returns
        -------
        str
            HTML that works from a file, and that the browser keeps from sending anything.
        """
        return render("panel/questionnaire_page.html.jinja", shown=self)

    @property
    def lists(self) -> list[dict[str, Any]]:
        """What is asked: the lists with their pairs, which are numbered throughout."""
        said = messages("panel")["en"]
        numbered = list(enumerate(pairs(), start=1))
        return [
            {
                "name": part,
                "heading": heading,
                "question": said[f"ask.{part}"],
                "pairs": [(number, a, b) for number, (home, a, b) in numbered if home == part],
            }
            for part, heading in PARTS.items()
        ]

    @property
    def texts(self) -> dict[str, tuple[str, str]]:
        """The label and the gloss of every item."""
        return texts()

    @property
    def blank(self) -> str:
        """The blank form for a spreadsheet, as an address that holds all of it."""
        rows = form().to_csv(index=False, lineterminator="\r\n")
        return f"data:text/csv;charset=utf-8,{quote(chr(0xFEFF) + rows)}"

    @property
    def rules(self) -> dict[str, Any]:
        """What the page must know to read files and judge answers as the library does."""
        return {
            "columns": COLUMNS,
            "limit": LIMIT,
            "scale": SCALE,
            "rounding": ROUNDING,
            "randomIndex": RANDOM_INDEX,
            "words": {step: messages("panel")["en"][f"word.{step}"] for step in range(2, 10)},
        }


def questionnaire() -> Questionnaire:
    """Return the form of the panel as a page with sliders, which checks the answers on the way.

    Returns
    -------
    Questionnaire
        Shows itself in Jupyter and in the book, offline too; ``.page()`` is a file to hand out.
        It gives a CSV file or a text code, and :func:`kzdiplo.panel.collect` reads both.

    Examples
    --------
    >>> from kzdiplo import questionnaire
    >>> questionnaire()
    Questionnaire of 44 pairs
    """
    return Questionnaire()
