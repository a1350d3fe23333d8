"""The form: what a rater compares, pair by pair."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd

from kzdiplo.measures.swot import QUADRANTS
from kzdiplo.table import load

#: The fifth list that a rater weighs: the quadrants themselves.
BETWEEN = "quadrants"
#: The lists that a rater weighs, and their names in print.
PARTS = {**QUADRANTS, BETWEEN: "Between the quadrants"}
#: What a file must hold; further columns are for the reader.
COLUMNS = ("rater", "item_a", "item_b", "value")
#: A column that it may hold: when it was saved, such as 2026-12-01T10:20:30Z.
SAVED = "saved"


@cache
def lists() -> dict[str, list[str]]:
    """Return what is weighed: the items of each quadrant, then the quadrants.

    Returns
    -------
    dict of str to list of str
        By the names of :data:`PARTS`.
    """
    items = load("swot_items").sort_values("position")
    by_quadrant = {q: items.loc[items["quadrant"] == q, "item_id"].tolist() for q in QUADRANTS}
    return {**by_quadrant, BETWEEN: list(QUADRANTS)}


@cache
def texts() -> dict[str, tuple[str, str]]:
    """Return the label and the gloss of every item and quadrant.

    Returns
    -------
    dict of str to tuple of str
        The label is the wording of the published table, the gloss this project's.
    """
    items = load("swot_items")
    named = {
        item: (label, gloss)
        for item, label, gloss in zip(items["item_id"], items["label"], items["gloss"], strict=True)
    }
    inside = {"strength": "inside, helps", "weakness": "inside, hinders"}
    outside = {"opportunity": "outside, may help", "threat": "outside, may harm"}
    for name, where in {**inside, **outside}.items():
        count = len(lists()[name])
        named[name] = (QUADRANTS[name], f"All {count} {QUADRANTS[name].lower()} ({where})")
    return named


@cache
def pairs() -> list[tuple[str, str, str]]:
    """Return every pair of the form as its list and its two items.

    Returns
    -------
    list of tuple of str
        In the order of the form.
    """
    return [(part, a, b) for part, names in lists().items() for a, b in combinations(names, 2)]


def form(rater: str = "") -> pd.DataFrame:
    """Return the form that a rater fills in, one row a pair.

    Parameters
    ----------
    rater : str
        Name or code of the rater.

    Returns
    -------
    pandas.DataFrame
        ``rater``, ``item_a``, ``item_b``; ``value``, blank: how many times a weighs as much as
        b, from 1/9 to 9; ``text_a`` and ``text_b``, for the reader only.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> panel.form("Aigul").iloc[0][["item_a", "item_b"]].tolist()
    ['S1', 'S2']
    """
    words = {item: ": ".join(both) for item, both in texts().items()}
    columns = {
        "rater": rater,
        "item_a": [a for _, a, _ in pairs()],
        "item_b": [b for _, _, b in pairs()],
        "value": float("nan"),
        "text_a": [words[a] for _, a, _ in pairs()],
        "text_b": [words[b] for _, _, b in pairs()],
    }
    return pd.DataFrame(columns)


def invented(raters: int, seed: int) -> dict[str, pd.DataFrame]:
    """Return filled forms of raters who do not exist, to try the panel on.

    Parameters
    ----------
    raters : int
        How many.
    seed : int
        Start of the random numbers: the same seed gives the same answers.

    Returns
    -------
    dict of str to pandas.DataFrame
        A form by name. Tastes are drawn at random: partly shared, partly each rater's own,
        and each answer errs a little.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> list(panel.invented(2, seed=1))
    ['Invented rater 1', 'Invented rater 2']
    """
    rng = np.random.default_rng(seed)
    names = [name for part in lists().values() for name in part]
    shared = rng.normal(0, 0.5, len(names))
    width = len(str(raters))
    filled = {}
    for number in range(1, raters + 1):
        own = dict(zip(names, shared + rng.normal(0, 0.5, len(names)), strict=True))
        care = rng.choice([0.2, 0.35, 0.7])
        sheet = form(f"Invented rater {number:0{width}}")
        logs = sheet["item_a"].map(own) - sheet["item_b"].map(own)
        logs += rng.normal(0, care, len(sheet))
        times = logs.abs().map(math.exp).round().clip(1, 9)
        sheet["value"] = times.where(logs >= 0, 1 / times)
        filled[sheet["rater"].iloc[0]] = sheet
    return filled
