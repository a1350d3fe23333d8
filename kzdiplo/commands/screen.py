"""The command ``python -m kzdiplo screen``: a CSV file against the Common High Priority list."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kzdiplo.commands.output import complain, progress, written

if TYPE_CHECKING:
    from kzdiplo.csvtext import Stream

#: The columns that are added to those of the file.
COLUMNS = (
    *("chp_hs6", "chp_edition", "chp_status", "chp_tier", "chp_description", "chp_hs2022"),
    *("chp_hs2022_listed", "chp_list_version"),
)

_EVERY = 100_000
#: In how many rows above the header titles are looked for.
_MOST_ABOVE = 20
#: How UN Comtrade, and the R package comtradr, name the column with the edition.
_COMTRADE = ("classificationCode", "classification_code")
_EDITION = re.compile(r"H([0-6])|(?:HS ?)?([0-9]{4})")
_EXAMPLES = 3


@dataclass
class _Tally:
    """What a file held."""

    statuses: Counter[str] = field(default_factory=Counter)
    editions: set[int] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    malformed: list[str] = field(default_factory=list)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    parser = commands.add_parser(
        "screen",
        help="hold the customs codes of a CSV file against the Common High Priority list",
        description="Write a CSV file, in UTF-8, with what the Common High Priority list says of "
        "its codes. The list speaks the Harmonized System of 2022. Columns and rows stay as they "
        "are; blank rows, and rows above the header, are left out.",
        epilog="For teaching and research; no compliance advice.",
    )
    parser.add_argument("file", type=Path, help="CSV file; also compressed: .gz, .zip")
    parser.add_argument("--column", required=True, help="column that holds the codes")
    parser.add_argument(
        "--edition",
        help="edition of the Harmonized System that the codes are of: 2022, 2017, 2012, 2007, "
        "2002, 1996 or 1992, or the column that names it, H0 to H6 as in UN Comtrade; default: "
        f"the column {_COMTRADE[0]} of a file from there, else 2022",
    )
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
    with csvtext.opened(options.file, [options.column], most_above=_MOST_ABOVE) as stream:
        edition = options.edition or next(
            (name for name in _COMTRADE if name in stream.header), "2022"
        )
        wrong = _wrong_columns(stream.header, options.column) or _wrong_edition(stream, edition)
        if wrong:
            return complain(options, f"{stream.file} has {wrong}")
        _tell_how_read(stream)
        with written(options.out) as target:
            tally = _copy(stream, options.column, edition, target)
    progress("")
    _tell(tally, None if _edition(edition) else edition)
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


def _wrong_edition(stream: Stream, edition: str) -> str | None:
    from kzdiplo.screening import EDITIONS

    if _edition(edition) or edition in stream.header:
        return None
    years = ", ".join(map(str, EDITIONS))
    return (
        f"no column {edition!r}, and that is no edition of the Harmonized System: say --edition "
        f"with one of {years}, or with one of its columns, {', '.join(stream.header)}"
    )


def _edition(text: str) -> int | None:
    """Return the edition that a text names: 2017, HS 2017 or H5."""
    from kzdiplo.screening import EDITIONS

    match = _EDITION.fullmatch(text.strip().upper())
    if not match:
        return None
    edition = EDITIONS[int(match[1])] if match[1] else int(match[2])
    return edition if edition in EDITIONS else None


def _tell_how_read(stream: Stream) -> None:
    """Say what a copy does not have of its file, and what was taken from its letters."""
    if stream.above:
        print(f"{stream.above:,} rows above the header are left out.", file=sys.stderr)
    if stream.encoding.startswith("windows"):
        print(f"Read as {stream.encoding.title()}; the copy is in UTF-8.", file=sys.stderr)


def _copy(stream: Stream, column: str, edition: str, target: TextIO) -> _Tally:
    """Copy rows with the columns of the list; return what they held."""
    from kzdiplo.screening import finding, hs6, list_version

    place, version, tally = stream.header.index(column), list_version(), _Tally()
    of_all = _edition(edition)
    writer = csv.writer(target, delimiter=stream.delimiter, lineterminator="\n")
    writer.writerow([*stream.header, *COLUMNS])
    for number, row in stream.rows():
        year = of_all or _edition_of_row(stream, number, row, edition)
        six = hs6(row[place])
        status, *found = finding(six, year)
        tally.statuses[status] += 1
        tally.editions.add(year)
        if six:
            tally.codes.add(six)
        elif len(tally.malformed) < _EXAMPLES and row[place] not in tally.malformed:
            tally.malformed.append(row[place])
        writer.writerow([*row, six, year, status, *found, version])
        if tally.statuses.total() % _EVERY == 0:
            progress(f"{tally.statuses.total():,} rows")
    return tally


def _edition_of_row(stream: Stream, number: int, row: list[str], column: str) -> int:
    """Return the edition that a row names; refuse a row of another classification."""
    from kzdiplo.table import Problem, TableError

    cell = row[stream.header.index(column)]
    edition = _edition(cell)
    if edition is None:
        remedy = (
            "Keep only rows of the Harmonized System (H0 to H6). If all codes are of one edition, "
            "name it, such as --edition 2022."
        )
        message = "is no edition of the Harmonized System"
        wrong = Problem(stream.file, number, column, cell, message, remedy)
        raise TableError(f"{stream.file} cannot be screened:", [wrong])
    return edition


def _tell(tally: _Tally, column: str | None) -> None:
    """Say how many codes have which status, and what to do about those without an answer."""
    from kzdiplo.screening import STATUSES

    statuses, editions = tally.statuses, sorted(tally.editions)
    shown = ", ".join(f"{statuses[status]:,} {status}" for status in STATUSES)
    years = f", read as HS {' and '.join(map(str, editions))}" if editions else ""
    print(f"{statuses.total():,} codes{years}: {shown}", file=sys.stderr)
    if statuses["other_edition"]:
        print(_other_editions(tally, column), file=sys.stderr)
    if statuses["in_doubt"]:
        print(
            "In doubt: only a part of what the code became is on the list, chp_hs2022_listed; or, "
            "where that is blank, no edition from 1992 to 2022 has the code.",
            file=sys.stderr,
        )
    if set(editions) - {2022}:
        print(
            "Codes of earlier editions: small parts of some moved to other codes and are not "
            "followed; the table chp_forebears says which.",
            file=sys.stderr,
        )
    if tally.malformed:
        print(f"Malformed, such as: {', '.join(map(repr, tally.malformed))}", file=sys.stderr)


def _other_editions(tally: _Tally, column: str | None) -> str:
    """Say which edition has the codes that the one of the file does not have."""
    from kzdiplo.screening import EDITIONS, editions_with

    if column:
        return (
            f"Other edition: the one in the column {column} does not have the code; compare them."
        )
    spans = {first: f"{first} to {later - 1}" for first, later in pairwise(EDITIONS)}
    spans[EDITIONS[-1]] = f"{EDITIONS[-1]} on"
    fitting = editions_with(tally.codes)
    if not fitting:
        return (
            "Other edition: no edition has all codes of the file. Part it by years, and screen "
            "each part with its own: "
            + ", ".join(f"--edition {year} for {span}" for year, span in spans.items())
            + "."
        )
    ways = ", ".join(f"--edition {year} for {spans[year]}" for year in reversed(fitting))
    return (
        f"Other edition: one has all codes. Screen the file again with that of its years: {ways}."
    )
