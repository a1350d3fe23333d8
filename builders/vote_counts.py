"""How Kazakhstan voted by year.

RECORD is the crawl or the file that un_record.py reads, ROLLCALLS Voeten's roll calls with their
dates.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import un_record
import voeten
from building import decimals, main, yes_no

POSITIONS = ("yes", "abstain", "no", "absent")


def counted(votes: pd.DataFrame, own: str) -> pd.DataFrame:
    """Count the votes of one state by year; a roll call without one is an absence."""
    calls = votes[["rollcall_id", "date", "year"]].drop_duplicates("rollcall_id")
    mine = votes[votes["iso3"] == own].set_index("rollcall_id")["vote"].astype(str)
    calls["vote"] = calls["rollcall_id"].map(mine).fillna("absent")
    table = calls.groupby("year").agg(
        n_roll_calls=("vote", "size"),
        first_vote_date=("date", "min"),
        last_vote_date=("date", "max"),
    )
    for position in POSITIONS:
        table[f"kaz_{position}"] = (calls["vote"] == position).groupby(calls["year"]).sum()
    return table.reset_index()


def build(record: Path, rollcalls: Path) -> pd.DataFrame:
    """Return the table from both."""
    read = un_record.edition(record)
    listed = read.votes[read.votes["iso3"] == un_record.OWN]["rollcall_id"]
    undl = counted(read.votes[read.votes["rollcall_id"].isin(listed)], un_record.OWN).assign(
        reporter="undl", as_of=read.as_of, source=read.source
    )
    undl["partial_year"] = undl["year"] == read.unfinished
    votes = voeten.votes(rollcalls)
    votes = votes.assign(date=votes["date"].dt.strftime("%Y-%m-%d"))
    unvotes = counted(votes, "KAZ").assign(
        reporter="unvotes", as_of=voeten.AS_OF, source=voeten.SOURCE, partial_year=False
    )
    table = pd.concat([undl, unvotes])
    share = 1 - table["kaz_absent"] / table["n_roll_calls"]
    table = table.assign(
        participation_share=decimals(share, 6), partial_year=yes_no(table["partial_year"])
    )
    counts = ["n_roll_calls", *(f"kaz_{position}" for position in POSITIONS)]
    dates = ["participation_share", "partial_year", "first_vote_date", "last_vote_date"]
    return table[["year", "reporter", *counts, *dates, "as_of", "source"]]


if __name__ == "__main__":
    main(build)
