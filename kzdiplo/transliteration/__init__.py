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
    spelling of about 1,400 known beginnings of words. Text in other scripts, digits and
    punctuation stay as they are; the letters of the table come out composed (NFC).

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

    *Letters settled by use.* No alphabet has я and ю. Kazakh writes them for й and а, й and у
    (қой and а give қоя), and these have letters; the other forms that packages offer, such as ya
    and ä, are letters of other sounds. The state agency Kazinform writes them so in the form of
    2018, and ts for ц: in its 115,383 running words of 2024 to 2026 (word list of
    behruzgurbanli/nlp_corpora_and_algorithms_in_kazakh_language, read on 30 November 2026) no
    other way of writing them was seen but for slips. So я counts as settled in all three forms, ю
    in 2018 and 2021, ц in 2018. No running text in the form of 2021 was found in a search of
    stored pages and files on that day, so that ц and ч stay in doubt in it.

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
    what vanished: экономика, фильм, объект, актёр, процент, шаһар, Иран; others only say that
    the rules read them right. Any other word of foreign shape is in doubt: one with в ф ч щ, with
    о after the first syllable, with two consonants at its beginning, with two vowels together, or
    with an end such as -кт, unless it is a surname or compound of Kazakh parts (Назарбаев,
    Қызылорда). So is a lone capital without the point of an initial, and an abbreviation with a
    letter for э or й. Of 1,585 words with ts and no foreign letter in the list of Kazinform, 1,336
    are read with ц (цифрлық) and 113 with т and с (кетсек); 136 are in doubt.

    Web and mail addresses, tags, @names, #words, codes such as G20 and Roman numerals up to 39
    stay as they are. So do, counted as kept or unknown, words with letters or rows of letters
    that Kazakh does not have (Twitter, Google, YouTube) and rows of two to five capitals from a
    to z, unless they stand among longer words in capitals. I and V alone stay and are named. A
    foreign name in letters and rows of letters that Kazakh has, such as Telegram, is read as
    Kazakh without a doubt. In 2017 an apostrophe, straight or curved, belongs to the letter
    before it if that letter can take one; a closing quotation mark cannot be told from it.

    *Accuracy.* Measured once, with the rules as they are, on texts from which none was made: ten
    files of news and pages, mostly of Kazakh state bodies, collected by October 2015
    (apertium/apertium-kaz-rus, folder CORPUS, read on 30 November 2026; lines that are repeated or
    stand in a text of development left out), 103,308 words in Cyrillic, each by itself. In per
    cent of them:

    ==========================  =====  =====  =====
    Words                        2017   2018   2021
    ==========================  =====  =====  =====
    forward in doubt             2.18   0.07   1.31
    back right, in no doubt     96.15  96.19  96.38
    back right, in doubt         2.10   1.68   1.66
    back wrong, in doubt         0.71   1.08   0.89
    back wrong, in no doubt      0.13   0.13   0.15
    ==========================  =====  =====  =====

    The rest, 0.9 per cent, held look-alikes: they were mended or named on the way forward. Of
    1,950 Latin words, mostly parts of addresses and English ones, more than half were read
    without a doubt. The rules were made on KazNERD (IS2AI/KazNERD, television news, parts
    ``valid`` and ``test``), UD_Kazakh-KTB, other files of the same folder (news of agencies and
    ministries), KazQAD, and the texts and lexicon of apertium-kaz; on the 211,649 words of
    KazNERD 0.02 per cent were wrong without a doubt in the form of 2021 and about 0.8 in doubt
    on the way back.

    *Why some errors stay silent.* A name may have the letters of a Kazakh word, or none that
    tells: Аль and ал, эл and ел, Каида, Нэш, Ольгин, Кобальт, Һибатулла. To name these would put
    ал (but) and ел (land) in doubt wherever they stand. Of the 158 such words of 2021, 70 differ
    in ь or ъ, 57 in й and и or the like, 18 in э and 10 in һ; slips and Russian words are among
    them.

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
    'Resei Federatsiiasy'  [unsettled: ц]
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
