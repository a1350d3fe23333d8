import pandas as pd
import pytest

from kzdiplo.measures.overlap import contained, jaccard, pairs, shared

# A = {w, x, y, z}, B = {y, z}, C = {q}: worked by hand
LISTS = pd.DataFrame({"abbreviation": [*"AAAABBC"], "iso3": [*"wxyzyzq"]})


def cells(matrix):
    return {(a, b): matrix.loc[a, b] for a in matrix.index for b in matrix.columns if a < b}


def test_shared_members_of_a_worked_example():
    both = shared(LISTS)
    assert cells(both) == {("A", "B"): 2, ("A", "C"): 0, ("B", "C"): 0}
    assert [both.loc[name, name] for name in "ABC"] == [4, 2, 1]


def test_jaccard_of_a_worked_example():
    assert cells(jaccard(LISTS)) == {("A", "B"): 2 / 4, ("A", "C"): 0, ("B", "C"): 0}


@pytest.mark.parametrize(
    ("first", "second", "index"),
    [
        ("abc", "abc", 1),
        ("abc", "bcd", 2 / 4),  # b and c, of a, b, c and d
        ("ab", "abcdefghij", 2 / 10),  # inside, but small
        ("ab", "cd", 0),
        ("abcd", "defg", 1 / 7),
    ],
)
def test_jaccard_of_two_sets(first, second, index):
    lists = pd.DataFrame({"abbreviation": "A", "iso3": [*first]})
    lists = pd.concat([lists, pd.DataFrame({"abbreviation": "B", "iso3": [*second]})])
    assert jaccard(lists).loc["A", "B"] == pytest.approx(index)


def test_jaccard_is_symmetric_and_one_on_the_diagonal():
    index = jaccard(LISTS)
    pd.testing.assert_frame_equal(index, index.T, check_names=False)
    assert [index.loc[name, name] for name in "ABC"] == [1, 1, 1]


def test_a_small_group_lies_inside_a_large_one_and_not_the_other_way_round():
    inside = contained(LISTS)
    assert inside.loc["B", "A"] == 1
    assert inside.loc["A", "B"] == 0.5
    assert inside.loc["C", "A"] == 0


def test_groups_keep_the_order_of_their_first_appearance():
    assert list(shared(LISTS[::-1]).index) == [*"CBA"]
    assert list(jaccard(LISTS[::-1]).columns) == [*"CBA"]


def test_the_columns_can_have_other_names():
    renamed = LISTS.rename(columns={"abbreviation": "body", "iso3": "state"})
    assert shared(renamed, "body", "state").loc["A", "B"] == 2


@pytest.mark.parametrize("measure", [shared, jaccard, contained])
@pytest.mark.parametrize(
    ("lists", "message"),
    [
        (LISTS[:0], "no memberships"),
        (LISTS[["iso3"]], "memberships: no column 'abbreviation'; there are iso3. Name the col"),
        (
            pd.concat([LISTS, LISTS[:2]]),
            r"2 rows too many, the first at abbreviation=A, iso3=w. Keep one list of members",
        ),
        (
            LISTS.assign(iso3=[*"wxyzy", None, "q"]),
            "1 row with a blank in iso3, the first at abbreviation=B, iso3=nan. Drop or code them",
        ),
    ],
)
def test_lists_that_cannot_be_counted_are_refused(measure, lists, message):
    with pytest.raises(ValueError, match=message):
        measure(lists)


def test_each_pair_comes_once():
    rows = pairs(jaccard(LISTS), "index")
    assert rows.to_dict("records") == [
        {"first": "A", "second": "B", "index": 0.5},
        {"first": "A", "second": "C", "index": 0.0},
        {"first": "B", "second": "C", "index": 0.0},
    ]


def test_a_matrix_with_two_directions_has_no_pairs():
    with pytest.raises(ValueError, match="not symmetric"):
        pairs(contained(LISTS))
