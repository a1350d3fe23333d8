"""Where a text uses one of many wordings, each of which stands for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

#: A form is looked up by so many of its first characters.
LETTERS = 2
WORD = re.compile(rf"(?<![\w-])\w.{{{LETTERS - 1}}}", re.DOTALL)


@dataclass(frozen=True)
class Use:
    """A place in a text where a term is used."""

    term: str
    start: int
    end: int


class Wordings:
    """Wordings, and how to find them in a text.

    Parameters
    ----------
    forms : mapping of str to str
        The term that each wording stands for.
    not_in : mapping of str to str
        For a term, the pages that use its wordings for something else, joined by ``;``.
    """

    def __init__(self, forms: Mapping[str, str], not_in: Mapping[str, str]) -> None:
        self._not_in = {term: pages.split(";") for term, pages in not_in.items() if pages}
        self._by_start: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        # the longest form first, so that a long term is not taken for a short one in it
        for form in sorted(forms, key=len, reverse=True):
            choices = self._by_start.setdefault(form[:LETTERS].lower(), [])
            choices.append((re.compile(_pattern(form)), forms[form]))

    def uses(self, text: str) -> Iterator[Use]:
        """Yield every use of a term in a text, in order."""
        end = 0
        for word in WORD.finditer(text):
            for pattern, term in self._by_start.get(word[0].lower(), ()):
                match = pattern.match(text, word.start()) if word.start() >= end else None
                if match:
                    end = match.end()
                    yield Use(term, *match.span())
                    break

    def foreign(self, chapter: str) -> set[str]:
        """Return the terms whose wordings mean something else in a chapter."""
        return {term for term, chapters in self._not_in.items() if chapter in chapters}


def _pattern(form: str) -> str:
    """Return a pattern for a form: its plural, too; a small first letter may be a capital."""
    words = r"\s+".join(re.escape(word) for word in form.split()).replace("'", "['’]")
    if form == form.lower() and form[0].isalpha():
        words = f"[{form[0]}{form[0].upper()}]{words[1:]}"
    if re.search("[^aeiou]y$", form):
        words = f"{words[:-1]}(?:y|ies)"
    elif re.search("(?:s|x|ch|sh)$", form):
        words = f"{words}(?:es)?"
    elif form[-1].isalpha():
        words = f"{words}s?"
    return rf"{words}(?![\w-])"
