"""Charts: tidy frames become pictures in one house style.

Importing this module sets the house style for matplotlib in this session. Every chart
function takes a tidy frame and column names, draws on ``ax`` (or makes one) and returns the
Axes; :func:`finish` gives the finished figure its passport.
"""

from kzdiplo.charts.bars import bars, mirrored_bars
from kzdiplo.charts.dumbbell import dumbbell
from kzdiplo.charts.lines import dots, lines, panels
from kzdiplo.charts.maps import kilometres, points_map
from kzdiplo.charts.matrix import grid, heat
from kzdiplo.charts.network import network
from kzdiplo.charts.passport import finish
from kzdiplo.charts.quadrants import quadrants
from kzdiplo.charts.spans import ranges, spans
from kzdiplo.charts.style import canvas, key, use_style
from kzdiplo.charts.timeline import in_years, timeline
from kzdiplo.pages.card import Choice, Passport, choose

use_style()

__all__ = [
    "Choice",
    "Passport",
    "bars",
    "canvas",
    "choose",
    "dots",
    "dumbbell",
    "finish",
    "grid",
    "heat",
    "in_years",
    "key",
    "kilometres",
    "lines",
    "mirrored_bars",
    "network",
    "panels",
    "points_map",
    "quadrants",
    "ranges",
    "spans",
    "timeline",
    "use_style",
]
