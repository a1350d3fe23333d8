from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from kzdiplo import load
from kzdiplo.measures.voting import agreement

SCORES = ["agreement", "agreement_3pt", "s_score"]


def tidy(*rows, columns=("rollcall_id", "year", "iso3", "vote")):
    return pd.DataFrame(rows, columns=columns)


def ballots(**votes):
    """Roll calls of one year: for each state a word of y, a, n and - (absent)."""
    word = {"y": "yes", "a": "abstain", "n": "no", "-": "absent"}
    return tidy(
        *((i, 2000, iso3, word[v]) for iso3, row in votes.items() for i, v in enumerate(row))
    )


def one(frame):
    (row,) = frame.to_dict("records")
    return row


# Cases worked out by hand from the definitions of Lijphart (1963) and Signorino and Ritter (1999).


@pytest.mark.parametrize(
    ("a", "b", "counts", "scores"),
    [
        ("yyyy", "yyyy", (4, 4, 0), (1, 1, 1)),
        ("yyyy", "nnnn", (4, 0, 4), (0, 0, -1)),
        ("yyyy", "aaaa", (4, 0, 0), (0, 0.5, 0)),
        ("aaaa", "aaaa", (4, 4, 0), (1, 1, 1)),
        # Lijphart's index: full agreement 1, one abstaining a half, opposition nothing
        ("yyann", "yaann", (5, 4, 0), (0.8, 0.9, 0.8)),
        ("yyynnn", "yannay", (6, 2, 2), (1 / 3, 0.5, 0)),
        # absence of either is no joint vote, not even when both are absent
        ("yy--", "y-n-", (1, 1, 0), (1, 1, 1)),
    ],
)
def test_hand_cases(a, b, counts, scores):
    row = one(agreement(ballots(KAZ=a, RUS=b), "KAZ"))
    assert (row["n_joint"], row["n_agree"], row["n_opposite"]) == counts
    assert [row[name] for name in SCORES] == pytest.approx(scores, abs=1e-12)


def test_the_measure_is_symmetric():
    votes = ballots(KAZ="yyan-ny", RUS="nya-yay")
    there, back = (one(agreement(votes, state)) for state in ("KAZ", "RUS"))
    assert {k: v for k, v in there.items() if k != "partner"} == {
        k: v for k, v in back.items() if k != "partner"
    }


def test_without_a_joint_vote_scores_are_missing_and_counts_zero():
    row = one(agreement(ballots(KAZ="y-", RUS="-y"), "KAZ"))
    assert (row["n_joint"], row["n_agree"], row["n_opposite"]) == (0, 0, 0)
    assert all(np.isnan(row[name]) for name in SCORES)


def test_every_group_and_partner_has_a_row_in_order():
    votes = tidy(
        (1, 2001, "RUS", "yes"),
        (1, 2001, "KAZ", "yes"),
        (2, 1999, "KAZ", "no"),
        (2, 1999, "CHN", "no"),
    )
    result = agreement(votes, "KAZ")
    assert result.columns.tolist() == [
        *["year", "partner", "n_joint", "n_agree", "n_opposite"],
        *SCORES,
    ]
    assert result[["year", "partner", "n_joint"]].to_numpy().tolist() == [
        [1999, "CHN", 1],
        [1999, "RUS", 0],
        [2001, "CHN", 0],
        [2001, "RUS", 1],
    ]


def test_a_number_may_come_again_in_another_year():
    votes = tidy(
        (1, 2000, "KAZ", "yes"),
        (1, 2000, "RUS", "yes"),
        (1, 2001, "KAZ", "yes"),
        (1, 2001, "RUS", "no"),
    )
    assert agreement(votes, "KAZ")["agreement"].tolist() == [1, 0]
    with pytest.raises(
        ValueError, match=r"more than one vote .* the first at rollcall_id=1, iso3=KAZ"
    ):
        agreement(votes, "KAZ", by=None)


def test_a_vote_may_count_for_several_issues():
    columns = ["rollcall_id", "issue", "iso3", "vote"]
    votes = tidy(
        *((1, issue, iso3, "yes") for issue in ("hr", "ec") for iso3 in ("KAZ", "RUS")),
        *((2, "ec", iso3, vote) for iso3, vote in (("KAZ", "yes"), ("RUS", "no"))),
        columns=columns,
    )
    result = agreement(votes, "KAZ", by="issue").set_index("issue")
    assert result["agreement"].to_dict() == {"ec": 0.5, "hr": 1.0}


def test_groups_may_be_left_out():
    votes = ballots(KAZ="yyyy", RUS="yyan").assign(year=[2000, 2001] * 4)
    whole = agreement(votes, "KAZ", by=None)
    assert whole.columns[0] == "partner"
    assert one(whole)["agreement"] == 0.5


def test_namibia_is_a_state_and_no_missing_value():
    votes = ballots(KAZ="ya", NAM="yn").replace({"iso3": {"NAM": "NA", "KAZ": "KZ"}})
    assert one(agreement(votes, "KZ"))["partner"] == "NA"
    assert one(agreement(votes, "NA"))["n_joint"] == 2


def test_partners_are_chosen_in_the_order_given():
    votes = ballots(KAZ="y", RUS="y", CHN="n", TUR="a")
    assert agreement(votes, "KAZ", ["TUR", "RUS", "KAZ"])["partner"].tolist() == ["TUR", "RUS"]


# All pairs at once, against each state by itself and against a plain loop.


@pytest.fixture(scope="module")
def random_votes():
    draw = np.random.default_rng(7)
    states = ["KAZ", "RUS", "CHN", "NAM", "TUV"]
    votes = tidy(
        *(
            (call, 1990 + call % 3, state, draw.choice(["yes", "abstain", "no", "absent"]))
            for call in range(60)
            for state in states
            # a late member
            if not (state == "TUV" and call % 3 == 0)
        )
    )
    return votes.sample(frac=1, random_state=1)


def test_all_pairs_are_each_pair_once(random_votes):
    result = agreement(random_votes, None)
    pairs = list(combinations(sorted(random_votes["iso3"].unique()), 2))
    found = result[result["year"] == 1990][["state", "partner"]].itertuples(index=False, name=None)
    assert list(found) == pairs
    assert len(result) == 3 * len(pairs)


def test_all_pairs_equal_a_plain_loop(random_votes):
    result = agreement(random_votes, None).set_index(["year", "state", "partner"])
    wide = random_votes.pivot_table(
        index=["year", "rollcall_id"], columns="iso3", values="vote", aggfunc="first"
    )
    for (year, a, b), row in result.iterrows():
        both = wide.loc[year, [a, b]].replace("absent", np.nan).dropna()
        same = sum(x == y for x, y in both.itertuples(index=False))
        opposite = sum({x, y} == {"yes", "no"} for x, y in both.itertuples(index=False))
        assert tuple(row[:3]) == (len(both), same, opposite)
        if len(both):
            three = (same + (len(both) - same - opposite) / 2) / len(both)
            assert row[3:].tolist() == pytest.approx(
                [same / len(both), three, 2 * three - 1], abs=1e-12
            )


@pytest.mark.parametrize("state", ["KAZ", "TUV"])
def test_one_state_equals_its_pairs(random_votes, state):
    pairs = agreement(random_votes, None)
    pairs = pairs[(pairs["state"] == state) | (pairs["partner"] == state)]
    pairs = pairs.assign(partner=pairs["state"].where(pairs["partner"] == state, pairs["partner"]))
    pairs = pairs.drop(columns="state").sort_values(["year", "partner"], ignore_index=True)
    pd.testing.assert_frame_equal(agreement(random_votes, state), pairs)


def test_pairs_among_partners(random_votes):
    result = agreement(random_votes, None, partners=["RUS", "KAZ", "NAM"])
    among = set(result[["state", "partner"]].itertuples(index=False, name=None))
    assert among == {("KAZ", "NAM"), ("KAZ", "RUS"), ("NAM", "RUS")}


@pytest.mark.parametrize("kind", ["category", "object", "string"])
def test_any_kind_of_text_column_will_do(random_votes, kind):
    other = random_votes.astype({"iso3": kind, "vote": kind, "year": "Int64"})
    expected = agreement(random_votes, "KAZ")
    pd.testing.assert_frame_equal(agreement(other, "KAZ"), expected)


# Figures computed by others from the same votes.


def test_published_yearly_figures_are_reproduced():
    computed = agreement(load("roll_call_votes"), "KAZ")
    table = load("agreement_by_year")
    given = table[(table["reporter"] == "unvotes") & (table["partner_type"] == "country")]
    keys = {"left_on": ["year", "partner"], "right_on": ["year", "iso3"]}
    both = computed.merge(given, **keys, suffixes=("", "_given"))
    assert len(both) == len(given) > 500
    assert (both["n_joint"] == both["n_joint_votes"]).all()
    for name in ("n_agree", "n_opposite"):
        assert (both[name] == both[f"{name}_given"]).all()
    for name in SCORES:
        assert both[name].isna().tolist() == both[f"{name}_given"].isna().tolist()
        # the table is rounded to six decimals
        assert (both[name] - both[f"{name}_given"]).abs().max() < 5.1e-7


# Refusals.


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda d: d.drop(columns="vote"),
            "roll calls: no column 'vote'; there are rollcall_id, year, iso3. Rename",
        ),
        (lambda d: d[:0], "no roll calls"),
        (
            lambda d: d.assign(vote="present"),
            r"votes \['present'\]: use yes, abstain, no or absent",
        ),
        (
            lambda d: d.assign(vote=[*d["vote"][:-1], None]),
            "1 row with a blank in vote, the first at rollcall_id=1, iso3=RUS, vote=nan, year=2000",
        ),
        (
            lambda d: d.assign(iso3=["KAZ", "", *d["iso3"][2:]]),
            "1 row with a blank in iso3, the first at rollcall_id=1, iso3=,",
        ),
        (lambda d: d.assign(iso3=["KAZ", 5, *d["iso3"][2:]]), "column 'iso3' mixes text and other"),
        (lambda d: d.assign(iso3=[["KAZ"]] * 4), "column 'iso3' holds lists or the like"),
        (lambda d: d.assign(iso3=[None, *d["iso3"][1:]]), "code NA of Namibia turns blank"),
        (
            lambda d: d.assign(year=np.nan),
            "4 rows with a blank in year, the first at rollcall_id=0, iso3=KAZ",
        ),
        (
            lambda d: pd.concat([d, d[:1]]),
            "more than one vote of a state in a roll call, the first at rollcall_id=0, iso3=KAZ",
        ),
    ],
)
def test_bad_roll_calls_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        agreement(change(ballots(KAZ="yy", RUS="yn")), "KAZ")


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("partner", "the result has a column 'partner' of its own. Rename yours first"),
        ("iso3", "column 'iso3' is named for two things"),
    ],
)
def test_a_group_with_a_name_of_the_result_is_refused(by, message):
    with pytest.raises(ValueError, match=message):
        agreement(ballots(KAZ="yy", RUS="yn").assign(partner=1), "KAZ", by=by)


@pytest.mark.parametrize("calls", [1, 63, 64, 65, 130])
def test_any_number_of_roll_calls_is_counted(calls):
    votes = ballots(KAZ="y" * calls, RUS="n" * calls, CHN="y" * calls)
    result = agreement(votes, None).set_index(["state", "partner"])
    assert result["n_joint"].tolist() == [calls] * 3
    assert result.loc[("CHN", "KAZ"), "n_agree"] == calls
    assert result.loc[("KAZ", "RUS"), "n_opposite"] == calls


@pytest.mark.parametrize("arguments", [("KAS",), ("KAZ", ["KAS"])])
def test_a_state_without_votes_is_named_with_the_nearest(arguments):
    with pytest.raises(ValueError, match=r"no votes of 'KAS'.*Did you mean KAZ"):
        agreement(ballots(KAZ="yy", RUS="yn"), *arguments)
