import pytest
from drawn import frame

from kzdiplo import charts

ROWS = frame(vector=[*"babc"], n=[1, 2, 3, 4])


def test_rows_follow_the_order_given_and_keep_their_own_within_a_value():
    assert charts.in_order(ROWS, "vector", [*"cba"])["n"].tolist() == [4, 1, 3, 2]
    # a value of the order that no row holds is no fault
    assert charts.in_order(ROWS, "vector", [*"axbc"])["n"].tolist() == [2, 1, 3, 4]


def test_an_order_that_lacks_a_value_is_refused():
    with pytest.raises(ValueError, match="the order of 'vector' lacks b, c"):
        charts.in_order(ROWS, "vector", ["a"])


def test_rows_are_put_into_words():
    rows = frame(state=["Italy", "Kazakhstan's own"], bn=[1.25, 0.5])
    assert charts.say(rows, "{state} {bn:.1f}") == "Italy 1.2; Kazakhstan's own 0.5."
    assert charts.say(rows[:1], "{state}", start="Only ", join=", ", end="!") == "Only Italy!"
    assert charts.say(rows[:0], "{state}", start="None") == "None."


def test_the_name_of_a_group_stands_before_its_items():
    words = charts.say(ROWS, "{n}", by="vector", start="Counts. ", join=", ")
    assert words == "Counts. b: 1, 3. a: 2. c: 4."
    words = charts.say(ROWS, "{n}", by="vector", join=" and ", between="; ", end="!")
    assert words == "b: 1 and 3; a: 2; c: 4!"


def test_words_for_a_column_that_is_not_there_are_refused():
    with pytest.raises(ValueError, match="no column 'year' for the words; there are: vector, n"):
        charts.say(ROWS, "{vector} in {year}")
