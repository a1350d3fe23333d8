import re

import pytest
import teaching

CHAPTERS = teaching.chapters()
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.path)


def test_all_chapters_that_argue_are_there():
    assert len(CHAPTERS) >= 20
    assert len({chapter.part for chapter in CHAPTERS}) >= 6
    assert not [chapter for chapter in CHAPTERS if "reference" in chapter.path]


@every_chapter
def test_a_class_gets_every_part_of_a_chapter_in_plain_words(chapter):
    assert 3 <= chapter.findings.count("<li>") <= 5
    assert "Қазақша" not in chapter.question
    for text in (chapter.question, chapter.limits, chapter.discuss, chapter.exercise):
        assert len(re.sub(r"<[^>]*>", "", text)) > 40
        # no word of the book's markup, and no link that leads nowhere
        assert not re.search(r"\{[a-z:]+\}|:::|\]\(|<a ", text), text


def test_markup_of_the_book_becomes_words():
    text = (
        "{cite:t}`cull2008taxonomies` says so {cite}`nye2008public`; {numref}`fig-a` [here](b.md)"
    )
    assert teaching.plain(text) == "Cull (2008) says so; the figure here"


def test_slides_hold_findings_and_figures_and_call_no_other_host():
    part = CHAPTERS[0].part
    inside = [chapter for chapter in CHAPTERS if chapter.part == part]
    page = teaching.deck(part, inside, {})
    assert page.count("<h2>In brief</h2>") == len(inside)
    assert all(chapter.findings in page for chapter in inside)
    assert set(re.findall(r'(?:src|href)="([^"]+)"', page)) == {
        *(f"reveal/dist/{name}" for name in ("reset.css", "reveal.css", "theme/white.css")),
        "reveal/dist/reveal.js",
    }


def test_reveal_is_there_with_its_licence():
    for name in ("dist/reveal.js", "dist/reset.css", "dist/theme/white.css", "LICENSE"):
        assert (teaching.REVEAL / name).is_file()


@pytest.mark.browser
def test_slides_open_and_a_handout_is_one_page(book, browser, tmp_path, monkeypatch):
    made = tmp_path / "teaching"
    monkeypatch.setattr(teaching, "OUT", made)
    monkeypatch.setattr(teaching.run_notebooks, "main", lambda: None)
    # the session's browser draws, since only one can be open
    monkeypatch.setattr(teaching, "chromium", lambda: None)
    teaching.main()
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.append(request.url))
    page.goto((made / "slides-sanctions.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    assert page.evaluate("Reveal.getTotalSlides()") > 15
    assert errors == []
    for chapter in ("voting", "regime"):
        pdf = teaching.one_page(page, made / f"handout-{chapter}.html")
        assert pdf.startswith(b"%PDF")
    page.close()
