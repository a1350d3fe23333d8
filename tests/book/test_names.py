"""Names and abbreviations: their tables, their one spelling in the text, their pages."""

import re
from collections import Counter
from functools import cache

import mentions
import pytest
import toc
from passages import passages

from kzdiplo import load
from kzdiplo.pages.listing import LANGUAGES, short_forms

NAMES = load("names")
STATES = load("state_names")
TERMS = load("glossary").set_index("term_id")
PAGES = toc.pages()
CHAPTERS = [toc.name(path) for path in toc.chapters()]
#: What names in each language are spelt with.
LETTERS = {"kk": "а-яёәғқңөұүһі", "ru": "а-яё"}
#: Short forms that the page of abbreviations leaves out, by what they are.
OTHER_SHORT_FORMS = {
    "capitals for stress": {"INVENTED"},
    "common English": {"GDP", "NGO", "TV", "US", "USA"},
    "part of a name": {"CESRAN", "KAZGUU", "KBR", "RIA", "TRT", "VTB"},
    "files, licences, measures of size": {"BY", "CC", "CC0", "CSV", "GB", "MB", "MIT", "TEU"},
    "pairs of quadrants of the SWOT, and its hybrid, explained there": {
        "SO", "ST", "WO", "WT", "WOT",
    },
}  # fmt: skip
_SHORT_FORM = re.compile(r"(?<![\w'’])[A-Z]{2,}\d*(?:/[A-Z]{2,})?(?!\w|/|-\d)")
_ROMAN = re.compile(r"[IVXLC]+")
#: Quotations, and titles of works.
_OTHERS_WORDS = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|(?<!\*)\*[^*]+\*(?!\*)")


@cache
def text_of(page):
    """Return the passages of a page in the book's own words."""
    notebook = mentions.as_notebook(toc.source(page))
    return [_OTHERS_WORDS.sub("…", passage.prose) for passage in passages(notebook)]


def forms():
    """Return the wordings of each name; those of a term of the glossary stand there."""
    named = NAMES.set_index("name_id")
    glossary = named["term_id"].map(TERMS["forms"])
    return named["forms"].fillna(glossary).str.split(";").explode()


# The tables.


def test_there_are_enough_names_of_every_kind():
    assert NAMES["kind"].value_counts().min() >= 80


def test_names_are_in_the_order_of_the_alphabet():
    assert NAMES["sort_name"].tolist() == sorted(NAMES["sort_name"], key=str.lower)


def test_a_wording_stands_for_one_name():
    assert [form for form, count in Counter(forms()).items() if count > 1] == []
    assert [form for form in forms() if form != form.strip() or not form] == []


def test_what_the_glossary_has_stands_there_alone():
    of_terms = NAMES[NAMES["term_id"].notna()].set_index("term_id")
    assert of_terms["name"].to_dict() == TERMS.loc[of_terms.index, "term"].to_dict()
    assert of_terms[["kk", "ru", "forms", "to_check"]].isna().all(axis=None)


def test_a_name_in_two_languages_says_whether_it_was_seen():
    assert (NAMES["kk"].isna() == NAMES["ru"].isna()).all()
    assert (NAMES["kk"].isna() == NAMES["to_check"].isna()).all()


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("table", [NAMES, STATES], ids=["names", "states"])
def test_names_are_spelt_in_one_script(table, language):
    assert LETTERS.keys() == LANGUAGES.keys()
    words = re.findall(r"[^\W\d_]+", " ".join(table[language].dropna()))
    assert [
        word for word in words if not re.fullmatch(f"[{LETTERS[language]}]+|[a-z]+", word, re.I)
    ] == []


def test_every_name_stands_in_a_text_or_in_the_table_that_is_named():
    in_text = mentions.found()
    elsewhere = NAMES.loc[~NAMES["name_id"].isin(in_text), ["name_id", "note"]]
    assert elsewhere[~elsewhere["note"].str.startswith("Named in the table ", na=False)].empty
    wordings = forms()
    for name, note in elsewhere.itertuples(index=False):
        table = load(note.removeprefix("Named in the table ").split(";")[0]).to_csv()
        assert any(form in table for form in wordings.loc[[name]]), name


def test_names_leave_out_pages_that_exist():
    named = set(NAMES["not_in"].dropna().str.split(";").explode())
    assert named - {page.removeprefix("notebooks/") for page in PAGES} == set()


def test_every_state_and_territory_has_its_names():
    assert STATES["iso3"].tolist() == sorted(load("actors")["iso3"])


# One spelling.


@pytest.mark.parametrize("page", PAGES)
def test_the_text_has_one_spelling_for_each_name(page):
    variants = [*NAMES["variants"].dropna(), *STATES["variants"].dropna()]
    words = "|".join(re.escape(word) for each in variants for word in each.split(";"))
    other = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")
    assert [(found[0], text) for text in text_of(page) for found in other.finditer(text)] == []


def test_a_name_is_no_other_spelling_of_itself():
    # the glossary also links spellings that the text no longer has
    own, variants = (
        set(NAMES[of].dropna().str.split(";").explode()) for of in ("forms", "variants")
    )
    assert variants & {*own, *NAMES["name"], *load("actors")["name"]} == set()


# Abbreviations.


@pytest.mark.parametrize("page", CHAPTERS)
def test_every_abbreviation_of_a_chapter_stands_on_the_page_of_abbreviations(page):
    explained = {*short_forms()["short"], *set().union(*OTHER_SHORT_FORMS.values())}
    used = {found[0] for text in text_of(page) for found in _SHORT_FORM.finditer(text)}
    codes = {*load("actors")["iso3"], *load("swot_items")["item_id"]}
    assert sorted(each for each in used - explained - codes if not _ROMAN.fullmatch(each)) == []


def test_abbreviations_stand_once_and_in_the_order_of_the_alphabet():
    short = short_forms()["short"].tolist()
    assert short == sorted(set(short), key=str.lower)


# Where names stand.


def test_a_heading_has_one_anchor_on_its_page():
    for page in PAGES:
        found = [(text, mentions.anchor(text)) for text, level in headings(page) if level > 1]
        twice = [
            each for each, count in Counter(anchor for _, anchor in found).items() if count > 1
        ]
        assert twice == [], page
        assert all(anchor for _, anchor in found), page


def headings(page):
    """Return the headings of a page and their levels."""
    notebook = mentions.as_notebook(toc.source(page))
    return [(each.text, each.level) for each in passages(notebook) if each.level]
