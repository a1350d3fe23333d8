"""Memberships of Kazakhstan in intergovernmental organisations by year.

FILE is the table cow_igo_sy of peacesciencer (see cow.py).
"""

from __future__ import annotations

from pathlib import Path

import cow
import pandas as pd
from building import main

#: A file of some years gives their rows; those of other years stay.
PARTS = True
KINDS = {
    "full_memberships": "sum_igo_full",
    "associate_memberships": "sum_igo_associate",
    "observer_memberships": "sum_igo_observer",
}


def build(file: Path) -> pd.DataFrame:
    """Return the table from the states of the dataset."""
    rows = pd.read_csv(file)
    rows = rows[(rows["ccode"] == cow.OWN) & (rows["year"] >= cow.FIRST_YEAR)].astype(int)
    table = rows[["year"]].assign(**{kind: rows[column] for kind, column in KINDS.items()})
    return table.assign(
        all_memberships=table[[*KINDS]].sum(axis=1),
        as_of=table["year"].max(),
        source="ds-cow-igo-dyad",
    )


if __name__ == "__main__":
    main(build)
