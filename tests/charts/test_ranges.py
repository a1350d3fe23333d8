import pytest
from drawn import NAN, frame, marks, strokes, texts

from kzdiplo import charts
from kzdiplo.palette import ACCENT


def test_ranges_print_both_bounds_and_one_dot_where_they_are_equal():
    data = frame(who=["Alpha", "Beta"], low=[1, 2], high=[4, 2], middle=[2, 2])
    ax = charts.ranges(data, "low", "high", "who", mark="middle")
    assert texts(ax) == ["1", "4", "2"]
    assert strokes(ax) == [([1, 4], [0, 0]), ([2], [1])]
    assert [place for place, (mark, _) in marks(ax).items() if mark == "D"] == [(2, 0), (2, 1)]


@pytest.mark.parametrize("change", [{"low": [5, 2]}, {"high": [NAN, 2]}, {"middle": [0, 2]}])
def test_what_is_no_range_is_refused(change):
    data = frame(who=["Alpha", "Beta"], low=[1, 2], high=[4, 2], middle=[2, 2])
    with pytest.raises(ValueError, match=r"the row 'Alpha'.*is no range"):
        charts.ranges(data.assign(**change), "low", "high", "who", mark="middle")


def test_a_group_of_ranges_without_a_colour_is_named():
    data = frame(who=["Alpha", "Beta"], low=[1, 2], high=[4, 2])
    with pytest.raises(ValueError, match="colors lacks 'Beta'"):
        charts.ranges(data, "low", "high", "who", by="who", colors={"Alpha": ACCENT})
