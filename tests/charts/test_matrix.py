from itertools import pairwise

import numpy as np
import pytest
from drawn import contrast, frame

from kzdiplo import charts
from kzdiplo.charts import layout
from kzdiplo.palette import WHITE

LOOKS = {"colors": {"yes": WHITE, "no": "black"}, "markers": {"yes": "Y", "no": "N"}}


def printed_cells(ax):
    """Return the printed cells of a matrix by column and row, with the colour of the print."""
    return {(int(t.xy[0]), int(t.xy[1])): (t.get_text(), t.get_color()) for t in ax.texts}


def shades(ax):
    """Return the colours of a matrix in reading order."""
    (mesh,) = ax.collections
    mesh.update_scalarmappable()
    return mesh.get_facecolors()


def test_a_matrix_keeps_the_order_of_its_rows_and_shows_what_is_missing():
    data = frame(who=[*"bab"], topic=["z", "z", "y"], share=[0.0, 1.0, 0.25])
    ax = charts.heat(data, "who", "topic", "share")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["b", "a"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["z", "y"]
    printed = {place: text for place, (text, _) in printed_cells(ax).items()}
    assert printed == {(0, 0): "0.00", (1, 0): "1.00", (0, 1): "0.25", (1, 1): "–"}
    assert ax.yaxis_inverted()


def test_a_greater_number_has_a_darker_shade_and_readable_print():
    data = frame(who=[*"abcdef"], topic="x", share=[0, 0.2, 0.4, 0.6, 0.8, 1])
    ax = charts.heat(data, "who", "topic", "share")
    light = [float(np.dot(color[:3], [0.2126, 0.7152, 0.0722])) for color in shades(ax)]
    assert light == sorted(light, reverse=True)
    for (column, _), (_, ink_color) in printed_cells(ax).items():
        assert contrast(ink_color, shades(ax)[column][:3]) >= 4.5


def test_numbers_up_to_a_bound_have_no_shade():
    data = frame(who=[*"abc"], topic="x", share=[0.09, 0.1, 0.11])
    ax = charts.heat(data, "who", "topic", "share", above=0.1)
    assert [color[3] for color in shades(ax)] == [0, 0, 1]
    assert [text for text, _ in printed_cells(ax).values()] == ["0.09", "0.10", "0.11"]


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_number_outside_the_scale_is_refused(share):
    data = frame(who=["a", "b"], topic="x", share=[0.5, share])
    with pytest.raises(ValueError, match="the scale from 0 to 1"):
        charts.heat(data, "who", "topic", "share")


def test_two_values_for_one_cell_are_refused():
    data = frame(who="a", topic="x", share=[0.5, 0.5], vote=["yes", "no"])
    with pytest.raises(ValueError, match="two values for the row 'x' and the column 'a'"):
        charts.heat(data, "who", "topic", "share")
    with pytest.raises(ValueError, match="two values"):
        charts.cells(data, "who", "topic", "vote", **LOOKS)


def test_categories_have_a_colour_and_a_letter():
    data = frame(who=[*"aab"], topic=["x", "y", "x"], vote=["no", "yes", None])
    ax = charts.cells(data, "who", "topic", "vote", **LOOKS)
    assert printed_cells(ax) == {(0, 0): ("N", "white"), (0, 1): ("Y", "black")}


@pytest.mark.parametrize("known", ["colors", "markers"])
def test_a_category_without_colour_or_letter_is_named(known):
    half = {**LOOKS, known: {"no": LOOKS[known]["no"]}}
    with pytest.raises(ValueError, match=f"{known} lacks 'yes'"):
        charts.cells(frame(who="a", topic="x", vote=["yes"]), "who", "topic", "vote", **half)


@pytest.mark.parametrize(
    ("name", "count", "upright"),
    [("a", 8, 0), ("a long name of a state", 8, 0), ("a long name of a state", 9, 90)],
)
def test_up_to_eight_names_of_columns_never_stand_upright(name, count, upright):
    names = [f"{name} {i}" for i in range(count)]
    ax = charts.heat(frame(who=names, topic="x", share=0.5), "who", "topic", "share")
    for _ in range(2):
        assert {label.get_rotation() for label in ax.get_xticklabels()} == {upright}
        layout.narrow(ax.figure)


@pytest.mark.parametrize("phone", [False, True])
def test_names_of_columns_do_not_touch(phone):
    names = ["confirmed", "imprecise", "contradicted", "dated", "not checkable", "Turkmenistan"]
    ax = charts.heat(frame(who=names, topic="topic", share=0.5), "who", "topic", "share")
    if phone:
        layout.narrow(ax.figure)
    ax.figure.draw_without_rendering()
    lines = [
        (label.get_window_extent(), label.get_text().count("\n|")) for label in ax.get_xticklabels()
    ]
    # a name that stands higher than its neighbour clears it; those of one height stand apart
    for (left, low), (right, high) in pairwise(lines):
        assert low != high or left.x1 < right.x0
    assert any(raised for _, raised in lines) == phone
