"""Kazakhstan and the states it is compared with: what the builders of their tables share."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kzdiplo import load

FIRST_YEAR = 1992
#: Kazakhstan is no actor of its own policy, but a partner of others; Czechoslovakia is no actor.
ALSO = {"KAZ": "central_asia", "CSK": "eu"}


def states() -> list[str]:
    """Return the codes of Kazakhstan and its peers, in the order of their table."""
    return load("peer_states")["iso3"].tolist()


def vector(iso3: pd.Series) -> pd.Series:
    """Return the vector of each partner as Kazakhstan sees it, in every state's rows."""
    known = load("actors").set_index("iso3")["vector"].to_dict()
    return iso3.map(known | ALSO).fillna("other")


def dyads(file: Path) -> pd.DataFrame:
    """Return the rows of each state and another, from its side, with `iso3`, `partner`, `vector`.

    FILE is one of those of cow.py, with a row a dyad or one each way. Partners without a number in
    the table cow_states, which are no members of the United Nations, are left out.
    """
    codes = load("cow_states").set_index("cow_code")["code"]
    rows = pd.read_csv(file).query("year >= @FIRST_YEAR").astype({"year": int})
    turned = rows.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})
    rows = pd.concat([rows, turned]).drop_duplicates(["ccode1", "ccode2", "year"])
    rows = rows.assign(iso3=rows["ccode1"].map(codes), partner=rows["ccode2"].map(codes))
    rows = rows[rows["iso3"].isin(states()) & rows["partner"].notna()]
    return rows.assign(vector=vector(rows["partner"]))
