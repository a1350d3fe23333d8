"""Make the table vector_schemes anew: python builders/vector_schemes.py.

Every scheme follows from the table actors: the book's eight vectors, the second vector where a
state has one, the four powers, and the view from states that stand in a vector themselves.
"""

from __future__ import annotations

import pandas as pd
from building import main

from kzdiplo import load

INPUTS = ()  # tables of the repository
POWERS = ["russia", "china", "eu", "other_west"]
#: Why a state stands in its vector.
REASONS = {
    "russia": "a power of its own",
    "china": "China with its special regions",
    "eu": "a member of the EU of 27",
    "other_west": "a Western state outside the EU",
    "central_asia": "a state of Central Asia beside Kazakhstan",
    "turkic": "a Turkic state outside Central Asia",
    "asia": "a state of Asia in no group named before",
    "other": "in no group named before",
}
#: The vectors that are home to some, by their schemes, and why.
HOME = {
    "home_central_asia": (
        "central_asia",
        "home as seen from Uzbekistan, Kyrgyzstan, Tajikistan or Turkmenistan",
    ),
    "home_eu": ("eu", "home as seen from Hungary or Finland"),
    "home_turkic": ("turkic", "home as seen from Türkiye or Azerbaijan"),
}
KAZAKHSTAN = pd.DataFrame(
    {"iso3": ["KAZ"], "vector": ["central_asia"], "reason": ["a state of Central Asia"]}
)


def build() -> pd.DataFrame:
    """Return the table."""
    actors = load("actors").sort_values("iso3")
    second = actors["second_vector"]
    doubt = ("; could be " + second + ", " + actors["reason"]).where(second.notna(), "")
    book = actors.assign(scheme="book", reason=actors["vector"].map(REASONS) + doubt)
    powers = book[book["vector"].isin(POWERS)].assign(scheme="four_powers")
    # where the table has another vector that a state would fit as well
    other = book.assign(
        scheme="second",
        vector=second.fillna(actors["vector"]),
        reason=actors["reason"].fillna(book["reason"]),
    )
    parts = [book, other, powers]
    # seen from elsewhere Kazakhstan is a partner, too
    everybody = pd.concat([book, KAZAKHSTAN]).sort_values("iso3")
    for scheme, (home, reason) in HOME.items():
        seen = everybody.assign(scheme=scheme)
        seen.loc[seen["vector"] == home, ["vector", "reason"]] = ["home", reason]
        parts.append(seen)
    table = pd.concat(parts).assign(source="kzdiplo")
    return table[["scheme", "iso3", "vector", "reason", "source"]]


if __name__ == "__main__":
    main(build)
