r"""How concentrated or how even a distribution is.

All functions take amounts (or shares; only proportions matter) of one distribution, such as
the trade with each partner in one year, and work with the shares
:math:`p_i = x_i / \sum_j x_j`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from kzdiplo.measures._checks import not_negative


def shares(values: Iterable[float]) -> npt.NDArray[np.float64]:
    r"""Return the shares :math:`p_i` of a distribution.

    Parameters
    ----------
    values : iterable of float
        Amounts or shares, not negative: a list, an array, or a column of pandas or Polars.

    Returns
    -------
    numpy.ndarray
        One share an amount, in order, which add up to 1.

    Raises
    ------
    TypeError
        For a frame, a mapping or a text in place of numbers.
    ValueError
        For no values, a sum of zero, or a value that is negative, missing, infinite or no number.

    Examples
    --------
    >>> from kzdiplo.measures.concentration import shares
    >>> shares([3, 1]).tolist()
    [0.75, 0.25]
    """
    amounts = not_negative(values)
    if amounts.size == 0:
        raise ValueError("no values: a distribution needs at least one amount")
    if not amounts.any():
        raise ValueError("all values are zero: shares of nothing are not defined")
    # scaled by a power of two, which rounds nothing, so that no sum is too great for a number
    amounts = np.ldexp(amounts, -np.frexp(amounts.max())[1])
    result: npt.NDArray[np.float64] = amounts / amounts.sum()
    return result


def hhi(values: Iterable[float]) -> float:
    r"""Return the Herfindahl-Hirschman index :math:`\sum_i p_i^2`.

    Parameters
    ----------
    values : iterable of float
        Amounts or shares, not negative: a list, an array, or a column of pandas or Polars.

    Returns
    -------
    float
        From 1/n (n equal parts) to 1 (one part has all). Antitrust writing often multiplies
        percentages instead and gives 10,000 times this number.

    Raises
    ------
    ValueError
        As :func:`shares`.

    References
    ----------
    herfindahl1950concentration, hirschman1964paternity (keys of references.bib)

    Examples
    --------
    >>> from kzdiplo.measures.concentration import hhi
    >>> hhi([30, 30, 20, 20])
    0.26
    """
    return float(np.sum(shares(values) ** 2))


def hhi_bounds(values: Iterable[float], residual: float) -> tuple[float, float]:
    r"""Return the least and greatest index that an unlisted residual allows.

    Parameters
    ----------
    values : iterable of float
        Amounts of the listed parts.
    residual : float
        The amount spread over parts that the source does not list, not negative.

    Returns
    -------
    tuple of float
        ``(low, high)``: low when the residual is spread over endlessly many parts and adds
        nothing, high when it is one single part.

    Raises
    ------
    ValueError
        As :func:`shares`; also for a negative residual.

    References
    ----------
    herfindahl1950concentration (the index); the bounds follow from it.

    Examples
    --------
    >>> from kzdiplo.measures.concentration import hhi_bounds
    >>> low, high = hhi_bounds([60, 30], residual=10)
    >>> round(low, 4), round(high, 4)
    (0.45, 0.46)
    """
    parts = shares([*not_negative(values), residual])
    return float(np.sum(parts[:-1] ** 2)), float(np.sum(parts**2))


def shannon_evenness(values: Iterable[float]) -> float:
    r"""Return the Shannon evenness :math:`-\sum_i p_i \ln p_i / \ln n`.

    Parameters
    ----------
    values : iterable of float
        Amounts or shares, not negative. Parts of zero count in n: a vector without trade
        is part of the distribution.

    Returns
    -------
    float
        From 0 (one part has all) to 1 (all parts equal).

    Raises
    ------
    ValueError
        As :func:`shares`; also for a single part, where evenness is not defined.

    References
    ----------
    shannon1948mathematical (the entropy), hill1973diversity (evenness)

    Examples
    --------
    >>> from kzdiplo.measures.concentration import shannon_evenness
    >>> round(shannon_evenness([1, 1, 1, 1]), 6)
    1.0
    """
    parts = shares(values)
    if parts.size == 1:
        raise ValueError("evenness of a single part is not defined")
    return _entropy(parts) / float(np.log(parts.size))


def evenness_bounds(values: Iterable[float], residual: float) -> tuple[float, float]:
    r"""Return the least and greatest Shannon evenness that an unplaced residual allows.

    Parameters
    ----------
    values : iterable of float
        Amounts of the parts, parts of zero among them, two or more.
    residual : float
        The amount that belongs to these parts, but is not known by part, such as exports without
        a country; not negative.

    Returns
    -------
    tuple of float
        ``(low, high)``, from 0 to 1. High is the evenness when the residual fills up the smallest
        parts to one level. Low is the least of those when one part has all of it: entropy is
        concave, so that its least value lies in a corner.

    Raises
    ------
    ValueError
        As :func:`shannon_evenness`; also for a negative residual.

    Notes
    -----
    With n parts the effective number of order 1 lies between :math:`n^{low}` and
    :math:`n^{high}`.

    References
    ----------
    shannon1948mathematical (the entropy); the bounds follow from it.

    Examples
    --------
    >>> from kzdiplo.measures.concentration import evenness_bounds
    >>> low, high = evenness_bounds([3, 1], residual=2)
    >>> round(low, 4), high
    (0.65, 1.0)
    """
    amounts = not_negative([*values, residual])
    parts, rest = amounts[:-1], amounts[-1]
    corners = parts + rest * np.eye(parts.size)
    low = min(shannon_evenness(corner) for corner in corners) if parts.size else 0.0
    return low, shannon_evenness(_filled(parts, rest))


def _filled(parts: npt.NDArray[np.float64], rest: float) -> npt.NDArray[np.float64]:
    """Fill up the smallest parts to one level, as water would."""
    rising = np.sort(parts)
    # the level when the k smallest are filled is right if it does not reach the next one
    levels = (np.cumsum(rising) + rest) / np.arange(1, rising.size + 1)
    reached = np.append(levels[:-1] <= rising[1:], True)
    return np.maximum(parts, levels[np.argmax(reached)]) if parts.size else parts


def effective_number(values: Iterable[float], q: float) -> float:
    r"""Return the effective number of parts, :math:`(\sum_i p_i^q)^{1/(1-q)}`.

    A distribution with effective number 4 is as spread out as four equal parts.

    Parameters
    ----------
    values : iterable of float
        Amounts or shares, not negative: a list, an array, or a column of pandas or Polars.
    q : float
        The order, 0 or more: 0 counts the parts above zero, 1 is the exponential of
        Shannon's entropy (the limit), 2 is the inverse of :func:`hhi`. The higher, the
        less small parts count.

    Returns
    -------
    float
        From 1 to the number of parts.

    Raises
    ------
    ValueError
        As :func:`shares`; also for a negative or missing order.

    References
    ----------
    hill1973diversity

    Examples
    --------
    >>> from kzdiplo.measures.concentration import effective_number
    >>> round(effective_number([30, 30, 20, 20], q=2), 4)
    3.8462
    """
    if not q >= 0:
        raise ValueError(f"order q = {q}: it must be 0 or more")
    parts = shares(values)
    parts = parts[parts > 0]
    if q == 1:
        return float(np.exp(_entropy(parts)))
    if np.isinf(q):
        return float(1 / parts.max())
    # the greatest share is taken out, since its powers vanish in floating point
    top = parts.max()
    if abs(q - 1) < 0.5:
        # near order 1 the sum is near 1: how far from it is what counts
        rest = np.sum(parts * np.expm1((q - 1) * np.log(parts / top)))
        return float(np.exp(np.log1p(rest) / (1 - q)) / top)
    logarithm = np.log(np.sum((parts / top) ** q)) + q * np.log(top)
    return float(np.exp(logarithm / (1 - q)))


def _entropy(parts: npt.NDArray[np.float64]) -> float:
    """Return Shannon's entropy in natural units."""
    positive = parts[parts > 0]
    return float(-np.sum(positive * np.log(positive)) + 0.0)
