"""Agreement with Kazakhstan by issue and window.

Rows unvotes follow from ROLLCALLS, a file of votes that `read_rollcalls` of kzdiplo takes, with the
issues that the table roll_calls has. Rows undl stand as they are: from session 73 on issues were
carried over from titles or set by keywords, and the list of keywords was not kept.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import voeten
from building import main, shipped, yes_no
from pairs import EVERY, OWN, SCORES, WHO, scored, window_of, written

from kzdiplo import load
from kzdiplo.measures.voting import position_counts
from kzdiplo.table import DATA

#: The votes of 22 states that the repository holds.
INPUTS = (DATA / "votes" / "roll_call_votes.csv",)
WITHOUT = f"reporter == 'unvotes' and partner in ['European Union (27)', '{EVERY}']"
#: Issues by Voeten's codes, in the order of the table.
ISSUES = {
    "me": "Palestinian conflict",
    "nu": "Nuclear weapons and nuclear material",
    "di": "Arms control and disarmament",
    "hr": "Human rights",
    "co": "Colonialism",
    "ec": "Economic development",
}
WINDOW = ["window_start", "window_end"]


def build(rollcalls: Path) -> pd.DataFrame:
    """Return the table from roll calls of Voeten's data."""
    calls = load("roll_calls")[["rollcall_id", "issues"]].dropna()
    calls["rollcall_id"] = calls["rollcall_id"].astype(str)
    calls = calls.assign(issue=calls["issues"].str.split(";")).explode("issue")
    votes = voeten.votes(rollcalls).astype({"rollcall_id": str})
    votes = votes.assign(**window_of(votes["year"])).merge(calls, on="rollcall_id")
    votes["issue"] = pd.Categorical(votes["issue"], [*ISSUES])
    keys = [*WINDOW, "issue"]
    votes["group"] = votes.groupby(keys, observed=True).ngroup()
    groups = votes.groupby("group").first()[keys]
    groups["n_roll_calls"] = votes.groupby("group")["rollcall_id"].nunique()
    counts = position_counts(votes, OWN, by="group").rename(columns={"partner": "iso3"})
    table = scored(counts, ["group"]).merge(groups, left_on="group", right_index=True)
    table = table.assign(
        reporter="unvotes",
        n_coded_voeten=table["n_roll_calls"],
        n_coded_carried=0,
        n_coded_keyword=0,
        as_of=voeten.AS_OF,
        source=voeten.SOURCE,
    )
    table = table.assign(
        issue_name=table["issue"].map(ISSUES),
        partial_window=yes_no(table["window_end"] - table["window_start"] < 4),
    )
    coded = [f"n_coded_{how}" for how in ("voeten", "carried", "keyword")]
    rest = ["partial_window", "as_of", "source"]
    columns = [*WINDOW, "issue", "issue_name", *WHO, "reporter", "n_roll_calls", *coded, *SCORES]
    stand = shipped("issue_agreement").query("reporter == 'undl'")
    return pd.concat([stand, written(table)[[*columns, *rest]]])


if __name__ == "__main__":
    main(build)
