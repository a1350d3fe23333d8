"""Organisations that Kazakhstan and its peers share with the states of a vector, on average.

FILE is the table cow_igo_ndy of peacesciencer (see cow.py).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import peers
from building import main

#: A file of some years gives their rows; those of other years stay.
PARTS = True


def build(file: Path) -> pd.DataFrame:
    """Return the table from the dyads of the dataset."""
    shared = peers.dyads(file).groupby(["iso3", "year", "vector"])["dyadigos"]
    return (
        shared.agg(mean_shared_full_memberships="mean", n_states="size")
        .round(2)
        .reset_index()
        .assign(source="ds-cow-igo-dyad")
    )


if __name__ == "__main__":
    main(build)
