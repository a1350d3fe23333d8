"""Text in Cyrillic says in which language it is."""

import re

import languages
import pytest

from kzdiplo.table import descriptor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Қазақстан БҰҰ-да дауыс берді", "kk"),
        ("тікелей инвестициялар", "kk"),
        ("Казахстан воздержался при голосовании", "ru"),
        ("Токаєв запропонував посередництво", "uk"),
        ("мілітаризація Криму", "uk"),
        ("У Бурабаі праходзіць пасяджэнне", "be"),
    ],
)
def test_a_language_is_known_by_its_letters(text, code):
    assert languages.marked(f"<p>{text}</p>") == f'<p><span lang="{code}">{text}</span></p>'


def test_words_within_english_are_marked_alone():
    made = languages.marked("<td>МИР 24, 2022; BBC</td>")
    assert made == '<td><span lang="ru">МИР</span> 24, 2022; BBC</td>'


def test_an_abstract_with_a_latin_word_is_one_text():
    text = "Тарау студенттер тобы SWOT кестесін жұптап салмақтауды қалай өткізетінін көрсетеді."
    assert languages.marked(f"<p>{text}</p>") == f'<p><span lang="kk">{text}</span></p>'


@pytest.mark.parametrize(
    "html",
    [
        '<td lang="kk">Астана <b>Иран</b></td>',
        '<p lang="ru">а <span>Москва</span> <p>Иран</p></p>',
        "<code>Қазақстан</code>",
        '<pre><span class="s">Шымкент</span></pre>',
        '<script>"<p>Иран"</script>',
        '<img alt="Иран">',
        "the letter ә",
        "plain English",
    ],
)
def test_what_is_marked_or_no_text_stays(html):
    assert languages.marked(html) == html


def test_marks_end_with_the_element_that_has_a_language():
    made = languages.marked('<b lang="kk">Иран</b> Иран')
    assert made == '<b lang="kk">Иран</b> <span lang="ru">Иран</span>'


@pytest.mark.parametrize(
    "html",
    [
        "<td>Kasachstan hat den Export von über hundert Warenarten verboten</td>",
        "<p>FBDZA. Kasachstan hat den export von über hundert warenarten verboten. 2023.</p>",
        '<a href="#">FBDZA: Kasachstan hat den Export von\nüber hundert Warenarten verboten</a>',
    ],
)
def test_a_title_in_latin_letters_says_the_language_that_the_registry_names(html):
    made = languages.marked(html)
    assert made.count('<span lang="de">Kasachstan hat') == 1
    assert made.replace('<span lang="de">', "").replace("</span>", "") == html


def test_a_title_is_known_however_its_quotes_are_written():
    for quote in ("'", "’", "&#39;", "&#x27;"):
        made = languages.marked(f"<li>Apertura dell{quote}ambasciata del Kazakistan a Skopje</li>")
        assert made.startswith('<li><span lang="it">Apertura')


#: Words that no English title has two of.
FOREIGN = re.compile(
    r"\b(?:der|die|das|und|für|mit|nach|des|les|dans|pour|sur|della?|dei|nel|los|las|para|och|att"
    r"|ve|ile|için|bir|privind|pentru|na|się|turaly|jäne)\b"
)


def test_titles_in_other_latin_languages_name_them_in_the_registry():
    titles = [
        work["title"]
        for work in descriptor()["sources"]
        if "language" not in work and not re.search(languages.LETTER, work["title"])
    ]
    assert [title for title in titles if len(FOREIGN.findall(title)) > 1] == []
