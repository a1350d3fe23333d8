"""Sphinx extension: what machines read of a page, and how readers cite it.

The head of a page tells search engines, link previews and reference managers what it says, which
figure stands for it, and of which book it is; the catalogue also describes each table. At its end
readers find how to cite it. Addresses are whole where tools/project.py names that of the book.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import project
from covers import SIZE, Covers
from docutils import nodes
from markupsafe import Markup
from published import TEMPLATES, citation
from search_index import pieces, shortened
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata
from written_pages import written_pages

from kzdiplo.table import descriptor

CATALOGUE = "notebooks/reference/catalogue"
ICON = "favicon.svg"
#: Search engines show about so many letters of a description, which has at least so many words.
LONGEST = 160
FEWEST = 6
#: Letters that TeX takes for commands.
TEX = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"})


@dataclass(frozen=True)
class Cited:
    """How a page is cited."""

    kind: str
    key: str
    title: str
    book: str
    authors: list[str]
    version: str
    year: str
    day: str
    url: str

    @property
    def text(self) -> str:
        """The citation in a line."""
        where = f"{self.title}. In {self.book}" if self.kind != "book" else self.book
        line = f"{', '.join(self.authors)} ({self.year}). {where} (edition {self.version})."
        return f"{line} {self.url}".strip()

    @property
    def bibtex(self) -> str:
        """The citation for BibTeX."""
        part = {} if self.kind == "book" else {"booktitle": self.book.translate(TEX)}
        fields = {
            "author": " and ".join(f"{{{name.translate(TEX)}}}" for name in self.authors),
            "title": self.title.translate(TEX),
            **part,
            "edition": self.version,
            "year": self.year,
            "url": self.url,
        }
        lines = [f"  {field} = {{{value}}}," for field, value in fields.items() if value]
        kind = "incollection" if part else "book"
        return "\n".join([f"@{kind}{{{self.key},", *lines, "}"])

    @property
    def ris(self) -> str:
        """The citation for reference managers."""
        fields = [
            ("TY", "BOOK" if self.kind == "book" else "CHAP"),
            *(("AU", name) for name in self.authors),
            ("TI", self.title),
            ("T2", "" if self.kind == "book" else self.book),
            ("ET", self.version),
            ("PY", self.year),
            ("DA", self.day.replace("-", "/")),
            ("UR", self.url),
        ]
        return "\n".join([f"{tag}  - {value}" for tag, value in fields if value] + ["ER  - "])


def cited(app: Sphinx, name: str, title: str) -> Cited:
    """Return how a page is cited, from CITATION.cff."""
    book = citation()
    day = book["date-released"]
    first = name == app.config.root_doc
    part = name.split("/")[1] if "/" in name else ""
    kind = "book" if first else "page" if part in {"partners", "reference"} else "chapter"
    key = f"kzdiplo{day.year}"
    return Cited(
        kind=kind,
        key=key if first else f"{key}-{name.rpartition('/')[2]}",
        title=book["title"] if first else title,
        book=book["title"],
        authors=[each["name"] for each in book["authors"]],
        version=book["version"],
        year=str(day.year),
        day=day.isoformat(),
        url=address(app, name) if project.ADDRESS else "",
    )


def address(app: Sphinx, name: str) -> str:
    """Return where a page stands: from the root of the book, or on the web."""
    return project.ADDRESS + app.builder.get_target_uri(name)


def description(body: str, title: str) -> str:
    """Return what a page says first: its summary, or else its first text of some length."""
    read = [piece for piece in pieces(f"<article>{body}</article>") if " " in piece.text]
    brief = (piece.text for piece in read if piece.kind == "brief")
    texts = (piece.text for piece in read if piece.kind == "text")
    long = (text for text in texts if len(text.split()) >= FEWEST)
    return shortened(next(brief, next(long, title)), LONGEST)


# Data on the book, as schema.org has it.


def described(page: Cited, text: str, picture: str, home: str) -> dict[str, Any]:
    """Return what a page is, and of which book."""
    book = citation()
    authors = [{"@type": "Organization", "name": name} for name in page.authors]
    shared = {"author": authors, "datePublished": page.day, "inLanguage": "en"}
    whole = {
        "@type": "Book",
        "name": page.book,
        **shared,
        "bookEdition": page.version,
        "license": [f"https://spdx.org/licenses/{each}" for each in book["license"]],
        "keywords": book["keywords"],
        "url": home,
    }
    about = {"description": text, **({"image": picture} if picture else {})}
    if page.kind == "book":
        return {**whole, **about}
    chapter = {"@type": "Chapter", "name": page.title, **shared, **about, "isPartOf": whole}
    return {**chapter, **({"url": page.url} if page.url else {})}


def catalogued(catalogue: dict[str, Any], up: str) -> dict[str, Any]:
    """Return the tables of the catalogue, each with where it lies."""
    tables = [dataset(each, catalogue["author"], up) for each in descriptor()["resources"]]
    return {**catalogue, "@type": ["Chapter", "DataCatalog"], "dataset": tables}


def dataset(table: dict[str, Any], authors: list[dict[str, str]], up: str) -> dict[str, Any]:
    """Return a table."""
    dates = [str(table["coverage"][end]) for end in ("from", "to") if end in table["coverage"]]
    return {
        "@type": "Dataset",
        "name": table["title"],
        "description": table["description"],
        "creator": authors,
        "license": [each.get("path", each["title"]) for each in table["licenses"]],
        "url": f"#table-{table['name']}",
        **({"temporalCoverage": "/".join(dates)} if dates else {}),
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "text/csv",
            "contentUrl": f"{up}data/{table['path']}",
        },
    }


# Pages.


def add_citation(
    app: Sphinx, name: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """End a page with how to cite it."""
    if "body" in context:
        page = cited(app, name, plain(context["title"]))
        context["body"] += TEMPLATES.get_template("cite.html.jinja").render(page=page)


def add_head(
    covers: Covers,
    app: Sphinx,
    name: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Write the head of a page."""
    up = project.ADDRESS or "../" * name.count("/")
    context["favicon_url"] = context["pathto"](f"_static/{ICON}", 1)
    if "body" not in context:
        return
    page = cited(app, name, plain(context["title"]))
    text = description(context["body"], page.title)
    picture = covers.of(app, name, doctree) if doctree else None
    image = f"{up}{picture.path}" if picture else ""
    data = described(page, text, image, up or "./")
    if name == CATALOGUE:
        data = catalogued(data, up)
    context["metatags"] += TEMPLATES.get_template("head.html.jinja").render(
        page=page,
        description=text,
        picture=picture,
        image=image,
        size=SIZE,
        # no text can end the script that holds it
        data=Markup(json.dumps({"@context": "https://schema.org", **data}).replace("<", "\\u003c")),
    )


def plain(title: str) -> str:
    """Return a title without markup."""
    return Markup(title).striptags()


# Beside the pages.


def write_icon(app: Sphinx) -> None:
    """Write the sign of the book, in the colours of the palette, beside the styles."""
    if app.builder.format == "html":
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        text = TEMPLATES.get_template("favicon.svg.jinja").render()
        (folder / ICON).write_text(text, "utf-8")


def write_sitemap(app: Sphinx, error: Exception | None) -> None:
    """List the pages for search engines; a list without whole addresses would be none."""
    if error or app.builder.format != "html" or not project.ADDRESS:
        return
    out = Path(app.outdir)
    names = (page.relative_to(out).with_suffix("").as_posix() for page in written_pages(out))
    pages = sorted(address(app, name) for name in names if name in app.env.found_docs)
    text = TEMPLATES.get_template("sitemap.xml.jinja").render(pages=pages)
    (out / "sitemap.xml").write_text(text, "utf-8")


def name_address(_app: Sphinx, config: Config) -> None:
    """Let Sphinx say in each page what its address is."""
    config.html_baseurl = project.ADDRESS


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    covers = Covers()
    app.connect("config-inited", name_address)
    app.connect("builder-inited", write_icon)
    # before the line that only paper shows, and when drawings have become files
    app.connect("html-page-context", add_citation, priority=400)
    app.connect("html-page-context", partial(add_head, covers), priority=600)
    app.connect("build-finished", covers.draw, priority=900)
    app.connect("build-finished", write_sitemap)
    # covers are noted in this process
    return {"parallel_read_safe": True, "parallel_write_safe": False}
