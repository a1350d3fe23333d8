import pytest
from drawn import NAN, contrast, frame, marks, texts
from matplotlib.colors import same_color

from kzdiplo import charts
from kzdiplo.palette import BLUE, GOLD, ORANGE, SHADES


def bars_of(ax):
    """Return start, end, row and whether hollow for each bar."""
    return [
        (
            bar.get_x(),
            bar.get_x() + bar.get_width(),
            bar.get_y() + bar.get_height() / 2,
            same_color(bar.get_facecolor(), "white"),
        )
        for bar in ax.patches
    ]


def spell_data():
    return frame(
        who=["Alpha", "Beta", "Alpha"],
        start=[2000, 2005, 2010],
        end=[2005, 2006, NAN],
        kind=["member", "observer", "member"],
        unsure=[False, True, False],
        word=["member", "observer", "member"],
    )


SPELLS = {"member": BLUE, "observer": ORANGE}


def test_spans_run_from_start_to_end_and_open_ones_to_the_edge():
    ax = charts.spans(spell_data(), "start", "end", "who", "kind", colors=SPELLS, hollow="unsure")
    edge = ax.get_xlim()[1]
    assert edge > 2010
    expected = [(2000, 2005, 0, False), (2005, 2006, 1, True), (2010, edge, 0, False)]
    for bar, values in zip(sorted(bars_of(ax)), expected, strict=True):
        assert bar == pytest.approx(values)
    assert marks(ax) == {(edge, 0): (">", False)}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Alpha", "Beta"]
    assert ax.yaxis_inverted()


def test_spans_fill_the_figure():
    ended = spell_data().assign(end=[2005, 2006, 2012])
    ax = charts.spans(ended, "start", "end", "who", "kind", colors=SPELLS, hollow="unsure")
    ax.figure.set_size_inches(7, 3)
    ax.figure.draw_without_rendering()
    assert ax.get_position().height > 0.8


@pytest.mark.parametrize("color", [GOLD, SHADES[-1]])
def test_a_text_in_a_span_is_readable_on_its_colour(color):
    ax = charts.spans(
        spell_data(),
        "start",
        "end",
        "who",
        "kind",
        colors=dict.fromkeys(SPELLS, color),
        label="word",
    )
    assert contrast(ax.texts[0].get_color(), color) >= 4.5


def test_a_text_stands_in_a_span_only_where_it_fits():
    ax = charts.spans(spell_data(), "start", "end", "who", "kind", colors=SPELLS, label="word")
    assert texts(ax) == ["member"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": [NAN, 2005, 2010]}, "1 spans without a start"),
        ({"end": [1999, 2006, NAN]}, "'Alpha': 2000.* to 1999"),
        ({"kind": "guest"}, "colors lacks 'guest'"),
    ],
)
def test_spans_that_cannot_be_drawn_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        charts.spans(spell_data().assign(**change), "start", "end", "who", "kind", colors=SPELLS)
