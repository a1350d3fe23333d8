"""Text files of tables: bytes become text, text becomes numbered rows, or an exact refusal.

The rules follow what Excel writes under Kazakh and Russian settings: semicolons, decimal
commas, and Windows-1251, which lacks eight letters of Kazakh. A cell that could be read in two
ways is refused, never guessed.
"""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader, StringIO, TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from kzdiplo.table import Problem, TableError

#: Rows by number as a spreadsheet counts: the header is row 1.
Rows = dict[int, list[str]]

#: What to do with a file that is no text in UTF-8.
SAVE = 'In Excel choose Save As, "CSV UTF-8".'
#: No more problems of one kind are kept of a file, however many it has.
MOST_PROBLEMS = 1000
#: How the files of workbooks begin.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

_SAVE_AGAIN = f"The letters are gone from this file: go back to the workbook. {SAVE}"
_MARKED = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
_UNMARKED = ("ascii", "utf-8", "windows-1251")
_NUL = "the file holds NUL bytes, so it is no plain text"
_CHUNK = 1 << 20

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
_CYRILLIC_WORD = re.compile(rb"(?<![A-Za-z\xc0-\xff])[\xc0-\xff]{2,}(?![A-Za-z\xc0-\xff])")
_WESTERN_WORD = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]")
_EXCEL_ERROR = re.compile(
    r"#(#+|N/A|Н/Д|REF!|ССЫЛКА!|VALUE!|ЗНАЧ!|DIV/0!|ДЕЛ/0!|NAME\?|ИМЯ\?|NUM!|ЧИСЛО!|NULL!|ПУСТО!)"
)

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


class CellError(ValueError):
    """A cell cannot be read; its two arguments are the message and the remedy."""


@dataclass(frozen=True)
class Sheet:
    """The cells of a text file.

    Attributes
    ----------
    file : str
        Its name.
    header : list of str
        The names of the columns.
    rows : dict
        The rows that have a cell for each column, by number.
    problems : list of Problem
        One for each row that has not.
    encoding, delimiter : str
        How the file was written, which decides what a "?" or a comma in a number means.
    """

    file: str
    header: list[str]
    rows: Rows
    problems: list[Problem]
    encoding: str
    delimiter: str


@dataclass(frozen=True)
class Stream:
    """A text file that is being read, as far as its header.

    Attributes
    ----------
    file : str
        Its name.
    header : list of str
        The names of the columns.
    lines : text file
        All that stands below the header.
    encoding, delimiter : str
        How the file was written.
    above : int
        How many rows stand above the header.
    """

    file: str
    header: list[str]
    lines: TextIO
    encoding: str
    delimiter: str
    above: int = 0

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the header by number; refuse one that is uneven.

        Blank rows are left out, and so are blank cells beyond the header.
        """
        first, columns = self.above + 2, len(self.header)
        number = first - 1
        lines = csv.reader(self.lines, delimiter=self.delimiter)
        try:
            for number, row in enumerate(lines, start=first):
                if len(row) == columns or (len(row) > columns and not "".join(row[columns:])):
                    yield number, row[:columns]
                elif "".join(row).strip():
                    uneven = _uneven(self.file, number, row, len(self.header))
                    raise TableError(f"{self.file} cannot be read:", [uneven])
        except csv.Error as error:
            raise fatal(self.file, *_explained(error), row=number + 1) from None


def read(path: str | Path, names: Collection[str], most_bytes: int | None = None) -> Sheet:
    """Read a text file whole.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.
    names : collection of str
        The columns that it should have; they tell what stands between its cells.
    most_bytes : int, optional
        A larger file is refused.

    Returns
    -------
    Sheet
        The cells; rows that are uneven or empty are among its problems.

    Raises
    ------
    TableError
        When the file cannot be opened, is too large, no text, or empty, when its first row
        names none of the columns, or when quotation marks do not pair up.
    """
    path = Path(path)
    with _open(path, wait=False) as source:
        data = source.read() if most_bytes is None else source.read(most_bytes + 1)
    if most_bytes is not None and len(data) > most_bytes:
        message = f"the file is larger than {most_bytes:,} bytes"
        raise fatal(path.name, message, "Put the right file in its place.")
    text, encoding = decoded(data, path.name)
    text, delimiter = delimited(text, names, path.name)
    header, rows, problems = split(text, delimiter, path.name)
    if not rows and not problems:
        raise fatal(path.name, "there are no rows below the header", "Add at least one row.")
    return Sheet(path.name, header, rows, problems, encoding, delimiter)


@contextmanager
def opened(
    path: str | Path, names: Collection[str], remedy: str = SAVE, most_above: int = 0
) -> Iterator[Stream]:
    """Open a text file to be read row by row, since it may be larger than the memory.

    Parameters
    ----------
    path : str or pathlib.Path
        The file; also compressed, when its name ends in .gz or .zip.
    names : collection of str
        Columns that it should have; they tell what stands between its cells.
    remedy : str
        What to do with a file that is no text.
    most_above : int
        In how many rows above the header a title may stand.

    Yields
    ------
    Stream
        The header, and the lines below it.

    Raises
    ------
    TableError
        When the file cannot be opened or is no text, also when that shows only as it is read.
    """
    path = Path(path)
    with _open(path) as file:
        try:
            source = _unpacked(path, file)
            if source.peek(4).startswith(WORKBOOKS):
                raise fatal(path.name, "this is a workbook, not CSV", remedy)
            encoding = _encoding(source)
            if encoding == "windows-1251" and _is_western(source):
                encoding = "windows-1252"
            with TextIOWrapper(source, encoding, newline="") as text:
                first = text.readline(_CHUNK)
                if "\0" in first:
                    raise fatal(path.name, _NUL, remedy)
                yield _begun(first, text, names, path.name, encoding, most_above)
        except UnicodeDecodeError as error:
            raise fatal(path.name, _undecodable(error), remedy) from None
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile):
            message = "the compressed file is damaged, incomplete or not compressed"
            raise fatal(path.name, message, "Download it again, or unpack it first.") from None


def decoded(data: bytes, file: str) -> tuple[str, str]:
    """Return the text of bytes and its encoding."""
    if data.startswith(WORKBOOKS):
        raise fatal(file, "this is a workbook, not CSV", SAVE)
    marked = [encoding for mark, encoding in _MARKED.items() if data.startswith(mark)]
    try:
        text, encoding = _first_decoded(data, marked or _UNMARKED)
    except UnicodeDecodeError as error:
        line = error.object.count(10, 0, error.start) + 1
        raise fatal(file, _undecodable(error, f" in line {line}"), SAVE) from None
    if "\0" in text:
        raise fatal(file, _NUL, SAVE)
    if not text.strip():
        raise fatal(file, "the file is empty", "Give it a header and rows.")
    return text, encoding


def delimited(text: str, names: Collection[str], file: str) -> tuple[str, str]:
    """Return the text without Excel's line ``sep=``, and what stands between its cells."""
    sep = _SEP.match(text)
    if sep:
        return text[sep.end() :], sep[1]
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    delimiter = _likeliest(first, names)
    if not _known(first, delimiter, names):
        remedy = f"Name the columns there, between commas, semicolons or tabs: {', '.join(names)}."
        raise fatal(file, "the row names no column of the table", remedy, row=1)
    return text, delimiter


def split(text: str, delimiter: str, file: str) -> tuple[list[str], Rows, list[Problem]]:
    """Cut text into its header, its even rows, and a problem for each uneven or empty row.

    Blank rows at the end are left out. Quotation marks that do not pair up raise TableError,
    since rows then cannot be told apart.
    """
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise fatal(file, *_explained(error), row=len(lines) + 1) from None
    while lines and not "".join(lines[-1]).strip():
        lines.pop()
    header = [name.strip() for name in lines.pop(0)] if lines else []
    numbered = dict(enumerate(lines, start=2))
    uneven = {
        n: row for n, row in numbered.items() if len(row) != len(header) or not "".join(row).strip()
    }
    even = {n: row for n, row in numbered.items() if n not in uneven}
    first = islice(uneven.items(), MOST_PROBLEMS)
    return header, even, [_uneven(file, n, row, len(header)) for n, row in first]


def check_letters(cell: str, encoding: str) -> None:
    """Raise CellError when letters of a cell were lost, or are those of another code page."""
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
        raise CellError(message, SAVE)
    if _decoded_twice(cell):
        raise CellError("the letters are UTF-8 once opened as another code page", _SAVE_AGAIN)


def number(cell: str, decimal_comma: bool) -> str:
    """Write a number as Python does, without marks for thousands; CellError when it is none."""
    match = _NUMBER.fullmatch(cell.replace("−", "-"))
    if not match:
        raise CellError(*next(why for pattern, *why in _NOT_NUMBERS if re.fullmatch(pattern, cell)))
    whole, fraction, power = match.groups("")
    if fraction.startswith(",") and not decimal_comma:
        message = "the comma may set off decimals or thousands"
        raise CellError(message, "Write decimals with a point and thousands without a mark.")
    return re.sub(r"[+\s]", "", whole) + fraction.replace(",", ".") + power


def decimal_mark(cell: str) -> str:
    """Return what sets off the decimals of a number: a comma, a point, or nothing."""
    match = _NUMBER.fullmatch(cell.strip().replace("−", "-"))
    return match[2][0] if match and match[2] else ""


def commas_are_decimal(numbers: Iterable[str], delimiter: str) -> bool:
    """Say whether commas set off decimals in a file with these numbers and this delimiter."""
    # Tabs say nothing of the settings: 1,234 alone may be an English thousand.
    decimal = any(
        decimal_mark(cell) == "," and not _LIKE_THOUSANDS.fullmatch(cell.strip())
        for cell in numbers
    )
    return {",": False, ";": True, "\t": decimal}[delimiter]


def fatal(file: str, message: str, remedy: str, row: int | None = None) -> TableError:
    """Return the error of a file that cannot be read at all."""
    return TableError(f"{file} cannot be read:", [Problem(file, row, None, None, message, remedy)])


def _open(path: Path, wait: bool = True) -> BufferedReader:
    """Open a file for its bytes; with `wait` also a pipe, which may never bring any."""
    try:
        if not wait and path.is_fifo():
            raise OSError("it is a pipe")
        return path.open("rb")
    except (OSError, ValueError) as error:
        message = f"the file cannot be opened ({getattr(error, 'strerror', None) or error})"
        raise fatal(str(path), message, "Check name and folder.") from None


def _unpacked(path: Path, file: BufferedReader) -> BufferedReader:
    """Return the bytes of a file, or of what is compressed in it."""
    if path.suffix.lower() == ".gz":
        return BufferedReader(gzip.GzipFile(fileobj=file))
    if path.suffix.lower() == ".zip":
        archive = zipfile.ZipFile(file)
        if len(archive.namelist()) != 1:
            message = f"the archive holds {len(archive.namelist())} files"
            raise fatal(path.name, message, "Unpack it and name the file that you mean.")
        return BufferedReader(archive.open(archive.namelist()[0]))  # type: ignore[arg-type]
    return file


def _encoding(source: BufferedReader) -> str:
    """Find how a file is encoded, as :func:`decoded` does, and go back to its beginning."""
    for mark, encoding in _MARKED.items():
        if source.peek(4).startswith(mark):
            return encoding
    if not source.seekable():
        return "utf-8"
    decoder = getincrementaldecoder("utf-8")()
    try:
        while chunk := source.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "windows-1251"
    finally:
        source.seek(0)
    return "utf-8"


def _is_western(source: BufferedReader) -> bool:
    """Say whether text in one byte a letter is Western, not Cyrillic, and go back."""
    try:
        mixed = False
        for line in source:
            if not line.isascii():
                # Côte and Türkiye mix both halves of the code page, Cyrillic words do not
                if _CYRILLIC_WORD.search(line):
                    return False
                mixed = mixed or bool(_WESTERN_WORD.search(line))
        return mixed
    finally:
        source.seek(0)


def _begun(
    first: str,
    text: TextIO,
    names: Collection[str],
    file: str,
    encoding: str,
    most_above: int,
) -> Stream:
    """Read the header of an open file, whose first line is read already."""
    sep = _SEP.match(first)
    if sep:
        first = text.readline(_CHUNK)
    if len(first) == _CHUNK:
        message = f"the first line has more than {_CHUNK:,} characters"
        raise fatal(file, message, "Give the file a first line that names its columns.", row=1)
    first, above = _below_titles(first, text, names, most_above)
    delimiter = sep[1] if sep else _likeliest(first, names)
    try:
        header = next(csv.reader(chain([first], text), delimiter=delimiter), [])
    except csv.Error as error:
        raise fatal(file, *_explained(error), row=1) from None
    return Stream(file, [name.strip() for name in header], text, encoding, delimiter, above)


def _below_titles(
    first: str, text: TextIO, names: Collection[str], most_above: int
) -> tuple[str, int]:
    """Return the first row that holds a name, and how many stand above; else the first row."""
    row = first
    for above in range(most_above):
        # a line break inside quotes ends no row
        while row.count('"') % 2 and len(row) < _CHUNK and (line := text.readline(_CHUNK)):
            row += line
        if any(_known(row, mark, names) for mark in ",;\t"):
            return row, above
        row = text.readline(_CHUNK)
    return first, 0


def _likeliest(line: str, names: Collection[str]) -> str:
    """Return the delimiter that makes the most known names, or else the most cells, of a line."""
    return max(",;\t", key=lambda mark: (_known(line, mark, names), line.count(mark)))


def _known(line: str, delimiter: str, names: Collection[str]) -> int:
    """Count the cells of a line that are names, whatever their case."""
    wanted = {name.casefold() for name in names}
    with suppress(csv.Error):
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return sum(cell.strip().casefold() in wanted for cell in cells)
    return 0


def _uneven(file: str, number: int, row: list[str], columns: int) -> Problem:
    """Say what is wrong with a row that has not one cell for each column."""
    if not "".join(row).strip():
        return Problem(file, number, None, None, "the row is empty", "Delete it.")
    message = f"the row has {len(row)} cells and the header {columns}"
    remedy = "Add or delete cells; put a text that holds the delimiter in double quotes."
    return Problem(file, number, None, None, message, remedy)


def _explained(error: csv.Error) -> tuple[str, str]:
    """Say what an error of the module csv means, and what to do."""
    if "field limit" in str(error):
        message = f"a cell has more than {csv.field_size_limit():,} characters"
        return message, "Shorten it, or close the quotation mark with which it begins."
    return (
        "a quotation mark is not closed, or stands in the middle of a quoted text",
        "Put the whole text in double quotes and double each quotation mark inside it.",
    )


def _undecodable(error: UnicodeDecodeError, where: str = "") -> str:
    name = "windows-1251" if error.encoding == "charmap" else error.encoding
    return f"byte 0x{error.object[error.start]:02x}{where} has no meaning in {name}"


def _first_decoded(data: bytes, encodings: Sequence[str]) -> tuple[str, str]:
    *others, last = encodings
    for encoding in others:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), encoding
    return data.decode(last), last


def _decoded_twice(cell: str) -> bool:
    for page in () if cell.isascii() else ("cp1251", "cp1252"):
        try:
            cell.encode(page).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False
