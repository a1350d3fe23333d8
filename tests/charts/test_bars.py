import math

import pytest
from drawn import NAN, frame, texts
from matplotlib.colors import same_color

from kzdiplo import charts
from kzdiplo.palette import ACCENT, ORANGE


def test_bars_show_amounts_from_top_to_bottom_and_how_firm_they_are():
    data = frame(amount=[3.0, 1.5, 2.0], what=["x", "y", "z"], firm=["full", "part", "plan"])
    ax = charts.bars(data, "amount", "what", firmness="firm", fmt="{:.1f} t")
    assert [bar.get_width() for bar in ax.patches] == [3, 1.5, 2]
    assert [bar.get_hatch() for bar in ax.patches] == [None, "/////", None]
    assert [same_color(bar.get_facecolor(), "white") for bar in ax.patches] == [False, True, True]
    assert [bar.get_linestyle() for bar in ax.patches] == ["solid", "solid", "--"]
    assert texts(ax) == ["3.0 t", "1.5 t", "2.0 t"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y", "z"]
    assert ax.yaxis_inverted()


def test_bars_take_the_colour_of_their_group():
    data = frame(amount=[3, 1], what=["x", "y"], told=[True, False])
    ax = charts.bars(data, "amount", "what", "told", colors={True: ORANGE, False: ACCENT})
    assert same_color(ax.patches[0].get_facecolor(), ORANGE)
    assert same_color(ax.patches[1].get_facecolor(), ACCENT)


def test_bars_refuse_a_group_without_colour():
    data = frame(amount=[3, 1], what=["x", "y"], told=["a", "b"])
    with pytest.raises(ValueError, match="colors lacks 'b'"):
        charts.bars(data, "amount", "what", "told", colors={"a": ORANGE})


@pytest.mark.parametrize("amount", [-0.1, NAN])
def test_bars_refuse_amounts_that_have_no_length(amount):
    with pytest.raises(ValueError, match="column 'amount': bars need amounts"):
        charts.bars(frame(amount=[1, amount], what=["x", "y"]), "amount", "what")


def test_bars_refuse_an_unknown_kind():
    data = frame(amount=[1, 2], what=["x", "y"], firm=["full", "maybe"])
    with pytest.raises(ValueError, match=r"'firm' holds \['maybe'\]; use full, part or plan"):
        charts.bars(data, "amount", "what", firmness="firm")


def test_mirrored_bars_stand_on_one_base_and_leave_gaps():
    data = frame(year=[2000, 2001], up=[3, None], down=[1, 2]).astype("Int64")
    ax = charts.mirrored_bars(
        data,
        "year",
        "up",
        "down",
        labels={"up": "in", "down": "out"},
        colors={"up": ACCENT, "down": ORANGE},
    )
    heights = [bar.get_height() for bar in ax.patches]
    assert heights[0] == 3
    assert math.isnan(heights[1])
    assert heights[2:] == [-1, -2]
    assert texts(ax) == ["in", "out"]
    assert [ax.yaxis.get_major_formatter()(value) for value in (-2, 3)] == ["2", "3"]


def test_rows_stand_level_with_the_ranges_of_a_panel_beside_them():
    rows = frame(state=["A", "B", "C"], low=[1, 2, 3], high=[2, 3, 4])
    _, ((left, right),) = charts.canvas(columns=2)
    charts.bars(rows, "low", "state", ax=left)
    charts.ranges(rows, "low", "high", "state", ax=right)
    assert left.get_ylim() == right.get_ylim()
