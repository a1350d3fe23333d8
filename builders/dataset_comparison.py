"""How far the UN's records and Voeten's data agree, by year.

RECORD is the crawl or the file that un_record.py reads, ROLLCALLS Voeten's file of votes, with
their dates and the numbers of resolutions.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import peer_votes
import un_record
import voeten
from building import decimals, main

#: The last year that Voeten's copy has whole: of the next there is one roll call.
LAST_YEAR = 2019
STATES = {name: code for code, name in un_record.FORMER.items()} | peer_votes.SEAT
CALL = ["rollcall_id", "key", "year", "date"]


def positions(votes: pd.DataFrame) -> pd.DataFrame:
    """Return the votes of states that took a position, with the key of their resolution."""
    votes = votes[(votes["year"] <= LAST_YEAR) & (votes["vote"] != "absent")]
    iso3 = votes["iso3"].astype(str).replace(STATES)
    return peer_votes.votes(votes.assign(iso3=iso3, key=keys(votes["resolution"])))


def keys(resolutions: pd.Series) -> pd.Series:
    """Return numbers of resolutions in one spelling: 5038BI for A/RES/50/38[B-I] and R/50/38B/I."""
    plain = resolutions.astype(str).str.replace(r"^(A/RES|R)/", "", regex=True)
    return plain.str.replace(r"\W", "", regex=True)


def compared(record: pd.DataFrame, data: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each resolution in both, with the votes compared.

    Where the data have more than one roll call on it, the one most like the record counts: with
    the fewest other positions, then with the fewest states that only one of both has.
    """
    calls, others = (votes[CALL].drop_duplicates() for votes in (record, data))
    pairs = calls.merge(others, on="key", suffixes=("", "_other"))
    sides = pairs[["rollcall_id", "rollcall_id_other"]]
    cast = ["rollcall_id", "iso3", "vote"]
    states = sides.merge(record[cast], on="rollcall_id").merge(
        data[cast].add_suffix("_other"),
        left_on=["rollcall_id_other", "iso3"],
        right_on=["rollcall_id_other", "iso3_other"],
    )
    states["same"] = states["vote"] == states["vote_other"]
    counts = states.groupby([*sides])["same"].agg(compared="size", identical="sum")
    pairs = pairs.join(counts, on=[*sides]).fillna({"compared": 0, "identical": 0})
    sizes = (
        pairs[side].map(votes.groupby("rollcall_id").size())
        for side, votes in zip(sides, (record, data), strict=True)
    )
    return (
        pairs.assign(
            other=pairs["compared"] - pairs["identical"],
            alone=sum(sizes) - 2 * pairs["compared"],
            same_date=pairs["date"] == pairs["date_other"],
        )
        .sort_values(["other", "alone"], kind="stable")
        .drop_duplicates("rollcall_id")
    )


def build(record: Path, rollcalls: Path) -> pd.DataFrame:
    """Return the table from both."""
    read = un_record.edition(record)
    votes = voeten.votes(rollcalls)
    votes = votes.assign(date=votes["date"].dt.strftime("%Y-%m-%d"))
    listed, data = positions(read.votes), positions(votes)
    pairs = compared(listed, data).groupby("year")
    calls = data.drop_duplicates("rollcall_id")
    parts = calls["kind"] != "resolution"
    table = pd.DataFrame(
        {
            "n_roll_calls_undl": listed.groupby("year")["rollcall_id"].nunique(),
            "n_roll_calls_unvotes": calls.groupby("year").size(),
            "n_unvotes_paragraph_or_amendment": parts.groupby(calls["year"]).sum(),
            "n_resolutions_matched": pairs.size(),
            "n_country_votes_compared": pairs["compared"].sum(),
            "n_country_votes_identical": pairs["identical"].sum(),
            "same_date_share": pairs["same_date"].mean(),
        }
    ).dropna()
    share = table["n_country_votes_identical"] / table["n_country_votes_compared"]
    dates = decimals(table.pop("same_date_share"), 6)
    return (
        table.astype(int)
        .assign(
            identical_share=decimals(share, 6),
            same_date_share=dates,
            as_of=read.as_of,
            source=f"{read.source};{voeten.SOURCE}",
        )
        .reset_index()
    )


if __name__ == "__main__":
    main(build)
