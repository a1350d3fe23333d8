import ast
import codecs
import copy
import html
import json
import os
import re
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import nbformat
import normalise
import pandas as pd
import pytest

COURSE = Path(__file__).parents[2] / "course"
NAMES = sorted(path.name for path in (COURSE / "source").iterdir())


def cells(path):
    """Return the cells of a notebook by their names."""
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


def worksheet(name, kind="source"):
    return cells(COURSE / kind / name / f"{name}.ipynb")


def run(found):
    """Run the code of a notebook's cells in one space; return what it holds at the end."""
    space = {}
    for cell in found.values():
        if cell.cell_type == "code" and cell.id != "install":
            exec(cell.source, space)
    return space


@pytest.mark.parametrize("name", NAMES)
def test_solutions_pass_all_checks(name):
    run(worksheet(name))


@pytest.mark.parametrize("name", NAMES)
def test_students_get_all_but_solutions_and_hidden_checks(name):
    given, full = worksheet(name, "release"), worksheet(name)
    assert list(given) == list(full)
    for id_, cell in full.items():
        grading = cell.metadata.get("nbgrader", {})
        text = given[id_].source
        assert "SOLUTION" not in text
        assert "HIDDEN" not in text
        if grading.get("solution") and cell.cell_type == "code":
            # the function's head and docstring stay
            assert text.splitlines()[:2] == cell.source.splitlines()[:2]
            assert text.endswith("raise NotImplementedError")
        elif grading.get("solution"):
            assert text == "*Your answer*"
        elif grading.get("grade"):
            assert cell.source.startswith(text)
        else:
            assert text == cell.source


def checks_of(name, kind="source"):
    """Return the cells with checks of each task, by its name."""
    found = {}
    for id_, cell in worksheet(name, kind).items():
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            found.setdefault(re.sub(r"-checks(-\d)?$", "", id_), []).append(cell)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_task_has_part_points_and_hidden_checks(name):
    tasks = checks_of(name)
    assert len(tasks) >= 4
    for found in tasks.values():
        assert len(found) > 1
        for cell in found:
            points = cell.metadata["nbgrader"]["points"]
            assert points > 0
            kind = "Checks that your teacher runs" if cell is not found[0] else "Checks"
            words = f"{points} point{'s' if points > 1 else ''}"
            assert re.match(rf"# ({kind}|Checks), {words}\n", cell.source)
            assert "assert" in cell.source
        assert any("### BEGIN HIDDEN TESTS" in cell.source for cell in found)
    written = [c for c in worksheet(name).values() if c.metadata.get("nbgrader", {}).get("grade")]
    total = sum(cell.metadata["nbgrader"]["points"] for cell in written)
    listed = (COURSE.parent / "notebooks" / "seminar" / "grading.md").read_text("utf-8")
    assert re.search(rf"release/{name}/{name}\.ipynb\">.*, {total} points$", listed, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_every_check_says_what_was_wrong(name):
    for cell in chain.from_iterable(checks_of(name).values()):
        asked = [one for one in ast.walk(ast.parse(cell.source)) if isinstance(one, ast.Assert)]
        assert [ast.unparse(one) for one in asked if one.msg is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_function_has_a_hint_and_a_first_line_and_the_sheet_a_rule_and_a_button(name):
    given = worksheet(name, "release")
    for id_ in checks_of(name):
        assert "<summary>Hint</summary>" in given[f"{id_}-task"].source
        head, *inside = given[id_].source.splitlines()
        # a docstring, a line of the answer, and the gap
        assert not head.startswith("def ") or len(inside) > 2
    assert "one that only calls the library gets no points" in given["title"].source
    assert given["hand-in"].source.endswith(f'hand_in("{name}")')


# A student's own data.


def of_student(name, student):
    """Return a solved worksheet of a student, with the answers on own data typed as numbers."""
    found = worksheet(name)
    found[f"{name}-name"].source = f"student = {student!r}"
    space = run(found)
    asked = [
        one
        for one in ast.walk(ast.parse(found[f"{name}-own"].source))
        if isinstance(one, ast.Assign)
    ]
    typed = {one.targets[0].id: space[one.targets[0].id] for one in asked}
    found[f"{name}-own"].source = "\n".join(f"{key} = {value!r}" for key, value in typed.items())
    return found, typed


@pytest.mark.parametrize("name", NAMES)
def test_neighbours_have_other_right_answers_and_a_copied_one_fails(name):
    students = ["Aigul", "Berik", "Дана", "Нұрлан"]
    solved = {student: of_student(name, student) for student in students}
    for key in solved["Aigul"][1]:
        assert len({str(typed[key]) for _, typed in solved.values()}) == len(students), key
    for found, _ in solved.values():
        run(found)
    # the same numbers under another name, each check by itself
    copied = {**solved["Aigul"][0], f"{name}-own": solved["Berik"][0][f"{name}-own"]}
    for check in (f"{name}-own-checks", f"{name}-own-checks-2"):
        others = {id_: cell for id_, cell in copied.items() if "-own-checks" not in id_}
        with pytest.raises(AssertionError):
            run({**others, check: copied[check]})


@pytest.mark.parametrize("name", NAMES)
def test_own_data_are_sound_for_every_name(name):
    for number in range(40):
        of_student(name, f"Student {number}")


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_worksheet_passes_no_check(name):
    given = worksheet(name, "release")
    checks = [id_ for id_ in given if id_.endswith("-checks")]
    # with a name, so that the answers themselves are what is missing
    given[f"{name}-name"].source = worksheet(name)[f"{name}-name"].source
    for id_ in checks:
        others = {key: cell for key, cell in given.items() if "-checks" not in key}
        with pytest.raises(NotImplementedError):
            run({**others, id_: given[id_]})


# With nbgrader itself, which `make grading` installs.


class Course:
    """A copy of the course in which nbgrader is called."""

    def __init__(self, folder):
        pytest.importorskip("nbgrader", reason="nbgrader is not installed: make grading")
        self.folder = shutil.copytree(COURSE, folder / "course")
        # what a teacher's own run left there
        for left in ("submitted", "autograded", "feedback"):
            shutil.rmtree(self.folder / left, ignore_errors=True)
        (self.folder / "gradebook.db").unlink(missing_ok=True)

    def call(self, *words, code=0):
        """Call nbgrader; return what it says."""
        # nbgrader calls other commands of its environment by name
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        command = [sys.executable, "-m", "nbgrader", *words]
        done = subprocess.run(
            command, cwd=self.folder, env={**os.environ, "PATH": path}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        return said

    def submit(self, student, content, name="reexport.ipynb"):
        folder = self.folder / "submitted" / student / "reexport"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    def grades(self):
        self.call("export")
        grades = pd.read_csv(self.folder / "grades.csv", dtype={"student_id": str})
        return grades.set_index(["assignment", "student_id"])


@pytest.mark.parametrize("name", NAMES)
def test_the_students_notebooks_are_those_that_nbgrader_makes(name, tmp_path):
    course = Course(tmp_path)
    course.call("generate_assignment", "--force", name)
    made = (course.folder / "release" / name / f"{name}.ipynb").read_text("utf-8")
    kept = (COURSE / "release" / name / f"{name}.ipynb").read_text("utf-8")
    assert normalise.normalised(made) == kept


def answered(**changes):
    """Return the worksheet with all answers right, but for the cells that changes name."""
    notebook = nbformat.read(COURSE / "release" / "reexport" / "reexport.ipynb", as_version=4)
    solved = worksheet("reexport")
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = solved[cell.id].source
        cell.source = changes.get(cell.id.replace("-", "_"), cell.source)
    return notebook


def without(*names, **changes):
    notebook = answered(**changes)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in names]
    return notebook


def with_cell(code):
    """Return the worksheet with a cell of the student's own before all others."""
    notebook = answered()
    notebook.cells.insert(0, nbformat.v4.new_code_cell(code))
    return notebook


def copied(name, text=None, place=None, **changes):
    """Return the worksheet with a cell copied as Jupyter does: all but the cell's own name."""
    notebook = answered(**changes)
    place, cell = next(
        (at + 1 if place is None else place, cell)
        for at, cell in enumerate(notebook.cells)
        if cell.id == name
    )
    twin = copy.deepcopy(cell)
    twin.id, twin.source = "a1b2c3", text or cell.source
    notebook.cells.insert(place, twin)
    return notebook


def graded_as(name, **grading):
    """Return the worksheet with a cell whose notes for nbgrader a student changed."""
    notebook = answered()
    cell = next(cell for cell in notebook.cells if cell.id == name)
    cell.metadata.nbgrader.update(grading)
    return notebook


def stripped(own_names):
    """Return the worksheet after a program that keeps no notes on cells, and maybe no names."""
    notebook = answered()
    for at, cell in enumerate(notebook.cells):
        cell.metadata = {}
        cell.id = cell.id if own_names else f"own-{at}"
    return notebook


def renoted():
    """Return the worksheet after a program that moves a cell's own name among its notes."""
    notebook = answered()
    for at, cell in enumerate(notebook.cells):
        cell.metadata.id = cell.id
        del cell.metadata["nbgrader" if "nbgrader" in cell.metadata else "id"]
        cell.id = f"own-{at}"
    return notebook


NUMBERS = {
    student: of_student("reexport", student)[0]["reexport-own"].source
    for student in ("Berik", "one of two right")
}
BLANK_CODE = "def hs6(text):\n    raise NotImplementedError"
NO_CODE = "def hs6(text):\n    return None"

# what students may hand in, of 12 points that a program gives
ANSWERS = {
    "right": (12, answered()),
    # a hundred where a ratio was asked for, and no error where nothing can be related to zero
    "careless": (
        10,
        answered(index="def index(values, base_year):\n    return {y: 100 for y in values}"),
    ),
    # passes what it can see, and gets a part
    "guessed": (
        9,
        answered(
            code="def hs6(text):\n"
            "    seen = ['8542.31', '8542 31', '85423190', '8542.31.90.10']\n"
            "    return '854231' if text in seen else None"
        ),
    ),
    # stops in one cell, leaves one blank, and drops a check that it did not pass
    "unfinished": (
        5,
        answered(
            mirror="def mirror_ratio(exports_eur, imports_usd, rate)\n    return {}",
            code=BLANK_CODE,
            extra="def excess(values, first, last):\n    return {2022: 10}",
            extra_checks="assert True",
        ),
    ),
    # own numbers, typed, and those that a neighbour has
    "Berik": (12, answered(reexport_own=NUMBERS["Berik"])),
    "copied from Berik": (10, answered(reexport_own=NUMBERS["Berik"])),
    "one of two right": (11, answered(reexport_own=NUMBERS["one of two right"] + "\nmore = 1e9")),
    "a cell that does not end": (12, with_cell("while True: pass")),
    "a cell that asks": (12, with_cell('input("your name")')),
    "check deleted": (12, without("code-checks")),
    "check deleted, answer wrong": (8, without("code-checks", code=NO_CODE)),
    "check emptied": (12, answered(code_checks="")),
    "check emptied, answer wrong": (8, answered(code_checks="", code=NO_CODE)),
    "check changed, answer wrong": (8, answered(code_checks="assert True", code=NO_CODE)),
    "all checks deleted": (
        12, without(*(id_ for id_ in worksheet("reexport") if "-checks" in id_)),
    ),
    "answer deleted": (8, without("code", "code-checks")),
    "words deleted": (12, without("evidence", "evidence-task")),
    "import deleted": (12, without("imports")),
    "answer copied": (12, copied("code")),
    "answer copied, then one filled": (
        12, copied("code", code=BLANK_CODE, text=worksheet("reexport")["code"].source),
    ),
    "answer copied, last one wrong": (8, copied("code", text=NO_CODE)),
    "words copied, last one blank": (12, copied("evidence", text="*Your answer*")),
    "check copied": (12, copied("code-checks", text="assert True")),
    "check copied to the top": (12, copied("code-checks", place=0)),
    "check renamed": (12, graded_as("code-checks", grade_id="mine")),
    "check without points": (12, graded_as("code-checks", grade=False, locked=False)),
    "check with many points": (12, graded_as("code-checks", points=100)),
    "notes lost": (12, stripped(own_names=True)),
    "notes and names lost": (12, stripped(own_names=False)),
    "names moved": (12, renoted()),
}  # fmt: skip

COPIED = "copied, all copies ran and one counts. Copy the text of a cell, not the cell."

# the words for the teacher, which also head the student's page
WORDS = {
    "check deleted": "`code-checks`: missing, put back.",
    "check emptied": "`code-checks`: changed, put back.",
    "answer deleted": "`code`: missing, look for the answer in other cells.",
    "words deleted": "`evidence`: missing, look for the answer in other cells.",
    "answer copied": f"`code`: {COPIED}",
    "check copied": f"`code-checks`: {COPIED}",
    "notes and names lost": "No cell has its name, so the checks ran after all cells. Read them.",
}

# who typed somebody else's name
NAMED = {"words deleted": "import  DELETED"}
SAME = {
    "words deleted": "; typed the same name as import deleted",
    "import deleted": "; typed the same name as words deleted",
}

RIGHT = nbformat.writes(answered()).encode()

# files that are no worksheet under its name, or are one in spite of it
FILES = {
    "second download": (
        12, {"reexport (1).ipynb": RIGHT}, "reexport (1).ipynb is now reexport.ipynb.",
    ),
    "saved in the browser": (
        12, {"course_release_reexport_reexport.ipynb": RIGHT}, "is now reexport.ipynb.",
    ),
    "two files": (
        12, {"reexport.ipynb": RIGHT, "reexport (1).ipynb": b""}, "Skipping unknown notebook",
    ),
    "marked": (12, {"reexport.ipynb": codecs.BOM_UTF8 + RIGHT}, None),
    "two wrong names": (
        None, {"reexport (1).ipynb": RIGHT, "reexport (2).ipynb": RIGHT},
        "no notebook is named reexport.ipynb. Leave the one that counts.",
    ),
    "cut off": (None, {"reexport.ipynb": RIGHT[:2000]}, "not a whole notebook in UTF-8."),
    "a page": (None, {"reexport.ipynb": b"<!DOCTYPE html>"}, "not a whole notebook in UTF-8."),
    "empty": (None, {"reexport.ipynb": b""}, "not a whole notebook in UTF-8."),
    "another worksheet": (
        None, {"reexport.ipynb": (COURSE / "release" / "weights" / "weights.ipynb").read_bytes()},
        "This is another worksheet. Ask for the right one.",
    ),
}  # fmt: skip


def under_a_name(student, content):
    """Return a notebook in which a student typed a name."""
    return content.replace(b'\\"Aigul\\"', f'\\"{NAMED.get(student, student)}\\"'.encode())


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return the course after all of the above were graded in one run, and what was said."""
    course = Course(tmp_path_factory.mktemp("graded"))
    course.call("generate_assignment", "--force", "reexport")
    for student, (_, notebook) in ANSWERS.items():
        # as it stands, for nbformat would mend some of it
        course.submit(student, under_a_name(student, json.dumps(notebook).encode()))
    for student, (_, files, _) in FILES.items():
        for name, content in files.items():
            course.submit(student, under_a_name(student, content), name)
    said = course.call("autograde", "reexport", code=1)
    course.call("generate_feedback", "reexport")
    return course, said


def page(course, student):
    return (course.folder / "feedback" / student / "reexport" / "reexport.html").read_text("utf-8")


def test_all_get_what_they_deserve_whatever_became_of_their_cells(graded):
    course, _ = graded
    grades = course.grades().loc["reexport"]
    expected = {name: points for name, (points, *_) in (ANSWERS | FILES).items()}
    got = grades["score"].astype(object).where(grades["score"].notna(), None)
    assert got.to_dict() == expected
    assert set(grades["max_score"]) == {16}
    notes = {name: grades["note"][name] for name in expected}
    for student, points in expected.items():
        # the written answer waits for the teacher
        if points is None:
            assert notes[student].startswith("not graded: ")
            assert FILES[student][2] in notes[student]
        else:
            assert notes[student] == "to be read" + SAME.get(student, "")


def test_each_fault_is_named_to_the_teacher_and_to_the_student(graded):
    course, said = graded
    for student, words in WORDS.items():
        assert f"{student}: {words}" in said
        assert words.split(": ")[-1] in page(course, student)
    for student, (_, _, words) in FILES.items():
        assert (
            any(student in line and words in line for line in said.splitlines() if words)
            or not words
        )
    # nothing is said of what is in order
    for student in ("right", "careless", "marked"):
        assert f"{student}:" not in said


def test_written_answers_wait_for_the_teacher_whatever_became_of_their_cells(graded):
    from nbgrader.api import Gradebook

    course, _ = graded
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", "kzdiplo") as book:
        for student in ANSWERS:
            answer = book.find_grade("evidence", "reexport", "reexport", student)
            assert answer.needs_manual_grade


def test_what_students_get_back_shows_no_hidden_check(graded):
    course, _ = graded
    hidden = worksheet("reexport")["code-checks-3"].source
    hidden = hidden.split("### BEGIN HIDDEN TESTS\n")[1].split("### END")[0].splitlines()
    autograded = course.folder / "autograded" / "guessed" / "reexport" / "reexport.ipynb"
    assert all(line in cells(autograded)["code-checks-3"].source for line in hidden)
    assert "AssertionError" in autograded.read_text("utf-8")
    for student, (points, *_) in (ANSWERS | FILES).items():
        if points is None:
            assert not (course.folder / "feedback" / student).exists()
            continue
        text = html.unescape(re.sub("<[^>]+>", "", page(course, student)))
        assert "A customs code as people write it" in text
        assert "Checks that your teacher runs, 2 points" in text
        assert "HIDDEN" not in text
        assert "AssertionError" not in text
        assert not any(line in text for line in hidden if line)


def test_a_second_run_grades_only_what_the_first_could_not(tmp_path):
    course = Course(tmp_path)
    course.call("generate_assignment", "--force", "reexport")
    course.submit("first", RIGHT)
    course.submit("second", RIGHT[:2000])
    course.submit("third", RIGHT)
    course.call("autograde", "reexport", code=1)
    course.call("db", "student", "add", "absent")
    grades = course.grades().loc["reexport"]
    assert grades["score"].dropna().to_dict() == {"first": 12, "third": 12}
    assert grades["note"]["absent"] == "not handed in"
    assert grades["note"]["second"].startswith("not graded: not a whole notebook")
    first = course.folder / "autograded" / "first" / "reexport" / "reexport.ipynb"
    before = first.stat().st_mtime_ns
    course.submit("second", RIGHT)
    course.call("autograde", "reexport")
    assert course.grades()["score"]["reexport"].dropna().to_dict() == dict.fromkeys(
        ["first", "second", "third"], 12
    )
    assert first.stat().st_mtime_ns == before
