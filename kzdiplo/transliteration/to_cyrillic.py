"""One Latin alphabet to Cyrillic."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from kzdiplo.transliteration.letters import (
    CYRILLIC,
    JOINER,
    LATIN,
    LETTERS,
    MARK,
    MARKS,
    Letter,
    all_capitals,
    characters,
    compositions,
    replace,
    rewrite,
    table_of,
)
from kzdiplo.transliteration.result import Transliteration
from kzdiplo.transliteration.scripts import is_roman, one_script
from kzdiplo.transliteration.spelling import VOWELS, Spelling

# Read back by rules of their own, since their forms are rows of letters.
_IOTATED = "юя"
# Letters that share a form with another one, which is read back instead.
_SECOND = "ийһ"

_MARKED = re.compile(f"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]{MARK}+")
_KEPT_APART = re.compile(f"{JOINER}(?={MARK})")
_LATIN = re.compile(f"[{LATIN}]")
_CYRILLIC = re.compile(f"[{CYRILLIC}]")

_DOMAINS = (
    "kz|com|org|net|ru|info|edu|gov|int|eu|uz|kg|tr|az|tm|tj|cn|uk|us|de|fr|tv|io|me|biz|asia"
)
_PATH = r"[^\s<>\"»)]+"
# tags, entities, addresses, @names, #words, single Roman numerals, and codes such as G20; what
# stands before the @ and the end of a domain is looked for afterwards
_STAYS = re.compile(
    rf"<[A-Za-z/!][^<>\n]*>|&\#?\w{{1,31}};|https?://{_PATH}|ftp://{_PATH}|www\.{_PATH}"
    rf"|@[\w-]+(?:\.[\w-]+)*|\#\w+|\.(?:{_DOMAINS})\b(?:/{_PATH})?"
    r"|X(?<![\w'].)(?![\w.'’])"
    r"|[A-Z](?<!\w.)[A-Z]*\d[A-Z\d]*(?!\w)|\d(?<!\w.)\d*[A-Z][A-Z\d]*(?!\w)"
)
_BEFORE = re.compile(r"[\w.+-]")
_SHORT = re.compile("[A-Z]{2,5}")
# a capital amid small letters, as in YouTube; not in AQSh and TAShKENT
_CAMEL = re.compile("[a-z](?<![SC]h)[A-Z]")
# rows of letters that no Kazakh word has; хана and хан give kh, ph and th
_FOREIGN = "oo|ee(?!v)|[kgpt]h(?!an)|[aeo]y|y[eo]"


class ToCyrillic:
    """One Latin alphabet to Cyrillic."""

    def __init__(self, letters: list[Letter]) -> None:
        readings: dict[str, list[str]] = {}
        for x in sorted(letters, key=lambda x: x.small in _SECOND):
            if x.in_alphabet:
                readings.setdefault(x.latin, []).append(x.small)
                readings.setdefault(x.latin_capital, []).append(x.capital)
        forms = {form: cyrillic[0] for form, cyrillic in readings.items()}
        self.alone = {form for form in forms if len(form) == 1}
        self.compositions = compositions(self.alone)
        if "İ" in self.alone:
            self.compositions["i\u0307"] = "i"  # what str.lower makes of İ

        # an unsettled form is told from a row of letters by a character that is no letter alone
        told = [x for x in letters if x.unsettled and not set(x.latin) <= self.alone]
        told = [x for x in told if x.small not in _IOTATED]
        unsettled = {x.latin: x.small for x in told} | {x.latin_capital: x.capital for x in told}
        self.unsettled = unsettled | {all_capitals(form): c for form, c in unsettled.items()}
        forms |= unsettled

        self.letters = {form: c for form, c in forms.items() if len(form) == 1}
        self.table = table_of(self.letters)
        digraphs = {form: c for form, c in forms.items() if len(form) > 1}
        digraphs |= {all_capitals(form): c for form, c in digraphs.items() if c.isupper()}
        bearers = "".join(form[0] for form in digraphs if form.endswith("'"))
        self.curved = re.compile(f"(?<=[{bearers}])[’ʼ]") if bearers else None
        self.digraphs = re.compile("|".join(sorted(digraphs, key=len, reverse=True)))

        # й after a vowel, я and ю also at the beginning of a word; и itself ends in an apostrophe
        # in 2017, and is put in place when the others have been found
        i, capital_i = next((x.latin, x.latin_capital) for x in letters if x.small == "и")
        vowels = VOWELS + VOWELS.upper()
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
                (all_capitals(x.latin_capital), x.capital),
            )
        ]
        self.late = {form: c for form, c in digraphs.items() if form in (i, capital_i)}
        early = [row for row in digraphs.items() if row[0] not in self.late]
        self.early = dict(sorted(early, key=lambda row: -len(row[0])))

        self.spelling = Spelling(letters)
        # і stands beside no vowel; the capital may be И
        row = "|(?-i:[AEOUaeou]i|i[AEOUaeou])" if forms["i"] == "і" else ""
        self.foreign = re.compile(_FOREIGN + row, re.IGNORECASE)
        has_form = {x.small for x in letters}
        without = "".join(c for c in "ёцщэю" if c not in has_form)
        self.without_form = without + without.upper()

        apostrophe = f"|(?<=[{bearers}])'" if bearers else ""
        self.words = re.compile(f"([{LETTERS}](?:[{LETTERS}]{apostrophe})*)")

    def __call__(self, text: str) -> Transliteration:
        """Read a text in this alphabet."""
        present = characters(text).keys()
        if present & MARKS:
            text = replace(text, self.compositions)
            text = _MARKED.sub(self._compose, text)
            text = _KEPT_APART.sub("", text)
        if self.curved and present & {"’", "ʼ"}:
            text = self.curved.sub("'", text)
        text, mended, mixed = one_script(text, prefer="latin", stay=self.without_form)

        parts = self._parts(text)
        words = parts[1::2]
        counts = Counter(words)
        loud = list(_in_capitals(parts, {word for word in counts if word.isupper()}))
        headlines = Counter(words[i] for i in loud)
        doubts = {kind: Counter[str]() for kind in ("unsettled", "ambiguous", "unknown", "kept")}
        read = self._read(counts - headlines, doubts)
        parts[1::2] = [read.get(word, word) for word in words]
        if lone := {word for word in counts if len(word) == 1 and "A" <= word <= "Z"}:
            # an initial has a point; without one, I and V are rather numerals
            for i, word in enumerate(words):
                if word in lone and not parts[2 * i + 2].startswith("."):
                    if word in "IV":
                        parts[2 * i + 1] = word
                    doubts["kept" if word in "IV" else "ambiguous"][word] += 1
        if loud:
            read = self._read(headlines, doubts, headlines=True)
            for i in loud:
                parts[2 * i + 1] = read[words[i]]
        return Transliteration("".join(parts), **doubts, mended=mended, mixed=mixed)

    def _parts(self, text: str) -> list[str]:
        """Part a text into words and what stands between them and stays as it is."""
        parts = [""]
        done = 0
        for found in (*_STAYS.finditer(text), None):
            start, end = found.span() if found else (len(text), len(text))
            if found and found[0][0] in "@.":
                while start > done and _BEFORE.match(text, start - 1):
                    start -= 1
            first, *rest = self.words.split(text[done:start])
            parts[-1] += first
            parts += rest
            parts[-1] += text[start:end]
            done = end
        return parts

    def _read(
        self, words: Counter[str], doubts: dict[str, Counter[str]], *, headlines: bool = False
    ) -> dict[str, str]:
        """Read the words with Latin letters, and count the doubts."""
        read = {}
        parted = {}
        for word, count in words.items():
            if not _LATIN.search(word) or is_roman(word):
                continue
            stem, rest = self.spelling.part(word)
            if why := self._stays(word, known=bool(stem), headlines=headlines):
                for kind, letter in why:
                    doubts[kind][letter] += count
            else:
                parted[word] = stem, rest
        texts = self._write("\n".join(stem + rest for stem, rest in parted.values())).split("\n")
        for (word, (stem, rest)), text in zip(parted.items(), texts, strict=False):
            read[word] = self.spelling.mend(stem, text[len(stem) :])
            for letters in self.spelling.doubts(word, read[word], known=len(stem)):
                doubts["ambiguous"][letters] += words[word]
            if headlines and not stem:
                doubts["ambiguous"][word] += words[word]
            for form, letter in self.unsettled.items():
                if form in rest and re.search(f"{form}(?![hıi])", rest):
                    doubts["unsettled"][letter.lower()] += words[word]
        return read

    def _stays(self, word: str, *, known: bool, headlines: bool) -> list[tuple[str, str]]:
        """Name what keeps a word as it is: letters without a reading, or the shape of a name."""
        rest = self.digraphs.sub("", word)
        if foreign := [c for c in rest if c not in self.letters and _LATIN.match(c)]:
            return [("unknown", letter) for letter in foreign]
        if set(_CYRILLIC.findall(word)) - set(self.without_form):
            return [("kept", word)]
        if headlines or _is_telling(word):
            return []
        name = _CAMEL.search(word) or self.foreign.search(word)
        return [("kept", word)] if _is_short(word) or (name and not known) else []

    def _write(self, text: str) -> str:
        """Put Cyrillic for Latin letters by the rules alone."""
        text = replace(text, self.early)
        for places, letter in (*self.iotated, *self.short_i):
            text = places.sub(letter, text)
        return rewrite(replace(text, self.late), self.table)

    def _compose(self, cluster: re.Match[str]) -> str:
        """Compose a letter of the alphabet with its marks; leave other letters as they are."""
        composed = unicodedata.normalize("NFC", cluster[0])
        return composed if composed[0] in self.alone else cluster[0]


def _in_capitals(parts: list[str], capitals: set[str]) -> Iterator[int]:
    """Yield the numbers of words that may be abbreviations but stand in lines of capitals."""
    words = parts[1::2]
    short = {word for word in capitals if _is_short(word)}
    longer = {word for word in capitals - short if len(word) > 1 and not is_roman(word)}
    run: list[int] = []
    for i in (*(i for i, word in enumerate(words) if word in capitals), -1):
        if run and (i != run[-1] + 1 or len(parts[2 * i]) > 3 or "\n" in parts[2 * i]):
            if not longer.isdisjoint(words[j] for j in run):
                yield from (j for j in run if words[j] in short)
            run = []
        run.append(i)


def _is_short(word: str) -> bool:
    """Tell what may be an abbreviation in any language."""
    return _SHORT.fullmatch(word) is not None and not _is_telling(word)


def _is_telling(word: str) -> bool:
    """Tell a word that has a letter of Kazakh."""
    return not word.isascii() or "q" in word.lower() or "'" in word


def _place(form: str, after: list[str], *, or_first: bool = False) -> re.Pattern[str]:
    """Match a form after any of some texts, perhaps also at the beginning of a word."""
    # the form stands first, where the search for it is fast, and once more in each condition
    conditions = [f"(?<={text}{form})" for text in after]
    if or_first:
        conditions.append(rf"(?<![^\W\d_]{form})")
    return re.compile(f"{form}(?:{'|'.join(conditions)})")
