"""Votes of the states that Kazakhstan is held beside: what the builders of their tables share."""

from __future__ import annotations

import pandas as pd
from pairs import window_of
from un_record import OWN

from kzdiplo import load
from kzdiplo.measures.voting import agreement

#: Serbia's seat was Yugoslavia's; until 2002 its table stays empty.
SERBIA, SERBIA_FROM = "SRB", 2002
SEAT = dict.fromkeys(["Yugoslavia", "Serbia and Montenegro", "YUG", "SCG"], SERBIA)
#: A partner has at least this part of a state's own positions in common with it, and so many.
LEAST_SHARE, LEAST_VOTES = 1 / 4, 10
KEYS = ["window_start", "window_end"]


def votes(listed: pd.DataFrame) -> pd.DataFrame:
    """Return votes under the codes of states, with the window that each is in."""
    codes = load("actors").set_index("name")["iso3"].to_dict() | {OWN: "KAZ"} | SEAT
    iso3 = listed["iso3"].astype(str)
    listed = listed.assign(iso3=iso3.map(codes).fillna(iso3), vote=listed["vote"].astype(str))
    return listed.join(window_of(listed["year"]))


def vectors() -> pd.Series:
    """Return the vector of each state; Kazakhstan is a partner in Central Asia."""
    known = load("actors").set_index("iso3")["vector"]
    return pd.concat([known, pd.Series({"KAZ": "central_asia", "CSK": "eu"})])


def states() -> list[str]:
    """Return the states of the tables in their order, Kazakhstan first."""
    return [*load("peer_states")["iso3"]]


def positions(votes: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """Return the votes in which a state took a position."""
    own = votes[(votes["iso3"] == iso3) & (votes["vote"] != "absent")]
    return own[own["year"] >= SERBIA_FROM] if iso3 == SERBIA else own


def agreed(votes: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """Return how a state agreed in each window with the partners that had enough in common."""
    own = positions(votes, iso3)
    joint = votes[votes["rollcall_id"].isin(own["rollcall_id"])]
    pairs = agreement(joint, iso3, by="window_start").rename(columns={"partner": "other"})
    pairs["n_own_positions"] = pairs["window_start"].map(own.groupby("window_start").size())
    needed = (LEAST_SHARE * pairs["n_own_positions"]).clip(lower=LEAST_VOTES)
    return pairs[pairs["n_joint"] >= needed].assign(
        vector=lambda rows: rows["other"].map(vectors()).fillna("other")
    )
