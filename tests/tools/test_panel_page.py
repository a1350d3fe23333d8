"""The questionnaire's own page in the book."""

from types import SimpleNamespace

import panel_page
import project
import segno
from support import read


def app(folder, docs=(panel_page.CHAPTER,)):
    return SimpleNamespace(
        outdir=folder,
        builder=SimpleNamespace(format="html"),
        env=SimpleNamespace(found_docs=set(docs)),
    )


def test_the_page_holds_all_pairs_and_asks_for_nothing_outside(tmp_path):
    panel_page.write(app(tmp_path), None)
    page = read((tmp_path / "panel" / "index.html").read_text("utf-8"))
    assert len(page.select("fieldset")) == 44
    assert page.select("script[src], link[href], img[src]") == []


def test_a_book_without_the_chapter_has_no_such_page(tmp_path):
    panel_page.write(app(tmp_path, docs=()), None)
    panel_page.write(app(tmp_path), ValueError("stopped"))
    assert list(tmp_path.iterdir()) == []


def test_a_published_book_shows_the_address_with_its_code(monkeypatch):
    body = f"<p>before</p>{panel_page.PLACE}<p>after</p>"
    context = {"body": body}
    monkeypatch.setattr(project, "ADDRESS", "https://example.org/book/")
    panel_page.show_code(None, panel_page.CHAPTER, "", context, None)
    page = read(context["body"])
    assert page.select_one("figcaption a")["href"] == "https://example.org/book/panel/"
    drawn = segno.make("https://example.org/book/panel/", micro=False)
    assert page.select_one("svg path[stroke]")["d"] in drawn.svg_inline(scale=4, light="white")
    monkeypatch.setattr(project, "ADDRESS", "")
    panel_page.show_code(None, panel_page.CHAPTER, "", context := {"body": body}, None)
    assert context["body"] == "<p>before</p><p>after</p>"


def test_the_chapter_has_the_place_for_it():
    chapter = (project.ROOT / f"{panel_page.CHAPTER}.ipynb").read_text("utf-8")
    assert panel_page.PLACE.replace('"', '\\"') in chapter
    assert '../../panel/index.html\\"' in chapter
