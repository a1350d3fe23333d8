"""What changes when a figure is laid out for a phone."""

import pytest
from drawn import EVENTS, KINDS, frame, passport, texts

from kzdiplo import charts
from kzdiplo.charts import layout
from kzdiplo.palette import ACCENT, ORANGE

LONG = "a name that is far too long for a phone"


def rows_of(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


NAMED = {
    "bars": lambda: charts.bars(frame(n=[1.0], row=[LONG]), "n", "row"),
    "dumbbell": lambda: charts.dumbbell(
        frame(a=[1.0], b=[2.0], row=[LONG]),
        "a",
        "b",
        "row",
        colors={"a": ACCENT, "b": ORANGE},
        labels={"a": "one", "b": "two"},
    ),
    "ranges": lambda: charts.ranges(frame(a=[1.0], b=[2.0], row=[LONG]), "a", "b", "row"),
    "spans": lambda: charts.spans(
        frame(a=[2000], b=[2005], row=[LONG], kind="x"),
        "a",
        "b",
        "row",
        "kind",
        colors={"x": ACCENT},
    ),
    "timeline": lambda: charts.timeline(EVENTS.assign(who=LONG), "time", "who", "kind", **KINDS),
    "heat": lambda: charts.heat(frame(c=["x"], row=[LONG], n=[0.5]), "c", "row", "n"),
}


@pytest.mark.parametrize("chart", NAMED)
def test_names_of_rows_wrap(chart):
    ax = NAMED[chart]()
    assert rows_of(ax) == [LONG]
    layout.narrow(ax.figure)
    assert rows_of(ax) == ["a name that is\nfar too long\nfor a phone"]


def test_labels_at_the_ends_of_lines_wrap():
    data = frame(year=[2000, 2001], n=[1, 2], who=LONG)
    ax = charts.lines(data, "year", "n", "who")
    layout.narrow(ax.figure)
    assert texts(ax) == ["a name that\nis far too\nlong for a\nphone"]


def test_a_legend_of_long_texts_has_one_column():
    ax = charts.timeline(EVENTS, "time", "who", "kind", **KINDS)
    charts.legend(ax, **KINDS, labels={"treaty": LONG, "visit": "visit"})
    assert [legend._ncols for legend in ax.figure.legends] == [2]
    layout.narrow(ax.figure)
    assert [legend._ncols for legend in ax.figure.legends] == [1]


def test_a_height_for_phones_can_be_given():
    assert 'viewBox="0 0 248.4 432"' in passport(narrow_height=6.0).narrow


def test_one_figure_is_laid_out_and_no_other():
    first, second = NAMED["bars"](), NAMED["bars"]()
    layout.narrow(first.figure)
    assert rows_of(second) == [LONG]


def test_a_chart_of_its_own_says_what_changes():
    figure, ((ax,),) = charts.canvas()
    layout.on_phone(ax, lambda axes: axes.set_title("narrow"))
    layout.narrow(figure)
    assert ax.get_title(loc="left") == "narrow"


def test_a_figure_grows_where_wrapped_names_would_touch():
    crowded = EVENTS.assign(who=[LONG, f"{LONG} too", LONG])
    ax = charts.timeline(crowded, "time", "who", "kind", **KINDS)
    _, tall = ax.figure.get_size_inches()
    layout.narrow(ax.figure)
    # three lines of 9.5 points, a fifth more apart, twice
    needed = 2 * 3 * 9.5 * 1.2 / 72
    assert ax.figure.get_size_inches()[1] - tall == pytest.approx(needed - 2 * 0.27, abs=0.03)
    # a single name between short ones has room
    ax = charts.timeline(EVENTS.assign(who=["x", "y", "z"]), "time", "who", "kind", **KINDS)
    layout.narrow(ax.figure)
    assert ax.figure.get_size_inches()[1] == pytest.approx(1.1 + 3 * 0.27)


HARD = frame(row=["a name of a row", "first"], low=[0.0, 0.1], high=[100.0, 90.0])
BESIDE_NAMES = {
    "ranges": lambda ax=None: charts.ranges(HARD, "low", "high", "row", fmt="{:.2f}", ax=ax),
    "dumbbell": lambda ax=None: charts.dumbbell(
        HARD,
        "low",
        "high",
        "row",
        colors={"low": ACCENT, "high": ORANGE},
        labels={"low": "", "high": ""},
        fmt="{:.2f}",
        ax=ax,
    ),
}


def room(ax):
    """Return how many pixels of a screen lie between the names of rows and what is printed."""
    ax.figure.draw_without_rendering()
    names = [label.get_window_extent().x1 for label in ax.get_yticklabels()]
    values = [text.get_window_extent().x0 for text in ax.texts if text.get_text()]
    return (min(values) - max(names)) * 96 / ax.figure.dpi


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("chart", BESIDE_NAMES)
def test_values_keep_six_pixels_from_the_names_of_rows(chart, columns):
    _, grid = charts.canvas(columns=columns)
    for ax in grid.flat:
        BESIDE_NAMES[chart](ax)
    assert min(map(room, grid.flat)) >= 6
    layout.narrow(grid[0, 0].figure)
    assert min(map(room, grid.flat)) >= 6


def test_a_scale_that_a_notebook_sets_stays_on_a_phone():
    ax = BESIDE_NAMES["ranges"]()
    ax.set_xlim(-50, 200)
    layout.narrow(ax.figure)
    assert ax.get_xlim() == (-50, 200)
