r"""A SWOT table with weights: priorities of its items, their stability, strategies from pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, floats, grid, unique
from kzdiplo.measures._frames import reserve, table
from kzdiplo.measures.ahp import aggregate, principal, weights
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
    group_matrix: pd.DataFrame | npt.ArrayLike,
    factor_matrices: Mapping[str, pd.DataFrame],
    *,
    scale: Literal["sum", "greatest"] = "sum",
) -> pd.DataFrame:
    """Return the weight of every item of a SWOT table, within its group and overall.

    The hybrid of SWOT and the analytic hierarchy process (A'WOT): items are compared within
    their group, groups with one another, and an item's overall priority is the product of both
    weights.

    Divided by its sum, a list shares the weight of its group among its items, so that an item
    of a short list starts higher and a copy of an item takes weight from the others. Divided by
    its greatest, the heaviest item of each list stands for its group, however long the list is.

    Parameters
    ----------
    group_matrix : pandas.DataFrame or array-like
        Judgements between groups, rows and columns named by group; without names, in the order
        of `factor_matrices`.
    factor_matrices : mapping of str to pandas.DataFrame
        For each group the judgements between its items, rows and columns named by item.
    scale : {"sum", "greatest"}
        By what the local weights of a group are divided before they are multiplied by its
        weight.

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
    kurttila2000utilizing; belton1983short

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
        scaled = local / local.max() if scale == "greatest" else local
        parts.append(
            pd.DataFrame(
                {
                    "group": group,
                    "factor": local.index,
                    "group_weight": group_weight,
                    "local_weight": local.to_numpy(),
                    "priority": group_weight * scaled.to_numpy(),
                }
            )
        )
    result = pd.concat(parts, ignore_index=True)
    return result.assign(priority=result["priority"] / result["priority"].sum())


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


def moved_priorities(
    group_matrices: Iterable[pd.DataFrame],
    factor_matrices: Mapping[str, Iterable[pd.DataFrame]],
    *,
    steps: float = 1.0,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the weights of items when every answer of every rater moves a little.

    In each draw each judgement of each rater moves by a random distance of its own, even between
    -`steps` and +`steps` steps of Saaty's scale (from 3 to 4 or to 2, from 1 to 2 or to 1/2), its
    reciprocal with it; then the raters are joined anew. Errors of several raters so cancel out
    in part, as those of people would who answer independently.

    Parameters
    ----------
    group_matrices : iterable of pandas.DataFrame
        Judgements between groups, one matrix a rater, as for :func:`priorities`.
    factor_matrices : mapping of str to iterable of pandas.DataFrame
        For each group the judgements between its items, one matrix a rater.
    steps : float
        The greatest distance that a judgement moves.
    draws : int
        How many times.
    seed : int
        Start of the random numbers: the same seed gives the same result.

    Returns
    -------
    pandas.DataFrame
        One row a draw, one column an item, in the order of :func:`priorities`; each row sums
        to 1.

    Raises
    ------
    ValueError
        As :func:`priorities`; also for no matrices, for fewer than one draw or negative steps.

    References
    ----------
    saaty1980analytic; aczel1983procedures

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.swot import moved_priorities
    >>> names = ["strength", "threat"]
    >>> groups = pd.DataFrame([[1, 7], [1 / 7, 1]], index=names, columns=names)
    >>> factors = {name: [pd.DataFrame([[1]], [name[0]], [name[0]])] * 2 for name in names}
    >>> moved = moved_priorities([groups, groups], factors, draws=100)
    >>> moved.columns.tolist(), bool((moved["s"] > moved["t"]).all())
    (['s', 't'], True)
    """
    if draws < 1 or not 0 <= steps < np.inf:
        raise ValueError(f"{draws} draws of {steps} steps: give at least one, and no less than 0")
    groups = list(group_matrices)
    factors = {group: list(raters) for group, raters in factor_matrices.items()}
    base = priorities(aggregate(groups), {name: aggregate(own) for name, own in factors.items()})
    rng = np.random.default_rng(seed)
    of_groups = _moved(groups, steps, draws, rng)
    of_items = [
        _moved(raters, steps, draws, rng).mul(of_groups[group], axis=0)
        for group, raters in factors.items()
    ]
    return pd.concat(of_items, axis=1)[base["factor"].tolist()]


def rank_stability(priority: pd.Series, moved: pd.DataFrame) -> pd.DataFrame:
    """Return how far the ranks of items move when the answers move.

    Parameters
    ----------
    priority : pandas.Series
        The weight of each item, by item.
    moved : pandas.DataFrame
        One row a draw, one column an item: the result of :func:`moved_priorities`.

    Returns
    -------
    pandas.DataFrame
        One row an item: ``factor``, ``priority``, ``rank`` (1 is the heaviest; equal weights
        share the mean of their places), ``rank_low`` and ``rank_high`` (least and greatest in
        90 per cent of the draws), ``rank_kept`` (share of draws with the same rank).

    Raises
    ------
    ValueError
        When there are no draws, or the items of both differ.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.swot import rank_stability
    >>> priority = pd.Series({"S1": 0.7, "T1": 0.3})
    >>> moved = pd.DataFrame({"S1": [0.6, 0.8, 0.4, 0.7], "T1": [0.4, 0.2, 0.6, 0.3]})
    >>> rank_stability(priority, moved)["rank_kept"].tolist()
    [0.75, 0.75]
    """
    if set(priority.index) != set(moved.columns) or moved.empty:
        raise ValueError(
            f"{len(moved)} draws of {sorted(map(str, moved.columns))} for the items "
            f"{sorted(map(str, priority.index))}: give the draws of the same items"
        )
    drawn = ranks(moved[priority.index], "average")
    own = ranks(priority, "average")
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    return pd.DataFrame(
        {
            "factor": priority.index,
            "priority": priority.to_numpy(),
            "rank": own,
            "rank_low": np.floor(low),
            "rank_high": np.ceil(high),
            "rank_kept": (drawn == own).mean(axis=0),
        }
    )


def _moved(
    raters: list[pd.DataFrame], steps: float, draws: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Move each judgement along Saaty's scale and weigh: one row a draw, one column an item."""
    names = raters[0].index
    i, j = np.triu_indices(len(names), k=1)
    given = np.array([matrix.to_numpy(dtype=float)[i, j] for matrix in raters])
    # on this line 1/3, 1/2, 1, 2, 3 are one step apart
    place = np.where(given >= 1, given - 1, 1 - 1 / given)
    place = np.clip(place + rng.uniform(-steps, steps, (draws, *place.shape)), -8, 8)
    joined = (np.sign(place) * np.log1p(np.abs(place))).mean(axis=1)
    logs = np.zeros((draws, len(names), len(names)))
    logs[:, i, j], logs[:, j, i] = joined, -joined
    return pd.DataFrame(principal(np.exp(logs))[1], columns=names)
