"""Roll calls from files that users download: the UN's voting export and Voeten's data."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import Stream
from kzdiplo.readers.downloads import AS_DOWNLOADED, cells, refuse
from kzdiplo.readers.states import states
from kzdiplo.table import TableError, load

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

# Any other source, once its columns have the names that the measures know.
_OWN_COLUMNS = ("rollcall_id", "year", "iso3", "vote")
_OWN_EXTRA = ("date", "resolution", "title")
_OWN_VOTES = {vote: vote for vote in ("yes", "abstain", "no", "absent")}
_OWN_REMEDY = "Write it so, or leave the row out"
_YEAR = re.compile("(19|20)[0-9]{2}")
_ORDER = ("rollcall_id", "date", "year", "iso3", "vote", "resolution", "title")

_NO_TEXT = f"{AS_DOWNLOADED}; RData and Stata files are not read."
_REMEDY = f"{AS_DOWNLOADED}; if its publisher has changed it, rename columns and values yourself"


def read_rollcalls(path: str | Path) -> pd.DataFrame:
    """Read votes of the UN General Assembly from a file that you have downloaded.

    Two files are known as they are: the General Assembly voting data of the UN Digital Library
    (record 4060887, CSV, resolutions only) and the roll calls of Erik Voeten's data
    (doi:10.7910/DVN/LEJUQZ, ``UNVotes.csv`` or ``UNVotes.tab``, with paragraph and amendment
    votes). Both have their own terms of use. Any other file is read once its columns are named
    ``rollcall_id``, ``year``, ``iso3`` and ``vote`` and its cells are written as those below.

    Parameters
    ----------
    path : str or pathlib.Path
        The file, also compressed by gzip, or alone in a ZIP archive.

    Returns
    -------
    pandas.DataFrame
        One row a roll call and member state, in the order of the file: ``rollcall_id``,
        ``date``, ``year`` (calendar year of the vote), ``iso3``, ``vote`` (``yes``,
        ``abstain``, ``no`` or ``absent``), ``resolution``, ``title``; from Voeten's file also
        ``kind`` (``resolution``, ``paragraph`` or ``amendment``) where the file tells, and the
        issue codes that it holds as columns of True and False. States that were no members at
        the time are left out. From a file of your own the four columns, and ``date``,
        ``resolution`` and ``title`` where it has them. Ready for
        :func:`kzdiplo.measures.voting.agreement`.

    Raises
    ------
    TableError
        When there is no such file, it is damaged or of another kind, or a number, a date, a vote
        or a state is blank or cannot be read; with row, column and value.

    Examples
    --------
    >>> from kzdiplo import read_rollcalls
    >>> rollcalls = read_rollcalls("2026_02_06_ga_voting.csv")  # doctest: +SKIP
    """
    known = {*_UN_COLUMNS, *_UN_NAMES, *_VOETEN_COLUMNS, *_OWN_COLUMNS}
    with csvtext.opened(path, known, _NO_TEXT) as stream:
        header = stream.header
        if set(_OWN_COLUMNS) <= set(header):
            return _read_own(stream)
        if stream.encoding == "windows-1251":
            raise TableError(f"{stream.file} is no text in UTF-8. {_NO_TEXT}")
        named = {_UN_NAMES.get(name, name): name for name in header}
        if set(_UN_COLUMNS) <= set(named):
            return _read_un(stream, named)
        if set(_VOETEN_COLUMNS) <= set(header):
            return _read_voeten(stream)
    raise TableError(
        f"{stream.file} is neither of the two files that this function knows. Its columns are "
        f"{', '.join(header) or 'none'}. The UN's voting data (CSV, one row a state and vote) have "
        f"{', '.join(_UN_COLUMNS)}; Voeten's UNVotes file has {', '.join(_VOETEN_COLUMNS)}. "
        "For another source, rename its columns to rollcall_id, year, iso3 and vote, and write its "
        "years with four digits, its states as codes of three letters (ISO 3166-1) and its votes "
        "as yes, abstain, no and absent; then this function reads it."
    )


def _texts(stream: Stream, columns: list[str]) -> pd.DataFrame:
    twice = [name for name in columns if stream.header.count(name) > 1]
    if twice:
        raise TableError(
            f"{stream.file} has the column {twice[0]} twice. Delete or rename one of them."
        )
    frame = cells(stream, columns)
    # pandas makes numbers of categories that look like numbers
    return pd.DataFrame({name: frame[name].cat.rename_categories(str) for name in columns})


def _read_un(stream: Stream, name_of: dict[str, str]) -> pd.DataFrame:
    votes = _texts(stream, [name_of[name] for name in _UN_COLUMNS])
    votes = votes.set_axis([*_UN_COLUMNS], axis=1)
    codes = {code: code for code in votes["ms_code"].cat.categories if _is_code(code)}
    columns = dict(
        rollcall_id=votes["undl_id"],
        **_dated(stream.file, votes["date"]),
        iso3=_translate(stream.file, votes["ms_code"], codes, "a code of three letters"),
        vote=_translate(stream.file, votes["ms_vote"], _UN_VOTES, "Y, A, N or X"),
        resolution=votes["resolution"],
        title=votes["title"],
    )
    return _tidy(stream.file, pd.DataFrame(columns))


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
    columns = dict(
        rollcall_id=_whole(votes["rcid"]),
        **_dated(stream.file, votes["date"]),
        iso3=_translate(
            stream.file, _whole(votes["ccode"]), codes, "a number of the table cow_states"
        ),
        vote=_translate(stream.file, _whole(votes["vote"]), _VOETEN_VOTES, "1, 2, 3, 8 or 9"),
        resolution=votes["unres"],
        title=votes["descr"],
        **extra,
    )
    return _tidy(stream.file, pd.DataFrame(columns))


def _read_own(stream: Stream) -> pd.DataFrame:
    votes = _texts(stream, [*_OWN_COLUMNS, *(x for x in _OWN_EXTRA if x in stream.header)])
    for name in votes:
        for text in votes[name].cat.categories:
            try:
                csvtext.check_letters(text, stream.encoding)
            except csvtext.CellError as error:
                refuse(stream.file, votes[name], votes[name] == text, *error.args)
    years = {year: year for year in votes["year"].cat.categories if _YEAR.fullmatch(year)}
    for name, meaning, expected in (
        ("year", years, "a year such as 2024"),
        ("iso3", {code: code for code in states()}, "the code of a state such as KAZ"),
        ("vote", _OWN_VOTES, "yes, abstain, no or absent"),
    ):
        votes[name] = _translate(stream.file, votes[name], meaning, expected, _OWN_REMEDY)
    votes["year"] = votes["year"].astype("str").astype("int32")
    if "date" in votes:
        days = _days(stream.file, votes["date"], _OWN_REMEDY)
        other = days.dt.year != votes["year"]
        if other.any():
            refuse(stream.file, votes["date"], other, "not of the year of its row", _OWN_REMEDY)
        votes["date"] = days
    return _tidy(stream.file, votes[[name for name in _ORDER if name in votes]], _OWN_REMEDY)


def _whole(column: pd.Series) -> pd.Series:
    """Drop the decimals that R and Stata write behind whole numbers."""
    return column.map({name: name.removesuffix(".0") for name in column.cat.categories})


def _translate(
    file: str,
    column: pd.Series,
    meaning: dict[str, str],
    expected: str,
    remedy: str = _REMEDY,
) -> pd.Series:
    """Replace each value by what it means; the first that means nothing is an error."""
    result = column.map(meaning).astype("category")
    if result.isna().any():
        refuse(file, column, result.isna(), f"not {expected}", f"{remedy}.")
    return result


def _dated(file: str, date: pd.Series) -> dict[str, pd.Series]:
    days = _days(file, date, _REMEDY)
    return {"date": days, "year": days.dt.year}


def _days(file: str, date: pd.Series, remedy: str) -> pd.Series:
    """Read dates; the first that is none is an error."""
    texts = date.cat.categories.to_series()
    # pandas takes digits of every script
    texts = texts.where(texts.str.isascii())
    known = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce").to_numpy()
    days = pd.Series(known[date.cat.codes], index=date.index).where(date.notna())
    if days.isna().any():
        refuse(file, date, days.isna(), "no date such as 2024-12-31", f"{remedy}.")
    return days


def _tidy(file: str, votes: pd.DataFrame, remedy: str = AS_DOWNLOADED) -> pd.DataFrame:
    """Refuse votes of no roll call and second votes; drop rows that only repeat another."""
    blank = votes["rollcall_id"] == ""
    if blank.any():
        refuse(file, votes["rollcall_id"], blank, "no number of a roll call", f"{remedy}.")
    twice = votes.duplicated(["rollcall_id", "iso3"])
    if twice.any():
        votes = votes[~votes.duplicated()]
        twice = votes.duplicated(["rollcall_id", "iso3"])
    if twice.any():
        first = votes[twice].iloc[0]
        raise TableError(
            f"{file}, row {votes.index[twice][0] + 2}: {first['iso3']} votes twice in roll call "
            f"{first['rollcall_id']}. {remedy}."
        )
    return votes.reset_index(drop=True)
