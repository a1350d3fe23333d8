"""What a class sent is sorted by what is in it: which worksheet, and whose."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import normalize

from kzdiplo.gathering import Found, gathered
from kzdiplo.table import TableError

#: A notebook may have no more bytes.
MOST_BYTES = 20_000_000

_AGAIN = "Ask for the notebook as Jupyter saves it (.ipynb)."
# a second download, a copy, and what JupyterLite and Moodle add to a name
_ADDED = re.compile(
    r"\s*\(\d+\)$|-Copy\d*$|^course_release_[a-z]+_|_\d+_assignsubmission_\w+", re.IGNORECASE
)
#: Names that are nobody's.
_NOBODY = {
    *("", "all", "answers", "archive", "course", "download", "downloads", "files", "notebook"),
    *("release", "submissions", "submitted", "document", "untitled", "worksheet", "worksheets"),
}
_UNFIT = re.compile(r'[<>:"/\\|?*+\x00-\x1f\x7f\u200b-\u202e\u2066-\u2069]')

Notebook = dict[str, Any]


@dataclass(frozen=True)
class Placed:
    """A notebook that lies where nbgrader looks for it.

    Attributes
    ----------
    file : str
        Where it was found.
    student, sheet : str
        Whose it is, and which worksheet.
    note : str
        What is good to know, such as that it was there before; often empty.
    """

    file: str
    student: str
    sheet: str
    note: str = ""


@dataclass(frozen=True)
class Left:
    """A file that was not placed.

    Attributes
    ----------
    file : str
        Where it was found.
    message, remedy : str
        Why, and what to do; without a remedy nothing needs to be done.
    """

    file: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Collected:
    """What became of the files that a class sent.

    Attributes
    ----------
    placed : list of Placed
        One for each student and worksheet.
    left : list of Left
        All other files.
    """

    placed: list[Placed]
    left: list[Left]


@dataclass(frozen=True)
class _Work:
    """A notebook that is known: whose, which worksheet, when it was saved, and its bytes."""

    file: str
    student: str
    sheet: str
    saved: datetime | None
    cells: list[str]
    content: bytes


def collect(folder: str | Path, course: str | Path = "course") -> Collected:
    """Put the worksheets that a class sent where nbgrader looks for them.

    Parameters
    ----------
    folder : str or pathlib.Path
        What came, also in folders and archives (.zip) inside it; or one file.
    course : str or pathlib.Path
        The folder of the course: worksheets are known by the cells of those in its ``release``,
        and go into ``submitted/STUDENT/WORKSHEET/WORKSHEET.ipynb`` in it.

    Returns
    -------
    Collected
        A student's name is taken from the notebook itself, where the button to hand in wrote it,
        else from the file's name, else from the folder or archive that it lies in. Copies are
        placed once. Of versions that differ the one that says that it was saved last is placed;
        where they do not say, none.

    Raises
    ------
    TableError
        When a folder is not there, or the course has no worksheets.

    Examples
    --------
    >>> import json
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from kzdiplo import worksheets
    >>> sheet = json.dumps({"cells": [{"id": "share", "metadata": {}, "source": "a"}]})
    >>> with TemporaryDirectory() as course:
    ...     for name in ("release/trade/trade", "sent/Aigul trade (1)"):
    ...         path = Path(course, f"{name}.ipynb")
    ...         path.parent.mkdir(parents=True)
    ...         _ = path.write_text(sheet)
    ...     print(worksheets.collect(Path(course, "sent"), course).placed)
    [Placed(file='Aigul trade (1).ipynb', student='Aigul', sheet='trade', note='')]
    """
    folder, course = Path(folder), Path(course)
    if not folder.exists():
        raise TableError(f"there is no folder {str(folder)!r}")
    known = _sheets(course / "release")
    works: list[_Work] = []
    left: list[Left] = []
    with gathered(folder, MOST_BYTES) as found:
        for one in found:
            read = _read(one, known)
            if isinstance(read, Left):
                left.append(read)
            else:
                works.append(read)
    by_student: dict[tuple[str, str], list[_Work]] = {}
    for work in works:
        by_student.setdefault((_folded(work.student), work.sheet), []).append(work)
    placed: list[Placed] = []
    spelt = {path.name for path in course.glob("submitted/*") if path.is_dir()}
    names = {_folded(name): name for name in spelt}
    for own in by_student.values():
        chosen, others = _chosen(own)
        left += others
        if chosen:
            student = names.setdefault(_folded(chosen.student), chosen.student)
            result = _place(chosen, student, course / "submitted")
            if isinstance(result, Placed):
                placed.append(result)
            else:
                left.append(result)
    placed.sort(key=lambda one: (one.sheet, _folded(one.student)))
    return Collected(placed, sorted(left, key=lambda one: one.file.casefold()))


# Which worksheet.


def _sheets(release: Path) -> dict[str, set[str]]:
    """Return for each worksheet the names and texts of cells that no other one has."""
    marks: dict[str, set[str]] = {}
    for path in sorted(release.glob("*/*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        marks[path.stem] = {mark for cell in cells for mark in _marks(cell)}
    if not marks:
        raise TableError(f"there are no worksheets in {str(release)!r}: name the course's folder")
    often = Counter(mark for own in marks.values() for mark in own)
    return {name: {mark for mark in own if often[mark] == 1} for name, own in marks.items()}


def _marks(cell: Notebook) -> set[str]:
    """Return by what a cell is known: its names, as programs keep them, and its text."""
    notes = cell.get("metadata", {})
    names = notes.get("nbgrader", {}).get("grade_id"), cell.get("id"), notes.get("id")
    return {*(f"name {name}" for name in names if name), f"text {_text(cell).strip()}"}


def _text(cell: Notebook) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _read(found: Found, known: dict[str, set[str]]) -> _Work | Left:
    """Read a file, or say why it is no worksheet of somebody."""
    if found.problem:
        return Left(found.name, *found.problem)
    try:
        with found.path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        notebook = json.loads(content.decode("utf-8-sig"))
        cells = notebook["cells"]
        marks = {mark for cell in cells for mark in _marks(cell)}
        texts = [_text(cell) for cell in cells]
    except OSError as error:
        return Left(found.name, f"the file cannot be opened ({error.strerror})", _AGAIN)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Left(found.name, "this is not a whole notebook", _AGAIN)
    alike = {name: len(own & marks) for name, own in known.items()}
    best = max(alike.values())
    sheets = [name for name, count in alike.items() if count == best]
    if not best or len(sheets) > 1:
        return Left(found.name, "this is none of the worksheets", "Ask for the right one.")
    student = _student(found.name, notebook, known)
    if not student:
        return Left(
            found.name,
            "it does not say whose it is",
            "Put it into a folder with the student's name, or the name into that of the file.",
        )
    return _Work(found.name, student, sheets[0], _saved(notebook), texts, content)


# Whose.


def _student(file: str, notebook: Notebook, sheets: Iterable[str]) -> str:
    """Return the student's name, or nothing."""
    given = _noted(notebook).get("student")
    if isinstance(given, str) and _fit(given):
        return _fit(given)
    path = PurePosixPath(file)
    # also of another worksheet, since students rename what they have
    sheet = re.compile(rf"(^|[\W_]+)({'|'.join(sheets)})(?=$|[\W_])", re.IGNORECASE)
    for part in (path.name, *reversed(path.parts[:-1])):
        stem = re.sub(r"(\.(ipynb|zip|json|txt))+$", "", part, flags=re.IGNORECASE)
        while (shorter := _ADDED.sub("", stem)) != stem:
            stem = shorter
        name = _fit(sheet.sub(" ", stem).replace("_", " "))
        if name.casefold() not in _NOBODY and any(map(str.isalnum, name)):
            return name
    return ""


def _noted(notebook: Notebook) -> dict[str, Any]:
    """Return what the button to hand in wrote into a notebook."""
    notes = notebook.get("metadata", {}).get("kzdiplo", {})
    return notes if isinstance(notes, dict) else {}


def _saved(notebook: Notebook) -> datetime | None:
    try:
        saved = datetime.fromisoformat(_noted(notebook)["saved"])
    except (LookupError, TypeError, ValueError):
        return None
    return saved if saved.tzinfo else None


def _fit(name: str) -> str:
    """Return a name that may be a folder's on any system."""
    return " ".join(_UNFIT.sub(" ", normalize("NFC", name)).split())[:80].strip(" .-_")


def _folded(name: str) -> str:
    return normalize("NFKC", name).casefold()


# Which version, and where it goes.


def _chosen(own: list[_Work]) -> tuple[_Work | None, list[Left]]:
    """Choose among the notebooks of one student; say of the others why they are not placed."""
    versions: list[_Work] = []
    left = []
    for work in sorted(own, key=lambda one: one.saved is None):
        same = next((other for other in versions if other.cells == work.cells), None)
        if same:
            left.append(Left(work.file, f"a copy of {same.file}"))
        else:
            versions.append(work)
    last = versions[0]
    if len(versions) > 1:
        times = [work.saved for work in versions if work.saved]
        if len(times) < len(versions) or times.count(max(times)) > 1:
            files = ", ".join(work.file for work in versions)
            message = f"{last.student} has several versions of {last.sheet}: {files}"
            remedy = "Leave the one that counts, and move the others away."
            return None, [*left, *(Left(work.file, message, remedy) for work in versions)]
        last = next(work for work in versions if work.saved == max(times))
        left += [Left(work.file, f"older than {last.file}") for work in versions if work != last]
    return last, left


def _place(work: _Work, student: str, submitted: Path) -> Placed | Left:
    """Write a notebook to its place, unless a later or another one is there."""
    target = submitted / student / work.sheet / f"{work.sheet}.ipynb"
    if target.exists():
        there = _there(target)
        if there and there[0] == work.cells:
            return Placed(work.file, student, work.sheet, "was there before")
        before = there[1] if there else None
        if not (before and work.saved and work.saved > before):
            if before and work.saved and work.saved < before:
                return Left(work.file, f"older than {target}")
            remedy = "If the new one counts, delete that file and collect again."
            return Left(work.file, f"another version lies at {target}", remedy)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(work.content)
    return Placed(work.file, student, work.sheet)


def _there(target: Path) -> tuple[list[str], datetime | None] | None:
    """Return the cells of a notebook that was placed before, and when it was saved."""
    try:
        notebook = json.loads(target.read_text("utf-8-sig"))
        return [_text(cell) for cell in notebook["cells"]], _saved(notebook)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
