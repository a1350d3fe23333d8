"""Words: how the report and its figures name items and numbers."""

from __future__ import annotations

import pandas as pd

from kzdiplo.measures.swot import QUADRANTS
from kzdiplo.panel.forms import texts


def many(count: int, what: str) -> str:
    """Return a number of things, such as "2 files"."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def percent(share: float) -> str:
    """Return a share in per cent with one decimal."""
    return f"{100 * share:.1f}"


def named(item: str) -> str:
    """Return an item as its number and label, a quadrant as its name."""
    label = texts()[item][0]
    return label if item in QUADRANTS else f"{item} {label}"


def heaviest(weights: pd.DataFrame) -> str:
    """Say which items weigh most, and how much."""
    top = weights[weights["rank"] == 1]
    names = [named(item) for item in top["item_id"]]
    share = f"{percent(top['weight'].iloc[0])} per cent"
    if len(names) == 1:
        return f"The panel gives most weight to {names[0]}: {share}"
    return f"{', '.join(names[:-1])} and {names[-1]} weigh most: {share} each"


def weighs(a: str, b: str, times: float) -> str:
    """Say in words how many times one item weighs as much as another, the heavier first.

    Parameters
    ----------
    a, b : str
        The items, as they are to be named.
    times : float
        How many times a weighs as much as b.

    Returns
    -------
    str

    Examples
    --------
    >>> from kzdiplo.panel.words import weighs
    >>> weighs("S1", "S2", 1 / 3)
    'S2 weighs 3 times as much as S1'
    """
    if times < 1:
        a, b, times = b, a, 1 / times
    text = f"{times:.1f}".removesuffix(".0")
    return (
        f"{a} weighs as much as {b}" if text == "1" else f"{a} weighs {text} times as much as {b}"
    )
