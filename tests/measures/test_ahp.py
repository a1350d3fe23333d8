import numpy as np
import pandas as pd
import pytest

from kzdiplo.measures.ahp import (
    aggregate,
    consistency_ratio,
    contradictions,
    from_pairs,
    weights,
)

# Saaty's worked examples, with his printed results.
DRINKS = [  # Int. J. Services Sciences 1 (2008): what people in the United States drink
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2],
    [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [2, 9, 9, 3, 2, 3, 1],
]
SCHOOLS = [  # The Analytic Hierarchy Process (1980): choosing a school
    [1, 4, 3, 1, 3, 4],
    [1 / 4, 1, 7, 3, 1 / 5, 1],
    [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
    [1, 1 / 3, 5, 1, 1, 1 / 3],
    [1 / 3, 5, 5, 1, 1, 3],
    [1 / 4, 1, 6, 3, 1 / 3, 1],
]


@pytest.mark.parametrize(
    ("matrix", "printed", "places"),
    [
        (DRINKS, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], 3),
        (SCHOOLS, [0.32, 0.14, 0.03, 0.13, 0.24, 0.14], 2),
    ],
)
def test_printed_weights(matrix, printed, places):
    found = weights(matrix)
    assert found.to_numpy() == pytest.approx(printed, abs=0.51 * 10**-places)
    assert found.sum() == pytest.approx(1, abs=1e-12)


def test_a_printed_consistency_ratio():
    assert consistency_ratio(DRINKS) == pytest.approx(0.022, abs=0.51e-3)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 15])
def test_judgements_without_contradiction_give_back_the_weights(size):
    true = np.random.default_rng(size).uniform(1, 3, size)
    matrix = np.divide.outer(true, true)
    assert weights(matrix).to_numpy() == pytest.approx(true / true.sum(), abs=1e-9)
    assert consistency_ratio(matrix) == pytest.approx(0, abs=1e-9)


def test_the_ratio_of_three_items_by_hand():
    # the greatest eigenvalue of a matrix of three is 1 + x + 1/x with x the third root of
    # a12 * a23 / a13
    x = (2 * 3 / 1) ** (1 / 3)
    expected = ((1 + x + 1 / x) - 3) / 2 / 0.58
    assert consistency_ratio([[1, 2, 1], [1 / 2, 1, 3], [1, 1 / 3, 1]]) == pytest.approx(expected)


def test_names_are_kept():
    names = ["S", "W"]
    frame = pd.DataFrame([[1, 3], [1 / 3, 1]], index=names, columns=names)
    assert weights(frame).to_dict() == pytest.approx({"S": 0.75, "W": 0.25})


def test_rounded_reciprocals_are_accepted():
    assert weights([[1, 7], [0.14, 1]]).iloc[0] == pytest.approx(7 / 8, abs=0.01)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 2]], "1 rows and 2 columns"),
        ([[1, 2], [2, 1]], "0 against 1 is 2 and the other way round 2"),
        ([[1, -2], [-0.5, 1]], "0 against 1 is -2"),
        ([[1, np.nan], [1, 1]], "0 against 1 is nan"),
        ([[2, 2], [1 / 2, 1]], "0 against 0 is 2"),
        (np.empty((0, 0)), "0 rows"),
    ],
)
@pytest.mark.parametrize("measure", [weights, consistency_ratio])
def test_what_is_no_matrix_of_judgements_is_refused(measure, matrix, message):
    with pytest.raises(ValueError, match=message):
        measure(matrix)


def test_sixteen_items_have_no_random_index():
    with pytest.raises(ValueError, match="16 items: random indices are known up to 15"):
        consistency_ratio(np.ones((16, 16)))


def test_joining_is_the_geometric_mean_and_keeps_reciprocals():
    a, b = [[1, 9], [1 / 9, 1]], [[1, 1 / 4], [4, 1]]
    joined = aggregate([a, b])
    assert joined.to_numpy() == pytest.approx(np.array([[1, 1.5], [2 / 3, 1]]))
    assert (joined * joined.T).to_numpy() == pytest.approx(1)


def test_joining_refuses_nothing_and_different_items():
    with pytest.raises(ValueError, match="no matrices"):
        aggregate([])
    one = pd.DataFrame(1.0, index=["a", "b"], columns=["a", "b"])
    other = one.rename(index={"b": "c"}, columns={"b": "c"})
    with pytest.raises(ValueError, match="different items"):
        aggregate([one, other])


def pairs(*rows):
    return pd.DataFrame(rows, columns=["rater", "item_a", "item_b", "value"])


FULL = [("r", "a", "b", 3), ("r", "a", "c", 1 / 5), ("r", "c", "b", 9)]


def test_pairs_fill_a_matrix_in_either_direction():
    matrix = from_pairs(pairs(*FULL))["r"]
    assert matrix.index.tolist() == ["a", "b", "c"]
    assert matrix.to_numpy() == pytest.approx(
        np.array([[1, 3, 1 / 5], [1 / 3, 1, 1 / 9], [5, 9, 1]])
    )


def test_both_directions_may_stand_when_they_agree():
    assert len(from_pairs(pairs(*FULL, ("r", "b", "a", 0.33)))) == 1
    with pytest.raises(ValueError, match="r: a against b is 3 and b against a is 3"):
        from_pairs(pairs(*FULL, ("r", "b", "a", 3)))


def test_raters_keep_their_order_and_items_theirs():
    rows = [(rater, *rest) for rater in ("z", "a") for _, *rest in FULL]
    found = from_pairs(pairs(*rows), items=["c", "b", "a"])
    assert list(found) == ["z", "a"]
    assert found["a"].index.tolist() == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (FULL[:2], "r: no judgement of b and c"),
        ([*FULL, ("r", "a", "b", 3)], "r: a against b is judged twice"),
        ([*FULL[:2], ("r", "b", "c", 10)], "r: b against c is 10, outside 1/9 to 9"),
        ([*FULL[:2], ("r", "b", "c", 0)], "outside 1/9 to 9"),
        ([*FULL, ("r", "a", "a", 1)], "r: a is compared with itself"),
        ([*FULL, ("q", "a", "b", 1)], "q: no judgement of a and c; b and c"),
        ([*FULL[:2], ("r", "b", "c", None)], "1 row with a blank in value, the first at rater=r"),
    ],
)
def test_incomplete_or_impossible_pairs_are_named(rows, message):
    with pytest.raises(ValueError, match=message):
        from_pairs(pairs(*rows))


def test_unknown_items_and_missing_columns_are_named():
    with pytest.raises(ValueError, match="unknown items: c"):
        from_pairs(pairs(*FULL), items=["a", "b"])
    with pytest.raises(ValueError, match="judgements: no column 'value'; there are rater, item_a"):
        from_pairs(pairs(*FULL).drop(columns="value"))


# What contradicts what.


def test_a_planted_contradiction_comes_first_with_what_the_others_imply():
    names = [*"abcde"]
    true = np.array([4, 3, 2, 1.5, 1])
    matrix = pd.DataFrame(np.divide.outer(true, true), index=names, columns=names)
    matrix.loc["a", "e"], matrix.loc["e", "a"] = 1 / 4, 4
    first = contradictions(matrix).iloc[0]
    assert first[["item_a", "item_b"]].tolist() == ["a", "e"]
    # every way round through b, c or d gives 4
    assert first[["given", "implied", "factor"]].tolist() == pytest.approx([1 / 4, 4, 16])


def test_three_judgements_contradict_one_another_equally_and_keep_their_order():
    table = contradictions([[1, 2, 2], [1 / 2, 1, 3], [1 / 2, 1 / 3, 1]])
    assert table[["item_a", "item_b"]].to_numpy().tolist() == [[0, 1], [0, 2], [1, 2]]
    # by hand: 2 against 3 x 2 by way of the second item
    assert table["implied"].tolist() == pytest.approx([2 / 3, 6, 1])
    assert table["factor"].tolist() == pytest.approx([3, 3, 3])


def test_judgements_that_fit_have_the_factor_one_and_a_pair_has_no_others():
    assert contradictions([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]])[
        "factor"
    ].tolist() == pytest.approx([1, 1, 1])
    assert contradictions([[1, 9], [1 / 9, 1]]).empty


def test_the_greatest_contradiction_is_that_of_the_weights_too():
    # |log(a_ij w_j / w_i)| with the geometric means of the rows is the same but for a factor
    matrix = np.array(SCHOOLS, dtype=float)
    weight = np.exp(np.log(matrix).mean(axis=1))
    far = np.abs(np.log(matrix * weight / weight[:, None]))
    first = contradictions(matrix).iloc[0]
    at = np.unravel_index(far.argmax(), far.shape)
    assert {first["item_a"], first["item_b"]} == set(map(int, at))
    assert np.log(first["factor"]) == pytest.approx(far.max() * 6 / 4)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (pd.DataFrame([[1, 1], [1, 1]], [*"AA"], [*"AA"]), "'A' stands in a matrix .* twice"),
        ([["1", "2"], ["0.5", "1"]], "a matrix of judgements: '1' is no number"),
        ([[1, 2], [1]], "rows of one length"),
    ],
)
def test_names_twice_text_and_ragged_rows_are_refused(matrix, message):
    with pytest.raises(ValueError, match=message):
        weights(matrix)
