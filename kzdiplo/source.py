"""Sources: keys of the one registry become citations and credit lines."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd

from kzdiplo.table import TableError, descriptor, load, remember

#: The kinds of sources.
KINDS = ("dataset", "official", "news", "academic", "reference", "seed")
#: How a source was read, and the words for it.
READ = {
    "whole": "read whole",
    "part": "read in part",
    "abstract": "abstract only",
    "second-hand": "second-hand",
    "title": "title only",
}
#: Columns of `sources`, and the fields of the registry that they show.
_COLUMNS = {
    "author": "author",
    "date": "date",
    "title": "title",
    "url": "path",
    "kind": "kind",
    "topics": "topics",
    "read": "read",
    "read_on": "read_on",
}


@cache
def _registry() -> dict[str, dict[str, Any]]:
    return {source["name"]: source for source in descriptor()["sources"]}


def keys(rows: pd.DataFrame) -> list[str]:
    """Return the source keys that rows name, the most used first.

    Parameters
    ----------
    rows : pandas.DataFrame
        Any frame with a ``source`` column (several keys joined by ``;``).

    Returns
    -------
    list of str
        Keys of ``references.bib``.

    Raises
    ------
    TableError
        When there is no ``source`` column, or a key is not in the registry.

    Examples
    --------
    >>> from kzdiplo import load
    >>> from kzdiplo.source import keys
    >>> keys(load("leader_travel_counts"))
    ['ds-colt-2025']
    """
    return list(_named(rows).value_counts().index)


def _named(rows: pd.DataFrame) -> pd.Series:
    """Return the source keys that rows name, as often as they do."""
    if "source" not in rows.columns:
        raise TableError(
            "these rows have no 'source' column, so nothing says where they come from. "
            "Pass the rows of the table that they were computed from."
        )
    found = rows["source"].dropna().astype("str").str.split(";").explode()
    unknown = [key for key in found.drop_duplicates() if key not in _registry()]
    if unknown:
        raise TableError(f"source keys that references.bib does not hold: {', '.join(unknown)}")
    return found


def cited(chapter: str) -> list[str]:
    """Return the source keys that the text of a chapter cites.

    Parameters
    ----------
    chapter : str
        Its page, such as ``"multivector/voting"``.

    Returns
    -------
    list of str
        Keys of ``references.bib``, in the order of the alphabet.

    Raises
    ------
    TableError
        When the book has no such chapter.

    Examples
    --------
    >>> from kzdiplo.source import cited
    >>> "signorino1999tau" in cited("multivector/voting")
    True
    """
    remember(chapter)
    chapters = descriptor()["citations"]
    if chapter not in chapters:
        raise TableError(f"the book has no chapter {chapter!r}; it has {', '.join(chapters)}")
    return list(chapters[chapter])


def _chapter(name: str | pd.DataFrame) -> bool:
    return isinstance(name, str) and "/" in name


def sources(*of: str | pd.DataFrame) -> pd.DataFrame:
    """List the sources of chapters, tables or rows.

    Parameters
    ----------
    *of : str or pandas.DataFrame
        Chapters, such as ``"multivector/voting"``, for the works that their text cites; table
        names; rows with a ``source`` column; or the one word ``"all"`` for the whole registry.

    Returns
    -------
    pandas.DataFrame
        Indexed by key, first what chapters cite, then the most used: ``author``, ``date`` (blank
        when the copy read carries none), ``title``, ``url``, ``kind`` (dataset, official, news,
        academic, reference, seed), ``topics`` (of scholarly works), ``read`` (how it was read:
        whole, part, abstract, second-hand, title) and ``read_on`` (ISO date; both blank where
        that is not on record).

    Raises
    ------
    TableError
        When nothing is named, a chapter or a table is unknown, or rows name no source.

    Examples
    --------
    >>> from kzdiplo import sources
    >>> sources("leader_travel_counts").index.tolist()
    ['ds-colt-2025']
    """
    if not of:
        raise TableError(
            "sources of what? Name tables or frames, such as kz.sources(missions, "
            "'trade_by_partner'), or 'all' for the whole registry."
        )
    if len(of) == 1 and isinstance(of[0], str) and of[0] == "all":
        remember("datapackage.json")
        listed = list(_registry())
    else:
        frames = [
            load(each) if isinstance(each, str) else each for each in of if not _chapter(each)
        ]
        in_text = [key for each in of if _chapter(each) for key in cited(str(each))]
        listed = list(dict.fromkeys([*in_text, *_of_all(frames)]))
    columns = {
        column: [_registry()[key].get(field, "") for key in listed]
        for column, field in _COLUMNS.items()
    }
    return pd.DataFrame(columns, index=pd.Index(listed, name="key"))


def _of_all(frames: list[pd.DataFrame]) -> list[str]:
    """Return the source keys of several frames, each of which must name some."""
    for frame in frames:
        keys(frame)  # raises for rows that name no source
    return keys(pd.concat([frame[["source"]] for frame in frames])) if frames else []


def how_read(listed: pd.DataFrame) -> pd.Series:
    """Return how and when sources were read, for a reader.

    Parameters
    ----------
    listed : pandas.DataFrame
        Rows of :func:`sources`, with their columns ``read`` and ``read_on``.

    Returns
    -------
    pandas.Series
        Text such as ``"read whole, November 2026"``, ``"abstract only, November 2026"``; blank
        where nothing is on record.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import how_read
    >>> how_read(pd.DataFrame({"read": ["part", ""], "read_on": ["2026-11-22", ""]})).tolist()
    ['read in part, November 2026', '']
    """
    month = pd.to_datetime(listed["read_on"]).dt.strftime(", %B %Y").fillna("")
    return listed["read"].map(READ).fillna("") + month


def named_sources(keys: pd.Series) -> pd.Series:
    """Return the authors and dates behind source keys, for a reader.

    Parameters
    ----------
    keys : pandas.Series
        Keys of ``references.bib``, several joined by ``;``.

    Returns
    -------
    pandas.Series
        Text such as ``"Kazinform 2024; TASS 2023"``; missing where the key is.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import named_sources
    >>> named_sources(pd.Series(["nye2008public"])).tolist()
    ['Nye 2008']
    """

    def name(cell: str) -> str:
        named = [_registry()[key] for key in cell.split(";")]
        return "; ".join(f"{s['author']} {s.get('date', '')[:4]}".strip() for s in named)

    return keys.map(name, na_action="ignore")


def keys_known(cells: pd.Series) -> bool:
    """Tell whether all cells are keys of ``references.bib``, several joined by ``;``.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.source import keys_known
    >>> keys_known(pd.Series(["nye2008public"])), keys_known(pd.Series(["Nye 2008"]))
    (True, False)
    """
    found = {key for cell in cells.map(str) for key in cell.split(";")}
    return bool(found) and found <= set(_registry())


def credit(rows: Iterable[pd.DataFrame], named: int = 3) -> str:
    """Return the source line of a figure: publishers, those that most rows rest on first.

    Parameters
    ----------
    rows : iterable of pandas.DataFrame
        The rows that the figure was drawn from, with their ``source`` column.
    named : int
        How many publishers are named before the rest is counted.

    Returns
    -------
    str
        For instance ``"Bureau of National Statistics of Kazakhstan; World Bank WITS"``.

    Examples
    --------
    >>> from kzdiplo import load
    >>> from kzdiplo.source import credit
    >>> credit([load("leader_travel_counts")])
    'Frederick S. Pardee Institute, University of Denver'
    """
    publishers = pd.concat(map(_named, rows)).map(lambda key: str(_registry()[key]["author"]))
    authors = publishers.value_counts().index.tolist()
    line = "; ".join(authors[:named])
    rest = len(authors) - named
    if rest > 0:
        line += f" and {rest} more publisher{'s' if rest > 1 else ''}"
    return line


def as_of(rows: Iterable[pd.DataFrame]) -> str:
    """Return the latest date that rows speak of, as precise as they are.

    Parameters
    ----------
    rows : iterable of pandas.DataFrame
        Rows with an ``as_of`` column of ISO dates (year, month or day).

    Returns
    -------
    str
        An ISO date, the year alone where it is the last day of one, or ``"undated"`` when no row
        has a date.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.source import as_of
    >>> as_of(pd.DataFrame({"as_of": dates}) for dates in (["2024", "2025-06"], ["2023-01-31"]))
    '2025-06'
    >>> as_of([pd.DataFrame({"as_of": ["2024-12-31", "2025-12-31"]})])
    '2025'
    """
    return (_latest(rows, "as_of") or "undated").removesuffix("-12-31")


def dated(rows: Iterable[pd.DataFrame]) -> str:
    """Return how a figure says of what time its rows speak.

    Parameters
    ----------
    rows : iterable of pandas.DataFrame
        Rows with an ``as_of`` column, or else a ``date`` of events, a ``year`` or a ``last_year``.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.source import dated
    >>> dated([pd.DataFrame({"as_of": ["2025-12-31"]})])
    'As of 2025'
    >>> dated([pd.DataFrame({"date": ["1992-03-02", "2026-03"]})])
    'Events to March 2026'
    """
    frames = list(rows)
    if (known := as_of(frames)) != "undated":
        return f"As of {known}"
    if not (last := _latest(frames, "date")):
        last_year = _latest(frames, "year") or _latest(frames, "last_year")
        return f"Years to {last_year}" if last_year else "Undated"
    return f"Events to {last if len(last) == 4 else pd.Timestamp(last).strftime('%B %Y')}"


def _latest(rows: Iterable[pd.DataFrame], column: str) -> str:
    """Return the latest of the ISO dates in a column, blank when there is none."""
    known = [frame[column].dropna() for frame in rows if column in frame.columns]
    return max((str(dates.max()) for dates in known if len(dates)), default="")
