import os
import shutil
import subprocess
import sys
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


@pytest.mark.parametrize("name", NAMES)
def test_every_task_has_points_and_hidden_checks(name):
    tasks = [
        cell for cell in worksheet(name).values() if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    assert len(tasks) >= 4
    for cell in tasks:
        points = cell.metadata["nbgrader"]["points"]
        assert points > 0
        if cell.cell_type == "code":
            assert cell.source.startswith(f"# Checks, {points} points\n")
            assert cell.source.count("assert") >= 2
            assert "### BEGIN HIDDEN TESTS" in cell.source


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_worksheet_passes_no_check(name):
    given = worksheet(name, "release")
    checks = [id_ for id_ in given if id_.endswith("-checks")]
    for id_ in checks:
        others = {key: cell for key, cell in given.items() if not key.endswith("-checks")}
        with pytest.raises(NotImplementedError):
            run({**others, id_: given[id_]})


# With nbgrader itself, which `make grading` installs.


@pytest.fixture
def nbgrader(tmp_path):
    """Return a function that calls nbgrader in a copy of the course."""
    pytest.importorskip("nbgrader", reason="nbgrader is not installed: make grading")
    course = shutil.copytree(COURSE, tmp_path / "course")
    # nbgrader calls other commands of its environment by name
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def call(*words):
        command = [sys.executable, "-m", "nbgrader", *words]
        done = subprocess.run(
            command, cwd=course, env={**os.environ, "PATH": path}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return course

    return call


@pytest.mark.parametrize("name", NAMES)
def test_the_students_notebooks_are_those_that_nbgrader_makes(nbgrader, name):
    course = nbgrader("generate_assignment", "--force", name)
    made = (course / "release" / name / f"{name}.ipynb").read_text("utf-8")
    kept = (COURSE / "release" / name / f"{name}.ipynb").read_text("utf-8")
    assert normalise.normalised(made) == kept


# what students may hand in: the points for each task, and what stands in its cell
ANSWERS = {
    "right": ((2, 2, 4, 2), {}),
    # a hundred where a ratio was asked for, and no error where nothing can be related to zero
    "careless": (
        (0, 2, 4, 2),
        {"index": "def index(values, base_year):\n    return {y: 100 for y in values}"},
    ),
    # passes what it can see
    "guessed": (
        (2, 2, 0, 2),
        {
            "code": "def hs6(text):\n"
            "    seen = ['8542.31', '8542 31', '85423190', '8542.31.90.10']\n"
            "    return '854231' if text in seen else None"
        },
    ),
    # stops in one cell, leaves one blank, and drops a check that it did not pass
    "unfinished": (
        (2, 0, 0, 0),
        {
            "mirror": "def mirror_ratio(exports_eur, imports_usd, rate)\n    return {}",
            "code": "def hs6(text):\n    raise NotImplementedError",
            "extra": "def excess(values, first, last):\n    return {2022: 10}",
            "extra-checks": "assert True",
        },
    ),
}


def test_right_and_wrong_answers_get_what_they_deserve(nbgrader):
    course = nbgrader("generate_assignment", "--force", "reexport")
    solved = worksheet("reexport")
    for student, (_, changes) in ANSWERS.items():
        notebook = nbformat.read(course / "release" / "reexport" / "reexport.ipynb", as_version=4)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = solved[cell.id].source
            cell.source = changes.get(cell.id, cell.source)
        folder = course / "submitted" / student / "reexport"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "reexport.ipynb")
    nbgrader("autograde", "reexport")
    nbgrader("generate_feedback", "reexport")
    nbgrader("export")
    grades = pd.read_csv(course / "grades.csv").set_index("student_id")
    assert grades["score"].to_dict() == {name: sum(points) for name, (points, _) in ANSWERS.items()}
    # the written answer waits for the teacher
    assert set(grades["max_score"]) == {14}
    for student in ANSWERS:
        report = (course / "feedback" / student / "reexport" / "reexport.html").read_text("utf-8")
        assert "A customs code as people write it" in report
