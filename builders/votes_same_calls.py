"""Votes of Kazakhstan and of twenty other states on the roll calls in which both took a position.

RECORD is the crawl or the file that un_record.py reads.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import un_record
from building import main
from peer_votes import KEYS, agreed, positions, states, votes

OWN = "KAZ"


def beside(cast: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """Return the rows of one state."""
    theirs, own = (positions(cast, code)["rollcall_id"] for code in (iso3, OWN))
    both = cast[cast["rollcall_id"].isin(theirs) & cast["rollcall_id"].isin(own)]
    pairs = agreed(both, iso3)
    kazakhstan = agreed(both, OWN).rename(columns={"agreement": "agreement_kazakhstan"})
    calls = pairs.groupby("window_start")["n_own_positions"].first()
    each_other = pairs[pairs["other"] == OWN].set_index("window_start")["agreement"]
    # neither of the two is a partner of both
    keys = ["window_start", "other"]
    partners = pairs.merge(kazakhstan[[*keys, "agreement_kazakhstan"]], on=keys)
    gap = (partners["agreement"] - partners["agreement_kazakhstan"]).abs()
    gaps = gap.groupby(partners["window_start"]).mean()
    rows = (
        partners.groupby(["window_start", "vector"])
        .agg(
            agreement_peer=("agreement", "mean"),
            agreement_kazakhstan=("agreement_kazakhstan", "mean"),
            n_states=("other", "size"),
        )
        .reset_index()
    )
    window = rows["window_start"]
    return rows.assign(
        iso3=iso3,
        n_roll_calls=window.map(calls),
        mean_gap_all_states=window.map(gaps),
        agreement_with_kazakhstan=window.map(each_other),
    ).round(4)


def build(record: Path) -> pd.DataFrame:
    """Return the table from the record."""
    read = un_record.edition(record)
    cast = votes(read.votes)
    table = pd.concat([beside(cast, iso3) for iso3 in states() if iso3 != OWN])
    table = table.sort_values("window_start", kind="stable")
    table = table.merge(cast[KEYS].drop_duplicates(), on="window_start")
    table = table.assign(as_of=read.as_of, source=read.source)
    keys = ["iso3", *KEYS, "vector", "agreement_peer", "agreement_kazakhstan", "n_states"]
    windows = ["n_roll_calls", "mean_gap_all_states", "agreement_with_kazakhstan"]
    return table[[*keys, *windows, "as_of", "source"]]


if __name__ == "__main__":
    main(build)
