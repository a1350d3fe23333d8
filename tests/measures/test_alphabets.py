import pandas as pd
import pytest

from kzdiplo import load
from kzdiplo.measures.alphabets import overlap, overlaps, same_sound

ALPHABETS = load("alphabets")
LETTERS = ALPHABETS.groupby("alphabet_id")["letter_lower"].agg(list)


@pytest.mark.parametrize(
    ("a", "b", "shared", "only_a", "only_b"),
    [
        ("turkish", "common_turkic_34", 29, "", "q x ñ ū ə"),
        ("azerbaijani", "common_turkic_34", 32, "", "ñ ū"),
        ("kazakh_latin_2021", "common_turkic_34", 30, "ä", "c x ç ə"),
        ("kazakh_cyrillic", "kyrgyz_cyrillic", 36, "і ғ қ ұ һ ә", ""),
        ("kazakh_cyrillic", "turkish", 0, None, None),
        (["a", "b"], iter("bc"), 1, "a", "c"),
        (["A", "B̈", "oʻ"], ["a", "b̈"], 2, "oʻ", ""),
    ],
)
def test_overlaps_of_hand_cases(a, b, shared, only_a, only_b):
    pair = overlap(*(LETTERS[side] if isinstance(side, str) else side for side in (a, b)))
    assert len(pair.shared) == shared
    assert only_a is None or list(pair.only_a) == only_a.split()
    assert only_b is None or list(pair.only_b) == only_b.split()
    total = shared + len(pair.only_a) + len(pair.only_b)
    assert pair.jaccard == pytest.approx(shared / total)


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [("Iİ", "ıi", "iı"), ("Iı", "i", ""), ("Ia", "iA", "ai"), (["I\u0307"], "i", "i")],
)
def test_capital_i_is_dotless_where_the_alphabet_tells_the_two_apart(a, b, shared):
    assert "".join(overlap(list(a), list(b)).shared) == shared


def test_signs_without_a_capital_are_no_letters():
    assert "ʼ" not in overlap(LETTERS["uzbek_1995"], LETTERS["tatar_latin_2012"]).shared


@pytest.mark.parametrize(
    ("alphabet", "error", "said"),
    [
        ("turkish", TypeError, "is the text 'turkish': give its letters"),
        ("", TypeError, "is the text '': give its letters"),
        ([], ValueError, "needs letters"),
    ],
)
def test_alphabets_that_are_none_are_refused(alphabet, error, said):
    with pytest.raises(error, match=said):
        overlap(alphabet, ["a"])
    with pytest.raises(error, match=said):
        overlap(["a"], alphabet)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("d͡ʒ", "dʒ", True),
        ("t̪", "t", True),
        ("χ/h", "x", True),
        ("ø̆~ɵ̆", "œ", True),
        ("ə", "ɯ", True),
        ("ʒ", "d͡ʒ", False),
        ("ɪ", "ɯ", False),
        ("j", "ə", False),
        ("q", "ɡ", False),
        ("t͡ʃ", "ɕ", False),
        ("h", "x", False),
    ],
)
def test_sounds_are_compared_broadly(a, b, same):
    assert same_sound(a, b) == same_sound(b, a) == same


def test_the_matrix_is_symmetric_and_counts_every_shared_letter():
    pairs = overlaps(ALPHABETS)
    assert len(pairs) == 14 * 14
    matrix = pairs.pivot_table(index="a", columns="b", values="jaccard")
    assert (matrix == matrix.T).all(axis=None)
    assert (pairs.loc[pairs["a"] == pairs["b"], "jaccard"] == 1).all()
    sounds = pairs[["same_sound", "other_sound", "sound_unknown"]].sum(axis=1)
    assert (sounds == pairs["shared"]).all()
    assert pairs["jaccard"].between(0, 1).all()


def test_a_letter_that_stands_twice_is_refused():
    twice = pd.DataFrame({"alphabet_id": "x", "letter_lower": ["a", "a"], "ipa": "a"})
    with pytest.raises(
        ValueError, match="1 row too many, the first at alphabet_id=x, letter_lower=a"
    ):
        overlaps(twice)
    with pytest.raises(ValueError, match="alphabets: no column 'ipa'"):
        overlaps(twice[["alphabet_id", "letter_lower"]])


def test_what_is_no_letter_is_refused():
    with pytest.raises(TypeError, match="holds None, which is no letter"):
        overlap(["a", None], ["a"])
