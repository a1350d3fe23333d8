r"""How far groups overlap in their members.

All functions take a tidy frame of memberships, one row for each member of each group, and
return a square matrix: groups in the order of their first appearance, in rows and in columns.
Write :math:`A` and :math:`B` for the sets of members of two groups.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, unique
from kzdiplo.measures._frames import reserve, table


def _sets(memberships: IntoFrame, group: str, member: str) -> pd.DataFrame:
    """Return which member (column) is in which group (row), after checks."""
    keys = [group, member]
    rows = table(memberships, keys, "memberships", "Name the columns with `group` and `member`.")
    (row, groups), (column, members) = coded(rows, keys, "Drop or code them first, and say so.")
    unique(rows, keys, "Keep one list of members for each group, such as the newest.")
    sets = np.zeros((len(groups), len(members)), dtype=np.int64)
    sets[row, column] = 1
    return pd.DataFrame(sets, index=groups)


def _square(values: np.ndarray, names: pd.Index) -> pd.DataFrame:
    """Name the rows and columns of a matrix by its groups."""
    return pd.DataFrame(
        values, index=pd.Index(names, name="first"), columns=pd.Index(names, name="second")
    )


def shared(
    memberships: IntoFrame, group: str = "abbreviation", member: str = "iso3"
) -> pd.DataFrame:
    r"""Return how many members two groups share, :math:`|A \cap B|`.

    Parameters
    ----------
    memberships : frame of pandas, Polars, DuckDB or PySpark
        One row for each member of each group.
    group, member : str
        Columns that name the group and the member.

    Returns
    -------
    pandas.DataFrame
        Counts; the diagonal holds the size of each group.

    Raises
    ------
    ValueError
        When there are no rows, a column or a name is missing or blank, or a member stands in a
        group twice.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.overlap import shared
    >>> lists = pd.DataFrame({"abbreviation": [*"AAABB"], "iso3": [*"xyzyz"]})
    >>> int(shared(lists).loc["A", "B"])
    2
    """
    sets = _sets(memberships, group, member)
    matrix = sets.to_numpy()
    return _square(matrix @ matrix.T, sets.index)


def jaccard(
    memberships: IntoFrame, group: str = "abbreviation", member: str = "iso3"
) -> pd.DataFrame:
    r"""Return the Jaccard index :math:`|A \cap B| / |A \cup B|` of each pair of groups.

    Of all members of either group, the share that is in both. A small group inside a large
    one has a low index: see :func:`contained`.

    Parameters
    ----------
    memberships : frame of pandas, Polars, DuckDB or PySpark
        One row for each member of each group.
    group, member : str
        Columns that name the group and the member.

    Returns
    -------
    pandas.DataFrame
        Symmetric, from 0 (no member in common) to 1 (the same members); the diagonal is 1.

    Raises
    ------
    ValueError
        As :func:`shared`.

    References
    ----------
    jaccard1912distribution (key of references.bib)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.overlap import jaccard
    >>> lists = pd.DataFrame({"abbreviation": [*"AAABB"], "iso3": [*"xyzyw"]})
    >>> float(jaccard(lists).loc["A", "B"])  # y, of w, x, y and z
    0.25
    """
    both = shared(memberships, group, member)
    sizes = np.diag(both)
    index: pd.DataFrame = both / (sizes[:, None] + sizes[None, :] - both)
    return index


def contained(
    memberships: IntoFrame, group: str = "abbreviation", member: str = "iso3"
) -> pd.DataFrame:
    r"""Return the share of the row's members that are in the column's group, too.

    In the row of :math:`A` and the column of :math:`B` stands :math:`|A \cap B| / |A|`.

    Parameters
    ----------
    memberships : frame of pandas, Polars, DuckDB or PySpark
        One row for each member of each group.
    group, member : str
        Columns that name the group and the member.

    Returns
    -------
    pandas.DataFrame
        Not symmetric, from 0 to 1 (the row's group lies inside the column's); the diagonal
        is 1.

    Raises
    ------
    ValueError
        As :func:`shared`.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.overlap import contained
    >>> lists = pd.DataFrame({"abbreviation": [*"AAAABB"], "iso3": [*"wxyzyz"]})
    >>> inside = contained(lists)
    >>> float(inside.loc["B", "A"]), float(inside.loc["A", "B"])
    (1.0, 0.5)
    """
    both = shared(memberships, group, member)
    return both.div(np.diag(both), axis=0)


def pairs(matrix: pd.DataFrame, value: str = "overlap") -> pd.DataFrame:
    """Return each pair of a symmetric matrix once, as tidy rows.

    Parameters
    ----------
    matrix : pandas.DataFrame
        A square matrix, such as that of :func:`jaccard`.
    value : str
        Name of the column of numbers.

    Returns
    -------
    pandas.DataFrame
        Columns ``first``, ``second`` and `value`, without the diagonal.

    Raises
    ------
    ValueError
        When the matrix is not symmetric: one number could not stand for both directions; or
        `value` is the name of another column.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.overlap import pairs
    >>> pairs(pd.DataFrame([[1, 0.5], [0.5, 1]], [*"AB"], [*"AB"])).to_dict("records")
    [{'first': 'A', 'second': 'B', 'overlap': 0.5}]
    """
    if not isinstance(matrix, pd.DataFrame):
        raise TypeError(f"{type(matrix).__name__} is no frame of pandas: give the matrix as one")
    reserve(("first", "second"), [value], "value")
    numbers = matrix.to_numpy()
    if list(matrix.index) != list(matrix.columns) or not np.allclose(numbers, numbers.T):
        raise ValueError("the matrix is not symmetric: it has no one number for a pair")
    row, column = np.triu_indices(len(matrix), k=1)
    return pd.DataFrame(
        {
            "first": matrix.index[row],
            "second": matrix.columns[column],
            value: numbers[row, column],
        }
    )
