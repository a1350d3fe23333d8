"""Listings: tables and the catalogue as pages that can be searched, in the book and in Jupyter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from kzdiplo.pages.tables import cell
from kzdiplo.source import how_read, named_sources, sources
from kzdiplo.table import (
    DATA,
    descriptor,
    load,
    mentions,
    moved,
    origin,
    resource,
    tables,
    uses,
)
from kzdiplo.templating import Shown, render

#: How many of the sources behind a chapter's tables are listed, and of those behind one table.
_MOST, _MOST_OF_TABLE = 12, 8
#: The languages of the glossary beside English: the column of a name, and how it is called.
LANGUAGES = {"kk": "Kazakh", "ru": "Russian"}
#: Types of Power Query by those of a Table Schema; all else is text.
_EXCEL = {
    "integer": "Int64.Type",
    "year": "Int64.Type",
    "number": "type number",
    "boolean": "type logical",
    "date": "type date",
}


@dataclass(frozen=True)
class Listing(Shown):
    """Items that can be searched; as the last line of a cell it shows itself.

    Attributes
    ----------
    label : str
        What is searched, for the search box.
    items : int
        How many items there are.
    body : str
        Their HTML; each carries the attribute ``data-item``.
    """

    template = "pages/listing.html.jinja"

    label: str
    items: int
    body: str

    def __repr__(self) -> str:
        return f"{self.label}: {self.items} items"


def searchable(rows: pd.DataFrame, label: str) -> Listing:
    """Show rows as a table that can be searched and that a phone can read.

    Parameters
    ----------
    rows : pandas.DataFrame
        One item a row; missing cells are left blank, web addresses and names of chapters become
        links, codes become words. Of more than a hundred rows the first twenty show until somebody
        searches or asks for all.
    label : str
        What is searched, such as ``"Search 120 claims"``.

    Returns
    -------
    Listing

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import searchable
    >>> searchable(pd.DataFrame({"city": ["Astana", "Almaty"]}), "Search cities")
    Search cities: 2 items
    """
    cells = rows.astype(object).where(rows.notna(), "").astype(str).map(cell)
    body = render(
        "pages/table.html.jinja",
        columns=[str(name) for name in rows.columns],
        numbers=[str(name) for name in rows.select_dtypes("number").columns],
        rows=cells.to_numpy().tolist(),
    )
    return Listing(label, len(rows), body)


def bibliography(chapter: str, *of: str | pd.DataFrame) -> Listing:
    """Show the sources of a chapter, and how each was read.

    Parameters
    ----------
    chapter : str
        Its page, such as ``"multivector/voting"``: all works that its text cites come first.
    *of : str or pandas.DataFrame
        The tables and rows behind it, as :func:`kzdiplo.sources` takes them: the twelve of their
        sources that carry the most rows follow.

    Returns
    -------
    Listing

    Examples
    --------
    >>> from kzdiplo import bibliography
    >>> bibliography("multivector/network", "missions").label
    'Search the works cited and the 12 sources with the most rows'
    """
    listed, label = sources(chapter), "Search the works cited"
    if of:
        behind = sources(*of).head(_MOST)
        listed = pd.concat([listed, behind[~behind.index.isin(listed.index)]])
        most_used = f"{len(behind)} sources" if len(behind) > 1 else "source"
        label += f" and the {most_used} with the most rows"
    listed["how"] = how_read(listed)
    columns = {"author": "Author", "date": "Date", "title": "Title", "url": "Link", "how": "Read"}
    return searchable(listed[list(columns)].rename(columns=columns), label)


def catalogue() -> Listing:
    """Show every bundled table: columns, units, coverage, warnings, terms, sources, how to load it.

    Returns
    -------
    Listing
        One foldable item per table, in the order of the themes.

    Examples
    --------
    >>> from kzdiplo import catalogue
    >>> catalogue().label.split()[-1]
    'tables'
    """
    names, used = tables().index, uses()
    entries = [_entry(name) for name in names]
    body = render(
        "pages/catalogue.html.jinja",
        tables=entries,
        uses=used,
        most=_MOST_OF_TABLE,
        moved=moved(),
        homepage=descriptor().get("homepage", ""),
    )
    return Listing(f"Search {len(names)} tables", len(names), body)


def _entry(name: str) -> dict[str, Any]:
    """Return what the catalogue says of a table."""
    table = resource(name)
    frame = load(name)
    return {
        **table,
        "origin": origin(table),
        "rows": len(frame),
        "kilobytes": (DATA / table["path"]).stat().st_size / 1000,
        "listed": sources(frame).to_dict("records"),
        "excel": ", ".join(
            f'{{"{field["name"]}", {_EXCEL[field["type"]]}}}'
            for field in table["schema"]["fields"]
            if field["type"] in _EXCEL
        ),
    }


def glossary() -> Listing:
    """Show the terms of the book in English, Kazakh and Russian.

    Returns
    -------
    Listing
        One item per term, in the order of the alphabet. Each has the anchor ``term-`` and its
        ``term_id``, and says which of its names are to be checked.

    Examples
    --------
    >>> from kzdiplo import glossary
    >>> glossary().label.split()[-1]
    'terms'
    """
    terms = load("glossary")
    shown = terms.assign(sources=named_sources(terms["source"])).fillna("")
    body = render("pages/glossary.html.jinja", terms=shown.to_dict("records"), languages=LANGUAGES)
    return Listing(f"Search {len(terms)} terms", len(terms), body)


def names() -> Listing:
    """Show the persons, places and bodies of the book, and the sections that name them.

    Returns
    -------
    Listing
        One item per name, in the order of the alphabet. Each has the anchor ``name-`` and its
        ``name_id``, Kazakh and Russian forms, other spellings and, where the book was built, links
        to the sections whose text has it.

    Examples
    --------
    >>> from kzdiplo import names
    >>> names().label.split()[-1]
    'names'
    """
    found = mentions()
    rows = [
        {**row, "spelt": _spelt(row), "pages": by_page(found.get(row["name_id"], []))}
        for row in _named().to_dict("records")
    ]
    body = render("pages/names.html.jinja", names=rows, languages=LANGUAGES)
    return Listing(f"Search {len(rows)} names", len(rows), body)


def _named() -> pd.DataFrame:
    """Return the table of names, with what stands in the glossary."""
    rows = load("names").astype(object)
    terms = load("glossary").set_index("term_id")[["kk", "ru", "forms", "to_check"]]
    known = rows["term_id"].isin(terms.index)
    rows.loc[known, terms.columns] = terms.loc[rows.loc[known, "term_id"]].to_numpy()
    return rows.where(rows.notna(), "")


def _spelt(row: Mapping[Any, Any]) -> list[str]:
    """Return what else stands for a name, in the book or elsewhere."""
    # "President Tokayev" adds nothing to his name
    forms = [form for form in row["forms"].split(";") if form.split()[-1] not in row["name"]]
    return [*forms, *filter(None, row["variants"].split(";"))]


def by_page(sections: list[list[str]]) -> list[tuple[str, list[list[str]]]]:
    """Return sections by their pages, without the beginnings of pages, which have no anchor."""
    return [
        (page, [section for section in listed if section[2]])
        for page, listed in groupby(sections, key=lambda section: section[0])
    ]


#: A short form; a name with one in brackets; and one that is or begins with one.
_SHORT = r"(?P<short>[A-Z][A-Za-z]?[A-Za-z0-9+/-]*[A-Z0-9][A-Za-z]?(?: [A-Z]+)?)"
_WITH_SHORT = rf"^(?P<full>.+) \({_SHORT}\)$"
_IS_SHORT = r"^(?P<short>[A-Z]{2,})(?: [a-z ]+|-\d+)?$"


def abbreviations() -> Listing:
    """Show what the short forms in the book stand for.

    Returns
    -------
    Listing
        One row a short form, in the order of the alphabet, with its full name, Kazakh and Russian
        forms where the book has them, and a link to the glossary or to the page of names.

    Examples
    --------
    >>> from kzdiplo import abbreviations
    >>> abbreviations().label.split()[-1]
    'abbreviations'
    """
    shown = short_forms()
    body = render("pages/abbreviations.html.jinja", rows=shown.to_dict("records"))
    return Listing(f"Search {len(shown)} abbreviations", len(shown), body)


def short_forms() -> pd.DataFrame:
    """Return the short forms in the book: of the glossary, of names, of organisations.

    Returns
    -------
    pandas.DataFrame
        ``short``, ``full``, ``kk``, ``ru``, ``term_id`` and ``name_id``, in the order of the
        alphabet; blank is what the book does not have.
    """
    terms = load("glossary").rename(columns={"term": "name", "definition": "description"})
    named = pd.concat([terms, _named()], ignore_index=True)
    bodies = load("organisations").rename(columns={"abbreviation": "short", "full_name": "full"})
    bodies = bodies.loc[bodies["short"].str.fullmatch(_SHORT), ["short", "full"]]
    bodies["name"] = bodies["full"].where(bodies["full"].isin(named["name"]), bodies["short"])
    parts = [
        named.join(named["name"].str.extract(_WITH_SHORT)),
        bodies.merge(named.drop_duplicates("name"), on="name", how="left"),
        named.join(named["name"].str.extract(_IS_SHORT)).assign(full=named["description"]),
    ]
    columns = ["short", "full", "kk", "ru", "term_id", "name_id"]
    found = pd.concat([part[columns].dropna(subset="short") for part in parts]).fillna("")
    listed = found.drop_duplicates("short")
    return listed.sort_values("short", key=lambda short: short.str.lower(), ignore_index=True)
