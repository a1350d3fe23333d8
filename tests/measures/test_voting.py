from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzdiplo import load
from kzdiplo.measures.agreement import krippendorff_alpha
from kzdiplo.measures.voting import (
    COUNTS,
    POSITIONS,
    agreement,
    agreement_from_counts,
    position_counts,
)

SCORES = ["agreement", "agreement_3pt", "s_score"]
BEYOND_CHANCE = ["kappa", "pi", "a"]
SUMS = ["n_joint", "n_agree", "n_opposite"]


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
    assert all(np.isnan(row[name]) for name in SCORES + BEYOND_CHANCE)


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
        *BEYOND_CHANCE,
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


def plainly(pairs, distance="absolute"):
    """Sums and scores of a list of pairs of positions, from the definitions, vote by vote."""
    place = {"no": 0, "abstain": 1, "yes": 2}

    def apart(x, y):
        gap = abs(place[x] - place[y]) / 2
        return {"absolute": gap, "squared": gap**2, "nominal": float(x != y)}[distance]

    def mean(numbers):
        return sum(numbers) / len(numbers)

    own, theirs = zip(*pairs, strict=True)
    pooled = own + theirs
    observed = mean([apart(x, y) for x, y in pairs])
    # chance: each vote of the one against each of the other, or of both against those of both
    by_own = mean([apart(x, y) for x in own for y in theirs])
    by_both = mean([apart(x, y) for x in pooled for y in pooled])
    s = 1 - 2 * observed
    beyond = [1 - observed / by_own, 1 - observed / by_both, s - (1 - 2 * by_own)]
    return [
        len(pairs),
        sum(x == y for x, y in pairs),
        sum({x, y} == {"yes", "no"} for x, y in pairs),
        mean([x == y for x, y in pairs]),
        mean([1 - abs(place[x] - place[y]) / 2 for x, y in pairs]),
        s,
        *(beyond if by_own else [np.nan] * 3),
    ]


@pytest.mark.parametrize("distance", ["absolute", "squared", "nominal"])
def test_all_pairs_equal_a_plain_loop(random_votes, distance):
    result = agreement(random_votes, None, distance=distance)
    result = result.set_index(["year", "state", "partner"])
    wide = random_votes.pivot_table(
        index=["year", "rollcall_id"], columns="iso3", values="vote", aggfunc="first"
    )
    compared = 0
    for (year, a, b), row in result.iterrows():
        both = wide.loc[year, [a, b]].replace("absent", np.nan).dropna()
        if both.empty:
            assert row["n_joint"] == 0
        else:
            expected = plainly([*both.itertuples(index=False, name=None)], distance)
            assert row.tolist() == pytest.approx(expected, abs=1e-12, nan_ok=True)
            compared += 1
    assert compared > 20


def test_the_bundled_votes_equal_a_plain_loop():
    votes = load("roll_call_votes")
    cast = votes[votes["vote"] != "absent"].astype({"vote": str})
    wide = cast.pivot_table(
        index=["year", "rollcall_id"], columns="iso3", values="vote", aggfunc="first"
    )
    result = agreement(votes, "KAZ", ["RUS", "CHN", "TUR", "USA"]).set_index(["year", "partner"])
    for (year, partner), row in result.iterrows():
        both = wide.loc[year, ["KAZ", partner]].dropna()
        expected = plainly([*both.itertuples(index=False, name=None)])
        assert row.tolist() == pytest.approx(expected, abs=1e-12, nan_ok=True)


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


# Beyond chance.


def from_table(*rows):
    """A pair whose table of positions is given row by row."""
    return pd.DataFrame([[count for row in rows for count in row]], columns=COUNTS)


# Artstein and Poesio, Inter-Coder Agreement for Computational Linguistics (2008), table 4, as the
# tests of scikit-learn (kappa) and the documentation of NLTK (pi) quote it; the second table and
# its three kappas are from scikit-learn's tests.
PRINTED = from_table([46, 0, 0], [6, 32, 6], [0, 0, 10])
NEARER = from_table([46, 0, 0], [4, 40, 0], [0, 0, 10])


def test_printed_kappa_and_pi():
    row = one(agreement_from_counts(PRINTED, distance="nominal"))
    assert row["agreement"] == 0.88
    assert row["kappa"] == pytest.approx(0.8013, abs=5.1e-5)
    assert row["pi"] == pytest.approx(0.79953224189776151, abs=1e-12)


@pytest.mark.parametrize(
    ("distance", "printed"), [("nominal", 0.9315), ("absolute", 0.9412), ("squared", 0.9541)]
)
def test_kappa_of_each_distance_as_scikit_learn_has_it(distance, printed):
    row = one(agreement_from_counts(NEARER, distance=distance))
    assert row["kappa"] == pytest.approx(printed, abs=5.1e-5)


@pytest.mark.parametrize(("distance", "level"), [("nominal", "nominal"), ("squared", "interval")])
def test_pi_is_alpha_of_two_coders_without_its_correction(random_votes, distance, level):
    places = {"yes": 3.0, "abstain": 2.0, "no": 1.0}
    votes = random_votes.assign(place=random_votes["vote"].map(places))
    wide = votes.pivot_table(index="rollcall_id", columns="iso3", values="place")
    both = wide[["KAZ", "RUS"]].dropna()
    alpha = krippendorff_alpha(both.to_numpy().T, level)
    row = one(agreement(random_votes, "KAZ", ["RUS"], by=None, distance=distance))
    values = 2 * len(both)
    assert row["pi"] == pytest.approx(1 - (1 - alpha) * values / (values - 1), abs=1e-12)


def test_a_partner_that_always_says_yes_is_at_chance():
    row = one(agreement(ballots(KAZ="yyyyyyyyan", BFA="yyyyyyyyyy"), "KAZ"))
    assert row["agreement"] == 0.8
    assert (row["kappa"], row["a"]) == (0, 0)
    assert row["pi"] < 0


def test_the_expected_score_belongs_to_its_own_group():
    votes = ballots(KAZ="yyyynnnn", RUS="yyyynnnn").assign(
        year=[2000] * 4 + [2001] * 4 + [2000] * 4 + [2001] * 4
    )
    assert agreement(votes, "KAZ")["kappa"].isna().all()
    assert one(agreement(votes, "KAZ", by=None))["kappa"] == 1


tables = st.lists(st.integers(0, 30), min_size=9, max_size=9).filter(any)
distances = st.sampled_from(["absolute", "squared", "nominal"])
# the same examples every time, and none kept from one run to the next
BOUNDED = {"derandomize": True, "deadline": None, "database": None}


@settings(**BOUNDED)
@given(tables, distances)
def test_scores_keep_their_bounds_and_do_not_ask_who_is_first(table, distance):
    turned = np.reshape(table, (3, 3)).T.ravel()
    frame = pd.DataFrame([table, turned], columns=COUNTS)
    there, back = agreement_from_counts(frame, distance=distance).to_dict("records")
    assert there == pytest.approx(back, nan_ok=True)
    one_position = (np.reshape(table, (3, 3)).diagonal() == sum(table)).any()
    assert [np.isnan(there[name]) for name in BEYOND_CHANCE] == [one_position] * 3
    if not one_position:
        assert there["pi"] <= there["kappa"] + 1e-12
        assert there["kappa"] <= 1
        assert there["pi"] >= -1
        assert -1 <= there["a"] <= 1
        # a lies as kappa does on either side of chance
        assert np.sign(round(there["a"], 12)) == np.sign(round(there["kappa"], 12))


@settings(**BOUNDED)
@given(st.lists(st.integers(0, 30), min_size=3, max_size=3), distances)
def test_states_that_always_vote_alike_have_kappa_and_pi_of_one(counts, distance):
    row = one(agreement_from_counts(from_table(*np.diag(counts)), distance=distance))
    expected = 1 if sum(count > 0 for count in counts) > 1 else np.nan
    assert [row["kappa"], row["pi"]] == pytest.approx([expected] * 2, nan_ok=True)


@settings(**BOUNDED)
@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any),
    st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any),
    distances,
)
def test_independent_states_are_at_chance(own, theirs, distance):
    row = one(agreement_from_counts(from_table(*np.outer(own, theirs)), distance=distance))
    if not np.isnan(row["kappa"]):
        assert (row["kappa"], row["a"]) == pytest.approx((0, 0), abs=1e-12)
        assert row["pi"] <= 1e-12


# Counts.


def test_counts_are_of_positions_the_own_first():
    row = one(position_counts(ballots(KAZ="yyan-n", RUS="ynyya-"), "KAZ"))
    taken = {name: count for name, count in row.items() if name in COUNTS and count}
    assert taken == {"n_yes_yes": 1, "n_yes_no": 1, "n_abstain_yes": 1, "n_no_yes": 1}
    assert tuple(f"n_{own}_{theirs}" for own in POSITIONS for theirs in POSITIONS) == COUNTS


@pytest.mark.parametrize("state", ["KAZ", None])
def test_scores_from_counts_are_those_from_votes(random_votes, state):
    counts = position_counts(random_votes, state)
    for options in ({}, {"distance": "squared"}, {"resamples": 50}):
        pd.testing.assert_frame_equal(
            agreement_from_counts(counts, **options), agreement(random_votes, state, **options)
        )


def test_counts_of_years_add_up(random_votes):
    counts = position_counts(random_votes, "KAZ").groupby("partner")[[*COUNTS]].sum()
    summed = agreement_from_counts(counts)
    assert summed.index.name == "partner"
    whole = agreement(random_votes, "KAZ", by=None).set_index("partner")
    pd.testing.assert_frame_equal(summed, whole)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_no_no": -1}, "n_no_no -1 at partner=RUS: it must be a number, finite and not neg"),
        ({"n_no_no": None}, "n_no_no None at partner=RUS: it must be a number"),
        ({"n_yes_yes": 0.5}, "a number of votes is no whole number"),
        ({"kappa": 1.0}, "counts: the result has a column 'kappa' of its own"),
    ],
)
def test_bad_counts_are_refused(change, message):
    counts = from_table([1, 0, 0], [0, 1, 0], [0, 0, 1]).assign(partner="RUS").astype(object)
    with pytest.raises(ValueError, match=message):
        agreement_from_counts(counts.assign(**change))


def test_counts_without_a_column_are_refused():
    with pytest.raises(ValueError, match="counts: no column 'n_no_no'"):
        agreement_from_counts(from_table([1, 0, 0], [0, 1, 0], [0, 0, 1]).drop(columns="n_no_no"))


# Intervals.


def test_intervals_are_as_wide_as_theory_has_them():
    # 400 votes, 300 alike: 0.75 plus and minus 1.96 standard errors of a share
    row = one(
        agreement_from_counts(from_table([200, 50, 0], [50, 100, 0], [0, 0, 0]), resamples=4000)
    )
    half = 1.96 * np.sqrt(0.75 * 0.25 / 400)
    assert (row["agreement_low"], row["agreement_high"]) == pytest.approx(
        (0.75 - half, 0.75 + half), abs=0.004
    )
    # the large-sample standard error of kappa, Fleiss, Cohen and Everitt (1969)
    p = np.array([[200, 50], [50, 100]]) / 400
    own, theirs = p.sum(1), p.sum(0)
    chance = own @ theirs
    kappa = (0.75 - chance) / (1 - chance)
    inner = sum(p[i, i] * (1 - (own[i] + theirs[i]) * (1 - kappa)) ** 2 for i in range(2))
    outer = (1 - kappa) ** 2 * sum(
        p[i, j] * (theirs[i] + own[j]) ** 2 for i in range(2) for j in range(2) if i != j
    )
    error = np.sqrt((inner + outer - (kappa - chance * (1 - kappa)) ** 2) / 400) / (1 - chance)
    assert row["kappa"] == pytest.approx(kappa)
    assert row["kappa_high"] - row["kappa_low"] == pytest.approx(2 * 1.96 * error, rel=0.05)


def test_an_interval_is_the_same_whatever_stands_beside_it(random_votes):
    whole = agreement(random_votes, "KAZ", resamples=99, seed=5)
    alone = agreement(random_votes, "KAZ", ["RUS"], resamples=99, seed=5)
    beside = whole[whole["partner"] == "RUS"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, beside)
    other = agreement(random_votes, "KAZ", ["RUS"], resamples=99, seed=6)
    assert (other["kappa_low"] != alone["kappa_low"]).any()
    voted = whole[whole["n_joint"] > 0]
    for name in SCORES + BEYOND_CHANCE:
        assert (voted[f"{name}_low"] <= voted[f"{name}_high"]).all()


def test_no_interval_without_a_joint_vote_nor_of_a_missing_score():
    never = one(agreement(ballots(KAZ="y-", RUS="-y"), "KAZ", resamples=20))
    assert all(np.isnan(never[f"{name}_low"]) for name in SCORES + BEYOND_CHANCE)
    alike = one(agreement(ballots(KAZ="yy", RUS="yy"), "KAZ", resamples=20))
    assert (alike["agreement_low"], alike["agreement_high"]) == (1, 1)
    assert all(np.isnan(alike[f"{name}_high"]) for name in BEYOND_CHANCE)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"distance": "linear"}, "distance='linear': use 'absolute', 'squared', 'nominal'"),
        ({"resamples": -1}, "resamples=-1: use 0 for no intervals"),
    ],
)
def test_unknown_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        agreement(ballots(KAZ="yy", RUS="yn"), "KAZ", **options)


# The counts that the book ships, against its other tables.


def test_shipped_counts_give_the_yearly_and_the_five_year_figures():
    counts = load("position_counts")
    yearly = load("agreement_by_year").query("reporter == 'undl' and partner_type == 'country'")
    windows = load("agreement_by_window")
    spans = windows["window_start"].drop_duplicates().tolist()
    start = pd.cut(counts["year"], [year - 1 for year in [*spans, 2027]], labels=spans)
    summed = counts.assign(window_start=start.astype(int)).groupby(["window_start", "partner"])
    for printed, computed, keys in (
        (yearly, agreement_from_counts(counts[["year", "partner", *COUNTS]]), ["year", "partner"]),
        (
            windows,
            agreement_from_counts(summed[[*COUNTS]].sum().reset_index()),
            ["window_start", "partner"],
        ),
    ):
        both = printed.merge(computed, on=keys, suffixes=("_given", ""), validate="one_to_one")
        assert len(both) == len(printed) > 700
        assert (both["n_joint"] == both["n_joint_votes"]).all()
        for name in ("n_agree", "n_opposite"):
            assert (both[name] == both[f"{name}_given"]).all()
        for name in ("agreement", "agreement_3pt"):
            assert (both[name] - both[f"{name}_given"]).abs().max() < 5.1e-7


def test_counts_of_recurring_texts_equal_the_public_roll_calls():
    texts, votes = load("recurring_texts"), load("roll_call_votes")
    rows = texts[["rollcall_id", "text_id"]].merge(votes, on="rollcall_id")
    # windows without a roll call that Voeten's data lack
    for first, last in ((1992, 1996), (1997, 2001), (2012, 2016)):
        part = rows[rows["year"].between(first, last) & (rows["iso3"] != "USA")]
        of_text = position_counts(part, "KAZ", ["RUS", "CHN"], by="text_id")
        counted = load("recurring_text_counts").query("window_start == @first")
        both = counted.merge(of_text, left_on=["text_id", "iso3"], right_on=["text_id", "partner"])
        assert len(both) == 2 * counted["text_id"].nunique() > 10
        for name in COUNTS:
            assert (both[f"{name}_x"] == both[f"{name}_y"]).all()


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
        ("kappa", "the result has a column 'kappa' of its own. Rename yours first"),
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
