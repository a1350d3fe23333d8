"""A panel: a class weighs the SWOT by pairs, and its files become weights, spread and agreement.

Each rater answers one form: :func:`form`, or the questionnaire of
:mod:`kzdiplo.panel.questionnaire`. :func:`collect` reads the folder of what came back, as files,
archives or text codes; what cannot be counted is left out by name, with the reason.
:func:`report` makes a page of the result.
"""

from kzdiplo.measures.swot import QUADRANTS
from kzdiplo.palette import QUADRANTS as COLORS
from kzdiplo.panel.answers import collect
from kzdiplo.panel.forms import BETWEEN, COLUMNS, PARTS, form, invented, lists, pairs, texts
from kzdiplo.panel.reports import report
from kzdiplo.panel.results import LIMIT, Note, Panel, Refused, matrices

__all__ = [
    "BETWEEN",
    "COLORS",
    "COLUMNS",
    "LIMIT",
    "PARTS",
    "QUADRANTS",
    "Note",
    "Panel",
    "Refused",
    "collect",
    "form",
    "invented",
    "lists",
    "matrices",
    "pairs",
    "report",
    "texts",
]
