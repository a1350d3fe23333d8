"""The worksheets for a spreadsheet: variants that differ, checks that do not tell, points."""

import csv
import math
import re
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from kzdiplo import workbooks
from kzdiplo.measures import agreement

COURSE = Path(__file__).parents[2] / "course"
sys.path.insert(0, str(COURSE))
import spreadsheets  # noqa: E402

SHEETS = sorted(spreadsheets.SHEETS)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the folder of all workbooks."""
    folder = tmp_path_factory.mktemp("made")
    spreadsheets.make(folder)
    return folder


def filled(path, to, answers):
    """Write a workbook as a student saves it, with answers by task."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for task, answer in answers.items() if name.endswith("sheet1.xml") else ():
                row = re.search(rf'<c r="A(\d+)" s="1" t="inlineStr"><is><t>{task}</t>', text)[1]
                number = isinstance(answer, (int, float))
                value = f"<v>{answer!r}</v>" if number else f"<is><t>{answer}</t></is>"
                kind = "" if number else ' t="inlineStr"'
                text = text.replace(
                    f'<c r="C{row}" s="2"/>', f'<c r="C{row}" s="2"{kind}>{value}</c>'
                )
            new.writestr(name, text)
    return to


def test_there_are_eight_variants_of_three_worksheets(made):
    assert len(list(made.iterdir())) == 24
    for path in made.iterdir():
        with zipfile.ZipFile(path) as packed:
            assert all(ElementTree.fromstring(packed.read(name)).tag for name in packed.namelist())


@pytest.mark.parametrize("sheet", SHEETS)
def test_neighbours_have_other_answers(sheet):
    every = [spreadsheets.SHEETS[sheet](variant)[0] for variant in spreadsheets.VARIANTS]
    for one, other in pairwise(every):
        different = [
            a.name for a, b in zip(one, other, strict=True) if abs(a.answer - b.answer) > 0.1
        ]
        assert len(different) >= 3
    assert {sum(task.points for task in tasks) for tasks in every} in ({10}, {11}, {8})


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("variant", spreadsheets.VARIANTS)
def test_right_answers_get_all_points_and_blank_ones_none(made, tmp_path, sheet, variant):
    path = made / f"{sheet}-{variant}.xlsx"
    tasks, _ = spreadsheets.SHEETS[sheet](variant)
    answers = {task.name: round(float(task.answer), 1) for task in tasks}
    to = tmp_path / "a.xlsx"
    result = spreadsheets.grade(filled(path, to, {"name": "Дана", "words": "because", **answers}))
    assert result["points"] == result["of"] == sum(task.points for task in tasks)
    assert (result["student"], result["variant"], result["note"]) == (
        "Дана", str(variant), "to be read",
    )  # fmt: skip
    assert spreadsheets.grade(path)["points"] == 0
    # each task counts by itself, and a decimal comma typed as text is a number
    one = tasks[1]
    text = f"{round(float(one.answer), 1)}".replace(".", ",")
    assert spreadsheets.grade(filled(path, to, {one.name: text}))["points"] == one.points
    wrong = {one.name: round(float(one.answer), 1) + 0.2}
    assert spreadsheets.grade(filled(path, to, wrong))["points"] == 0


def test_the_check_says_right_for_the_answer_and_not_for_others_and_does_not_hold_it():
    for sheet in SHEETS:
        for variant in spreadsheets.VARIANTS:
            for task in spreadsheets.SHEETS[sheet](variant)[0]:
                formula = spreadsheets.check("C3", task.answer)
                wanted = int(re.search(r"=(\d+),", formula)[1])
                # as a spreadsheet computes it, rounding halves up
                tenths = int(np.floor(10 * task.answer + 0.5 + 1e-9))
                assert tenths * 7919 % 10007 == wanted
                assert not any((tenths + off) * 7919 % 10007 == wanted for off in range(1, 2000))
                assert f"{task.answer:.1f}" not in formula


def test_weights_and_agreement_are_those_of_the_data_that_are_given():
    for variant in spreadsheets.VARIANTS:
        tasks, rows = spreadsheets.weights(variant)
        matrix = np.ones((4, 4))
        for i, row in enumerate(rows[1:5]):
            for j in range(i + 1, 4):
                matrix[i, j], matrix[j, i] = row[1 + j], 1 / row[1 + j]
        means = [math.prod(row) ** 0.25 for row in matrix]
        found = [100 * mean / sum(means) for mean in means]
        assert [tasks[1].answer, tasks[2].answer] == pytest.approx([found[0], found[2]])
        ranks = np.array([row[7:] for row in rows[1:]], dtype=float)
        assert tasks[4].answer == pytest.approx(100 * agreement.kendalls_w(ranks))


def test_the_census_of_1959_is_as_its_shares_say():
    # 30.0, 42.7, 8.2, 7.1 and so on; by hand from the printed shares
    tasks, rows = spreadsheets.plural(1)
    shares = [row[1] for row in rows[1:] if row[0]]
    assert shares[:2] == [30.0, 42.7]
    assert tasks[3].answer == pytest.approx(100 - sum(shares))
    assert 70 < tasks[4].answer < 72


def test_grading_names_what_is_no_worksheet_and_stops_nobody(made, tmp_path):
    folder = tmp_path / "sent"
    folder.mkdir()
    filled(made / "weights-3.xlsx", folder / "a.xlsx", {"name": "Madi"})
    (folder / "b.xlsx").write_bytes(b"PK\x03\x04 torn")
    (folder / "c.pdf").write_bytes(b"%PDF")
    done = subprocess.run(
        [sys.executable, COURSE / "spreadsheets.py", "grade", folder],
        capture_output=True, text=True, check=True, cwd=COURSE.parent,
        env={"PYTHONPATH": str(COURSE.parent), "PATH": "", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(row["file"], row["student"]) for row in rows] == [
        ("a.xlsx", "Madi"), ("b.xlsx", ""), ("c.pdf", ""),
    ]  # fmt: skip
    assert all("none of the worksheets" in row["note"] for row in rows[1:])


def test_what_is_handed_out_is_read_by_the_reader_of_workbooks(made):
    rows = workbooks.rows(made / "partners-1.xlsx", spreadsheets.HEADER)
    assert [row[0] for row in rows.values()] == [
        "task", "name", "1", "2", "3", "4", "5", "words", "sheet",
    ]  # fmt: skip
