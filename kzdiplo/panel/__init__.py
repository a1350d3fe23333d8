"""A panel: a class weighs the SWOT by pairs, and its files become weights, spread and agreement.

Each rater answers one form: :func:`form`, or the questionnaire of
:mod:`kzdiplo.panel.questionnaire`. :func:`collect` reads the folder of what came back, as files,
archives or text codes; what cannot be counted is left out by name, with the reason.
:func:`report` makes a page to project of one count or of two rounds, :func:`teacher` one with
names and files.
"""

from kzdiplo.measures.swot import QUADRANTS
from kzdiplo.palette import QUADRANTS as COLORS
from kzdiplo.panel import rounds
from kzdiplo.panel.answers import collect
from kzdiplo.panel.chance import at_random, by_chance
from kzdiplo.panel.forms import BETWEEN, COLUMNS, PARTS, form, invented, lists, pairs, texts
from kzdiplo.panel.reports import report, teacher
from kzdiplo.panel.results import LEAST, LIMIT, Note, Panel, Refused, matrices

__all__ = [
    "BETWEEN",
    "COLORS",
    "COLUMNS",
    "LEAST",
    "LIMIT",
    "PARTS",
    "QUADRANTS",
    "Note",
    "Panel",
    "Refused",
    "at_random",
    "by_chance",
    "collect",
    "form",
    "invented",
    "lists",
    "matrices",
    "pairs",
    "report",
    "rounds",
    "teacher",
    "texts",
]
