"""Profiles, weights and ranks, on cases worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from kzdiplo.measures.balance import composite, evenness, profile, rank_ranges
from kzdiplo.measures.ranking import TIE


def tidy(columns="share", **domains):
    """One row a domain and vector: each domain gives the numbers of X, Y, Z ... in order."""
    rows = [
        (domain, vector, value)
        for domain, values in domains.items()
        for vector, value in zip("XYZUVW", values, strict=False)
    ]
    return pd.DataFrame(rows, columns=["domain", "vector", columns])


def column(frame, key, value):
    return frame.set_index(key)[value].to_dict()


def at(result, vector, rank=1):
    found = result.draws.set_index(["vector", "rank"])["share_of_draws"]
    return found[vector, rank]


# The profile.


def test_amounts_become_shares_of_their_domain():
    shares = profile(tidy("amount", trade=[30, 10], posts=[1, 4], votes=[0, 7]))
    assert shares.columns.tolist() == ["domain", "vector", "share"]
    assert shares["share"].tolist() == [0.75, 0.25, 0.2, 0.8, 0, 1]


def test_order_is_that_of_first_appearance():
    amounts = tidy("amount", votes=[1, 2], arms=[3, 1]).iloc[[1, 2, 0, 3]]
    shares = profile(amounts)
    assert shares["domain"].tolist() == ["votes", "votes", "arms", "arms"]
    assert shares["vector"].tolist() == ["Y", "X", "Y", "X"]
    assert shares["share"].tolist() == [2 / 3, 1 / 3, 0.25, 0.75]


def test_a_profile_of_shares_is_the_same_profile():
    shares = profile(tidy("amount", trade=[3, 1, 4], posts=[1, 5, 9]))
    again = profile(shares, amount="share")
    pd.testing.assert_frame_equal(again, shares)


def test_amounts_too_great_to_add_up_have_shares():
    assert profile(tidy("amount", trade=[1e308, 1e308], posts=[1, 3]))["share"].tolist() == [
        *[0.5, 0.5],
        *[0.25, 0.75],
    ]


def test_columns_may_have_other_names():
    amounts = tidy("amount", trade=[1, 3]).rename(
        columns={"domain": "field", "vector": "actor", "amount": "usd"}
    )
    assert profile(amounts, "field", "actor", "usd")["share"].tolist() == [0.25, 0.75]


def test_the_input_stays_as_it_was():
    amounts = tidy("amount", trade=[1, 3], posts=[2, 2])
    before = amounts.copy()
    profile(amounts)
    pd.testing.assert_frame_equal(amounts, before)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.iloc[:0], "no rows"),
        (
            lambda d: d.drop(columns="vector"),
            "a profile: no column 'vector'; there are domain, amount. Rename them",
        ),
        (
            lambda d: d.assign(amount=[1, -1, 2, 2]),
            "amount -1 at domain=trade, vector=Y: it must be a number, finite and not",
        ),
        (lambda d: d.assign(amount=[1, np.nan, 2, 2]), "amount nan at domain=trade, vector=Y"),
        (lambda d: d.assign(amount=[1, np.inf, 2, 2]), "amount inf at domain=trade, vector=Y"),
        (lambda d: d.assign(amount=[1, "1", 2, 2]), "amount '1' at domain=trade, vector=Y"),
        (lambda d: d.assign(amount=[1, 1, 0, 0]), "domain 'posts': all amounts are zero"),
        (
            lambda d: d.assign(vector=["X", None, "X", "Y"]),
            "1 row with a blank in vector, the first at domain=trade, vector=",
        ),
        (
            lambda d: pd.concat([d, d.iloc[:1]]),
            "1 row too many, the first at domain=trade, vector=X. Add them up",
        ),
        (
            lambda d: d.iloc[:3],
            r"no row for \['Y'\] in domain 'posts': give a zero .* or leave the domain out",
        ),
    ],
)
def test_bad_amounts_are_named(change, message):
    amounts = tidy("amount", trade=[1, 1], posts=[2, 2])
    with pytest.raises(ValueError, match=message):
        profile(change(amounts))


# Evenness.


def test_evenness_of_hand_cases():
    shares = tidy(equal=[1 / 3, 1 / 3, 1 / 3], one=[1, 0, 0], half=[0.5, 0.25, 0.25])
    result = evenness(shares)
    assert result["domain"].tolist() == ["equal", "one", "half"]
    entropy = 1.5 * math.log(2)  # of a half and two quarters
    assert result["evenness"].tolist() == pytest.approx([1, 0, entropy / math.log(3)])
    assert result["effective_number"].tolist() == pytest.approx([3, 1, 2 * math.sqrt(2)])


def test_order_two_is_the_inverse_of_the_sum_of_squares():
    assert evenness(tidy(half=[0.5, 0.25, 0.25]), q=2)["effective_number"].item() == pytest.approx(
        8 / 3
    )


def test_evenness_needs_shares():
    with pytest.raises(ValueError, match="shares of domain 'trade' add up to 100"):
        evenness(tidy(trade=[60, 40]))
    with pytest.raises(ValueError, match="single part"):
        evenness(tidy(trade=[1]))


# The composite.

TWO = tidy(trade=[0.7, 0.3], votes=[0.4, 0.6])


@pytest.mark.parametrize(
    ("weights", "shares", "first"),
    [
        ({"trade": 1, "votes": 1}, {"X": 0.55, "Y": 0.45}, "X"),
        ({"trade": 1, "votes": 3}, {"X": 0.475, "Y": 0.525}, "Y"),
        ({"trade": 0, "votes": 2}, {"X": 0.4, "Y": 0.6}, "Y"),
        ({"votes": 0, "trade": 0.1}, {"X": 0.7, "Y": 0.3}, "X"),
    ],
)
def test_weighted_shares_of_hand_cases(weights, shares, first):
    result = composite(TWO, weights)
    assert column(result, "vector", "share") == pytest.approx(shares)
    assert result["vector"].iloc[0] == first
    assert result["rank"].tolist() == [1, 2]


def test_only_proportions_of_weights_matter():
    pd.testing.assert_frame_equal(
        composite(TWO, {"trade": 1, "votes": 3}), composite(TWO, {"trade": 25, "votes": 75})
    )


def test_weights_may_be_a_series():
    pd.testing.assert_frame_equal(
        composite(TWO, pd.Series({"trade": 1, "votes": 3})),
        composite(TWO, {"trade": 1, "votes": 3}),
    )


def test_ties_share_the_better_rank_and_skip_the_next():
    shares = tidy(trade=[0.3, 0.2, 0.2, 0.3], votes=[0.3, 0.3, 0.1, 0.3])
    result = composite(shares, {"trade": 1, "votes": 1})
    assert column(result, "vector", "rank") == {"X": 1, "U": 1, "Y": 3, "Z": 4}


def test_a_difference_that_rounding_makes_is_a_tie():
    close = tidy(trade=[0.1 + 0.2, 0.3, 0.4 - 1e-16], votes=[0.3, 0.3, 0.4])
    assert composite(close, {"trade": 1, "votes": 1})["rank"].tolist() == [1, 2, 2]
    apart = tidy(trade=[0.5 + 2 * TIE, 0.5 - 2 * TIE])
    assert composite(apart, {"trade": 1})["rank"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"trade": 1}, r"no weight for \['votes'\]"),
        ({"trade": 1, "votes": 1, "arms": 1}, r"weights for \['arms'\], but the domains are"),
        (
            {"trade": 1, "votes": -1},
            "weight -1 at domain=votes: it must be a number, finite and not negative",
        ),
        ({"trade": 1, "votes": float("nan")}, "weight nan at domain=votes"),
        ({"trade": 0, "votes": 0}, "all weights are zero"),
    ],
)
def test_bad_weights_are_named(weights, message):
    with pytest.raises(ValueError, match=message):
        composite(TWO, weights)


# Ranks under random weights.


def test_the_leader_of_every_domain_leads_in_every_draw():
    shares = tidy(trade=[0.5, 0.3, 0.2], posts=[0.4, 0.2, 0.4 - 1e-6], votes=[0.9, 0.06, 0.04])
    shares = profile(shares, amount="share")
    result = rank_ranges(shares, draws=2000)
    first = result.ranges.iloc[0]
    assert first["vector"] == "X"
    assert (first["best"], first["median"], first["worst"]) == (1, 1, 1)
    assert at(result, "X") == 1
    assert at(result, "X", 2) == at(result, "Y", 1) == at(result, "Z", 1) == 0


@pytest.mark.parametrize(
    ("trade", "votes", "leads"),
    [
        # X is ahead by a and behind by b: it leads in a / (a + b) of all weightings
        ([0.7, 0.3], [0.4, 0.6], 2 / 3),  # a = 0.4, b = 0.2
        ([0.6, 0.4], [0.4, 0.6], 1 / 2),
        ([0.55, 0.45], [0.1, 0.9], 1 / 9),
        ([0.6, 0.2, 0.2], [0.3, 0.5, 0.2], 2 / 3),  # Z is never first
    ],
)
def test_two_domains_give_the_share_computed_by_hand(trade, votes, leads):
    draws = 40_000
    result = rank_ranges(tidy(trade=trade, votes=votes), draws=draws)
    error = math.sqrt(leads * (1 - leads) / draws)
    assert at(result, "X") == pytest.approx(leads, abs=4 * error)
    assert at(result, "Y") == pytest.approx(1 - leads, abs=4 * error)


def test_three_domains_give_the_share_computed_by_hand():
    # X has one domain, Y another, and in the third both have half: by symmetry each leads half
    # of the time. Z leads where its domain outweighs: with weights w1, w2, w3 the shares are
    # w1, w2, w3, so each is the greatest in a third of all weightings.
    even = rank_ranges(tidy(a=[1, 0], b=[0, 1], c=[0.5, 0.5]), draws=40_000)
    assert at(even, "X") == pytest.approx(0.5, abs=0.01)
    corners = rank_ranges(tidy(a=[1, 0, 0], b=[0, 1, 0], c=[0, 0, 1]), draws=40_000)
    for vector in "XYZ":
        assert [at(corners, vector, rank) for rank in (1, 2, 3)] == pytest.approx(
            [1 / 3] * 3, abs=0.01
        )
    # and more than half of all weight lies on one given domain in a quarter of them
    majority = tidy(a=[1, 0], b=[0, 1], c=[0, 1])
    assert at(rank_ranges(majority, draws=40_000), "X") == pytest.approx(0.25, abs=0.01)


def test_one_domain_gives_its_own_ranks():
    result = rank_ranges(tidy(trade=[0.2, 0.5, 0.3]), draws=5)
    assert result.ranges["vector"].tolist() == ["Y", "Z", "X"]
    assert result.ranges["best"].tolist() == result.ranges["worst"].tolist() == [1, 2, 3]


def test_equal_weights_are_the_mean_over_domains():
    result = rank_ranges(TWO, draws=10)
    assert column(result.ranges, "vector", "equal_weights") == pytest.approx({"X": 0.55, "Y": 0.45})


def test_twins_share_a_rank_in_every_draw():
    shares = tidy(trade=[0.2, 0.4, 0.4], posts=[0.1, 0.45, 0.45], votes=[0.98, 0.01, 0.01])
    result = rank_ranges(shares, draws=3000)
    y, z = (result.draws[result.draws["vector"] == name] for name in "YZ")
    assert y["share_of_draws"].tolist() == z["share_of_draws"].tolist()
    # with X first they are second, and the third rank stays empty
    assert at(result, "Y", 3) == at(result, "Z", 3) == 0
    assert at(result, "Y", 1) + at(result, "X", 1) == pytest.approx(1)
    assert at(result, "X", 2) == 0


def test_tables_are_complete_and_add_up():
    result = rank_ranges(tidy(a=[0.5, 0.3, 0.2], b=[0.1, 0.2, 0.7]), draws=1000)
    assert result.draws.columns.tolist() == ["vector", "rank", "share_of_draws"]
    assert len(result.draws) == 9
    assert result.draws.groupby("vector")["share_of_draws"].sum().tolist() == pytest.approx([1] * 3)
    assert result.draws.groupby("rank")["share_of_draws"].sum().tolist() == pytest.approx([1] * 3)
    seen = result.draws[result.draws["share_of_draws"] > 0].groupby("vector")["rank"]
    ranges = result.ranges.set_index("vector")
    assert seen.min().to_dict() == ranges["best"].to_dict()
    assert seen.max().to_dict() == ranges["worst"].to_dict()
    assert (ranges["best"] <= ranges["median"]).all()
    assert (ranges["median"] <= ranges["worst"]).all()


def test_the_seed_fixes_the_draws():
    one, same, other = (rank_ranges(TWO, draws=500, seed=seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one.draws, same.draws)
    assert one.draws["share_of_draws"].tolist() != other.draws["share_of_draws"].tolist()


def test_each_draw_is_what_composite_gives():
    shares = tidy(a=[0.5, 0.3, 0.2], b=[0.1, 0.2, 0.7], c=[0.3, 0.4, 0.3])
    result = rank_ranges(shares, draws=50, seed=9)
    weights = np.random.default_rng(9).dirichlet([1, 1, 1], size=50)
    ranks = pd.DataFrame(
        [
            column(composite(shares, dict(zip("abc", row, strict=True))), "vector", "rank")
            for row in weights
        ]
    )
    ranges = result.ranges.set_index("vector")
    for vector in "XYZ":
        assert ranges.loc[vector, "median"] == ranks[vector].median()
        assert at(result, vector) == (ranks[vector] == 1).mean()


def test_draws_must_be_some():
    with pytest.raises(ValueError, match="draws = 0"):
        rank_ranges(TWO, draws=0)


def test_many_vectors_and_domains_give_a_complete_table():
    rng = np.random.default_rng(0)
    shares = rng.dirichlet(np.ones(60), size=8)
    frame = pd.DataFrame(shares).rename_axis("domain").reset_index()
    frame = frame.melt("domain", var_name="vector", value_name="share")
    result = rank_ranges(frame)
    assert len(result.draws) == 60 * 60
