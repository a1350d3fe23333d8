"""The letters of the Latin alphabets, and what replaces characters fast."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from kzdiplo.table import load

# Cased letters of Latin, Greek, Cyrillic and Armenian: they decide the case of a digraph.
CAPITALS = "".join(c for c in map(chr, range(0x2000)) if c.isupper())
SMALL = "".join(c for c in map(chr, range(0x2000)) if c.islower())
# U+034F, the combining grapheme joiner, keeps marks from joining the letter before.
JOINER = "\u034f"
MARK = "[\u0300-\u034e\u0350-\u036f]"
# Letters of Latin, Greek and Cyrillic, and marks: what words are made of.
LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff"
CYRILLIC = "\u0400-\u052f"
LETTERS = f"{LATIN}{CYRILLIC}\u0300-\u036f\u0370-\u0373\u0386-\u03ff\u1f00-\u1fff"
MARKS = frozenset(map(chr, range(0x300, 0x370)))


class Letter(NamedTuple):
    """A Cyrillic letter and its form in one Latin alphabet; an empty form drops it."""

    small: str
    capital: str
    latin: str
    latin_capital: str
    in_alphabet: bool
    unsettled: bool


def letters_of(form: str) -> list[Letter]:
    """Read the letters that have a form in one Latin alphabet, or are dropped there."""
    table = load("kazakh_latin_mapping")
    dropped = table["certainty_2021"] == "dropped"
    rows = table[dropped | table[f"latin_{form}"].notna()]
    in_alphabet = rows[f"in_alphabet_{form}"]
    columns = (
        rows["cyrillic_lower"],
        rows["cyrillic_upper"],
        rows[f"latin_{form}"].fillna(""),
        rows[f"latin_{form}_upper"].fillna(""),
        in_alphabet,
        rows["certainty_2021"].str.startswith("disputed") & ~in_alphabet & ~rows[f"settled_{form}"],
    )
    return [Letter(*row) for row in zip(*columns, strict=True)]


def compositions(letters: Iterable[str]) -> dict[str, str]:
    """Return the letters that consist of a letter and a mark, by their parts."""
    parts = {unicodedata.normalize("NFD", letter): letter for letter in letters}
    return {apart: letter for apart, letter in parts.items() if apart != letter}


def code_points(text: str) -> Iterator[np.ndarray]:
    """Yield the code points of a text, a stretch at a time."""
    for start in range(0, len(text), 1 << 18):
        stretch = text[start : start + (1 << 18)].encode("utf-32-le", "surrogatepass")
        yield np.frombuffer(stretch, dtype="<i4")


def characters(text: str) -> Counter[str]:
    """Count every character: as ``Counter(text)``, but many times as fast."""
    counts: Counter[str] = Counter()
    for codes in code_points(text):
        found = np.bincount(codes)
        counts.update({chr(code): int(found[code]) for code in np.flatnonzero(found)})
    return counts


def table_of(letters: Mapping[str, str]) -> np.ndarray:
    """Return the code point of what stands for each character: most stay as they are."""
    table = np.arange(sys.maxunicode + 1, dtype="<i4")
    for letter, form in letters.items():
        table[ord(letter)] = ord(form)
    return table


def rewrite(text: str, table: np.ndarray) -> str:
    """Put characters for characters: as ``str.translate``, but three times as fast."""
    rewritten = (table[codes].tobytes() for codes in code_points(text))
    return "".join(part.decode("utf-32-le", "surrogatepass") for part in rewritten)


def replace(text: str, rows: Mapping[str, str]) -> str:
    """Put texts for texts, one after the other."""
    for old, new in rows.items():
        text = text.replace(old, new)
    return text


def of_script(characters: Iterable[str], script: str) -> list[str]:
    """Return the letters of a script, such as CYRILLIC, in order."""
    return sorted(
        c for c in characters if c.isalpha() and unicodedata.name(c, "").startswith(script)
    )


def all_capitals(form: str) -> str:
    """Put the letters after the first in capitals; i, whose capital differs, is never there."""
    return form[:1] + form[1:].upper()
