"""What alphabets share: letters, and the sounds that they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

import pandas as pd
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import coded, unique
from kzdiplo.measures._frames import table

# Broad classes of sounds: each joins signs that sources use for much the same sound. Tie bars,
# length and other marks are dropped before.
_BROAD = {
    "a": "ɑ",
    "e": "ɘ",
    "f": "ɸ",
    "g": "ɡɟ",
    "i": "ɪ",
    "o": "ɔ",
    "r": "ɾ",
    "u": "ʊ",
    "v": "ʋβ",
    "x": "χ",
    "y": "ʏ",
    "ø": "œɵ",
    "ɣ": "ʁɰ",
    "ɯ": "əɤʌ",
}
_TO_BROAD = str.maketrans({sign: broad for broad, signs in _BROAD.items() for sign in signs})


class Overlap(NamedTuple):
    """What two alphabets share.

    Attributes
    ----------
    shared, only_a, only_b : tuple of str
        Small letters in alphabetical order of Unicode.
    """

    shared: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]

    @property
    def jaccard(self) -> float:
        """Shared letters as a share of all letters of the two: 0 (none) to 1 (the same set)."""
        return len(self.shared) / (len(self.shared) + len(self.only_a) + len(self.only_b))


def overlap(a: Iterable[str], b: Iterable[str]) -> Overlap:
    r"""Compare two alphabets by the letters they have.

    Parameters
    ----------
    a, b : iterable of str
        Letters, such as a column ``letter_lower`` of the table ``alphabets``; digraphs and
        letters with an apostrophe are one string each.

    Returns
    -------
    Overlap
        The shared letters, those of either alone, and the Jaccard index
        :math:`|A \cap B| / |A \cup B|`.

    Raises
    ------
    TypeError
        For one text in place of letters, such as the name of an alphabet, or a letter that is
        no text.
    ValueError
        For an alphabet without letters.

    Notes
    -----
    Letters are compared as written: composed, in their small form, script by script (Cyrillic а
    and Latin a differ). The small form of I is ı in an alphabet that has ı or İ, and i in others.
    Signs without a capital, such as the apostrophe ʼ of Uzbek, are no letters here.

    References
    ----------
    jaccard1912distribution (key of references.bib)

    Examples
    --------
    >>> from kzdiplo.measures.alphabets import overlap
    >>> pair = overlap(["a", "ä", "q"], ["a", "ä", "c", "ç"])
    >>> pair.only_a, pair.only_b, pair.jaccard
    (('q',), ('c', 'ç'), 0.4)
    >>> overlap(["A", "I", "İ"], ["a", "i"]).only_a
    ('ı',)
    """
    first, second = _small_letters(a), _small_letters(b)
    return Overlap(
        tuple(sorted(first & second)), tuple(sorted(first - second)), tuple(sorted(second - first))
    )


def _small_letters(alphabet: Iterable[str]) -> set[str]:
    """Return the letters of an alphabet, composed and in their small form."""
    if isinstance(alphabet, str):
        raise TypeError(
            f"an alphabet is the text {alphabet!r}: give its letters, such as list('abc') or a "
            "column of letters"
        )
    letters = list(alphabet)
    odd = [letter for letter in letters if not isinstance(letter, str)]
    if odd:
        raise TypeError(f"an alphabet holds {odd[0]!r}, which is no letter: drop it first")
    given = {unicodedata.normalize("NFC", letter) for letter in letters}
    if not given:
        raise ValueError("an alphabet needs letters")
    dotless = "ı" if given & {"ı", "İ"} else "i"
    small = {letter.replace("İ", "i").replace("I", dotless).lower() for letter in given}
    return {letter for letter in small if letter.upper() != letter}


def same_sound(a: str, b: str) -> bool:
    """Tell whether two sound values name much the same sound.

    Parameters
    ----------
    a, b : str
        Sound values of the table ``alphabets``, in the International Phonetic Alphabet. Where
        one gives alternatives (``χ/h``, ``je~e``), one of them is enough.

    Returns
    -------
    bool
        Whether the two fall into one broad class.

    Notes
    -----
    The classes are this project's, since the sources write sounds more or less closely: tie
    bars, length, dentals and other marks do not count; near variants such as a and ɑ, i and ɪ,
    œ, ø and ɵ, or the ɯ and ə of ы are one; affricates and fricatives, h and x, q and k are not.

    Examples
    --------
    >>> from kzdiplo.measures.alphabets import same_sound
    >>> same_sound("d͡ʒ", "dʒ"), same_sound("χ/h", "h"), same_sound("ʒ", "d͡ʒ")
    (True, True, False)
    """
    return bool(_broad(a) & _broad(b))


def _broad(value: str) -> set[str]:
    """Return the broad class of each sound that a value gives."""
    plain = "".join(c for c in unicodedata.normalize("NFD", value) if c.isalpha() or c in "/~")
    return {sound.translate(_TO_BROAD) for sound in re.split("[/~]", plain.replace("ʲ", ""))}


def overlaps(alphabets: IntoFrame) -> pd.DataFrame:
    """Compare every alphabet with every other, by letters and by their sounds.

    Parameters
    ----------
    alphabets : frame of pandas, Polars, DuckDB or PySpark
        Columns ``alphabet_id``, ``letter_lower`` and ``ipa``, as in the table ``alphabets``.

    Returns
    -------
    pandas.DataFrame
        One row for each ordered pair, in the order of the alphabets: ``a``, ``b``;
        ``letters_a``, ``letters_b`` and ``shared`` (counts of letters); ``jaccard`` as in
        :func:`overlap`; and of the shared letters those with the ``same_sound``, with an
        ``other_sound``, and with a value missing in either, ``sound_unknown``.

    Raises
    ------
    ValueError
        When there are no rows, a column is missing, an alphabet or a letter is blank, or a
        letter stands twice in an alphabet.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.alphabets import overlaps
    >>> letters = [("kazakh", "a", "ɑ"), ("kazakh", "y", "ə"), ("turkish", "a", "ɑ")]
    >>> letters += [("turkish", "y", "j"), ("turkish", "ç", "t͡ʃ")]
    >>> pairs = overlaps(pd.DataFrame(letters, columns=["alphabet_id", "letter_lower", "ipa"]))
    >>> columns = ["a", "b", "shared", "same_sound", "other_sound"]
    >>> print(pairs.loc[[1], columns].to_string(index=False))
         a       b  shared  same_sound  other_sound
    kazakh turkish       2           1            1
    """
    keys = ["alphabet_id", "letter_lower"]
    letters = table(alphabets, [*keys, "ipa"], "alphabets", "Rename the columns.")
    coded(letters, keys, "Name the alphabet and the letter, or drop the row.")
    unique(letters, keys, "Let each letter stand once in its alphabet.")
    values = {
        str(name): dict(zip(rows["letter_lower"], rows["ipa"], strict=True))
        for name, rows in letters.groupby("alphabet_id", sort=False, observed=True)
    }
    rows = []
    for a, b in product(values, values):
        pair = overlap(values[a], values[b])
        sounds = [(values[a][letter], values[b][letter]) for letter in pair.shared]
        known = [(x, y) for x, y in sounds if pd.notna(x) and pd.notna(y)]
        same = sum(same_sound(x, y) for x, y in known)
        rows.append(
            {
                "a": a,
                "b": b,
                "letters_a": len(pair.shared) + len(pair.only_a),
                "letters_b": len(pair.shared) + len(pair.only_b),
                "shared": len(pair.shared),
                "jaccard": pair.jaccard,
                "same_sound": same,
                "other_sound": len(known) - same,
                "sound_unknown": len(sounds) - len(known),
            }
        )
    return pd.DataFrame(rows)
