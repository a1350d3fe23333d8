import pytest
from drawn import NAN, frame, texts
from matplotlib.colors import same_color

from kzdiplo import charts
from kzdiplo.charts.marks import words_of
from kzdiplo.palette import ACCENT, ORANGE

COLORS = {"no": ORANGE, "yes": ACCENT}
VOTES = frame(n=[3, 1, 4], year=["2022", "2022", "2023"], vote=["yes", "no", "yes"])


def test_parts_follow_one_another_in_the_order_of_the_colours():
    ax = charts.stacks(VOTES, "n", "year", "vote", colors=COLORS)
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [
        (0, 1),
        (0, 0),
        (1, 3),
        (0, 4),
    ]
    assert same_color(ax.patches[0].get_facecolor(), ORANGE)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2022", "2023"]
    assert ax.yaxis_inverted()


def test_a_number_stands_in_its_part_where_it_fits():
    data = frame(n=[99, 1], year=["2022", "2022"], vote=["yes", "no"])
    assert texts(charts.stacks(data, "n", "year", "vote", colors=COLORS)) == ["99"]


def test_each_part_that_is_there_says_its_bar_its_name_and_its_amount():
    ax = charts.stacks(VOTES, "n", "year", "vote", colors=COLORS)
    assert words_of(ax.figure) == ["2022, no: 1", "2022, yes: 3", "2023, yes: 4"]


@pytest.mark.parametrize("amount", [-1, NAN])
def test_stacks_refuse_amounts_that_have_no_length(amount):
    with pytest.raises(ValueError, match="column 'n': parts need amounts"):
        charts.stacks(VOTES.assign(n=[amount, 1, 2]), "n", "year", "vote", colors=COLORS)


def test_stacks_refuse_a_part_twice():
    with pytest.raises(ValueError, match="the bar '2022' has the part 'yes' twice"):
        charts.stacks(VOTES.assign(vote="yes"), "n", "year", "vote", colors=COLORS)


def test_stacks_refuse_a_part_without_colour():
    with pytest.raises(ValueError, match="colors lacks 'no'"):
        charts.stacks(VOTES, "n", "year", "vote", colors={"yes": ACCENT})
