r"""How relations spread over vectors in several domains, and what weights make of it.

A profile is a tidy frame of shares: :math:`p_{dv}` is the share of vector :math:`v` in domain
:math:`d`, such as China in trade, and the shares of a domain add up to 1. With weights
:math:`w_d` that add up to 1 as well, the weighted share of a vector is

.. math:: c_v = \sum_d w_d \, p_{dv} .

The weights are a judgement and not a measurement, so :func:`rank_ranges` asks which ranks
survive when they are drawn at random.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, not_negative, unique
from kzdiplo.measures._frames import table
from kzdiplo.measures.concentration import effective_number, shannon_evenness, shares
from kzdiplo.measures.ranking import ranks


class RankRanges(NamedTuple):
    """What :func:`rank_ranges` returns.

    Attributes
    ----------
    ranges : pandas.DataFrame
        One row a vector, the greatest share first: ``vector``, ``equal_weights`` (its share
        with equal weights), ``best``, ``median`` and ``worst`` (its ranks over the draws, 1 for
        the greatest share; a median may lie between two ranks).
    draws : pandas.DataFrame
        One row a vector and rank, complete: ``vector``, ``rank``, ``share_of_draws``. The
        shares of a vector add up to 1; those of a rank do only without ties.
    """

    ranges: pd.DataFrame
    draws: pd.DataFrame


def profile(
    amounts: IntoFrame,
    domain: str = "domain",
    vector: str = "vector",
    amount: str = "amount",
) -> pd.DataFrame:
    r"""Return the shares :math:`p_{dv} = x_{dv} / \sum_u x_{du}` of the vectors by domain.

    Parameters
    ----------
    amounts : frame of pandas, Polars, DuckDB or PySpark
        One row a domain and vector, each vector in each domain. Units may differ between
        domains, not within one.
    domain, vector, amount : str
        Columns that name the domain and the vector, and the amount, not negative.

    Returns
    -------
    pandas.DataFrame
        Columns ``domain``, ``vector`` and ``share`` (0 to 1), domains and vectors in the order
        of their first appearance. A vector may have no share in a domain; the shares of a
        domain add up to 1.

    Raises
    ------
    ValueError
        When there are no rows or columns are missing, a name is blank, a domain and vector
        have two rows or none, an amount is missing, infinite or negative, or all amounts of a
        domain are zero.

    References
    ----------
    nardo2008handbook (normalisation as a step of its own, with consequences)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.balance import profile
    >>> amounts = pd.DataFrame(
    ...     [("trade", "X", 30), ("trade", "Y", 10), ("votes", "X", 0), ("votes", "Y", 7)],
    ...     columns=["domain", "vector", "amount"],
    ... )
    >>> profile(amounts)["share"].tolist()
    [0.75, 0.25, 0.0, 1.0]
    """
    wide = _table(amounts, domain, vector, amount)
    greatest = wide.max(axis=1)
    if (greatest == 0).any():
        raise ValueError(
            f"domain {greatest.idxmin()!r}: all amounts are zero, and shares of nothing are not "
            "defined. Leave the domain out."
        )
    return pd.DataFrame(
        {
            "domain": wide.index.repeat(wide.shape[1]),
            "vector": np.tile(np.asarray(wide.columns), len(wide)),
            "share": np.concatenate([shares(row) for row in wide.to_numpy()]),
        }
    )


def evenness(profile: IntoFrame, q: float = 1) -> pd.DataFrame:
    """Return how evenly each domain is spread over the vectors.

    Parameters
    ----------
    profile : frame of pandas, Polars, DuckDB or PySpark
        As :func:`profile` returns it.
    q : float
        Order of the effective number: with 1 small shares count for more than with 2, which is
        the inverse of the Herfindahl-Hirschman index.

    Returns
    -------
    pandas.DataFrame
        One row a domain: ``domain``, ``evenness`` (Shannon, from 0 for one vector that has all
        to 1 for equal shares) and ``effective_number`` (from 1 to the number of vectors). Both
        move with the cut: other vectors give other numbers for the same amounts.

    Raises
    ------
    ValueError
        When the frame is no profile, has a single vector, or the order is negative.

    See Also
    --------
    kzdiplo.measures.concentration : the formulas.

    References
    ----------
    shannon1948mathematical, hill1973diversity

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.balance import evenness
    >>> shares = pd.DataFrame(
    ...     [("trade", "X", 0.5), ("trade", "Y", 0.5), ("votes", "X", 0), ("votes", "Y", 1)],
    ...     columns=["domain", "vector", "share"],
    ... )
    >>> print(evenness(shares).to_string(index=False))
    domain  evenness  effective_number
     trade       1.0               2.0
     votes       0.0               1.0
    """
    wide = _shares(profile)
    return pd.DataFrame(
        {
            "domain": wide.index,
            "evenness": [shannon_evenness(row) for row in wide.to_numpy()],
            "effective_number": [effective_number(row, q) for row in wide.to_numpy()],
        }
    )


def composite(profile: IntoFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    r"""Return the weighted share :math:`c_v` of each vector under the reader's weights.

    Parameters
    ----------
    profile : frame of pandas, Polars, DuckDB or PySpark
        As :func:`profile` returns it.
    weights : mapping of str to float
        By domain, every domain of the profile; only proportions matter. A weight of zero
        leaves a domain out.

    Returns
    -------
    pandas.DataFrame
        One row a vector, the greatest share first: ``vector``, ``share`` (0 to 1, all together
        1) and ``rank``. Tied vectors share the better rank and the next one is skipped
        (1, 1, 3); see :func:`kzdiplo.measures.ranking.ranks`.

    Raises
    ------
    ValueError
        When the frame is no profile, a domain has no weight or a weight no domain, a weight is
        negative, missing or infinite, or all are zero.

    Notes
    -----
    A sum lets a vector make up in one domain for what it lacks in another, in the ratio of the
    weights. That, too, is a choice.

    References
    ----------
    nardo2008handbook (weighting and aggregation)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.balance import composite
    >>> shares = pd.DataFrame(
    ...     [("trade", "X", 0.75), ("trade", "Y", 0.25), ("votes", "X", 0), ("votes", "Y", 1)],
    ...     columns=["domain", "vector", "share"],
    ... )
    >>> print(composite(shares, {"trade": 3, "votes": 1}).to_string(index=False))
    vector  share  rank
         X 0.5625     1
         Y 0.4375     2
    """
    wide = _shares(profile)
    by_domain = dict(weights)
    unknown = sorted(map(str, set(by_domain) - set(wide.index)))
    if unknown:
        raise ValueError(f"weights for {unknown}, but the domains are {list(wide.index)}")
    absent = [name for name in wide.index if name not in by_domain]
    if absent:
        raise ValueError(f"no weight for {absent}: give each domain one, zero to leave it out")
    given = not_negative([by_domain[name] for name in wide.index], "weight", wide.index.to_frame())
    if not given.any():
        raise ValueError("all weights are zero: give at least one domain a weight")
    scores = shares(given) @ wide.to_numpy()
    result = pd.DataFrame({"vector": wide.columns, "share": scores, "rank": ranks(scores)})
    return result.sort_values("rank", kind="stable", ignore_index=True)


def rank_ranges(profile: IntoFrame, draws: int = 10_000, seed: int = 1) -> RankRanges:
    r"""Return which ranks the vectors take when the weights are drawn at random.

    Each draw is one weighting :math:`w` of the domains from the flat Dirichlet distribution, in
    which every set of weights that adds up to 1 is equally likely. In each draw the vectors are
    ranked by :math:`c_v`, 1 for the greatest.

    Parameters
    ----------
    profile : frame of pandas, Polars, DuckDB or PySpark
        As :func:`profile` returns it.
    draws : int
        Number of weightings, 1 or more. A share of draws near one half is exact to about one
        percentage point with 10,000 draws (twice its standard error).
    seed : int
        The same seed gives the same draws.

    Returns
    -------
    RankRanges
        ``ranges`` and ``draws``. Ties as in :func:`composite`. The ranges are those seen in
        the draws: a rank that only a few weightings allow may be missed.

    Raises
    ------
    ValueError
        When the frame is no profile, or there are no draws.

    Notes
    -----
    A vector with the greatest share in every domain ranks first in every draw. With two domains
    the first weight is spread evenly from 0 to 1. There X, which is ahead by :math:`a > 0` in
    the first and behind by :math:`b > 0` in the second, leads Y when
    :math:`w_1 > b / (a + b)`, that is in the share :math:`a / (a + b)` of all weightings.

    The share of draws at a rank is the rank acceptability index of Lahdelma and Salminen.

    References
    ----------
    nardo2008handbook, saisana2005uncertainty (rankings under uncertain weights),
    lahdelma2001smaa (rank acceptability)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.balance import rank_ranges
    >>> shares = pd.DataFrame(
    ...     [("trade", "X", 0.75), ("trade", "Y", 0.25), ("votes", "X", 0.5), ("votes", "Y", 0.5)],
    ...     columns=["domain", "vector", "share"],
    ... )
    >>> print(rank_ranges(shares).ranges.to_string(index=False))
    vector  equal_weights  best  median  worst
         X          0.625     1     1.0      1
         Y          0.375     2     2.0      2
    """
    wide = _shares(profile)
    if draws < 1:
        raise ValueError(f"draws = {draws}: one or more")
    domains, vectors = wide.shape
    weights = np.random.default_rng(seed).dirichlet(np.ones(domains), size=draws)
    places = ranks(weights @ wide.to_numpy())
    ranges = pd.DataFrame(
        {
            "vector": wide.columns,
            "equal_weights": wide.to_numpy().mean(axis=0),
            "best": places.min(axis=0),
            "median": np.median(places, axis=0),
            "worst": places.max(axis=0),
        }
    ).sort_values("equal_weights", ascending=False, kind="stable", ignore_index=True)
    counts = pd.DataFrame(
        [np.bincount(column.astype(np.intp), minlength=vectors + 1)[1:] for column in places.T],
        index=wide.columns,
    ).loc[ranges["vector"]]
    of_draws = pd.DataFrame(
        {
            "vector": counts.index.repeat(vectors),
            "rank": np.tile(np.arange(1, vectors + 1), vectors),
            "share_of_draws": counts.to_numpy().ravel() / draws,
        }
    )
    return RankRanges(ranges, of_draws)


def _table(given: IntoFrame, domain: str, vector: str, value: str) -> pd.DataFrame:
    """Return domains by vectors in the order of first appearance, after checks."""
    keys = [domain, vector]
    remedy = "Rename them, or name them in the call."
    rows = table(given, [*keys, value], "a profile", remedy)
    (row, domains), (column, vectors) = coded(rows, keys, "Name them, or drop the rows and say so.")
    unique(rows, keys, "Add them up first, or keep one.")
    cells = np.full((len(domains), len(vectors)), np.nan)
    cells[row, column] = not_negative(rows[value], value, rows[keys])
    wide = pd.DataFrame(
        cells, index=pd.Index(domains, name=domain), columns=pd.Index(vectors, name=vector)
    )
    for name, row_of in wide.iterrows():
        absent = row_of.index[row_of.isna()].tolist()
        if absent:
            raise ValueError(
                f"no row for {absent} in domain {name!r}: give a zero "
                "where there is nothing, or leave the domain out where it is not known"
            )
    return wide


def _shares(profile: IntoFrame) -> pd.DataFrame:
    """Return a profile as domains by vectors, after checks."""
    wide = _table(profile, "domain", "vector", "share")
    totals = wide.sum(axis=1)
    off = totals[(totals - 1).abs() > 1e-6]
    if len(off):
        raise ValueError(
            f"the shares of domain {off.index[0]!r} add up to {off.iloc[0]:g}, not 1: make them "
            "with `profile`, and once more after dropping vectors"
        )
    return wide
