"""Sphinx extension: text in another language says in which, so that it is read out right.

Where a table names the language of a cell, its template says so. All other Kazakh, Russian and
Ukrainian text is marked here by its letters: abstracts, titles and authors of works, quotations.
Letters do not tell German from French: titles of works in Latin letters are marked where the
registry of sources names their language.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from kzdiplo.table import descriptor

LETTER = "[\u0400-\u04ff]"
#: Words in Cyrillic with what stands between them, but no Latin word.
RUN = re.compile(rf"{LETTER}(?:[^<>&A-Za-z]*{LETTER})+")
#: Text that is all in Cyrillic but for a few Latin words, from its first word to its last.
WHOLE = re.compile(r"\w.*[\w.)»]", re.DOTALL)
#: How to know a language by its letters, in this order; Russian has none that others lack.
LETTERS = (
    ("kk", re.compile("[әғқңөұүһ]", re.IGNORECASE)),
    ("be", re.compile("ў|дзі", re.IGNORECASE)),
    ("uk", re.compile(r"[їєґ]|ія|\bукрі", re.IGNORECASE)),
    ("kk", re.compile("і", re.IGNORECASE)),
)
TAG = re.compile(
    r"<(script|style|svg|math|pre|code|textarea)\b.*?</\1>|<!--.*?-->"
    r"|<(/?)(\w+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
NAMED = re.compile(r"\blang=")


def language(text: str) -> str:
    """Return the language of a text in Cyrillic, by its letters."""
    return next((code for code, letters in LETTERS if letters.search(text)), "ru")


def marked(body: str) -> str:
    """Return the HTML of a page in which each text in another language says it."""
    out, position, named, depth = [], 0, "", 0
    for tag in TAG.finditer(body):
        text = body[position : tag.start()]
        out += [text if named else said(text), tag[0]]
        position = tag.end()
        _, closes, name, attributes = tag.groups()
        if not name:
            continue
        if named:
            depth += (name == named) * (-1 if closes else 1)
            named = named if depth else ""
        elif not closes and NAMED.search(attributes):
            named, depth = name, 1
    rest = body[position:]
    return "".join([*out, rest if named else said(rest)])


@cache
def foreign() -> dict[str, str]:
    """Return the titles of works that name their language, as `key` writes them."""
    works = descriptor()["sources"]
    return {key(work["title"]): work["language"] for work in works if "language" in work}


def key(title: str) -> str:
    """Return a title without what differs between a table and a list of works."""
    return " ".join(html.unescape(title).replace("’", "'").lower().split())


@cache
def titles() -> re.Pattern[str]:
    """Return the pattern of all titles that name their language, in the HTML of a page."""
    quote = "(?:'|’|&#39;|&#x27;)"
    longest_first = sorted(foreign(), key=len, reverse=True)
    escaped = (re.escape(html.escape(title, quote=False)) for title in longest_first)
    spaced = (title.replace("\\ ", r"\s+").replace("'", quote) for title in escaped)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)


def said(text: str) -> str:
    """Return a text in which titles and what is in Cyrillic say their language."""
    out, position = [], 0
    for title in titles().finditer(text):
        out += [in_cyrillic(text[position : title.start()])]
        out += [f'<span lang="{foreign()[key(title[0])]}">{title[0]}</span>']
        position = title.end()
    return "".join([*out, in_cyrillic(text[position:])])


def in_cyrillic(text: str) -> str:
    """Return a text in which what is in Cyrillic says its language."""
    letters, cyrillic = re.findall(r"[^\W\d_]", text), re.findall(LETTER, text)
    return (WHOLE if 10 * len(cyrillic) > 9 * len(letters) > 9 else RUN).sub(_said, text)


def _said(run: re.Match[str]) -> str:
    return f'<span lang="{language(run[0])}">{run[0]}</span>'


def mark(
    _app: Sphinx, _name: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Change the body of a page before it is written."""
    if "body" in context:
        context["body"] = marked(context["body"])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    # when drawings have become files
    app.connect("html-page-context", mark, priority=550)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
