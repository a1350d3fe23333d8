import re

import pandas as pd
import pytest

from kzdiplo import load, read, table, vectors
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


@pytest.mark.parametrize(
    ("scheme", "vector"),
    [
        ("book", ["eu", "russia", "central_asia", "turkic", "other"]),
        ("second", ["eu", "russia", "central_asia", "other_west", "russia"]),
        ("four_powers", ["eu", "russia", None, None, None]),
        ("home_central_asia", ["eu", "russia", "home", "turkic", "other"]),
        ("home_eu", ["home", "russia", "central_asia", "turkic", "other"]),
        ("home_turkic", ["eu", "russia", "central_asia", "home", "other"]),
    ],
)
def test_a_scheme_puts_states_where_it_says(scheme, vector):
    assigned = vectors.assign(pd.Series(["ITA", "RUS", "TJK", "TUR", "BLR"]), scheme)
    assert assigned.astype(object).where(assigned.notna(), None).tolist() == vector


def test_kazakhstan_is_a_partner_in_the_view_of_others_alone():
    own = pd.Series(["KAZ"])
    assert vectors.assign(own, "home_eu").tolist() == ["central_asia"]
    assert vectors.assign(own, "home_central_asia").tolist() == ["home"]
    with pytest.raises(TableError, match="without a vector: KAZ"):
        vectors.assign(own)


def test_the_scheme_of_the_book_is_the_table_of_actors():
    book = load("vector_schemes").query("scheme == 'book'").set_index("iso3")["vector"]
    assert book.to_dict() == load("actors").set_index("iso3")["vector"].to_dict()


def test_a_scheme_of_your_own_is_a_file_with_the_same_columns(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("scheme,iso3,vector\nmine,RUS,north\nmine,CHN,east\n", "utf-8")
    mine = read(path, like="vector_schemes")
    assigned = vectors.assign(pd.Series(["CHN", "RUS", "ITA"]), mine)
    assert assigned[:2].tolist() == ["east", "north"]
    assert assigned.isna().tolist() == [False, False, True]
    with pytest.raises(TableError, match="without a vector: XXX"):
        vectors.assign(pd.Series(["XXX"]), mine)
    with pytest.raises(TableError, match="2 vector schemes in one: mine, yours"):
        vectors.assign(pd.Series(["RUS"]), pd.concat([mine, mine.assign(scheme="yours")]))


def test_an_unknown_scheme_is_named_with_those_that_there_are():
    with pytest.raises(TableError, match="no vector scheme 'nine'; there are book, second, four"):
        vectors.assign(pd.Series(["RUS"]), "nine")


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
