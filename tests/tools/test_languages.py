"""Text in Cyrillic says in which language it is."""

import languages
import pytest


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
