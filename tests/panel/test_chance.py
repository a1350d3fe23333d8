"""Agreement by chance, against the measure itself and against what is known of it."""

import numpy as np
import pytest

from kzdiplo import panel
from kzdiplo.measures import agreement, ahp
from kzdiplo.panel import chance


def test_random_raters_answer_each_step_as_often_and_their_weights_are_those_of_their_answers():
    random = panel.at_random()
    assert random is panel.at_random()
    sizes = {part: len(names) for part, names in panel.lists().items()}
    assert {part: own.shape for part, own in random.weights.items()} == {
        **{part: (6000, size) for part, size in sizes.items()}, "all": (6000, 19),
    }  # fmt: skip
    for own in random.weights.values():
        np.testing.assert_allclose(own.sum(axis=1), 1)
    # of three answers 22.1 per cent of all sets pass the usual bound
    assert (random.ratios["threat"] <= 0.1).mean() == pytest.approx(0.221, abs=0.02)
    # by its definition the ratio of random answers is 1 on average
    assert random.ratios["strength"].mean() == pytest.approx(1, abs=0.1)
    assert ahp.RANDOM_INDEX[5] == pytest.approx(1.24, abs=0.02)


@pytest.mark.parametrize("raters", [3, 12])
def test_the_bound_is_the_95th_percentile_of_kendalls_w(raters):
    """As the measure gives it, panel by panel."""
    drawn = np.random.default_rng(raters).integers(0, chance.RATERS, (chance.PANELS, raters))
    own = panel.at_random().weights["threat"]
    reached = [agreement.kendalls_w(own[chosen]) for chosen in drawn]
    assert panel.by_chance(raters)["threat"] == pytest.approx(np.quantile(reached, 0.95))


def test_the_bound_is_near_that_of_the_chi_squared_distribution():
    # for n items and m raters m (n - 1) W is nearly chi-squared with n - 1 degrees of freedom
    of_5, of_3 = 11.0705 / (30 * 5), 5.9915 / (30 * 2)
    found = panel.by_chance(30)
    assert found["strength"] == pytest.approx(of_5, rel=0.06)
    assert found["threat"] == pytest.approx(of_3, rel=0.06)


def test_more_raters_agree_less_by_chance_and_all_items_more_than_their_lists():
    few, many = panel.by_chance(5), panel.by_chance(60)
    assert (few > many).all()
    assert many["all"] > many.drop("all").max() / 2
    assert many.index.tolist() == [*panel.PARTS, "all"]
