"""Make the table evenness anew: python builders/evenness.py.

It is computed from vector_amounts, which vector_amounts.py makes.
"""

from __future__ import annotations

import pandas as pd
from building import main

from kzdiplo import load
from kzdiplo.measures import balance

INPUTS = ()  # tables of the repository
GROUP = ["domain", "period", "first_year", "last_year", "iso3", "reporter"]
#: With fewer states than this a visa policy has no spread to speak of.
FEWEST_STATES = 10


def build() -> pd.DataFrame:
    """Return the table."""
    rows = load("vector_amounts")
    totals = rows.groupby(GROUP)["amount"].transform("sum")
    rows = rows[(totals >= FEWEST_STATES) | ~rows["domain"].str.startswith("visa-free")]
    label = rows[GROUP].astype(str).agg("|".join, axis=1).rename("group")
    profile = balance.profile(rows.assign(group=label), "group")
    table = rows.drop_duplicates(GROUP).assign(group=label)
    table = table[["group", *GROUP, "basis", "source", "note"]].set_index("group")

    even = balance.evenness(profile).set_index("domain")
    wide = profile.pivot_table("share", "domain", "vector")
    schemes = load("vector_schemes")
    powers = wide[schemes.loc[schemes["scheme"] == "four_powers", "vector"].unique()]
    among = powers[powers.sum(axis=1) > 0].reset_index().melt("domain", value_name="amount")
    between = balance.evenness(balance.profile(among)).set_index("domain")
    measured = pd.DataFrame(
        {
            "evenness": even["evenness"],
            "effective_number": even["effective_number"],
            "largest_vector": wide[profile["vector"].unique()].idxmax(axis=1),
            "largest_share": wide.max(axis=1),
            "evenness_powers": between["evenness"],
            "share_of_powers": powers.sum(axis=1),
        }
    )
    table = table.join(measured.round(10))  # so many decimals are the same on every machine
    return table[[*GROUP, "basis", *measured.columns, "source", "note"]]


if __name__ == "__main__":
    main(build)
