"""The registry of sources, references.bib: its entries as the descriptor lists them, its faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pybtex.database import Entry, parse_file
from pybtex.richtext import Text

from kzdiplo.source import KINDS, READ
from kzdiplo.table import Problem

#: In TeX a per cent sign without a backslash makes a comment of the rest of its line.
_PER_CENT = re.compile(r"(?<!\\)%")
#: Languages as pages name them, where need be with a script.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")


def entries(path: Path) -> dict[str, Entry]:
    """Return the entries of the registry by their keys."""
    return dict(parse_file(path).entries)


def plain(text: str) -> str:
    """Turn a BibTeX value into plain text: no braces, no dollars, no TeX escapes."""
    if "\\" in text:
        text = str(Text.from_latex(text))
    return re.sub(r"[{}$]", "", text).replace("--", "–").strip()


def author(entry: Entry) -> str:
    """Name the authors as a credit line does: the corporate name, or family names."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [plain(" ".join([*p.prelast_names, *p.last_names])) for p in people]
    return f"{names[0]} et al." if len(names) > 3 else " and ".join(names)


def kind(entry: Entry) -> str:
    """Return the kind of a source: the first keyword of what is no scholarly work."""
    if entry.type != "misc":
        return "academic"
    return entry.fields.get("keywords", "").split(",")[0].strip()


def source(key: str, entry: Entry) -> dict[str, str]:
    """Return one source of the registry as the descriptor lists it."""
    fields = entry.fields
    doi = fields.get("doi")
    listed = {
        "name": key,
        "title": plain(fields["title"]),
        "language": fields.get("language", ""),
        "author": author(entry),
        "date": fields.get("date", fields.get("year", "")),
        "path": fields.get("url") or (f"https://doi.org/{doi}" if doi else ""),
        "kind": kind(entry),
        "note": plain(fields.get("note", "")),
        "topics": "" if entry.type == "misc" else plain(fields.get("keywords", "")),
        "read": fields.get("read", ""),
        "read_on": fields.get("readon", ""),
    }
    return {name: text for name, text in listed.items() if text}


def faults(registry: dict[str, Entry]) -> Iterator[Problem]:
    """Find what is wrong with the kind of a source, its text, its language and its reading."""
    for key, entry in registry.items():
        for field in ("title", "note"):
            text = entry.fields.get(field, "")
            if _PER_CENT.search(text):
                message = "the rest of the line after a bare % is lost"
                yield _problem(key, field, text, message, "Write \\%.")
        if kind(entry) not in KINDS:
            remedy = f"Put one of {', '.join(KINDS)} first."
            yield _problem(key, "keywords", kind(entry), "no such kind of source", remedy)
        language = entry.fields.get("language", "en")
        if not _LANGUAGE.fullmatch(language):
            remedy = "Use a short name such as de or kk-Latn."
            yield _problem(key, "language", language, "no such language", remedy)
        read, readon = (entry.fields.get(name) for name in ("read", "readon"))
        if read is not None and read not in READ:
            remedy = f"Use one of {', '.join(READ)}."
            yield _problem(key, "read", read, "no such way of reading", remedy)
        if readon is not None and not _is_day(readon):
            remedy = "Write the day as 2026-11-30."
            yield _problem(key, "readon", readon, "no day", remedy)
        if (read is None) != (readon is None):
            missing = "readon" if readon is None else "read"
            remedy = f"Add {missing}, or leave out both: the two fields say how and when."
            yield _problem(key, missing, None, "the entry has only one of read and readon", remedy)


def _problem(key: str, field: str, value: str | None, message: str, remedy: str) -> Problem:
    return Problem(f"references.bib, {key}", None, field, value, message, remedy)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
