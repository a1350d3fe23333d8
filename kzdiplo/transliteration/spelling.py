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
# no Kazakh word has these letters, о after the first vowel, or two consonants at its beginning
_LOAN = re.compile(f"[^вфцчщёэ]*[вфцчщёэ]|[^{VOWELS}]*[{VOWELS}][^оө]*[оө]|{_CONSONANT}{{2}}")
_BACK, _FRONT = set("аоұы"), set("әөүіе")
# beginnings in е that are Kazakh although back vowels follow, as in Ержан and елорда
_NATIVE_E = "р(?![дн])|л(?:[ебжтдо]|әл)|ш|у|вг|к[іа]|с[бпқжмхіе]|м[тх]|н[жт]|ң|г[еі]|т[жқ]"
# т and с meet in Kazakh words before the endings of condition, wish and lack: айтса, өтсін, шетсіз
_NATIVE_TS = "ыз|із|[ае](?:[мңқк]|ңыз|ңіз|ңдар|ңдер)?(?:ш[ыі]|д[ае])?$|[ыі]н(?:ш[ыі])?$"


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
        c, hiatus = _CONSONANT, "аоұыеәөү"
        self.mends = [_rule(f"(?<={c})иу(?!м)", "ю")]
        self.doubtful = [
            _rule(f"(?<={c})и(?:[ау]|о(?!н))", f"{i}a"),
            _rule(f"(?<={c})ю", next((x.latin for x in letters if x.small == "ю"), "ю")),
            _rule("[аи]ха[рнз](?!а|ов|ұ)|аухар", "h"),
            _rule(f"[еи]л(?=(?!л|бек){c}|$)|[ую]л(?={c})|ол(?=[гвфц]|ск)", "l", "loan"),
            _rule("(?:лл|сс|тт|фф|пп)$", "ll"),
            _rule(f"[{hiatus}]і|і[{hiatus}]|^і(?=[^әөүе]*[аоұы])|^[^{VOWELS}]*і(?=.*[вфцч])", "i"),
            _rule("[аоеәөү]ы|ы[оеәөү]", "y"),
            _rule("ауй$", i),
        ]
        if not any(x.latin == "sh" for x in letters):
            self.doubtful.append(_rule("сх", "sh"))
        if len({x.small for x in letters if x.latin_capital == "I"}) > 1:
            self.mends.append(_rule("^і(?=[аеәоөұүы])", "и"))
            self.doubtful.append(_rule("[ій]", "I", "capital"))
        if "ц" in unsettled:
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
        kinds = _kinds(stem + rest)
        known = "-" if stem else ""  # so that the rest is no beginning of a word
        text = known + rest
        for place, letter, words in self.mends:
            if words in kinds:
                text = place.sub(_in_case(letter), text)
        return stem + text.removeprefix(known)

    def doubts(self, word: str, reading: str, *, known: bool) -> Iterator[str]:
        """Yield the Latin letters of a word whose spelling is in doubt."""
        if self.twofold.match(word):
            yield word
        if not known:
            kinds = _kinds(reading) | ({"capital"} if "I" in word else set())
            yield from (
                letters
                for place, letters, words in self.doubtful
                if words in kinds and place.search(reading)
            )


def _in_case(letter: str) -> Callable[[re.Match[str]], str]:
    return lambda found: letter.upper() if found[0][0].isupper() else letter


def _kinds(reading: str) -> set[str]:
    """Tell the kinds of a Cyrillic word: like a loan, or with vowels that do not go together."""
    small = reading.lower()
    loan = _LOAN.match(small) is not None
    odd = loan or small == "е" or not (_BACK.isdisjoint(small) or _FRONT.isdisjoint(small))
    return {"all"} | ({"loan"} if loan else set()) | ({"odd"} if odd else set())


def _stems(letters: list[Letter]) -> tuple[dict[str, str], set[str]]:
    """Return the known beginnings by their Latin forms, and the forms of two words."""
    write = ToLatin(letters).write
    stems, twofold = {}, set()
    for stem in _known():
        bare, end = stem.rstrip(".?"), "." * ("." in stem)
        for cased in (bare, bare.capitalize(), bare.upper()):
            # ц is also written ts, as the state agency Kazinform does in the form of 2018
            ts = cased.replace("ц", "ts").replace("Ц", "TS" if cased.isupper() else "Ts")
            for form in (write(cased) + end, write(ts) + end):
                if stem.endswith("?"):
                    twofold.add(form)
                else:
                    stems[form] = cased
    return stems, twofold
