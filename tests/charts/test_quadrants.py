import re

import pytest
from drawn import NAN, frame, passport, texts
from matplotlib.colors import same_color

from kzdiplo import charts
from kzdiplo.palette import BLUE, GREEN, ORANGE, VIOLET

FOUR = {"strength": GREEN, "weakness": ORANGE, "chance": BLUE, "threat": VIOLET}


def swot():
    return frame(
        quadrant=["strength", "strength", "weakness", "chance", "threat"],
        item=[
            "S1 short",
            "S2 " + "a long text that needs more than one line " * 2,
            "W1",
            "O1",
            "T1",
        ],
        good=[3, 2, 0, 1, 1],
        bad=[1, 0, 2, 1, 0],
    )


def test_quadrants_hold_their_items_with_both_amounts_on_one_scale():
    first = charts.quadrants(swot(), "good", "item", "quadrant", second="bad", colors=FOUR)
    panels = first.figure.axes
    assert [ax.get_title(loc="left") for ax in panels] == [*FOUR]
    assert len({ax.get_xlim() for ax in panels}) == 1
    # nothing against the second item: a zero has no bar
    assert [bar.get_width() for bar in panels[0].patches] == [3, 1, 2]
    assert [same_color(bar.get_facecolor(), "white") for bar in panels[0].patches] == [
        *[False, True, False]
    ]
    assert texts(panels[1]) == ["W1", "0", "2"]


def test_items_of_a_quadrant_stand_below_one_another_in_order():
    panel = charts.quadrants(swot(), "good", "item", "quadrant", colors=FOUR)
    tops = [text.xy[1] for text in panel.texts]
    assert tops == sorted(tops)
    assert panel.yaxis_inverted()
    # two lines of text push the bar of the second item further down
    gaps = [
        bar.get_y() - text.xy[1] for bar, text in zip(panel.patches, panel.texts[::2], strict=True)
    ]
    assert gaps[1] > 1.5 * gaps[0]


def test_on_a_phone_quadrants_stand_below_one_another():
    ax = charts.quadrants(swot(), "good", "item", "quadrant", colors=FOUR)
    figure = passport(ax)
    sizes = [
        [float(n) for n in re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()]
        for svg in (figure.wide, figure.narrow)
    ]
    assert sizes[1][0] < sizes[0][0]
    assert sizes[1][1] > sizes[0][1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quadrant": "strength"}, "need four lists"),
        ({"good": [1, -1, 1, 1, 1]}, "missing or negative"),
        ({"good": [1, NAN, 1, 1, 1]}, "missing or negative"),
    ],
)
def test_quadrants_that_cannot_be_drawn_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        charts.quadrants(swot().assign(**change), "good", "item", "quadrant", colors=FOUR)
