"""Charts: tidy frames become pictures in one house style.

Importing this module sets the house style for matplotlib in this session. All chart functions
speak one language: a tidy frame first, then the columns of ``x`` and ``y`` (or ``start`` and
``end``) and of the group ``by``; looks come as mappings by group (``colors``, ``markers``,
``dashes``, ``labels``); ``hollow`` names a column of true and false for what is uncertain;
``ax`` is where to draw, a new figure by default. Each returns the Axes, and :func:`finish`
gives the finished figure its passport.
"""

from kzdiplo.charts.bars import bars, mirrored_bars
from kzdiplo.charts.dots import dots
from kzdiplo.charts.dumbbell import dumbbell
from kzdiplo.charts.lines import lines
from kzdiplo.charts.maps import kilometres, points_map
from kzdiplo.charts.matrix import cells, heat
from kzdiplo.charts.network import network
from kzdiplo.charts.panels import panels
from kzdiplo.charts.passport import finish
from kzdiplo.charts.quadrants import quadrants
from kzdiplo.charts.ranges import ranges
from kzdiplo.charts.rows import in_order, say
from kzdiplo.charts.spans import spans
from kzdiplo.charts.stacks import stacks
from kzdiplo.charts.style import canvas, legend, use_style
from kzdiplo.charts.time import in_years
from kzdiplo.charts.timeline import timeline
from kzdiplo.pages.card import Choice, Passport, choose

use_style()

__all__ = [
    "Choice",
    "Passport",
    "bars",
    "canvas",
    "cells",
    "choose",
    "dots",
    "dumbbell",
    "finish",
    "heat",
    "in_order",
    "in_years",
    "kilometres",
    "legend",
    "lines",
    "mirrored_bars",
    "network",
    "panels",
    "points_map",
    "quadrants",
    "ranges",
    "say",
    "spans",
    "stacks",
    "timeline",
    "use_style",
]
