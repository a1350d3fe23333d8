"""Check the bundled tables: form against the schemas, and what schemas cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd

from kzdiplo import table
from kzdiplo.csvtext import Rows, split
from kzdiplo.schema import (
    Facts,
    Finding,
    cleaned,
    contradictions,
    distinct,
    header_problems,
    violations,
)
from kzdiplo.table import Problem, TableError

#: What a column may be beside its type, see data/fields.yaml.
ROLES = ("keys", "reporter", "years", "as_of")
#: What spoilt text looks like, what it is, and what to do.
_SPOILT = (
    (
        # before a letter, or where no question ends: before " of", after a space, in a word alone
        re.compile(r"\?(?=\?*[^\W\d_]|\s+[a-z])|(?<=[\s(-])\?|^\S+\?$"),
        'a "?" stands where a program lost a letter',
        "Write the letter again, and save the table as UTF-8.",
    ),
    (
        re.compile("[\u00a0\u202f]"),
        "it holds a space that does not break",
        "Type a plain space.",
    ),
)
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Result:
    """What the check of one table found.

    Attributes
    ----------
    table : str
        Its name, or ``datapackage.json``.
    rows : int
        How many rows it has.
    problems : list of Problem
        Empty when all is well.
    """

    table: str
    rows: int
    problems: list[Problem]


def check() -> list[Problem]:
    """Check the descriptor and every bundled table.

    Returns
    -------
    list of Problem
        Each with file, row, column, value and remedy; empty when all is well.
    """
    return [problem for result in results() for problem in result.problems]


def results() -> Iterator[Result]:
    """Check the descriptor, then one table after another.

    Yields
    ------
    Result
        First of the descriptor. Tables follow only when it is sound.
    """
    faults = _descriptor_faults()
    tables = [] if faults else table.descriptor()["resources"]
    yield Result("datapackage.json", len(tables), faults)
    for resource in tables:
        yield check_table(resource["name"])


def check_table(name: str) -> Result:
    """Check one bundled table: first its form, and if that is sound, what it says.

    Parameters
    ----------
    name : str
        A name listed by :func:`kzdiplo.tables`.

    Returns
    -------
    Result
        Its rows and problems.
    """
    resource = table.resource(name)
    file, schema = resource["path"], resource["schema"]
    try:
        header, rows, problems = _parsed(file)
    except TableError as error:
        return Result(name, 0, error.problems)
    problems += header_problems(header, schema, file) or _misplaced(header, schema, file)
    if not rows and not problems:
        message = "there are no rows below the header"
        problems = [Problem(file, None, None, None, message, "Restore them.")]
    problems = problems or distinct(_untidy(rows, schema, file) + violations(rows, schema, file))
    if not problems:
        problems = distinct(_findings(Facts(resource, rows)))
    return Result(name, len(rows), problems)


def _findings(facts: Facts) -> list[Problem]:
    file = facts.resource["path"]
    try:
        return [Problem(file, *finding) for rule in _RULES for finding in rule(facts)]
    except TableError as error:  # another table, whose values this one takes, cannot be read
        if not error.problems:
            raise
        return error.problems


def _descriptor_faults() -> list[Problem]:
    frictionless = _frictionless()
    remedy = "Correct the sidecar and run `python tools/descriptor.py`."
    try:
        frictionless.Package.from_descriptor(table.descriptor())
    except (OSError, ValueError) as error:
        messages = [f"it cannot be read ({error})"]
    except frictionless.FrictionlessException as error:
        messages = [reason.note for reason in error.reasons or [error.error]]
    else:
        return list(_undescribed())
    return [Problem("datapackage.json", None, None, None, message, remedy) for message in messages]


def _frictionless() -> Any:
    """Return the package frictionless; TableError where it is not installed, as in the browser."""
    try:
        import frictionless
    except ImportError:
        raise TableError(
            "The check of the bundled tables needs the package frictionless, which does not run in "
            "the browser. It works on a computer: pip install frictionless."
        ) from None
    return frictionless


def _undescribed() -> Iterator[Problem]:
    known = {resource["path"] for resource in table.descriptor()["resources"]}
    for path in sorted(table.DATA.glob("*/*.csv")):
        file = path.relative_to(table.DATA).as_posix()
        if file not in known:
            message = "datapackage.json does not name this table"
            remedy = "Write its sidecar and run `python tools/descriptor.py`, or take it away."
            yield Problem(file, None, None, None, message, remedy)


def _parsed(file: str) -> tuple[list[str], Rows, list[Problem]]:
    try:
        text = (table.DATA / file).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message, remedy = f"it cannot be read ({error})", "Save it there as UTF-8."
        raise TableError(file, [Problem(file, None, None, None, message, remedy)]) from error
    return split(text, ",", file)


def _misplaced(header: list[str], schema: dict[str, Any], file: str) -> list[Problem]:
    if header == [field["name"] for field in schema["fields"]]:
        return []
    message = "the columns are not those of the sidecar in its order"
    return [Problem(file, 1, None, ",".join(header), message, "Put them in that order.")]


def _untidy(rows: Rows, schema: dict[str, Any], file: str) -> list[Problem]:
    tidy, problems = cleaned(rows, schema, file)
    names = [field["name"] for field in schema["fields"]]
    return problems + [
        Problem(file, number, column, cell, "is not written as the tables do", f"Write {clean!r}.")
        for number, row in rows.items()
        for column, cell, clean in zip(names, row, tidy[number], strict=True)
        if cell != clean
    ]


def _too_few(facts: Facts) -> Iterator[Finding]:
    floor, rows = facts.resource["coverage"]["rows"], len(facts.rows)
    if rows < floor:
        message = f"the table has {rows} rows, and its sidecar promises at least {floor}"
        remedy = "Restore them. If they had to go, say so in the changelog and lower coverage.rows."
        yield None, None, None, message, remedy


def _coverage(facts: Facts) -> Iterator[Finding]:
    years = {
        int(cell[:4]): (row, column, cell)
        for column, _ in facts.having("role", "years")
        for row, [cell] in facts.cells(column)
    }
    stated = facts.resource["coverage"]
    for bound, year in (("from", min(years)), ("to", max(years))) if years else ():
        if stated.get(bound) != year:
            message = f"the years run {bound} {year}, and coverage.{bound} is {stated.get(bound)}"
            yield *years[year], message, f"Correct the year, or set coverage.{bound}."


def _unknown_sources(facts: Facts) -> Iterator[Finding]:
    known = dict.fromkeys(source["name"] for source in table.descriptor()["sources"])
    for column, _ in facts.having("role", "keys"):
        for row, [cell] in facts.cells(column):
            for key in cell.split(";"):
                if key not in known:
                    close = get_close_matches(key, known, n=1)
                    hint = f"Did you mean {close[0]}? " if close else ""
                    remedy = f"{hint}Add it there, or correct it."
                    yield row, column, key, "references.bib has no such key", remedy


def _unknown_values(facts: Facts) -> Iterator[Finding]:
    for column, places in facts.having("among"):
        known = {value for place in places for value in _values(place)}
        for row, [cell] in facts.cells(column):
            if cell not in known:
                message = f"the table {places[0].split('.')[0]} has no such code"
                yield row, column, cell, message, "Correct it, or add it there."


def _values(place: str) -> Iterable[str]:
    """Return the values of a column, written table.column; any other word is itself a value."""
    name, dot, column = place.partition(".")
    if not dot:
        return [place]
    resource = table.resource(name)
    _, rows, _ = _parsed(resource["path"])
    return [cell for _, [cell] in Facts(resource, rows).cells(column)]


def _joined_reporters(facts: Facts) -> Iterator[Finding]:
    for column, _ in facts.having("role", "reporter"):
        for row, [reporter] in facts.cells(column):
            if ";" in reporter:
                message = "one row holds two reporters"
                yield row, column, reporter, message, "Give each reporter a row of its own."


def _spoilt_text(facts: Facts) -> Iterator[Finding]:
    for column, _ in facts.having("type", "string"):
        for row, [cell] in facts.cells(column):
            text = _ADDRESS.sub("", cell)
            for pattern, message, remedy in _SPOILT:
                if pattern.search(text):
                    yield row, column, cell, message, remedy


def _sparse(facts: Facts) -> Iterator[Finding]:
    for column, least in facts.resource["assertions"].get("fill", {}).items():
        filled = sum(1 for _ in facts.cells(column)) / len(facts.rows)
        if filled < least:
            message = f"{filled:.0%} of its cells are filled, at least {least:.0%} should be"
            yield None, column, None, message, "Fill them, or lower assertions.fill."


def _wrong_totals(facts: Facts) -> Iterator[Finding]:
    rule = facts.resource["assertions"].get("sums")
    if not rule:
        return
    rows, by = table.load(facts.resource["name"]), rule["by"]
    for total, terms in rule["totals"].items():
        stated = _where(rows[rows[rule["total_in"]] == total], terms.get("where", {}))
        sums = _where(rows, terms["sum_of"]).groupby(by)[rule["of"]].sum()
        found = stated[by].join(sums, on=by)[rule["of"]].fillna(0)
        for column in rule["of"]:
            for index, given, added in zip(
                stated.index, stated[column], found[column], strict=True
            ):
                if abs(given - added) > rule["tolerance"]:
                    message = f"the parts of {total!r} add up to {added:.6g}"
                    remedy = "Correct the total or its parts."
                    yield index + 2, column, f"{given:.6g}", message, remedy


def _where(rows: pd.DataFrame, allowed: dict[str, list[str]]) -> pd.DataFrame:
    """Return the rows whose columns hold one of the words allowed for them."""
    for column, words in allowed.items():
        rows = rows[rows[column].isin(words)]
    return rows


_RULES = (
    contradictions,
    _too_few,
    _coverage,
    _unknown_sources,
    _unknown_values,
    _joined_reporters,
    _spoilt_text,
    _sparse,
    _wrong_totals,
)
