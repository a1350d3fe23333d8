import numpy as np
import pandas as pd
import pytest

from kzdiplo.measures.ahp import aggregate
from kzdiplo.measures.swot import moved_priorities, priorities, rank_stability, tows


def matrix(names, weights):
    """Judgements without contradiction that give these weights."""
    return pd.DataFrame(np.divide.outer(weights, weights), index=names, columns=names)


GROUPS = matrix(["strength", "weakness"], np.array([3.0, 1.0]))
FACTORS = {
    "strength": matrix(["S1", "S2"], np.array([1.0, 2.0])),
    "weakness": matrix(["W1", "W2", "W3"], np.array([2.0, 1.0, 1.0])),
}


def test_priorities_are_products_of_group_and_local_weights():
    table = priorities(GROUPS, FACTORS).set_index("factor")
    expected = {"S1": 0.25, "S2": 0.5, "W1": 0.125, "W2": 0.0625, "W3": 0.0625}
    assert table["priority"].to_dict() == pytest.approx(expected)
    assert table["local_weight"].to_dict() == pytest.approx(
        {"S1": 1 / 3, "S2": 2 / 3, "W1": 0.5, "W2": 0.25, "W3": 0.25}
    )
    assert table.groupby("group")["group_weight"].first().to_dict() == pytest.approx(
        {"strength": 0.75, "weakness": 0.25}
    )
    assert table["priority"].sum() == pytest.approx(1)


def test_a_group_matrix_without_names_has_the_order_of_the_groups():
    plain = priorities(GROUPS.to_numpy(), FACTORS)
    pd.testing.assert_frame_equal(plain, priorities(GROUPS, FACTORS))
    with pytest.raises(ValueError, match=r"2 groups and a matrix of the shape \(3, 3\)"):
        priorities(np.ones((3, 3)), FACTORS)


def test_groups_without_items_are_refused():
    with pytest.raises(ValueError, match=r"there are items of \['strength'\]"):
        priorities(GROUPS, {"strength": FACTORS["strength"]})


ITEMS = pd.DataFrame(
    {
        "item_id": ["S1", "W1", "O1", "T1"],
        "quadrant": ["strength", "weakness", "opportunity", "threat"],
    }
)


def test_strategies_fall_into_their_cells():
    pairs = [("T1", "W1"), ("S1", "T1"), ("O1", "W1"), ("S1", "O1")]
    links = pd.DataFrame(pairs, columns=["item_a", "item_b"]).assign(strategy="x", author="y")
    table = tows(ITEMS, links)
    assert table["cell"].tolist() == ["SO", "WO", "ST", "WT"]
    assert table[["item_a", "item_b"]].to_numpy().tolist() == [list(pair) for pair in pairs[::-1]]
    assert "author" in table


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (("S1", "W1"), r"S1 \(strength\) and W1 \(weakness\)"),
        (("S1", "X9"), "not in the table: X9"),
    ],
)
def test_strategies_of_no_cell_are_refused(pair, message):
    links = pd.DataFrame([pair], columns=["item_a", "item_b"]).assign(strategy="x")
    with pytest.raises(ValueError, match=message):
        tows(ITEMS, links)


def test_an_item_that_stands_twice_is_refused():
    links = pd.DataFrame({"item_a": ["S1"], "item_b": ["O1"], "strategy": ["x"]})
    with pytest.raises(
        ValueError, match=r"1 row too many, the first at item_id=S1. Let each item stand once"
    ):
        tows(pd.concat([ITEMS, ITEMS[:1]]), links)


@pytest.mark.parametrize(
    ("items", "links", "message"),
    [
        (ITEMS[["item_id"]], ["item_a", "item_b"], "items: no column 'quadrant'"),
        (ITEMS, ["item_a", "b"], "links: no column 'item_b'; there are item_a, b"),
    ],
)
def test_tables_without_a_column_are_refused(items, links, message):
    with pytest.raises(ValueError, match=message):
        tows(items, pd.DataFrame([("S1", "O1")], columns=links))


def stability(groups, factors, **options):
    """Ranks of one rater, or of several, when the answers move."""
    raters = groups if isinstance(groups, list) else [groups]
    of_items = {k: v if isinstance(v, list) else [v] for k, v in factors.items()}
    moved = moved_priorities(raters, of_items, **options)
    base = priorities(aggregate(raters), {k: aggregate(v) for k, v in of_items.items()})
    return rank_stability(base.set_index("factor")["priority"], moved).set_index("factor")


def test_without_movement_all_ranks_are_kept():
    table = stability(GROUPS, FACTORS, steps=0, draws=3)
    assert table["rank"].to_dict() == {"S1": 2, "S2": 1, "W1": 3, "W2": 4.5, "W3": 4.5}
    assert (table["rank_kept"] == 1).all()
    assert (table["rank_low"] <= table["rank"]).all()
    assert (table["rank_high"] >= table["rank"]).all()


def test_a_small_movement_keeps_what_is_far_apart_and_mixes_what_is_level():
    table = stability(GROUPS, FACTORS, steps=0.2, draws=400, seed=1)
    assert table.loc["S2", "rank_kept"] == 1
    assert table.loc[["W2", "W3"], "rank_low"].tolist() == [4, 4]
    assert table.loc[["W2", "W3"], "rank_high"].tolist() == [5, 5]


NAMES = ["a", "b"]
EDGE = matrix(NAMES, np.array([1.5, 1.0]))
ALONE = {name: matrix([name], np.array([1.0])) for name in NAMES}


def test_one_judgement_crosses_by_the_odds_of_its_movement():
    # 1.5 moves evenly between 0.75 below and above; it falls below equal under -0.5
    table = stability(EDGE, ALONE, steps=0.75, draws=4000, seed=5)
    assert table["rank_kept"].tolist() == pytest.approx([5 / 6, 5 / 6], abs=0.02)


def test_two_raters_who_err_apart_change_the_order_less_often_than_one():
    # both would have to fall below equal on the whole: a triangle, not a rectangle
    two = {name: [own, own] for name, own in ALONE.items()}
    both = stability([EDGE, EDGE], two, steps=0.75, draws=4000, seed=5)["rank_kept"]
    # the part of the square on which the product of both answers lies below 1, integrated
    assert both.tolist() == pytest.approx([1 - 0.0557] * 2, abs=0.015)


def test_the_seed_decides():
    first, again, other = (stability(GROUPS, FACTORS, draws=50, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


@pytest.mark.parametrize("change", [{"draws": 0}, {"steps": -1}])
def test_no_draws_and_negative_steps_are_refused(change):
    with pytest.raises(ValueError, match="give at least one, and no less than 0"):
        stability(GROUPS, FACTORS, **change)


def test_draws_of_other_items_are_refused():
    with pytest.raises(ValueError, match=r"draws of \['a'\] for the items \['S1'\]"):
        rank_stability(pd.Series({"S1": 1.0}), pd.DataFrame({"a": [1.0]}))


def test_divided_by_the_greatest_a_copy_takes_nothing_from_other_groups():
    twice = {**FACTORS, "strength": matrix(["S1", "S2a", "S2b"], np.array([1.0, 2.0, 2.0]))}
    before, after = (
        priorities(GROUPS, factors, scale="greatest").set_index("factor")["priority"]
        for factors in (FACTORS, twice)
    )
    # the heaviest of each list stands for its group: 3 to 1
    assert before["S2"] / before["W1"] == pytest.approx(3)
    assert after["S2a"] / after["W1"] == pytest.approx(3)
    assert before["S1"] / before["S2"] == pytest.approx(0.5)
    assert before.sum() == pytest.approx(1)
