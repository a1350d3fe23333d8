"""Visa-free entry to and from Kazakhstan and its peers, by vector, on single days.

FOLDER holds a folder for each day that counts, named by it, with the file of the Passport Index
dataset passport-index-tidy-iso3.csv, as the folder legacy of its repository does.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import peers
from building import main

from kzdiplo.vectors import VECTORS

#: Files of some days give their rows; those of other years stay.
PARTS = True
FILE = "passport-index-tidy-iso3.csv"
SIDES = {"outbound": ("passport", "destination"), "inbound": ("destination", "passport")}
#: Columns and the requirements that they count: words of today and letters of 2020; a number of
#: days is free, too.
KINDS = {
    "visa_free": r"\d+|visa free|VF",
    "on_arrival": "visa on arrival|VOA",
    "electronic": "e-visa|eta|ETA",
}


def build(folder: Path) -> pd.DataFrame:
    """Return the table from the files of the days."""
    days = []
    for path in sorted(folder.glob(f"*/{FILE}")):
        # the column of the requirement was named Code in 2020
        rows = pd.read_csv(path, header=0, names=["passport", "destination", "rule"], dtype="str")
        days.append(rows[rows["passport"] != rows["destination"]].assign(date=path.parent.name))
    rules = pd.concat(days, ignore_index=True)
    rules = rules.assign(
        n_states=1,
        **{kind: rules["rule"].str.fullmatch(words) for kind, words in KINDS.items()},
    )
    sides = [
        rules.assign(iso3=rules[own], vector=peers.vector(rules[other]), direction=direction)
        for direction, (own, other) in SIDES.items()
    ]
    rows = pd.concat(sides, ignore_index=True)
    rows = rows[rows["iso3"].isin(peers.states())]
    # in the order of the lists
    order = {"iso3": peers.states(), "direction": [*SIDES], "vector": [*VECTORS]}
    rows = rows.assign(**{key: pd.Categorical(rows[key], names) for key, names in order.items()})
    keys = ["date", "iso3", "direction", "vector"]
    table = rows.groupby(keys, observed=True)[[*KINDS, "n_states"]].sum().reset_index()
    keys = ["iso3", "date", "direction", "vector"]
    return table[[*keys, *KINDS, "n_states"]].assign(source="passport-index")


if __name__ == "__main__":
    main(build)
