import numpy as np
import pytest
from drawn import NAN, frame, marks, strokes, texts

from kzdiplo import charts
from kzdiplo.palette import ACCENT, CATEGORIES


def test_a_line_shows_its_rows_in_the_order_of_x_and_its_name_at_the_end():
    data = frame(year=[2002, 2000, 2001], value=[3.0, 1.0, 2.0], who="a")
    ax = charts.lines(data, "year", "value", "who", labels={"a": "Alpha"})
    assert strokes(ax) == [([2000, 2001, 2002], [1, 2, 3])]
    assert texts(ax) == ["Alpha"]
    assert ax.texts[0].xy == (2002, 3)


def test_a_line_breaks_at_a_missing_value():
    data = frame(year=range(2000, 2005), value=[1, 2, NAN, 4, 5], who="a")
    ((_, values),) = strokes(charts.lines(data, "year", "value", "who"))
    assert np.isnan(values).tolist() == [False, False, True, False, False]


def test_a_line_breaks_between_segments_and_keeps_its_colour():
    data = frame(year=range(2000, 2004), value=[1, 2, 3, 4], who="a", reporter=[*"xxyy"])
    ax = charts.lines(data, "year", "value", "who", segment="reporter")
    assert strokes(ax) == [([2000, 2001], [1, 2]), ([2002, 2003], [3, 4])]
    assert {line.get_color() for line in ax.lines} == {CATEGORIES[0]}


def test_years_on_the_axis_are_whole():
    ax = charts.lines(frame(year=[2001, 2003], value=[1, 2], who="a"), "year", "value", "who")
    assert [tick for tick in ax.get_xticks() if tick % 1] == []


def test_a_value_between_two_gaps_is_marked():
    data = frame(year=range(2000, 2006), value=[1, 2, NAN, 4, NAN, 6], who="a")
    assert marks(charts.lines(data, "year", "value", "who")) == {
        (2003, 4): ("o", False),
        (2005, 6): ("o", False),
    }


@pytest.mark.parametrize("chart", [charts.lines, charts.dots])
def test_more_groups_than_colours_are_refused(chart):
    count = len(CATEGORIES) + 1
    data = frame(year=2000, value=range(count), who=range(count))
    with pytest.raises(ValueError, match=f"{count} groups in one picture cannot be told apart"):
        chart(data, "year", "value", "who")
    chart(data[:-1], "year", "value", "who")


@pytest.mark.parametrize("chart", [charts.lines, charts.dots])
def test_a_group_without_a_colour_is_named(chart):
    data = frame(year=2000, value=[1, 2], who=["a", "b"])
    with pytest.raises(ValueError, match="colors lacks 'b'"):
        chart(data, "year", "value", "who", colors={"a": ACCENT})


def test_dots_are_not_joined_and_uncertain_ones_are_hollow():
    data = frame(year=[2000, 2001], value=[46, 57], who="a", unsure=[False, True])
    ax = charts.dots(
        data, "year", "value", "who", label="value", hollow="unsure", markers={"a": "s"}
    )
    assert strokes(ax) == []
    assert marks(ax) == {(2000, 46): ("s", False), (2001, 57): ("s", True)}
    assert texts(ax) == ["46", "57"]


def panel_data(panels):
    return frame(
        year=[2000, 2001] * 2 * len(panels),
        value=range(4 * len(panels)),
        panel=np.repeat(panels, 4),
        flow=[*"iiee"] * len(panels),
    )


def test_panels_share_their_scales_leave_no_empty_one_and_draw_a_key():
    first = charts.panels(
        panel_data([*"abcd"]),
        "year",
        "value",
        "panel",
        "flow",
        colors=dict.fromkeys("abcd", ACCENT),
        dashes={"i": "-", "e": "--"},
        labels=dict(zip("abcd", "ABCD", strict=True)),
    )
    grid = first.get_figure().axes
    assert [ax.get_title(loc="left") for ax in grid] == [*"ABCD"]
    assert len({ax.get_ylim() for ax in grid}) == len({ax.get_xlim() for ax in grid}) == 1
    assert strokes(grid[3]) == [([2000, 2001], [12, 13]), ([2000, 2001], [14, 15])]
    (key,) = first.get_figure().legends
    assert [text.get_text() for text in key.get_texts()] == ["i", "e"]
    assert [line.get_linestyle() for line in key.get_lines()] == ["-", "--"]


def test_a_single_line_a_panel_needs_no_key():
    first = charts.panels(
        panel_data(["a"]), "year", "value", "panel", "flow", colors={"a": ACCENT}, dashes={"i": "-"}
    )
    assert first.get_figure().legends == []


def test_a_panel_without_a_colour_is_named():
    with pytest.raises(ValueError, match="colors lacks 'b'"):
        charts.panels(
            panel_data([*"ab"]),
            "year",
            "value",
            "panel",
            "flow",
            colors={"a": ACCENT},
            dashes={"i": "-"},
        )
