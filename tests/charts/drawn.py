"""What the tests of charts share: small frames, and how to read what was drawn."""

import re

import numpy as np
import pandas as pd
from matplotlib.colors import same_color, to_rgb

from kzdiplo import charts
from kzdiplo.palette import ACCENT, ORANGE

NAN = float("nan")
PAIR = {
    "labels": {"own": "own", "theirs": "theirs"},
    "colors": {"own": ACCENT, "theirs": ORANGE},
}


def frame(**columns):
    return pd.DataFrame(columns)


def texts(ax):
    """Return the annotations of a chart."""
    return [text.get_text() for text in ax.texts]


def strokes(ax):
    """Return the drawn lines without marks, each as x and y values."""
    return [
        (line.get_xdata().tolist(), line.get_ydata().tolist())
        for line in ax.lines
        if line.get_linestyle() != "None" and len(line.get_xdata())
    ]


def marks(ax):
    """Return the marks: for each place its marker and whether it is hollow."""
    return {
        (float(x), float(y)): (line.get_marker(), same_color(line.get_markerfacecolor(), "white"))
        for line in ax.lines
        if line.get_linestyle() == "None"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


def contrast(a, b):
    """Return the contrast of two colours by WCAG 2."""
    lights = []
    for color in (a, b):
        rgb = np.array(to_rgb(color))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        lights.append(float(linear @ [0.2126, 0.7152, 0.0722]))
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def svg_width(svg):
    return float(re.search(r'<svg[^>]* width="([\d.]+)pt"', svg)[1])


EVENTS = frame(
    time=[2001.5, 1998.0, 2004.0],
    who=["x", "y", "x"],
    kind=["treaty", "visit", "visit"],
    unsure=[False, True, False],
)
KINDS = {"colors": {"treaty": ACCENT, "visit": ORANGE}, "markers": {"treaty": "s", "visit": "o"}}
POSTS = frame(
    longitude=[37.62, -77.04, 116.4],
    latitude=[55.76, 38.91, 39.9],
    who=["a", "b", "a"],
    unsure=[False, True, False],
)
GROUPS = {"colors": {"a": ACCENT, "b": ORANGE}, "markers": {"a": "o", "b": "s"}}

ROWS = frame(
    year=[2000, 2001, 2002],
    value=[1.5, NAN, 3.25],
    who=["a, b", 'Ә "c"', "d;e"],
    source="ds-colt-2025",
    as_of=["2024-11", "2024-12", None],
)
TEXTS = {
    "name": "made-up",
    "title": 'A "finding" & <more>',
    "subtitle": "Unit, period",
    "alt": 'It says "more" & <less>',
}


def passport(ax=None, **changed):
    if ax is None:
        ax = charts.lines(ROWS.assign(line="x"), "year", "value", "line")
    return charts.finish(ax, **{**TEXTS, "data": ROWS, "source": ROWS, **changed})
