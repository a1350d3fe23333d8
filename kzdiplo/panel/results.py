"""The result of a panel: weights, their spread, agreement and contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from unicodedata import normalize

import numpy as np
import pandas as pd

from kzdiplo.measures import agreement, ahp, swot
from kzdiplo.measures.ranking import ranks
from kzdiplo.measures.swot import QUADRANTS
from kzdiplo.panel.chance import ALL, by_chance
from kzdiplo.panel.forms import BETWEEN, PARTS, lists
from kzdiplo.table import Problem, load

#: With fewer raters nothing is shown of which one could tell whose it is.
LEAST = 5
#: Above this consistency ratio a rater's answers contradict one another (saaty1980analytic).
LIMIT = 0.1

Matrices = dict[str, dict[str, pd.DataFrame]]


def folded(name: str) -> str:
    """Return a name as names are compared: without case, and with spaces made one."""
    return " ".join(normalize("NFKC", name).split()).casefold()


def matrices(judgements: pd.DataFrame) -> Matrices:
    """Sort the judgements of all raters into the matrices of each list.

    Parameters
    ----------
    judgements : pandas.DataFrame
        ``rater``, ``item_a``, ``item_b``, ``value``; every pair of the form once for each rater.

    Returns
    -------
    dict
        By rater and list of :data:`PARTS`, a reciprocal matrix.

    Raises
    ------
    ValueError
        As :func:`kzdiplo.measures.ahp.from_pairs`.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import panel
    >>> raters = panel.matrices(pd.concat(panel.invented(2, seed=1).values()))
    >>> raters["Invented rater 1"]["threat"].index.tolist()
    ['T1', 'T2', 'T3']
    """
    found: Matrices = {str(rater): {} for rater in judgements["rater"].unique()}
    for part, names in lists().items():
        rows = judgements[judgements["item_a"].isin(names)]
        for rater, matrix in ahp.from_pairs(rows, names).items():
            found[rater][part] = matrix
    return found


@dataclass(frozen=True)
class Refused:
    """A file that is not counted.

    Attributes
    ----------
    file : str
        Its name.
    rater : str or None
        Whose it is, where it could be read.
    problems : list of kzdiplo.table.Problem
        What is wrong and what to do.
    """

    file: str
    rater: str | None
    problems: list[Problem]


@dataclass(frozen=True)
class Note:
    """What is good to know of a file that needs nothing done.

    Attributes
    ----------
    file : str
        Its name.
    text : str
        How it was read, or why another one counts in its place.
    """

    file: str
    text: str


@dataclass(frozen=True)
class Panel:
    """The counted answers of a panel.

    Attributes
    ----------
    matrices : dict
        By rater and list of :data:`PARTS`, a matrix of judgements.
    files : dict of str to str
        By rater, the file that was counted.
    refused : list of Refused
        The files that were not.
    notes : list of Note
        What is good to know of files that were read, or that another one stands for.
    """

    matrices: Matrices
    files: Mapping[str, str]
    refused: list[Refused]
    notes: list[Note] = field(default_factory=list)

    @property
    def raters(self) -> list[str]:
        """The raters that count."""
        return list(self.matrices)

    def counts(self, rater: str) -> bool:
        """Say whether some file of a rater is counted, however the name is spelt.

        Parameters
        ----------
        rater : str
            A name; case and extra spaces do not matter.

        Returns
        -------
        bool
        """
        return folded(rater) in map(folded, self.raters)

    def __repr__(self) -> str:
        return f"Panel of {len(self.raters)} raters; files left out: {len(self.refused)}"

    def refusals(self) -> pd.DataFrame:
        """Return why files were left out.

        Returns
        -------
        pandas.DataFrame
            One row a problem: ``file``, ``row`` (as a spreadsheet counts; blank for the whole
            file), ``column``, ``value``, ``problem``, ``remedy``.
        """
        rows = [
            (file.file, p.row, p.column, p.value, p.message, p.remedy)
            for file in self.refused
            for p in file.problems
        ]
        names = ["file", "row", "column", "value", "problem", "remedy"]
        return pd.DataFrame(rows, columns=names).astype({"row": "Int64"})

    @cached_property
    def _consistency(self) -> pd.DataFrame:
        rows = []
        for rater, parts in self.matrices.items():
            for part, matrix in parts.items():
                worst = ahp.contradictions(matrix).iloc[0]
                ratio = ahp.consistency_ratio(matrix)
                rows.append({"rater": rater, "part": part, "ratio": ratio, **worst})
        table = pd.DataFrame(rows)
        table.insert(3, "flagged", table["ratio"] > LIMIT)
        return table.drop(columns="factor")

    def consistency(self) -> pd.DataFrame:
        """Return how far each rater's answers contradict one another.

        Returns
        -------
        pandas.DataFrame
            One row a rater and list: ``rater``, ``part``, ``ratio`` (the consistency ratio),
            ``flagged`` (above :data:`LIMIT`), and the judgement that contradicts the others
            most: ``item_a``, ``item_b``, ``given``, ``implied`` (what the others imply). Among
            three items all judgements contradict one another equally; the first is named.
        """
        return self._consistency.copy()

    @cached_property
    def _own(self) -> pd.DataFrame:
        rows = {rater: _priorities(parts) for rater, parts in self.matrices.items()}
        return pd.DataFrame(rows).T

    def own_weights(self) -> pd.DataFrame:
        """Return what each item weighs by each rater's own answers.

        Returns
        -------
        pandas.DataFrame
            One row a rater, one column an item; each row sums to 1.
        """
        return self._own.copy()

    def weights(self) -> pd.DataFrame:
        """Return what each item weighs for the panel, and for its members.

        Returns
        -------
        pandas.DataFrame
            One row an item, in the order of the table: ``item_id``, ``quadrant``, ``label``;
            ``weight``, from the geometric mean of all judgements, summing to 1, and its
            ``rank``; ``p10``, ``p50`` and ``p90``, the percentiles of the members' own weights;
            ``even``, the weight if every answer were "equal", which is greater in a shorter
            list; ``consistent``, the weight without members who are flagged in any list
            (missing when none is left).
        """
        sure = self.consistent()
        weight = _priorities(self._joined(self.raters))
        low, middle, high = np.percentile(self._own, [10, 50, 90], axis=0)
        lengths = {q: len(lists()[q]) for q in QUADRANTS}
        items = load("swot_items").set_index("item_id").loc[weight.index]
        return pd.DataFrame(
            {
                "item_id": weight.index,
                "quadrant": items["quadrant"].to_numpy(),
                "label": items["label"].to_numpy(),
                "weight": weight.to_numpy(),
                "rank": ranks(weight),
                "p10": low,
                "p50": middle,
                "p90": high,
                "even": (1 / len(QUADRANTS) / items["quadrant"].map(lengths)).to_numpy(),
                "consistent": _priorities(self._joined(sure)).to_numpy() if sure else float("nan"),
            }
        )

    def quadrant_weights(self) -> pd.DataFrame:
        """Return what each quadrant weighs for the panel, and for its members.

        Returns
        -------
        pandas.DataFrame
            One row a quadrant: ``quadrant``, ``weight``, ``p10``, ``p50``, ``p90``.
        """
        low, middle, high = np.percentile(self._local(BETWEEN), [10, 50, 90], axis=0)
        weight = ahp.weights(self._joined(self.raters)[BETWEEN])
        return pd.DataFrame(
            {
                "quadrant": weight.index,
                "weight": weight.to_numpy(),
                "p10": low,
                "p50": middle,
                "p90": high,
            }
        )

    def agreement(self) -> pd.DataFrame:
        """Return how far the members rank alike.

        Returns
        -------
        pandas.DataFrame
            One row a list, and one for all items by their overall weight (``part`` is "all"):
            ``part``, ``items``, ``w`` (Kendall's W; missing for a single rater, or when nobody
            ranks anything above anything else), ``by_chance`` (what one in twenty panels of as many
            raters exceeds that answer at random, from :func:`by_chance`; missing for a single
            rater). Over all items chance gives more, because those of a shorter list start with a
            greater weight.
        """
        rows = [
            (part, len(names), _concordance(self._local(part))) for part, names in lists().items()
        ]
        rows.append((ALL, self._own.shape[1], _concordance(self._own)))
        table = pd.DataFrame(rows, columns=["part", "items", "w"])
        if len(self.raters) < 2:
            return table.assign(by_chance=float("nan"))
        return table.join(by_chance(len(self.raters)), on="part")

    def consistent(self) -> list[str]:
        """Return the raters who are flagged in no list.

        Returns
        -------
        list of str
            Their names.
        """
        flagged = set(self._consistency.loc[self._consistency["flagged"], "rater"])
        return [rater for rater in self.raters if rater not in flagged]

    def _local(self, part: str) -> pd.DataFrame:
        """One row a rater, one column an item of a list: weights within the list."""
        return pd.DataFrame([ahp.weights(parts[part]) for parts in self.matrices.values()])

    def _joined(self, raters: list[str]) -> dict[str, pd.DataFrame]:
        return {
            part: ahp.aggregate([self.matrices[rater][part] for rater in raters]) for part in PARTS
        }


def _priorities(parts: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the overall weight of each item."""
    table = swot.priorities(parts[BETWEEN], {name: parts[name] for name in QUADRANTS})
    return table.set_index("factor")["priority"]


def _concordance(scores: pd.DataFrame) -> float:
    places = ranks(scores, "average")
    if len(places) < 2 or (places == places[:, :1]).all():
        return float("nan")
    # the first rank is the greatest score
    return agreement.kendalls_w(-places)
