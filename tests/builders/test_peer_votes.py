"""Votes of the states beside Kazakhstan, counted by hand in a made-up record."""

import pandas as pd
import peer_votes
import pytest
import un_record
import votes_agreement
import votes_same_calls
from building import shipped

from kzdiplo import load

#: Thirteen roll calls, in the last of which Kazakhstan took no part; the other states of the table
#: vote as Kazakhstan does.
KAZ = "Y" * 12 + "X"
VOTES = {
    "UZB": "Y" * 9 + "N" * 3 + "Y",
    "RUS": "Y" * 6 + "N" * 6 + "Y",
    "USA": "N" * 11 + "Y" * 2,
    "CHN": "Y" * 5 + "X" * 8,
}


@pytest.fixture
def record(tmp_path):
    """The Library's own file."""
    cast = dict.fromkeys(load("peer_states")["iso3"], KAZ) | VOTES
    rows = [
        (number, code, vote, "2023-12-04", f"A/RES/78/{number}", "Title")
        for code, votes in cast.items()
        for number, vote in enumerate(votes, start=1)
    ]
    columns = ["undl_id", "ms_code", "ms_vote", "date", "resolution", "title"]
    path = tmp_path / "2026_02_06_ga_voting.csv"
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
    return path


def test_agreement_with_a_vector_is_the_mean_over_its_states(record):
    read = un_record.edition(record)
    table = votes_agreement.measured(read.votes, read.unfinished)
    uzbekistan = table[table["iso3"] == "UZB"].set_index("partner")
    # China has five votes in common, too few; other vectors lack members in this record
    assert [*uzbekistan.index] == ["central_asia", "russia", "turkic", "RUS", "USA", "TUR"]
    assert uzbekistan["agreement"].tolist() == [0.75, 0.7692, 0.75, 0.7692, 0.2308, 0.75]
    whole = ["n_states", "n_joint_votes", "n_own_positions", "n_roll_calls", "partial_window"]
    assert uzbekistan.loc["central_asia", whole].tolist() == [4, 48, 13, 13, "true"]


def test_on_the_same_calls_both_have_the_same_partners(record):
    table = votes_same_calls.build(record)
    assert [*table] == [*shipped("votes_same_calls")]
    uzbekistan = table[table["iso3"] == "UZB"].set_index("vector")
    scores = ["agreement_peer", "agreement_kazakhstan", "n_states", "n_roll_calls"]
    assert uzbekistan.loc["russia", scores].tolist() == [0.75, 0.5, 1, 12]
    assert uzbekistan.loc["other_west", scores].tolist() == [0.1667, 0.0833, 1, 12]
    assert uzbekistan.loc["central_asia", scores].tolist() == [0.75, 1, 3, 12]
    # a quarter with twenty partners, a twelfth with the United States
    assert set(uzbekistan["mean_gap_all_states"]) == {0.2421}
    assert set(uzbekistan["agreement_with_kazakhstan"]) == {0.75}


def test_serbia_has_the_seat_of_yugoslavia_but_no_rows_before_2002():
    names = ["Yugoslavia", "Serbia and Montenegro", "Serbia"]
    listed = pd.DataFrame({"iso3": names, "year": [2001, 2004, 2008], "vote": "yes"})
    cast = peer_votes.votes(listed)
    assert cast["iso3"].tolist() == ["SRB", "SRB", "SRB"]
    assert peer_votes.positions(cast, "SRB")["year"].tolist() == [2004, 2008]
