"""The evidence as a whole: its size, its registry, its audits."""

import re
from pathlib import Path

import pandas as pd
import pytest

from kzdiplo import load, sources, tables
from kzdiplo.source import READ
from kzdiplo.table import descriptor, resource

ROOT = Path(__file__).parents[2]
REGISTRY = [source["name"] for source in descriptor()["sources"]]
CITED = descriptor()["citations"]
SEEDS = {
    "uscpd2015kazakhstan",
    "tca2025page",
    "kozhanbergenova2023practices",
    "boulegue2017diplomatic",
    "sadyrbayeva2025soft",
}


def in_tables():
    """Return the keys that rows of tables name."""
    columns = [
        load(name)[field["name"]]
        for name in tables().index
        for field in resource(name)["schema"]["fields"]
        if field.get("role") == "keys"
    ]
    return set(pd.concat(columns).dropna().str.split(";").explode())


def in_text():
    """Return the keys that the text cites, and those that docstrings of measures name."""
    files = [
        ROOT / "intro.md",
        *(ROOT / "notebooks").rglob("*.*"),
        *(ROOT / "kzdiplo").rglob("*.py"),
    ]
    text = "".join(
        path.read_text("utf-8") for path in files if path.suffix in {".ipynb", ".md", ".py"}
    )
    cited = re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", text)
    named = set(re.findall(r"\b[a-z]+\d{4}[a-z]+\b", text)) & set(REGISTRY)
    return {key.strip() for keys in cited for key in keys.split(",")} | named


@pytest.mark.parametrize("name", tables().index)
def test_a_table_cannot_lose_a_row_unseen(name):
    rows, floor = len(load(name)), resource(name)["coverage"]["rows"]
    assert rows == floor, f"{name} has {rows} rows and promises {floor}: make check raises that"


def test_columns_of_keys_say_so():
    known = set(REGISTRY)
    silent = [
        f"{name}.{field['name']}"
        for name in tables().index
        for field in resource(name)["schema"]["fields"]
        if field["type"] == "string" and "role" not in field
        if (cells := load(name)[field["name"]].dropna()).size
        if cells.str.split(";").map(known.issuperset).all()
    ]
    assert silent == []


def test_no_source_stands_in_the_registry_twice():
    assert len(REGISTRY) == len(set(REGISTRY))


# titles that several sources bear, and why
SAME_TITLE = {
    "congress of leaders of world and traditional religions": "an encyclopaedia and the venue",
    "india and pakistan join sco": "two agencies on the same day",
    "president ilham aliyev proposes holding joint military exercise of ots member states in "
    "azerbaijan in 2026": "two agencies on the same day",
    "sco summit kicks off in astana": "the summits of 2017 and 2024",
    "the eurasian roundabout trade flows into russia through the caucasus and central asia":
        "two editions of a working paper",
}  # fmt: skip


def together(column):
    """Return the keys of sources that are the same but for capitals, marks and endings."""
    listed = sources("all")
    listed = listed[listed[column] != ""]
    if column == "url":
        # a repository or an archive holds several sources
        listed = listed[~listed["url"].str.contains("//github.com/|//doi.org/")]
        text = listed["url"].str.replace(r"^https?://(?:www\.|en\.)?|/(?:amp)?/?$", "", regex=True)
    else:
        text = listed["title"].str.replace(r"[\W_]+", " ", regex=True).str.strip()
    groups = listed.index.to_series().groupby(text.str.lower()).agg(list)
    return groups[groups.str.len() > 1]


def test_no_page_stands_in_the_registry_twice():
    assert together("url").tolist() == []


def test_no_title_stands_in_the_registry_twice_unless_the_works_differ():
    assert set(together("title").index) == set(SAME_TITLE)


def test_a_source_without_an_address_says_why_in_its_note():
    bare = [source for source in descriptor()["sources"] if "path" not in source]
    assert [source["name"] for source in bare if "note" not in source] == []


def in_fetchers():
    """Return the keys of the publishers that a renewal asks."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "fetchers").glob("*.py"))
    return set(re.findall(r'"([\w-]+)"', text)) & set(REGISTRY)


def test_every_source_is_used():
    read = set(sources("all").query("topics != ''").index)  # shown by the reading list
    assert sorted(set(REGISTRY) - in_tables() - in_text() - in_fetchers() - read) == []


def test_every_cited_key_is_in_the_registry():
    assert sorted(in_text() - set(REGISTRY)) == []


def test_how_a_source_was_read_is_said_in_known_words_and_dated():
    listed = sources("all")[["read", "read_on"]]
    listed = listed[(listed != "").any(axis="columns")]
    assert set(listed["read"]) <= set(READ)
    assert listed["read_on"].str.fullmatch(r"20\d\d-\d\d-\d\d").all()


@pytest.mark.parametrize("chapter", CITED)
def test_a_chapter_says_how_it_read_what_it_cites(chapter):
    listed = sources(chapter)
    assert listed.index[listed["read"] == ""].tolist() == []


def test_the_reading_list_says_how_each_work_was_read():
    assert sources("all").query("topics != '' and read == ''").index.tolist() == []


def test_the_changelog_counts_the_corrections():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    counted = re.findall(r"^- (\d+) corrections? of what the book said", text, re.M)
    assert sum(map(int, counted)) == len(load("corrections"))


def test_the_seeds_are_audited():
    claims = load("seed_claims")
    assert set(claims["seed"]) == SEEDS
    assert len(claims) >= 150
    assert claims["verdict"].notna().all()
    judged = claims[claims["verdict"] != "not_checkable"]
    assert judged[judged["evidence_source"].isna()].empty
    assert judged[judged["finding"].isna()].empty


def test_evidence_tables_of_verdicts_exist():
    named = load("seed_claims")["evidence_table"].dropna().str.split(";").explode()
    assert sorted(set(named) - set(tables().index)) == []


@pytest.mark.parametrize("side", ["a", "b"])
def test_every_conflict_has_both_sides(side):
    conflicts = load("conflicts")
    assert conflicts[f"value_{side}"].notna().all()
    assert conflicts[f"source_{side}"].notna().all()


def test_conflicting_values_differ():
    conflicts = load("conflicts")
    same = conflicts[conflicts["value_a"] == conflicts["value_b"]]
    assert same["conflict_id"].tolist() == []


def test_a_part_of_an_event_has_the_days_of_the_whole():
    events = load("events").set_index("event_id")
    parts = events[events["part_of"].notna()]
    wholes = events.loc[parts["part_of"]]
    assert wholes["part_of"].isna().all()
    apart = pd.to_datetime(parts["date"]).to_numpy() - pd.to_datetime(wholes["date"]).to_numpy()
    assert (abs(apart) <= pd.Timedelta(days=1)).all()


def test_an_event_whose_title_names_the_union_has_it_among_its_actors():
    events = load("events")
    named = events[events["title"].str.contains(r"\bEU\b")]
    actors = named["actors"].str.split(";").explode()
    assert set(named.index) == set(actors.index[actors == "EU"])


def test_the_descriptor_is_up_to_date():
    import descriptor

    made = descriptor.as_text(descriptor.package())
    assert (ROOT / "data" / "datapackage.json").read_text("utf-8") == made
