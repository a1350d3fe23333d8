"""The answers: files that raters return are read, or left out by name with the reason."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from unicodedata import category

import numpy as np
import pandas as pd

from kzdiplo import csvtext, workbooks
from kzdiplo.csvtext import CellError
from kzdiplo.gathering import Found, gathered
from kzdiplo.measures import ahp
from kzdiplo.panel import codes
from kzdiplo.panel.forms import COLUMNS, SAVED, lists, pairs
from kzdiplo.panel.results import Note, Panel, Refused, folded, matrices
from kzdiplo.table import Problem, TableError

#: Stands in every report, so that one that lies in the folder is not taken for an answer.
MARK = '<meta name="generator" content="kzdiplo panel">'

_QUESTIONNAIRE = "Load the file into the questionnaire and save it from there"
_FORM = "ask the rater for the file that the questionnaire saves, or for its code."
_ASK = f"Move it away, and {_FORM}"
_DECIMAL = "Write the decimal instead, with the mark that the other numbers have: 0.33 or 0,33."
_NUMBER = "Write a number from 1/9 to 9, such as 3, 0.5 or 1/3."
_WORKBOOKS = {".xls", ".xlsx", ".xlsm", ".ods", ".numbers"}
#: What may hold a form or codes, and what may hold codes alone.
_TEXTS = {".csv", ".txt", ".tsv"}
_PAGES = {".html", ".htm", ".json"}
#: A form may have no more bytes; a chat may be longer.
MOST_BYTES, MOST_TEXT = 1_000_000, 20_000_000
# what a live panel keeps beside the files of its first round
_LIVE = re.compile(r"panel\.sqlite(-wal|-shm)?|round-\d")
_NEVER = datetime.min.replace(tzinfo=UTC)
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
    """A form that can be counted: where it was, whose it is, when it was saved, one row a pair."""

    file: str
    rater: str
    saved: datetime | None
    judgements: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Judgement:
    """How many times the first item of a pair weighs as much as the second, and where it says."""

    row: int
    value: float


class _RowError(ValueError):
    """A row cannot be counted; its arguments are column, value, message and remedy."""


def collect(folder: str | Path, progress: Callable[[int, int], None] | None = None) -> Panel:
    """Read what a class sent; leave out by name what cannot be counted.

    Parameters
    ----------
    folder : str or pathlib.Path
        A folder with all that came, also in folders and archives (.zip) inside it; or one file.
        Counted are forms as the questionnaire or a spreadsheet writes them, one a file: text with
        commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1251, and workbooks (.xlsx); and
        text codes, any number of them, in a text or an exported chat (.txt, .html, .json). Hidden
        files and reports of this module are passed over.
    progress : callable, optional
        Called after each file with how many were read, and how many there are.

    Returns
    -------
    Panel
        Also when nothing could be counted; then it has no raters. Of forms of one rater with the
        same answers one counts; of others the one that says that it was saved last; where they do
        not say, none.

    Raises
    ------
    TableError
        When there is no such folder or file.

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
    if not folder.exists():
        raise TableError(f"there is no folder {str(folder)!r}")
    answers: list[_Answer] = []
    refused: list[Refused] = []
    with gathered(folder, MOST_BYTES) as found:
        files = [one for one in found if not (_is_kept(one) or _is_report(one))]
        for number, one in enumerate(files, start=1):
            for read in _read(one):
                if isinstance(read, Refused):
                    refused.append(read)
                else:
                    answers.append(read)
            if progress:
                progress(number, len(files))
    by_rater: dict[str, list[_Answer]] = {}
    for answer in answers:
        by_rater.setdefault(folded(answer.rater), []).append(answer)
    counted: list[_Answer] = []
    notes: list[Note] = []
    for own in by_rater.values():
        chosen, passed = _chosen(own)
        notes += passed
        counted += [chosen] if chosen else []
        refused += [] if chosen else [_twice(answer, own) for answer in own]
    notes += [Note(answer.file, text) for answer in counted for text in answer.notes]
    return Panel(
        matrices=matrices(pd.concat([answer.judgements for answer in counted])) if counted else {},
        files={answer.rater: answer.file for answer in counted},
        refused=sorted(refused, key=lambda one: one.file.casefold()),
        notes=sorted(notes, key=lambda one: one.file.casefold()),
    )


def _is_kept(found: Found) -> bool:
    """Say whether a file is what a live panel keeps beside the answers of its first round."""
    return bool(_LIVE.fullmatch(found.name.split("/")[0]))


def _is_report(found: Found) -> bool:
    """Say whether a file is a report of this module."""
    if found.problem or _ending(found.name) not in _PAGES:
        return False
    try:
        with found.path.open("rb") as file:
            return MARK.encode() in file.read(1000)
    except OSError:
        return False


def _chosen(own: list[_Answer]) -> tuple[_Answer | None, list[Note]]:
    """Choose among the forms of one rater; return it, or none, and why the others do not count."""
    versions: list[_Answer] = []
    notes = []
    # a copy that says when it was saved tells more than one that does not
    for answer in sorted(own, key=lambda one: one.saved is None):
        same = next((other for other in versions if _agree(answer, other)), None)
        if same:
            notes.append(Note(answer.file, f"the same answers as {same.file}, counted once"))
        else:
            versions.append(answer)
    if len(versions) == 1:
        return versions[0], notes
    times = [answer.saved for answer in versions if answer.saved]
    if len(times) < len(versions) or times.count(max(times)) > 1:
        return None, []
    last = max(versions, key=lambda answer: answer.saved or _NEVER)
    notes += [
        Note(answer.file, f"older than {last.file}, which counts")
        for answer in versions
        if answer is not last
    ]
    return last, notes


def _agree(one: _Answer, other: _Answer) -> bool:
    """Say whether two forms hold the same answers, but for rounding."""
    first, second = (
        answer.judgements.set_index(list(_SIDES))["value"].sort_index() for answer in (one, other)
    )
    return first.index.equals(second.index) and bool(
        np.allclose(first, second, rtol=ahp.ROUNDING, atol=0)
    )


def _twice(answer: _Answer, answers: list[_Answer]) -> Refused:
    """Leave out a form whose rater has another one."""
    others = ", ".join(other.file for other in answers if other is not answer)
    problem = Problem(
        answer.file, None, "rater", answer.rater,
        f"the same rater has another file with other answers: {others}",
        "Leave the file that counts in the folder and move the other away; two people of one "
        "name need different names in their files.",
    )  # fmt: skip
    return Refused(answer.file, answer.rater, [problem])


def _read(found: Found) -> list[_Answer | Refused]:
    """Read what is in a file: a form, or the codes in a text; say all that is wrong with it."""
    file, ending = found.name, _ending(found.name)
    try:
        if found.problem:
            raise csvtext.fatal(file, *found.problem)
        if ending in _WORKBOOKS:
            return [_form(file, _workbook(found))]
        if ending not in _TEXTS | _PAGES:
            raise csvtext.fatal(file, "this is not a CSV file", _ASK)
        if lines := _lines(found):
            return [_coded(f"{file}, line {line.number}", line) for line in lines]
        if ending in _PAGES:
            raise csvtext.fatal(file, "this holds no code of a form", _ASK)
        return [_form(file, _sheet(found))]
    except TableError as error:
        problems = [replace(problem, file=file) for problem in error.problems]
        return [Refused(file, None, problems)]


def _ending(name: str) -> str:
    """Return the ending of a file's name in small letters."""
    return PurePosixPath(name).suffix.lower()


def _lines(found: Found) -> list[codes.Line]:
    """Return the codes in a file."""
    page = _ending(found.name) in _PAGES
    try:
        with found.path.open("rb") as file:
            content = file.read(MOST_TEXT + 1)
    except OSError:
        # what is wrong with it shows when it is read as a form
        return []
    if len(content) > MOST_TEXT:
        raise csvtext.fatal(found.name, f"the file is larger than {MOST_TEXT:,} bytes", _ASK)
    wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    text = content.decode("utf-16" if wide else "utf-8", "replace")
    return list(codes.lines(text, markup=page))


def _coded(file: str, line: codes.Line) -> _Answer | Refused:
    """Read a code."""
    rater = _cleaned(line.rater)
    try:
        values, saved = codes.decode(line.code)
    except codes.CodeError as error:
        remedy = "Ask for the code again, copied and not typed, or for the file."
        return Refused(file, rater or None, [Problem(file, None, None, None, str(error), remedy)])
    if not rater:
        message, remedy = "the rater is not named", "Write the name before the code: SWOT: name ="
        return Refused(file, None, [Problem(file, None, None, None, message, remedy)])
    given = [(rater, a, b, value) for (_, a, b), value in zip(pairs(), values, strict=True)]
    return _Answer(file, rater, saved, pd.DataFrame(given, columns=list(COLUMNS)))


def _form(file: str, sheet: csvtext.Sheet) -> _Answer | Refused:
    """Read a form."""
    rows = _rows(sheet)
    rater = _rater(file, rows)
    commas = csvtext.commas_are_decimal((row["value"] for row in rows.values()), sheet.delimiter)
    judgements, problems = _judgements(file, rows, commas)
    problems = _gathered([*sheet.problems, *problems])
    if problems:
        return Refused(file, rater, [replace(problem, file=file) for problem in problems])
    given = [(rater, *pair, judgement.value) for pair, judgement in judgements.items()]
    saved = max(filter(None, (_time(row["saved"]) for row in rows.values())), default=None)
    notes = [_as_read(file, sheet)] if _as_read(file, sheet) else []
    if "?" in rater:
        notes.append(
            f"the name {rater!r} holds ?, which a spreadsheet writes for a letter that it cannot "
            "save: look whose it is"
        )
    return _Answer(file, rater, saved, pd.DataFrame(given, columns=list(COLUMNS)), tuple(notes))


def _as_read(file: str, sheet: csvtext.Sheet) -> str:
    """Say how a file was read, unless it is as the questionnaire writes it."""
    if _ending(file) in _WORKBOOKS:
        return "read as a workbook"
    usual = sheet.delimiter == "," and sheet.encoding in {"ascii", "utf-8", "utf-8-sig"}
    if usual and _ending(file) == ".csv":
        return ""
    between = {",": "commas", ";": "semicolons", "\t": "tabs"}[sheet.delimiter]
    return f"read as text between {between}, in {sheet.encoding.removesuffix('-sig').upper()}"


def _time(cell: str) -> datetime | None:
    """Return when a form was saved, where a cell says it as the questionnaire does."""
    try:
        saved = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return saved if saved.tzinfo else None


def _cleaned(name: str) -> str:
    """Return a name without what is not seen but turns other text round, and with single spaces."""
    seen = (letter for letter in " ".join(name.split()) if category(letter)[0] != "C")
    return " ".join("".join(seen).split())


def _sheet(found: Found) -> csvtext.Sheet:
    """Return the cells of a text file."""
    try:
        return csvtext.read(found.path, COLUMNS, MOST_BYTES)
    except TableError as error:
        more = "Or ask the rater for the file again."
        problems = [replace(each, remedy=f"{each.remedy} {more}") for each in error.problems]
        raise TableError(f"{found.name} cannot be read", problems) from None


def _workbook(found: Found) -> csvtext.Sheet:
    """Return the cells of a workbook, as text between tabs would have them."""
    try:
        header, *rows = workbooks.rows(found.path, COLUMNS).items()
    except workbooks.WorkbookError as error:
        raise csvtext.fatal(found.name, str(error), f"{csvtext.SAVE} Or {_FORM}") from None
    width = len(header[1])
    even = {number: [*row[:width], *[""] * (width - len(row))] for number, row in rows}
    return csvtext.Sheet(found.name, header[1], even, [], "utf-8", "\t")


def _rows(sheet: csvtext.Sheet) -> dict[int, dict[str, str]]:
    """Return the cells that count, by row and by column."""
    header = [name.strip().casefold() for name in sheet.header]
    missing = [name for name in COLUMNS if header.count(name) != 1]
    if missing:
        message = f"the first row does not name the columns {', '.join(COLUMNS)} once each"
        message += f"; look at: {', '.join(missing)}"
        raise csvtext.fatal(sheet.file, message, "Copy the answers into a new form.", 1)
    if not sheet.rows:
        nothing = Problem(sheet.file, None, None, None, "there are no rows below the header", _ASK)
        raise TableError(f"{sheet.file} has no row", _gathered(sheet.problems) or [nothing])
    places = {name: header.index(name) for name in (*COLUMNS, SAVED) if name in header}
    return {
        number: {SAVED: ""} | {name: row[place].strip() for name, place in places.items()}
        for number, row in sheet.rows.items()
    }


def _rater(file: str, rows: dict[int, dict[str, str]]) -> str:
    """Return the one name in the file; cells that leave it out are taken to mean the same."""
    written = (_cleaned(row["rater"]) for row in rows.values())
    names = {folded(name): name for name in written}
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
        raise _RowError("value", cell, message, _DECIMAL)
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
