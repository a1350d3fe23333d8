"""Positions of Kazakhstan and each other member, counted by year.

RECORD is the crawl or the file that un_record.py reads.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import main, yes_no
from un_record import OWN, edition

from kzdiplo import load
from kzdiplo.measures.voting import COUNTS, position_counts


def absences(votes: pd.DataFrame) -> pd.DataFrame:
    """Count by year and partner the roll calls that list both, and those that one missed."""
    took = votes.assign(took=votes["vote"] != "absent")
    own = took[took["iso3"] == OWN].set_index("rollcall_id")["took"]
    both = took[(took["iso3"] != OWN) & took["rollcall_id"].isin(own.index)]
    both = both.assign(own=both["rollcall_id"].map(own))
    both = both.assign(
        n_roll_calls=1,
        n_only_kazakhstan=both["own"] & ~both["took"],
        n_only_partner=~both["own"] & both["took"],
        n_neither=~both["own"] & ~both["took"],
    ).rename(columns={"iso3": "partner"})
    keys, sums = ["year", "partner"], ["n_roll_calls", "n_only_kazakhstan", "n_only_partner"]
    return both.groupby(keys)[[*sums, "n_neither"]].sum().reset_index()


def build(record: Path) -> pd.DataFrame:
    """Return the table from the record."""
    read = edition(record)
    codes = load("agreement_by_window").drop_duplicates("partner").set_index("partner")["iso3"]
    table = absences(read.votes).merge(position_counts(read.votes, OWN), on=["year", "partner"])
    table = table.assign(
        iso3=table["partner"].map(codes),
        reporter="undl",
        partial_year=yes_no(table["year"] == read.unfinished),
        as_of=read.as_of,
        source=read.source,
    )
    keys = ["year", "partner", "iso3", "reporter", "n_roll_calls", *COUNTS]
    rest = ["n_only_kazakhstan", "n_only_partner", "n_neither", "partial_year", "as_of", "source"]
    return table.sort_values(["year", "partner"])[[*keys, *rest]]


if __name__ == "__main__":
    main(build)
