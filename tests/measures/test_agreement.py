import math

import numpy as np
import pandas as pd
import pytest

from kzdiplo.measures.agreement import cohens_kappa, kendalls_w, krippendorff_alpha

NAN = float("nan")

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): four observers, twelve units.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]


@pytest.mark.parametrize(
    ("level", "printed"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_printed_alpha(level, printed):
    assert krippendorff_alpha(OBSERVERS, level) == pytest.approx(printed, abs=5.1e-4)


def test_codes_in_words():
    words = [["yes", "no", "yes", None], ["yes", "no", "no", "no"]]
    numbers = [[1, 0, 1, NAN], [1, 0, 0, 0]]
    assert krippendorff_alpha(words) == pytest.approx(krippendorff_alpha(numbers))
    with pytest.raises(ValueError, match="no order"):
        krippendorff_alpha(words, "ordinal")


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize(
    "codings",
    [
        [[2.0, 2.0], [2.0, 2.0]],
        [[2.0, 1.0], [2.0, NAN]],
        [[2.0, NAN], [NAN, 1.0]],
        [[NAN, NAN], [NAN, NAN]],
    ],
)
def test_alpha_without_variation_is_not_defined(codings, level):
    with pytest.raises(ValueError, match="have one code alone: alpha is not defined"):
        krippendorff_alpha(codings, level)


def test_one_coder_cannot_agree():
    with pytest.raises(ValueError, match="1 coders"):
        krippendorff_alpha([[1, 2, 3]])


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([[1, 2, 3]] * 4, 1),
        ([[1, 2, 3], [3, 2, 1]], 0),
        # rank sums 4, 5, 9 around 6: S = 14; 12 * 14 / (9 * 24)
        ([[1, 2, 3], [2, 1, 3], [1, 2, 3]], 168 / 216),
        # ties: 1, 2.5, 2.5 twice: sums 2, 5, 5 around 4: S = 6; T = 6 each; 72 / (96 - 24)
        ([[1, 2.5, 2.5], [1, 2.5, 2.5]], 1),
        # 1, 2.5, 2.5 and 1, 2, 3: sums 2, 4.5, 5.5: S = 6.5; 78 / (96 - 12)
        ([[1, 2.5, 2.5], [1, 2, 3]], 78 / 84),
    ],
)
def test_concordance_by_hand(ranks, expected):
    assert kendalls_w(ranks) == pytest.approx(expected, abs=1e-12)


def test_scores_are_ranked_first():
    assert kendalls_w([[10, 20, 20], [5, 7, 9]]) == pytest.approx(78 / 84)


def test_concordance_is_linear_in_the_mean_rank_correlation():
    # Kendall and Babington Smith: mean Spearman = (m W - 1) / (m - 1), without ties
    draw = np.random.default_rng(3)
    ranks = np.array([draw.permutation(6) for _ in range(5)])
    correlations = np.corrcoef(ranks)[np.triu_indices(5, k=1)]
    assert (5 * kendalls_w(ranks) - 1) / 4 == pytest.approx(correlations.mean())


@pytest.mark.parametrize(
    ("ranks", "message"),
    [
        ([[1, 2, 3]], "1 raters and 3 items"),
        ([[1], [1]], "2 raters and 1 items"),
        ([[1, NAN], [1, 2]], "a rank is missing"),
        ([[1, 1], [2, 2]], "W is not defined"),
    ],
)
def test_concordance_that_is_not_defined(ranks, message):
    with pytest.raises(ValueError, match=message):
        kendalls_w(ranks)


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda: kendalls_w([[1, 2], [1]]), "ranks: list without rows of one length"),
        (lambda: kendalls_w([1, 2]), "ranks: list without rows"),
        (lambda: kendalls_w([["1", "2"], ["1", "2"]]), "ranks: '1' is no number"),
        (
            lambda: kendalls_w(pd.DataFrame([[1, None], [1, 2]]).astype("Int64")),
            "a rank is missing",
        ),
        (lambda: krippendorff_alpha([["a", 1], ["a", 1]]), "some codes are words and some are"),
        (lambda: krippendorff_alpha([["a", ""], ["a", "b"]]), "a code is empty text"),
        (lambda: krippendorff_alpha([[1, math.inf], [1, 2]]), "a code is infinite"),
    ],
)
def test_tables_that_can_be_read_in_two_ways_are_refused(work, message):
    with pytest.raises(ValueError, match=message):
        work()


def test_missing_codes_are_missing_in_any_table():
    expected = krippendorff_alpha([["a", "b", "a"], ["a", None, "b"]])
    assert krippendorff_alpha([["a", "b", "a"], ["a", math.nan, "b"]]) == expected
    numbers = pd.DataFrame([[1, 2, 1], [1, None, 2]]).astype("Int64")
    assert krippendorff_alpha(numbers, "ordinal") == krippendorff_alpha(
        [[1, 2, 1], [1, math.nan, 2]], "ordinal"
    )


def test_kappa_of_a_worked_table():
    # 20 both yes, 15 both no, 5 and 10 apart: 0.70 observed, 0.50 by chance
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohens_kappa(first, second) == pytest.approx(0.40)


def test_a_code_that_one_coder_never_uses_counts_against_kappa():
    assert cohens_kappa(["a", "b", "a", "b"], ["a", "b", "c", "c"]) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [([], [], "no code"), (["a"], [None], "no code"), (["a", "a"], ["a", "a"], "not defined")],
)
def test_kappa_refuses_what_it_cannot_compare(first, second, message):
    with pytest.raises(ValueError, match=message):
        cohens_kappa(first, second)
