"""Tables as readers see them: words for names and codes, numbers that line up."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from kzdiplo.source import keys_known, named_sources
from kzdiplo.table import descriptor, resource
from kzdiplo.templating import Shown
from kzdiplo.vectors import LABELS

#: Names of columns and codes: words joined by underscores.
_JOINED = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_JOINED_WITHIN = re.compile(rf"(?<![\w/.=-]){_JOINED.pattern}(?![\w/=-])")
_CHAPTERS = re.compile(
    r"(?:(?:argument|culture|multivector|sanctions|swot|synthesis|turkic)/[a-z]+(?:; ?|$))+"
)
#: A cell longer than this is prose: on a phone, such rows become cards.
_PROSE = 45
#: Decimals of a column at most, and where a number would otherwise vanish.
_DECIMALS, _MOST_DECIMALS = 3, 6
_YEARS = (1500, 2100)
_TRUTH = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Column:
    """A column as it is shown.

    Attributes
    ----------
    heading : str
        What stands above it.
    cells : list of str or markupsafe.Markup
        Its cells, from above.
    number : bool
        Whether it holds numbers, which stand on the right.
    head : bool
        Whether its cells say what their row is.
    """

    heading: str
    cells: list[str]
    number: bool
    head: bool = False


@dataclass(frozen=True)
class Table(Shown):
    """A frame for readers; as the last line of a cell it shows itself.

    Attributes
    ----------
    columns : list of Column
        From the left; those of the index come first.
    over : str
        What the headings have in common: the name of the frame's columns.
    """

    template = "pages/shown.html.jinja"

    columns: list[Column]
    over: str = ""

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells of each row."""
        return [*zip(*(column.cells for column in self.columns), strict=True)]

    @property
    def prose(self) -> bool:
        """Whether a cell is longer than a few words."""
        return any(len(cell) > _PROSE for row in self.rows for cell in row)

    def __repr__(self) -> str:
        headings = [column.heading for column in self.columns]
        lines = dict(enumerate(self.rows))
        plain = pd.DataFrame.from_dict(lines, orient="index", columns=headings)
        return str(plain.to_string(index=False))


def show(rows: pd.DataFrame, *of: str, **headings: str) -> Table:
    """Show a frame as a table for readers.

    Headings are words: those given here, else the titles that sidecars give (with the unit, where
    the table is named), else the name without underscores. Vectors have their labels, other codes
    lose their underscores, keys of ``references.bib`` become authors and dates, names of chapters
    become links, numbers of a column have the same decimals, at most three (six where one
    would vanish). An index without a
    name that only numbers the rows is left out.

    Parameters
    ----------
    rows : pandas.DataFrame
        What to show, one row each; missing cells are left blank.
    *of : str
        The bundled tables whose titles and units hold for the columns.
    **headings : str
        Headings by column.

    Returns
    -------
    Table

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import show
    >>> posts = pd.DataFrame({"mission_type": ["consulate_general"], "vector": ["turkic"]})
    >>> show(posts.assign(n_posts=25), n_posts="Posts")
         Mission type                 Vector Posts
    consulate general Türkiye and Azerbaijan    25
    """
    numbered = rows.index.names == [None] and pd.api.types.is_integer_dtype(rows.index)
    index = [] if numbered else [rows.index.get_level_values(i) for i in range(rows.index.nlevels)]
    given = {**_titles(*of), **headings}
    names = [name for name in rows.columns if isinstance(name, str)]
    vectors = len(names) > 1 and set(names) <= set(LABELS)

    def heading(name: Any) -> str:
        if isinstance(name, tuple):
            return ", ".join(filter(None, map(heading, name)))
        if name is None:
            return ""
        return LABELS[name] if vectors and name in LABELS else given.get(name, words(name))

    columns = [_column(heading(level.name), level, head=True) for level in index]
    columns += [
        _column(heading(name), rows.iloc[:, place], head=False)
        for place, name in enumerate(rows.columns)
    ]
    return Table(columns, "" if rows.columns.name is None else heading(rows.columns.name))


def words(name: Any) -> str:
    """Return the name of a column as a heading.

    Examples
    --------
    >>> from kzdiplo.pages.tables import words
    >>> words("permanent_mission")
    'Permanent mission'
    """
    text = str(name)
    text = text.replace("_", " ") if _JOINED.fullmatch(text.lower()) else text
    return text[:1].upper() + text[1:]


def cell(value: str) -> str | Markup:
    """Return a text as the content of a cell: codes as words, names of chapters and sites as links.

    Names with underscores inside a text are names of tables and columns, and marked as code.

    Examples
    --------
    >>> from kzdiplo.pages.tables import cell
    >>> cell("own_initiative"), cell("Kazakhstan;EBRD")
    ('own initiative', 'Kazakhstan, EBRD')
    >>> cell("See trade_by_partner")
    Markup('See <code>trade_by_partner</code>')
    """
    if value.startswith(("https://", "http://")) and " " not in value:
        return Markup('<a href="{}">{}</a>').format(value, value.split("/")[2])
    if _JOINED.fullmatch(value):
        return value.replace("_", " ")
    if _CHAPTERS.fullmatch(value):
        link = Markup('<a href="../{0}.html" data-page="notebooks/{0}">{0}</a>')
        return Markup(", ").join(link.format(name) for name in re.split("; ?", value) if name)
    text = re.sub(r";(?=\S)", ", ", value)
    if not _JOINED_WITHIN.search(text):
        return text
    marked = _JOINED_WITHIN.sub(r"<code>\g<0></code>", str(escape(text)))
    return Markup(marked)  # noqa: S704 (it is escaped)


@cache
def _titles(*of: str) -> dict[str, str]:
    """Return the headings of columns: titles that all tables agree on, then those of some."""
    found: dict[str, set[str]] = {}
    for table in descriptor()["resources"]:
        for field in table["schema"]["fields"]:
            if "title" in field:
                found.setdefault(field["name"], set()).add(field["title"])
    agreed = {name: title for name, (title, *more) in found.items() if not more}
    return agreed | {
        field["name"]: _with_unit(field)
        for name in of
        for field in resource(name)["schema"]["fields"]
    }


def _with_unit(field: Mapping[str, Any]) -> str:
    """Return the heading of a field and its unit; that of a year says no more than its name."""
    title = field.get("title", words(field["name"]))
    unit = field.get("unit", "calendar year")
    return title if unit == "calendar year" else f"{title} ({unit})"


def _column(heading: str, values: Iterable[Any], *, head: bool) -> Column:
    """Return a column or a level of the index as it is shown."""
    column = pd.Series(list(values), dtype=getattr(values, "dtype", object)).reset_index(drop=True)
    filled = column.dropna()
    if len(filled) and pd.api.types.is_bool_dtype(filled.infer_objects()):
        return Column(
            heading, _text(column.map(_TRUTH, na_action="ignore")), number=False, head=head
        )
    if len(filled) and pd.api.types.is_numeric_dtype(filled.infer_objects()):
        return Column(heading, _numbers(column, filled.astype(float)), number=True, head=head)
    if set(filled.map(str)) <= set(LABELS):
        column = column.astype(object).map(LABELS)
    elif keys_known(filled):
        column = named_sources(column)
    return Column(heading, _text(column), number=False, head=head)


def _numbers(column: pd.Series, filled: pd.Series) -> list[str]:
    """Return numbers with the same decimals; years without a mark for thousands."""
    decimals = next(
        (n for n in range(_DECIMALS) if (filled.round(n) - filled).abs().max() < 1e-9), _DECIMALS
    )
    least = filled.abs()[filled != 0].min()
    if least < 10**-_DECIMALS:
        decimals = min(_MOST_DECIMALS, 1 - math.floor(math.log10(least)))
    years = decimals == 0 and filled.between(*_YEARS).all()
    form = "{:.0f}" if years else f"{{:,.{decimals}f}}"
    return ["" if pd.isna(value) else form.format(value).replace("-", "−") for value in column]


def _text(column: pd.Series) -> list[str]:
    """Return the cells of a column as text."""
    return [_written(value) for value in column.astype(object)]


def _written(value: Any) -> str | Markup:
    """Return one value as the content of a cell."""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(_written(one)) for one in value)
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:,.10g}"
    return cell(str(value))
