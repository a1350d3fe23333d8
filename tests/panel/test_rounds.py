"""Two rounds of a panel: what moved."""

import pandas as pd
import pytest

from kzdiplo import panel
from kzdiplo.panel import rounds


def held(**raters):
    """Return a panel whose raters hold all equal but the threats, given as three judgements."""
    sheets = []
    for rater, given in raters.items():
        sheet = panel.form(rater).assign(value=1.0).set_index(["item_a", "item_b"])
        sheet.loc[[("T1", "T2"), ("T1", "T3"), ("T2", "T3")], "value"] = given
        sheets.append(sheet.reset_index())
    return panel.Panel(panel.matrices(pd.concat(sheets)), {}, [])


FIRST = held(Dana=[1, 1, 1], Aigul=[1, 2, 2], Berik=[1 / 3, 1, 3], Gone=[1, 1, 1])
# Dana's T1 rises to half of the list, Aigul stays, Berik's 1/3 is rounded
SECOND = held(DANA=[2, 2, 1], Aigul=[1, 2, 2], Berik=[0.333333, 1, 3], New=[9, 9, 1])


def test_raters_are_the_same_by_name_and_rounding_moves_nobody():
    table = rounds.by_rater(FIRST, SECOND)
    assert table["rater"].tolist() == ["DANA", "Aigul", "Berik"]
    assert table["changed"].tolist() == [2, 0, 0]
    assert table.loc[0, "item_id"] == "T1"
    # from a third of a quarter to half of it
    assert table.loc[0, "change"] == pytest.approx(1 / 8 - 1 / 12)


def test_counts_say_how_many_moved():
    assert rounds.moved(FIRST, SECOND) == (3, 1, 2.0)
    assert rounds.moved(FIRST, FIRST) == (4, 0, 0.0)
    assert rounds.moved(FIRST, held(New=[1, 1, 1])) == (0, 0, 0.0)


def test_items_move_for_the_panel_and_for_those_in_both_rounds():
    table = rounds.by_item(FIRST, SECOND).set_index("item_id")
    assert table.index.tolist() == FIRST.weights()["item_id"].tolist()
    weights = [votes.weights().set_index("item_id")["weight"] for votes in (FIRST, SECOND)]
    assert table["first"].tolist() == weights[0].tolist()
    assert table["change"].tolist() == pytest.approx((weights[1] - weights[0]).tolist())
    assert table.loc["T1", ["up", "down"]].tolist() == [1, 0]
    assert table.loc["T2", ["up", "down"]].tolist() == [0, 1]
    assert table.loc["S1", ["up", "down"]].tolist() == [0, 0]
