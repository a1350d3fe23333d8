"""Agreement with Kazakhstan by year.

Rows undl follow from the tables position_counts and vote_counts, rows unvotes from ROLLCALLS, a
file of votes that `read_rollcalls` of kzdiplo takes. A group has rows where all its members are in
the file.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import voeten
from building import main, yes_no
from pairs import coded, scored, written

from kzdiplo import load
from kzdiplo.measures.voting import position_counts
from kzdiplo.table import DATA

#: The votes of 22 states that the repository holds have neither all members of groups nor dates.
INPUTS = (DATA / "votes" / "roll_call_votes.csv",)
WITHOUT = "reporter == 'unvotes' and partner in ['European Union (27)', 'All other UN members']"


def build(rollcalls: Path) -> pd.DataFrame:
    """Return the table from roll calls of Voeten's data."""
    counts = load("position_counts")
    undl = scored(counts.assign(iso3=coded(counts["partner"])), ["year"])
    votes = voeten.votes(rollcalls)
    again = position_counts(votes, "KAZ").rename(columns={"partner": "iso3"})
    unvotes = scored(again, ["year"])
    dates = load("vote_counts").astype({"last_vote_date": str})
    columns = ["reporter", "year", "partial_year", "last_vote_date", "as_of", "source"]
    both = pd.concat([undl.assign(reporter="undl"), unvotes.assign(reporter="unvotes")])
    table = both.merge(dates[columns], on=["reporter", "year"])
    table["partial_year"] = yes_no(table["partial_year"])
    keys = ["year", "partner", "iso3", "partner_type", "reporter", "n_members"]
    scores = ["n_joint_votes", "n_agree", "n_opposite", "agreement", "agreement_3pt", "s_score"]
    return written(table)[[*keys, *scores, "partial_year", "last_vote_date", "as_of", "source"]]


if __name__ == "__main__":
    main(build)
