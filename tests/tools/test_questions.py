"""The first page answers by the rows of figures, and falls silent when they say otherwise."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from passages import figures
from questions import QUESTIONS, AnswerError

ROOT = Path(__file__).parents[2]
BY_FIGURE = {question.figure: question for question in QUESTIONS}


def answered(figure, rows):
    """Return the answer of a question for made-up rows."""
    return BY_FIGURE[figure].answered(pd.DataFrame(rows))


def turnover(russia, china, eu=30.0):
    """Return rows of shares in two years, of which the last counts."""
    shares = {"russia": russia, "china": china, "eu": eu}
    before = [{"year": 2030, "vector": vector, "turnover": 1.0} for vector in shares]
    return before + [
        {"year": 2031, "vector": vector, "turnover": share} for vector, share in shares.items()
    ]


def votes(*kinds):
    """Return Kazakhstan's votes of one year, and one of another state."""
    own = [{"iso3": "KAZ", "date": "2022-03-02", "vote": kind} for kind in kinds]
    return [*own, {"iso3": "TUR", "date": "2023-02-23", "vote": "yes"}]


def members(*names, standing="member", date="2009-10-03", disputed=False):
    """Return rows of an organisation."""
    row = {"kind": "state", "standing": standing, "date": date, "disputed": disputed}
    return [{"entity": name, **row} for name in names]


def test_six_to_eight_questions_are_asked_each_once():
    assert 6 <= len(QUESTIONS) <= 8
    assert len({question.asked for question in QUESTIONS}) == len(QUESTIONS)
    assert len(BY_FIGURE) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.figure)
def test_the_chapter_of_a_question_draws_its_figure(question):
    notebook = nbformat.read(ROOT / "notebooks" / f"{question.chapter}.ipynb", as_version=4)
    assert any(figure.bears(f"fig-{question.figure}") for figure in figures(notebook))


def test_an_answer_follows_its_rows():
    answer = answered("turnover-shares", turnover(russia=18.6, china=24.4))
    assert answer.number == "19 %"
    assert "in 2031" not in answer.words
    assert "goods trade of 2031 Russia has 19 per cent" in answer.words
    assert "Macao 24" in answer.words


def test_where_russia_leads_again_no_page_says_that_it_does_not():
    with pytest.raises(AnswerError, match=r"'No'.*turnover-shares.*multivector/trade.*questions"):
        answered("turnover-shares", turnover(russia=25.0, china=24.4))


def test_a_yes_on_ukraine_voids_the_answer_that_there_was_none():
    cast = ["abstain", "abstain", "no"]
    assert answered("un-ukraine", votes(*cast)).number == "2 of 3"
    with pytest.raises(AnswerError, match="in none of them yes"):
        answered("un-ukraine", votes(*cast, "abstain", "yes"))


def test_abstentions_that_are_not_the_larger_half_are_not_called_mostly():
    with pytest.raises(AnswerError, match="Mostly"):
        answered("un-ukraine", votes("abstain", "no"))


def test_an_interval_that_reaches_one_shows_no_growth_beyond_other_goods():
    row = {"row": "Kazakhstan, from April 2022", "after": 8, "ratio": 1.44, "high_times": 1.61}
    assert answered("banned", [{**row, "low_times": 1.28}]).number == "1.4 times"
    with pytest.raises(AnswerError, match="grew"):
        answered("banned", [{**row, "low_times": 0.98}])


def test_members_are_named_in_the_order_of_joining():
    rows = members("Azerbaijan", "Kazakhstan", "Kyrgyzstan", "Türkiye")
    rows += members("Uzbekistan", date="2019-10-14")
    observers = members("Hungary", standing="observer")
    observers += members("A city", standing="observer", disputed=True)
    answer = answered("ots-membership", rows + observers)
    assert answer.number == "5 members"
    founded = "Azerbaijan, Kazakhstan, Kyrgyzstan and Türkiye signed its treaty in 2009"
    assert f"{founded}, Uzbekistan joined in 2019" in answer.words
    assert "1 stand in every list compared, 1 only in some" in answer.words
    with pytest.raises(AnswerError, match="joined in 2031"):
        answered("ots-membership", rows + members("Turkmenistan", date="2031-01-01"))


def test_russia_must_lead_the_suppliers_of_each_period():
    rows = [
        {"period": period, "vector": vector, "per_cent": share}
        for period, russia in (("2015-19", 91.2), ("2020-24", 88.4))
        for vector, share in (("russia", russia), ("eu", 5.0))
    ]
    answer = answered("security-suppliers", rows)
    assert answer.number == "88 %"
    assert "delivered from 2020 to 2024" in answer.words
    with pytest.raises(AnswerError, match="in each period"):
        answered("security-suppliers", [*rows, {**rows[0], "vector": "china", "per_cent": 99.0}])
