"""The messages of pages: complete in each language, and true to what they translate."""

import re

import pytest

from kzdiplo import panel
from kzdiplo.messages import LANGUAGES, messages

PAGES = ["panel"]
TRANSLATED = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("page", PAGES)
def test_each_message_says_something_in_each_language_and_leaves_the_same_gaps(page):
    said = messages(page)
    assert set(said) == set(LANGUAGES)
    for key, english in said["en"].items():
        gaps = sorted(re.findall(r"\{\w+\}", english))
        for language in LANGUAGES:
            text = said[language][key]
            assert text, (language, key)
            assert text == text.strip(), (language, key)
            assert sorted(re.findall(r"\{\w+\}", text)) == gaps, (language, key)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_written_in_the_letters_of_its_language(language):
    latin = {"panel": {"swot", "cd", "javascript", "w", "wifi", "kendall"}}
    for key, text in messages("panel")[language].items():
        bare = re.sub(r"\{\w+\}", "", text)
        foreign = {word.lower() for word in re.findall(r"[A-Za-z]+", bare)}
        assert foreign <= latin["panel"], (key, foreign)


def test_items_are_translated_from_the_wording_that_the_table_has_now():
    english = messages("panel")["en"]
    for item, (label, gloss) in panel.texts().items():
        assert (english[item], english[f"{item}.gloss"]) == (label, gloss)


def test_each_list_has_its_name_and_its_question():
    english = messages("panel")["en"]
    for part, name in panel.PARTS.items():
        assert english[part] == name
        assert english[f"ask.{part}"].endswith("?")


def test_a_page_says_which_translations_no_native_speaker_has_read():
    said = messages("panel")
    assert "ещё не прочитан носителем языка" in said["ru"]["foot"]
    assert "әлі оқып шыққан жоқ" in said["kk"]["foot"]
