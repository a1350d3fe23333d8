import numpy as np
import pandas as pd
import pytest

from kzdiplo.measures.ranking import TIE, ranks


@pytest.mark.parametrize(
    ("scores", "better", "mean"),
    [
        ([0.2, 0.5, 0.3], [3, 1, 2], [3, 1, 2]),
        ([0.5, 0.5, 0.1], [1, 1, 3], [1.5, 1.5, 3]),
        # a third, added up three ways
        ([1 / 3, 1 - 2 / 3, 0.1 + 0.2 + 1 / 30, 0], [1, 1, 1, 4], [2, 2, 2, 4]),
        # nearer than TIE is a tie on either side of every digit; farther is none
        ([0.5, 0.5 + TIE / 2, 0.5 - 2 * TIE], [1, 1, 3], [1.5, 1.5, 3]),
        ([1.5e-9, 1.5e-9 + 1e-16], [1, 1], [1.5, 1.5]),
        ([7], [1], [1]),
        ([], [], []),
    ],
)
def test_ranks_of_hand_cases(scores, better, mean):
    assert ranks(scores).tolist() == better
    assert ranks(scores, "average").tolist() == mean


@pytest.mark.parametrize("method", ["min", "average"])
def test_ranks_are_those_of_pandas_where_nothing_is_near(method):
    table = pd.DataFrame(np.random.default_rng(1).integers(0, 6, (20, 9)) / 7)
    expected = table.rank(axis=1, ascending=False, method=method)
    assert ranks(table, method).tolist() == expected.to_numpy().tolist()
    assert ranks(table.iloc[0], method).tolist() == expected.iloc[0].tolist()


def test_a_missing_score_is_refused():
    with pytest.raises(ValueError, match="a score is missing: leave it out"):
        ranks([1, None])
