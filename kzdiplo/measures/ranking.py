"""Ranks in which a difference made by rounding is a tie."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kzdiplo.measures._checks import floats

#: Scores nearer to each other than this are tied: so far may rounding carry sums of shares.
TIE = 1e-9


def ranks(
    scores: pd.Series | pd.DataFrame | npt.ArrayLike, method: Literal["min", "average"] = "min"
) -> npt.NDArray[np.int64 | np.float64]:
    """Return the ranks of scores, 1 for the greatest.

    Parameters
    ----------
    scores : pandas.Series, pandas.DataFrame or array-like
        Shares, weights or other numbers of about that size. In a table each row is ranked by
        itself.
    method : {"min", "average"}
        What tied scores share: the better rank, the next one being skipped (1, 1, 3), or the
        mean of their places (1.5, 1.5, 3).

    Returns
    -------
    numpy.ndarray
        Ranks in the shape of the scores, whole numbers for ``min``. Scores are tied when they
        differ by no more than :data:`TIE`.

    Raises
    ------
    ValueError
        When a score is missing or no number.

    Examples
    --------
    >>> from kzdiplo.measures.ranking import ranks
    >>> ranks([0.3, 0.5, 0.1 + 0.2, 0.1]).tolist()
    [2, 1, 2, 4]
    >>> ranks([0.3, 0.5, 0.1 + 0.2, 0.1], "average").tolist()
    [2.5, 1.0, 2.5, 4.0]
    """
    values = floats(scores, "scores")
    if values.ndim == 0:
        raise ValueError(f"scores: {scores!r} is no list of numbers")
    if np.isnan(values).any():
        raise ValueError("a score is missing: leave it out before ranking, and say so")
    best: npt.NDArray[np.int64] = 1 + _ahead(values)
    if method == "min":
        return best
    worst: npt.NDArray[np.int64] = values.shape[-1] - _ahead(-values)
    return (best + worst) / 2


def _ahead(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Count the scores of the same row that are clearly greater."""
    counts = np.zeros(values.shape, dtype=np.int64)
    for i in range(values.shape[-1]):
        counts[..., i] = (values > values[..., i, np.newaxis] + TIE).sum(axis=-1)
    return counts
