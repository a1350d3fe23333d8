"""With how many states of each vector Kazakhstan and its peers had a duty, after ATOP.

FILE is the table atop_alliance of peacesciencer (see cow.py).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import peers
from alliance_obligations import DUTIES
from building import main

from kzdiplo.vectors import VECTORS

#: A file of some years gives their rows; those of other years stay.
PARTS = True
ORDER = ("defence", "nonaggression", "neutrality", "consultation")


def build(file: Path) -> pd.DataFrame:
    """Return the table from ATOP's dyads."""
    rows = peers.dyads(file).rename(columns={DUTIES[duty]: f"{duty}_partners" for duty in ORDER})
    keys, counts = ["iso3", "year"], [f"{duty}_partners" for duty in ORDER]
    partners = rows.groupby([*keys, "vector"])[counts].sum()
    # every vector of a year in which the data have the state
    table = rows[keys].drop_duplicates().sort_values(keys)
    table = table.merge(pd.DataFrame({"vector": [*VECTORS]}), how="cross")
    table = table.join(partners, on=[*keys, "vector"]).fillna(0)
    return table.astype(dict.fromkeys(counts, int)).assign(source="ds-atop5")


if __name__ == "__main__":
    main(build)
