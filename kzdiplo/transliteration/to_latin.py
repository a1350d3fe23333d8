"""Cyrillic to one Latin alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from kzdiplo.transliteration.letters import (
    CAPITALS,
    JOINER,
    MARK,
    MARKS,
    SMALL,
    Letter,
    all_capitals,
    characters,
    compositions,
    of_script,
    replace,
    rewrite,
    table_of,
)
from kzdiplo.transliteration.result import Transliteration
from kzdiplo.transliteration.scripts import one_script

_MARKED = re.compile(f"[\u0400-\u052f]{MARK}+")


class ToLatin:
    """Cyrillic to one Latin alphabet."""

    def __init__(self, letters: list[Letter]) -> None:
        self.forms = {x.small: x.latin for x in letters}
        self.forms |= {x.capital: x.latin_capital for x in letters}
        single = {letter: form for letter, form in self.forms.items() if len(form) == 1}
        self.table = table_of(single)
        self.rows = {letter: form for letter, form in self.forms.items() if letter not in single}
        self.alone = set(single.values())
        self.unsettled = [x for x in letters if x.unsettled]
        self.compositions = compositions(self.forms)
        self.beside_capitals = [
            (x.capital, _beside_capitals(x.capital), all_capitals(x.latin_capital))
            for x in letters
            if x.latin_capital != all_capitals(x.latin_capital)
        ]

    def __call__(self, text: str) -> Transliteration:
        """Write a text in this alphabet."""
        text, mended, mixed = one_script(text, prefer="cyrillic")
        counts = characters(text)
        if MARKS & counts.keys():
            text = replace(text, self.compositions)
            text = _MARKED.sub(self._compose, text)
            counts = characters(text)
        unsettled = {x.small: counts[x.small] + counts[x.capital] for x in self.unsettled}
        unknown = {c: counts[c] for c in of_script(counts, "CYRILLIC") if c not in self.forms}
        return Transliteration(
            self.write(text), +Counter(unsettled), unknown=unknown, mended=mended, mixed=mixed
        )

    def write(self, text: str) -> str:
        """Put Latin for Cyrillic letters by the rules alone."""
        for capital, places, form in self.beside_capitals:
            if capital in text:
                text = places.sub(form, text)
        return rewrite(replace(text, self.rows), self.table)

    def _compose(self, cluster: re.Match[str]) -> str:
        """Compose a letter with its marks; hold off marks that would change its Latin form."""
        composed = unicodedata.normalize("NFC", cluster[0])
        letter, marks = composed[0], composed[1:]
        end = self.forms.get(letter, "")[-1:]
        read_as = unicodedata.normalize("NFC", end + marks)[:1]
        return letter + JOINER + marks if read_as in self.alone - {end} else composed


def _beside_capitals(letter: str) -> re.Pattern[str]:
    """Match a capital before a capital, or after one and not before a small letter."""
    mark = "[\u0300-\u036f]"
    # what looks back must have a fixed width: up to three marks
    after = "|".join(f"(?<=[{CAPITALS}]{mark * count})" for count in range(4))
    before = f"{letter}(?={mark}*[{CAPITALS}])"
    return re.compile(f"{before}|(?:{after}){letter}(?!{mark}*[{SMALL}])")
