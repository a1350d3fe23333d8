"""What students do to a worksheet is put right, or named, before nbgrader grades it.

By itself nbgrader puts back a check that was changed, not one that was deleted or lost its name, and
stops the run of a whole class at a cell that was copied.
"""

import codecs
import csv
import re
from copy import deepcopy
from pathlib import Path

import nbformat
from nbgrader.plugins import ExportPlugin
from nbgrader.preprocessors import OverwriteCells
from traitlets.log import get_logger

from kzdiplo.worksheets.variants import as_compared


def look(assignment, notebooks, **_):
    """Bring a student's only notebook under the worksheet's name; say which file is none."""
    log = get_logger()
    path = Path(notebooks[0]).with_name(f"{assignment}.ipynb")
    student = path.parents[1].name
    if len(notebooks) == 1 and not path.exists():
        log.warning("%s: %s is now %s.", student, Path(notebooks[0]).name, path.name)
        Path(notebooks[0]).rename(path)
        notebooks[:] = [str(path)]
    if path.exists():
        content = path.read_bytes()
        # some editors put a mark at the head of a file
        if content.startswith(codecs.BOM_UTF8):
            path.write_bytes(content.removeprefix(codecs.BOM_UTF8))
    fault = wrong_with(path.parent)
    if fault:
        log.error("%s: %s", student, fault)


def wrong_with(folder):
    """Say why what a student handed in for a worksheet cannot be graded, and what to do; or nothing."""
    path = folder / f"{folder.name}.ipynb"
    if not path.exists():
        if any(folder.glob("*.ipynb")):
            return f"no notebook is named {path.name}. Leave the one that counts."
        return "no notebook is in the folder. Ask for it as Jupyter saves it."
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception:
        return "not a whole notebook in UTF-8. Ask for it as Jupyter saves it."
    try:
        by_name(notebook, wanted_of(handed_out(folder.name)))
    except ValueError as error:
        return str(error)
    return ""


def handed_out(assignment):
    """Return a worksheet as it was handed out."""
    return nbformat.read(Path("release", assignment, f"{assignment}.ipynb"), as_version=4)


def wanted_of(notebook):
    """Return the cells of a worksheet that nbgrader knows, by their names."""
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def by_name(notebook, wanted):
    """Return the cells of a notebook under the names that were handed out, taking these away."""
    found, others = {name: [] for name in wanted}, set()
    for cell in notebook.cells:
        given = cell.metadata.pop("nbgrader", {}).get("grade_id")
        # where a program drops the notes a cell keeps its own name, or has it among its notes
        names = given, cell.get("id"), cell.metadata.get("id")
        name = next((name for name in names if name in wanted), None)
        if name:
            found[name].append(cell)
        elif given:
            others.add(given)
    if others and not any(found[name] for name, cell in wanted.items() if cell.metadata.nbgrader.solution):
        raise ValueError("This is another worksheet. Ask for the right one.")
    return found


def mend(notebook, given):
    """Give a student's notebook the cells that were handed out; return what was amiss.

    They get their names back and, unless they are for answers, their text (from `OverwriteCells`,
    with the hidden checks). A student's other cells stay and run where they stand.
    """
    wanted = wanted_of(given)
    found = by_name(notebook, wanted)
    missing, unanswered, changed, copied = [], [], [], []
    # before the next one that is there, so that a check comes after whatever it checks
    place = len(notebook.cells)
    for name, cell in reversed(wanted.items()):
        grading = cell.metadata.nbgrader
        if found[name]:
            # a copy that was left blank must not hide an answer
            filled = [copy for copy in found[name] if copy.source != cell.source]
            kept = (filled if grading.solution and filled else found[name])[-1]
            kept.metadata = deepcopy(cell.metadata)
            place = next(at for at, other in enumerate(notebook.cells) if other is kept)
            if len(found[name]) > 1:
                copied.append(name)
            if grading.locked and kept.source != cell.source:
                changed.append(name)
        elif not grading.solution:
            missing.append(name)
            notebook.cells.insert(place, deepcopy(cell))
        else:
            unanswered.append(name)
            # other text than was handed out, so that it is read and not taken for a blank
            if grading.grade:
                put = {**deepcopy(cell), "source": "*This cell was missing.*"}
                notebook.cells.insert(place, nbformat.from_dict(put))
    if not any(found.values()):
        return ["No cell has its name, so the checks ran after all cells. Read them."]
    what = {
        "missing, put back": missing,
        "changed, put back": changed,
        "missing, look for the answer in other cells": unanswered,
        "copied, all copies ran and one counts. Copy the text of a cell, not the cell": copied,
    }
    return [f"{', '.join(f'`{name}`' for name in reversed(names))}: {words}." for words, names in what.items() if names]


class PutBack(OverwriteCells):
    """Mend a notebook, write what was amiss at its head, and put the checks back."""

    def preprocess(self, nb, resources):
        names = resources["nbgrader"]
        try:
            amiss = mend(nb, handed_out(names["assignment"]))
        except ValueError as error:
            self.log.error("%s: %s", names["student"], error)
            raise
        for words in amiss:
            self.log.warning("%s: %s", names["student"], words)
        nb, resources = super().preprocess(nb, resources)
        if amiss:
            nb.cells.insert(0, nbformat.v4.new_markdown_cell("\n\n".join(amiss)))
        return nb, resources

    def report_change(self, name, attr, old, new):
        """Say nothing of what is put back in every notebook, such as hidden checks."""


def named(student, assignment):
    """Return the name from which a student's own data came, as names are compared; or nothing."""
    path = Path("autograded", student, assignment, f"{assignment}.ipynb")
    if not path.exists():
        return ""
    cell = wanted_of(nbformat.read(path, as_version=4)).get(f"{assignment}-name")
    typed = re.search(r"""^student\s*=\s*(["'])(.+?)\1""", cell.source if cell else "", re.MULTILINE)
    return as_compared(typed[2]) if typed else ""


def shared(students, assignment):
    """Return for each student with whom the name in the worksheet, and so all own data, is shared."""
    names = {student: named(student, assignment) for student in students}
    return {
        student: [other for other in students if name and other != student and names[other] == name]
        for student, name in names.items()
    }


class Grades(ExportPlugin):
    """All points as CSV; none, and a word, where nothing was graded."""

    def export(self, gradebook):
        rows = [["assignment", "student_id", "score", "max_score", "note"]]
        for assignment in gradebook.assignments:
            alike = shared([student.id for student in gradebook.students], assignment.name)
            for student in gradebook.students:
                # nbgrader's own options may ask for some of them
                asked = (self.assignment, assignment.name), (self.student, student.id)
                if any(names and name not in names for names, name in asked):
                    continue
                score, note = "", "not handed in"
                handed_in = Path("submitted", student.id, assignment.name)
                if handed_in.exists():
                    note = f"not graded: {wrong_with(handed_in) or 'call nbgrader autograde again.'}"
                if Path("autograded", student.id, assignment.name).exists():
                    work = gradebook.find_submission(assignment.name, student.id)
                    score, notes = work.score, ["to be read"] if work.needs_manual_grade else []
                    if alike[student.id]:
                        notes.append(f"typed the same name as {', '.join(alike[student.id])}")
                    note = "; ".join(notes)
                rows.append([assignment.name, student.id, score, assignment.max_score, note])
        # with the mark by which spreadsheets know UTF-8
        with Path(self.to or "grades.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
