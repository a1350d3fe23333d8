"""Agreement with Kazakhstan in contested votes.

RECORD is the crawl or the file that un_record.py reads.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import main, yes_no
from pairs import SCORES, WHO, coded, scored, written
from un_record import OWN, edition

from kzdiplo.measures.voting import POSITIONS, position_counts

#: From this share of the votes cast on, the largest camp leaves nothing contested.
LARGEST_CAMP = 0.8


def contested(votes: pd.DataFrame) -> pd.Series:
    """Return whether each roll call is contested, by its number."""
    cast = votes[votes["vote"].isin(POSITIONS)]
    camps = cast.groupby(["rollcall_id", "vote"], observed=True).size().groupby("rollcall_id")
    return camps.max() < LARGEST_CAMP * camps.sum()


def build(record: Path) -> pd.DataFrame:
    """Return the table from the record."""
    read = edition(record)
    listed = read.votes[read.votes["iso3"] == OWN]["rollcall_id"]
    votes = read.votes[read.votes["rollcall_id"].isin(listed)]
    calls = votes.drop_duplicates("rollcall_id")
    is_contested = calls["rollcall_id"].map(contested(votes))
    of_year = is_contested.groupby(calls["year"]).agg(n_roll_calls="size", n_contested="sum")
    chosen = votes[votes["rollcall_id"].isin(calls["rollcall_id"][is_contested])]
    counts = position_counts(chosen, OWN)
    table = scored(counts.assign(iso3=coded(counts["partner"])).drop(columns="partner"), ["year"])
    table = table.merge(of_year, on="year").assign(
        reporter="undl",
        partial_year=yes_no(table["year"] == read.unfinished),
        as_of=read.as_of,
        source=read.source,
    )
    counted = ["reporter", "n_roll_calls", "n_contested"]
    return written(table)[["year", *WHO, *counted, *SCORES, "partial_year", "as_of", "source"]]


if __name__ == "__main__":
    main(build)
