"""Check the bundled tables: form against the schemas, and what schemas cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from kzdiplo import table
from kzdiplo.csvtext import Rows, split
from kzdiplo.schema import cleaned, distinct, frictionless_api, header_problems, violations
from kzdiplo.table import Problem, TableError

#: What a check finds: row, column, value, message, remedy.
Finding = tuple[int | None, str | None, str | None, str, str]

_DATES = {
    "date": "date_precision",
    "start_date": "date_precision",
    "end_date": "date_precision",
    "opened": "opened_precision",
    "as_of": "as_of_precision",
}
#: Columns that hold keys of references.bib.
KEY_COLUMNS = (
    "source", "source_a", "source_b", "evidence_source", "ipa_source", "names_source",
    "seed", "seeds", "bib_key",
)  # fmt: skip
_LENGTHS = {"day": 10, "month": 7, "year": 4, "year_uncertain": 4}

#: Tables whose turnover is a sum, not what somebody said.
_BALANCED = ("trade_by_partner", "trade_totals")
#: Three rounded terms of three decimals and more may part by this much.
_ROUNDING = 0.006


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


@dataclass(frozen=True)
class _Table:
    resource: dict[str, Any]
    rows: Rows

    @property
    def columns(self) -> list[str]:
        return [field["name"] for field in self.resource["schema"]["fields"]]

    def cells(self, *columns: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows where one of these columns is filled, with their cells."""
        if not set(columns) <= set(self.columns):
            return
        places = [self.columns.index(column) for column in columns]
        for number, row in self.rows.items():
            cells = [row[place] for place in places]
            if any(cells):
                yield number, cells


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
    problems = problems or distinct(_untidy(rows, schema, file) + violations(rows, schema, file))
    if not problems:
        facts = _Table(resource, rows)
        problems = [Problem(file, *finding) for rule in _RULES for finding in rule(facts)]
    return Result(name, len(rows), problems)


def _descriptor_faults() -> list[Problem]:
    frictionless = frictionless_api()
    remedy = "Correct the sidecar and run `python tools/descriptor.py`."
    try:
        frictionless.Package.from_descriptor(table.descriptor())
    except (OSError, ValueError) as error:
        messages = [f"it cannot be read ({error})"]
    except frictionless.FrictionlessException as error:
        messages = [reason.note for reason in error.reasons or [error.error]]
    else:
        return []
    return [Problem("datapackage.json", None, None, None, message, remedy) for message in messages]


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


def _too_few(facts: _Table) -> Iterator[Finding]:
    floor, rows = facts.resource["coverage"]["rows"], len(facts.rows)
    if rows < floor:
        message = f"the table has {rows} rows, and its sidecar promises at least {floor}"
        yield None, None, None, message, "Restore the rows, or lower coverage.rows."


def _coverage(facts: _Table) -> Iterator[Finding]:
    years = {int(year): row for row, [year] in facts.cells("year")}
    stated = facts.resource["coverage"]
    for bound, year in (("from", min(years)), ("to", max(years))) if years else ():
        if stated.get(bound) != year:
            message = f"the years run {bound} {year}, and coverage.{bound} is {stated.get(bound)}"
            remedy = f"Correct the year, or set coverage.{bound}."
            yield years[year], "year", str(year), message, remedy


def _unknown_sources(facts: _Table) -> Iterator[Finding]:
    known = [source["name"] for source in table.descriptor()["sources"]]
    for column in KEY_COLUMNS:
        for row, [cell] in facts.cells(column):
            for key in set(cell.split(";")) - set(known):
                close = get_close_matches(key, known, n=1)
                hint = f"Did you mean {close[0]}? " if close else ""
                remedy = f"{hint}Add it there, or correct it."
                yield row, column, key, "references.bib has no such key", remedy


def _unknown_codes(facts: _Table) -> Iterator[Finding]:
    known = _actors()
    for column in facts.columns:
        for row, [code] in facts.cells(column) if column.endswith("iso3") else ():
            if code not in known:
                message = "the table actors has no such code"
                yield row, column, code, message, "Correct it, or add the actor."


def _actors() -> set[str]:
    actors = table.resource("actors")
    _, rows, _ = _parsed(actors["path"])
    return {"KAZ"} | {code for _, [code] in _Table(actors, rows).cells("iso3")}


def _imprecise_dates(facts: _Table) -> Iterator[Finding]:
    for column, precision in _DATES.items():
        for row, [day, exact] in facts.cells(column, precision):
            if len(day) != _LENGTHS.get(exact):
                message = f"the date does not fit its {precision}, {exact!r}"
                yield row, column, day, message, "Correct one of the two."


def _wrong_sums(facts: _Table) -> Iterator[Finding]:
    if facts.resource["name"] not in _BALANCED:
        return
    for row, cells in facts.cells("exports_usd_bn", "imports_usd_bn", "turnover_usd_bn"):
        exports, imports, turnover = (float(cell or "nan") for cell in cells)
        if abs(exports + imports - turnover) > _ROUNDING:
            message = f"exports and imports add up to {exports + imports:.6g}"
            yield row, "turnover_usd_bn", cells[2], message, "Correct one of the three."


def _joined_reporters(facts: _Table) -> Iterator[Finding]:
    for row, [reporter] in facts.cells("reporter"):
        if ";" in reporter:
            message = "one row holds two reporters"
            yield row, "reporter", reporter, message, "Give each reporter a row of its own."


def _hollow(facts: _Table) -> Iterator[Finding]:
    for column, least in facts.resource["assertions"].get("fill", {}).items():
        filled = sum(1 for _ in facts.cells(column)) / len(facts.rows)
        if filled < least:
            message = f"{filled:.0%} of its cells are filled, at least {least:.0%} should be"
            yield None, column, None, message, "Fill them, or lower assertions.fill."


def _wrong_totals(facts: _Table) -> Iterator[Finding]:
    rule = facts.resource["assertions"].get("sums")
    if not rule:
        return
    rows = table.load(facts.resource["name"])
    for total, parts in rule["totals"].items():
        stated = rows[rows[rule["total_in"]] == total]
        if isinstance(parts, dict):
            summed = rows[rows["row_type"].isin(["country", "residual"])]
            for column, allowed in parts.items():
                stated = stated[stated[column].isin(allowed)]
        else:
            summed = rows[rows["iso3"].isin(parts)]
        sums = summed.groupby(rule["by"])[rule["of"]].sum()
        for index, row in stated.iterrows():
            for column in rule["of"]:
                found = sums.loc[tuple(row[by] for by in rule["by"]), column]
                if abs(found - row[column]) > rule["tolerance"]:
                    message = f"the parts of {total!r} add up to {found:.6g}"
                    remedy = "Correct the total or its parts."
                    yield int(str(index)) + 2, column, f"{row[column]:.6g}", message, remedy


_RULES = (
    _too_few,
    _coverage,
    _unknown_sources,
    _unknown_codes,
    _imprecise_dates,
    _wrong_sums,
    _joined_reporters,
    _hollow,
    _wrong_totals,
)
