import re

import pandas as pd
import pytest

from kzdiplo import load, table, vectors
from kzdiplo.table import TableError


@pytest.mark.parametrize(
    ("code", "vector"),
    [
        ("RUS", "russia"),
        ("CHN", "china"),
        ("DEU", "eu"),
        ("HRV", "eu"),
        ("GBR", "other_west"),
        ("USA", "other_west"),
        ("UZB", "central_asia"),
        ("TUR", "turkic"),
        ("AZE", "turkic"),
        ("JPN", "asia"),
        ("BRA", "other"),
    ],
)
def test_states_stand_where_the_table_puts_them(code, vector):
    assert vectors.assign(pd.Series([code])).tolist() == [vector]


def test_the_european_union_has_27_members():
    assert (load("actors")["vector"] == "eu").sum() == 27


def test_assign_keeps_the_index_and_leaves_blanks_missing():
    assigned = vectors.assign(pd.Series(["ITA", None, "ITA"], index=[7, 8, 7], dtype="str"))
    assert assigned.index.tolist() == [7, 8, 7]
    assert assigned.isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("codes", "named"), [(["ITA", "XXX"], "XXX"), (["ZZZ", "AAA"], "AAA, ZZZ"), (["ita"], "ita")]
)
def test_unknown_codes_are_named_with_what_to_do(codes, named):
    with pytest.raises(TableError, match=f"without a vector: {named}. Use ISO 3166-1 alpha-3"):
        vectors.assign(pd.Series(codes))


def test_charts_know_every_vector_of_the_table_and_no_other():
    fields = {field["name"]: field for field in table.resource("actors")["schema"]["fields"]}
    assert set(vectors.VECTORS) == set(fields["vector"]["constraints"]["enum"])
    assert set(load("actors")["vector"]) == set(vectors.VECTORS)


@pytest.mark.parametrize("cue", ["label", "color", "marker"])
def test_no_two_vectors_look_alike(cue):
    cues = [getattr(vector, cue) for vector in vectors.VECTORS.values()]
    assert len(set(cues)) == len(cues)


def test_short_labels_name_every_vector_apart_and_in_15_characters_at_most():
    assert vectors.SHORT.keys() == vectors.VECTORS.keys()
    assert len(set(vectors.SHORT.values())) == len(vectors.VECTORS)
    assert max(map(len, vectors.SHORT.values())) <= 15


def test_colours_are_hex():
    assert all(re.fullmatch("#[0-9a-f]{6}", vector.color) for vector in vectors.VECTORS.values())


def test_the_european_union_touches_its_vector_as_states_touch_theirs():
    events = pd.DataFrame(
        {
            "event_id": ["union", "member", "both", "alone", "body"],
            "actors": ["Kazakhstan;EU", "Italy;Kazakhstan", "France;Russia;EU", "Kazakhstan", None],
            "actor_codes": ["KAZ", "ITA;KAZ", "FRA;RUS", "KAZ", None],
        }
    )
    lines = vectors.touched(events)
    assert list(zip(lines["event_id"], lines["touched"], strict=True)) == [
        ("union", "eu"),
        ("member", "eu"),
        ("both", "eu"),
        ("both", "russia"),
    ]
