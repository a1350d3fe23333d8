"""Kazakhstan beside its peers: its rows are those of the book's older tables.

What differs stands in the table conflicts (pe-01 to pe-03).
"""

import pandas as pd
import pytest

from kzdiplo import load, vectors
from kzdiplo.measures.voting import agreement


def own(name):
    return load(name).query("iso3 == 'KAZ'")


@pytest.fixture(scope="module")
def traded():
    """Shares by vector, computed anew from single partners."""
    rows = load("trade_by_partner").query("row_type == 'country'").dropna(subset=["iso3"])
    rows = rows.assign(vector=vectors.assign(rows["iso3"]))
    flows = ["exports_usd_bn", "imports_usd_bn"]
    sums = rows.groupby(["reporter", "year", "vector"])[flows].sum()
    sums = sums.rename(columns=lambda name: name.removesuffix("_usd_bn"))
    sums["turnover"] = sums.sum(axis=1)
    shares = sums / sums.groupby(level=["reporter", "year"]).transform("sum")
    return shares.melt(ignore_index=False, var_name="flow", value_name="computed").reset_index()


@pytest.mark.parametrize(
    ("reporter", "off"),
    [("un_comtrade", 6e-6), ("kaz_national", 6e-6), ("cow_importer_reported", 0.039)],
)
def test_trade_is_that_with_single_partners(traded, reporter, off):
    rows = own("trade_shares").query("reporter == @reporter")
    rows = rows.merge(traded, on=["reporter", "year", "vector", "flow"])
    assert len(rows) > 180
    assert (rows["share"] - rows["computed"]).abs().max() < off


def test_votes_with_single_states_are_those_of_the_older_table():
    rows = own("votes_agreement").query("partner_kind == 'state' and reporter == 'undl'")
    older = load("agreement_by_window").set_index(["window_start", "iso3"])
    keys = pd.MultiIndex.from_frame(rows[["window_start", "partner"]])
    assert (rows["agreement"].to_numpy() - older.loc[keys, "agreement"]).abs().max() < 6e-5
    assert (rows["n_joint_votes"].to_numpy() == older.loc[keys, "n_joint_votes"]).all()


def test_votes_with_vectors_are_means_of_the_older_table():
    older = load("agreement_by_window").dropna(subset=["iso3"])
    older = older[older["n_joint_votes"] >= older["kaz_votes_cast"] / 4]
    older = older.assign(partner=vectors.assign(older["iso3"]))
    means = older.groupby(["window_start", "partner"])["agreement"].mean().rename("computed")
    rows = own("votes_agreement").query("partner_kind == 'vector' and reporter == 'undl'")
    rows = rows.merge(means.reset_index(), on=["window_start", "partner"])
    off = (rows["agreement"] - rows["computed"]).abs()
    assert len(rows) == 56
    assert (off > 6e-5).sum() == 2  # Yugoslavia, which has no code in the older table
    assert off.max() < 0.001


@pytest.mark.parametrize(("iso3", "vector"), [("RUS", "russia"), ("CHN", "china")])
def test_organisations_are_those_of_the_older_table(iso3, vector):
    rows = own("igo_overlap").query("vector == @vector").set_index("year")
    older = load("igo_shared_by_partner").query("iso3 == @iso3").set_index("year")
    shared = older["shared_full_memberships"].loc[rows.index].tolist()
    assert rows["mean_shared_full_memberships"].tolist() == shared


def test_duties_are_those_of_the_older_table():
    older = load("alliance_obligations").dropna(subset=["iso3"])
    older = older.assign(vector=vectors.assign(older["iso3"]))
    wrong = []
    for row in own("alliances").itertuples():
        for duty in ("defence", "nonaggression", "neutrality", "consultation"):
            first, last = older[f"{duty}_first_year"], older[f"{duty}_last_year"]
            held = (first <= row.year) & (last >= row.year) & (older["vector"] == row.vector)
            if held.sum() != getattr(row, f"{duty}_partners"):
                wrong.append((row.year, row.vector, duty))
    assert wrong == [(1992, "eu", "nonaggression")]  # Czechoslovakia has no code


def test_leaders_travel_is_that_of_the_older_table():
    columns = ["trips_made", "visits_received"]
    rows = own("leader_travel").set_index("year")[columns]
    pd.testing.assert_frame_equal(rows, load("leader_travel_counts").set_index("year")[columns])


def test_roll_calls_give_the_agreement_computed_by_another_hand():
    rows = load("votes_agreement").query("partner_kind == 'state' and reporter == 'unvotes'")
    rows = rows.set_index(["window_start", "iso3", "partner"])
    powers, starts = ["RUS", "CHN", "USA", "TUR"], rows.index.get_level_values(0).unique()
    votes = load("roll_call_votes")
    begun = [max(start for start in starts if start <= year) for year in votes["year"]]
    votes = votes.assign(window_start=begun)
    peers = sorted(set(rows.index.get_level_values("iso3")))
    assert len(peers) == 21
    computed = pd.concat(
        agreement(votes, peer, [power for power in powers if power != peer], by="window_start")
        .assign(iso3=peer)
        .set_index(["window_start", "iso3", "partner"])
        for peer in peers
    ).add_prefix("computed_")
    both = rows.join(computed, how="left")
    assert both["computed_n_joint"].tolist() == both["n_joint_votes"].tolist()
    assert (both["computed_agreement"] - both["agreement"]).abs().max() < 6e-5
