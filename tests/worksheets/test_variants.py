"""Data of a student's own."""

import pytest

from kzdiplo import own_numbers


def test_numbers_depend_on_the_name_alone_and_stay_what_they_are():
    # a student's machine and the teacher's have to draw the same, whatever their numpy
    assert own_numbers("Aigul").randint(100, size=3).tolist() == [29, 77, 32]
    assert own_numbers("Нұрлан").permutation(5).tolist() == [1, 0, 4, 3, 2]
    assert own_numbers("Нұрлан").choice(["a", "b", "c"], 4).tolist() == ["b", "c", "c", "c"]


@pytest.mark.parametrize("name", ["aigul", " AIGUL ", "Aigul\u00a0", "Ａigul"])
def test_however_a_name_is_spelt_it_is_one(name):
    assert own_numbers(name).randint(10**9) == own_numbers("Aigul").randint(10**9)


def test_another_name_has_other_numbers():
    drawn = {own_numbers(f"student {number}").randint(10**9) for number in range(200)}
    assert len(drawn) == 200


@pytest.mark.parametrize("name", ["", "  "])
def test_a_blank_name_is_refused(name):
    with pytest.raises(ValueError, match="write your name"):
        own_numbers(name)
