"""Kazakh in Cyrillic and in the Latin alphabets of 2017, 2018 and 2021.

The letters live in the bundled table ``kazakh_latin_mapping``, which is read once, on first use;
all else depends on the arguments alone, never on the locale.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np

from kzdiplo.table import load

#: The Latin alphabets of Kazakh: with apostrophes (October 2017), with acutes (February 2018), and
#: the one presented in January 2021, in which ñ stands for ŋ since April of that year.
FORMS = ("2017", "2018", "2021")

_VOWELS = "аәеёиоөуұүыіэюя"
# Read back by rules of their own, since their forms are rows of letters.
_IOTATED = "юя"
# Letters that share a form with another one, which is read back instead.
_SECOND = "ийһ"

# Cased letters of Latin, Greek, Cyrillic and Armenian: they decide the case of a digraph.
_CAPITALS = "".join(c for c in map(chr, range(0x2000)) if c.isupper())
_SMALL = "".join(c for c in map(chr, range(0x2000)) if c.islower())
# U+034F, the combining grapheme joiner, keeps marks from joining the letter before.
_JOINER = "\u034f"
_MARK = "[\u0300-\u034e\u0350-\u036f]"
_MARKS = frozenset(map(chr, range(0x300, 0x370)))
_MARKED_CYRILLIC = re.compile(f"[\u0400-\u052f]{_MARK}+")
_MARKED_LATIN = re.compile(f"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]{_MARK}+")
_KEPT_APART = re.compile(f"{_JOINER}(?={_MARK})")


@dataclass(frozen=True)
class Transliteration:
    """A text in another alphabet, and the doubts that it carries.

    It is no ``str``, so that its doubts are not lost on the way: ``str(result)`` and formatting
    give the text alone, and the representation, which notebooks show, adds the doubts.

    Attributes
    ----------
    text : str
        The text.
    unsettled : dict of str to int
        Cyrillic letters whose form is in no official table, only in packages that differ, and
        how often each occurs: ё ц щ ю я in 2018, the same and ч in 2021, я in 2017.
    ambiguous : dict of str to int
        On the way back: Latin letters that stand for more than one Cyrillic letter.
    unknown : dict of str to int
        Letters of the script before that have no form; they stand in the text as they were.
    """

    text: str
    unsettled: dict[str, int] = field(default_factory=dict)
    ambiguous: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)

    @property
    def doubts(self) -> dict[str, dict[str, int]]:
        """The kinds of doubt that occur: ``unsettled``, ``ambiguous``, ``unknown``."""
        kinds = ("unsettled", "ambiguous", "unknown")
        return {kind: getattr(self, kind) for kind in kinds if getattr(self, kind)}

    def __str__(self) -> str:
        return self.text

    def __format__(self, form: str) -> str:
        return format(self.text, form)

    def __repr__(self) -> str:
        doubts = "; ".join(f"{kind}: {' '.join(letters)}" for kind, letters in self.doubts.items())
        return repr(self.text) + (f"  [{doubts}]" if doubts else "")


def transliterate(
    text: str, to: str = "2021", from_: str = "cyrillic", *, strict: bool = False
) -> Transliteration:
    """Write Kazakh text in another alphabet.

    Letter by letter, as the table ``kazakh_latin_mapping`` has it. Text in other scripts, digits
    and punctuation stay as they are; the letters of the table come out composed (NFC).

    Parameters
    ----------
    text : str
        In any Unicode normal form.
    to, from_ : str
        ``"cyrillic"`` on one side, one of :data:`FORMS` on the other.
    strict : bool
        Whether to refuse a text that would carry doubts.

    Returns
    -------
    Transliteration
        The ``text``, and which of its letters are ``unsettled``, ``ambiguous`` or ``unknown``.

    Raises
    ------
    TypeError
        When `text` is no ``str``, for instance bytes.
    ValueError
        For alphabets not offered; if `strict`, for a text with doubts.

    Notes
    -----
    *Case.* A capital that becomes several letters, such as Ш in 2018, is SH before a capital and,
    at the end of a word, after a capital; otherwise it is Sh. So ШЫМКЕНТ, АҚШ, Шымкент and the
    initial Ш. give SHYMKENT, AQSH, Shymkent and Sh.

    *Letters that vanish or merge.* ъ and ь are dropped. и and й share one form, х and һ another;
    э is written as е. Letters for which the sources give no form (ё ц щ э ю in 2017, and those
    that Kazakh does not use) stay and count as unknown.

    *Combining marks.* A stress mark stays with its letter. Where the two would read as another
    letter of the alphabet (а with acute as the ә of 2018), U+034F between them keeps them apart.

    *The way back* is exact for words without the letters named above. й is read after a vowel, и
    elsewhere; х for every h; the capital I of 2018, which is И, Й and І, as Й after a vowel and
    as І elsewhere. All of these count as ambiguous. я and ю are read at the beginning of a word
    and after a vowel, and count as unsettled. ё э ъ ь are not restored, nor are ц ч щ from
    the form of 2021, for nothing in a Latin text tells where they stood. sh in 2018 is always ш,
    although it may be с and һ. In 2017 an apostrophe, straight or curved, belongs to the letter
    before it if that letter can take one; a closing quotation mark cannot be told from it.

    References
    ----------
    inform-a3079189 (2017), fondeco-2018 (2018), kt-2021-01-30 and aa-2021-04 (2021) report the
    alphabets; the table names the sources of each letter.

    Examples
    --------
    >>> from kzdiplo.transliteration import transliterate
    >>> transliterate("Қазақстан Республикасы")
    'Qazaqstan Respublikasy'
    >>> [transliterate("ШЫҒЫС Шымкент", to=form).text for form in ("2017", "2018", "2021")]
    ["S'YG'YS S'ymkent", 'SHYǴYS Shymkent', 'ŞYĞYS Şymkent']
    >>> transliterate("Ресей Федерациясы")
    'Resei Federatsiiasy'  [unsettled: ц я]
    >>> transliterate("täuelsız el", to="cyrillic", from_="2021")
    'тәуелсіз ел'
    """
    if not isinstance(text, str):
        binary = isinstance(text, bytes | bytearray | memoryview)
        hint = ": decode it first, as in text.decode('utf-8')" if binary else ""
        raise TypeError(f"text is {type(text).__name__}, not str{hint}")
    if from_ == "cyrillic" and to in FORMS:
        result = _to_latin(to)(text)
    elif to == "cyrillic" and from_ in FORMS:
        result = _to_cyrillic(from_)(text)
    else:
        raise ValueError(
            f"to={to!r} with from_={from_!r}: one of them is 'cyrillic', the other one of "
            f"{', '.join(map(repr, FORMS))}"
        )
    if strict and result.doubts:
        doubts = [f"{kind} {' '.join(letters)}" for kind, letters in result.doubts.items()]
        raise ValueError(f"letters in doubt: {'; '.join(doubts)}")
    return result


class _Letter(NamedTuple):
    """A Cyrillic letter and its form in one Latin alphabet; an empty form drops it."""

    small: str
    capital: str
    latin: str
    latin_capital: str
    official: bool
    unsettled: bool


def _letters(form: str) -> list[_Letter]:
    """Read the letters that have a form in one Latin alphabet, or are dropped there."""
    table = load("kazakh_latin_mapping")
    dropped = table["certainty_2021"] == "dropped"
    rows = table[dropped | table[f"latin_{form}"].notna()]
    official = rows[f"in_official_table_{form}"]
    columns = (
        rows["cyrillic_lower"],
        rows["cyrillic_upper"],
        rows[f"latin_{form}"].fillna(""),
        rows[f"latin_{form}_upper"].fillna(""),
        official,
        rows["certainty_2021"].str.startswith("disputed") & ~official,
    )
    return [_Letter(*row) for row in zip(*columns, strict=True)]


@cache
def _to_latin(form: str) -> _ToLatin:
    return _ToLatin(_letters(form))


@cache
def _to_cyrillic(form: str) -> _ToCyrillic:
    return _ToCyrillic(_letters(form))


class _ToLatin:
    """Cyrillic to one Latin alphabet."""

    def __init__(self, letters: list[_Letter]) -> None:
        self.forms = {x.small: x.latin for x in letters}
        self.forms |= {x.capital: x.latin_capital for x in letters}
        single = {letter: form for letter, form in self.forms.items() if len(form) == 1}
        self.table = _table(single)
        self.rows = {letter: form for letter, form in self.forms.items() if letter not in single}
        self.alone = set(single.values())
        self.unsettled = [x for x in letters if x.unsettled]
        self.compositions = _compositions(self.forms)
        self.beside_capitals = [
            (x.capital, _beside_capitals(x.capital), _all_capitals(x.latin_capital))
            for x in letters
            if x.latin_capital != _all_capitals(x.latin_capital)
        ]

    def __call__(self, text: str) -> Transliteration:
        counts = _counts(text)
        if _MARKS & counts.keys():
            text = _replace(text, self.compositions)
            text = _MARKED_CYRILLIC.sub(self._compose, text)
            counts = _counts(text)
        unsettled = {x.small: counts[x.small] + counts[x.capital] for x in self.unsettled}
        unknown = {c: counts[c] for c in _of_script(counts, "CYRILLIC") if c not in self.forms}
        for capital, places, form in self.beside_capitals:
            if capital in counts:
                text = places.sub(form, text)
        text = _rewrite(_replace(text, self.rows), self.table)
        return Transliteration(text, _some(unsettled), {}, unknown)

    def _compose(self, cluster: re.Match[str]) -> str:
        """Compose a letter with its marks; hold off marks that would change its Latin form."""
        composed = unicodedata.normalize("NFC", cluster[0])
        letter, marks = composed[0], composed[1:]
        end = self.forms.get(letter, "")[-1:]
        read_as = unicodedata.normalize("NFC", end + marks)[:1]
        return letter + _JOINER + marks if read_as in self.alone - {end} else composed


def _beside_capitals(letter: str) -> re.Pattern[str]:
    """Match a capital before a capital, or after one and not before a small letter."""
    mark = "[\u0300-\u036f]"
    # what looks back must have a fixed width: up to three marks
    after = "|".join(f"(?<=[{_CAPITALS}]{mark * count})" for count in range(4))
    before = f"{letter}(?={mark}*[{_CAPITALS}])"
    return re.compile(f"{before}|(?:{after}){letter}(?!{mark}*[{_SMALL}])")


def _all_capitals(form: str) -> str:
    """Put the letters after the first in capitals; i, whose capital differs, is never there."""
    return form[:1] + form[1:].upper()


class _ToCyrillic:
    """One Latin alphabet to Cyrillic."""

    def __init__(self, letters: list[_Letter]) -> None:
        readings: dict[str, list[str]] = {}
        for x in sorted(letters, key=lambda x: x.small in _SECOND):
            if x.official:
                readings.setdefault(x.latin, []).append(x.small)
                readings.setdefault(x.latin_capital, []).append(x.capital)
        self.ambiguous = [form for form, cyrillic in readings.items() if len(cyrillic) > 1]
        forms = {form: cyrillic[0] for form, cyrillic in readings.items()}
        self.alone = {form for form in forms if len(form) == 1}
        self.compositions = _compositions(self.alone)
        if "İ" in self.alone:
            self.compositions["i\u0307"] = "i"  # what str.lower makes of İ

        # an unsettled form is told from a row of letters by a character that is no letter alone
        told = [x for x in letters if x.unsettled and not set(x.latin) <= self.alone]
        told = [x for x in told if x.small not in _IOTATED]
        unsettled = {x.latin: x.small for x in told} | {x.latin_capital: x.capital for x in told}
        self.unsettled = unsettled | {_all_capitals(form): c for form, c in unsettled.items()}
        forms |= unsettled

        self.letters = {form: c for form, c in forms.items() if len(form) == 1}
        self.table = _table(self.letters)
        digraphs = {form: c for form, c in forms.items() if len(form) > 1}
        digraphs |= {_all_capitals(form): c for form, c in digraphs.items() if c.isupper()}
        bearers = "".join(form[0] for form in digraphs if form.endswith("'"))
        self.curved = re.compile(f"(?<=[{bearers}])[’ʼ]") if bearers else None

        # й after a vowel, я and ю also at the beginning of a word; и itself ends in an apostrophe
        # in 2017, and is put in place when the others have been found
        i, capital_i = next((x.latin, x.latin_capital) for x in letters if x.small == "и")
        vowels = _VOWELS + _VOWELS.upper()
        vowels += "".join(form for form in self.alone if forms[form] in vowels)
        after = [f"[{vowels}]", i, capital_i]
        self.short_i = [(_place(i, after), "й"), (_place(capital_i, after), "Й")]
        self.iotated = [
            (_place(form, after, or_first=True), letter)
            for x in letters
            if x.small in _IOTATED
            for form, letter in (
                (x.latin, x.small),
                (x.latin_capital, x.capital),
                (_all_capitals(x.latin_capital), x.capital),
            )
        ]
        self.late = {form: c for form, c in digraphs.items() if form in (i, capital_i)}
        early = [row for row in digraphs.items() if row[0] not in self.late]
        self.early = dict(sorted(early, key=lambda row: -len(row[0])))

    def __call__(self, text: str) -> Transliteration:
        present = _counts(text).keys()
        if present & _MARKS:
            text = _replace(text, self.compositions)
            text = _MARKED_LATIN.sub(self._compose, text)
            text = _KEPT_APART.sub("", text)
        if self.curved and present & {"’", "ʼ"}:
            text = self.curved.sub("'", text)

        unsettled: Counter[str] = Counter()
        for form, letter in self.early.items():
            if form in self.unsettled:
                unsettled[letter.lower()] += text.count(form)
            text = text.replace(form, letter)
        for places, letter in self.iotated:
            text, count = places.subn(letter, text)
            unsettled[letter.lower()] += count
        ambiguous = {form: text.count(form) for form in self.ambiguous}
        for places, letter in self.short_i:
            text = places.sub(letter, text)
        text = _replace(text, self.late)
        counts = _counts(text)
        for form, letter in self.unsettled.items():
            if len(form) == 1:
                unsettled[letter.lower()] += counts[form]
        unknown = {c: counts[c] for c in _of_script(counts, "LATIN") if c not in self.letters}
        text = _rewrite(text, self.table)
        return Transliteration(text, _some(unsettled), _some(ambiguous), unknown)

    def _compose(self, cluster: re.Match[str]) -> str:
        """Compose a letter of the alphabet with its marks; leave other letters as they are."""
        composed = unicodedata.normalize("NFC", cluster[0])
        return composed if composed[0] in self.alone else cluster[0]


def _place(form: str, after: list[str], *, or_first: bool = False) -> re.Pattern[str]:
    """Match a form after any of some texts, perhaps also at the beginning of a word."""
    # the form stands first, where the search for it is fast, and once more in each condition
    conditions = [f"(?<={text}{form})" for text in after]
    if or_first:
        conditions.append(rf"(?<![^\W\d_]{form})")
    return re.compile(f"{form}(?:{'|'.join(conditions)})")


def _compositions(letters: Iterable[str]) -> dict[str, str]:
    """Return the letters that consist of a letter and a mark, by their parts."""
    parts = {unicodedata.normalize("NFD", letter): letter for letter in letters}
    return {apart: letter for apart, letter in parts.items() if apart != letter}


def _codes(text: str) -> Iterator[np.ndarray]:
    """Yield the code points of a text, a stretch at a time."""
    for start in range(0, len(text), 1 << 18):
        stretch = text[start : start + (1 << 18)].encode("utf-32-le", "surrogatepass")
        yield np.frombuffer(stretch, dtype="<i4")


def _counts(text: str) -> Counter[str]:
    """Count every character: as ``Counter(text)``, but many times as fast."""
    counts: Counter[str] = Counter()
    for codes in _codes(text):
        found = np.bincount(codes)
        counts.update({chr(code): int(found[code]) for code in np.flatnonzero(found)})
    return counts


def _table(letters: Mapping[str, str]) -> np.ndarray:
    """Return the code point of what stands for each character: most stay as they are."""
    table = np.arange(sys.maxunicode + 1, dtype="<i4")
    for letter, form in letters.items():
        table[ord(letter)] = ord(form)
    return table


def _rewrite(text: str, table: np.ndarray) -> str:
    """Put characters for characters: as ``str.translate``, but three times as fast."""
    rewritten = (table[codes].tobytes() for codes in _codes(text))
    return "".join(part.decode("utf-32-le", "surrogatepass") for part in rewritten)


def _replace(text: str, rows: Mapping[str, str]) -> str:
    for old, new in rows.items():
        text = text.replace(old, new)
    return text


def _of_script(characters: Iterable[str], script: str) -> list[str]:
    """Return the letters of a script, such as CYRILLIC, in order."""
    return sorted(
        c for c in characters if c.isalpha() and unicodedata.name(c, "").startswith(script)
    )


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the letters that occur."""
    return {letter: count for letter, count in counts.items() if count}
