import pytest
from drawn import NAN, PAIR, frame, marks

from kzdiplo import charts
from kzdiplo.charts import layout


def test_a_dumbbell_shows_both_values_the_greater_labelled_on_the_right():
    data = frame(what=["x", "y"], own=[1.0, 4.0], theirs=[2.0, 3.0])
    ax = charts.dumbbell(data, "own", "theirs", "what", **PAIR)
    assert marks(ax) == {
        (1, 0): ("o", False),
        (4, 1): ("o", False),
        (2, 0): ("s", True),
        (3, 1): ("s", True),
    }
    values = {text.get_text(): text.get_ha() for text in ax.texts if text.get_text()[0].isdigit()}
    assert values == {"1.0": "right", "2.0": "left", "4.0": "left", "3.0": "right"}


def test_a_dumbbell_of_equal_values_labels_them_on_two_sides():
    ax = charts.dumbbell(frame(what=["x"], own=[1], theirs=[1]), "own", "theirs", "what", **PAIR)
    assert sorted(text.get_ha() for text in ax.texts if text.get_text() == "1.0") == [
        "left",
        "right",
    ]


def test_on_a_phone_a_long_name_of_a_value_leaves_room_between_a_row_and_its_values():
    data = frame(what=["EU", "Central Asia"], own=[28.4, 6.2], theirs=[50.7, 0.0])
    looks = {**PAIR, "labels": {"own": "trade", "theirs": "share of investment stock"}}
    ax = charts.dumbbell(data, "own", "theirs", "what", **looks)
    layout.narrow(ax.figure)
    ax.figure.canvas.draw()
    name = ax.get_yticklabels()[1].get_window_extent()
    least = next(text for text in ax.texts if text.get_text() == "0.0").get_window_extent()
    assert least.x0 - name.x1 > 4 / 72 * ax.figure.dpi


@pytest.mark.parametrize("column", ["own", "theirs"])
def test_a_dumbbell_refuses_a_row_with_one_value(column):
    data = frame(what=["x", "y"], own=[1.0, 4.0], theirs=[2.0, 3.0])
    data.loc[1, column] = NAN
    with pytest.raises(ValueError, match="every row needs both values"):
        charts.dumbbell(data, "own", "theirs", "what", **PAIR)


@pytest.mark.parametrize("known", ["colors", "labels"])
def test_a_dumbbell_refuses_a_value_without_colour_or_text(known):
    half = {**PAIR, known: {"own": PAIR[known]["own"]}}
    data = frame(what=["x"], own=[1.0], theirs=[2.0])
    with pytest.raises(ValueError, match=f"{known} lacks 'theirs'"):
        charts.dumbbell(data, "own", "theirs", "what", **half)
