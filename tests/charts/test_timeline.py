import pytest
from drawn import EVENTS, KINDS, frame, marks, texts

from kzdiplo import charts
from kzdiplo.charts import layout


def test_a_timeline_keeps_the_order_of_rows_the_first_on_top():
    ax = charts.timeline(EVENTS, "time", "who", "kind", hollow="unsure", **KINDS)
    assert marks(ax) == {(2001.5, 0): ("s", False), (1998, 1): ("o", True), (2004, 0): ("o", False)}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y"]
    assert ax.yaxis_inverted()


@pytest.mark.parametrize("known", ["colors", "markers"])
def test_a_timeline_refuses_a_kind_without_colour_or_marker(known):
    half = {**KINDS, known: {"treaty": KINDS[known]["treaty"]}}
    with pytest.raises(ValueError, match=f"{known} lacks 'visit'"):
        charts.timeline(EVENTS, "time", "who", "kind", **half)


NAMED = frame(
    time=[2001.0, 2001.5, 2002.0, 2020.0],
    who=["x", "x", "x", "y"],
    kind=["visit", "visit", "visit", "treaty"],
    name=["a rather long name", "another long name", "one name too many", "at the edge"],
)


def boxes(ax):
    """Return the outlines of the names in a drawing."""
    ax.figure.draw_without_rendering()
    return [text.get_window_extent() for text in ax.texts]


def test_a_timeline_writes_the_names_of_the_rows_that_have_one():
    ax = charts.timeline(
        EVENTS.assign(name=["treaty of friendship", None, ""]),
        *("time", "who", "kind"),
        label="name",
        **KINDS,
    )
    assert texts(ax) == ["treaty of friendship"]


def test_names_at_marks_cover_neither_each_other_nor_leave_the_axes():
    ax = charts.timeline(NAMED, "time", "who", "kind", label="name", **KINDS)
    # two names fit, above and below; the third would cover one of them
    assert texts(ax) == ["a rather long name", "another long name", "at the edge"]
    layout.narrow(ax.figure)
    assert texts(ax) == ["a rather long name", "another long name", "at the edge"]
    first, second, edge = boxes(ax)
    assert not first.overlaps(second)
    assert edge.x1 <= ax.get_window_extent().x1 + 1
