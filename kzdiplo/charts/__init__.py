"""Charts: tidy frames become pictures in one house style.

Importing this module sets the house style for matplotlib in this session. Every chart
function takes a tidy frame and column names, draws on ``ax`` (or makes one) and returns the
Axes; :func:`finish` gives the finished figure its passport.
"""

from kzdiplo.charts.bars import bars, mirrored_bars
from kzdiplo.charts.dumbbell import dumbbell
from kzdiplo.charts.lines import dots, lines, panels
from kzdiplo.charts.maps import kilometres, points_map
from kzdiplo.charts.passport import Passport, finish
from kzdiplo.charts.style import canvas, key, use_style
from kzdiplo.charts.timeline import timeline

use_style()

__all__ = [
    "Passport",
    "bars",
    "canvas",
    "dots",
    "dumbbell",
    "finish",
    "key",
    "kilometres",
    "lines",
    "mirrored_bars",
    "panels",
    "points_map",
    "timeline",
    "use_style",
]
