"""Tables: a descriptor and a CSV file become a typed DataFrame."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

_HERE = Path(__file__).parent
#: The folder of the bundled tables: inside the package when installed, beside it in a checkout.
DATA = _HERE / "data" if (_HERE / "data").is_dir() else _HERE.parent / "data"

# what this session read, tables by name and files about all of them: the build asks what a
# chapter depends on
_loaded: dict[str, None] = {}

_DTYPES = {
    "string": "str",
    "year": "Int64",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "str",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file: where it is, what stands there, what to do."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    message: str
    remedy: str

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column is not None:
            where.append(f"column {self.column!r}")
        if self.value is not None:
            where.append(f"value {self.value!r}")
        return f"{', '.join(where)}: {self.message}. {self.remedy}"


class TableError(ValueError):
    """A table is unknown, or a file does not hold what its schema asks for.

    Attributes
    ----------
    problems : list of Problem
        Every problem found, with file, row, column, value and remedy; empty when the
        message says it all. Rows are counted as a spreadsheet does: the header is row 1.
    """

    def __init__(self, message: str, problems: list[Problem] | None = None) -> None:
        self.problems = problems or []
        shown = [f"  {problem}" for problem in self.problems[:20]]
        if len(self.problems) > 20:
            shown.append(f"  ... and {len(self.problems) - 20} more (see .problems)")
        super().__init__("\n".join([message, *shown]))


def remember(name: str) -> None:
    """Note that this session depends on a table, or on a file about all of them.

    Parameters
    ----------
    name : str
        Name of the table or file: ``datapackage.json``, ``uses.json``, ``mentions.json`` or
        ``moved.json``.
    """
    _loaded[name] = None


def uses() -> dict[str, list[str]]:
    """Return which chapters load which table.

    Returns
    -------
    dict
        For each table its chapters, such as ``"notebooks/turkic/ots"``; empty where the book
        was not built, as in an installed package.
    """
    return _built("uses.json")


def mentions() -> dict[str, list[list[str]]]:
    """Return in which sections of the book each name stands.

    Returns
    -------
    dict
        For each ``name_id`` of the table ``names`` its sections in the order of the book, each as
        page (``"notebooks/turkic/ots"``), heading and anchor; what stands before the first section
        of a page has the page's title and no anchor. Empty where the book was not built.
    """
    return _built("mentions.json")


def moved() -> dict[str, Any]:
    """Return what moved in the tables since the last edition.

    Returns
    -------
    dict
        ``version`` and ``created`` (a date) of that edition; tables that are ``new``, ``gone``
        (with the new name, where one is clear), the ``same`` and ``changed`` (with rows, columns
        and values); for each table the lines of the changelog that name it (``log``); how many
        ``corrections`` each chapter got; and the ``findings`` that changed. Empty where the book
        was not built.
    """
    return _built("moved.json")


def _built(name: str) -> dict[str, Any]:
    """Return what the build found, nothing where there was none."""
    remember(name)
    path = DATA.parent / "_build" / name
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


@cache
def descriptor() -> dict[str, Any]:
    """Return the Data Package descriptor of all bundled tables (``datapackage.json``).

    Returns
    -------
    dict
        The descriptor: ``resources`` (one per table) and ``sources`` (one per reference).
    """
    package: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    return package


@cache
def _resources() -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in descriptor()["resources"]}


@contextmanager
def elsewhere(data: Path) -> Iterator[None]:
    """Let the tables of another folder stand for the bundled ones while a block runs."""
    global DATA
    bundled = DATA
    try:
        DATA = data
        _forget()
        yield
    finally:
        DATA = bundled
        _forget()


def _forget() -> None:
    descriptor.cache_clear()
    _resources.cache_clear()


def resource(name: str) -> dict[str, Any]:
    """Return the descriptor of one bundled table.

    Parameters
    ----------
    name : str
        A name listed by :func:`tables`.

    Returns
    -------
    dict
        A Frictionless tabular data resource.

    Raises
    ------
    TableError
        When there is no such table; the message offers the closest names.
    """
    known = _resources()
    if name not in known:
        close = get_close_matches(str(name), known, n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(map(repr, close))}? " if close else ""
        raise TableError(
            f"there is no table {name!r}. {hint}kzdiplo.tables() lists all {len(known)}."
        )
    remember(name)
    return known[name]


def load(name: str) -> pd.DataFrame:
    """Read a bundled table.

    Parameters
    ----------
    name : str
        A name listed by :func:`tables`.

    Returns
    -------
    pandas.DataFrame
        One row per observation. Columns, types and units are those of ``describe(name)``:
        text as ``str``, years and counts as ``Int64``, measures as ``float64``, yes/no as
        ``boolean``, full dates as ``datetime64``. A blank cell is missing, and only a blank
        cell: the text "NA" stays text.

    Raises
    ------
    TableError
        When there is no such table, with the closest names, or when its file is damaged.

    Examples
    --------
    >>> from kzdiplo import load
    >>> load("leader_travel_counts").columns.tolist()
    ['year', 'trips_made', 'visits_received', 'as_of', 'source', 'note']
    """
    table = resource(name)
    path = DATA / table["path"]
    try:
        frame = typed(path, table["schema"])
    except (OSError, TypeError, ValueError) as error:
        raise TableError(
            f"{path.name} does not fit its description: {error}. "
            "`python -m kzdiplo check` names the exact cell."
        ) from error
    return frame


def typed(csv: Path | StringIO, schema: dict[str, Any]) -> pd.DataFrame:
    """Read clean CSV with the types of a Table Schema.

    Parameters
    ----------
    csv : pathlib.Path or io.StringIO
        Comma-separated UTF-8 text with a header.
    schema : dict
        A Frictionless Table Schema.

    Returns
    -------
    pandas.DataFrame
        The columns of the file, typed as :func:`load` describes.

    Raises
    ------
    ValueError
        When a cell does not fit its type.
    """
    fields = schema["fields"]
    frame = pd.read_csv(
        csv,
        dtype={f["name"]: _DTYPES[f["type"]] for f in fields if f["type"] in _DTYPES},
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
    for f in fields:
        if f["type"] == "date":
            frame[f["name"]] = pd.to_datetime(frame[f["name"]], format="%Y-%m-%d")
    return frame


def tables() -> pd.DataFrame:
    """List the bundled tables.

    Returns
    -------
    pandas.DataFrame
        Indexed by table name: ``title``, ``theme`` (the folder), ``first_year`` and
        ``last_year`` of the coverage (missing when a table has no years), ``columns``
        (how many).

    Examples
    --------
    >>> from kzdiplo import tables
    >>> tables().loc["missions", "theme"]
    'multivector'
    """
    remember("datapackage.json")
    rows = [
        {
            "table": name,
            "title": table["title"],
            "theme": table["path"].split("/")[0],
            "first_year": table["coverage"].get("from"),
            "last_year": table["coverage"].get("to"),
            "columns": len(table["schema"]["fields"]),
        }
        for name, table in _resources().items()
    ]
    frame = pd.DataFrame(rows).set_index("table")
    return frame.astype({"first_year": "Int64", "last_year": "Int64"})


def origin(table: dict[str, Any]) -> str:
    """Say in words how a table came about.

    Parameters
    ----------
    table : dict
        The descriptor of the table (:func:`resource`).

    Returns
    -------
    str
        Its class (copied, compiled or computed), what it is built by and from, and where its
        publisher gives the next edition.
    """
    by = f" by {table['built_by']}" if "built_by" in table else ""
    follows = table.get("follows", [])
    if follows:
        by += f" from the table{'s' if len(follows) > 1 else ''} {', '.join(follows)}"
    sentences = [f"{table['class'].capitalize()}{by}."]
    if "unbuilt" in table:
        sentences.append(table["unbuilt"].strip())
    if "edition" in table:
        where = table["edition"]
        sentences.append(
            f"Publisher's file: {where['file']}, at {where['address']}; next edition: "
            f"{where['due']}."
        )
    return " ".join(sentences)


@dataclass(frozen=True)
class Description:
    """What a table holds, printed as text or shown as HTML in a notebook.

    Attributes
    ----------
    name, title, description, terms : str
        Identity of the table and the licence terms of what it was compiled from.
    coverage : dict
        ``from`` and ``to`` (years), ``rows`` (the fewest rows it may have).
    fields : pandas.DataFrame
        Indexed by column name: ``type``, ``unit``, ``required``, ``description``.
    warnings : pandas.DataFrame
        ``kind`` (one of a fixed vocabulary), ``text``, and ``meaning``: what warnings of the kind
        say of any table.
    origin : str
        How the table came about (copied, compiled or computed), what it is built by and from, and
        where its publisher gives the next edition.
    """

    name: str
    title: str
    description: str
    terms: str
    coverage: dict[str, int]
    fields: pd.DataFrame = field(repr=False)
    warnings: pd.DataFrame = field(repr=False)
    origin: str = ""

    def _lines(self) -> list[str]:
        years = (
            f", {self.coverage['from']}-{self.coverage['to']}" if "from" in self.coverage else ""
        )
        title = f"{self.title} ({self.name}{years})"
        return [title, self.description, f"Origin: {self.origin}", f"Terms: {self.terms}"]

    def __str__(self) -> str:
        notes = [f"! {kind}: {text}" for kind, text, _ in self.warnings.itertuples(index=False)]
        fields = self.fields.to_string(max_colwidth=72)
        return "\n".join([*self._lines(), "", fields, "", *notes]).rstrip()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        title, *text = [escape(line) for line in self._lines()]
        notes = "".join(
            f'<li><b title="{escape(meaning)}">{escape(kind)}</b>: {escape(text)}</li>'
            for kind, text, meaning in self.warnings.itertuples(index=False)
        )
        body = "".join(f"<p>{line}</p>" for line in text)
        fields = self.fields.style.to_html(table_attributes='class="dataframe"')
        return f"<p><b>{title}</b></p>{body}{fields}<ul>{notes}</ul>"


def describe(name: str) -> Description:
    """Describe a bundled table: columns, units, coverage, warnings, terms.

    Parameters
    ----------
    name : str
        A name listed by :func:`tables`.

    Returns
    -------
    Description
        Readable when printed or shown; ``.fields`` and ``.warnings`` are DataFrames.

    Raises
    ------
    TableError
        When there is no such table.

    Examples
    --------
    >>> from kzdiplo import describe
    >>> describe("trade_by_partner").fields.loc["exports_usd_bn", "unit"]
    'USD bn'
    """
    table = resource(name)
    remember("datapackage.json")
    warnings = pd.DataFrame(table["warnings"], columns=["kind", "text"])
    fields = pd.DataFrame(
        {
            "column": f["name"],
            "type": f["type"],
            "unit": f.get("unit", ""),
            "required": bool(f.get("constraints", {}).get("required")),
            "description": f["description"],
        }
        for f in table["schema"]["fields"]
    ).set_index("column")
    return Description(
        name=name,
        title=table["title"],
        description=table["description"],
        terms=table["terms"],
        origin=origin(table),
        coverage=table["coverage"],
        fields=fields,
        warnings=warnings.assign(meaning=warnings["kind"].map(descriptor()["warnings"])),
    )
