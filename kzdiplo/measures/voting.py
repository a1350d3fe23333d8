r"""How alike states vote: agreement in roll calls, as it stands and beyond chance.

A joint vote is a roll call in which both states took a position (yes, abstain or no). Absence is
never a position. The joint votes of a pair form a table of three by three counts :math:`n_{ij}`,
the first state's position by the second's, with the distances :math:`d_{ij}` on
no < abstain < yes, the largest being 1: a half between an abstention and either side, 1 between
yes and no. With :math:`n` the sum of the table, :math:`p_i` and :math:`q_j` the shares of the
positions of each state in the joint votes and :math:`m_i = (p_i + q_i) / 2`, the distance is

.. math:: D_o = \sum_{ij} n_{ij} d_{ij} / n, \qquad
   D_\kappa = \sum_{ij} p_i q_j d_{ij}, \qquad D_\pi = \sum_{ij} m_i m_j d_{ij},

as observed, as expected if each state voted by its own habit whatever the other did, and as
expected if both drew from their common habit. Then

.. math:: \text{agreement} = \sum_i n_{ii} / n, \qquad \text{agreement}_3 = 1 - D_o, \qquad
   S = 1 - 2 D_o,

.. math:: \kappa = 1 - D_o / D_\kappa, \qquad \pi = 1 - D_o / D_\pi, \qquad
   A = S - (1 - 2 D_\kappa) = 2 (D_\kappa - D_o) .
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations_with_replacement
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, not_negative, refuse
from kzdiplo.measures._frames import reserve, table

#: The positions that a state can take; a vote may also be ``absent``.
POSITIONS = ("yes", "abstain", "no")
#: Columns of the table of positions, row by row: the state's position, then the partner's.
COUNTS = tuple(f"n_{own}_{theirs}" for own in POSITIONS for theirs in POSITIONS)
#: How far positions are apart.
Distance = Literal["absolute", "squared", "nominal"]

#: Columns of the results.
_PAIR = ("state", "partner")
_SUMS = ("n_joint", "n_agree", "n_opposite")
_SCORES = ("agreement", "agreement_3pt", "s_score", "kappa", "pi", "a")
_BOUNDS = tuple(f"{name}_{end}" for name in _SCORES for end in ("low", "high"))
_TILT = ("with_toward", "with_away", "tilt", "tilt_low", "tilt_high")
#: Ends of the intervals.
_ENDS = (0.025, 0.975)
#: How many tables are scored at once.
_PART = 10_000
#: Absent, or not among the members who could vote.
_NO_POSITION = 0
#: How many times as far from each other yes and no are as an abstention is from either.
_FAR = {"absolute": 2, "squared": 4, "nominal": 1}

Counts = npt.NDArray[Any]


def agreement(
    rollcalls: IntoFrame,
    state: str | None,
    partners: Iterable[str] | None = None,
    by: str | None = "year",
    *,
    distance: Distance = "absolute",
    resamples: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """Count how often two states voted alike, and how much of it is beyond chance.

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
        issues stands in as many rows. None takes all roll calls together. Chance is reckoned
        within each group.
    distance : {"absolute", "squared", "nominal"}
        How far positions are apart, the largest distance being 1: an abstention and either side
        by a half (absolute), a quarter (squared), or by 1, as any two positions (nominal).
    resamples : int
        How many times the joint votes of each pair are drawn anew for intervals, such as 1000;
        0 for none.
    seed : int
        Where the random draws begin. Each pair begins anew, so its interval does not depend on
        the other rows.

    Returns
    -------
    pandas.DataFrame
        One row a group and pair, complete: the column named in `by`, ``state`` (only where
        `state` is None), ``partner``, ``n_joint``, ``n_agree``, ``n_opposite`` (joint votes,
        identical ones, yes against no), ``agreement`` and ``agreement_3pt`` (0 to 1),
        ``s_score`` (-1 to 1), ``kappa`` and ``pi`` (at most 1; 0 is what chance would give,
        below 0 less than that), ``a`` (-1 to 1; 0 is what chance would give). With `resamples`
        also ``agreement_low``, ``agreement_high`` and so on: for each score a 95 % interval.
        Without a joint vote all scores are missing, not zero. ``kappa``, ``pi`` and ``a`` are
        missing where both took one and the same position in every joint vote: chance would have
        given the same.

    Raises
    ------
    ValueError
        When there are no rows, a column is missing or has blanks, a vote is none of the four, a
        state votes twice in one roll call, `state` or a partner is not in `rollcalls`, `by`
        has the name of a column of the result, `distance` is unknown or `resamples` negative.

    Notes
    -----
    Agreement moves with the agenda: compare within one year or issue rather than across them.
    Much is decided without a vote, which no roll call shows. A state that nearly always says
    yes agrees often with every other that does; ``kappa``, ``pi`` and ``a`` take that out.
    ``agreement_3pt`` has its own three points whatever the `distance`; ``s_score`` follows it.

    The interval is the middle 95 % of the scores of resamples (percentile bootstrap). Resampled
    are the joint votes of the pair in the group, with replacement and as many as there are. That
    takes roll calls as independent of one another; texts that return each year and bundles on
    one matter are not, so intervals are too narrow rather than too wide. Resamples in which a
    score is missing are left out. The intervals of two pairs do not tell whether they differ: for
    that, draw roll calls and compare both pairs in each draw.

    When each is unstable: all with few joint votes (as a rule of thumb under 30). ``kappa`` and
    ``pi``, where one or both states nearly always take one position: little disagreement is
    expected, and one vote moves the score by much; where the partner took one position in every
    vote, ``kappa`` and ``a`` are 0 whatever the agreement, and ``pi`` is 0 or less. ``pi`` also
    falls where two states use the positions in different shares, ``kappa`` less so. ``a`` is not
    divided by what could be reached, so it is small wherever one state hardly varies, and does
    not compare pairs of very different habits. Show them beside ``agreement`` with the counts.

    What was held against what: ``kappa`` of all three distances against scikit-learn (200 random
    tables) and a printed table of Artstein and Poesio (0.8013), its ``pi`` as NLTK prints it
    (0.7995); ``pi`` against Krippendorff's alpha, which for two coders is pi with a correction
    for small numbers; the definition of ``a`` against the documentation of the R package fpsim
    0.2.0, whose own defaults are other distances (squared for kappa, nominal for pi). The worked
    tables of Häge and of Benati and Capurri were not to be had.

    References
    ----------
    lijphart1963analysis (agreement_3pt, his index of agreement), signorino1999tau (S, unweighted),
    haege2011choice (kappa, pi), benati2026alignment (A), haege-hug-2016 (limits)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.voting import agreement
    >>> votes = {"KAZ": ["yes", "yes", "abstain", "no"], "NAM": ["yes", "no", "yes", "absent"]}
    >>> rollcalls = pd.DataFrame(
    ...     [(i, 2020, iso3, vote) for iso3, row in votes.items() for i, vote in enumerate(row)],
    ...     columns=["rollcall_id", "year", "iso3", "vote"],
    ... )
    >>> result = agreement(rollcalls, "KAZ")
    >>> print(result.iloc[:, :7].to_string(index=False, float_format="%.3f"))
     year partner  n_joint  n_agree  n_opposite  agreement  agreement_3pt
     2020     NAM        3        1           1      0.333          0.500
    >>> print(result.iloc[:, 7:].to_string(index=False, float_format="%.3f"))
     s_score  kappa     pi      a
       0.000 -0.286 -0.385 -0.222
    """
    keys, counts = _counted(rollcalls, state, partners, by, (*_SUMS, *_SCORES, *_BOUNDS))
    return _scored(keys, counts, distance, resamples, seed)


def position_counts(
    rollcalls: IntoFrame,
    state: str | None,
    partners: Iterable[str] | None = None,
    by: str | None = "year",
) -> pd.DataFrame:
    """Count joint votes by the positions of both states: the table that all scores rest on.

    Parameters
    ----------
    rollcalls, state, partners, by
        As in :func:`agreement`.

    Returns
    -------
    pandas.DataFrame
        One row a group and pair, complete: the column named in `by`, ``state`` (only where
        `state` is None), ``partner`` and nine counts from ``n_yes_yes``, ``n_yes_abstain`` to
        ``n_no_no``, the state's position first. Counts of several groups may be added up.

    Raises
    ------
    ValueError
        As :func:`agreement`.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.voting import position_counts
    >>> rollcalls = pd.DataFrame(
    ...     {"rollcall_id": [1, 1], "iso3": ["KAZ", "NAM"], "vote": ["yes", "abstain"]}
    ... )
    >>> position_counts(rollcalls, "KAZ", by=None).loc[0, ["n_yes_yes", "n_yes_abstain"]].tolist()
    [0, 1]
    """
    keys, counts = _counted(rollcalls, state, partners, by, COUNTS)
    return keys.assign(**dict(zip(COUNTS, counts.reshape(len(COUNTS), -1), strict=True)))


def agreement_from_counts(
    counts: IntoFrame,
    *,
    distance: Distance = "absolute",
    resamples: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the scores of :func:`agreement` from counts of positions.

    Parameters
    ----------
    counts : frame of pandas, Polars, DuckDB or PySpark
        One row a pair and the nine columns of :func:`position_counts`. Rows are not added up:
        sum them first for a longer window.
    distance, resamples, seed
        As in :func:`agreement`.

    Returns
    -------
    pandas.DataFrame
        The other columns (and, of pandas, the index) as they came, then the sums and scores of
        :func:`agreement`.

    Raises
    ------
    ValueError
        When there are no rows, a count is missing, negative or no whole number, a column has the
        name of one of the result, `distance` is unknown or `resamples` negative.

    Examples
    --------
    Two states that voted alike in 17 of 20 joint votes, chance giving nearly as much:

    >>> import pandas as pd
    >>> from kzdiplo.measures.voting import COUNTS, agreement_from_counts
    >>> pair = pd.DataFrame([[16, 1, 0, 2, 1, 0, 0, 0, 0]], columns=COUNTS)
    >>> scores = agreement_from_counts(pair)[["agreement", "kappa", "pi", "a"]]
    >>> print(scores.to_string(index=False, float_format="%.3f"))
     agreement  kappa    pi     a
         0.850  0.318 0.314 0.070
    """
    rows = table(counts, COUNTS, "counts", "Name the nine counts so.", others=True)
    keys = rows.drop(columns=[*COUNTS])
    reserve((*_SUMS, *_SCORES, *_BOUNDS), [*keys.columns], "counts")
    known = keys if len(keys.columns) else None
    numbers = np.array([not_negative(rows[name], name, known) for name in COUNTS])
    if (numbers % 1).any():
        raise ValueError("counts: a number of votes is no whole number. Give counts, not shares.")
    return _scored(keys, numbers.astype(np.int64).reshape(3, 3, -1), distance, resamples, seed)


def same_calls(rollcalls: IntoFrame, states: Iterable[str]) -> pd.DataFrame:
    """Keep the roll calls in which each of some states took a position.

    States that take part less often meet another agenda; on the same roll calls they can be
    compared.

    Parameters
    ----------
    rollcalls : frame of pandas, Polars, DuckDB or PySpark
        As for :func:`agreement`: ``rollcall_id``, ``iso3``, ``vote`` and any other columns.
    states : iterable of str
        The states that must have said yes, abstain or no.

    Returns
    -------
    pandas.DataFrame
        The rows of those roll calls, of all states, as they came. There may be none.

    Raises
    ------
    ValueError
        When there are no rows, a column is missing, or a state is not in `rollcalls`.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.voting import same_calls
    >>> votes = {"KAZ": ["yes", "yes", "no"], "UZB": ["yes", "absent", "abstain"]}
    >>> rollcalls = pd.DataFrame(
    ...     [(i, iso3, vote) for iso3, row in votes.items() for i, vote in enumerate(row)],
    ...     columns=["rollcall_id", "iso3", "vote"],
    ... )
    >>> same_calls(rollcalls, ["KAZ", "UZB"])["rollcall_id"].unique().tolist()
    [0, 2]
    """
    needed = ["rollcall_id", "iso3", "vote"]
    rows = table(rollcalls, needed, "roll calls", "Rename the columns.", others=True)
    wanted = set(states)
    _known(sorted(wanted), set(rows["iso3"]))
    took = rows[rows["iso3"].isin(wanted) & rows["vote"].isin(POSITIONS)]
    present = took.groupby("rollcall_id")["iso3"].nunique()
    return rows[rows["rollcall_id"].isin(present.index[present == len(wanted)])]


def tilt(
    rollcalls: IntoFrame,
    toward: str,
    away: str,
    states: Iterable[str] | None = None,
    by: str | None = "year",
    *,
    score: str = "kappa",
    distance: Distance = "absolute",
    resamples: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Say how much nearer states vote to one power than to another, on the same roll calls.

    The tilt is the score with `toward` less the score with `away`, both over the roll calls in
    which the state and both powers took a position.

    Parameters
    ----------
    rollcalls, by, distance
        As in :func:`agreement`.
    toward, away : str
        The two powers, as ``"RUS"`` and ``"DEU"``.
    states : iterable of str, optional
        Whose tilt; by default that of all others in `rollcalls`.
    score : str
        Which score of :func:`agreement`: ``agreement``, ``agreement_3pt``, ``s_score``,
        ``kappa``, ``pi`` or ``a``.
    resamples, seed
        As in :func:`agreement`, with whole roll calls drawn: a draw holds the votes of all three.

    Returns
    -------
    pandas.DataFrame
        One row a group and state, complete: the column named in `by`, ``state``, ``n_joint``
        (roll calls of all three), ``with_toward`` and ``with_away`` (the two scores) and
        ``tilt`` (above zero: nearer to `toward`). With `resamples` also ``tilt_low`` and
        ``tilt_high``, a 95 % interval of the difference. Missing where a score is.

    Raises
    ------
    ValueError
        As :func:`agreement`; also when the two powers are one, a power is among `states`, or the
        score is unknown.

    Notes
    -----
    Both scores share roll calls, and their errors move together, so that two intervals of
    :func:`agreement` would be too wide for the difference. As there, roll calls are taken as
    independent, which makes intervals too narrow rather than too wide. A state half-way between
    two powers that are near each other has no tilt either: look at both scores.

    References
    ----------
    haege2011choice (kappa, pi), signorino1999tau (S)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.voting import tilt
    >>> votes = {"KAZ": ["yes", "yes", "no"], "RUS": ["yes", "no", "no"]}
    >>> votes["DEU"] = ["no", "yes", "yes"]
    >>> rollcalls = pd.DataFrame(
    ...     [(i, 2020, iso3, vote) for iso3, row in votes.items() for i, vote in enumerate(row)],
    ...     columns=["rollcall_id", "year", "iso3", "vote"],
    ... )
    >>> result = tilt(rollcalls, "RUS", "DEU", score="agreement")
    >>> print(result.to_string(index=False, float_format="%.3f"))
     year state  n_joint  with_toward  with_away  tilt
     2020   KAZ        3        0.667      0.333 0.333
    """
    if score not in _SCORES:
        raise ValueError(f"score={score!r}: use {', '.join(map(repr, _SCORES))}")
    _options(distance, resamples)
    if by is not None:
        reserve(("state", "n_joint", *_TILT), [by], "roll calls")
    record = _record(rollcalls, by)
    powers = [toward, away]
    chosen = list(dict.fromkeys(states)) if states is not None else None
    if chosen is None:
        chosen = [name for name in record.states if name not in powers]
    _known([*powers, *chosen], record.states)
    if toward == away or set(powers) & set(chosen):
        raise ValueError(
            f"a tilt from {away!r} to {toward!r} is between two powers and of other states: name "
            "two different powers, and leave both out of `states`"
        )
    counts = _of_three(record, *record.states.get_indexer(pd.Index([*powers, *chosen])))
    with_one, with_other = (_scores(counts.sum(axis), distance)[score] for axis in (2, 1))
    columns: dict[str, object] = {} if by is None else {by: record.groups.repeat(len(chosen))}
    columns |= {"state": chosen * len(record.groups), "n_joint": counts.sum((0, 1, 2))}
    columns |= dict(zip(_TILT, (with_one, with_other, with_one - with_other), strict=False))
    if resamples:
        drawn = [
            _tilt_bounds(counts[..., i], score, distance, resamples, seed)
            for i in range(counts.shape[-1])
        ]
        columns |= dict(zip(_TILT[3:], np.array(drawn).reshape(-1, 2).T, strict=True))
    return pd.DataFrame(columns)


def _counted(
    rollcalls: IntoFrame,
    state: str | None,
    partners: Iterable[str] | None,
    by: str | None,
    names_of_result: tuple[str, ...],
) -> tuple[pd.DataFrame, Counts]:
    """Return the keys of groups and pairs, and the table of positions of each."""
    if by is not None:
        reserve((*_PAIR, *names_of_result), [by], "roll calls")
    record = _record(rollcalls, by)
    names = {name: i for i, name in enumerate(record.states)}
    chosen = list(dict.fromkeys(partners)) if partners is not None else list(names)
    _known([name for name in [state, *chosen] if name is not None], names)
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
    groups, width = counts.shape[2:]
    columns: dict[str, object] = {} if by is None else {by: record.groups.repeat(width)}
    for name, places in pairs.items():
        columns[name] = record.states.take(np.tile(np.asarray(places, dtype=np.intp), groups))
    return pd.DataFrame(columns), counts.reshape(3, 3, -1)


def _known(asked: Iterable[object], names: Iterable[object]) -> None:
    """Refuse states without votes."""
    held = list(names)
    absent = [name for name in asked if name not in held]
    if absent:
        near = get_close_matches(str(absent[0]), map(str, held), n=3)
        raise ValueError(
            f"no votes of {', '.join(map(repr, absent))} in these roll calls. "
            + (f"Did you mean {' or '.join(near)}?" if near else "Use the codes of `iso3`.")
        )


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
    order, state_order = np.argsort(calls, kind="stable"), names[1].argsort()
    # the place of each in its order
    row, column = np.argsort(order), np.argsort(state_order)
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
    """Return the tables of positions by group and partner."""
    calls, groups, width = len(record.positions), len(record.groups), len(others)
    group = np.repeat(np.arange(groups), np.diff(record.starts, append=calls))
    pair = group[:, None] * width + np.arange(width)
    cell = 4 * record.positions[:, [state]] + record.positions[:, others]
    counts = np.bincount((16 * pair + cell).ravel(), minlength=16 * groups * width)
    # without the row and the column of those who took no position
    return counts.reshape(groups, width, 4, 4)[..., 1:, 1:].transpose(2, 3, 0, 1)


def _of_three(record: _Record, toward: int, away: int, *states: int) -> Counts:
    """Return tables of the positions of state, one power and the other, by group and state."""
    calls, groups, width = len(record.positions), len(record.groups), len(states)
    group = np.repeat(np.arange(groups), np.diff(record.starts, append=calls))
    three = group[:, None] * width + np.arange(width)
    powers = 4 * record.positions[:, [toward]] + record.positions[:, [away]]
    cell = 16 * record.positions[:, list(states)] + powers
    counts = np.bincount((64 * three + cell).ravel(), minlength=64 * groups * width)
    return counts.reshape(-1, 4, 4, 4)[:, 1:, 1:, 1:].transpose(1, 2, 3, 0)


def _every_pair(record: _Record, first: Counts, second: Counts) -> Counts:
    """Return the tables of positions by group and pair."""
    parts = np.split(record.positions, record.starts[1:])
    counts = np.empty((3, 3, len(parts), len(first)), dtype=np.int32)
    # where a pair stands in the square of all states, and where it stands turned round
    there, back = (a * len(record.states) + b for a, b in ((first, second), (second, first)))
    for i, part in enumerate(parts):
        bits = [_bits(part == place) for place in (1, 2, 3)]
        for a, b in combinations_with_replacement(range(3), 2):
            votes = _in_both(bits[a], bits[b])
            counts[a, b, i] = votes.take(there)
            if a != b:
                counts[b, a, i] = votes.take(back)
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


def _scored(
    keys: pd.DataFrame, counts: Counts, distance: Distance, resamples: int, seed: int
) -> pd.DataFrame:
    """Return keys, scores and, where asked for, their intervals."""
    _options(distance, resamples)
    # by parts that the processor's own memory holds
    starts = range(0, max(len(keys), 1), _PART)
    parts = [_scores(counts[..., start : start + _PART], distance) for start in starts]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    if resamples:
        drawn = [_bounds(counts[..., i], distance, resamples, seed) for i in range(len(keys))]
        bounds = np.array(drawn).reshape(-1, len(_BOUNDS))
        columns.update(zip(_BOUNDS, bounds.T, strict=True))
    return keys.assign(**columns)


def _options(distance: str, resamples: int) -> None:
    """Refuse an unknown distance and a negative number of draws."""
    if distance not in _FAR:
        raise ValueError(f"distance={distance!r}: use {', '.join(map(repr, _FAR))}")
    if resamples < 0:
        raise ValueError(f"resamples={resamples}: use 0 for no intervals, or a number such as 1000")


def _scores(counts: Counts, distance: Distance) -> dict[str, npt.NDArray[Any]]:
    """Return sums and scores of tables of positions, which lie along the first two axes."""
    far, counts = _FAR[distance], counts.astype(np.int64)
    own, theirs = counts.sum(1), counts.sum(0)
    both = own + theirs
    joint, agree, opposite = own.sum(0), np.trace(counts), counts[0, 2] + counts[2, 0]
    # sums of distances over the joint votes: whole numbers until they are divided
    observed = (joint - agree - opposite + far * opposite) / far
    with np.errstate(invalid="ignore"):
        by_own = _apart(own, theirs, far) / (far * joint)
        pooled = _apart(both, both, far) / (4 * far * joint)
        return {
            "n_joint": joint,
            "n_agree": agree,
            "n_opposite": opposite,
            "agreement": agree / joint,
            "agreement_3pt": (agree + (joint - agree - opposite) / 2) / joint,
            "s_score": 1 - 2 * observed / joint,
            "kappa": 1 - observed / by_own,
            "pi": 1 - observed / pooled,
            "a": 2 * np.where(by_own > 0, by_own - observed, np.nan) / joint,
        }


def _apart(first: Counts, second: Counts, far: int) -> Counts:
    """Sum the distances of each position of the one from each of the other."""
    (yes, abstain, no), (their_yes, their_abstain, their_no) = first, second
    near = (yes + no) * their_abstain + abstain * (their_yes + their_no)
    apart: Counts = near + far * (yes * their_no + no * their_yes)
    return apart


def _bounds(counts: Counts, distance: Distance, resamples: int, seed: int) -> list[float]:
    """Return the ends of the interval of each score, from joint votes drawn with replacement."""
    joint = counts.sum()
    if not joint:
        return [np.nan] * len(_BOUNDS)
    draw = np.random.default_rng(seed)
    drawn = draw.multinomial(joint, counts.ravel() / joint, size=resamples)
    scores = _scores(drawn.T.reshape(3, 3, -1), distance)
    ends: list[float] = []
    for name in _SCORES:
        known = scores[name][~np.isnan(scores[name])]
        ends += np.quantile(known, _ENDS).tolist() if known.size else [np.nan, np.nan]
    return ends


def _tilt_bounds(
    counts: Counts, score: str, distance: Distance, resamples: int, seed: int
) -> list[float]:
    """Return the ends of the interval of a tilt, from roll calls drawn with replacement."""
    joint = counts.sum()
    if not joint:
        return [np.nan, np.nan]
    draw = np.random.default_rng(seed)
    drawn = draw.multinomial(joint, counts.ravel() / joint, size=resamples).T.reshape(3, 3, 3, -1)
    with_one, with_other = (_scores(drawn.sum(axis), distance)[score] for axis in (2, 1))
    difference = with_one - with_other
    known = difference[~np.isnan(difference)]
    return np.quantile(known, _ENDS).tolist() if known.size else [np.nan, np.nan]
