"""What Kazakhstan did where one power said yes and another no.

RECORD is the crawl or the file that un_record.py reads.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import main, yes_no
from pairs import coded, window_of
from un_record import OWN, edition

PAIRS = (
    ("Russia", "United States"),
    ("China", "United States"),
    ("China", "Russia"),
    ("Russia", "Germany"),
    ("China", "Germany"),
    ("Russia", "Türkiye"),
    ("Türkiye", "United States"),
    ("Russia", "Ukraine"),
)


def build(record: Path) -> pd.DataFrame:
    """Return the table from the record."""
    read = edition(record)
    calls = read.votes.pivot_table(
        index=["year", "rollcall_id"], columns="iso3", values="vote", aggfunc="first", observed=True
    )
    calls = calls[calls[OWN].notna()].reset_index("year")
    calls = calls.assign(**window_of(calls["year"]))
    rows = []
    for (start, end), votes in calls.groupby(["window_start", "window_end"]):
        for first, second in PAIRS:
            a, b = votes[first], votes[second]
            opposed = votes[((a == "yes") & (b == "no")) | ((a == "no") & (b == "yes"))]
            own = opposed[OWN]
            rows.append(
                {
                    "window_start": start,
                    "window_end": end,
                    "power_a": first,
                    "power_b": second,
                    "n_opposed": len(opposed),
                    "kaz_with_a": (own == opposed[first]).sum(),
                    "kaz_with_b": (own == opposed[second]).sum(),
                    "kaz_abstain": (own == "abstain").sum(),
                    "kaz_absent": (own == "absent").sum(),
                    "partial_window": end - start < 4 or end == read.unfinished,
                }
            )
    table = pd.DataFrame(rows)
    table = table.assign(reporter="undl", as_of=read.as_of, source=read.source)
    table["partial_window"] = yes_no(table["partial_window"])
    for power in ("power_a", "power_b"):
        table[f"{power}_iso3"] = coded(table[power])
    keys = ["window_start", "window_end", "power_a", "power_a_iso3", "power_b", "power_b_iso3"]
    counts = ["n_opposed", "kaz_with_a", "kaz_with_b", "kaz_abstain", "kaz_absent"]
    return table[[*keys, "reporter", *counts, "partial_window", "as_of", "source"]]


if __name__ == "__main__":
    main(build)
