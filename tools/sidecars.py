"""Sidecars: what a YAML file beside a table may say, and everything that is wrong with one.

A sidecar describes its table. Fields that recur stand in data/fields.yaml, kinds of warnings in
data/warnings.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from kzdiplo.check import ROLES
from kzdiplo.schema import LENGTHS
from kzdiplo.table import Problem

#: The keys that each part of a sidecar must have, and those that it may have.
KEYS: dict[str, tuple[str, str]] = {
    "sidecar": (
        "title description class fields primaryKey coverage terms warnings",
        "built_by unbuilt follows edition assertions licenses",
    ),
    "edition": ("publisher address file due", ""),
    "field": (
        "name type description",
        "title like unit constraints precision not_before signed among role",
    ),
    "constraints": ("", "required unique minimum maximum minLength maxLength pattern enum"),
    "coverage": ("rows", "from to"),
    "warning": ("kind text", ""),
    "assertions": ("", "fill ahead adds_up sums"),
    "adds_up": ("parts total", "tolerance"),
    "sums": ("of by total_in tolerance totals", ""),
    "total": ("sum_of", "where"),
}
#: How their values are written, where it is not free.
FORMS: dict[type, tuple[str, str]] = {
    str: (
        "title description class built_by unbuilt publisher address file due terms name like type "
        "unit precision not_before signed role kind text",
        "x",
    ),
    list: ("follows fields primaryKey warnings parts of by among enum licenses", "[x, y]"),
    dict: (
        "edition coverage constraints assertions fill ahead adds_up sums totals sum_of where",
        "{x: y}",
    ),
}
#: How a table came about, and what its sidecar must then say: rows as a publisher's data set has
#: them; rows put together one by one, or this project's own coding; rows that follow by a rule.
CLASSES: dict[str, str] = {
    "copied": "edition",
    "compiled": "",
    # or why no builder makes it
    "computed": "built_by unbuilt",
}
#: Under which licences rows may be passed on, by their names in the list of the Open Definition; a
#: sidecar that names none means the first. Where it names more, `terms` says which rows have which.
LICENSES: dict[str, dict[str, str]] = {
    "CC-BY-4.0": {
        "title": "Creative Commons Attribution 4.0 International",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
    "ODbL-1.0": {
        "title": "Open Data Commons Open Database License 1.0",
        "path": "https://opendatacommons.org/licenses/odbl/1-0/",
    },
    "other-nc": {"title": "For non-commercial use; see terms"},
}
#: The licence of rows that may not be passed on.
CLOSED = "other-closed"
#: A part of a sidecar: where it stands, which keys it has, and what was found there.
Part = tuple[str | None, str, Any]
#: Text columns with this in their pattern hold dates.
ISO = r"\d{4}-\d{2}"


def load_yaml(path: Path) -> Any:
    """Read a YAML file, with the fast parser where it was built."""
    return yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def field(item: str | dict, shared: dict) -> dict:
    """Return a field in full; what it lacks is taken from the recurring one of fields.yaml."""
    own = {"name": item} if isinstance(item, str) else item
    base = shared.get(own.get("like", own.get("name")), {})
    if "like" in base:
        base = field(base, shared)
    full = {**base, **own}
    full.pop("like", None)
    limits = {**base.get("constraints", {}), **own.get("constraints", {})}
    full["constraints"] = {rule: limit for rule, limit in limits.items() if limit is not False}
    if not full["constraints"]:
        del full["constraints"]
    return full


def faults(data: Path) -> list[Problem]:
    """Return everything that is wrong with the sidecars of a folder of tables."""
    read: dict[str, Any] = {}
    problems: list[Problem] = list(_without_partner(data))
    for path in [data / "fields.yaml", data / "warnings.yaml", *sorted(data.glob("*/*.yaml"))]:
        file = path.relative_to(data).as_posix()
        try:
            read[file] = load_yaml(path)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            message = f"it cannot be read ({' '.join(str(error).split())})"
            remedy = "Put a text that holds a colon, a comma or a # in double quotes."
            problems.append(Problem(file, None, None, None, message, remedy))
    shared, kinds = (read.pop(f"{name}.yaml", None) for name in ("fields", "warnings"))
    if not isinstance(shared, dict) or not isinstance(kinds, dict):
        return problems
    recurring = [{"name": name, **_as(dict, own)} for name, own in shared.items()]
    found = [part for own in recurring for part in _parts_of_field(own)]
    misshapen = list(_misshapen("fields.yaml", found, shared))
    problems += [*_strange("fields.yaml", found, shared), *misshapen]
    if misshapen:
        return problems
    sound: dict[str, list[dict]] = {}
    registry = (data.parent / "references.bib").read_text("utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),", registry, re.MULTILINE)
    for file, table in read.items():
        found = list(_parts(table))
        misshapen = list(_misshapen(file, found, shared))
        problems += [*_strange(file, found, shared), *misshapen]
        if not misshapen:
            sound[file] = [field(item, shared) for item in table["fields"]]
            problems += _wrong(file, table, sound[file], kinds)
            problems += _origin(file, table, data, keys)
            problems += _kept_back(file, table)
    columns = [f"{Path(file).stem}.{each['name']}" for file in sound for each in sound[file]]
    for file, fields in sound.items():
        problems += _without_values(file, fields, columns)
    return problems


def _without_partner(data: Path) -> Iterator[Problem]:
    tables, sidecars = (
        {path.relative_to(data).with_suffix("").as_posix() for path in data.glob(f"*/*.{ending}")}
        for ending in ("csv", "yaml")
    )
    for name in sorted(tables - sidecars):
        remedy = f"Write data/{name}.yaml, which describes it, or move the file out of data."
        yield Problem(f"{name}.csv", None, None, None, "the table has no sidecar", remedy)
    for name in sorted(sidecars - tables):
        remedy = f"Add data/{name}.csv, or delete the sidecar."
        yield Problem(f"{name}.yaml", None, None, None, "the sidecar has no table", remedy)


def _as(form: type, value: object) -> Any:
    """Return a value of this form, or an empty one of it."""
    return value if isinstance(value, form) else form()


def _parts(table: object) -> Iterator[Part]:
    yield None, "sidecar", table
    table = _as(dict, table)
    for item in _as(list, table.get("fields")):
        yield from _parts_of_field({"name": item} if isinstance(item, str) else item)
    for warning in _as(list, table.get("warnings")):
        yield "warnings", "warning", warning
    assertions = _as(dict, table.get("assertions"))
    for holder, part in (
        (table, "edition"), (table, "coverage"), (table, "assertions"),
        (assertions, "adds_up"), (assertions, "sums"),
    ):  # fmt: skip
        if isinstance(holder.get(part), dict):
            yield part, part, holder[part]
    for total, rule in _as(dict, _as(dict, assertions.get("sums")).get("totals")).items():
        yield str(total), "total", rule


def _parts_of_field(own: object) -> Iterator[Part]:
    name = _as(dict, own).get("name")
    yield name, "field", own
    if isinstance(_as(dict, own).get("constraints"), dict):
        yield name, "constraints", own["constraints"]


def _strange(file: str, parts: Iterable[Part], shared: dict) -> Iterator[Problem]:
    """Find keys that nothing would read."""
    for where, part, found in parts:
        known = " ".join(KEYS[part]).split()
        for key, value in _as(dict, found).items():
            if key not in known:
                yield _unknown(file, where, key, f"the {part}", known, bare=value is None)
        like = _as(str, _as(dict, found).get("like"))
        if part == "field" and like and like not in shared:
            yield _unknown(file, where, like, "fields.yaml", shared)


def _misshapen(file: str, parts: Iterable[Part], shared: dict) -> Iterator[Problem]:
    """Find keys that are missing, and values of another form than they have."""
    for where, part, found in parts:
        if not isinstance(found, dict):
            remedy = f"Write it as key: value, with the keys {', '.join(KEYS[part][0].split())}."
            yield Problem(file, None, where, str(found), f"is no {part}", remedy)
            continue
        twisted = [
            Problem(file, None, where, str(found[key]), f"{key} has another form", remedy)
            for form, (keys, example) in FORMS.items()
            for key in keys.split()
            if key in found and not isinstance(found[key], form)
            for remedy in [f"Write it as {key}: {example}."]
        ]
        yield from twisted
        if not twisted:
            full = field(found, shared) if part == "field" else found
            yield from _missing(file, where, part, full)


def _missing(file: str, where: str | None, part: str, found: dict) -> Iterator[Problem]:
    for key in KEYS[part][0].split():
        if key not in found:
            yield Problem(file, None, where, None, f"the {part} lacks {key!r}", "Add it.")


def _unknown(
    file: str, where: str | None, word: object, place: str, known: Iterable[str], bare: bool = False
) -> Problem:
    close = get_close_matches(str(word), known, n=1)
    if close:
        remedy = f"Did you mean {close[0]!r}?"
    elif bare:
        remedy = "A text with a comma must stand in double quotes."
    else:
        remedy = f"Use one of: {', '.join(known)}."
    return Problem(file, None, where, str(word), f"there is no such word in {place}", remedy)


def _wrong(file: str, table: dict, fields: list[dict], kinds: dict) -> Iterator[Problem]:
    """Find words that a sidecar of the right shape may not use, and dates without a rule."""
    columns = [each["name"] for each in fields]
    for each in fields:
        yield from _wrong_field(file, each, columns)
    for warning in table["warnings"]:
        if warning["kind"] not in kinds:
            yield _unknown(file, "warnings", warning["kind"], "warnings.yaml", kinds)
    assertions = table.get("assertions", {})
    named = {"primaryKey": table["primaryKey"]}
    named |= {rule: list(assertions.get(rule, {})) for rule in ("fill", "ahead")}
    if rule := assertions.get("adds_up"):
        named["adds_up"] = [*rule["parts"], rule["total"]]
    if rule := assertions.get("sums"):
        totals = [[*total["sum_of"], *total.get("where", {})] for total in rule["totals"].values()]
        named["sums"] = [*rule["of"], *rule["by"], rule["total_in"], *chain(*totals)]
    for where, names in named.items():
        for name in names:
            if name not in columns:
                yield _unknown(file, where, name, "the columns of the table", columns)


def _origin(file: str, table: dict, data: Path, keys: list[str]) -> Iterator[Problem]:
    """Find what is wrong in where a table comes from."""
    kind, name = table["class"], Path(file).stem
    if kind not in CLASSES:
        yield _unknown(file, "class", kind, "the classes of tables", CLASSES)
        return
    needed = CLASSES[kind].split()
    if needed and not set(needed) & set(table):
        remedy = 'Add it; CONTRIBUTING.md, "Add a table", says what it holds.'
        message = f"a table {kind} needs {' or '.join(map(repr, needed))}"
        yield Problem(file, None, None, None, message, remedy)
    if kind == "computed" and not {"follows", "edition"} & set(table):
        remedy = "Add follows: [tables], the edition of the publisher's file, or both."
        yield Problem(file, None, None, None, "it does not say what it is computed from", remedy)
    script = f"builders/{name}.py"
    if "built_by" in table and table["built_by"] != script:
        remedy = f"A builder has the name of its table: {script}."
        yield Problem(file, None, "built_by", table["built_by"], "is not its builder", remedy)
    elif "built_by" in table and not (data.parent / script).is_file():
        yield Problem(file, None, "built_by", script, "there is no such file", "Add it.")
    tables = [path.stem for path in data.glob("*/*.csv")]
    for other in table.get("follows", []):
        if other not in tables:
            yield _unknown(file, "follows", other, "the tables", tables)
    for key in table.get("edition", {}).get("publisher", "").split(";"):
        if key and key not in keys:
            close = get_close_matches(key, keys, n=1)
            remedy = f"Did you mean {close[0]!r}?" if close else "Add the entry."
            yield Problem(file, None, "publisher", key, "no entry of references.bib", remedy)


def _kept_back(file: str, table: dict) -> Iterator[Problem]:
    """Find tables that may not be passed on, and licences that nobody knows."""
    for name in table.get("licenses", []):
        if name == CLOSED:
            message = "its rows may not be passed on, and whatever lies in data is"
            remedy = (
                "Ship what follows from them (shares, counts, sums) in its place, and say in "
                "edition where readers get the rows."
            )
            yield Problem(file, None, "licenses", name, message, remedy)
        elif name not in LICENSES:
            yield _unknown(file, "licenses", name, "the licences", [*LICENSES, CLOSED])


def _wrong_field(file: str, each: dict, columns: list[str]) -> Iterator[Problem]:
    name = each["name"]
    if each.get("role", ROLES[0]) not in ROLES:
        yield _unknown(file, name, each["role"], "the roles of columns", ROLES)
    if each.get("not_before", name) not in columns:
        yield _unknown(file, name, each["not_before"], "the columns of the table", columns)
    precise = [*LENGTHS, "as_written", *columns]
    if each.get("precision", name) not in precise:
        yield _unknown(file, name, each["precision"], "the precisions", precise)
    pattern = str(each.get("constraints", {}).get("pattern", "")).replace("(", "")
    if pattern.startswith(ISO) and "precision" not in each:
        message = "the column of dates does not say how exact they are"
        remedy = (
            "Add precision: the column that says it, day, month or year where all are so, or "
            "as_written where each date is as long as it is exact."
        )
        yield Problem(file, None, name, None, message, remedy)


def _without_values(file: str, fields: list[dict], columns: list[str]) -> Iterator[Problem]:
    """Find fields whose values are chosen from a column that does not exist."""
    for each in fields:
        for place in each.get("among", []):
            if "." in place and place not in columns:
                close = get_close_matches(place, columns, n=1)
                remedy = f"Did you mean {close[0]!r}?" if close else "Write table.column."
                message = "no sound table has such a column"
                yield Problem(file, None, each["name"], place, message, remedy)
