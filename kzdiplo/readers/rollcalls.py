"""Roll calls from files that users download: the UN's voting export and Voeten's data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import Stream
from kzdiplo.readers.downloads import AS_DOWNLOADED, cells
from kzdiplo.table import TableError, load, refuse

#: Issue codes of Voeten's data.
ISSUES = ("me", "nu", "di", "hr", "co", "ec")

# The UN's export (record 4060887 of its Digital Library). The first edition, of September 2024,
# used plurals.
_UN_NAMES = {"ms_codes": "ms_code", "ms_votes": "ms_vote", "resolutions": "resolution"}
_UN_COLUMNS = ("undl_id", "ms_code", "ms_vote", "date", "resolution", "title")
_UN_VOTES = {"Y": "yes", "A": "abstain", "N": "no", "X": "absent", "NV": "absent"}

# Voeten's UNVotes file (doi:10.7910/DVN/LEJUQZ). Its own `year` is that of the session, and its
# names of states stand in changing columns: dates and numbers are used in their place.
_VOETEN_COLUMNS = ("rcid", "ccode", "vote", "date", "unres", "descr")
_VOETEN_VOTES = {"1": "yes", "2": "abstain", "3": "no", "8": "absent"}
_NOT_A_MEMBER = "9"

_NO_TEXT = f"{AS_DOWNLOADED}; RData and Stata files are not read."
_REMEDY = f"{AS_DOWNLOADED}; if its publisher has changed it, rename columns and values yourself."


def read_rollcalls(path: str | Path) -> pd.DataFrame:
    """Read votes of the UN General Assembly from a file that you have downloaded.

    Two files are known: the General Assembly voting data of the UN Digital Library (record
    4060887, CSV, resolutions only) and the roll calls of Erik Voeten's data
    (doi:10.7910/DVN/LEJUQZ, ``UNVotes.csv`` or ``UNVotes.tab``, with paragraph and amendment
    votes). Both have their own terms of use.

    Parameters
    ----------
    path : str or pathlib.Path
        The file, as downloaded; also compressed by gzip, or alone in a ZIP archive.

    Returns
    -------
    pandas.DataFrame
        One row a roll call and member state, in the order of the file: ``rollcall_id``,
        ``date``, ``year`` (calendar year of the vote), ``iso3``, ``vote`` (``yes``,
        ``abstain``, ``no`` or ``absent``), ``resolution``, ``title``; from Voeten's file also
        ``kind`` (``resolution``, ``paragraph`` or ``amendment``) where the file tells, and the
        issue codes that it holds as columns of True and False. States that were no members at
        the time are left out. Ready for :func:`kzdiplo.measures.voting.agreement`.

    Raises
    ------
    TableError
        When there is no such file, it is damaged or neither of the two, or a date, a vote or a
        state cannot be read; with row, column and value.

    Examples
    --------
    >>> from kzdiplo import read_rollcalls
    >>> rollcalls = read_rollcalls("2026_02_06_ga_voting.csv")  # doctest: +SKIP
    """
    known = {*_UN_COLUMNS, *_UN_NAMES, *_VOETEN_COLUMNS}
    with csvtext.opened(path, known, _NO_TEXT) as stream:
        if stream.encoding == "windows-1251":
            raise TableError(f"{stream.file} is no text in UTF-8. {_NO_TEXT}")
        header = stream.header
        named = {_UN_NAMES.get(name, name): name for name in header}
        if set(_UN_COLUMNS) <= set(named):
            return _read_un(stream, named)
        if set(_VOETEN_COLUMNS) <= set(header):
            return _read_voeten(stream)
    raise TableError(
        f"{stream.file} is neither of the two files that this function reads. Its columns are "
        f"{', '.join(header) or 'none'}. The UN's voting data (CSV, one row a state and vote) have "
        f"{', '.join(_UN_COLUMNS)}; Voeten's UNVotes file has {', '.join(_VOETEN_COLUMNS)}. "
        "For another source, rename its columns to rollcall_id, year, iso3 and vote, and its "
        "votes to yes, abstain, no and absent."
    )


def _texts(stream: Stream, columns: list[str]) -> pd.DataFrame:
    frame = cells(stream, columns)
    # pandas makes numbers of categories that look like numbers
    return pd.DataFrame({name: frame[name].cat.rename_categories(str) for name in columns})


def _read_un(stream: Stream, name_of: dict[str, str]) -> pd.DataFrame:
    votes = _texts(stream, [name_of[name] for name in _UN_COLUMNS])
    votes = votes.set_axis([*_UN_COLUMNS], axis=1)
    codes = {code: code for code in votes["ms_code"].cat.categories if _is_code(code)}
    return _tidy(
        stream.file,
        votes["undl_id"],
        date=votes["date"],
        iso3=_translate(stream.file, votes["ms_code"], codes, "a code of three letters"),
        vote=_translate(stream.file, votes["ms_vote"], _UN_VOTES, "Y, A, N or X"),
        resolution=votes["resolution"],
        title=votes["title"],
    )


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def _read_voeten(stream: Stream) -> pd.DataFrame:
    marks = [name for name in ("para", "amend", *ISSUES) if name in stream.header]
    votes = _texts(stream, [*_VOETEN_COLUMNS, *marks])
    # the file has a row for each state that ever was a member, and each roll call
    votes = votes[_whole(votes["vote"]) != _NOT_A_MEMBER]
    states = load("cow_states")
    codes = dict(zip(states["cow_code"].astype(str), states["code"], strict=True))
    is_set = {name: _whole(votes[name]) == "1" for name in marks}
    extra: dict[str, pd.Series] = {}
    if {"para", "amend"} <= set(marks):
        kind = pd.Series("resolution", index=votes.index)
        kind = kind.mask(is_set["para"], "paragraph").mask(is_set["amend"], "amendment")
        extra["kind"] = kind.astype("category")
    extra.update({name: is_set[name] for name in ISSUES if name in marks})
    return _tidy(
        stream.file,
        _whole(votes["rcid"]),
        date=votes["date"],
        iso3=_translate(
            stream.file, _whole(votes["ccode"]), codes, "a number of the table cow_states"
        ),
        vote=_translate(stream.file, _whole(votes["vote"]), _VOETEN_VOTES, "1, 2, 3, 8 or 9"),
        resolution=votes["unres"],
        title=votes["descr"],
        **extra,
    )


def _whole(column: pd.Series) -> pd.Series:
    """Drop the decimals that R and Stata write behind whole numbers."""
    return column.map({name: name.removesuffix(".0") for name in column.cat.categories})


def _translate(file: str, column: pd.Series, meaning: dict[str, str], expected: str) -> pd.Series:
    """Replace each value by what it means; the first that means nothing is an error."""
    result = column.map(meaning).astype("category")
    if result.isna().any():
        refuse(file, column, result.isna(), f"not {expected}", _REMEDY)
    return result


def _tidy(
    file: str, rollcall_id: pd.Series, *, date: pd.Series, **columns: pd.Series
) -> pd.DataFrame:
    days = pd.to_datetime(date.astype("str"), format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        refuse(file, date, days.isna(), "no date such as 2024-12-31", _REMEDY)
    frame = pd.DataFrame(
        {"rollcall_id": rollcall_id, "date": days, "year": days.dt.year, **columns}
    ).reset_index(drop=True)
    twice = frame.duplicated(["rollcall_id", "iso3"])
    if twice.any():
        # a row that only repeats another does no harm
        frame = frame[~frame.duplicated()].reset_index(drop=True)
        twice = frame.duplicated(["rollcall_id", "iso3"])
    if twice.any():
        first = frame.iloc[int(twice.to_numpy().argmax())]
        raise TableError(
            f"{file}: {first['iso3']} votes twice in roll call {first['rollcall_id']}. "
            f"{AS_DOWNLOADED}."
        )
    return frame
