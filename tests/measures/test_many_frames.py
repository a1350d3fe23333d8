"""Every measure gives one answer for the same rows in frames of every kind."""

from importlib.util import find_spec

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kinds import MAKERS, outcome

from kzdiplo.measures import alphabets, balance, overlap, spells, swot
from kzdiplo.measures.ahp import from_pairs
from kzdiplo.measures.differences import difference_in_differences
from kzdiplo.measures.diversion import excess, index_to, mirror_gap, placebo
from kzdiplo.measures.voting import (
    COUNTS,
    agreement,
    agreement_from_counts,
    position_counts,
    same_calls,
    tilt,
)

FLOWS = {"to": "text", "period": "whole", "value": "number"}
CODED = {"to": "number", "period": "text", "value": "number"}
VOTES = {"rollcall_id": "whole", "year": "whole", "iso3": "text", "vote": "text"}
TABLES = {"partner": "text"} | dict.fromkeys(COUNTS, "whole")
LISTS = {"abbreviation": "text", "iso3": "text"}
AMOUNTS = {"domain": "text", "vector": "text", "amount": "number"}
REPORTED = {"iso3": "text", "reporter": "text", "vector": "text", "amount": "number"}
RANGES = {"iso3": "text", "low": "number", "high": "number"}
YEARS = {"iso3": "text", "year": "whole", "member": "truth"}
PAIRS = {"rater": "text", "item_a": "text", "item_b": "text", "value": "number"}
LETTERS = {"alphabet_id": "text", "letter_lower": "text", "ipa": "text"}
ITEMS = {"item_id": "text", "quadrant": "text"}
LINKS = {"item_a": "text", "item_b": "text"}

NAMES = st.sampled_from(["A", "B", "Ä", "NA"])
# quarters add up without rounding, in any order
NUMBERS = st.integers(0, 10**6).map(lambda number: number / 4)
FAULTS = {
    "text": st.sampled_from([None, "", " "]),
    "whole": st.none(),
    "truth": st.none(),
    "number": st.sampled_from([None, float("nan"), float("inf"), float("-inf"), -1.0]),
}


@st.composite
def damaged(draw, rows, types):
    """Rows as they are, or with a row twice, a row lost, or a cell that is blank or no amount."""
    rows = draw(rows)
    fault = draw(st.sampled_from(["none", "none", "twice", "lost", "cell"])) if rows else "none"
    place = draw(st.integers(0, len(rows) - 1)) if rows else 0
    if fault == "twice":
        rows = [*rows, rows[place]]
    elif fault == "lost":
        rows = rows[:place] + rows[place + 1 :]
    elif fault == "cell":
        column = draw(st.integers(0, len(types) - 1))
        cells = list(rows[place])
        cells[column] = draw(FAULTS[[*types.values()][column]])
        rows = [*rows[:place], tuple(cells), *rows[place + 1 :]]
    return rows


@st.composite
def crossed(draw, *sides, cells):
    """A row for each way to join the names of the sides, most often all of them."""
    keys = [()]
    for side in sides:
        found = draw(side)
        keys = [(*key, name) for key in keys for name in found]
    share = draw(st.sampled_from([1, 1, 1, 1, 2]))
    return [(*key, *draw(cells)) for place, key in enumerate(keys) if share == 1 or place % share]


def some(values):
    return st.lists(values, min_size=1, max_size=4, unique=True)


def yearly(names, year):
    years = st.sampled_from([2020, 2022, 2023, 2024]).map(
        lambda last: [year(y) for y in range(2019, last + 1)]
    )
    return crossed(names, years, cells=NUMBERS.map(lambda number: (number,)))


ROWS = {
    "flows": (yearly(some(NAMES), int), FLOWS),
    "flows by number": (yearly(some(st.sampled_from([1.0, 2.5, 40.0])), str), CODED),
    "votes": (
        crossed(
            st.just([1, 2, 3]),
            st.just([2000, 2001]),
            some(NAMES),
            cells=st.tuples(st.sampled_from(["yes", "abstain", "no", "absent"])),
        ),
        VOTES,
    ),
    "tables": (
        crossed(some(NAMES), cells=st.tuples(*[st.integers(0, 9)] * len(COUNTS))),
        TABLES,
    ),
    "lists": (st.lists(st.tuples(NAMES, NAMES), unique=True, max_size=8), LISTS),
    "amounts": (crossed(some(NAMES), some(NAMES), cells=st.tuples(NUMBERS)), AMOUNTS),
    "reported": (
        crossed(some(NAMES), some(NAMES), st.just(["X", "Y"]), cells=st.tuples(NUMBERS)),
        REPORTED,
    ),
    "ranges": (
        crossed(some(NAMES), cells=st.tuples(NUMBERS, NUMBERS)).map(
            lambda rows: [(name, *sorted(ends)) for name, *ends in rows]
        ),
        RANGES,
    ),
    "years": (
        crossed(some(NAMES), some(st.integers(1990, 2000)), cells=st.tuples(st.booleans())),
        YEARS,
    ),
    "judgements": (
        crossed(
            some(st.sampled_from(["Aigul", "Bolat"])),
            st.sampled_from([[("S", "W")], [("S", "W"), ("T", "S"), ("W", "T")]]),
            cells=st.tuples(st.sampled_from([1 / 9, 1 / 2, 1.0, 3.0, 9.0])),
        ).map(lambda rows: [(rater, *pair, value) for rater, pair, value in rows]),
        PAIRS,
    ),
    "letters": (
        st.lists(
            st.tuples(NAMES, st.sampled_from(["a", "ä", "y"]), st.sampled_from(["ɑ", "ə", None])),
            unique_by=lambda row: row[:2],
            max_size=8,
        ),
        LETTERS,
    ),
    "links": (st.lists(st.tuples(st.sampled_from("SW"), st.sampled_from("OT")), max_size=4), LINKS),
}
RATE = {year: year / 2000 for year in range(2019, 2025)}
QUADRANTS = [("S", "strength"), ("W", "weakness"), ("O", "opportunity"), ("T", "threat")]
MEASURES = {
    "index_to": ("flows", lambda make, rows: index_to(make(rows, FLOWS), 2020, by="to")),
    "index_to by number": (
        "flows by number",
        lambda make, rows: index_to(make(rows, CODED), 2020, by="to"),
    ),
    "excess, flat": ("flows", lambda make, rows: excess(make(rows, FLOWS), by="to")),
    "excess, trend": (
        "flows",
        lambda make, rows: excess(make(rows, FLOWS), by="to", against="trend"),
    ),
    "excess, growth": (
        "flows",
        lambda make, rows: excess(
            make(rows, FLOWS), by="to", against="growth", comparison=make(rows[::-1], FLOWS)
        ),
    ),
    "placebo": (
        "flows",
        lambda make, rows: placebo(make(rows, FLOWS), (2019, 2022), 2, 1, by="to"),
    ),
    "difference_in_differences": (
        "flows",
        lambda make, rows: difference_in_differences(
            make(rows, FLOWS), make(rows[::-1], FLOWS), 2022, by="to"
        ),
    ),
    "mirror_gap": (
        "flows",
        lambda make, rows: mirror_gap(
            make(rows, FLOWS), make(rows[1:], FLOWS), on=["to", "period"], rate=RATE
        ),
    ),
    "agreement": ("votes", lambda make, rows: agreement(make(rows, VOTES), "A")),
    "agreement of pairs": (
        "votes",
        lambda make, rows: agreement(make(rows, VOTES), None, distance="squared", resamples=20),
    ),
    "position_counts": ("votes", lambda make, rows: position_counts(make(rows, VOTES), "A")),
    "tilt": ("votes", lambda make, rows: tilt(make(rows, VOTES), "A", "B", resamples=20)),
    "same_calls": ("votes", lambda make, rows: same_calls(make(rows, VOTES), ["A", "B"])),
    "agreement_from_counts": (
        "tables",
        lambda make, rows: agreement_from_counts(make(rows, TABLES), resamples=20),
    ),
    "shared": ("lists", lambda make, rows: overlap.shared(make(rows, LISTS))),
    "jaccard": ("lists", lambda make, rows: overlap.jaccard(make(rows, LISTS))),
    "contained": ("lists", lambda make, rows: overlap.contained(make(rows, LISTS))),
    "profile": ("amounts", lambda make, rows: balance.profile(make(rows, AMOUNTS))),
    "evenness_ranges": (
        "reported",
        lambda make, rows: balance.evenness_ranges(make(rows, REPORTED), "iso3"),
    ),
    "rank_range": (
        "ranges",
        lambda make, rows: balance.rank_range(make(rows, RANGES), 0.5, "low", "high"),
    ),
    "spells": (
        "years",
        lambda make, rows: spells(make(rows, YEARS), by="iso3", value="member", at="year"),
    ),
    "from_pairs": ("judgements", lambda make, rows: from_pairs(make(rows, PAIRS))),
    "overlaps": ("letters", lambda make, rows: alphabets.overlaps(make(rows, LETTERS))),
    "tows": ("links", lambda make, rows: swot.tows(make(QUADRANTS, ITEMS), make(rows, LINKS))),
}
# the same examples every time, and none kept from one run to the next
BOUNDED = {"derandomize": True, "deadline": None, "database": None}
OTHERS = [name for name in MAKERS if name != "pyspark" and (name != "pyarrow" or find_spec(name))]


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=10, suppress_health_check=[*HealthCheck], **BOUNDED)
@given(data=st.data())
def test_every_kind_of_frame_gives_the_answer_of_pandas(measure, data):
    name, work = MEASURES[measure]
    rows = data.draw(damaged(*ROWS[name]))
    expected = outcome(lambda: work(MAKERS["numpy"], rows))
    for kind in OTHERS:
        assert outcome(lambda kind=kind: work(MAKERS[kind], rows)) == expected, kind


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=2, suppress_health_check=[*HealthCheck], **BOUNDED)
@given(data=st.data())
def test_spark_gives_the_answer_of_pandas(measure, data):
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    name, work = MEASURES[measure]
    rows = data.draw(damaged(*ROWS[name]))
    expected = outcome(lambda: work(MAKERS["numpy"], rows))
    assert outcome(lambda: work(MAKERS["pyspark"], rows)) == expected


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_frame_without_rows_is_refused(measure, kind):
    _, work = MEASURES[measure]
    with pytest.raises(ValueError, match=r"^no .*: the frame has no rows$"):
        work(MAKERS[kind], [])


@pytest.mark.parametrize("given_rows", [5, "rows", [1, 2], {"to": [1]}, pd.Series([1])])
@pytest.mark.parametrize("measure", MEASURES)
def test_what_is_no_frame_is_refused(measure, given_rows):
    _, work = MEASURES[measure]
    with pytest.raises(TypeError, match="is no frame: give one of pandas, Polars, DuckDB"):
        work(lambda *_: given_rows, [])


@pytest.mark.parametrize("kind", [name for name in MAKERS if name != "pyspark"])
@pytest.mark.parametrize("key", [float("nan"), None])
def test_a_key_that_is_no_number_is_refused(kind, key):
    rows = [(1.0, "2020", 4.0), (key, "2021", 4.0)]
    with pytest.raises(ValueError, match="a key is missing"):
        index_to(MAKERS[kind](rows, CODED), 2020, by="to")


@pytest.mark.parametrize("kind", [name for name in MAKERS if name != "pyspark"])
def test_names_that_the_code_uses_may_be_those_of_keys(kind):
    rows = [("A", "A", 2019, 1.0), ("A", "A", 2021, 2.0), ("B", "A", 2021, 3.0)]
    for first, second in [("_year", "base"), ("year", "observed"), ("value", "key 0")]:
        types = {"key 1" if first == "value" else first: "text", second: "text"}
        types |= {"when": "whole", "amount": "number"}
        frame = MAKERS[kind](rows, types)
        options = {"by": [*types][:2], "period": "when", "value": "amount"}
        found = outcome(lambda frame=frame, o=options: index_to(frame, 2019, **o))
        assert found == [
            ("A", "A", 2019, 1, 100),
            ("A", "A", 2021, 2, 200),
            ("B", "A", 2021, 3, None),
        ]
