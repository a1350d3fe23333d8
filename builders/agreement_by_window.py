"""Agreement of all UN members with Kazakhstan by window.

It follows from the table position_counts.
"""

from __future__ import annotations

import pandas as pd
from building import main, yes_no
from pairs import window_of, written
from un_record import FORMER

from kzdiplo import load
from kzdiplo.measures.voting import COUNTS, agreement_from_counts

INPUTS = ()


def build() -> pd.DataFrame:
    """Return the table."""
    counts = load("position_counts")
    counts = counts.assign(**window_of(counts["year"]))
    unfinished = counts["year"][counts["partial_year"]]
    # a member that was listed in every roll call of a year shows what Kazakhstan took part in
    cast = counts[[*COUNTS, "n_only_kazakhstan"]].sum(axis=1)
    votes = cast.groupby(counts["year"]).max()
    own = votes.groupby(window_of(votes.index.to_series())["window_start"]).sum()
    keys = ["window_start", "window_end", "partner", "iso3"]
    sums = counts.groupby(keys, dropna=False)[[*COUNTS]].sum().reset_index()
    table = agreement_from_counts(sums).rename(columns={"n_joint": "n_joint_votes"})
    table = table[table["n_joint_votes"] > 0]
    table["kaz_votes_cast"] = table["window_start"].map(own)
    former = {name: code for code, name in FORMER.items()}
    # who is level with another comes in the order of the codes
    table["code"] = table["iso3"].fillna(table["partner"].map(former))
    order = ["window_start", "agreement_3pt", "code"]
    table = table.sort_values(order, ascending=[True, False, True])
    ranked = table[2 * table["n_joint_votes"] >= table["kaz_votes_cast"]]
    by_window = ranked.groupby("window_start")["agreement_3pt"]
    table = table.assign(
        rank_3pt=by_window.rank(method="first", ascending=False).astype("Int64"),
        n_ranked=table["window_start"].map(by_window.size()),
        reporter="undl",
        partial_window=yes_no(
            (table["window_end"] - table["window_start"] < 4) | table["window_end"].isin(unfinished)
        ),
        as_of=counts["as_of"].max(),
        source=counts.loc[counts["year"].idxmax(), "source"],
    )
    table = table.sort_values(["window_start", "rank_3pt", "code"])
    counted = ["kaz_votes_cast", "n_joint_votes", "n_agree", "n_opposite"]
    scores = ["agreement", "agreement_3pt", "rank_3pt", "n_ranked"]
    rest = ["partial_window", "as_of", "source"]
    return written(table)[[*keys, "reporter", *counted, *scores, *rest]]


if __name__ == "__main__":
    main(build)
