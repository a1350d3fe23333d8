"""What the build makes again, what it leaves alone, and where it stops."""

import asyncio
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import build
import descriptor
import nbformat
import page_titles
import project
import pytest
import repairs
import run_notebooks
import toc
from nbformat.v4 import new_code_cell, new_notebook
from small_book import SmallBook
from sphinx.errors import ExtensionError

ROOT = Path(__file__).parents[2]


# Keys of results.


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Copy what the key of a result covers, and let the build look there."""
    for folder in ("kzdiplo", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "requirements").mkdir()
    shutil.copyfile(ROOT / "requirements/book.txt", tmp_path / "requirements/book.txt")
    (tmp_path / "_build").mkdir()
    for module in (build, project, run_notebooks):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


def key(*used):
    return run_notebooks.cache_key(used, run_notebooks.library_state())


def describe(folder, table, **changes):
    """Change what the descriptor says of a table."""
    path = folder / "data" / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    (described,) = [each for each in package["resources"] if each["name"] == table]
    described.update(changes)
    path.write_text(descriptor.as_text(package), "utf-8")


@pytest.mark.parametrize(
    "changed",
    [
        "data/multivector/missions.csv",
        "kzdiplo/vectors.py",
        "kzdiplo/charts/kzdiplo.mplstyle",
        "requirements/book.txt",
    ],
)
def test_a_result_is_void_when_what_it_used_changed(copy, changed):
    before = key("missions", "actors")
    path = copy / changed
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert key("missions", "actors") != before


def test_a_result_is_void_when_something_else_is_said_of_its_table(copy):
    before = key("missions", "actors")
    describe(copy, "missions", title="Missions abroad, with a typo mended")
    assert key("missions", "actors") != before


def test_a_result_stands_when_another_table_changed(copy):
    before = key("missions", "actors")
    path = copy / "data" / "economy" / "macro.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    describe(copy, "macro", title="Macro, with a typo mended")
    assert key("missions", "actors") == before


def test_a_chapter_that_loads_another_table_voids_only_results_that_show_uses(copy):
    def call(name):
        (copy / "_build" / "uses.json").write_text(json.dumps({"missions": [name]}))
        return key("missions"), key("missions", "uses.json")

    before, after = call("notebooks/a/b"), call("notebooks/a/c")
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_a_section_that_names_another_person_voids_only_results_that_show_mentions(copy):
    def call(section):
        (copy / "_build" / "mentions.json").write_text(json.dumps({"tokayev": [section]}))
        return key("missions"), key("names", "mentions.json")

    before, after = call(["notebooks/a/b", "C", "c"]), call(["notebooks/a/b", "D", "d"])
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_a_result_that_lists_all_tables_is_void_when_any_is_said_to_differ(copy):
    before = key("datapackage.json")
    describe(copy, "macro", title="Macro, with a typo mended")
    assert key("datapackage.json") != before


def test_all_pages_are_made_anew_when_a_term_of_the_glossary_changed(copy):
    before = build.hash_of(build.EVERY_PAGE)
    path = copy / "data" / "reference" / "glossary.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert build.hash_of(build.EVERY_PAGE) != before


def test_a_page_that_is_made_from_the_tables_is_void_when_one_changed(copy):
    contents = "root: intro\nparts:\n- {caption: A, chapters: [{file: a, sections: [{file: b}]}]}\n"
    (copy / "_toc.yml").write_text(contents, "utf-8")
    for page, more in {"intro": "", "a": "", "b": "```{partner} TUR\n```\n"}.items():
        (copy / f"{page}.md").write_text(f"# {page}\n\n{more}", "utf-8")
    before = build.inputs()["pages"]
    path = copy / "data" / "economy" / "macro.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    after = build.inputs()["pages"]
    assert [page for page in before if before[page] != after[page]] == ["b"]


def test_a_first_page_with_answers_is_void_when_a_chapter_changed(copy):
    contents = "root: intro\nparts:\n- {caption: A, chapters: [{file: notebooks/a}]}\n"
    (copy / "_toc.yml").write_text(contents, "utf-8")
    (copy / "notebooks").mkdir(exist_ok=True)
    (copy / "intro.md").write_text("# A book\n\n```{questions}\n```\n", "utf-8")
    (copy / "notebooks" / "a.md").write_text("# A\n", "utf-8")
    before = build.inputs()["pages"]
    (copy / "notebooks" / "a.md").write_text("# A\n\nMore.\n", "utf-8")
    after = build.inputs()["pages"]
    assert [page for page in before if before[page] != after[page]] == ["intro", "notebooks/a"]


# The table of contents.


def test_the_table_of_contents_names_pages_that_exist():
    sources = [toc.source(page) for page in toc.pages()]
    assert len(sources) == len(set(sources))
    named = [toc.name(path) for path in toc.notebooks()]
    assert "notebooks/multivector/network" in named
    assert "notebooks/seminar/glossary" in named


def test_a_page_without_a_file_is_named():
    with pytest.raises(SystemExit, match=r"_toc\.yml names notebooks/turkic/otz, .* add the file"):
        toc.source("notebooks/turkic/otz")


@pytest.mark.parametrize(
    ("file", "text"), [("a.md", "Words"), ("a.ipynb", '{"cells": [{"source": ["Words"]}]}')]
)
def test_a_page_without_a_title_is_named(tmp_path, monkeypatch, file, text):
    monkeypatch.setattr(project, "ROOT", tmp_path)
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(SystemExit, match="a has no title"):
        toc.title(tmp_path / file)


def test_chapters_are_the_notebooks_that_argue():
    named = [toc.name(path) for path in toc.chapters()]
    assert "notebooks/multivector/network" in named
    assert "notebooks/seminar/glossary" not in named
    assert "notebooks/reference/catalogue" not in named


# Notebooks that stop.


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import time\ntime.sleep(60)", "cell 'bad': it took longer than 2 seconds"),
        ("import os\nos._exit(1)", "cell 'bad': its Python ended"),
        ("1 / 0", r"stopped: (?s:.*)ZeroDivisionError"),
    ],
)
def test_a_notebook_that_stops_is_named(tmp_path, monkeypatch, code, message):
    monkeypatch.setattr(run_notebooks, "ROOT", tmp_path)
    monkeypatch.setattr(run_notebooks, "TIMEOUT", 2)
    path = tmp_path / "chapter.ipynb"
    cells = [new_code_cell("1 + 1", id="good"), new_code_cell(code, id="bad")]
    nbformat.write(new_notebook(cells=cells), path)
    # in a thread of its own: the browser of other tests keeps a loop in this one
    with (
        ThreadPoolExecutor(1) as thread,
        pytest.raises(run_notebooks.NotebookError, match=rf"^chapter\.ipynb.*{message}"),
    ):
        thread.submit(asyncio.run, run_notebooks.execute(path)).result()


# A whole book, if a small one.


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("book"))
    code, said = book.build()
    assert code == 0, said
    assert "notebooks: 1 run, 0 unchanged" in said
    return book


def built(book):
    code, said = book.build()
    assert code == 0, said
    return said


def test_a_build_without_changes_does_nothing(book):
    built(book)
    assert "nothing changed since the last build" in built(book)


def test_edits_with_an_old_time_stamp_reach_their_pages(book):
    book.edit("intro.md", "# A book", "# A book edited")
    book.edit("more.txt", "More.", "More edited.")
    book.edit("notebooks/part/chapter.ipynb", "# A chapter", "# A chapter edited")
    said = built(book)
    assert "notebooks: 0 run, 1 unchanged" in said
    assert "checking" not in said
    assert "A book edited" in book.page("intro")
    assert "More edited" in book.page("intro")
    assert "A chapter edited" in book.page("notebooks/part/chapter")


def test_a_retitled_chapter_runs_nothing_and_is_renamed_on_every_page(book):
    book.edit("notebooks/part/chapter.ipynb", "# A chapter", "# A renamed chapter")
    said = built(book)
    assert "notebooks: 0 run, 1 unchanged" in said
    for page in ("intro", "notebooks/part/chapter"):
        assert "A renamed chapter" in book.page(page)
        assert not re.search(r"A chapter( edited)?\s*<", book.page(page))


def test_links_that_name_a_page_get_its_title():
    body = '<a href="../b.html" data-page="notebooks/a/b">notebooks/a/b</a> <a href="c">c</a>'
    with_title = '<a href="../b.html">B &amp; more</a> <a href="c">c</a>'
    assert page_titles.with_titles(body, {"notebooks/a/b": "B & more"}) == with_title
    with pytest.raises(ExtensionError, match=r"'notebooks/a/b'.*name the page in _toc\.yml"):
        page_titles.with_titles(body, {})


def test_only_what_changed_is_checked_and_run_again(book):
    book.edit("data/multivector/actors.yaml", "title: ", "title: Edited ")
    said = built(book)
    assert re.search(r"^checking 1 of \d+ tables$", said, re.M)
    assert "notebooks: 1 run, 0 unchanged" in said


def test_a_table_with_a_fault_stops_the_build_before_any_page_is_made(book):
    book.edit("intro.md", "A book", "A book that is not to be seen")
    book.edit("data/multivector/actors.csv", "AGO", "Ago")
    code, said = book.build()
    assert code == 1
    assert "actors.csv, row" in said
    assert "'Ago'" in said
    assert "no page was made" in said
    assert "Traceback" not in said
    assert "not to be seen" not in book.page("intro")
    book.edit("data/multivector/actors.csv", "Ago", "AGO")
    assert "no page was made" not in built(book)
    assert "not to be seen" in book.page("intro")


def test_damaged_notes_of_the_last_build_are_left_aside(book):
    build_folder = book.folder / "_build"
    (build_folder / "inputs.json").write_text("")
    (build_folder / ".jupyter_cache" / "global.db").write_bytes(b"no database")
    said = built(book)
    assert "the cache of results is damaged: it is made anew" in said
    assert "notebooks: 1 run, 0 unchanged" in said


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00"])
def test_a_damaged_file_of_state_tells_nothing(tmp_path, monkeypatch, text):
    monkeypatch.setattr(build, "STATE", tmp_path / "inputs.json")
    assert build.last_state() == {}
    build.STATE.write_text(text)
    assert build.last_state() == {}
    build.keep({"every page": "a"})
    assert build.last_state() == {"every page": "a"}
    assert [path.name for path in tmp_path.iterdir()] == ["inputs.json"]


def test_of_two_builds_at_once_the_second_waits(book):
    book.edit("more.txt", "ore", "ore at once")
    running = [book.start(), book.start()]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert sum("another build runs in this folder" in text for text in said) == 1
    assert sum("nothing changed since the last build" in text for text in said) == 1


def test_pages_are_mended_and_load_nothing_needless(book):
    first, chapter = book.page("intro"), book.page("notebooks/part/chapter")
    for page in (first, chapter):
        assert "fontawesome.js" not in page
        assert "thebe" not in page.lower()
    assert 'class="citation-list"' in first
    assert "doc-biblioentry" not in first
    assert re.search(r'_sources/notebooks/part/chapter\.ipynb" download', chapter)
    static = book.folder / "_build" / "html" / "_static"
    assert [path for path in static.rglob("*") if path.suffix in {".map", ".ttf"}] == []


# Repairs.


@pytest.fixture
def mend(tmp_path, monkeypatch):
    """Return a function that mends the pages of a book of two, given which were written."""
    repair = repairs.Repair("letter", "a", "b", "the author cannot spell")
    monkeypatch.setattr(repairs, "REPAIRS", (repair,))
    for name in ("one", "two"):
        (tmp_path / name).write_text("xxx")
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html", get_outfilename=lambda name: tmp_path / name),
        env=SimpleNamespace(found_docs={"one", "two"}),
    )

    def mend(*written):
        mender = repairs.Mender()
        for name in written:
            mender.note(app, name)
        mender.mend(app, None)
        return [(tmp_path / name).read_text() for name in ("one", "two")]

    return mend


def test_a_repair_that_finds_nothing_stops_a_build_of_all_pages(mend):
    with pytest.raises(ExtensionError, match=r"'letter' found nothing.*cannot spell.*delete"):
        mend("one", "two")


def test_a_repair_is_counted_over_all_pages(mend, tmp_path):
    (tmp_path / "two").write_text("xax")
    assert mend("one", "two") == ["xxx", "xbx"]


def test_a_build_of_some_pages_asks_no_repair_to_find_something(mend):
    assert mend("one") == ["xxx", "xxx"]
