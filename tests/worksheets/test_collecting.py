"""What a class sends as worksheets: sorted by what is in it, and nothing costs anybody else."""

import copy
import io
import json
import zipfile
from pathlib import Path

import pytest

from kzdiplo import TableError, worksheets
from kzdiplo.__main__ import main

RELEASE = Path(__file__).parents[2] / "course" / "release"


@pytest.fixture
def course(tmp_path):
    """Return a course with the worksheets as they are handed out."""
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "release").symlink_to(RELEASE)
    return folder


def sheet(name="weights", answer="", student=None, saved=None):
    """Return a worksheet as a student sends it."""
    notebook = json.loads((RELEASE / name / f"{name}.ipynb").read_text("utf-8"))
    if answer:
        notebook["cells"][-1]["source"] = [answer]
    if student:
        notebook["metadata"]["kzdiplo"] = {"student": student, "saved": saved}
    return notebook


def sent(tmp_path, course, **files):
    folder = tmp_path / "sent"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps(content) if isinstance(content, dict) else content
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return worksheets.collect(folder, course)


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, json.dumps(content))
    return packed.getvalue()


def tree(course):
    found = (course / "submitted").rglob("*.ipynb")
    return sorted(path.relative_to(course / "submitted").as_posix() for path in found)


@pytest.mark.parametrize(
    "file",
    [
        "weights__Айгерим.ipynb",
        "Айгерим weights.ipynb",
        "Айгерим.ipynb",
        "Айгерим_weights (1).ipynb",
        "Айгерим/weights.ipynb",
        "Айгерим/weights (2).ipynb",
        "Айгерим/course_release_weights_weights.ipynb",
        "Айгерим/weights-Copy1.ipynb",
        "Айгерим/weights/weights.ipynb",
        "Айгерим/Untitled.ipynb",
        "Айгерим_4711_assignsubmission_file_weights.ipynb",
        "Айгерим_4711_assignsubmission_file/weights.ipynb",
        "weights/Айгерим.ipynb.txt",
    ],
)
def test_a_worksheet_is_sorted_whatever_its_name_is(tmp_path, course, file):
    found = sent(tmp_path, course, **{file: sheet()})
    assert found.left == []
    assert tree(course) == ["Айгерим/weights/weights.ipynb"]


@pytest.mark.parametrize("name", sorted(path.name for path in RELEASE.iterdir()))
def test_each_worksheet_is_known_by_its_cells(tmp_path, course, name):
    notebook = sheet(name)
    stripped = copy.deepcopy(notebook)
    for number, cell in enumerate(stripped["cells"]):
        cell["id"], cell["metadata"] = f"own-{number}", {}
    # under the name of another one, and with nothing but the texts left
    sent(tmp_path, course, **{"A/partners.ipynb": notebook, "B/scripts.ipynb": stripped})
    assert tree(course) == [f"A/{name}/{name}.ipynb", f"B/{name}/{name}.ipynb"]


def test_the_name_in_the_notebook_counts_before_that_of_the_file(tmp_path, course):
    sent(tmp_path, course, **{"x/weights__A-B.ipynb": sheet(student=" A.  B./../C ")})
    assert tree(course) == ["A. B. .. C/weights/weights.ipynb"]


def test_archives_and_what_comes_with_them_are_sorted(tmp_path, course):
    found = sent(
        tmp_path,
        course,
        **{
            "all.zip": zipped(**{"Дана/weights.ipynb": sheet(), "Олег weights.ipynb": sheet()}),
            "Madi.zip": zipped(**{"weights.ipynb": sheet(), "plural.ipynb": sheet("plural")}),
            "photo.jpg": b"\xff\xd8\xff",
            "torn.ipynb": json.dumps(sheet())[:2000],
            "other.ipynb": {"cells": [{"cell_type": "code", "source": "1 + 1"}]},
            "weights.ipynb": sheet(),
        },
    )
    assert tree(course) == [
        "Madi/plural/plural.ipynb",
        "Madi/weights/weights.ipynb",
        "Дана/weights/weights.ipynb",
        "Олег/weights/weights.ipynb",
    ]
    assert {one.file: one.message for one in found.left} == {
        "other.ipynb": "this is none of the worksheets",
        "photo.jpg": "this is not a whole notebook",
        "torn.ipynb": "this is not a whole notebook",
        "weights.ipynb": "it does not say whose it is",
    }
    assert all(one.remedy for one in found.left)


def test_what_is_put_back_is_the_file_as_it_came(tmp_path, course):
    content = b"\xef\xbb\xbf" + json.dumps(sheet(answer="Ответ"), ensure_ascii=False).encode()
    sent(tmp_path, course, **{"A/weights.ipynb": content})
    assert (course / "submitted/A/weights/weights.ipynb").read_bytes() == content


MORNING, EVENING = "2026-12-01T09:00:00Z", "2026-12-01T18:00:00Z"


def test_a_copy_is_placed_once_and_of_versions_the_one_saved_last(tmp_path, course):
    early, late = (sheet(answer=at, student="Дана", saved=at) for at in (MORNING, EVENING))
    found = sent(
        tmp_path, course, **{"a.ipynb": late, "b.ipynb": early, "c.ipynb": late, "d.ipynb": early}
    )
    assert [one.file for one in found.placed] == ["a.ipynb"]
    assert [one.message for one in found.left] == [
        "older than a.ipynb", "a copy of a.ipynb", "a copy of b.ipynb",
    ]  # fmt: skip


def test_versions_that_do_not_say_when_are_all_left_and_stop_nobody_else(tmp_path, course):
    found = sent(
        tmp_path,
        course,
        **{
            "Дана/weights.ipynb": sheet(answer="one"),
            "ДАНА/weights (1).ipynb": sheet(answer="two"),
            "Олег/weights.ipynb": sheet(),
        },
    )
    assert tree(course) == ["Олег/weights/weights.ipynb"]
    assert len(found.left) == 2
    assert "several versions" in found.left[0].message
    # the advice: leave the one that counts
    (tmp_path / "sent" / "ДАНА" / "weights (1).ipynb").unlink()
    assert worksheets.collect(tmp_path / "sent", course).left == []
    assert len(tree(course)) == 2


def test_a_second_collection_changes_nothing_but_for_later_versions(tmp_path, course):
    first = {"a.ipynb": sheet(answer="1", student="Дана", saved=MORNING)}
    sent(tmp_path, course, **first, **{"Олег/weights.ipynb": sheet(answer="1")})
    again = worksheets.collect(tmp_path / "sent", course)
    assert {one.note for one in again.placed} == {"was there before"}
    later = {"a.ipynb": sheet(answer="2", student="Дана", saved=EVENING)}
    found = sent(tmp_path, course, **later, **{"Олег/weights.ipynb": sheet(answer="2")})
    assert [one.student for one in found.placed] == ["Дана"]
    assert "another version lies at" in found.left[0].message
    assert "2" in (course / "submitted/Дана/weights/weights.ipynb").read_text("utf-8")
    # the advice: delete that file and collect again
    (course / "submitted/Олег/weights/weights.ipynb").unlink()
    assert worksheets.collect(tmp_path / "sent", course).left == []


def test_a_folder_that_is_not_there_is_an_error(tmp_path, course):
    with pytest.raises(TableError, match="there is no folder"):
        worksheets.collect(tmp_path / "none", course)
    with pytest.raises(TableError, match="no worksheets in"):
        worksheets.collect(tmp_path, tmp_path)


def test_the_command_says_what_it_did(tmp_path, course, capsys):
    sent(tmp_path, course, **{"Дана/weights.ipynb": sheet(), "x.pdf": b"%PDF"})
    assert main(["collect", str(tmp_path / "sent"), "--course", str(course)]) == 0
    said = capsys.readouterr()
    assert "weights: Дана (Дана/weights.ipynb, was there before)" in said.out
    assert "placed: 1 of weights; left out: 1" in said.out
    assert said.err.startswith("x.pdf: this is not a whole notebook. Ask for the notebook")
    assert main(["collect", str(tmp_path / "none")]) == 1
