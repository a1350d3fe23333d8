"""Ideal points in the General Assembly and their distance to Kazakhstan's.

RELEASE is a file of Voeten's ideal points (doi:10.7910/DVN/LEJUQZ), Stata or tab-separated, under
its own name. Its rows take the place of those of the same release, or stand behind the others:
releases are never joined.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import decimals, main, shipped
from pairs import OWN, PARTNERS, TURKIC

from kzdiplo import TableError, load

#: Releases by the names of their files: day and key of references.bib. Add the next one.
RELEASES = {
    "IdealpointsJuly2025": ("2025-07-28", "voeten-ip-2025"),
    "Idealpointestimates1946-2025": ("2026-04-03", "voeten-ip-2026"),
}
#: Years of a release that its readme or its counts of votes warn of.
FLAGS = {("2026-04-03", 2024): "few_votes", ("2026-04-03", 2025): "mixes_2024_2025"}
FIRST_YEAR = 1992
#: Columns of the files by variant, in small letters: point, ends of the interval, votes.
VARIANTS = {
    "all": ("idealpointall", "q5all", "q95all", "nvotesall"),
    "fp": ("idealpointfp", "q5fp", "q95fp", "nvotesfp"),
}
POINT = ["ideal_point", "q05", "q95", "n_votes"]


def points(rows: pd.DataFrame, variant: str) -> pd.DataFrame:
    """Return points of single states and groups of one variant."""
    rows = rows.rename(columns=dict(zip(VARIANTS[variant], POINT, strict=True)))
    rows = rows[rows["ideal_point"].notna()].astype({"ideal_point": "float64"})
    actors = load("actors").set_index("iso3")
    names = {**actors["name"], OWN: "Kazakhstan"}
    single = rows[rows["iso3"].isin([OWN, *PARTNERS])][["year", "iso3", *POINT]]
    parts = [single.assign(actor=single["iso3"].map(names), actor_type="country", n_members=1)]
    groups = {
        "European Union (27)": actors.index[actors["vector"] == "eu"],
        "Organization of Turkic States members": TURKIC,
    }
    for name, members in groups.items():
        by_year = rows[rows["iso3"].isin(members)].groupby("year")["ideal_point"]
        group = by_year.agg(ideal_point="mean", n_members="size").reset_index()
        parts.append(group.assign(actor=name, actor_type="group", iso3=""))
    table = pd.concat(parts).assign(variant=variant)
    own = single[single["iso3"] == OWN].set_index("year")["ideal_point"]
    return table.assign(distance_to_kaz=(table["ideal_point"] - table["year"].map(own)).abs())


def released(file: Path) -> pd.DataFrame:
    """Return the rows of one release."""
    if file.stem not in RELEASES:
        raise TableError(
            f"{file.name} is none of the releases {', '.join(RELEASES)}. Leave a file its name as "
            "downloaded, or add a new release to RELEASES with its day and source."
        )
    day, source = RELEASES[file.stem]
    rows = pd.read_stata(file) if file.suffix == ".dta" else pd.read_csv(file, sep="\t")
    # both spellings: q5fp, Q5%FP
    rows = rows.rename(columns=lambda name: name.lower().replace("%", ""))
    rows = rows.rename(columns={"iso3c": "iso3"}).query("year >= @FIRST_YEAR").astype({"year": int})
    variants = [name for name, columns in VARIANTS.items() if set(columns) <= set(rows)]
    table = pd.concat([points(rows, variant) for variant in variants])
    flags = [FLAGS.get((day, year), "ok") for year in table["year"]]
    return table.assign(
        release_date=day,
        quality_flag=flags,
        as_of=day,
        source=source,
        n_votes=decimals(table["n_votes"].astype(float), 0),
        **{
            name: decimals(table[name].astype(float), 6)
            for name in ("ideal_point", "q05", "q95", "distance_to_kaz")
        },
    )


def build(release: Path) -> pd.DataFrame:
    """Return the table with the rows of a release."""
    rows = released(release)
    stand = shipped("ideal_points").astype({"year": int, "n_members": int})
    table = pd.concat([stand[~stand["release_date"].isin(rows["release_date"])], rows])
    order = ["release_date", "variant", "year", "actor_type", "iso3", "actor"]
    return table.sort_values(order, kind="stable")[stand.columns]


if __name__ == "__main__":
    main(build)
