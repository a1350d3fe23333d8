"""Chance: raters who answer at random, and the agreement that panels of them reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from kzdiplo.measures import ahp
from kzdiplo.measures.ranking import ranks
from kzdiplo.measures.swot import QUADRANTS
from kzdiplo.panel.codes import STEPS
from kzdiplo.panel.forms import BETWEEN, lists

#: How many raters answer at random, and how many panels are drawn from them.
RATERS, PANELS = 6000, 4000
#: The key of the ranking of all items.
ALL = "all"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Random:
    """Raters who answer at random, each step of the scale as likely as the next.

    Attributes
    ----------
    weights : dict of str to numpy.ndarray
        By list, and for all items under "all", one row a rater, one column an item.
    ratios : dict of str to numpy.ndarray
        By list, the consistency ratio of each rater.
    """

    weights: dict[str, Floats]
    ratios: dict[str, Floats]


@cache
def at_random() -> Random:
    """Return raters who answer at random, the same ones each time.

    Returns
    -------
    Random

    Examples
    --------
    >>> from kzdiplo import panel
    >>> panel.at_random().weights["threat"].shape
    (6000, 3)
    """
    rng = np.random.default_rng(1)
    weights, ratios = {}, {}
    for part, names in lists().items():
        size = len(names)
        above = np.triu_indices(size, k=1)
        judged = np.ones((RATERS, size, size))
        judged[:, *above] = rng.choice(sorted(STEPS), (RATERS, len(above[0])))
        judged[:, *above[::-1]] = 1 / judged[:, *above]
        greatest, weights[part] = ahp.principal(judged)
        ratios[part] = (greatest - size) / (size - 1) / ahp.RANDOM_INDEX[size - 1]
    between = weights[BETWEEN]
    own = [between[:, [place]] * weights[part] for place, part in enumerate(QUADRANTS)]
    return Random({**weights, ALL: np.hstack(own)}, ratios)


@lru_cache
def by_chance(raters: int) -> pd.Series:
    """Return the agreement that one random panel in twenty exceeds.

    Parameters
    ----------
    raters : int
        How many a panel has, at least two.

    Returns
    -------
    pandas.Series
        By list, and for all items under "all": the 95th percentile of Kendall's W among
        :data:`PANELS` panels of that many raters, drawn from those of :func:`at_random`.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> print(panel.by_chance(12)["strength"].round(1))
    0.2
    """
    drawn = np.random.default_rng(raters).integers(0, RATERS, (PANELS, raters))
    found = {}
    for part, weights in at_random().weights.items():
        places = ranks(weights, "average")
        apart = places - places.mean(axis=1, keepdims=True)
        spread = (apart**2).sum(axis=1)
        # Kendall's W of each panel, ties included; rater by rater, since all at once need memory
        together, most = np.zeros((PANELS, places.shape[1])), np.zeros(PANELS)
        for chosen in drawn.T:
            together += apart[chosen]
            most += raters * spread[chosen]
        found[part] = np.quantile((together**2).sum(axis=1) / most, 0.95)
    return pd.Series(found, name="by_chance").rename_axis("part")
