"""What the marks of a chart say, and where they stand in both drawings."""

import json
import re

import pytest
from drawn import EVENTS, GROUPS, KINDS, NAN, PAIR, POSTS, frame, passport
from support import read

from kzdiplo import charts
from kzdiplo.charts import marks

SERIES = frame(year=[2000, 2001, 2002], share=[1.5, NAN, 43.875], to=["China"] * 3)


def told(ax):
    return marks.words_of(ax.figure)


# Words.


def test_a_line_tells_each_value_and_no_gap():
    ax = charts.lines(SERIES, "year", "share", "to", labels={"China": "To China"})
    assert told(ax) == ["To China, 2000: 1.5", "To China, 2002: 43.9"]


def test_bars_tell_the_value_in_print():
    rows = frame(bn=[3.5, 1250], state=["Italy", "Spain"])
    assert told(charts.bars(rows, "bn", "state", fmt="{:,.1f}")) == ["Italy: 3.5", "Spain: 1,250.0"]


def test_both_ends_of_a_dumbbell_are_told():
    rows = frame(own=[1.0], theirs=[2.5], state=["Italy"])
    ax = charts.dumbbell(rows, "own", "theirs", "state", **PAIR)
    assert told(ax) == ["Italy, own: 1.0", "Italy, theirs: 2.5"]


def test_a_range_is_told_with_both_bounds():
    rows = frame(low=[1, 2], high=[3, 2], item=["A", "B"])
    assert told(charts.ranges(rows, "low", "high", "item")) == ["A: 1 to 3", "B: 2"]


def test_a_cell_is_told_by_its_row_and_its_column():
    rows = frame(a=["x", "y"], b=["p", "q"], share=[0.25, 1])
    assert told(charts.heat(rows, "a", "b", "share")) == [
        "p, x: 0.25", "p, y: no value", "q, x: no value", "q, y: 1.00",
    ]  # fmt: skip
    roles = frame(body=["EU"], state=["Italy"], role=["member"])
    look = {"colors": {"member": "navy"}, "markers": {"member": "M"}}
    assert told(charts.cells(roles, "body", "state", "role", **look)) == ["Italy, EU: member"]


def test_an_event_is_told_by_year_and_kind_or_in_its_own_words():
    ax = charts.timeline(EVENTS, "time", "who", "kind", **KINDS)
    assert told(ax) == ["x, 2001: treaty", "y, 1998: visit", "x, 2004: visit"]
    named = EVENTS.assign(what=["Treaty of A", "First visit", "Second visit"])
    ax = charts.timeline(named, "time", "who", "kind", words="what", **KINDS)
    assert told(ax)[0] == "x: Treaty of A"


def test_a_span_is_told_by_its_years():
    rows = frame(start=[1992, 2018], end=[2018, NAN], body=["A", "A"], role=["member", "guest"])
    colors = {"member": "navy", "guest": "teal"}
    ax = charts.spans(rows, "start", "end", "body", "role", colors=colors)
    assert told(ax) == ["A, member: 1992 to 2018", "A, guest: 2018 to today"]


def test_a_point_on_a_map_is_told_by_its_name():
    assert told(charts.points_map(POSTS, "who", **GROUPS)) == ["a", "b", "a"]
    named = POSTS.assign(city=["Moscow", "Washington", "Beijing"])
    ax = charts.points_map(named, "who", words="city", **GROUPS)
    assert told(ax) == ["Moscow: a", "Washington: b", "Beijing: a"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-3, "-3"), (12831, "12,831"), (0.5, "0.5"), (0.123456, "0.123"), (-45.67, "-45.7"),
     (1234.5, "1,234"), (0.00071, "0.00071"), (99.96, "100")],
)  # fmt: skip
def test_a_number_keeps_the_digits_that_count(value, text):
    assert marks.number(value) == text


# Places.


def test_marks_stand_where_the_drawing_has_them():
    """The axes fill known parts of the figure here, so that the place is arithmetic."""
    figure, grid = charts.canvas(height=4)
    figure.set_layout_engine("none")
    ax = grid[0, 0]
    ax.set_position([0.25, 0.5, 0.5, 0.25])
    ax.set_xlim(0, 10)
    ax.set_ylim(0, 100)
    marks.tell(ax, [0, 10, 5], [0, 100, 50], ["corner", "far corner", "middle"])
    assert marks.places(figure) == [(250, 500), (750, 250), (500, 375)]


def test_in_a_drawing_that_is_turned_upside_down_the_first_row_is_on_top():
    rows = frame(bn=[3.5, 1.25], state=["Italy", "Spain"])
    made = passport(
        charts.bars(rows, "bn", "state"), data=rows, source=rows.assign(source="wb-gdp")
    )
    (first, wide, narrow), (_, wide_2, narrow_2) = made.marks
    assert first == "Italy: 3.5"
    assert wide[1] < wide_2[1]
    assert narrow[1] < narrow_2[1]
    assert wide[0] > wide_2[0]


def test_a_phone_has_places_of_its_own_inside_the_drawing():
    made = passport()
    assert made.marks
    for _, wide, narrow in made.marks:
        assert all(0 <= part <= 1000 for part in (*wide, *narrow))
    assert [wide for _, wide, _ in made.marks] != [narrow for *_, narrow in made.marks]


def test_a_card_carries_its_marks_as_they_are():
    made = passport()
    drawing = read(made._repr_html_()).select_one(".kz-drawing")
    values = json.loads(drawing["data-marks"])
    assert [value[0] for value in values] == [words for words, _, _ in made.marks]
    assert all(re.fullmatch(r"\d+", str(part)) for value in values for part in value[1:])
