r"""The analytic hierarchy process: priorities from judgements of pairs.

A judgement :math:`a_{ij}` says how many times item i weighs as much as item j, on Saaty's scale
from 1/9 to 9. The weights are the principal eigenvector of the matrix of all judgements; how far
its eigenvalue :math:`\lambda_{max}` exceeds the size n says how much the judgements contradict
one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, floats, grid
from kzdiplo.measures._frames import table
from kzdiplo.measures.ranking import ranks

#: Mean consistency index of random reciprocal matrices of size 1 to 15 (saaty1980analytic).
RANDOM_INDEX = (
    *(0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41),
    *(1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
)
#: Saaty's scale, with room for 1/9 written as 0.11.
SCALE = (0.11, 9.0)
#: So far may a judgement times its reciprocal lie from 1: 0.14 still counts for 1/7.
ROUNDING = 0.05

#: Square judgements, with the names of the items or without.
Matrix = pd.DataFrame | npt.ArrayLike


def _checked(matrix: Matrix) -> pd.DataFrame:
    """Return a matrix of judgements as a frame of numbers, after checks."""
    values = floats(grid(matrix, "a matrix of judgements"), "a matrix of judgements")
    frame = matrix if isinstance(matrix, pd.DataFrame) else pd.DataFrame(values)
    rows, columns = values.shape
    if rows != columns or not rows:
        raise ValueError(f"a matrix of {rows} rows and {columns} columns: judgements are square")
    if list(frame.index) != list(frame.columns):
        raise ValueError("rows and columns of a judgement matrix need the same names in one order")
    if not frame.index.is_unique:
        twice = frame.index[frame.index.duplicated()][0]
        raise ValueError(f"item {twice!r} stands in a matrix of judgements twice: name it once")
    if not (np.isfinite(values).all() and (values > 0).all()):
        i, j = np.argwhere(~(np.isfinite(values) & (values > 0)))[0]
        raise ValueError(
            f"{frame.index[i]} against {frame.columns[j]} is {values[i, j]:g}: judgements are "
            "numbers above zero"
        )
    off = np.abs(values * values.T - 1)
    if off.max() > ROUNDING:
        i, j = divmod(int(off.argmax()), rows)
        raise ValueError(
            f"{frame.index[i]} against {frame.columns[j]} is {values[i, j]:g} and the other way "
            f"round {values[j, i]:g}: one must be the reciprocal of the other"
        )
    return pd.DataFrame(values, index=frame.index, columns=frame.columns)


def principal(
    values: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the greatest eigenvalue of positive matrices and its vector.

    Parameters
    ----------
    values : numpy.ndarray
        One square matrix of positive numbers, or a stack of them in the first axes.

    Returns
    -------
    tuple of numpy.ndarray
        The greatest eigenvalue of each matrix, and its vector, positive and summing to 1.

    Examples
    --------
    >>> import numpy as np
    >>> from kzdiplo.measures.ahp import principal
    >>> value, vector = principal(np.array([[[1, 4], [1 / 4, 1]], [[1, 1], [1, 1]]]))
    >>> value.round(6).tolist(), vector.round(6).tolist()
    ([2.0, 2.0], [[0.8, 0.2], [0.5, 0.5]])
    """
    eigenvalues, vectors = np.linalg.eig(values)
    greatest = eigenvalues.real.argmax(axis=-1)[..., None]
    value = np.take_along_axis(eigenvalues.real, greatest, axis=-1)[..., 0]
    # the vector of the greatest eigenvalue of a positive matrix is positive
    vector = np.abs(np.take_along_axis(vectors.real, greatest[..., None], axis=-1)[..., 0])
    return value, vector / vector.sum(axis=-1, keepdims=True)


def weights(matrix: Matrix) -> pd.Series:
    """Return the priorities that a matrix of judgements gives.

    Parameters
    ----------
    matrix : pandas.DataFrame or array-like
        Square; row i, column j says how many times i weighs as much as j. Reciprocals may be
        rounded (0.14 for 1/7).

    Returns
    -------
    pandas.Series
        The principal eigenvector, summing to 1, by item.

    Raises
    ------
    ValueError
        When the matrix is not square, names an item twice, or is not positive or not
        reciprocal, naming the pair.

    References
    ----------
    saaty1980analytic

    Examples
    --------
    >>> from kzdiplo.measures.ahp import weights
    >>> weights([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]).round(3).tolist()
    [0.571, 0.286, 0.143]
    """
    frame = _checked(matrix)
    return pd.Series(principal(frame.to_numpy())[1], index=frame.index, name="weight")


def consistency_ratio(matrix: Matrix) -> float:
    r"""Return how far judgements contradict one another, against random ones.

    Parameters
    ----------
    matrix : pandas.DataFrame or array-like
        As for :func:`weights`, of 1 to 15 items.

    Returns
    -------
    float
        :math:`CR = \frac{\lambda_{max} - n}{(n - 1) RI_n}`: 0 without any contradiction, about 1
        for judgements made at random. Saaty accepts up to 0.1. One or two items cannot
        contradict one another: 0.

    Raises
    ------
    ValueError
        As :func:`weights`; also for more than 15 items, for which there is no random index.

    References
    ----------
    saaty1980analytic (method and random indices)

    Examples
    --------
    >>> from kzdiplo.measures.ahp import consistency_ratio
    >>> round(consistency_ratio([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]), 3)
    0.033
    """
    frame = _checked(matrix)
    size = len(frame)
    if size > len(RANDOM_INDEX):
        raise ValueError(f"{size} items: random indices are known up to {len(RANDOM_INDEX)}")
    if size < 3:
        return 0.0
    index = (float(principal(frame.to_numpy())[0]) - size) / (size - 1)
    # rounding may leave a hair below zero
    return max(0.0, index / RANDOM_INDEX[size - 1])


def contradictions(matrix: Matrix) -> pd.DataFrame:
    r"""Return each judgement beside what the others imply, the greatest contradiction first.

    Parameters
    ----------
    matrix : pandas.DataFrame or array-like
        As for :func:`weights`.

    Returns
    -------
    pandas.DataFrame
        One row a pair: ``item_a``, ``item_b``, ``given`` (the judgement :math:`a_{ij}`),
        ``implied`` (the geometric mean of :math:`a_{ik} a_{kj}` over all third items k, in
        which the judgement itself has no part) and ``factor``, how many times the one is the
        other: 1 where they agree. Judgements of three items all have the same factor, so that
        none of them can be blamed. One or two items: no rows.

    Raises
    ------
    ValueError
        As :func:`weights`.

    References
    ----------
    saaty1980analytic

    Examples
    --------
    >>> from kzdiplo.measures.ahp import contradictions
    >>> contradictions([[1, 2, 2], [1 / 2, 1, 3], [1 / 2, 1 / 3, 1]]).round(3).iloc[1].tolist()
    [0.0, 2.0, 2.0, 6.0, 3.0]
    """
    frame = _checked(matrix)
    size = len(frame)
    logs = np.log(frame.to_numpy())
    i, j = np.triu_indices(size, k=1)
    if size < 3:
        i = j = i[:0]
    totals = logs.sum(axis=1)
    given = logs[i, j]
    # the paths through i and j themselves are the judgement, and fall out
    implied = (totals[i] - totals[j] - 2 * given) / max(size - 2, 1)
    table = pd.DataFrame(
        {
            "item_a": frame.index[i],
            "item_b": frame.index[j],
            "given": frame.to_numpy()[i, j],
            "implied": np.exp(implied),
            "factor": np.exp(np.abs(given - implied)),
        }
    )
    # what differs only by rounding keeps the order of the pairs
    order = ranks(table["factor"]).argsort(kind="stable")
    return table.iloc[order].reset_index(drop=True)


def aggregate(matrices: Iterable[Matrix]) -> pd.DataFrame:
    """Join the judgements of several raters into one matrix.

    Parameters
    ----------
    matrices : iterable of pandas.DataFrame or array-like
        One a rater, with the same items in the same order.

    Returns
    -------
    pandas.DataFrame
        The element-wise geometric mean. It keeps reciprocals, and of the ways to join that treat
        each judgement apart it is the one that also keeps agreement (all say 3: 3) and scale
        (all answers doubled: the joint one, too). A median keeps reciprocals as well.

    Raises
    ------
    ValueError
        As :func:`weights`; also for no matrices, or different items.

    References
    ----------
    aczel1983procedures

    Examples
    --------
    >>> from kzdiplo.measures.ahp import aggregate
    >>> aggregate([[[1, 8], [1 / 8, 1]], [[1, 2], [1 / 2, 1]]]).loc[0, 1].round(6).item()
    4.0
    """
    frames = [_checked(matrix) for matrix in matrices]
    if not frames:
        raise ValueError("no matrices: there is nothing to join")
    for frame in frames[1:]:
        if list(frame.index) != list(frames[0].index):
            raise ValueError(
                f"matrices of different items: {list(frames[0].index)} and {list(frame.index)}"
            )
    logs = np.mean([np.log(frame.to_numpy()) for frame in frames], axis=0)
    return pd.DataFrame(np.exp(logs), index=frames[0].index, columns=frames[0].columns)


def from_pairs(
    judgements: IntoFrame, items: Iterable[str] | None = None
) -> dict[str, pd.DataFrame]:
    """Turn a list of judgements into one matrix a rater.

    Parameters
    ----------
    judgements : frame of pandas, Polars, DuckDB or PySpark
        One row a rater and pair: ``rater``, ``item_a``, ``item_b`` and ``value``, how many
        times a weighs as much as b, from 1/9 to 9. Each pair once, in either direction; where
        both directions stand, one must be the reciprocal of the other.
    items : iterable of str, optional
        The items and their order; by default those found, in order of appearance.

    Returns
    -------
    dict of str to pandas.DataFrame
        A full reciprocal matrix for each rater, in order of appearance.

    Raises
    ------
    ValueError
        When there are no rows, a column or a pair is missing, a cell is blank, a value is no
        number or lies outside the scale, a pair is judged twice, an item is compared with
        itself, or an item is unknown; with rater and pair.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.ahp import from_pairs
    >>> pairs = [("Aigul", "S1", "S2", 3), ("Aigul", "S1", "S3", 6), ("Aigul", "S3", "S2", 1 / 2)]
    >>> columns = ["rater", "item_a", "item_b", "value"]
    >>> from_pairs(pd.DataFrame(pairs, columns=columns))["Aigul"].loc["S2", "S3"].item()
    2.0
    """
    needed = ["rater", "item_a", "item_b", "value"]
    rows = table(judgements, needed, "judgements", "Rename the columns.")
    coded(rows, needed, "Give rater, both items and the value.")
    rows = rows.assign(value=floats(rows["value"], "judgements: column 'value'"))
    sides = rows[["item_a", "item_b"]].to_numpy().ravel()
    names = list(dict.fromkeys(items if items is not None else sides))
    strangers = sorted({str(name) for name in sides if name not in names})
    if strangers:
        raise ValueError(f"unknown items: {', '.join(strangers)}")
    return {
        str(rater): _matrix(str(rater), own, names)
        for rater, own in rows.groupby("rater", sort=False, observed=True)
    }


def _matrix(rater: str, rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the matrix of one rater, after checks."""
    given: dict[tuple[str, str], float] = {}
    for a, b, value in rows[["item_a", "item_b", "value"]].itertuples(index=False):
        if a == b:
            raise ValueError(f"{rater}: {a} is compared with itself")
        if not SCALE[0] <= value <= SCALE[1]:
            raise ValueError(f"{rater}: {a} against {b} is {value:g}, outside 1/9 to 9")
        if (a, b) in given:
            raise ValueError(f"{rater}: {a} against {b} is judged twice")
        given[a, b] = value
    for (a, b), value in given.items():
        back = given.get((b, a))
        if back is not None and abs(value * back - 1) > ROUNDING:
            raise ValueError(
                f"{rater}: {a} against {b} is {value:g} and {b} against {a} is {back:g}; one must "
                "be the reciprocal of the other"
            )
    pairs = list(combinations(names, 2))
    absent = [f"{a} and {b}" for a, b in pairs if (a, b) not in given and (b, a) not in given]
    if absent:
        more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
        raise ValueError(f"{rater}: no judgement of {'; '.join(absent[:5])}{more}")
    values = np.ones((len(names), len(names)))
    place = {name: i for i, name in enumerate(names)}
    for a, b in pairs:
        value = given[a, b] if (a, b) in given else 1 / given[b, a]
        values[place[a], place[b]], values[place[b], place[a]] = value, 1 / value
    return pd.DataFrame(values, index=names, columns=names)
