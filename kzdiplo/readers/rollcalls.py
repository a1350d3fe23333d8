"""Roll calls from files that users download: the UN's voting export and Voeten's data."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

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

_REMEDY = (
    "Take the file as downloaded; if its publisher has changed it, rename columns and values "
    "yourself"
)


def read_rollcalls(path: str | Path) -> pd.DataFrame:
    """Read votes of the UN General Assembly from a file that you have downloaded.

    Two files are known: the General Assembly voting data of the UN Digital Library (record
    4060887, CSV, resolutions only) and the roll calls of Erik Voeten's data
    (doi:10.7910/DVN/LEJUQZ, ``UNVotes.csv`` or ``UNVotes.tab``, with paragraph and amendment
    votes). Both have their own terms of use.

    Parameters
    ----------
    path : str or pathlib.Path
        The file, as downloaded.

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
        When there is no such file, it is neither of the two, or a date, a vote or a state
        cannot be read; with row, column and value.

    Examples
    --------
    >>> from kzdiplo import read_rollcalls
    >>> rollcalls = read_rollcalls("2026_02_06_ga_voting.csv")  # doctest: +SKIP
    """
    path = Path(path)
    header, separator = _header(path)
    named = [_UN_NAMES.get(name, name) for name in header]
    if set(_UN_COLUMNS) <= set(named):
        return _read_un(path, separator, dict(zip(named, header, strict=True)))
    if set(_VOETEN_COLUMNS) <= set(header):
        return _read_voeten(path, separator, header)
    raise TableError(
        f"{path.name} is neither of the two files that this function reads. Its columns are "
        f"{', '.join(header) or 'none'}. The UN's voting data (CSV, one row a state and vote) have "
        f"{', '.join(_UN_COLUMNS)}; Voeten's UNVotes file has {', '.join(_VOETEN_COLUMNS)}. "
        "For another source, rename its columns to rollcall_id, year, iso3 and vote, and its "
        "votes to yes, abstain, no and absent."
    )


def _header(path: Path) -> tuple[list[str], str]:
    """Return the names of the columns and what separates them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            line = file.readline(100_000)
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TableError(
            f"{path.name} is no text in UTF-8. Take the CSV file as downloaded, unpacked from its "
            "ZIP archive and not saved again by a spreadsheet; RData and Stata files are not read."
        ) from error
    separator = "\t" if line.count("\t") > line.count(",") else ","
    names = next(csv.reader([line], delimiter=separator), [])
    return [name.strip() for name in names], separator


def _cells(path: Path, separator: str, columns: list[str]) -> pd.DataFrame:
    """Read columns as text; a blank cell is an empty text, and NA stays NA."""
    try:
        cells = pd.read_csv(
            path,
            sep=separator,
            usecols=columns,
            # few different values among many rows: categories save most of the memory
            dtype="category",
            keep_default_na=False,
            encoding="utf-8-sig",
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise TableError(f"{path.name} is damaged or incomplete: {error}") from error
    # pandas makes numbers of categories that look like numbers
    return pd.DataFrame({name: cells[name].cat.rename_categories(str) for name in columns})


def _read_un(path: Path, separator: str, name_of: dict[str, str]) -> pd.DataFrame:
    cells = _cells(path, separator, [name_of[name] for name in _UN_COLUMNS])
    cells = cells.rename(columns={name_of[name]: name for name in _UN_COLUMNS})
    codes = {code: code for code in cells["ms_code"].cat.categories if _is_code(code)}
    return _tidy(
        path,
        cells["undl_id"],
        date=cells["date"],
        iso3=_translate(path, cells["ms_code"], codes, "a code of three letters"),
        vote=_translate(path, cells["ms_vote"], _UN_VOTES, "Y, A, N or X"),
        resolution=cells["resolution"],
        title=cells["title"],
    )


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def _read_voeten(path: Path, separator: str, header: list[str]) -> pd.DataFrame:
    marks = [name for name in ("para", "amend", *ISSUES) if name in header]
    cells = _cells(path, separator, [*_VOETEN_COLUMNS, *marks])
    # the file has a row for each state that ever was a member, and each roll call
    cells = cells[_whole(cells["vote"]) != _NOT_A_MEMBER]
    states = load("cow_states")
    codes = dict(zip(states["cow_code"].astype(str), states["code"], strict=True))
    is_set = {name: _whole(cells[name]) == "1" for name in marks}
    extra: dict[str, pd.Series] = {}
    if {"para", "amend"} <= set(marks):
        kind = pd.Series("resolution", index=cells.index)
        kind = kind.mask(is_set["para"], "paragraph").mask(is_set["amend"], "amendment")
        extra["kind"] = kind.astype("category")
    extra.update({name: is_set[name] for name in ISSUES if name in marks})
    return _tidy(
        path,
        _whole(cells["rcid"]),
        date=cells["date"],
        iso3=_translate(path, _whole(cells["ccode"]), codes, "a number of the table cow_states"),
        vote=_translate(path, _whole(cells["vote"]), _VOETEN_VOTES, "1, 2, 3, 8 or 9"),
        resolution=cells["unres"],
        title=cells["descr"],
        **extra,
    )


def _whole(column: pd.Series) -> pd.Series:
    """Drop the decimals that R and Stata write behind whole numbers."""
    return column.map({name: name.removesuffix(".0") for name in column.cat.categories})


def _translate(path: Path, column: pd.Series, meaning: dict[str, str], expected: str) -> pd.Series:
    """Replace each value by what it means; the first that means nothing is an error."""
    result = column.map(meaning).astype("category")
    if result.isna().any():
        refuse(path.name, column, result.isna(), f"not {expected}", _REMEDY)
    return result


def _tidy(
    path: Path, rollcall_id: pd.Series, *, date: pd.Series, **columns: pd.Series
) -> pd.DataFrame:
    days = pd.to_datetime(date.astype("str"), format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        refuse(path.name, date, days.isna(), "no date such as 2024-12-31", _REMEDY)
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
            f"{path.name}: {first['iso3']} votes twice in roll call {first['rollcall_id']}. "
            "Take the file as downloaded."
        )
    return frame
