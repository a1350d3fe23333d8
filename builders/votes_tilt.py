"""Make the table votes_tilt anew: python builders/votes_tilt.py.

It is computed from votes_agreement.
"""

from __future__ import annotations

import pandas as pd
from building import main

from kzdiplo import load

INPUTS = ()  # tables of the repository
KEYS = ["iso3", "window_start", "window_end", "as_of", "source"]


def build() -> pd.DataFrame:
    """Return the table."""
    rows = load("votes_agreement").query("partner_kind == 'vector' and reporter == 'undl'")
    wide = rows.pivot_table("agreement", KEYS, "partner")
    tilt = pd.DataFrame(
        {
            "agreement_russia": wide["russia"],
            "agreement_eu": wide["eu"],
            "agreement_china": wide["china"],
            "gap_max_min": wide.max(axis=1) - wide.min(axis=1),
            "russia_minus_eu": wide["russia"] - wide["eu"],
            "china_minus_other_west": wide["china"] - wide["other_west"],
        }
    )
    table = tilt.round(4).reset_index().sort_values(KEYS[:2])
    return table[[*KEYS[:3], *tilt.columns, *KEYS[3:]]]


if __name__ == "__main__":
    main(build)
