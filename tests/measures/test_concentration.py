import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from kzdiplo.measures.concentration import (
    effective_number,
    evenness_bounds,
    hhi,
    hhi_bounds,
    shannon_evenness,
    shares,
)

MEASURES = [
    pytest.param(shares, id="shares"),
    pytest.param(hhi, id="hhi"),
    pytest.param(lambda values: hhi_bounds(values, 0), id="bounds"),
    pytest.param(shannon_evenness, id="evenness"),
    pytest.param(lambda values: effective_number(values, 2), id="effective"),
]


@pytest.mark.parametrize(
    ("shares", "points"),
    [
        ([30, 30, 20, 20], 2600),  # US Department of Justice, "Herfindahl-Hirschman Index"
        ([100], 10000),
        ([50, 50], 5000),
        ([25] * 4, 2500),
        ([40, 30, 15, 15], 2950),
    ],
)
def test_hhi_of_worked_examples(shares, points):
    assert hhi(shares) * 10_000 == pytest.approx(points)


def test_hhi_depends_on_proportions_alone():
    assert hhi([3, 2, 1]) == pytest.approx(hhi([300, 200, 100])) == pytest.approx(14 / 36)
    assert hhi([3, 0, 1]) == hhi([1, 3]) == 0.625


@pytest.mark.parametrize(
    ("values", "residual", "low", "high"),
    [
        ([60, 30], 10, 0.45, 0.46),
        ([60, 40], 0, 0.52, 0.52),
        ([1], 1, 0.25, 0.5),
        ([], 5, 0.0, 1.0),
    ],
)
def test_bounds_of_worked_examples(values, residual, low, high):
    assert hhi_bounds(values, residual) == pytest.approx((low, high))


@pytest.mark.parametrize("parts", [2, 3, 10, 1000])
def test_bounds_hold_any_split_of_the_residual(parts):
    low, high = hhi_bounds([60, 30], 10)
    assert low < hhi([60, 30, *[10 / parts] * parts]) < high


@pytest.mark.parametrize(
    ("values", "evenness"),
    [
        ([1, 1, 1, 1], 1),
        ([1, 0], 0),
        ([1, 1, 0, 0], 0.5),  # ln 2 / ln 4
        ([3, 1], 0.8112781245),  # entropy of 1/4 in bits
        ([2, 1, 1], 1.5 * math.log(2) / math.log(3)),
    ],
)
def test_evenness_of_hand_cases(values, evenness):
    assert shannon_evenness(values) == pytest.approx(evenness)


@pytest.mark.parametrize(
    ("values", "q", "number"),
    [
        ([1, 1, 1, 1], 0, 4),
        ([1, 1, 1, 1], 1, 4),
        ([1, 1, 1, 1], 2, 4),
        ([1, 1, 1, 1], math.inf, 4),
        ([30, 30, 20, 20], 2, 1 / 0.26),
        ([1, 0, 0], 1, 1),
        ([2, 1, 1], 0, 3),
        ([2, 1, 1], 1, 2 * math.sqrt(2)),  # 2 ** 1.5 bits
        ([2, 1, 1], 2, 8 / 3),
        ([2, 1, 1], 3, math.sqrt(6.4)),
        ([2, 1, 1], math.inf, 2),
        ([2, 1, 1, 0], 0, 3),
        ([2, 1, 1], 0.5, (math.sqrt(0.5) + 1) ** 2),
    ],
)
def test_effective_numbers_of_hand_cases(values, q, number):
    assert effective_number(values, q) == pytest.approx(number)


def test_effective_number_is_continuous_at_one_and_falls_with_the_order():
    values = [50, 25, 15, 10]
    assert effective_number(values, 1 + 1e-7) == pytest.approx(
        effective_number(values, 1), abs=1e-5
    )
    orders = [0, 0.5, 1, 2, 10, 5000, math.inf]
    numbers = [effective_number(values, q) for q in orders]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == 4
    assert numbers[-1] == 2


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0, 0], "all values are zero"),
        ([1, -2, 3], r"value -2 at position 1: it must be a number, finite and not negative"),
        ([1, 2, math.nan], "value nan at position 2"),
        ([math.inf, 1], "value inf at position 0"),
        (["3", "1"], "value '3' at position 0: it must be a number"),
        ([3, "1"], "value '1' at position 1"),
        ([1, None], "value None at position 1"),
        (pd.Series([1, 2, None], dtype="Int64"), "value <NA> at position 2"),
        ([1, 2 + 1j], "value .* at position 1: it must be a number"),
    ],
)
def test_what_is_no_distribution_is_refused(measure, values, said):
    with pytest.raises(ValueError, match=said):
        measure(values)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: hhi([]), "no values"),
        (lambda: shannon_evenness([]), "no values"),
        (lambda: effective_number([], 0), "no values"),
        (lambda: shannon_evenness([7]), "single part"),
        (lambda: hhi_bounds([60, 30], -1), "value -1 at position 2"),
        (lambda: effective_number([1, 2], -0.1), "order q = -0.1"),
        (lambda: effective_number([1, 2], math.nan), "order q = nan"),
    ],
)
def test_what_is_not_defined_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@pytest.mark.parametrize(
    "values",
    [
        (value for value in (1, 1)),
        np.array([1, 1], dtype="float32"),
        pd.Series([1, 1], dtype="Int64", index=["a", "b"]),
        [Decimal(1), Decimal("1.0")],
        {"a": 1, "b": 1}.values(),
    ],
    ids=["generator", "array", "series", "decimals", "view"],
)
def test_any_iterable_of_numbers_will_do(values):
    assert hhi(values) == 0.5


@pytest.mark.parametrize("unit", [1e308, 1, 1e-308, 5e-324])
def test_amounts_of_any_size_have_shares(unit):
    assert shares([unit, unit]).tolist() == [0.5, 0.5]
    assert hhi([unit, unit]) == 0.5
    assert hhi_bounds([unit], unit) == (0.25, 0.5)
    assert shannon_evenness([unit, unit, 0, 0]) == 0.5
    assert effective_number([unit] * 4, 2) == pytest.approx(4)


def test_scaling_changes_no_share_by_a_digit():
    amounts = np.random.default_rng(1).lognormal(3, 4, 200)
    assert shares(amounts).tolist() == (amounts / amounts.sum()).tolist()


@pytest.mark.parametrize("values", [{"KAZ": 3}, {1: 3}, "31", pd.DataFrame({"a": [1]}), 5, None])
def test_what_is_no_series_of_numbers_is_refused(values):
    with pytest.raises(TypeError, match="is no series of numbers: give a list"):
        hhi(values)


@pytest.mark.parametrize("values", [[True, 2], np.array([True]), [10**400], [Decimal("sNaN")]])
def test_truth_values_and_what_is_too_great_are_no_amounts(values):
    with pytest.raises(ValueError, match="it must be a number, finite"):
        hhi(values)


@pytest.mark.parametrize("order", [1 - 2e-16, 1 + 3e-16, 1 + 1e-12, 1 - 1e-9])
def test_orders_near_one_give_nearly_what_one_gives(order):
    values = [30, 30, 20, 20]
    assert effective_number(values, order) == pytest.approx(effective_number(values, 1), rel=1e-8)


# Evenness under a residual.


@pytest.mark.parametrize(
    ("values", "residual", "low", "high"),
    [
        ([1, 1], 0, 1, 1),
        ([3, 1], 2, math.log(6) / math.log(2) - 5 * math.log(5) / (6 * math.log(2)), 1),  # 5, 1
        ([1, 1], 2, 0.8112781245, 1),  # three quarters and one
        ([4, 1, 1], 2, None, 1.5 * math.log(2) / math.log(3)),  # filled to 4, 2, 2
        ([4, 0, 1], 2, None, None),
        ([0, 0, 0], 1, 0, 1),
    ],
)
def test_bounds_of_evenness_of_hand_cases(values, residual, low, high):
    found = evenness_bounds(values, residual)
    if low is not None:
        assert found[0] == pytest.approx(low)
    if high is not None:
        assert found[1] == pytest.approx(high)


def test_water_fills_what_lies_lowest():
    # 0 and 1 rise to 1.5, and 4 stays
    assert evenness_bounds([4, 0, 1], 2)[1] == pytest.approx(shannon_evenness([4, 1.5, 1.5]))


@pytest.mark.parametrize("parts", [2, 3, 8])
def test_bounds_of_evenness_hold_any_split_of_the_residual(parts):
    rng = np.random.default_rng(parts)
    amounts = rng.lognormal(0, 2, parts)
    low, high = evenness_bounds(amounts, 3)
    splits = [amounts + 3 * share for share in rng.dirichlet(np.ones(parts), 500)]
    found = [shannon_evenness(split) for split in splits]
    assert low <= min(found)
    assert max(found) <= high


@pytest.mark.parametrize(
    ("values", "residual", "said"),
    [
        ([1, 2], -1, "value -1 at position 2"),
        ([0, 0], 0, "all values are zero"),
        ([5], 1, "single part"),
        ([], 1, "no values"),
    ],
)
def test_bounds_of_evenness_refuse_what_has_none(values, residual, said):
    with pytest.raises(ValueError, match=said):
        evenness_bounds(values, residual)
