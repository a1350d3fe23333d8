r"""How alike states vote: agreement in roll calls.

A joint vote is a roll call in which both states took a position (yes, abstain or no). Absence is
never a position. Over the joint votes of a pair, with :math:`n_=` the identical votes and
:math:`n_\pm` the votes of yes against no,

.. math:: \text{agreement} = n_= / n, \qquad
   \text{agreement}_3 = \bigl(n_= + \tfrac12 (n - n_= - n_\pm)\bigr) / n, \qquad
   S = 2\,\text{agreement}_3 - 1 .
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, refuse
from kzdiplo.measures._frames import reserve, table

#: The positions that a state can take; a vote may also be ``absent``.
POSITIONS = ("yes", "abstain", "no")
#: Columns of the result.
_COLUMNS = (
    *("state", "partner", "n_joint", "n_agree", "n_opposite"),
    *("agreement", "agreement_3pt", "s_score"),
)
#: Absent, or not among the members who could vote.
_NO_POSITION = 0

Counts = npt.NDArray[np.int64]


def agreement(
    rollcalls: IntoFrame,
    state: str | None,
    partners: Iterable[str] | None = None,
    by: str | None = "year",
) -> pd.DataFrame:
    """Count how often two states voted alike.

    Parameters
    ----------
    rollcalls : frame of pandas, Polars, DuckDB or PySpark
        One row a roll call and state: ``rollcall_id``, ``iso3``, ``vote`` (``yes``,
        ``abstain``, ``no`` or ``absent``) and the column named in `by`. Other columns are
        ignored. Codes in ``iso3`` may be of any kind as long as they are the same throughout.
    state : str or None
        The state that all others are compared with, as ``"KAZ"``; None for every pair of
        states, each pair once.
    partners : iterable of str, optional
        The states to compare with; by default all others in `rollcalls`. With `state` None,
        pairs among them.
    by : str or None
        Column to group roll calls by, such as the year or an issue; a roll call with several
        issues stands in as many rows. None takes all roll calls together.

    Returns
    -------
    pandas.DataFrame
        One row a group and pair, complete: the column named in `by`, ``state`` (only where
        `state` is None), ``partner``, ``n_joint``, ``n_agree``, ``n_opposite`` (joint votes,
        identical ones, yes against no), ``agreement`` and ``agreement_3pt`` (0 to 1),
        ``s_score`` (-1 to 1). Without a joint vote the three scores are missing, not zero.

    Raises
    ------
    ValueError
        When there are no rows, a column is missing or has blanks, a vote is none of the four, a
        state votes twice in one roll call, `state` or a partner is not in `rollcalls`, or `by`
        has the name of a column of the result.

    Notes
    -----
    Agreement moves with the agenda: compare with the average member, and within one year or
    issue rather than across them. Much is decided without a vote, which no roll call shows.

    References
    ----------
    lijphart1963analysis (agreement_3pt, his index of agreement), signorino1999tau (S, unweighted,
    on the three-point scale), haege-hug-2016 (limits)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.voting import agreement
    >>> votes = {"KAZ": ["yes", "yes", "abstain", "no"], "NAM": ["yes", "no", "yes", "absent"]}
    >>> rollcalls = pd.DataFrame(
    ...     [(i, 2020, iso3, vote) for iso3, row in votes.items() for i, vote in enumerate(row)],
    ...     columns=["rollcall_id", "year", "iso3", "vote"],
    ... )
    >>> print(agreement(rollcalls, "KAZ").to_string(index=False, float_format="%.3f"))
     year partner  n_joint  n_agree  n_opposite  agreement  agreement_3pt  s_score
     2020     NAM        3        1           1      0.333          0.500    0.000
    """
    record = _record(rollcalls, by)
    names = {name: i for i, name in enumerate(record.states)}
    chosen = list(dict.fromkeys(partners)) if partners is not None else list(names)
    absent = [name for name in [state, *chosen] if name is not None and name not in names]
    if absent:
        near = get_close_matches(str(absent[0]), map(str, names), n=3)
        raise ValueError(
            f"no votes of {', '.join(map(repr, absent))} in these roll calls. "
            + (f"Did you mean {' or '.join(near)}?" if near else "Use the codes of `iso3`.")
        )
    if state is not None:
        others = [names[name] for name in chosen if name != state]
        counts = _with_one(record, names[state], others)
        pairs: dict[str, npt.ArrayLike] = {"partner": others}
    else:
        first, second = np.triu_indices(len(names), k=1)
        if partners is not None:
            among = np.isin(np.arange(len(names)), [names[name] for name in chosen])
            first, second = (side[among[first] & among[second]] for side in (first, second))
        counts = _every_pair(record, first, second)
        pairs = {"state": first, "partner": second}
    return _table(record, by, pairs, counts)


@dataclass(frozen=True)
class _Record:
    """Roll calls in the order of their groups, positions by roll call and state."""

    states: pd.Index
    groups: pd.Index
    starts: Counts  # the first roll call of each group
    positions: npt.NDArray[np.int8]


def _record(rollcalls: IntoFrame, by: str | None) -> _Record:
    """Sort roll calls by group and votes by roll call and state, after checks."""
    needed = ["rollcall_id", "iso3", "vote", *([by] if by is not None else [])]
    if by is not None:
        reserve(_COLUMNS, [by], "roll calls")
    rows = table(rollcalls, needed, "roll calls", "Rename the columns.")
    remedy = (
        "Fill the cell in or drop the row; a state that took no part has the vote 'absent'. Read "
        "files with keep_default_na=False, or the code NA of Namibia turns blank."
    )
    # in the order of the columns, each value as a number
    codes, found = zip(*coded(rows, needed, remedy), strict=True)
    names = [pd.Index(values) for values in found]
    unknown = sorted(map(str, set(names[2]) - {*POSITIONS, "absent"}))
    if unknown:
        raise ValueError(f"votes {unknown}: use yes, abstain, no or absent")
    groups, group = pd.Index([None]), np.zeros(len(rows), dtype=np.int64)
    if by is not None:
        groups = names[3].sort_values()
        group = groups.get_indexer(names[3])[codes[3]]
    # a roll call is known by its group and number: in other groups the number may come again
    call, calls = pd.factorize(group * len(names[0]) + codes[0])
    order = np.argsort(calls, kind="stable")
    row = np.empty_like(order)
    row[order] = np.arange(len(order))
    state_order = names[1].argsort()
    column = np.empty_like(state_order)
    column[state_order] = np.arange(len(state_order))
    cell = row[call] * len(column) + column[codes[1]]
    size = len(calls) * len(column)
    refuse(
        rows[needed[:2]],
        np.bincount(cell, minlength=size)[cell] > 1,
        "with more than one vote of a state in a roll call",
        "Drop repeated rows, or give each roll call its own rollcall_id.",
    )
    place = {name: i for i, name in enumerate(POSITIONS, start=1)}
    number = np.array([place.get(str(name), _NO_POSITION) for name in names[2]], dtype=np.int8)
    positions = np.zeros(size, dtype=np.int8)
    positions[cell] = number[codes[2]]
    return _Record(
        states=names[1].take(state_order),
        groups=groups,
        starts=np.searchsorted(calls[order] // len(names[0]), np.arange(len(groups))),
        positions=positions.reshape(len(calls), len(column)),
    )


def _with_one(record: _Record, state: int, others: list[int]) -> Counts:
    """Return joint, identical and opposite votes by group and partner."""
    own = record.positions[:, [state]]
    theirs = record.positions[:, others]
    joint = (own > 0) & (theirs > 0)
    yes, no = 1, len(POSITIONS)
    opposite = ((own == yes) & (theirs == no)) | ((own == no) & (theirs == yes))
    return np.stack(
        [
            np.add.reduceat(votes, record.starts, axis=0, dtype=np.int64)
            for votes in (joint, joint & (own == theirs), opposite)
        ]
    )


def _every_pair(record: _Record, first: Counts, second: Counts) -> Counts:
    """Return joint, identical and opposite votes by group and pair."""
    parts = np.split(record.positions, record.starts[1:])
    counts = np.empty((3, len(parts), len(first)), dtype=np.int64)
    for i, part in enumerate(parts):
        yes, abstain, no = (_bits(part == place) for place in (1, 2, 3))
        took_part = yes | abstain | no
        agree = _in_both(yes, yes) + _in_both(abstain, abstain) + _in_both(no, no)
        against = _in_both(yes, no)
        for j, votes in enumerate((_in_both(took_part, took_part), agree, against + against.T)):
            counts[j, i] = votes[first, second]
    return counts


def _bits(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """Pack roll calls by state into words of 64 bits, one bit a roll call."""
    whole = np.pad(chosen, ((0, -len(chosen) % 64), (0, 0)))
    bits = np.packbits(np.ascontiguousarray(whole.T), axis=1)
    return np.ascontiguousarray(bits.view(np.uint64).T)


def _in_both(a: npt.NDArray[np.uint64], b: npt.NDArray[np.uint64]) -> Counts:
    """Count the bits that are set for one state in a and for another in b, by pair of states.

    A product of matrices would say the same, but its threads stand in one another's way where
    the processors are busy.
    """
    size = a.shape[1]
    counts = np.zeros((size, size), dtype=np.int64)
    for left, right in zip(a, b, strict=True):
        counts += np.bitwise_count(left[:, None] & right)
    return counts


def _table(
    record: _Record, by: str | None, pairs: dict[str, npt.ArrayLike], counts: Counts
) -> pd.DataFrame:
    """Return counts and scores as one row a group and pair."""
    joint, agree, opposite = (part.ravel() for part in counts)
    groups, width = counts.shape[1:]
    with np.errstate(invalid="ignore"):
        share = agree / joint
        three = (agree + (joint - agree - opposite) / 2) / joint
    columns: dict[str, object] = {} if by is None else {by: record.groups.repeat(width)}
    for name, places in pairs.items():
        columns[name] = record.states.take(np.tile(np.asarray(places, dtype=np.intp), groups))
    return pd.DataFrame(
        {
            **columns,
            "n_joint": joint,
            "n_agree": agree,
            "n_opposite": opposite,
            "agreement": share,
            "agreement_3pt": three,
            "s_score": 2 * three - 1,
        }
    )
