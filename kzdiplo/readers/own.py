"""Users' own files: a CSV file from anywhere becomes a typed DataFrame, or an exact refusal.

The rules follow what Excel writes under Kazakh and Russian settings: semicolons, decimal
commas, days before months, and Windows-1251, which lacks eight letters of Kazakh. A cell that
could be read in two ways is refused, never guessed.
"""

from __future__ import annotations

import csv
import re
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from kzdiplo.table import Problem, TableError, resource, typed

Rows = dict[int, list[str]]  # by number as a spreadsheet counts: the header is row 1

_SAVE = 'In Excel choose Save As, "CSV UTF-8".'
_SAVE_AGAIN = f"The letters are gone from this file: go back to the workbook. {_SAVE}"

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKED = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
_UNMARKED = ("ascii", "utf-8", "windows-1251")

# Excel's own first line that names the delimiter; it shows it as no row.
_SEP = re.compile(r'"?sep=([,;\t])"?(\r\n?|\n)', re.IGNORECASE)

# Excel writes "?" for a letter that the code page lacks.
_LOST = {"windows-1251": re.compile(r"\?"), "ascii": re.compile(r"\?(?=[A-Za-z])")}
_BROKEN = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]")
_STRANGE = re.compile(
    r"[A-Za-z][А-яЁёІі]|[А-яЁёІі][A-Za-z]"  # two alphabets in one word
    r"|[^\W\d_A-Za-zА-яЁёІі]"  # letters that neither Russian nor English has
    r"|[\u00ad¤¬]"  # what small letters of the DOS code page turn into
    r"|\b[а-яё][А-ЯЁ]{2,}\b"  # capitals and small letters exchanged, as from KOI8
)

_EXCEL_ERROR = re.compile(
    r"#(#+|N/A|Н/Д|REF!|ССЫЛКА!|VALUE!|ЗНАЧ!|DIV/0!|ДЕЛ/0!|NAME\?|ИМЯ\?|NUM!|ЧИСЛО!|NULL!|ПУСТО!)"
)
_TRUTH = {"true": "true", "истина": "true", "1": "true"} | {
    "false": "false", "ложь": "false", "0": "false",
}  # fmt: skip
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ISO_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

_NUMBER = re.compile(
    r"([+-]?(?:[0-9]{1,18}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+))([.,][0-9]+)?(e[+-]?[0-9]{1,2})?"
)
_LIKE_THOUSANDS = re.compile(r"[-+−]?[1-9][0-9]{0,2},[0-9]{3}")
_ALONE = "Write the number alone, in the unit of the column."
_NOT_NUMBERS = (
    (r".*%.*", "has a percent sign", _ALONE),
    (r".*[$€£¥₸₽₺].*", "has a currency sign", _ALONE),
    (r"(?i)n\.?/?a\.?|н/?д|нет данных|[-–—x]|[.…]+", "stands for a missing value",
     "Leave the cell blank."),
    (r".*[0-9]E[+-]?[0-9]+", "was shortened by Excel, so that digits are lost",
     "Give the column the format Number in Excel and save again."),
    (r"[-+−]?[0-9]{19,}", "has more digits than can be kept", "Round it, or correct it."),
    (r"[-+−]?[0-9\s.,'’]+", "has marks that set off neither thousands nor decimals as here",
     "Write it without marks for thousands, such as 1234.5."),
    (r"(?s).*", "is not a number", "Write digits only, such as 1234.5."),
)  # fmt: skip

_TYPES = {
    "integer": ("is not a whole number", "Write digits only, without decimals."),
    "number": ("is not a number", "Write digits only, such as 1234.5."),
    "year": ("is not a year", "Write four digits, such as 2011."),
    "boolean": ("is neither true nor false", "Write true or false."),
    "date": ("is not a full date", "Write year, month and day, such as 2011-07-29."),
}
_RULES = {
    "required": ("the cell is empty", "Fill it in"),
    "minimum": ("is below {limit}", "Correct the number or its unit"),
    "maximum": ("is above {limit}", "Correct the number or its unit"),
    "pattern": ("does not have the form of this column", "Write it in the form asked for"),
    "enum": ("is not one of the words of this column", "Use one of {limit}"),
}


class CellError(ValueError):
    """A cell cannot be read; its two arguments are the message and the remedy."""


def read(path: str | Path, like: str) -> pd.DataFrame:
    """Read your own CSV file against the schema of a bundled table.

    The file may come from any program: UTF-8, UTF-16 or Windows-1251; commas, semicolons or
    tabs; decimal commas where the delimiter is no comma; columns in any order. Columns that
    the schema does not require may be absent and are then missing values.

    Parameters
    ----------
    path : str or pathlib.Path
        The CSV file.
    like : str
        Name of the bundled table whose columns the file has; see :func:`kzdiplo.tables`.

    Returns
    -------
    pandas.DataFrame
        Columns, order and types of ``load(like)``.

    Raises
    ------
    TableError
        When there is no such file or table, or when anything in the file is wrong or could
        be read in two ways. ``.problems`` lists every problem with row, column and remedy.
    """
    schema = resource(like)["schema"]
    frictionless_api()
    path, names = Path(path), [field["name"] for field in schema["fields"]]
    text, encoding = _decoded(path)
    text, delimiter = _dialect(text, names, path.name)
    header, rows, problems = split(text, delimiter, path.name)
    misnamed = header_problems(header, schema, path.name)
    if misnamed:
        raise _refusal(path.name, misnamed)
    if not rows and not problems:
        raise _fatal(path.name, "there are no rows below the header", "Add at least one row.")
    rows, unreadable = cleaned(
        _arranged(header, rows, names), schema, path.name, encoding, delimiter
    )
    problems += [*unreadable, *violations(rows, schema, path.name)]
    if problems:
        raise _refusal(path.name, problems)
    return _frame(names, rows, schema)


def split(text: str, delimiter: str, file: str) -> tuple[list[str], Rows, list[Problem]]:
    """Cut CSV text into a header and rows.

    Parameters
    ----------
    text, delimiter : str
        The text and what stands between its cells.
    file : str
        Its name, for problems.

    Returns
    -------
    tuple
        The header; the rows that have a cell for each column, by number; a problem for each
        row that has not. Blank rows at the end are left out.

    Raises
    ------
    TableError
        When quotation marks do not pair up, so that rows cannot be told apart.
    """
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise _fatal(
            file,
            "a quotation mark is not closed, or stands in the middle of a quoted text",
            "Put the whole text in double quotes and double each quotation mark inside it.",
            row=len(lines) + 1,
        ) from None
    while lines and not "".join(lines[-1]).strip():
        lines.pop()
    header = [name.strip() for name in lines.pop(0)] if lines else []
    numbered = dict(enumerate(lines, start=2))
    uneven = {
        n: row for n, row in numbered.items() if len(row) != len(header) or not "".join(row).strip()
    }
    even = {n: row for n, row in numbered.items() if n not in uneven}
    return header, even, [_uneven(file, n, row, len(header)) for n, row in uneven.items()]


def header_problems(header: list[str], schema: dict[str, Any], file: str) -> list[Problem]:
    """Find what is wrong with the names of columns.

    Parameters
    ----------
    header : list of str
        The names in the file.
    schema : dict
        A Frictionless Table Schema.
    file : str
        Name of the file.

    Returns
    -------
    list of Problem
        Nameless, repeated, unknown and missing columns.
    """
    fields = {field["name"]: field for field in schema["fields"]}
    absent = [name for name in fields if name not in header]
    problems = []
    for position, name in enumerate(header, start=1):
        if not name:
            message, remedy = f"column {position} has no name", "Name it, or delete it."
        elif name in header[: position - 1]:
            message, remedy = (
                "the column stands in the header twice",
                "Delete or rename one of them.",
            )
        elif name not in fields:
            close = get_close_matches(name.lower(), absent, n=1)
            message = "the table has no such column"
            remedy = (
                f"Rename it {close[0]!r}."
                if close
                else f"Delete it, or use one of: {', '.join(fields)}."
            )
        else:
            continue
        problems.append(Problem(file, 1, name or None, None, message, remedy))
    return problems + [
        Problem(
            file, 1, name, None, "the column is missing", f"Add it: {fields[name]['description']}."
        )
        for name in absent
        if fields[name].get("constraints", {}).get("required")
    ]


def cleaned(
    rows: Rows, schema: dict[str, Any], file: str, encoding: str = "utf-8", delimiter: str = ","
) -> tuple[Rows, list[Problem]]:
    """Write cells as the bundled tables do: ISO dates, points for decimals, true and false.

    Parameters
    ----------
    rows : dict
        Rows by number, cells in the order of the schema.
    schema : dict
        A Frictionless Table Schema.
    file : str
        Name of the file.
    encoding, delimiter : str
        How the file was written, which decides what a "?" or a comma in a number means.

    Returns
    -------
    tuple
        The rows, with unreadable cells as they were, and a problem for each of those.
    """
    marks = _decimal_marks(rows, schema)
    commas = _commas_are_decimal([cell for _, _, cell in marks[","]], delimiter)
    problems = _mixed_marks(marks, file) if commas else []
    clean: Rows = {}
    for number, row in rows.items():
        clean[number] = list(row)
        for place, field in enumerate(schema["fields"]):
            try:
                _check_letters(row[place], encoding)
                clean[number][place] = _cell(row[place].strip(), field, commas)
            except CellError as error:
                problems.append(Problem(file, number, field["name"], row[place], *error.args))
    return clean, problems


def violations(rows: Rows, schema: dict[str, Any], file: str) -> list[Problem]:
    """Hold rows against a schema.

    Parameters
    ----------
    rows : dict
        Rows by number, cells in the order of the schema.
    schema : dict
        A Frictionless Table Schema.
    file : str
        Name of the file.

    Returns
    -------
    list of Problem
        One for each cell that breaks a rule and each row that repeats a key.

    Raises
    ------
    TableError
        Where frictionless is not installed, as in the browser.
    """
    frictionless = frictionless_api()
    fields = {field["name"]: field for field in schema["fields"]}
    key = schema.get("primaryKey", [])
    numbers = list(rows)
    report = frictionless.Resource(
        data=[list(fields), *rows.values()], schema=frictionless.Schema.from_descriptor(schema)
    ).validate(limit_errors=sys.maxsize)
    found: dict[tuple[int, str], Problem] = {}
    for error in report.tasks[0].errors:
        row = numbers[error.row_number - 2]
        if error.type != "primary-key":
            column, value = error.field_name, error.cell
        # a key with a bad cell is no key: that cell is reported already
        elif not any((row, part) in found for part in key):
            cells = dict(zip(fields, error.cells, strict=True))
            column, value = ", ".join(key), ", ".join(cells[part] for part in key)
        else:
            continue
        why = _explained(error, fields, numbers)
        found[row, column] = Problem(file, row, column, value or None, *why)
    return list(found.values())


def distinct(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the first problem of each cell, in the order of rows.

    Parameters
    ----------
    problems : iterable of Problem
        Problems of one file, the most telling first.

    Returns
    -------
    list of Problem
        One for each cell, and those of whole rows and columns.
    """
    first: dict[tuple[int | None, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.row, problem.column or problem.message), problem)
    return sorted(first.values(), key=lambda problem: problem.row or 0)


def frictionless_api() -> Any:
    """Return the package frictionless, imported only where a file is checked.

    Returns
    -------
    module
        The package.

    Raises
    ------
    TableError
        Where it is not installed, as in the browser.
    """
    try:
        import frictionless
    except ImportError:
        raise TableError(
            "kzdiplo.read and kzdiplo check need the package frictionless, which does not run in "
            "the browser. They work on a computer: pip install frictionless."
        ) from None
    return frictionless


def _refusal(file: str, problems: Iterable[Problem]) -> TableError:
    return TableError(f"{file} cannot be read:", distinct(problems))


def _fatal(file: str, message: str, remedy: str, row: int | None = None) -> TableError:
    return _refusal(file, [Problem(file, row, None, None, message, remedy)])


def _decoded(path: Path) -> tuple[str, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be opened ({error.strerror})"
        raise _fatal(str(path), message, "Check name and folder.") from None
    if data.startswith(_WORKBOOKS):
        raise _fatal(path.name, "this is a workbook, not CSV", _SAVE)
    marked = [encoding for mark, encoding in _MARKED.items() if data.startswith(mark)]
    encodings = marked or _UNMARKED
    try:
        text, encoding = _first_decoded(data, encodings)
    except UnicodeDecodeError as error:
        byte, line = error.object[error.start], error.object.count(10, 0, error.start) + 1
        name = encodings[-1].removesuffix("-sig")
        message = f"byte 0x{byte:02x} in line {line} has no meaning in {name}"
        raise _fatal(path.name, message, _SAVE) from None
    if "\0" in text:
        raise _fatal(path.name, "the file holds NUL bytes, so it is no plain text", _SAVE)
    if not text.strip():
        raise _fatal(path.name, "the file is empty", "Give it a header and rows.")
    return text, encoding


def _first_decoded(data: bytes, encodings: Sequence[str]) -> tuple[str, str]:
    *others, last = encodings
    for encoding in others:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), encoding
    return data.decode(last), last


def _dialect(text: str, names: list[str], file: str) -> tuple[str, str]:
    sep = _SEP.match(text)
    if sep:
        return text[sep.end() :], sep[1]
    first = text.splitlines()[:1]

    def known(delimiter: str) -> int:
        cells = next(csv.reader(first, delimiter=delimiter), [])
        return sum(cell.strip() in names for cell in cells)

    delimiter = max(",;\t", key=known)
    if not known(delimiter):
        remedy = f"Name the columns there, between commas, semicolons or tabs: {', '.join(names)}."
        raise _fatal(file, "the row names no column of the table", remedy, row=1)
    return text, delimiter


def _uneven(file: str, number: int, row: list[str], columns: int) -> Problem:
    if not "".join(row).strip():
        return Problem(file, number, None, None, "the row is empty", "Delete it.")
    message = f"the row has {len(row)} cells and the header {columns}"
    remedy = "Add or delete cells; put a text that holds the delimiter in double quotes."
    return Problem(file, number, None, None, message, remedy)


def _arranged(header: list[str], rows: Rows, names: list[str]) -> Rows:
    places = [header.index(name) if name in header else None for name in names]
    return {n: ["" if place is None else row[place] for place in places] for n, row in rows.items()}


def _decimal_marks(rows: Rows, schema: dict[str, Any]) -> dict[str, list[tuple[int, str, str]]]:
    marks: dict[str, list[tuple[int, str, str]]] = {",": [], ".": []}
    for place, field in enumerate(schema["fields"]):
        for number, row in rows.items() if field["type"] == "number" else ():
            match = _NUMBER.fullmatch(row[place].strip().replace("−", "-"))
            if match and match[2]:
                marks[match[2][0]].append((number, field["name"], row[place].strip()))
    return marks


def _commas_are_decimal(numbers: Iterable[str], delimiter: str) -> bool:
    # Tabs say nothing of the settings: 1,234 alone may be an English thousand.
    decimal = any(not _LIKE_THOUSANDS.fullmatch(number) for number in numbers)
    return {",": False, ";": True, "\t": decimal}[delimiter]


def _mixed_marks(marks: Mapping[str, list[tuple[int, str, str]]], file: str) -> list[Problem]:
    fewer, more = sorted(marks.values(), key=len)
    return [
        Problem(
            file, number, column, cell,
            "its decimal mark is not that of {2!r} in row {0}, column {1!r}".format(*more[0]),
            "Use either commas or points in the whole file.",
        )
        for number, column, cell in fewer
    ]  # fmt: skip


def _check_letters(cell: str, encoding: str) -> None:
    lost = _LOST.get(encoding)
    words = [word for word in cell.split() if "://" not in word]
    if _EXCEL_ERROR.fullmatch(cell.strip()):
        raise CellError(
            "is an error value of a spreadsheet", "Correct it, or leave the cell blank."
        )
    if _BROKEN.search(cell) or (lost and any(lost.search(word) for word in words)):
        raise CellError("letters were lost when the file was saved", _SAVE_AGAIN)
    strange = _STRANGE.search(cell) if encoding == "windows-1251" else None
    if strange:
        message = f"{strange[0]!r} shows that the file is in a code page other than Windows-1251"
        raise CellError(message, _SAVE)
    if _decoded_twice(cell):
        raise CellError("the letters are UTF-8 once opened as another code page", _SAVE_AGAIN)


def _decoded_twice(cell: str) -> bool:
    for page in () if cell.isascii() else ("cp1251", "cp1252"):
        try:
            cell.encode(page).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False


def _cell(cell: str, field: dict[str, Any], commas: bool) -> str:
    if not cell:
        return ""
    if field["type"] in ("number", "integer"):
        return _number(cell, commas)
    if field["type"] == "boolean":
        if cell.casefold() not in _TRUTH:
            raise CellError(*_TYPES["boolean"])
        return _TRUTH[cell.casefold()]
    return _date(cell) if _holds_dates(field) else cell


def _holds_dates(field: dict[str, Any]) -> bool:
    pattern: str = field.get("constraints", {}).get("pattern", "")
    return field["type"] == "date" or pattern.replace("(", "").startswith(r"\d{4}-\d{2}")


def _number(cell: str, commas: bool) -> str:
    match = _NUMBER.fullmatch(cell.replace("−", "-"))
    if not match:
        raise CellError(*next(why for pattern, *why in _NOT_NUMBERS if re.fullmatch(pattern, cell)))
    whole, fraction, power = match.groups("")
    if fraction.startswith(",") and not commas:
        message = "the comma may set off decimals or thousands"
        raise CellError(message, "Write decimals with a point and thousands without a mark.")
    return re.sub(r"[+\s]", "", whole) + fraction.replace(",", ".") + power


def _date(cell: str) -> str:
    match = _DAY_FIRST.fullmatch(cell)
    iso = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}" if match else cell
    if not _ISO_DATE.fullmatch(iso):
        remedy = "If Excel made Jul-11 or июл.11 of it, set the column to Text and type it again."
        raise CellError("is not a date such as 2011-07-29, 2011-07 or 2011", remedy)
    try:
        date.fromisoformat(iso + "-01-01"[len(iso) - 4 :])
    except ValueError:
        raise CellError("is no day of the calendar", "Correct the date.") from None
    return iso


def _explained(error: Any, fields: dict[str, Any], numbers: list[int]) -> tuple[str, str]:
    if error.type in ("unique-error", "primary-key"):
        same = re.search(r"position (\d+)", error.note)
        if not same:
            return "the cells that tell rows apart are empty", "Fill them in."
        message = f"repeats row {numbers[int(same[1]) - 2]}"
        return message, "Keep one of the two rows, or correct one."
    field = fields[error.field_name]
    if error.type == "type-error":
        return _TYPES[field["type"]]
    rule = error.note.split('"')[1]
    limit = field["constraints"][rule]
    shown = ", ".join(map(str, limit)) if isinstance(limit, list) else limit
    known = _RULES.get(rule, (f"breaks the rule {rule} {{limit}}", "Correct it"))
    message, remedy = (text.format(limit=shown) for text in known)
    return message, f"{remedy}: {field['description']}."


def _frame(names: list[str], rows: Rows, schema: dict[str, Any]) -> pd.DataFrame:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([names, *rows.values()])
    text.seek(0)
    return typed(text, schema)
