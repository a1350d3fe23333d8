r"""How relations spread over vectors in several domains, and what weights make of it.

A profile is a tidy frame of shares: :math:`p_{dv}` is the share of vector :math:`v` in domain
:math:`d`, such as China in trade, and the shares of a domain add up to 1. With weights
:math:`w_d` that add up to 1 as well, the weighted share of a vector is

.. math:: c_v = \sum_d w_d \, p_{dv} .

The weights are a judgement and not a measurement, so :func:`rank_ranges` asks which ranks
survive when they are drawn at random.

Counts differ between reporters and between schemes of vectors, so :func:`evenness_ranges` gives the
range of what they say, :func:`rank_range` the places among peers that it allows, and
:func:`compare` tells whether a change is more than a difference between reporters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, floats, not_negative, refuse, unique
from kzdiplo.measures._frames import Names, names, reserve, table
from kzdiplo.measures.concentration import effective_number, shannon_evenness, shares
from kzdiplo.measures.ranking import TIE, ranks

#: The columns of :func:`evenness_ranges` beside those that name a group.
_RANGE = ["evenness_low", "evenness_high", "effective_low", "effective_high"]
_RANGE += ["low_by", "high_by", "n_variants"]


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


def profile_of(
    iso3: str, amounts: IntoFrame, periods: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return the profile of one state: the shares of the vectors, domain by domain.

    Parameters
    ----------
    iso3 : str
        The state.
    amounts : frame of pandas, Polars, DuckDB or PySpark
        Rows of the table ``vector_amounts`` or of its form: ``iso3``, ``domain``, ``period``,
        ``first_year``, ``last_year``, ``reporter``, ``vector``, ``amount``. Give the vectors of
        another scheme by changing that column and adding up.
    periods : mapping of str to str, optional
        By domain, the period to take; of the others the newest is taken, which is the one that
        ends last, and of those that end together the shortest.

    Returns
    -------
    pandas.DataFrame
        As :func:`profile` returns it, for :func:`evenness`, :func:`composite` and
        :func:`rank_ranges`, with the columns ``period`` and ``reporter`` besides. Where several
        reporters have the period the first in the frame counts, which in ``vector_amounts`` is
        the state's own record: filter the frame to take another, and see
        :func:`evenness_ranges` for all. Domains without a row for the state are left out.

    Raises
    ------
    ValueError
        When the frame has no rows of the state, or none of a period that was asked for, and as
        :func:`profile`.

    References
    ----------
    nardo2008handbook

    Examples
    --------
    >>> import kzdiplo as kz
    >>> from kzdiplo.measures.balance import evenness, profile_of
    >>> uzbekistan = profile_of("UZB", kz.load("vector_amounts"))
    >>> domains = evenness(uzbekistan).set_index("domain")["evenness"].round(2)
    >>> domains[["trade", "arms"]].to_dict()
    {'trade': 0.92, 'arms': 0.38}
    """
    columns = ["iso3", "domain", "period", "first_year", "last_year", "reporter"]
    remedy = "Rename them to those of the table vector_amounts."
    rows = table(amounts, [*columns, "vector", "amount"], "amounts", remedy)
    rows = rows[rows["iso3"] == iso3]
    if rows.empty:
        raise ValueError(f"no row has iso3={iso3!r}: give the code of a state in the frame")
    taken = []
    for domain, part in rows.groupby("domain", sort=False):
        asked = (periods or {}).get(str(domain))
        newest = part.sort_values(["last_year", "first_year"], kind="stable")["period"].iloc[-1]
        part = part[part["period"] == (asked or newest)]
        if part.empty:
            raise ValueError(f"{iso3} has no period {asked!r} in domain {domain!r}")
        taken.append(part[part["reporter"] == part["reporter"].iloc[0]])
    unknown = sorted(set(periods or {}) - set(rows["domain"]))
    if unknown:
        raise ValueError(f"periods for {unknown}, but {iso3} has {list(rows['domain'].unique())}")
    chosen = pd.concat(taken)
    of_domain = chosen.drop_duplicates("domain").set_index("domain")[["period", "reporter"]]
    return profile(chosen).join(of_domain, on="domain")


def evenness_ranges(
    amounts: IntoFrame,
    by: Names,
    variant: str = "reporter",
    vector: str = "vector",
    amount: str = "amount",
) -> pd.DataFrame:
    r"""Return the range of evenness over reporters, or over schemes of vectors.

    Parameters
    ----------
    amounts : frame of pandas, Polars, DuckDB or PySpark
        One row a group, variant and vector, each vector of a group in each of its variants.
    by : str or sequence of str
        Columns of what is measured, such as ``iso3`` and ``period``.
    variant : str
        Column of what is uncertain: who reported the amounts, or which scheme of vectors they
        were added up in. Variants may have different vectors.
    vector, amount : str
        Columns of the vector, and of the amount, not negative.

    Returns
    -------
    pandas.DataFrame
        One row a group: the columns of ``by``, ``evenness_low``, ``evenness_high`` (0 to 1,
        Shannon), ``effective_low``, ``effective_high`` (effective number of order 1),
        ``low_by``, ``high_by`` (the variant that gives the evenness) and ``n_variants``. With one
        variant low and high are the same, which is no sign of certainty:
        :func:`rank_range` and :func:`compare` ask for a margin.

    Raises
    ------
    ValueError
        As :func:`profile` and :func:`evenness`.

    See Also
    --------
    kzdiplo.measures.concentration.evenness_bounds : for a residual that no vector has.
    kzdiplo.measures.voting.agreement : intervals of scores of votes, by a bootstrap.

    References
    ----------
    shannon1948mathematical, hill1973diversity

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.balance import evenness_ranges
    >>> amounts = pd.DataFrame(
    ...     [("A", "own", "X", 1), ("A", "own", "Y", 1), ("A", "mirror", "X", 3)]
    ...     + [("A", "mirror", "Y", 1)],
    ...     columns=["iso3", "reporter", "vector", "amount"],
    ... )
    >>> ranges = evenness_ranges(amounts, by="iso3")
    >>> ranges[["evenness_low", "evenness_high", "low_by"]].round(3).values.tolist()
    [[0.811, 1.0, 'mirror']]
    """
    keys = names(by, "by")
    reserve([*_RANGE, "evenness", "effective_number"], keys, "by")
    remedy = "Rename them, or name yours in by, variant, vector and amount."
    rows = table(amounts, [*keys, variant, vector, amount], "amounts", remedy)
    coded(rows, [*keys, variant], "Name them, or drop the rows and say so.")
    labels = [
        ", ".join(f"{key}={value}" for key, value in zip(keys, row, strict=True))
        for row in rows[keys].itertuples(index=False)
    ]
    rows = rows.assign(_group=labels)
    parts = []
    for name, part in rows.groupby(variant, sort=False):
        even = evenness(profile(part, "_group", vector, amount)).set_index("domain")
        named = part.drop_duplicates("_group")[[*keys, "_group"]].assign(_variant=name)
        parts.append(named.join(even, on="_group"))
    each = pd.concat(parts, ignore_index=True)
    order = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    each = each.sort_values("_group", key=lambda column: column.map(order), kind="stable")
    groups = each.groupby("_group", sort=False)
    low, high = each.loc[groups["evenness"].idxmin()], each.loc[groups["evenness"].idxmax()]
    found = [
        end[name] for name in ("evenness", "effective_number", "_variant") for end in (low, high)
    ]
    result = low[keys].reset_index(drop=True)
    for column, values in zip(_RANGE, [*found, groups.size()], strict=True):
        result[column] = values.to_numpy()
    return result


def reporter_gap(ranges: IntoFrame, quantile: float = 0.5) -> float:
    """Return how far reporters part over one and the same thing.

    Parameters
    ----------
    ranges : frame of pandas, Polars, DuckDB or PySpark
        As :func:`evenness_ranges` returns it. Rows of one variant say nothing and are left out.
    quantile : float
        Which of the gaps, from 0 to 1: the median, or 1 for the greatest.

    Returns
    -------
    float
        A quantile of the differences of ``evenness_high`` and ``evenness_low``, for the margin of
        :func:`rank_range` and :func:`compare`.

    Raises
    ------
    ValueError
        When no row has two variants, or the quantile lies outside of 0 to 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.balance import reporter_gap
    >>> ranges = pd.DataFrame(
    ...     {"evenness_low": [0.8, 0.5, 0.7], "evenness_high": [0.9, 0.7, 0.7]}
    ... ).assign(n_variants=[2, 2, 1])
    >>> round(reporter_gap(ranges), 3)
    0.15
    """
    if not 0 <= quantile <= 1:
        raise ValueError(f"quantile = {quantile}: from 0 to 1")
    columns = ["evenness_low", "evenness_high", "n_variants"]
    rows = table(ranges, columns, "ranges", "Make them with evenness_ranges.")
    rows = rows[rows["n_variants"] > 1]
    if rows.empty:
        raise ValueError("no row has two variants: without a second reporter the gap is not known")
    return float((rows["evenness_high"] - rows["evenness_low"]).quantile(quantile))


def rank_range(
    ranges: IntoFrame,
    margin: float,
    low: str = "evenness_low",
    high: str = "evenness_high",
) -> pd.DataFrame:
    r"""Return the places among peers that ranges of a value allow, 1 for the greatest.

    One is ahead of another when its low end is above the other's high end by more than the
    margin :math:`m`. Among n rows a row :math:`i` has

    .. math::

        best_i = 1 + |\{j : l_j - h_i > m\}|, \quad worst_i = n - |\{j : l_i - h_j > m\}| .

    Parameters
    ----------
    ranges : frame of pandas, Polars, DuckDB or PySpark
        One row a peer, all of one domain and period, such as rows of :func:`evenness_ranges` or
        scores of votes with their intervals.
    margin : float
        By how much two reporters part over the same thing, see :func:`reporter_gap`; above zero,
        since a peer with one reporter is not known exactly.
    low, high : str
        Columns of the ends.

    Returns
    -------
    pandas.DataFrame
        The rows with ``best`` and ``worst``, whole numbers from 1 to ``n_ranked``. Peers whose
        values cannot be told apart share places; one that stands clear of all has best = worst.

    Raises
    ------
    ValueError
        When the margin is not above zero, an end is missing, or low is above high.

    Notes
    -----
    Being ahead is no order of its own: A may be level with B, and B with C, while A is ahead of
    C. So the range of places is what can be said, and no single rank.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.balance import rank_range
    >>> ranges = pd.DataFrame(
    ...     {"iso3": ["A", "B", "C"], "low": [0.90, 0.88, 0.70], "high": [0.91, 0.88, 0.75]}
    ... )
    >>> print(rank_range(ranges, 0.03, "low", "high").to_string(index=False))
    iso3  low  high  best  worst  n_ranked
       A 0.90  0.91     1      2         3
       B 0.88  0.88     1      2         3
       C 0.70  0.75     3      3         3
    """
    rows = table(ranges, [low, high], "ranges", "Make them with evenness_ranges.", others=True)
    reserve(["best", "worst", "n_ranked"], list(rows.columns), "ranges")
    least, most = _ends(rows, low, high, margin)
    ahead = least[:, np.newaxis] - most > margin + TIE  # row ahead of column
    return rows.assign(best=1 + ahead.sum(axis=0), worst=len(rows) - ahead.sum(axis=1)).assign(
        n_ranked=len(rows)
    )


def compare(
    ranges: IntoFrame,
    earlier: object,
    later: object,
    margin: float,
    by: Names = "iso3",
    period: str = "period",
    low: str = "evenness_low",
    high: str = "evenness_high",
) -> pd.DataFrame:
    """Return how a value changed, and whether reporters alone could part so far.

    Parameters
    ----------
    ranges : frame of pandas, Polars, DuckDB or PySpark
        One row a group and period, such as rows of :func:`evenness_ranges`.
    earlier, later : object
        The two periods.
    margin : float
        By how much two reporters part over the same thing, see :func:`reporter_gap`; above zero.
    by : str or sequence of str
        Columns of what is compared.
    period, low, high : str
        Columns of the period and of the ends.

    Returns
    -------
    pandas.DataFrame
        One row a group that has both periods: the columns of ``by``, ``change_low`` and
        ``change_high`` (the least and the greatest change that the ranges allow, later less
        earlier) and ``verdict``: ``higher`` or ``lower`` where the change is more than the margin
        in every case, otherwise ``less than reporters part``.

    Raises
    ------
    ValueError
        When no group has both periods, a group has one twice, the margin is not above zero, an
        end is missing, or low is above high.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.balance import compare
    >>> ranges = pd.DataFrame(
    ...     [("A", 1996, 0.82, 0.83), ("A", 2016, 0.83, 0.85), ("B", 1996, 0.80, 0.80)]
    ...     + [("B", 2016, 0.55, 0.60)],
    ...     columns=["iso3", "period", "evenness_low", "evenness_high"],
    ... )
    >>> compare(ranges, 1996, 2016, margin=0.03)["verdict"].tolist()
    ['less than reporters part', 'lower']
    """
    keys = names(by, "by")
    rows = table(ranges, [*keys, period, low, high], "ranges", "Make them with evenness_ranges.")
    _ends(rows, low, high, margin)
    unique(rows, [*keys, period], "Keep one domain, or name it in `by`.")
    first, last = (rows[rows[period] == which] for which in (earlier, later))
    both = first.merge(last, on=keys, suffixes=("_earlier", "_later"))
    if both.empty:
        raise ValueError(
            f"nothing has both periods, {earlier!r} and {later!r}; there are "
            f"{list(rows[period].unique())}"
        )
    least = both[f"{low}_later"] - both[f"{high}_earlier"]
    most = both[f"{high}_later"] - both[f"{low}_earlier"]
    verdict = np.select(
        [least > margin + TIE, most < -margin - TIE],
        ["higher", "lower"],
        "less than reporters part",
    )
    return both[keys].assign(change_low=least, change_high=most, verdict=verdict)


def _ends(
    rows: pd.DataFrame, low: str, high: str, margin: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the ends of ranges, after checks."""
    if not margin > 0:
        raise ValueError(
            f"margin = {margin}: it must be above zero. Say by how much reporters part over the "
            "same thing, such as reporter_gap(ranges)."
        )
    least, most = floats(rows[low], low), floats(rows[high], high)
    remedy = "Leave the row out, and say so."
    refuse(rows, np.isnan(least) | np.isnan(most), f"without {low} or {high}", remedy)
    refuse(rows, least > most, f"with {low} above {high}", "Swap the two columns.")
    return least, most


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
