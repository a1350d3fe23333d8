"""Tilt between two powers, and peers on the same roll calls."""

import math

import pandas as pd
import pytest

from kzdiplo import load
from kzdiplo.measures.voting import agreement, same_calls, tilt

SCALE = {"no": 0.0, "abstain": 0.5, "yes": 1.0}
SCORES = ["agreement", "s_score", "kappa", "pi", "a"]
HELD_BACK = ["VNM", "SRB", "MNG", "AZE", "BLR", "UZB"]


@pytest.fixture(scope="module")
def votes():
    """Public roll calls of 2015 to 2019."""
    rows = load("roll_call_votes")
    return rows[rows["year"] >= 2015]


def by_hand(pairs):
    """Scores of pairs of positions, by loops over numbers and without the library."""
    n = len(pairs)
    observed = sum(abs(a - b) for a, b in pairs) / n
    firsts, seconds = [a for a, _ in pairs], [b for _, b in pairs]
    own = sum(abs(a - b) for a in firsts for b in seconds) / n**2
    both = firsts + seconds
    pooled = sum(abs(a - b) for a in both for b in both) / (2 * n) ** 2
    return {
        "agreement": sum(a == b for a, b in pairs) / n,
        "s_score": 1 - 2 * observed,
        "kappa": 1 - observed / own,
        "pi": 1 - observed / pooled,
        "a": 2 * (own - observed),
    }


def positions(votes, iso3):
    rows = votes[(votes["iso3"] == iso3) & (votes["vote"] != "absent")]
    return dict(zip(rows["rollcall_id"], rows["vote"].map(SCALE), strict=True))


@pytest.mark.parametrize("iso3", HELD_BACK)
def test_tilts_equal_those_counted_by_hand_on_held_back_states(votes, iso3):
    own, russia, germany = (positions(votes, name) for name in (iso3, "RUS", "DEU"))
    calls = sorted(set(own) & set(russia) & set(germany))
    near, far = (by_hand([(own[c], power[c]) for c in calls]) for power in (russia, germany))
    for score in SCORES:
        row = tilt(votes, "RUS", "DEU", [iso3], by=None, score=score).iloc[0]
        assert row["n_joint"] == len(calls)
        assert row["with_toward"] == pytest.approx(near[score], abs=1e-9)
        assert row["with_away"] == pytest.approx(far[score], abs=1e-9)
        assert row["tilt"] == pytest.approx(near[score] - far[score], abs=1e-9)


@pytest.mark.parametrize("iso3", HELD_BACK)
def test_scores_on_the_same_roll_calls_equal_those_counted_by_hand(votes, iso3):
    peers = load("peer_states")["iso3"]
    common = same_calls(votes, peers)
    found = agreement(common, iso3, ["RUS"], by=None).iloc[0]
    held = [positions(votes, name) for name in peers]
    calls = set.intersection(*(set(part) for part in held))
    own, russia = positions(votes, iso3), positions(votes, "RUS")
    expected = by_hand([(own[c], russia[c]) for c in sorted(calls & set(russia))])
    for score in SCORES:
        assert found[score] == pytest.approx(expected[score], abs=1e-9)


def test_same_calls_are_those_in_which_each_state_took_a_position(votes):
    common = same_calls(votes, ["TKM", "UZB"])
    both = set(positions(votes, "TKM")) & set(positions(votes, "UZB"))
    assert set(common["rollcall_id"]) == both
    assert set(common["iso3"]) == set(votes["iso3"])  # the others stay


def test_a_tilt_turned_round_has_the_other_sign(votes):
    there = tilt(votes, "RUS", "DEU", HELD_BACK)
    back = tilt(votes, "DEU", "RUS", HELD_BACK)
    pd.testing.assert_series_equal(there["tilt"], -back["tilt"])


def test_the_interval_is_as_wide_as_theory_has_it():
    """Where the powers never agree, each roll call moves agreement by 1 up or down."""
    n, near = 400, 300
    rows = [(i, "RUS", "yes") for i in range(n)] + [(i, "DEU", "no") for i in range(n)]
    rows += [(i, "KAZ", "yes" if i < near else "no") for i in range(n)]
    calls = pd.DataFrame(rows, columns=["rollcall_id", "iso3", "vote"])
    row = tilt(calls, "RUS", "DEU", by=None, score="agreement", resamples=4000).iloc[0]
    share = near / n
    half = 2 * 1.96 * math.sqrt(share * (1 - share) / n)
    assert row["tilt"] == pytest.approx(2 * share - 1)
    assert row["tilt_high"] - row["tilt_low"] == pytest.approx(2 * half, rel=0.06)


def test_an_interval_of_the_difference_is_narrower_than_two_intervals(votes):
    row = tilt(votes, "RUS", "CHN", ["KAZ"], by=None, score="agreement", resamples=500).iloc[0]
    both = agreement(votes, "KAZ", ["RUS", "CHN"], by=None, resamples=500)
    apart = (both["agreement_high"] - both["agreement_low"]).sum()
    assert 0 < row["tilt_high"] - row["tilt_low"] < apart


def test_without_a_joint_roll_call_the_tilt_is_missing_and_the_count_zero():
    rows = [(1, "RUS", "yes"), (1, "DEU", "no"), (1, "KAZ", "absent")]
    calls = pd.DataFrame(rows, columns=["rollcall_id", "iso3", "vote"])
    row = tilt(calls, "RUS", "DEU", by=None, resamples=10).iloc[0]
    assert row["n_joint"] == 0
    assert row[["tilt", "tilt_low", "tilt_high"]].isna().all()


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("RUS", "RUS"), {}, "two different powers"),
        (("RUS", "DEU", ["RUS"]), {}, "leave both out"),
        (("RUS", "DEV"), {}, "Did you mean DEU"),
        (("RUS", "DEU"), {"score": "kapa"}, "score='kapa'"),
        (("RUS", "DEU"), {"resamples": -1}, "resamples=-1"),
        (("RUS", "DEU"), {"distance": "far"}, "distance='far'"),
    ],
)
def test_what_makes_no_tilt_is_refused(votes, arguments, options, message):
    with pytest.raises(ValueError, match=message):
        tilt(votes, *arguments, **options)


def test_same_calls_of_an_unknown_state_are_refused(votes):
    with pytest.raises(ValueError, match="no votes of 'KAS'"):
        same_calls(votes, ["KAZ", "KAS"])
