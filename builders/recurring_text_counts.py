"""Positions on recurring texts on nuclear weapons, counted by window.

REPOSITORY is the crawl that un_record.py reads, whose titles the texts are found by.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import main, yes_no
from recurring_texts import TEXTS, named
from un_record import AS_OF, OWN, logs, recorded, rollcalls

from kzdiplo.measures.voting import COUNTS, position_counts

WINDOWS = (
    (1992, 1996),
    (1997, 2001),
    (2002, 2006),
    (2007, 2011),
    (2012, 2016),
    (2017, 2021),
    (2022, 2025),
)
PARTNERS = {"China": "CHN", "Russia": "RUS", "United States": "USA"}


def counted(votes: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """Return positions counted by text, window and partner."""
    rows = votes.merge(texts[["record", "text_id"]], left_on="rollcall_id", right_on="record")
    rows = rows[rows["iso3"].isin([OWN, *PARTNERS])].astype({"text_id": str})
    parts = []
    for first, last in WINDOWS:
        part = rows[rows["year"].between(first, last)]
        calls = part[part["iso3"] == OWN].groupby("text_id").size().rename("n_roll_calls")
        counts = position_counts(part, OWN, by="text_id").merge(calls, on="text_id")
        parts.append(counts.assign(window_start=first, window_end=last))
    table = pd.concat(parts)
    table = table.assign(
        text=[TEXTS[key][0] for key in table["text_id"]],
        iso3=table["partner"].map(PARTNERS),
        reporter="undl",
        n_one_absent=table["n_roll_calls"] - table[[*COUNTS]].sum(axis=1),
        partial_window=yes_no(table["window_end"] == WINDOWS[-1][1]),
        as_of=AS_OF,
        source="undl-crawl",
        place=table["text_id"].map(list(TEXTS).index),
    )
    keys = ["text_id", "text", "window_start", "window_end", "partner", "iso3", "reporter"]
    rest = ["n_one_absent", "partial_window", "as_of", "source"]
    return table.sort_values(["place", "window_start", "partner"])[
        [*keys, "n_roll_calls", *COUNTS, *rest]
    ]


def build(repository: Path) -> pd.DataFrame:
    """Return the table from the crawl."""
    found = recorded(logs(repository))
    return counted(rollcalls(found), named(found))


if __name__ == "__main__":
    main(build)
