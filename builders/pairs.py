"""Agreement of Kazakhstan with single states and with groups, as several tables have it."""

from __future__ import annotations

import pandas as pd
from building import decimals

from kzdiplo import load
from kzdiplo.measures.voting import agreement_from_counts

OWN = "KAZ"
#: Single states, in the order of the tables.
PARTNERS = (
    *("RUS", "CHN", "USA", "TUR", "DEU", "FRA", "GBR", "HUN", "UZB", "KGZ", "TJK", "TKM"),
    *("AZE", "BLR", "ARM", "IND", "IRN", "ISR", "UKR", "KOR", "JPN"),
)
EVERY = "All other UN members"
TURKIC = ("AZE", "KGZ", "TUR", "UZB")
WINDOWS = ((1992, 1996), (1997, 2001), (2002, 2006), (2007, 2011), (2012, 2016), (2017, 2021))
#: Columns behind those of the group of votes.
WHO = ["partner", "iso3", "partner_type"]
SCORES = ["n_members", "n_joint_votes", "n_agree", "n_opposite", "agreement", "agreement_3pt"]
SUMS = {"n_joint": "n_joint_votes"}


def window_of(years: pd.Series) -> pd.DataFrame:
    """Return the window of five years that each year is in, the last ending with the data."""
    start = years - (years - WINDOWS[0][0]) % 5
    return pd.DataFrame({"window_start": start, "window_end": (start + 4).clip(upper=years.max())})


def coded(names: pd.Series) -> pd.Series:
    """Return the codes of states; those without one keep their name."""
    actors = load("actors").set_index("name")["iso3"]
    return names.map(actors).fillna(names)


def scored(counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Score pairs and groups from the positions of Kazakhstan and each other state.

    `counts` has the columns of `by`, `iso3` and the nine counts. A group's scores are the mean of
    its members', its counts their sums. Pairs without a joint vote have no row, and a group none
    where the counts lack a member of it.
    """
    pairs = agreement_from_counts(counts).rename(columns=SUMS).query("n_joint_votes > 0")
    pairs = pairs.assign(n_members=1)
    actors = load("actors")
    names = actors.set_index("iso3")["name"]
    single = pairs[pairs["iso3"].isin(PARTNERS)]
    parts = [single.assign(partner=single["iso3"].map(names), partner_type="country")]
    order = [names[code] for code in PARTNERS]
    for name, members in groups().items():
        order.append(name)
        if set(members) <= set(counts["iso3"]):
            chosen = pairs if name == EVERY else pairs[pairs["iso3"].isin(members)]
            parts.append(_mean(chosen, by).assign(partner=name))
    table = pd.concat(parts, ignore_index=True)
    table["partner"] = pd.Categorical(table["partner"], order)
    table = table.fillna({"partner_type": "group", "iso3": ""}).sort_values([*by, "partner"])
    return table[[*by, *WHO, *SCORES, "s_score"]].reset_index(drop=True)


def groups() -> dict[str, list[str]]:
    """Return the members of each group, those of today in every year.

    The last has former members, too, where they voted.
    """
    vectors = load("actors").set_index("iso3")["vector"]
    every = load("position_counts")
    return {
        "European Union (27)": [*vectors.index[vectors == "eu"]],
        "Organization of Turkic States members": [*TURKIC],
        EVERY: [*every[every["year"] == every["year"].max()]["iso3"]],
    }


def _mean(pairs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    sums = dict.fromkeys(["n_members", "n_joint_votes", "n_agree", "n_opposite"], "sum")
    means = dict.fromkeys(["agreement", "agreement_3pt", "s_score"], "mean")
    return pairs.groupby(by).agg({**sums, **means}).reset_index()


def written(table: pd.DataFrame) -> pd.DataFrame:
    """Write the scores as the tables have them."""
    scores = [name for name in ("agreement", "agreement_3pt", "s_score") if name in table]
    return table.assign(**{name: decimals(table[name], 6) for name in scores})
