import math

import numpy as np
import pandas as pd
import pytest

from kzdiplo.measures import spells


def tidy(*rows, columns=("iso3", "year", "member")):
    return pd.DataFrame(rows, columns=columns)


def years(**words):
    """Rows of 2001 and on: for each country a word of y, n and a space for a year left out."""
    return tidy(
        *(
            (iso3, year, letter == "y")
            for iso3, word in words.items()
            for year, letter in enumerate(word, start=2001)
            if letter != " "
        )
    )


def found(rows, **options):
    result = spells(rows, by="iso3", value="member", at="year", **options)
    return list(result[["iso3", "member", "first", "last"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (years(X="y"), [("X", True, 2001, 2001)]),
        (years(X="yyy"), [("X", True, 2001, 2003)]),
        (
            years(X="yynny"),
            [("X", True, 2001, 2002), ("X", False, 2003, 2004), ("X", True, 2005, 2005)],
        ),
        # a year left out ends the spell, also where the value comes again
        (years(X="yy y"), [("X", True, 2001, 2002), ("X", True, 2004, 2004)]),
        (years(X="y n"), [("X", True, 2001, 2001), ("X", False, 2003, 2003)]),
        # the same value and the next year, but of another country
        (
            years(X="yy", Y="  yn"),
            [("X", True, 2001, 2002), ("Y", True, 2003, 2003), ("Y", False, 2004, 2004)],
        ),
        (years(Y="y", X="y"), [("Y", True, 2001, 2001), ("X", True, 2001, 2001)]),
    ],
)
def test_spells_of_hand_cases(rows, expected):
    assert found(rows) == expected


def test_the_order_of_rows_is_of_no_account_within_a_country():
    rows = years(X="yynny y", Y="nny")
    for seed in range(5):
        mixed = rows.sample(frac=1, random_state=seed)
        assert sorted(found(mixed)) == sorted(found(rows))


def test_years_of_all_spells_are_the_years_given():
    draw = np.random.default_rng(4)
    rows = years(**{iso3: "".join(draw.choice([*"yn "], 60)) for iso3 in "XYZ"})
    back = {
        (iso3, year, member)
        for iso3, member, first, last in found(rows)
        for year in range(first, last + 1)
    }
    assert back == set(rows.itertuples(index=False, name=None))


def test_a_change_holds_until_the_next_one_whatever_the_distance():
    rows = tidy(
        ("Kazakh", 1929.6, "Latin", "a"),
        ("Kazakh", 1940.9, "Cyrillic", "b"),
        ("Kazakh", 1957.4, "Cyrillic", "c"),
        ("Uzbek", 1993.7, "Latin", "d"),
        columns=("language", "time", "script", "source"),
    )
    result = spells(rows, by="language", value="script", at="time", step=math.inf)
    assert result.columns.tolist() == ["language", "script", "first", "last", "source"]
    assert result["script"].tolist() == ["Latin", "Cyrillic", "Latin"]
    assert result["first"].tolist() == [1929.6, 1940.9, 1993.7]
    assert result["last"].tolist() == [1929.6, 1957.4, 1993.7]
    # what else stands there is that of the first row
    assert result["source"].tolist() == ["a", "b", "d"]
    until = result.groupby("language")["first"].shift(-1)
    assert until.fillna(2026).tolist() == [1940.9, 2026, 2026]


def test_groups_and_values_may_be_several_columns():
    rows = years(X="yyy").assign(partner=["P", "P", "Q"], kind=["a", "b", "b"])
    by_both = spells(rows, by=["iso3", "partner"], value="member", at="year")
    assert by_both[["partner", "first", "last"]].to_numpy().tolist() == [
        *[["P", 2001, 2002], ["Q", 2003, 2003]]
    ]
    of_both = spells(rows, by="iso3", value=["member", "kind"], at="year")
    assert of_both["first"].tolist() == [2001, 2002]


@pytest.mark.parametrize(
    "kinds", [{"iso3": "category"}, {"member": "boolean", "year": "Int64"}, {"member": "object"}]
)
def test_any_kind_of_column_will_do(kinds):
    rows = years(X="yyn", Y="n")
    assert found(rows.astype(kinds)) == found(rows)


def test_the_input_stays_as_it_was():
    rows = years(X="yyn").sample(frac=1, random_state=1)
    before = rows.copy()
    spells(rows, by="iso3", value="member", at="year")
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d[:0], "no rows: the frame has no rows"),
        (lambda d: d.assign(last=1), "a column 'last' of its own. Rename yours first"),
        (lambda d: d.drop(columns="year"), "rows: no column 'year'; there are iso3, member. Name"),
        (
            lambda d: pd.concat([d, d[:1]]),
            "1 row too many, the first at iso3=X, year=2001. A group",
        ),
        (
            lambda d: pd.concat([d, d[:1].assign(member=False)]),
            "1 row too many, the first at iso3=X, year=2001. A group has one value at a time",
        ),
        (lambda d: d.assign(iso3=[None, "X"]), "1 row with a blank in iso3, the first at iso3="),
        (lambda d: d.assign(member=[True, None]), "with a blank in member, the first at iso3=X"),
        (lambda d: d.assign(year=[np.nan, 2002]), "with a blank in year"),
        (lambda d: d.assign(year=["2001-05", "2002-05"]), "column 'year' holds str: give years"),
    ],
)
def test_rows_that_are_no_course_of_time_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        found(change(years(X="yn")))


def test_an_index_that_repeats_changes_nothing():
    rows = years(X="yyn", Y="yn").assign(note="n")
    repeated = pd.concat([rows[:3], rows[3:].reset_index(drop=True)])
    assert not repeated.index.is_unique
    pd.testing.assert_frame_equal(
        spells(repeated, by="iso3", value="member", at="year"),
        spells(rows, by="iso3", value="member", at="year"),
    )
