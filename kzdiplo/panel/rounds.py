"""Two rounds of one panel: what moved between them, by item and by rater."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kzdiplo.measures import ahp
from kzdiplo.measures.ranking import TIE
from kzdiplo.panel.forms import lists
from kzdiplo.panel.results import Panel, folded


class Moved(NamedTuple):
    """How many moved, without names.

    Attributes
    ----------
    both : int
        Raters who are counted in both rounds.
    changed : int
        Those of them who gave some pair another answer.
    median : float
        The median number of such pairs among them; 0 when nobody changed any.
    """

    both: int
    changed: int
    median: float


def by_rater(first: Panel, second: Panel) -> pd.DataFrame:
    """Return how far each rater moved who is counted in both rounds.

    Parameters
    ----------
    first, second : Panel
        The rounds; raters are the same where their names are, however spelt.

    Returns
    -------
    pandas.DataFrame
        One row a rater, named as in the second round: ``rater``; ``changed``, how many pairs have
        another answer; ``item_id``, the item whose own weight moved most, and ``change``, by how
        much.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> filled = panel.form("Dana").assign(value=1.0)
    >>> first = panel.Panel(panel.matrices(filled), {}, [])
    >>> filled.loc[0, "value"] = 3.0
    >>> second = panel.Panel(panel.matrices(filled), {}, [])
    >>> panel.rounds.by_rater(first, second)[["rater", "changed", "item_id"]].values.tolist()
    [['Dana', 1, 'S1']]
    """
    rows = []
    for rater, before in _pairs(first, second):
        earlier, later = _answers(first.matrices[before]), _answers(second.matrices[rater])
        # 0.333333 in a file is the 1/3 of a code
        same = np.isclose(earlier, later, rtol=ahp.ROUNDING, atol=0)
        change = second.own_weights().loc[rater] - first.own_weights().loc[before]
        most = int(change.abs().to_numpy().argmax())
        rows.append((rater, int((~same).sum()), change.index[most], change.iloc[most]))
    return pd.DataFrame(rows, columns=["rater", "changed", "item_id", "change"])


def moved(first: Panel, second: Panel) -> Moved:
    """Return how many raters moved, without names.

    Parameters
    ----------
    first, second : Panel
        The rounds.

    Returns
    -------
    Moved

    Examples
    --------
    >>> from kzdiplo import panel
    >>> votes = panel.Panel(panel.matrices(panel.form("Dana").assign(value=1.0)), {}, [])
    >>> panel.rounds.moved(votes, votes)
    Moved(both=1, changed=0, median=0.0)
    """
    changed = by_rater(first, second)["changed"]
    some = changed[changed > 0]
    return Moved(len(changed), len(some), float(some.median()) if len(some) else 0.0)


def by_item(first: Panel, second: Panel) -> pd.DataFrame:
    """Return how the weight of each item moved.

    Parameters
    ----------
    first, second : Panel
        The rounds.

    Returns
    -------
    pandas.DataFrame
        One row an item, in the order of the table: ``item_id``; ``first`` and ``second``, the
        weights for the panel; ``change``, the second less the first; ``up`` and ``down``, of how
        many raters counted in both rounds the own weight rose and fell.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> votes = panel.Panel(panel.matrices(panel.form("Dana").assign(value=1.0)), {}, [])
    >>> panel.rounds.by_item(votes, votes)[["change", "up", "down"]].sum().tolist()
    [0.0, 0.0, 0.0]
    """
    matched = _pairs(first, second)
    later = second.own_weights().loc[[rater for rater, _ in matched]].to_numpy()
    change = later - first.own_weights().loc[[before for _, before in matched]].to_numpy()
    # where no answer changed, only the rounding of a file did
    change[(by_rater(first, second)["changed"] == 0).to_numpy()] = 0
    one, other = (votes.weights().set_index("item_id")["weight"] for votes in (first, second))
    return pd.DataFrame(
        {
            "item_id": one.index,
            "first": one.to_numpy(),
            "second": other.to_numpy(),
            "change": (other - one).to_numpy(),
            "up": (change > TIE).sum(axis=0),
            "down": (change < -TIE).sum(axis=0),
        }
    )


def _answers(parts: Mapping[str, pd.DataFrame]) -> npt.NDArray[np.float64]:
    """Return the answer of each pair."""
    grids = (parts[part].to_numpy(float) for part in lists())
    return np.concatenate([grid[np.triu_indices(len(grid), k=1)] for grid in grids])


def _pairs(first: Panel, second: Panel) -> list[tuple[str, str]]:
    """Return the names of raters counted in both rounds, as in the second and as in the first."""
    earlier = {folded(name): name for name in first.raters}
    return [(name, earlier[folded(name)]) for name in second.raters if folded(name) in earlier]
