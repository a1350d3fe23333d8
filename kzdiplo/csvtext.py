"""Text files of tables: bytes become text, text becomes numbered rows, or an exact refusal.

The rules follow what Excel writes under Kazakh and Russian settings: semicolons, decimal
commas, and Windows-1251, which lacks eight letters of Kazakh. A cell that could be read in two
ways is refused, never guessed.
"""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
import zipfile
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader, StringIO, TextIOWrapper
from itertools import chain, islice, permutations
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
_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")

_SAVE_AGAIN = f"The letters are gone from this file: go back to the workbook. {SAVE}"
_MARKED = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
_UNMARKED = ("utf-8", "windows-1251")
_NUL = "the file holds NUL bytes, so it is no plain text"
_CHUNK = 1 << 20
#: Enough rows to be checked at once, and few enough to take little memory.
_CHUNK_ROWS = 2500

# Excel's own first line that names the delimiter; it shows it as no row.
_SEP = re.compile(r'"?sep=([,;\t])"?(\r\n?|\n)', re.IGNORECASE)

# Excel writes "?" for a letter that the code page lacks.
_LOST = {"windows-1251": re.compile(r"\?"), "ascii": re.compile(r"\?(?=[A-Za-z])")}
_BROKEN = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]")
_ONLY_LATIN = "DFGJLNQRSUVWYZbdfghjk-nq-wz"
_STRANGE = re.compile(
    # two alphabets in one word; letters that merely look Cyrillic were typed so
    rf"[{_ONLY_LATIN}][A-Za-z]*[А-яЁёІі]|[А-яЁёІі][A-Za-zА-яЁёІі]*[{_ONLY_LATIN}]"
    r"|[^\W\d_A-Za-zА-яЁёІі]"  # letters that neither Russian nor English has
    r"|[\u00ad¤¬]"  # what small letters of the DOS code page turn into
    r"|\b[а-яё][А-ЯЁ]{2,}\b"  # capitals and small letters exchanged, as from KOI8
)
_CYRILLIC_WORD = re.compile(rb"(?<![A-Za-z\xc0-\xff])[\xc0-\xff]{2,}(?![A-Za-z\xc0-\xff])")
_WESTERN_WORD = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]")
_LATIN = r"A-Za-zÀ-ÖØ-öø-ʯḀ-ỿ"
_CYRILLIC = r"Ѐ-ԯᲀ-ᲈ"
# Greek letters that look Latin; others stand in units and formulas by right
_GREEK = r"ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
# accents of their own and what is not seen: a word goes on behind them
_UNSEEN = "[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]*"
_MIXED = re.compile(
    "|".join(
        f"[{one}]{_UNSEEN}[{other}]" for one, other in permutations((_LATIN, _CYRILLIC, _GREEK), 2)
    )
)
_ADDRESS = re.compile(r"\S*://\S+")
# nothing in it can have been lost
_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:()_-]*")
_EXCEL_ERROR = re.compile(
    r"#(#+|N/A|Н/Д|REF!|ССЫЛКА!|VALUE!|ЗНАЧ!|DIV/0!|ДЕЛ/0!|NAME\?|ИМЯ\?|NUM!|ЧИСЛО!|NULL!|ПУСТО!)"
)

_NUMBER = re.compile(
    r"([+-]?(?:[0-9]{1,18}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+))([.,][0-9]+)?(e[+-]?[0-9]{1,2})?"
)
_LIKE_THOUSANDS = re.compile(r"[-+−]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_NAMES = {".": "point", ",": "comma"}
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
     "Write it without marks for thousands, such as 1234567."),
    (r"(?s).*", "is not a number", "Write digits only, such as 1234567."),
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

    def chunks(self, size: int = _CHUNK_ROWS) -> Iterator[tuple[Rows, list[Problem]]]:
        """Yield some rows at a time, and what is wrong with the uneven ones among them.

        Quotation marks that do not pair up raise TableError, and so does a file without rows.
        """
        numbered = _numbered(self.lines, self.delimiter, self.file, start=2)
        some = False
        while chunk := list(islice(numbered, size)):
            some = True
            yield _parted(chunk, len(self.header), self.file, self.delimiter)
        if not some:
            message = "there are no rows below the header"
            raise fatal(self.file, message, "Add at least one row.")


def read(path: str | Path, names: Collection[str], most_bytes: int | None = None) -> Sheet:
    """Read a text file whole.

    Parameters
    ----------
    path : str or pathlib.Path
        The file; also compressed, when its name ends in .gz or .zip.
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
    with strictly(path, names, most_bytes) as stream:
        rows: Rows = {}
        problems: list[Problem] = []
        for even, uneven in stream.chunks():
            rows |= even
            problems += uneven[: MOST_PROBLEMS - len(problems)]
        return Sheet(stream.file, stream.header, rows, problems, stream.encoding, stream.delimiter)


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
    with _open(path) as file, _decoded(path, file, remedy, western=True) as (text, encoding):
        first, delimiter, above = _first_line(text, names, path.name, most_above)
        yield _begun(first, text, path.name, encoding, delimiter, above=above)


@contextmanager
def strictly(
    path: str | Path, names: Collection[str], most_bytes: int | None = None
) -> Iterator[Stream]:
    """Open a text file as :func:`opened` does, and refuse it as :func:`read` does.

    Parameters
    ----------
    path : str or pathlib.Path
        The file; also compressed, when its name ends in .gz or .zip.
    names : collection of str
        The columns that it should have; they tell what stands between its cells.
    most_bytes : int, optional
        A larger file is refused.

    Yields
    ------
    Stream
        The header, and the lines below it.

    Raises
    ------
    TableError
        As :func:`read` does, while the file is read.
    """
    path = Path(path)
    with _open(path, wait=False) as file:
        if most_bytes is not None and path.stat().st_size > most_bytes:
            message = f"the file is larger than {most_bytes:,} bytes"
            raise fatal(path.name, message, "Put the right file in its place.")
        with _decoded(path, file, SAVE) as (text, encoding):
            first, delimiter, _ = _first_line(text, names, path.name)
            if not (first.strip() or any(line.strip() for line in text)):
                raise fatal(path.name, "the file is empty", "Give it a header and rows.")
            if not _known(first, delimiter, names):
                named = ", ".join(names)
                remedy = f"Name the columns there, between commas, semicolons or tabs: {named}."
                raise fatal(path.name, "the row names no column of the table", remedy, row=1)
            yield _begun(first, text, path.name, encoding, delimiter, strict=True)


def split(text: str, delimiter: str, file: str) -> tuple[list[str], Rows, list[Problem]]:
    """Cut text into its header, its even rows, and a problem for each uneven or empty row.

    Blank rows at the end are left out. Quotation marks that do not pair up raise TableError,
    since rows then cannot be told apart.
    """
    numbered = _numbered(StringIO(text, newline=""), delimiter, file)
    _, header = next(numbered, (1, []))
    header = [name.strip() for name in header]
    even, uneven = _parted(numbered, len(header), file, delimiter)
    return header, even, uneven


def check_letters(cell: str, encoding: str) -> None:
    """Raise CellError when letters of a cell were lost, or are not those that they look like."""
    if _PLAIN.fullmatch(cell):
        return
    if _EXCEL_ERROR.fullmatch(cell.strip()):
        raise CellError(
            "is an error value of a spreadsheet", "Correct it, or leave the cell blank."
        )
    text = _ADDRESS.sub("", cell)
    lost = _LOST.get(encoding)
    if _BROKEN.search(cell) or (lost and lost.search(text)):
        raise CellError("letters were lost when the file was saved", _SAVE_AGAIN)
    strange = _STRANGE.search(cell) if encoding == "windows-1251" else None
    if strange:
        message = f"{strange[0]!r} shows that the file is in a code page other than Windows-1251"
        raise CellError(message, SAVE)
    if _decoded_twice(cell):
        raise CellError("the letters are UTF-8 once opened as another code page", _SAVE_AGAIN)
    mixed = _MIXED.search(text)
    if mixed:
        letters = mixed[0][0], mixed[0][-1]
        alphabets = " and ".join(sorted(map(_alphabet, letters), reverse=True))
        message = (
            f"a word mixes {alphabets} letters that look alike, here "
            f"{letters[0]!r} and {letters[1]!r}"
        )
        remedy = "Type the word again in one alphabet, or put a hyphen between the two."
        raise CellError(message, remedy)


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter).split()[0].capitalize()


def number(cell: str, decimal_comma: bool) -> str:
    """Write a number as Python does, without marks for thousands; CellError when it is none."""
    match = _NUMBER.fullmatch(cell.replace("−", "-"))
    if not match:
        raise CellError(*next(why for pattern, *why in _NOT_NUMBERS if re.fullmatch(pattern, cell)))
    whole, fraction, power = match.groups("")
    if fraction.startswith(",") and not decimal_comma:
        message = "the comma may set off decimals or thousands"
        raise CellError(message, "Write decimals with a point and thousands without a mark.")
    if not whole.isdigit():
        whole = re.sub(r"[+\s]", "", whole)
    return whole + fraction.replace(",", ".") + power


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


class Marks:
    """What sets off decimals in a file between semicolons or tabs: all its numbers together tell.

    There 1.234 alone may be a decimal or a thousand, and between tabs 1,234 as well; one 1.5 or
    0.234 settles it for the file.
    """

    def __init__(self, delimiter: str) -> None:
        # Excel writes semicolons where the comma sets off decimals
        self._settled = {".": False, ",": delimiter == ";"}
        self._often = {".": 0, ",": 0}
        self._first: dict[str, list[tuple[int, str, str]]] = {".": [], ",": []}

    def note(self, column: str, rows: Iterable[int], cells: Sequence[str]) -> None:
        """Take in the numbers of a column, with their rows."""
        often = Counter(cells)
        for mark, first in self._first.items():
            marked = [cell for cell in often if mark in cell and decimal_mark(cell) == mark]
            self._often[mark] += sum(often[cell] for cell in marked)
            if not all(_LIKE_THOUSANDS.fullmatch(cell.strip()) for cell in marked):
                self._settled[mark] = True
            if marked and len(first) < MOST_PROBLEMS:
                wanted = set(marked)
                places = (
                    (n, column, x.strip()) for n, x in zip(rows, cells, strict=True) if x in wanted
                )
                first += islice(places, MOST_PROBLEMS - len(first))

    def problems(self, file: str) -> list[Problem]:
        """Return a problem for each number whose mark is not that of the file, or may be two."""
        right = max(self._often, key=lambda mark: (self._settled[mark], self._often[mark]))
        other = {".": ",", ",": "."}[right]
        if not self._settled[right]:
            return [
                _doubtful(file, row, column, cell)
                for first in self._first.values()
                for row, column, cell in first
            ]
        if self._often[right]:
            row, column, cell = self._first[right][0]
            message = f"its decimal mark is not that of {cell!r} in row {row}, column {column!r}"
            remedy = (
                f"Write decimals with a {_NAMES[right]} as there, and thousands without a mark."
            )
            return [Problem(file, *place, message, remedy) for place in self._first[other]]
        return [_doubtful(file, *place) for place in self._first[other]]


def _doubtful(file: str, row: int, column: str, cell: str) -> Problem:
    """Say that a number can be read in two ways, and how each is written in one."""
    mark = decimal_mark(cell)
    message = f"the {_NAMES[mark]} may set off decimals or thousands"
    remedy = f"If decimals, write {cell}0; if thousands, {cell.replace(mark, '')}."
    return Problem(file, row, column, cell, message, remedy)


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


@contextmanager
def _decoded(
    path: Path, file: BufferedReader, remedy: str, western: bool = False
) -> Iterator[tuple[TextIO, str]]:
    """Yield the text of a file and its encoding; refuse what is none."""
    try:
        source = _unpacked(path, file)
        if source.peek(4).startswith(WORKBOOKS):
            raise fatal(path.name, "this is a workbook, not CSV", remedy)
        if source.peek(6).startswith(_ARCHIVES):
            raise fatal(
                path.name, "this is an archive", "Unpack it and name the file that you mean."
            )
        encoding = _encoding(source, path.name, remedy)
        if western and encoding == "windows-1251" and _is_western(source):
            encoding = "windows-1252"
        with TextIOWrapper(source, encoding, newline="") as text:
            yield text, encoding
    except UnicodeDecodeError as error:
        raise fatal(path.name, _undecodable(error), remedy) from None
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile):
        message = "the compressed file is damaged, incomplete or not compressed"
        raise fatal(path.name, message, "Download it again, or unpack it first.") from None


def _encoding(source: BufferedReader, file: str, remedy: str) -> str:
    """Find how a file is encoded: read it to its end, and go back to its beginning."""
    marked = [name for mark, name in _MARKED.items() if source.peek(4).startswith(mark)]
    if not source.seekable():
        return marked[0] if marked else "utf-8"
    for encoding in marked or _UNMARKED:
        found, message = _read_through(source, encoding, file, remedy)
        if found:
            return found
    raise fatal(file, message, remedy)


def _read_through(
    source: BufferedReader, encoding: str, file: str, remedy: str
) -> tuple[str | None, str]:
    """Decode a file to its end; return its encoding, or none and why it cannot be."""
    decoder, ascii_only, line = getincrementaldecoder(encoding)(), True, 1
    try:
        for chunk in chain(iter(lambda: source.read(_CHUNK), b""), [b""]):
            text = decoder.decode(chunk, final=not chunk)
            if "\0" in text:
                raise fatal(file, _NUL, remedy)
            ascii_only = ascii_only and text.isascii()
            line += text.count("\n")
    except UnicodeDecodeError as error:
        line += error.object.count(b"\n", 0, error.start)
        return None, _undecodable(error, f" in line {line}")
    finally:
        source.seek(0)
    return "ascii" if ascii_only and encoding == "utf-8" else encoding, ""


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


def _first_line(
    text: TextIO, names: Collection[str], file: str, most_above: int = 0
) -> tuple[str, str, int]:
    """Read the first row below titles; return it, what stands between cells, and how many titles.

    Excel's own line does not count.
    """
    first = text.readline(_CHUNK)
    sep = _SEP.match(first)
    if sep:
        first = text.readline(_CHUNK)
    if "\0" in first:
        raise fatal(file, _NUL, SAVE)
    if len(first) == _CHUNK:
        message = f"the first line has more than {_CHUNK:,} characters"
        raise fatal(file, message, "Give the file a first line that names its columns.", row=1)
    first, above = _below_titles(first, text, names, most_above)
    if _known(first, "|", names) and not any(_known(first, mark, names) for mark in ",;\t"):
        message = "| stands between the cells, where commas, semicolons or tabs are read"
        remedy = 'Open it in a spreadsheet with | as its separator and choose Save As, "CSV UTF-8".'
        raise fatal(file, message, remedy, row=above + 1)
    return first, sep[1] if sep else _likeliest(first, names), above


def _begun(
    first: str,
    text: TextIO,
    file: str,
    encoding: str,
    delimiter: str,
    strict: bool = False,
    above: int = 0,
) -> Stream:
    """Read the header of an open file, whose first line is read already."""
    lines = csv.reader(chain([first], text), delimiter=delimiter, strict=strict)
    try:
        header = next(lines, [])
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


def _numbered(
    lines: Iterable[str], delimiter: str, file: str, start: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows by number, without the blank ones at the end."""
    number, blank = start - 1, start
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start):
            if "".join(row).strip():
                yield from ((empty, []) for empty in range(blank, number))
                yield number, row
                blank = number + 1
    except csv.Error as error:
        raise fatal(file, *_explained(error), row=number + 1) from None


def _parted(
    numbered: Iterable[tuple[int, list[str]]], columns: int, file: str, delimiter: str
) -> tuple[Rows, list[Problem]]:
    """Part rows that have a cell for each column from those that have not."""
    even: Rows = {}
    uneven: list[Problem] = []
    for number, found in numbered:
        row = found
        if len(row) == 1 < columns:
            row = _within(row[0], delimiter, columns) or row
        if len(row) == columns:
            even[number] = row
        elif len(uneven) < MOST_PROBLEMS:
            uneven.append(_uneven(file, number, row, columns))
    return even, uneven


def _within(cell: str, delimiter: str, columns: int) -> list[str] | None:
    """Return the row that stands in one cell, as Excel saves what it had opened in one column.

    It quotes such a row where the row itself has quotation marks.
    """
    with suppress(csv.Error):
        row = next(csv.reader([cell], delimiter=delimiter, strict=True), [])
        return row if len(row) == columns else None
    return None


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


def _decoded_twice(cell: str) -> bool:
    for page in () if cell.isascii() else ("cp1251", "cp1252"):
        try:
            cell.encode(page).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False
