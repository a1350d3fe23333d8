"""The command ``python -m kzdiplo screen``: a CSV file against the Common High Priority list."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kzdiplo.commands.output import complain, progress, written

if TYPE_CHECKING:
    from kzdiplo.csvtext import Stream

#: The columns that are added to those of the file.
COLUMNS = ("chp_hs6", "chp_status", "chp_tier", "chp_description", "chp_list_version")

_EVERY = 100_000


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    parser = commands.add_parser(
        "screen",
        help="hold the customs codes of a CSV file against the Common High Priority list",
        description="Write a CSV file, in UTF-8, with what the Common High Priority list says of "
        "its codes. Columns and rows stay as they are; blank rows are left out.",
        epilog="For teaching and research; no compliance advice.",
    )
    parser.add_argument("file", type=Path, help="CSV file; also compressed: .gz, .zip")
    parser.add_argument("--column", required=True, help="column that holds the codes")
    parser.add_argument("--out", type=Path, help="file to write; default: standard output")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Copy a file row by row, since it may be larger than the memory, and count its codes."""
    from kzdiplo import csvtext
    from kzdiplo.screening import BANNER, list_version

    print(f"Common High Priority list: {list_version()}. {BANNER}", file=sys.stderr)
    wrong = _wrong_output(options.file, options.out)
    if wrong:
        return complain(options, wrong)
    with csvtext.opened(options.file, [options.column]) as stream:
        wrong = _wrong_columns(stream.header, options.column)
        if wrong:
            return complain(options, f"{stream.file} has {wrong}")
        with written(options.out) as target:
            counts = _copy(stream, options.column, target)
    progress("")
    shown = [f"{counts[status]:,} {status}" for status in ("listed", "not_listed", "malformed")]
    print(f"{counts.total():,} codes: {', '.join(shown)}", file=sys.stderr)
    return 0


def _wrong_output(file: Path, out: Path | None) -> str | None:
    if out is None or not out.exists():
        return None
    if file.exists() and out.samefile(file):
        return f"{out} is the file that is read: name another one"
    return None if out.is_file() else f"{out} is no file: name one, or leave --out away"


def _wrong_columns(header: list[str], column: str) -> str | None:
    if header.count(column) != 1:
        how = "no" if column not in header else "more than one"
        return f"{how} column {column!r}; its columns are {', '.join(header) or 'none'}"
    taken = sorted({*COLUMNS} & {*header})
    return f"the columns {', '.join(taken)} already: drop or rename them" if taken else None


def _copy(stream: Stream, column: str, target: TextIO) -> Counter[str]:
    """Copy rows with the columns of the list; return how many codes had which status."""
    from kzdiplo.screening import hs6, list_version, listed

    place, version, entries = stream.header.index(column), list_version(), listed()
    counts: Counter[str] = Counter()
    writer = csv.writer(target, delimiter=stream.delimiter, lineterminator="\n")
    writer.writerow([*stream.header, *COLUMNS])
    for row in stream.rows():
        six = hs6(row[place])
        entry = entries.get(six) if six else None
        status = "malformed" if six is None else "listed" if entry else "not_listed"
        counts[status] += 1
        writer.writerow([*row, six, status, *(entry or ("", "")), version])
        if counts.total() % _EVERY == 0:
            progress(f"{counts.total():,} rows")
    return counts
