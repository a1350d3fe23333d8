"""Agreement of Kazakhstan and of twenty other states with the states of a vector, and with powers.

Rows unvotes follow from ROLLCALLS, a file of votes that `read_rollcalls` of kzdiplo takes, rows
undl from RECORD, the crawl or the file that un_record.py reads.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import un_record
import voeten
from building import main, yes_no
from peer_votes import KEYS, agreed, states, vectors, votes

from kzdiplo import load
from kzdiplo.table import DATA

#: The votes that the repository holds are those of 31 states.
INPUTS = (DATA / "votes" / "roll_call_votes.csv",)
WITHOUT = "reporter == 'undl' or partner in ['eu', 'other_west', 'asia', 'other']"
POWERS = ("RUS", "CHN", "USA", "TUR")
#: The day of the copy that the shipped rows unvotes rest on, and the last year that it has whole:
#: of the next there is one roll call.
AS_OF, LAST_YEAR = "2021-02-21", 2019


def whole(votes: pd.DataFrame) -> list[str]:
    """Return the vectors whose members of today are all among those that voted."""
    counts = load("position_counts")
    today = {*counts["iso3"][counts["year"] == counts["year"].max()], "KAZ"}
    lacking = vectors()[[*today - set(votes["iso3"])]]
    return sorted(set(vectors()) - set(lacking))


def measured(listed: pd.DataFrame, unfinished: int | None) -> pd.DataFrame:
    """Return the rows of one record."""
    cast = votes(listed)
    parts = []
    for iso3 in states():
        pairs = agreed(cast, iso3)
        by_vector = pairs[pairs["vector"].isin(whole(cast))].assign(
            partner_kind="vector", partner=lambda rows: rows["vector"]
        )
        powers = [power for power in POWERS if power != iso3]
        single = pairs[pairs["other"].isin(powers)].assign(
            partner_kind="state", partner=lambda rows: rows["other"]
        )
        both = pd.concat([by_vector, single])
        both["partner"] = pd.Categorical(both["partner"], [*whole(cast), *powers])
        keys = ["window_start", "partner"]
        rows = both.groupby(keys, observed=True).agg(
            partner_kind=("partner_kind", "first"),
            agreement=("agreement", "mean"),
            n_states=("other", "size"),
            n_joint_votes=("n_joint", "sum"),
            n_own_positions=("n_own_positions", "first"),
        )
        parts.append(rows.reset_index().astype({"partner": str}).assign(iso3=iso3))
    table = pd.concat(parts)
    calls = cast.groupby(KEYS)["rollcall_id"].nunique().rename("n_roll_calls").reset_index()
    table = table.merge(calls, on="window_start").sort_values("window_start", kind="stable")
    ends_early = table["window_end"] - table["window_start"] < 4
    return table.assign(
        agreement=table["agreement"].round(4),
        partial_window=yes_no(ends_early | (table["window_end"] == unfinished)),
    )


def build(rollcalls: Path, record: Path | None = None) -> pd.DataFrame:
    """Return the table; without the record its rows undl are left out."""
    unvotes = measured(voeten.votes(rollcalls).query("year <= @LAST_YEAR"), None)
    parts = [unvotes.assign(reporter="unvotes", as_of=AS_OF, source=voeten.SOURCE)]
    if record:
        read = un_record.edition(record)
        undl = measured(read.votes, read.unfinished)
        parts.insert(0, undl.assign(reporter="undl", as_of=read.as_of, source=read.source))
    keys = ["iso3", *KEYS, "partner_kind", "partner", "agreement", "n_states", "n_joint_votes"]
    rest = ["n_own_positions", "n_roll_calls", "partial_window", "reporter", "as_of", "source"]
    return pd.concat(parts)[[*keys, *rest]]


if __name__ == "__main__":
    main(build)
