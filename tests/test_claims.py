import math

import pytest

from kzdiplo.claims import ClaimError, Fault, check_claims, collected, is_year, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no number here", []),
        ("38.3 per cent", ["38.3"]),
        ("38.3% of trade", ["38.3"]),
        ("38.3 % of trade", ["38.3"]),
        ("worth $5bn", ["5"]),
        ("(46), then 57.", ["46", "57"]),
        # thousands
        ("32,404 of 84,593 million", ["32,404", "84,593"]),
        ("10 000 people", ["10 000"]),
        ("10\u00a0000 or 10\u202f000", ["10\u00a0000", "10\u202f000"]),
        ("1,234,567.89 tenge", ["1,234,567.89"]),
        ("in 2024 100 000 came", ["2024", "100 000"]),
        ("in 1995, 300 came", ["1995", "300"]),
        ("1,2345", ["1", "2345"]),
        # signs and ranges
        ("fell by −3.5 points", ["−3.5"]),
        ("−1,200 tonnes", ["−1,200"]),
        ("1995-2025", ["1995", "2025"]),
        ("1995–2025", ["1995", "2025"]),
        ("1995−2025", ["1995", "2025"]),
        # names
        ("the EU27 and the C5+1 met", []),
        ("resolution A/RES/68/262", []),
        ("version 1.0.4", ["1.0"]),
    ],
)  # fmt: skip
def test_numbers_are_found_and_names_are_not(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("57 embassies", 57),
        ("38.3 per cent", 38.31),
        ("38.3 per cent", 38.25),
        ("38.3 per cent", 38.35),  # a half may be rounded either way
        ("38.4 per cent", 38.35),
        ("38 per cent", 38.31),
        ("about 40", 40.4999),
        ("32,404 million", 32404),
        ("10 000 people", 10000.2),
        ("fell by −3.5", -3.5),
        ("0.26", "0.26"),
        ("1995-2025", [1995, 2025]),
        ("from 46 to 57", (46, 57)),
        ("nothing counted", []),
        # bare years may be left out, all or none
        ("from 46 in 2011 to 57 in 2017", [46, 57]),
        ("from 46 in 2011 to 57 in 2017", [46, 2011, 57, 2017]),
        ("2,017 posts in 2017", 2017),
        # without digits, numbers in words
        ("Three of the five parties", [3, 5]),
        ("in two of them", 2.0),
    ],
)
def test_a_phrase_that_agrees_passes(phrase, value):
    check_claims("Growth", {phrase: value})


@pytest.mark.parametrize(
    ("phrase", "value", "said"),
    [
        ("57 embassies", 58, "'57 embassies' says 57, the data give 58"),
        ("38.3 per cent", 38.36, "says 38.3, the data give 38.36"),
        ("38.30 per cent", 38.31, "says 38.30"),
        ("3.5 points", -3.5, "says 3.5, the data give -3.5"),
        ("−3.5 points", 3.5, "says −3.5, the data give 3.5"),
        ("32,404 million", 32.404, "says 32,404"),
        ("57 embassies", math.nan, "the data give nan"),
        ("from 46 to 57", [46, 58], "says 57, the data give 58"),
        ("from 46 to 57", 46, "holds 2 numbers (2 of them no years), but 1 values are given"),
        ("no number", 3, "holds 0 numbers"),
        ("Three of the five parties", [3, 6], "says five, the data give 6"),
        ("in two of them", 2.4, "says two, the data give 2.4"),
        ("in two of 7", [2, 7], "holds 1 numbers"),
        ("from 46 in 2011 to 57 in 2017", [46, 2011, 58, 2017], "says 57, the data give 58"),
        ("from 46 in 2011 to 57 in 2017", [46, 57, 2017], "holds 4 numbers (2 of them no years)"),
    ],
)
def test_a_phrase_that_parts_from_the_data_is_named(phrase, value, said):
    with pytest.raises(ClaimError) as caught:
        check_claims("Growth", {"1 stays right": 1, phrase: value})
    assert said in str(caught.value)
    assert "stays right" not in str(caught.value)


def test_every_wrong_phrase_is_named_at_once():
    with pytest.raises(ClaimError) as caught:
        check_claims("Growth", {"5 posts": 6, "7 visits": 7, "8 treaties": 9})
    assert len(str(caught.value).splitlines()) == 3


def test_the_heading_stands_in_the_message():
    with pytest.raises(ClaimError, match="under 'Growth'"):
        check_claims("Growth", {"5 posts": 6})


def test_words_are_held_to_a_test():
    check_claims("Growth", holds={"grows in every year": True})
    with pytest.raises(ClaimError, match="'grows in every year' does not hold"):
        check_claims("Growth", holds={"grows in every year": False, "never falls": True})


def test_a_stated_phrase_has_a_number():
    check_claims("Growth", stated=["where 1 is an equal share"])
    with pytest.raises(ClaimError, match="'equal shares' states no number"):
        check_claims("Growth", stated=["equal shares"])


@pytest.mark.parametrize(
    ("number", "year"),
    [("1800", True), ("2099", True), ("1799", False), ("2100", False), ("1,995", False),
     ("1995.5", False), ("20250", False), ("−1995", False)],
)  # fmt: skip
def test_a_bare_year_is_told_from_other_numbers(number, year):
    assert is_year(number) is year


def test_all_that_does_not_hold_is_collected_without_a_stop():
    with collected() as faults:
        check_claims("One", {"from 46 to 57": [46, 58], "3 seats": 3})
        check_claims("Two", stated=["no number"], holds={"in every year": False})
    assert faults == [
        Fault("One", "from 46 to 57", "'from 46 to 57' says 57, the data give 58", "57"),
        Fault("Two", "no number", "'no number' states no number"),
        Fault("Two", "in every year", "'in every year' does not hold"),
    ]


def test_behind_a_collection_a_claim_stops_again():
    with collected():
        check_claims("One", {"3 seats": 4})
    with pytest.raises(ClaimError):
        check_claims("One", {"3 seats": 4})
