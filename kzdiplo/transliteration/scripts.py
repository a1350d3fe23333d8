"""Letters that look alike in two scripts, and Roman numerals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kzdiplo.transliteration.letters import CYRILLIC, LATIN, LETTERS, MARK

# Y is not here: in capitals it looks like Ү and like У.
_TWINS = {
    **dict(zip("acehikopxyëəǝɵ", "асеһікорхуёәәө", strict=True)),
    **dict(zip("ABCEHIKMOPTXËƏƎƟ", "АВСЕНІКМОРТХЁӘӘӨ", strict=True)),
    # Greek
    **dict(zip("οΑΒΕΗΙΚΜΟΡΤΧ", "оАВЕНІКМОРТХ", strict=True)),
}
_TO_CYRILLIC = str.maketrans(_TWINS)
_TO_LATIN = str.maketrans(
    {cyrillic: other for other, cyrillic in reversed(_TWINS.items()) if other.isascii()}
    | dict(zip("үҮјЈѕЅԛԜԝ", "yYjJsSqWw", strict=True))
)
_OTHER = f"{LATIN}\u0370-\u03ff"
_BORDER = re.compile(f"[{CYRILLIC}]{MARK}*[{_OTHER}]|[{_OTHER}]{MARK}*[{CYRILLIC}]")
_WORD = re.compile(f"[{LETTERS}]+")
# a name in Latin letters with a Cyrillic ending, as in EXPOның, is no slip
_NAME_FIRST = re.compile(f"[A-Z]{{2,}}(?=[а-яәғқңөұүіһ])|[{_OTHER}]{{3,}}(?=[{CYRILLIC}]{{2,}}$)")
_TWIN_ROMAN = re.compile(f"[ХІ](?<![{LETTERS}][ХІ])[ХІ]+(?![{LETTERS}])")
_ROMAN = re.compile("(?=[XVI])X{0,3}(?:IX|IV|V?I{0,3})")


def is_roman(word: str) -> bool:
    """Tell a Roman numeral of I, V and X, of two letters and more, from a word."""
    return len(word) > 1 and _ROMAN.fullmatch(word) is not None


def one_script(text: str, prefer: str, stay: str = "") -> tuple[str, Counter[str], Counter[str]]:
    """Write each word in one script where look-alikes of another one stand in it.

    Returns the text, the words mended, and those with two readings or none: of two readings the
    one in the script `prefer` is taken. The characters in `stay` belong to both scripts.
    """
    mended: Counter[str] = Counter()
    mixed: Counter[str] = Counter()
    to_latin = {code: letter for code, letter in _TO_LATIN.items() if chr(code) not in stay}

    def sort_out(word: str) -> str:
        cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(to_latin)
        if is_roman(latin):
            readings = [latin]
        else:
            readings = [cyrillic] if _is_cyrillic(word, cyrillic) else []
            if not set(re.findall(f"[{CYRILLIC}]", latin)) - set(stay):
                readings.insert(len(readings) if prefer == "cyrillic" else 0, latin)
        if readings != [word]:
            (mended if len(readings) == 1 else mixed)[word] += 1
        return readings[0] if readings else word

    pieces = []
    done = 0
    for start, end in _mixed_words(text):
        pieces += [text[done:start], sort_out(text[start:end])]
        done = end
    text = "".join(pieces) + text[done:]
    return _TWIN_ROMAN.sub(lambda found: sort_out(found[0]), text), mended, mixed


def _mixed_words(text: str) -> Iterator[tuple[int, int]]:
    """Find the words with letters of two scripts."""
    end = 0
    if not (re.search(f"[{CYRILLIC}]", text) and re.search(f"[{_OTHER}]", text)):
        return
    for border in _BORDER.finditer(text):
        start = border.start()
        if start < end:
            continue
        while start > end and _WORD.match(text, start - 1, start):
            start -= 1
        end = _WORD.match(text, start).end()  # type: ignore[union-attr]
        yield start, end


def _is_cyrillic(word: str, cyrillic: str) -> bool:
    return not re.search(f"[{_OTHER}]", cyrillic) and not _NAME_FIRST.match(word)
