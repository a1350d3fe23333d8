import pytest
from drawn import EVENTS, KINDS, marks

from kzdiplo import charts


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
