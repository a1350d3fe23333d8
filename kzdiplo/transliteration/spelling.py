"""How words are spelt in Cyrillic where their Latin letters alone do not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kzdiplo.transliteration.letters import Letter
from kzdiplo.transliteration.to_latin import ToLatin

VOWELS = "аәеёиоөуұүыіэюя"
_CONSONANT = "[бвгғджзйкқлмнңпрстфхһцчшщ]"
# no Kazakh word has these letters, о after the first vowel, two consonants at its beginning (but
# ншы, an ending after a numeral), two vowels beside one another, or such consonants at its end
_LOAN = re.compile(
    f".*[вфцчщёэ]|[^оқғңүұәөіһ]*[{VOWELS}][^оқғңүұәөіһ]*о|(?!нш){_CONSONANT}{{2}}"
    "|.*([аәеоөұүыі])(?!\\1)[аәеоөұүыі]|.*ее|.*(?:[бгғдзкқптфхш]|(?<!и)с)[кпстфх]$"
)
_NO_VOWEL = re.compile(f"[^{VOWELS}]+")  # an abbreviation
# the endings of surnames, which Kazakh names have too: Назарбаев
_SURNAME = re.compile("(?<=..)(?:[ое]ва?|[ое]вич)(?=$|[дтнлмпқкғг])")
# о beside қ, ғ or ң, and in the second part of a compound, is Kazakh: Айдос, Ерболат, Қызылорда
_NATIVE_O = re.compile(
    "(?<=[қғ])о|о(?=[қғң])|(?<=.[джб])о(?=[сл])|(?<=.[тс])о(?=й)|(?<=.)о(?=рда)|(?<=.з)о(?=р)"
)
# к and г stand beside front vowels, қ and ғ beside back ones
_VELAR = re.compile("[кг][аоұы]|[аоұы][кг](?![еіөүә])")
_BACK, _FRONT = set("аоұы"), set("әөүіе")
# beginnings in е that are Kazakh although back vowels follow, as in Ержан and елорда
_NATIVE_E = "р(?![дн])|л(?:[ебжтдо]|әл)|ш|у|вг|к[іа]|с[бпқжмхіе]|м[тх]|н[жт]|ң|г[еі]|т[жқ]"
# т and с meet in Kazakh words before the endings of condition, wish and lack: айтса, өтсін, шетсіз
_NATIVE_TS = "ыз|із|[ае](?:[мңқк]|ңыз|ңіз|ңдар|ңдер)?(?:ш[ыі]|д[ае])?$|[ыі]н(?:ш[ыі])?$"


# what no ending of a Kazakh word has
_ODD_REST = re.compile(f"^л{_CONSONANT}|^е|[вфцщёэо]|алд|тс(?!ыз|із)|ий$", re.IGNORECASE)
#: No word is longer. Rules that look along the whole of a word would take its length squared.
_LONGEST_WORD = 100


class _Rule(NamedTuple):
    """A place in a word read letter by letter, and the Latin or Cyrillic letters it is about."""

    place: re.Pattern[str]
    letters: str
    words: str = "all"


def _rule(place: str, letters: str, words: str = "all") -> _Rule:
    return _Rule(re.compile(place, re.IGNORECASE), letters, words)


@cache
def _known() -> tuple[str, ...]:
    """Read the known beginnings of words."""
    text = files("kzdiplo").joinpath("transliteration/stems.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(stem for line in lines for stem in line.split())


class Spelling:
    """The spelling of words that were written in one Latin alphabet.

    Words go by three steps: `part` finds the known beginning, the rest is read letter by letter,
    `mend` puts right what rules can, and `doubts` names what is left.
    """

    def __init__(self, letters: list[Letter]) -> None:
        self.stems, twofold = _stems(letters)
        forms = (re.escape(form).replace(r"\.", "$") for form in sorted(twofold))
        self.twofold = re.compile("|".join(forms))
        self.longest = max(map(len, self.stems))
        i = next(x.latin for x in letters if x.small == "и")
        unsettled = {x.small for x in letters if x.unsettled}
        ts = any(x.small == "ц" and x.latin == "ts" for x in letters)
        c, hiatus = _CONSONANT, "аоұыеәөү"
        self.mends = [_rule(f"(?<={c})иу(?!м)", "ю")]
        self.doubtful = [
            _rule(f"(?<={c})и(?:[ау]|о(?!н))", f"{i}a"),
            _rule(f"(?<={c})ю", next((x.latin for x in letters if x.small == "ю"), "ю")),
            _rule("[аи]ха[рнз](?!а|ов|ұ)|аухар|[әөүі]х(?!а)|[ғм]х|лах|(?<!^р)ух$", "h"),
            _rule(f"(?!^ел)[еи]л(?=(?!л|бек){c}|$)|[ую]л(?={c})|ол(?=[гвфц]|ск)", "l", "odd"),
            _rule("(?:лл|сс|тт|фф|пп)$", "ll"),
            _rule(f"[{hiatus}]і|і[{hiatus}]|^і(?=[^әөүе]*[аоұы])|^[^{VOWELS}]*і(?=.*[вфцч])", "i"),
            _rule("[аоеәөү]ы|ы[оеәөү]", "y"),
            _rule("ауй$", i),
            _rule("(?:[аоұ]|(?<![аәеоөұү])у)л(?!мен)[дтлмкг][іе]", "l"),
            _rule(f"^е{c}{{1,2}}и|^ею|^уе|^у[йи]к", "e"),
            _rule(f"лск|илд|и{c}+ел$|л[вфц]|елх|[кг]ул|[нтлрд]ев(?!і)", "l"),
            _rule("е|[аеиу]й", "E", "abbreviation"),
            _rule("(?<=[гзц])ий$", i),
            _rule("[аеоу]й[нзсмпдк]", i, "loan"),
        ]
        sh = any(x.latin == "sh" for x in letters)
        self.doubtful.append(_rule("[ыі]шан" if sh else "сх", "sh"))
        if len({x.small for x in letters if x.latin_capital == "I"}) > 1:
            self.mends.append(_rule("^і(?=[аеәоөұүы])", "и"))
            self.doubtful.append(_rule("[ій]", "I", "capital"))
        if ts:
            self.mends.append(_rule("^тс|тс(?=и)", "ц"))
            self.doubtful.append(_rule(f"(?<!^а)тс(?!{_NATIVE_TS})", "ts"))
        if "ч" in unsettled:
            self.mends += [
                _rule("штш", "щ"),
                _rule("тш(?![аыі])", "ч"),
                _rule("тш(?=а)", "ч", "odd"),
            ]
            self.doubtful.append(_rule("(?<!^)[чщ]", "tş"))
        if any(x.small == "э" for x in letters):
            places = f"^е$|^е(?!{_NATIVE_E})|(?<=[ао])е(?![вй])|(?<=у)(?<!әу)е(?!в)"
            self.doubtful.append(_rule(places, "e", "odd"))

    def part(self, word: str) -> tuple[str, str]:
        """Part a Latin word into its known beginning, in Cyrillic, and the rest."""
        if stem := self.stems.get(f"{word}."):
            return stem, ""
        for length in range(min(self.longest, len(word)), 1, -1):
            if stem := self.stems.get(word[:length]):
                return stem, word[length:]
        return "", word

    def mend(self, stem: str, rest: str) -> str:
        """Put together a known beginning and the rest of a word, and mend the rest."""
        if stem[-1:] in {"ь", "Ь"} and rest[:1].lower() in set(VOWELS):
            stem = stem[:-1]  # баррель, барреліне
        if stem[-1:] in {"о", "у"} and re.match(f"й{_CONSONANT}", rest):
            rest = "и" + rest[1:]  # автоиндустрия
        if len(rest) > _LONGEST_WORD:
            return stem + rest
        kinds = _kinds(stem + rest)
        known = "-" if stem else ""  # so that the rest is no beginning of a word
        text = known + rest
        for place, letter, words in self.mends:
            if words in kinds:
                text = place.sub(_in_case(letter), text)
        return stem + text.removeprefix(known)

    def doubts(self, word: str, reading: str, *, known: int) -> Iterator[str]:
        """Yield the Latin letters of a word whose spelling is in doubt, or the word itself.

        Of a word whose first `known` letters are a known beginning, only the rest is looked at.
        """
        if len(word) > _LONGEST_WORD:
            yield word
            return
        if self.twofold.match(word):
            yield word
        rest = reading[known:]
        if known and not _ODD_REST.search(rest):
            return
        kinds = _kinds(reading) | ({"capital"} if "I" in word else set())
        kinds |= {"abbreviation"} if word.isupper() and 1 < len(word) < 6 else set()
        found = [
            letters
            for place, letters, words in self.doubtful
            if words in kinds and place.search(reading, known)
        ]
        yield from found
        short = len(word) == 1 or "abbreviation" in kinds
        if not found and not short and "loan" in _kinds(rest):
            yield word


def _in_case(letter: str) -> Callable[[re.Match[str]], str]:
    return lambda found: letter.upper() if found[0][0].isupper() else letter


def _kinds(reading: str) -> set[str]:
    """Tell the kinds of a Cyrillic word: like a loan, or with vowels that do not go together."""
    small = _NATIVE_O.sub("ұ", _SURNAME.sub("", reading.lower()))
    loan = _LOAN.match(small) is not None and not _NO_VOWEL.fullmatch(small)
    mixed = not (_BACK.isdisjoint(small) or _FRONT.isdisjoint(small))
    odd = loan or mixed or small == "е" or _VELAR.search(small) is not None
    return {"all"} | ({"loan"} if loan else set()) | ({"odd"} if odd else set())


def _stems(letters: list[Letter]) -> tuple[dict[str, str], set[str]]:
    """Return the known beginnings by their Latin forms, and the forms of two words."""
    write = ToLatin(letters).write
    stems, twofold = {}, set()
    for stem in _known():
        bare, end = stem.rstrip(".?"), "." * ("." in stem)
        for cased in (bare, bare.capitalize(), bare.upper()):
            if stem.endswith("?"):
                twofold.add(write(cased) + end)
            else:
                stems[write(cased) + end] = cased
    return stems, twofold
