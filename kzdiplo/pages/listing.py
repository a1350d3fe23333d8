"""Listings: tables and the catalogue as pages that can be searched, in the book and in Jupyter."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from html import escape
from itertools import count
from typing import Any

import pandas as pd

from kzdiplo.source import named_sources, sources
from kzdiplo.table import DATA, load, resource, tables, uses

_STYLE = """
.kz-list input{font:inherit;width:100%;max-width:30rem;padding:.4em .6em;border:1px solid #888;
border-radius:4px}
.kz-list table{border-collapse:collapse;width:100%;font-size:.9em}
.kz-list th,.kz-list td{text-align:left;vertical-align:top;padding:.35em .5em;
border-bottom:1px solid rgba(128,128,128,.35)}
.kz-list summary{cursor:pointer;padding:.45em 0}
.kz-list [hidden]{display:none}
.kz-list dl{margin:1em 0}
.kz-list dl>div{padding:.5em .6em;border-bottom:1px solid rgba(128,128,128,.35)}
.kz-list dl>div:target{outline:3px solid #888;outline-offset:-1px}
.kz-list dt{font-weight:600}
.kz-list dd{margin:0}
.kz-list dd p{margin:.15em 0}
@media (max-width:600px){
.kz-list thead{position:absolute;left:-999em}
.kz-list tr{display:block;padding:.5em 0;border-bottom:2px solid rgba(128,128,128,.35)}
.kz-list tr[hidden]{display:none}
.kz-list td{display:block;border:0;padding:.1em 0;overflow-wrap:anywhere}
.kz-list td::before{content:attr(data-name)": ";font-weight:600}
.kz-list td:empty{display:none}}
"""

# hides what does not hold every word typed, and says how much is left
_SCRIPT = """
(() => {
  const box = document.getElementById("%(id)s"), input = box.querySelector("input");
  const items = [...box.querySelectorAll("[data-item]")], left = box.querySelector("[role=status]");
  const texts = items.map(item => item.textContent.toLowerCase());
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, i) => {
      item.hidden = !words.every(word => texts[i].includes(word));
      shown += !item.hidden;
    });
    left.textContent = shown + " of " + items.length;
  });
})();
"""

_numbers = count(1)


@dataclass(frozen=True)
class Listing:
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

    label: str
    items: int
    body: str

    def _repr_html_(self) -> str:
        name = f"kz-list-{next(_numbers)}"
        return (
            f'<div class="kz-list" id="{name}"><style>{_STYLE}</style>'
            f"<p><label>{escape(self.label)}<br>"
            f'<input type="search" placeholder="type words" autocomplete="off"></label> '
            f'<span role="status">{self.items} of {self.items}</span></p>'
            f"{self.body}<script>{_SCRIPT % {'id': name}}</script></div>"
        )

    def __repr__(self) -> str:
        return f"{self.label}: {self.items} items"


def searchable(rows: pd.DataFrame, label: str) -> Listing:
    """Show rows as a table that can be searched and that a phone can read.

    Parameters
    ----------
    rows : pandas.DataFrame
        One item a row; missing cells are left blank, web addresses become links.
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
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in rows.columns)
    lines = [
        "<tr data-item>"
        + "".join(
            f'<td data-name="{escape(str(name))}">{_cell(value)}</td>'
            for name, value in zip(rows.columns, row, strict=True)
        )
        + "</tr>"
        for row in rows.itertuples(index=False)
    ]
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    return Listing(label, len(lines), body)


def _cell(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    text = str(value)
    if text.startswith(("https://", "http://")):
        return _link(text, text.split("/")[2])
    return escape(text)


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def catalogue() -> Listing:
    """Show every bundled table with its columns, units, coverage, warnings, terms and sources.

    Returns
    -------
    Listing
        One foldable item per table, in the order of the themes.
    """
    names, used = tables().index, uses()
    body = "".join(_entry(name, used) for name in names)
    return Listing(f"Search {len(names)} tables", len(names), body)


def _entry(name: str, used: dict[str, list[dict[str, str]]]) -> str:
    table = resource(name)
    frame = load(name)
    coverage = table["coverage"]
    years = f", {coverage['from']} to {coverage['to']}" if "from" in coverage else ""
    size = (DATA / table["path"]).stat().st_size / 1000
    fields = "".join(
        f"<tr><td data-name='column'><code>{field['name']}</code></td>"
        f"<td data-name='type'>{field['type']}</td>"
        f"<td data-name='unit'>{escape(field.get('unit', ''))}</td>"
        f"<td data-name='meaning'>{escape(field['description'])}</td></tr>"
        for field in table["schema"]["fields"]
    )
    notes = "".join(
        f"<li><b>{warning['kind'].replace('_', ' ')}</b>: {escape(warning['text'])}</li>"
        for warning in table["warnings"]
    )
    chapters = ", ".join(
        f'<a href="../../{chapter["path"]}.html">{escape(chapter["title"])}</a>'
        for chapter in used.get(name, [])
    )
    # only the build knows the chapters
    used_in = f"<p><b>Used in.</b> {chapters or 'no chapter yet'}</p>" if used else ""
    listed = sources(frame)[["author", "date", "title", "url"]]
    origin = "".join(f"<li>{_reference(*source)}</li>" for source in listed.itertuples(index=False))
    return (
        f'<details data-item id="table-{name}"><summary><b>{escape(table["title"])}</b> '
        f"<code>{name}</code> ({len(frame):,} rows{years})</summary>"
        f"<p>{escape(table['description'])}</p>"
        "<table><thead><tr><th scope='col'>column</th><th scope='col'>type</th>"
        f"<th scope='col'>unit</th><th scope='col'>meaning</th></tr></thead>"
        f"<tbody>{fields}</tbody></table><ul>{notes}</ul>"
        f"<p><b>Terms.</b> {escape(table['terms'])} The compilation: CC BY 4.0.</p>"
        f"{used_in}"
        f'<p><a href="../../data/{table["path"]}" download>Download {name}.csv</a> '
        f"({size:,.0f} kB)</p>"
        f"<details><summary>{len(listed)} sources</summary><ul>{origin}</ul></details></details>"
    )


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
    titles = {
        chapter["path"].removeprefix("notebooks/"): chapter["title"]
        for chapters in uses().values()
        for chapter in chapters
    }
    shown = terms.assign(
        sources=named_sources(terms["source"]),
        title=terms["chapter"].map(lambda path: titles.get(path, "")),
    ).fillna("")
    body = "".join(_term(row) for row in shown.to_dict("records"))
    return Listing(f"Search {len(terms)} terms", len(terms), f"<dl>{body}</dl>")


def _term(row: dict[Hashable, Any]) -> str:
    doubt = f"To be checked: {row['note']}. " if row["to_check"] else ""
    names = "<br>".join(
        f'<small>{language}:</small> <span lang="{code}">{escape(row[code])}</span>'
        for code, language in (("kk", "Kazakh"), ("ru", "Russian"))
    )
    chapter = f'<a href="../{row["chapter"]}.html">{escape(row["title"])}</a>'
    treated = f"Chapter: {chapter}. " if row["title"] else ""
    return (
        f'<div data-item id="term-{row["term_id"]}"><dt>{escape(row["term"])}</dt>'
        f"<dd><p>{names}</p><p>{escape(row['definition'])}</p>"
        f"<p><small>{treated}Source: {escape(row['sources'])}. {escape(doubt)}</small></p>"
        "</dd></div>"
    )


def _reference(author: str, date: str, title: str, url: str) -> str:
    named = _link(url, title) if url else escape(title)
    return f"{escape(author)}{f' ({date})' if date else ''}. {named}"
