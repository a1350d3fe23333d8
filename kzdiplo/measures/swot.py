r"""A SWOT table with weights: priorities of its items, their stability, strategies from pairs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, floats, grid, unique
from kzdiplo.measures._frames import reserve, table
from kzdiplo.measures.ahp import weights
from kzdiplo.measures.ranking import ranks

#: The quadrants of a SWOT table and their names in print.
QUADRANTS = {
    "strength": "Strengths",
    "weakness": "Weaknesses",
    "opportunity": "Opportunities",
    "threat": "Threats",
}
#: The cells of a TOWS matrix by the quadrants of the two items that a strategy joins.
CELLS = {
    frozenset({"strength", "opportunity"}): "SO",
    frozenset({"weakness", "opportunity"}): "WO",
    frozenset({"strength", "threat"}): "ST",
    frozenset({"weakness", "threat"}): "WT",
}


def priorities(
    group_matrix: pd.DataFrame | npt.ArrayLike, factor_matrices: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return the weight of every item of a SWOT table, within its group and overall.

    The hybrid of SWOT and the analytic hierarchy process (A'WOT): items are compared within
    their group, groups with one another, and an item's overall priority is the product of both
    weights.

    Parameters
    ----------
    group_matrix : pandas.DataFrame or array-like
        Judgements between groups, rows and columns named by group; without names, in the order
        of `factor_matrices`.
    factor_matrices : mapping of str to pandas.DataFrame
        For each group the judgements between its items, rows and columns named by item.

    Returns
    -------
    pandas.DataFrame
        One row an item, in the order of groups and items: ``group``, ``factor``,
        ``group_weight``, ``local_weight`` (sums to 1 in each group) and ``priority`` (sums
        to 1 over all).

    Raises
    ------
    ValueError
        When groups and factor matrices do not match, or a matrix is no matrix of judgements.

    References
    ----------
    kurttila2000utilizing

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.swot import priorities
    >>> names = ["strength", "threat"]
    >>> groups = pd.DataFrame([[1, 3], [1 / 3, 1]], index=names, columns=names)
    >>> factors = {
    ...     "strength": pd.DataFrame({"S1": {"S1": 1, "S2": 1 / 4}, "S2": {"S1": 4, "S2": 1}}),
    ...     "threat": pd.DataFrame({"T1": {"T1": 1}}),
    ... }
    >>> priorities(groups, factors).set_index("factor")["priority"].round(3).to_dict()
    {'S1': 0.6, 'S2': 0.15, 'T1': 0.25}
    """
    if not isinstance(group_matrix, pd.DataFrame):
        names = list(factor_matrices)
        values = floats(grid(group_matrix, "groups"), "groups")
        if values.shape != (len(names), len(names)):
            raise ValueError(f"{len(names)} groups and a matrix of the shape {values.shape}")
        group_matrix = pd.DataFrame(values, index=names, columns=names)
    if set(group_matrix.index) != set(factor_matrices):
        raise ValueError(
            f"groups {sorted(map(str, group_matrix.index))} are compared, but there are items of "
            f"{sorted(map(str, factor_matrices))}"
        )
    of_groups = weights(group_matrix)
    ordered = [(group, factor_matrices[group]) for group in group_matrix.index.tolist()]
    parts = []
    for (group, matrix), group_weight in zip(ordered, of_groups, strict=True):
        local = weights(matrix)
        parts.append(
            pd.DataFrame(
                {
                    "group": group,
                    "factor": local.index,
                    "group_weight": group_weight,
                    "local_weight": local.to_numpy(),
                    "priority": group_weight * local.to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def tows(items: IntoFrame, links: IntoFrame) -> pd.DataFrame:
    """Sort strategies into the four cells of a TOWS matrix.

    Parameters
    ----------
    items : frame of pandas, Polars, DuckDB or PySpark
        ``item_id`` and ``quadrant`` (``strength``, ``weakness``, ``opportunity``, ``threat``).
    links : frame of pandas, Polars, DuckDB or PySpark
        One row a strategy and pair: ``item_a`` and ``item_b``, one inside (a strength or a
        weakness) and one outside (an opportunity or a threat), and ``strategy``.

    Returns
    -------
    pandas.DataFrame
        The links in the order of the cells, with ``cell`` in front: ``SO``, ``WO``, ``ST``,
        ``WT``. Other columns of `links` are kept.

    Raises
    ------
    ValueError
        When there are no rows, a column is missing, a cell of these is blank, an item stands
        twice or is unknown, a pair does not join an inside and an outside item, or `links` has a
        column ``cell``.

    References
    ----------
    weihrich1982tows

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.swot import tows
    >>> items = pd.DataFrame({"item_id": ["S1", "T1"], "quadrant": ["strength", "threat"]})
    >>> links = pd.DataFrame({"item_a": ["S1"], "item_b": ["T1"], "strategy": ["Use the forum"]})
    >>> tows(items, links)["cell"].tolist()
    ['ST']
    """
    known = table(items, ["item_id", "quadrant"], "items", "Rename the columns.")
    pairs = table(links, ["item_a", "item_b"], "links", "Rename the columns.", others=True)
    reserve(["cell"], list(pairs.columns), "links")
    coded(known, ["item_id", "quadrant"], "Name each item and its quadrant.")
    coded(pairs, ["item_a", "item_b"], "Name both items.")
    unique(known, ["item_id"], "Let each item stand once in the table of items.")
    quadrant = dict(zip(known["item_id"], known["quadrant"], strict=True))
    sides = [pairs[name] for name in ("item_a", "item_b")]
    unknown = sorted({str(name) for side in sides for name in side if name not in quadrant})
    if unknown:
        raise ValueError(f"links name items that are not in the table: {', '.join(unknown)}")
    cells = []
    for a, b in zip(*sides, strict=True):
        cell = CELLS.get(frozenset({quadrant[a], quadrant[b]}))
        if cell is None:
            raise ValueError(
                f"{a} ({quadrant[a]}) and {b} ({quadrant[b]}): a strategy joins a strength or a "
                "weakness with an opportunity or a threat"
            )
        cells.append(cell)
    order = pd.Categorical(cells, categories=list(CELLS.values()), ordered=True)
    result = pairs.assign(cell=order).sort_values("cell", kind="stable", ignore_index=True)
    result["cell"] = result["cell"].astype("str")
    return result[["cell", *pairs.columns]]


def rank_stability(
    group_matrix: pd.DataFrame,
    factor_matrices: Mapping[str, pd.DataFrame],
    *,
    steps: float = 1.0,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how far the ranks of items move when the judgements move a little.

    In each draw every judgement moves by a random distance, even between -`steps` and +`steps`
    steps of Saaty's scale (from 3 to 4 or to 2, from 1 to 2 or to 1/2), its reciprocal with it.

    Parameters
    ----------
    group_matrix, factor_matrices
        As for :func:`priorities`.
    steps : float
        The greatest distance that a judgement moves.
    draws : int
        How many times.
    seed : int
        Start of the random numbers: the same seed gives the same result.

    Returns
    -------
    pandas.DataFrame
        One row an item: ``group``, ``factor``, ``priority``, ``rank`` (1 is the heaviest),
        ``rank_low`` and ``rank_high`` (least and greatest in 90 per cent of the draws),
        ``rank_kept`` (share of draws with the same rank).

    Raises
    ------
    ValueError
        As :func:`priorities`; also for fewer than one draw or negative steps.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.swot import rank_stability
    >>> names = ["strength", "threat"]
    >>> groups = pd.DataFrame([[1, 7], [1 / 7, 1]], index=names, columns=names)
    >>> factors = {name: pd.DataFrame([[1]], index=[name[0]], columns=[name[0]]) for name in names}
    >>> rank_stability(groups, factors)["rank_kept"].tolist()
    [1.0, 1.0]
    """
    if draws < 1 or not 0 <= steps < np.inf:
        raise ValueError(f"{draws} draws of {steps} steps: give at least one, and no less than 0")
    base = priorities(group_matrix, factor_matrices)
    rng = np.random.default_rng(seed)
    moved_ranks = np.empty((draws, len(base)))
    for i in range(draws):
        moved = priorities(
            _moved(group_matrix, steps, rng),
            {group: _moved(matrix, steps, rng) for group, matrix in factor_matrices.items()},
        )
        moved_ranks[i] = ranks(moved["priority"], "average")
    own = ranks(base["priority"], "average")
    low, high = np.quantile(moved_ranks, [0.05, 0.95], axis=0)
    return base[["group", "factor", "priority"]].assign(
        rank=own,
        rank_low=np.floor(low),
        rank_high=np.ceil(high),
        rank_kept=(moved_ranks == own).mean(axis=0),
    )


def _moved(matrix: pd.DataFrame, steps: float, rng: np.random.Generator) -> pd.DataFrame:
    """Move each judgement along Saaty's scale, on which 1/3, 1/2, 1, 2, 3 are one step apart."""
    values = matrix.to_numpy(dtype=float)
    upper = np.triu_indices(len(values), k=1)
    above = values[upper]
    place = np.where(above >= 1, above - 1, 1 - 1 / above)
    place = np.clip(place + rng.uniform(-steps, steps, size=place.shape), -8, 8)
    moved = (1 + np.abs(place)) ** np.sign(place)
    result = np.ones_like(values)
    result[upper] = moved
    result.T[upper] = 1 / moved
    return pd.DataFrame(result, index=matrix.index, columns=matrix.columns)
