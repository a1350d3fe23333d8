"""Profiles of any state, ranges of evenness, places among peers and change, worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from kzdiplo import load, vectors
from kzdiplo.measures.balance import (
    compare,
    evenness,
    evenness_ranges,
    profile,
    profile_of,
    rank_range,
    reporter_gap,
)

QUARTER = 0.8112781245  # entropy of a quarter and three, in bits


def rows(*cells, columns=("iso3", "reporter", "vector", "amount")):
    return pd.DataFrame(cells, columns=list(columns))


OWN_AND_MIRROR = rows(
    *[("A", "own", "X", 1), ("A", "own", "Y", 1)],
    *[("A", "mirror", "X", 3), ("A", "mirror", "Y", 1)],
    *[("B", "own", "X", 0), ("B", "own", "Y", 5)],
)


def ends(**peers):
    return pd.DataFrame(
        [(name, low, high) for name, (low, high) in peers.items()],
        columns=["iso3", "evenness_low", "evenness_high"],
    )


# Ranges.


def test_a_range_holds_what_the_reporters_say():
    ranges = evenness_ranges(OWN_AND_MIRROR, "iso3").set_index("iso3")
    a, b = ranges.loc["A"], ranges.loc["B"]
    assert (a["evenness_low"], a["evenness_high"]) == pytest.approx((QUARTER, 1))
    assert (a["effective_low"], a["effective_high"]) == pytest.approx((2**QUARTER, 2))
    assert (a["low_by"], a["high_by"], a["n_variants"]) == ("mirror", "own", 2)
    assert (b["evenness_low"], b["evenness_high"], b["n_variants"]) == (0, 0, 1)


def test_schemes_may_have_vectors_of_their_own():
    amounts = rows(
        *[("A", "four", vector, 1) for vector in "WXYZ"],
        *[("A", "two", "east", 3), ("A", "two", "west", 1)],
        columns=("iso3", "scheme", "vector", "amount"),
    )
    (row,) = evenness_ranges(amounts, "iso3", variant="scheme").to_dict("records")
    assert (row["low_by"], row["high_by"]) == ("two", "four")
    assert (row["evenness_low"], row["evenness_high"]) == pytest.approx((QUARTER, 1))


def test_a_variant_without_one_of_its_vectors_is_refused():
    lacking = OWN_AND_MIRROR.drop(index=4)
    with pytest.raises(ValueError, match=r"no row for \['X'\] in domain 'iso3=B': give a zero"):
        evenness_ranges(lacking, "iso3")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.assign(amount=-1), "amount -1 at"),
        (lambda d: d.assign(amount=0), "all amounts are zero"),
        (lambda d: d.assign(reporter=None), "blank in reporter"),
        (lambda d: pd.concat([d, d.iloc[:1]]), "1 row too many"),
        (lambda d: d.rename(columns={"iso3": "state"}), "no column 'iso3'"),
        (lambda d: d.iloc[:0], "no rows"),
    ],
)
def test_amounts_that_have_no_range_are_refused(change, said):
    with pytest.raises(ValueError, match=said):
        evenness_ranges(change(OWN_AND_MIRROR), "iso3")


def test_the_gap_is_the_median_over_what_two_report():
    ranges = ends(A=(0.8, 0.9), B=(0.5, 0.7), C=(0.1, 0.9)).assign(n_variants=[2, 2, 1])
    assert reporter_gap(ranges) == pytest.approx(0.15)
    assert reporter_gap(ranges, 1) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="no row has two variants"):
        reporter_gap(ranges.iloc[2:])
    with pytest.raises(ValueError, match="quantile = 2"):
        reporter_gap(ranges, 2)


# Places.


def places(ranges, margin):
    found = rank_range(ranges, margin).set_index("iso3")
    return {name: (row["best"], row["worst"]) for name, row in found.iterrows()}


def test_who_cannot_be_told_apart_shares_places():
    peers = ends(A=(0.9, 0.9), B=(0.88, 0.88), C=(0.86, 0.86), D=(0.5, 0.7))
    # A is ahead of C by more than the margin, B is level with both
    assert places(peers, 0.03) == {"A": (1, 2), "B": (1, 3), "C": (2, 3), "D": (4, 4)}
    assert places(peers, 0.001) == {"A": (1, 1), "B": (2, 2), "C": (3, 3), "D": (4, 4)}
    assert places(peers, 0.5) == dict.fromkeys("ABCD", (1, 4))


def test_a_wide_range_takes_every_place_that_it_reaches():
    peers = ends(A=(0.2, 0.95), B=(0.8, 0.8), C=(0.4, 0.4))
    assert places(peers, 0.01) == {"A": (1, 3), "B": (1, 2), "C": (2, 3)}


def test_a_difference_of_just_the_margin_is_no_lead():
    assert places(ends(A=(0.3, 0.3), B=(0.2, 0.2)), 0.1) == {"A": (1, 2), "B": (1, 2)}


def test_places_are_those_of_every_pick_from_the_ranges():
    rng = np.random.default_rng(4)
    low = rng.uniform(size=8)
    high = low + rng.uniform(0, 0.3, size=8)
    peers = ends(**dict(zip("ABCDEFGH", zip(low, high, strict=True), strict=True)))
    found = rank_range(peers, 1e-9)
    picks = rng.uniform(low, high, size=(2000, 8))
    ranks = 1 + (picks[:, :, np.newaxis] < picks[:, np.newaxis]).sum(axis=2)
    assert (ranks.min(axis=0) >= found["best"]).all()
    assert (ranks.max(axis=0) <= found["worst"]).all()


@pytest.mark.parametrize(
    ("peers", "margin", "said"),
    [
        (ends(A=(0.1, 0.2)), 0, "margin = 0: it must be above zero"),
        (ends(A=(0.1, 0.2)), math.nan, "margin = nan"),
        (ends(A=(0.3, 0.2)), 0.1, "evenness_low above evenness_high"),
        (ends(A=(math.nan, 0.2)), 0.1, "1 row without evenness_low or evenness_high"),
    ],
)
def test_ranges_that_give_no_places_are_refused(peers, margin, said):
    with pytest.raises(ValueError, match=said):
        rank_range(peers, margin)


# Change.


def test_a_change_counts_when_no_reading_of_the_ranges_undoes_it():
    early = ends(A=(0.80, 0.82), B=(0.80, 0.80), C=(0.50, 0.60), D=(0.1, 0.1))
    late = ends(A=(0.81, 0.86), B=(0.60, 0.70), C=(0.70, 0.75), E=(0.1, 0.1))
    both = pd.concat([early.assign(period=1996), late.assign(period=2016)])
    found = compare(both, 1996, 2016, margin=0.03).set_index("iso3")
    assert found["verdict"].to_dict() == {
        "A": "less than reporters part",
        "B": "lower",
        "C": "higher",
    }
    assert found.loc["A", ["change_low", "change_high"]].tolist() == pytest.approx([-0.01, 0.06])


def test_periods_that_nothing_has_are_named():
    both = ends(A=(0.1, 0.2)).assign(period=1996)
    with pytest.raises(ValueError, match="nothing has both periods, 1996 and 2016; there are"):
        compare(both, 1996, 2016, margin=0.03)
    with pytest.raises(ValueError, match="1 row too many"):
        compare(pd.concat([both, both]), 1996, 2016, margin=0.03)


# Profiles of a state.


def series(iso3, domain, first, last, reporter, x, y):
    """One state, domain and period, with the amounts of X and Y."""
    period = str(last) if first == last else f"{first}-{last}"
    keys = (iso3, domain, period, first, last, reporter)
    return [(*keys, "X", x), (*keys, "Y", y)]


AMOUNTS = rows(
    *series("A", "trade", 2010, 2010, "own", 1, 1),
    *series("A", "trade", 2016, 2016, "own", 3, 1),
    *series("A", "trade", 2016, 2016, "mirror", 0, 1),
    *series("A", "arms", 2010, 2019, "s", 1, 1),
    *series("A", "arms", 2015, 2019, "s", 0, 9),
    *series("B", "trade", 2016, 2016, "own", 2, 2),
    columns=("iso3", "domain", "period", "first_year", "last_year", "reporter", "vector", "amount"),
)


def test_a_profile_takes_the_newest_and_shortest_period_and_the_first_reporter():
    found = profile_of("A", AMOUNTS)
    assert found[["domain", "vector", "share", "period", "reporter"]].to_numpy().tolist() == [
        ["trade", "X", 0.75, "2016", "own"],
        ["trade", "Y", 0.25, "2016", "own"],
        ["arms", "X", 0, "2015-2019", "s"],
        ["arms", "Y", 1, "2015-2019", "s"],
    ]


def test_another_period_or_reporter_may_be_taken():
    early = profile_of("A", AMOUNTS, {"arms": "2010-2019"})
    assert early.query("domain == 'arms'")["share"].tolist() == [0.5, 0.5]
    mirror = profile_of("A", AMOUNTS.query("reporter != 'own'"))
    assert mirror.query("domain == 'trade'")["share"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("iso3", "periods", "said"),
    [
        ("Z", None, "no row has iso3='Z'"),
        ("A", {"trade": "1999"}, "A has no period '1999' in domain 'trade'"),
        ("B", {"arms": "2015-2019"}, r"periods for \['arms'\], but B has \['trade'\]"),
    ],
)
def test_what_a_state_has_not_is_named(iso3, periods, said):
    with pytest.raises(ValueError, match=said):
        profile_of(iso3, AMOUNTS, periods)


# The tables.


@pytest.fixture(scope="module")
def amounts():
    return load("vector_amounts")


@pytest.mark.parametrize("iso3", ["KAZ", "UZB", "MNG", "BLR", "TKM", "FIN"])
def test_every_state_of_the_tables_has_a_profile_as_the_table_of_evenness_says(iso3, amounts):
    found = profile_of(iso3, amounts)
    even = evenness(found).set_index("domain")["evenness"]
    table = load("evenness").query("iso3 == @iso3")
    keys = found.drop_duplicates("domain")[["domain", "period", "reporter"]]
    table = keys.merge(table, on=["domain", "period", "reporter"]).set_index("domain")
    assert len(table) >= 7
    assert (even[table.index] - table["evenness"]).abs().max() < 1e-9


def test_the_profile_of_kazakhstan_is_that_of_the_balance_chapter(amounts):
    found = profile_of("KAZ", amounts).set_index(["domain", "vector"])["share"]
    assert round(100 * found["trade", "eu"], 1) == 31.4
    # 0.8843 of all deliveries; 0.0017 have no known supplier
    assert found["arms", "russia"] == pytest.approx(0.8843 / 0.9983, abs=2e-4)


def test_the_rank_of_the_latest_trade_depends_on_the_reporter(amounts):
    latest = amounts.query("domain == 'trade' and period == 'latest'")
    # left out: rows that rest on estimates or lack a flow
    sound = latest[~latest["note"].fillna("").str.contains("doubtful|part: no flow")]
    ranges = evenness_ranges(sound, "iso3")
    own = rank_range(ranges, margin=0.03).set_index("iso3").loc["KAZ"]
    assert (own["evenness_low"], own["evenness_high"]) == pytest.approx((0.822, 0.855), abs=5e-4)
    assert own["best"] < own["worst"]


def test_schemes_give_the_range_that_the_cut_makes():
    trade = load("trade_by_partner").query("row_type == 'country' and reporter == 'kaz_national'")
    trade = trade[trade["year"] == trade["year"].max()]
    trade = trade.assign(amount=trade[["exports_usd_bn", "imports_usd_bn"]].sum(axis=1))
    sums = pd.concat(
        trade.assign(vector=vectors.assign(trade["iso3"], scheme), scheme=scheme, iso3="KAZ")
        .dropna(subset=["vector"])
        .groupby(["iso3", "scheme", "vector"], as_index=False)["amount"]
        .sum()
        for scheme in ("book", "second", "four_powers")
    )
    ranges = evenness_ranges(sums, "iso3", "scheme").iloc[0]
    assert ranges["n_variants"] == 3
    assert ranges["evenness_low"] < 0.855 < ranges["evenness_high"]
    book = sums[sums["scheme"] == "book"]
    shares = profile(book, "scheme")
    assert evenness(shares)["evenness"].item() == pytest.approx(0.8545, abs=5e-5)
