"""The command ``python -m kzdiplo screen``: a CSV file against the Common High Priority list."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from kzdiplo.screening import BANNER, hs6, list_version, listed
from kzdiplo.table import Problem, TableError

#: The columns that are added to those of the file.
COLUMNS = ("chp_hs6", "chp_status", "chp_tier", "chp_description", "chp_list_version")

_EVERY = 100_000


def convert(file: Path, column: str, out: Path | None) -> int:
    """Write a CSV file with what the list says of its codes.

    The file is read row by row, so that it may be larger than the memory. Columns and rows stay
    as they are; rows that are blank are left out.

    Parameters
    ----------
    file : pathlib.Path
        A CSV file in UTF-8, with commas, semicolons or tabs.
    column : str
        The column that holds the codes.
    out : pathlib.Path, optional
        The file to write; without it, standard output.

    Returns
    -------
    int
        0 when all is written, or when the reader of the output has had enough; 1 when the file
        cannot be read or the output cannot be written.
    """
    print(f"Common High Priority list: {list_version()}. {BANNER}", file=sys.stderr)
    try:
        counts = _to_output(file, column) if out is None else _to_file(file, column, out)
    except BrokenPipeError:
        # what the pipe does not take must not go into it at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except TableError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'output'}: {error.strerror}")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        return _complain(f"{file}: byte 0x{byte:02x} is not UTF-8; save the file as CSV UTF-8")
    shown = [f"{counts[status]:,} {status}" for status in ("listed", "not_listed", "malformed")]
    print(f"{counts.total():,} codes: {', '.join(shown)}", file=sys.stderr)
    return 0


def _to_output(file: Path, column: str) -> Counter[str]:
    target = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="")
    try:
        return _screen(file, column, target)
    finally:
        # else closing it would close standard output
        target.detach()


def _to_file(file: Path, column: str, out: Path) -> Counter[str]:
    if out.exists() and file.exists() and out.samefile(file):
        raise TableError(f"{out} is the file that is read: name another one")
    if out.exists() and not out.is_file():
        raise TableError(f"{out} is no file: name one, or leave --out away")
    # a run that stops leaves no file that looks whole
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as target:
            counts = _screen(file, column, target)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return counts


def _screen(file: Path, column: str, target: TextIO) -> Counter[str]:
    """Copy a file's rows with the columns of the list; return how many codes had which status."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        return _copy(file.name, source, column, target)


def _copy(name: str, source: TextIO, column: str, target: TextIO) -> Counter[str]:
    first = source.readline()
    if first.lower().startswith("sep="):  # Excel's own line
        first = source.readline()
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(_lines(first, source), delimiter=delimiter)
    version, entries = list_version(), listed()
    counts: Counter[str] = Counter()
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\n")
    try:
        header = [cell.strip() for cell in next(rows, [])]
        place = _place(name, header, column)
        writer.writerow([*header, *COLUMNS])
        for row in rows:
            if len(row) != len(header):
                if not "".join(row).strip():
                    continue
                raise _uneven(name, rows.line_num, len(row), len(header))
            six = hs6(row[place])
            entry = entries.get(six) if six else None
            status = "malformed" if six is None else "listed" if entry else "not_listed"
            counts[status] += 1
            writer.writerow([*row, six, status, *(entry or ("", "")), version])
            if counts.total() % _EVERY == 0:
                _progress(counts.total())
    except csv.Error as error:
        message = f"line {rows.line_num}: {error}"
        raise TableError(f"{name} cannot be read: {message}. Save it as CSV UTF-8.") from error
    return counts


def _lines(first: str, source: TextIO) -> Iterator[str]:
    yield first
    yield from source


def _place(name: str, header: list[str], column: str) -> int:
    if header.count(column) != 1:
        how = "no" if column not in header else "more than one"
        there = ", ".join(header) or "none"
        raise TableError(f"{name} has {how} column {column!r}; its columns are {there}")
    taken = sorted({*COLUMNS} & {*header})
    if taken:
        raise TableError(f"{name} has the columns {', '.join(taken)} already: drop or rename them")
    return header.index(column)


def _uneven(name: str, line: int, cells: int, columns: int) -> TableError:
    message = f"the row has {cells} cells and the header {columns}"
    remedy = "Put a text that holds the delimiter in double quotes."
    return TableError(f"{name} cannot be read", [Problem(name, line, None, None, message, remedy)])


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} rows", end="\r", file=sys.stderr, flush=True)


def _complain(message: str) -> int:
    print(f"python -m kzdiplo screen: {message}", file=sys.stderr)
    return 1
