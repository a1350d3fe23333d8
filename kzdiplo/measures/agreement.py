r"""How far raters agree: Kendall's W, Cohen's kappa and Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kzdiplo.measures._checks import floats, grid, is_number, missing

Level = Literal["nominal", "ordinal", "interval", "ratio"]


def kendalls_w(ranks: pd.DataFrame | npt.ArrayLike) -> float:
    r"""Return Kendall's coefficient of concordance, corrected for ties.

    Parameters
    ----------
    ranks : pandas.DataFrame or array-like
        One row a rater, one column an item. Ranks, or any scores in the order of the ranks:
        each row is ranked first, and equal values share the mean of their places.

    Returns
    -------
    float
        :math:`W = \frac{12 S}{m^2 (n^3 - n) - m \sum T}`, with S the squared deviations of the
        items' rank sums from their mean and :math:`T = \sum (t^3 - t)` over the ties of a rater:
        0 where the rankings cancel out, 1 where all are the same.

    Raises
    ------
    ValueError
        For fewer than two raters or items, a value that is missing or no number, or raters who
        all rank nothing above anything else.

    References
    ----------
    kendall1939problem

    Examples
    --------
    >>> from kzdiplo.measures.agreement import kendalls_w
    >>> kendalls_w([[1, 2, 3], [1, 2, 3], [1, 2, 3]])
    1.0
    """
    table = pd.DataFrame(floats(grid(ranks, "ranks"), "ranks"))
    raters, items = table.shape
    if raters < 2 or items < 2:
        raise ValueError(f"{raters} raters and {items} items: agreement needs two of each")
    if table.isna().any(axis=None):
        raise ValueError("a rank is missing: leave the rater or the item out, and say so")
    places = table.rank(axis=1).to_numpy()
    deviations = places.sum(axis=0) - raters * (items + 1) / 2
    ties = sum(
        int((counts**3 - counts).sum())
        for counts in (np.unique(row, return_counts=True)[1] for row in places)
    )
    most = raters**2 * (items**3 - items) - raters * ties
    if most == 0:
        raise ValueError("no rater ranks anything above anything else: W is not defined")
    return float(12 * (deviations**2).sum() / most)


def cohens_kappa(first: Sequence[object], second: Sequence[object]) -> float:
    r"""Return how far two coders agree beyond what chance would give.

    Parameters
    ----------
    first, second : sequence
        The codes of one coder and of the other for the same units, in the same order.

    Returns
    -------
    float
        :math:`\kappa = (p_o - p_e) / (1 - p_e)`, with :math:`p_o` the share of units with the
        same code and :math:`p_e = \sum_k p_k q_k` the share that chance would give to coders
        who use each code as often as these do: 1 for full agreement, 0 for what chance gives,
        below 0 for less. A code that one coder never uses lowers the agreement that can be
        reached.

    Raises
    ------
    ValueError
        When there are no units, the lengths differ, a code is missing, or both coders gave all
        units one and the same code.

    References
    ----------
    cohen1960coefficient

    Examples
    --------
    >>> from kzdiplo.measures.agreement import cohens_kappa
    >>> cohens_kappa(["for", "for", "against", "none"], ["for", "against", "against", "none"])
    0.6363636363636364
    """
    codes = pd.DataFrame({"first": list(first), "second": list(second)}, dtype=object)
    if codes.empty or codes.isna().any(axis=None):
        raise ValueError("a unit has no code, or there are none: compare units that both coded")
    observed = float((codes["first"] == codes["second"]).mean())
    shares = [codes[coder].value_counts(normalize=True) for coder in codes]
    chance = float(shares[0].mul(shares[1], fill_value=0).sum())
    if chance == 1:
        raise ValueError("both coders gave all units one code: kappa is not defined")
    return (observed - chance) / (1 - chance)


def krippendorff_alpha(codings: pd.DataFrame | npt.ArrayLike, level: Level = "nominal") -> float:
    """Return Krippendorff's alpha, which allows for chance and for missing codings.

    Parameters
    ----------
    codings : pandas.DataFrame or array-like
        One row a coder, one column a unit; a missing value where a coder left a unit out.
    level : {"nominal", "ordinal", "interval", "ratio"}
        What the codes are.

    Returns
    -------
    float
        1 for full agreement, 0 for what chance would give, below 0 for worse.

    Raises
    ------
    ValueError
        For fewer than two coders, codes in words that are to be more than nominal, codes that
        are infinite, empty or in part words and in part numbers, or codes without variation in
        the units that two coders coded.

    References
    ----------
    hayes2007answering; computed by the package krippendorff

    Examples
    --------
    >>> from kzdiplo.measures.agreement import krippendorff_alpha
    >>> krippendorff_alpha([[1, 2, 3, 3], [1, 2, 3, 3]])
    1.0
    """
    # imported here, so that a browser without the package can use the rest
    import krippendorff

    cells = grid(codings, "codings")
    if len(cells) < 2:
        raise ValueError(f"{len(cells)} coders: agreement needs two")
    given = [cell for cell in cells.ravel() if not missing(cell)]
    if all(is_number(cell) for cell in given):
        values = floats(cells, "codings")
    else:
        values = _numbered(cells, given, level)
    if np.isinf(values).any():
        raise ValueError("a code is infinite: leave the coding out, and say so")
    compared = values[:, (~np.isnan(values)).sum(axis=0) > 1]
    if np.unique(compared[~np.isnan(compared)]).size < 2:
        raise ValueError(
            "the units that two coders coded have one code alone: alpha is not defined"
        )
    return float(krippendorff.alpha(values, level_of_measurement=level))


def _numbered(
    cells: npt.NDArray[np.object_], given: list[object], level: Level
) -> npt.NDArray[np.float64]:
    """Return codes in words as numbers in no order, missing ones as nan."""
    if level != "nominal":
        raise ValueError("codes that are no numbers have no order: use level='nominal'")
    if any(is_number(cell) for cell in given):
        raise ValueError("some codes are words and some are numbers: write all in one way")
    if any(isinstance(cell, str) and not cell.strip() for cell in given):
        raise ValueError("a code is empty text: give None where a coder left a unit out")
    codes, _ = pd.factorize(cells.ravel())
    return np.where(codes < 0, np.nan, codes).reshape(cells.shape)
