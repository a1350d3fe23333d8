"""The answers: files that raters return are read, or left out by name with the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from kzdiplo import csvtext
from kzdiplo.csvtext import CellError
from kzdiplo.measures import ahp
from kzdiplo.panel.forms import COLUMNS, lists, pairs
from kzdiplo.panel.results import Panel, Refused, folded, matrices
from kzdiplo.table import Problem, TableError

#: Stands in every report, so that one that lies in the folder is not taken for an answer.
MARK = '<meta name="generator" content="kzdiplo panel">'

_QUESTIONNAIRE = "Load the file into the questionnaire and save it from there"
_NUMBER = "Write a number from 1/9 to 9, such as 3, 0.5 or 1/3."
_MOST_BYTES = 1_000_000
_WORKBOOKS = {".xls", ".xlsx", ".ods"}
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
# what a live panel keeps beside the files of its first round
_LIVE = re.compile(r"panel\.sqlite(-wal|-shm)?|round-\d")
_SIDES = ("item_a", "item_b")
_FRACTION = re.compile(r"([1-9])\s*/\s*([1-9])")
# what a spreadsheet makes of 1/3 under various settings; the last is the number of a day
_DATE = re.compile(
    r"\d{1,2}[.\-/ ][^\W\d]{3,}\.?([.\-/ ]\d+)?|[^\W\d]{3,}\.?[.\-/ ]\d{1,2}"
    r"|\d{1,2}[.\-/]\d{1,2}[.\-/]\d{2,4}|\d{4}-\d{2}-\d{2}.*|[345]\d{4}"
)

Pair = tuple[str, str]


@dataclass(frozen=True)
class _Answer:
    """A file that can be counted: whose it is, and one row for each pair."""

    file: str
    rater: str
    judgements: pd.DataFrame


@dataclass(frozen=True)
class _Judgement:
    """How many times the first item of a pair weighs as much as the second, and where it says."""

    row: int
    value: float


class _RowError(ValueError):
    """A row cannot be counted; its arguments are column, value, message and remedy."""


def collect(folder: str | Path, progress: Callable[[int, int], None] | None = None) -> Panel:
    """Read the answers in a folder; leave out by name what cannot be counted.

    Parameters
    ----------
    folder : str or pathlib.Path
        One CSV file a rater, as the questionnaire or a spreadsheet writes it: with commas,
        semicolons or tabs, in UTF-8, UTF-16 or Windows-1251. Hidden files, reports of this module
        and what a live panel keeps besides are passed over.
    progress : callable, optional
        Called after each file with how many were read, and how many there are.

    Returns
    -------
    Panel
        Also when nothing could be counted; then it has no raters.

    Raises
    ------
    TableError
        When there is no such folder.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from kzdiplo import panel
    >>> with TemporaryDirectory() as folder:
    ...     for name, form in panel.invented(2, seed=1).items():
    ...         form.to_csv(Path(folder) / f"{name}.csv", index=False)
    ...     print(panel.collect(folder))
    Panel of 2 raters; files left out: 0
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise TableError(f"there is no folder {str(folder)!r}")
    paths = sorted(filter(_is_answer, folder.iterdir()), key=lambda path: path.name.casefold())
    answers: list[_Answer] = []
    refused: list[Refused] = []
    for number, path in enumerate(paths, start=1):
        read = _read(path)
        if isinstance(read, Refused):
            refused.append(read)
        else:
            answers.append(read)
        if progress:
            progress(number, len(paths))
    same = Counter(folded(answer.rater) for answer in answers)
    counted = [answer for answer in answers if same[folded(answer.rater)] == 1]
    refused += [_twice(answer, answers) for answer in answers if same[folded(answer.rater)] > 1]
    return Panel(
        matrices=matrices(pd.concat([answer.judgements for answer in counted])) if counted else {},
        files={answer.rater: answer.file for answer in counted},
        refused=sorted(refused, key=lambda one: one.file.casefold()),
    )


def _is_answer(path: Path) -> bool:
    """Say whether something in the folder is meant as an answer."""
    name = path.name.lower()
    if name.startswith((".", "~$")) or name in _SYSTEM_FILES or _LIVE.fullmatch(name):
        return False
    if path.suffix.lower() in {".html", ".htm"} and path.is_file():
        with path.open("rb") as file:
            return MARK.encode() not in file.read(1000)
    return True


def _twice(answer: _Answer, answers: list[_Answer]) -> Refused:
    """Leave out a file whose rater has another one."""
    others = [
        other.file
        for other in answers
        if folded(other.rater) == folded(answer.rater) and other is not answer
    ]
    problem = Problem(
        answer.file, None, "rater", answer.rater,
        f"the same rater has another file: {', '.join(others)}",
        "Leave the file that counts in the folder and move the other away; two people of one "
        "name need different names in their files.",
    )  # fmt: skip
    return Refused(answer.file, answer.rater, [problem])


def _read(path: Path) -> _Answer | Refused:
    """Read one file, or say all that is wrong with it."""
    file = path.name
    try:
        sheet = _sheet(path)
        rows = _rows(sheet)
        rater = _rater(file, rows)
    except TableError as error:
        problems = [replace(problem, file=file) for problem in error.problems]
        return Refused(file, None, problems)
    commas = csvtext.commas_are_decimal((row["value"] for row in rows.values()), sheet.delimiter)
    judgements, problems = _judgements(file, rows, commas)
    problems = _gathered([*sheet.problems, *problems])
    if problems:
        return Refused(file, rater, problems)
    given = [(rater, *pair, judgement.value) for pair, judgement in judgements.items()]
    return _Answer(file, rater, pd.DataFrame(given, columns=list(COLUMNS)))


def _sheet(path: Path) -> csvtext.Sheet:
    """Return the cells of a file."""
    if path.is_dir():
        message = "this is a folder, and its files are not read"
        raise csvtext.fatal(path.name, message, "Move its files one level up.")
    if path.suffix.lower() not in {".csv", *_WORKBOOKS}:
        remedy = "Move it away; if it is a form, save it as CSV."
        raise csvtext.fatal(path.name, "this is not a CSV file", remedy)
    try:
        return csvtext.read(path, COLUMNS, _MOST_BYTES)
    except TableError as error:
        more = "Or ask the rater for the file again."
        problems = [replace(each, remedy=f"{each.remedy} {more}") for each in error.problems]
        raise TableError(f"{path.name} cannot be read", problems) from None


def _rows(sheet: csvtext.Sheet) -> dict[int, dict[str, str]]:
    """Return the cells that count, by row and by column."""
    header = [name.casefold() for name in sheet.header]
    missing = [name for name in COLUMNS if header.count(name) != 1]
    if missing:
        message = f"the first row does not name the columns {', '.join(COLUMNS)} once each"
        message += f"; look at: {', '.join(missing)}"
        raise csvtext.fatal(sheet.file, message, "Copy the answers into a new form.", 1)
    if not sheet.rows:
        raise TableError(f"{sheet.file} has no whole row", _gathered(sheet.problems))
    places = {name: header.index(name) for name in COLUMNS}
    return {
        number: {name: row[place].strip() for name, place in places.items()}
        for number, row in sheet.rows.items()
    }


def _rater(file: str, rows: dict[int, dict[str, str]]) -> str:
    """Return the one name in the file; cells that leave it out are taken to mean the same."""
    names = {folded(row["rater"]): " ".join(row["rater"].split()) for row in rows.values()}
    names.pop("", None)
    if not names:
        remedy = "Write a name or a code in the column rater, the same in each row."
        raise csvtext.fatal(file, "the rater is not named", remedy)
    if len(names) > 1:
        few = ", ".join(list(names.values())[:3])
        message = f"the file holds {len(names)} raters: {few}{', ...' if len(names) > 3 else ''}"
        raise csvtext.fatal(file, message, "Make a file of its own for each rater.")
    return next(iter(names.values()))


def _judgements(
    file: str, rows: dict[int, dict[str, str]], decimal_comma: bool
) -> tuple[dict[Pair, _Judgement], list[Problem]]:
    """Return the judgement of each pair, and what is wrong with the others."""
    given: dict[Pair, _Judgement] = {}
    blank: dict[frozenset[str], int] = {}
    answered: set[frozenset[str]] = set()
    problems = []
    for number, row in rows.items():
        try:
            pair = _pair(row)
            if not row["value"]:
                blank[frozenset(pair)] = number
                continue
            answered.add(frozenset(pair))
            value = _value(row["value"], decimal_comma)
            if _is_new(pair, value, row["value"], given):
                given[pair] = _Judgement(number, value)
        except _RowError as error:
            problems.append(Problem(file, number, *error.args))
    return given, [*problems, *_missing(file, answered, blank)]


def _pair(row: dict[str, str]) -> Pair:
    """Return the two items of a row by their names on the form."""
    home = {item: part for part, items in lists().items() for item in items}
    known = {item.casefold(): item for item in home}
    unknown = [side for side in _SIDES if row[side].casefold() not in known]
    if unknown:
        names = ", ".join(row[side] for side in unknown) or None
        remedy = f"Use the names of the form: {', '.join(home)}."
        raise _RowError(", ".join(unknown), names, "no item of the form has this name", remedy)
    a, b = (known[row[side].casefold()] for side in _SIDES)
    both = ", ".join(_SIDES), f"{a}, {b}"
    if home[a] != home[b]:
        message = "these two are not compared: only items of one quadrant are, and quadrants"
        raise _RowError(*both, message, "Delete the row.")
    if a == b:
        raise _RowError(*both, "an item is compared with itself", "Delete the row.")
    return a, b


def _value(cell: str, decimal_comma: bool) -> float:
    """Return a judgement, which is a number or a fraction."""
    if fraction := _FRACTION.fullmatch(cell):
        value = int(fraction[1]) / int(fraction[2])
    elif _DATE.fullmatch(cell):
        message = "this is a date, which spreadsheets make of a fraction such as 1/3"
        raise _RowError("value", cell, message, "Write the decimal instead, such as 0.33.")
    else:
        try:
            # some leave out the zero of 0.5
            value = float(csvtext.number(re.sub(r"^(?=[.,])", "0", cell), decimal_comma))
        except CellError as error:
            raise _RowError("value", cell, error.args[0], _NUMBER) from None
    low, high = ahp.SCALE
    if not low <= value <= high:
        raise _RowError(
            "value", cell, "the value lies outside 1/9 to 9",
            "Write how many times item_a weighs as much as item_b; where item_b weighs more, "
            "that is a fraction such as 1/3.",
        )  # fmt: skip
    return value


def _is_new(pair: Pair, value: float, cell: str, given: dict[Pair, _Judgement]) -> bool:
    """Say whether no row before judges the pair; one that does may not contradict this one."""
    a, b = pair
    remedy = "Keep one of the two rows."
    if pair in given:
        message = f"the pair {a} and {b} is answered already in row {given[pair].row}"
        raise _RowError(", ".join(_SIDES), f"{a}, {b}", message, remedy)
    back = given.get((b, a))
    # 0.14 for 1/7 is still its reciprocal
    if back and abs(value * back.value - 1) > ahp.ROUNDING:
        message = (
            f"{a} against {b} contradicts row {back.row}, where {b} against {a} is "
            f"{back.value:g}: one must be the reciprocal of the other"
        )
        raise _RowError("value", cell, message, remedy)
    return back is None


def _missing(
    file: str, answered: set[frozenset[str]], blank: dict[frozenset[str], int]
) -> Iterator[Problem]:
    """Say which pairs have no value, with the rows where it was left blank."""
    missing = [
        f"{a} and {b}" + (f" (row {blank[pair]})" if pair in blank else "")
        for _, a, b in pairs()
        if (pair := frozenset((a, b))) not in answered
    ]
    if missing:
        verb = "has" if len(missing) == 1 else "have"
        more = f"; and {len(missing) - 8} more" if len(missing) > 8 else ""
        message = f"{len(missing)} of {len(pairs())} pairs {verb} no value: "
        message += "; ".join(missing[:8]) + more
        yield Problem(file, None, None, None, message, f"{_QUESTIONNAIRE}: it lists what is open.")


def _gathered(problems: list[Problem]) -> list[Problem]:
    """Name once what is wrong in the same way in many rows, with the rows."""
    groups: dict[tuple[str | None, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.column, problem.message), []).append(problem)
    gathered = []
    for first, *others in groups.values():
        if len(others) < 3:
            gathered += [first, *others]
            continue
        rows = ", ".join(str(other.row) for other in others[:5])
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        gathered.append(replace(first, message=f"{first.message}; so in rows {rows}{more}"))
    return gathered
