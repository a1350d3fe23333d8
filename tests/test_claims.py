import math

import pytest

from kzdiplo.claims import ClaimError, check_claims, numbers


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
    ],
)
def test_a_phrase_that_agrees_passes(phrase, value):
    check_claims({phrase: value})


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
        ("from 46 to 57", 46, "holds 2 numbers, but 1 values are given"),
        ("no number", 3, "holds 0 numbers"),
    ],
)
def test_a_phrase_that_parts_from_the_data_is_named(phrase, value, said):
    with pytest.raises(ClaimError) as caught:
        check_claims({"1 stays right": 1, phrase: value})
    assert said in str(caught.value)
    assert "stays right" not in str(caught.value)


def test_every_wrong_phrase_is_named_at_once():
    with pytest.raises(ClaimError) as caught:
        check_claims({"5 posts": 6, "7 visits": 7, "8 treaties": 9})
    assert len(str(caught.value).splitlines()) == 3
