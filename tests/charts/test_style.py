from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from kzdiplo import charts
from kzdiplo.charts.style import ink, spread
from kzdiplo.palette import ACCENT, CATEGORIES, WHITE
from kzdiplo.vectors import COLORS, DASHES, HOME, MARKERS, VECTORS


@pytest.mark.parametrize(
    "positions", [[1.0, 1.0, 1.0], [3.0, 1.0, 1.2], [5.0, 5.1, 0.0, 5.05], [2.0], []]
)
def test_spread_keeps_order_and_gap(positions):
    placed = spread(positions, 1.0)
    order = np.argsort(positions, kind="stable")
    assert (np.diff(np.array(placed)[order]) >= 1 - 1e-6).all()


def test_spread_leaves_alone_what_is_far_apart():
    assert spread([3.0, 1.0, 5.0], 1.0) == [3, 1, 5]


def luminance(color):
    """Return the relative luminance of WCAG 2."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(color):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]


@pytest.mark.parametrize("color", [*COLORS.values(), *CATEGORIES, "white"])
def test_text_in_any_colour_is_readable_on_white(color):
    assert 1.05 / (luminance(ink(color)) + 0.05) >= 4.5


def test_readable_colours_stay_as_they_are():
    assert ink(ACCENT) == ACCENT


# How people with a colour-vision deficiency see linear RGB: Machado, Oliveira and Fernandes
# (2009), severity 1.0.
EYES = {
    "common": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(color, eye):
    """Return the colour as that eye sees it, in CIELAB under D65."""
    seen = np.clip(EYES[eye] @ linear(color), 0, 1)
    x, y, z = np.cbrt(TO_XYZ @ seen / TO_XYZ.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(
    ("one", "other"), [*combinations([v for v in VECTORS if v not in {"asia", "other"}], 2)]
)
def test_vectors_that_share_a_chart_are_told_apart_by_colour(one, other, eye):
    difference = lab(COLORS[one], eye) - lab(COLORS[other], eye)
    assert np.linalg.norm(difference) > 14


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("name", VECTORS)
def test_a_states_own_vector_is_told_apart_from_each_other(name, eye):
    assert np.linalg.norm(lab(HOME.color, eye) - lab(COLORS[name], eye)) > 14


def test_vectors_are_told_apart_without_colour():
    markers = [*MARKERS.values(), HOME.marker]
    dashes = [dash for name, dash in DASHES.items() if name != "other"] + [HOME.dash]
    assert len(set(markers)) == len(markers)
    assert len(set(dashes)) == len(dashes)


def test_a_legend_draws_how_marks_of_any_colour_differ():
    _, ((ax,),) = charts.canvas()
    samples = {"hollow": "planned", "dashed": "other reporter", "hatched": "part of the year"}
    charts.legend(ax, {"visit": ACCENT}, "o", samples=samples)
    (legend,) = ax.figure.legends
    filled, hollow, dashed, hatched = legend.legend_handles
    assert [text.get_text() for text in legend.get_texts()] == ["visit", *samples.values()]
    assert (hollow.get_marker(), hollow.get_markerfacecolor()) == ("o", WHITE)
    assert filled.get_markerfacecolor() == ACCENT
    assert (dashed.get_linestyle(), dashed.get_marker()) == ("--", "None")
    assert hatched.get_hatch()


def test_an_unknown_sample_is_named():
    _, ((ax,),) = charts.canvas()
    with pytest.raises(ValueError, match="samples lacks 'wavy'"):
        charts.legend(ax, {}, samples={"wavy": "unsure"})
