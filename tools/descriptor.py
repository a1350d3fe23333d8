"""Write data/datapackage.json from the sidecars, fields.yaml, warnings.yaml and references.bib.

The descriptor is what the library reads at run time, so that a plain JSON reader is enough in
the wheel and in the browser. What is wrong with a sidecar is said here, all at once.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from itertools import chain
from pathlib import Path

import yaml
from pybtex.database import BibliographyData, Entry, parse_file
from pybtex.richtext import Text

from kzdiplo.check import LENGTHS, ROLES
from kzdiplo.table import Problem

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
LICENSE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
#: The keys that each part of a sidecar must have, and those that it may have.
KEYS: dict[str, tuple[str, str]] = {
    "sidecar": ("title description fields primaryKey coverage terms warnings", "assertions"),
    "field": ("name type description", "like unit constraints precision not_before among role"),
    "constraints": ("", "required unique minimum maximum minLength maxLength pattern enum"),
    "coverage": ("rows", "from to"),
    "warning": ("kind text", ""),
    "assertions": ("", "fill adds_up sums"),
    "adds_up": ("parts total", "tolerance"),
    "sums": ("of by total_in tolerance totals", ""),
    "total": ("sum_of", "where"),
}
#: How their values are written, where it is not free.
FORMS: dict[type, tuple[str, str]] = {
    str: ("title description terms name like type unit precision not_before role kind text", "x"),
    list: ("fields primaryKey warnings parts of by among enum", "[x, y]"),
    dict: ("coverage constraints assertions fill adds_up sums totals sum_of where", "{x: y}"),
}
#: Text columns with this in their pattern hold dates.
ISO = r"\d{4}-\d{2}"


def load_yaml(path: Path) -> object:
    """Read a YAML file, with the fast parser where it was built."""
    return yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def plain(text: str) -> str:
    """Turn a BibTeX value into plain text: no braces, no dollars, no TeX escapes."""
    if "\\" in text:
        text = str(Text.from_latex(text))
    return re.sub(r"[{}$]", "", text).replace("--", "–").strip()


def author(entry: Entry) -> str:
    """Name the authors as a credit line does: the corporate name, or family names."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [plain(" ".join([*p.prelast_names, *p.last_names])) for p in people]
    return f"{names[0]} et al." if len(names) > 3 else " and ".join(names)


def source(key: str, entry: Entry) -> dict[str, str]:
    """Return one source of the registry as the descriptor lists it."""
    fields = entry.fields
    doi = fields.get("doi")
    listed = {
        "name": key,
        "title": plain(fields["title"]),
        "author": author(entry),
        "date": fields.get("date", fields.get("year", "")),
        "path": fields.get("url") or (f"https://doi.org/{doi}" if doi else ""),
        "kind": fields.get("keywords", "").split(",")[0].strip()
        if entry.type == "misc"
        else "academic",
        "note": plain(fields.get("note", "")),
        "topics": "" if entry.type == "misc" else plain(fields.get("keywords", "")),
    }
    return {name: text for name, text in listed.items() if text}


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


def chapters() -> dict[str, list[dict[str, str]]]:
    """Return, for each table, the chapters that load it."""
    uses: dict[str, list[dict[str, str]]] = {}
    for path in sorted((ROOT / "notebooks").glob("*/*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        title = "".join(cells[0]["source"]).splitlines()[0].lstrip("# ")
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        chapter = {"path": path.relative_to(ROOT).with_suffix("").as_posix(), "title": title}
        for name in sorted(set(re.findall(r'\bload\("(\w+)"\)', code))):
            uses.setdefault(name, []).append(chapter)
    return uses


def resource(sidecar: Path, shared: dict) -> dict:
    """Return one table's resource, complete for any Data Package tool."""
    table = load_yaml(sidecar)
    schema = {
        "fields": [field(item, shared) for item in table["fields"]],
        "missingValues": [""],
        "primaryKey": table["primaryKey"],
    }
    return {
        "name": sidecar.stem,
        "path": sidecar.with_suffix(".csv").relative_to(DATA).as_posix(),
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "title": table["title"],
        "description": table["description"].strip(),
        "licenses": [LICENSE],
        "terms": table["terms"].strip(),
        "coverage": table["coverage"],
        "warnings": table["warnings"],
        "assertions": table.get("assertions", {}),
        "schema": schema,
    }


def package() -> dict:
    """Return the whole descriptor, of sidecars without faults."""
    shared = load_yaml(DATA / "fields.yaml")
    registry: BibliographyData = parse_file(ROOT / "references.bib")
    return {
        "name": "kzdiplo",
        "title": "Evidence on Kazakhstan's foreign policy",
        "licenses": [LICENSE],
        "warnings": load_yaml(DATA / "warnings.yaml"),
        "sources": [source(key, entry) for key, entry in registry.entries.items()],
        "resources": [resource(path, shared) for path in sorted(DATA.glob("*/*.yaml"))],
    }


def faults() -> list[Problem]:
    """Return everything that is wrong with sidecars, fields.yaml and warnings.yaml."""
    read: dict[str, dict] = {}
    problems: list[Problem] = list(_without_partner())
    for path in [DATA / "fields.yaml", DATA / "warnings.yaml", *sorted(DATA.glob("*/*.yaml"))]:
        file = path.relative_to(DATA).as_posix()
        try:
            read[file] = load_yaml(path)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            message = f"it cannot be read ({' '.join(str(error).split())})"
            remedy = "Put a text that holds a colon, a comma or a # in double quotes."
            problems.append(Problem(file, None, None, None, message, remedy))
    shared, kinds = (read.pop(f"{name}.yaml", None) for name in ("fields", "warnings"))
    for name, own in (shared or {}).items():
        full = {"name": name, **own} if isinstance(own, dict) else own
        problems += _misshapen_field("fields.yaml", full, shared)
    if shared is None or kinds is None or any(each.file == "fields.yaml" for each in problems):
        return problems
    columns: dict[str, list[str]] = {}
    for file, table in read.items():
        found = list(_misshapen(file, table, shared))
        if not found:
            fields = [field(item, shared) for item in table["fields"]]
            columns[Path(file).stem] = [each["name"] for each in fields]
            found = list(_wrong(file, table, fields, kinds))
        problems += found
    for file, table in read.items():
        if Path(file).stem in columns:
            fields = [field(item, shared) for item in table["fields"]]
            problems += _unknown_values(file, fields, columns)
    return problems


def _without_partner() -> Iterator[Problem]:
    tables, sidecars = (
        {path.relative_to(DATA).with_suffix("").as_posix() for path in DATA.glob(f"*/*.{ending}")}
        for ending in ("csv", "yaml")
    )
    for name in sorted(tables - sidecars):
        remedy = f"Write data/{name}.yaml, which describes it, or move the file out of data."
        yield Problem(f"{name}.csv", None, None, None, "the table has no sidecar", remedy)
    for name in sorted(sidecars - tables):
        remedy = f"Add data/{name}.csv, or delete the sidecar."
        yield Problem(f"{name}.yaml", None, None, None, "the sidecar has no table", remedy)


def _misshapen(file: str, table: object, shared: dict) -> Iterator[Problem]:
    """Find unknown and missing keys, and values of another form than they have."""
    found = list(_keys(file, None, "sidecar", table))
    if found or not isinstance(table, dict):
        yield from found
        return
    for item in table["fields"]:
        yield from _misshapen_field(file, {"name": item} if isinstance(item, str) else item, shared)
    yield from _keys(file, "coverage", "coverage", table["coverage"])
    for warning in table["warnings"]:
        yield from _keys(file, "warnings", "warning", warning)
    assertions = table.get("assertions", {})
    found = list(_keys(file, "assertions", "assertions", assertions))
    for part in {"adds_up", "sums"} & assertions.keys():
        found = found or list(_keys(file, part, part, assertions[part]))
    yield from found
    if not found and "sums" in assertions:
        for total, rule in assertions["sums"]["totals"].items():
            yield from _keys(file, str(total), "total", rule)


def _misshapen_field(file: str, own: object, shared: dict) -> Iterator[Problem]:
    name = own.get("name") if isinstance(own, dict) else None
    found = list(_keys(file, name, "field", own, missing=False))
    if not found and isinstance(own, dict):
        if own.get("like", name) not in [*shared, name]:
            found = [_unknown(file, name, own["like"], "fields.yaml", shared)]
        else:
            found = list(_keys(file, name, "constraints", own.get("constraints", {})))
            found += _missing(file, name, "field", field(own, shared))
    yield from found


def _keys(
    file: str, where: str | None, part: str, found: object, missing: bool = True
) -> Iterator[Problem]:
    """Hold a part of a sidecar against the keys that it must and may have, and their forms."""
    known = " ".join(KEYS[part]).split()
    if not isinstance(found, dict):
        remedy = f"Write it as key: value, with the keys {', '.join(known)}."
        yield Problem(file, None, where, str(found), f"is no {part}", remedy)
        return
    for key, value in found.items():
        if key not in known:
            yield _unknown(file, where, key, f"the {part}", known, bare=value is None)
        for form, (keys, example) in FORMS.items():
            if key in keys.split() and not isinstance(value, form):
                message, remedy = (
                    f"{key} is not written as it should be",
                    f"Write {key}: {example}.",
                )
                yield Problem(file, None, where, str(value), message, remedy)
    if missing:
        yield from _missing(file, where, part, found)


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
    named = {"primaryKey": table["primaryKey"], "fill": list(assertions.get("fill", {}))}
    if rule := assertions.get("adds_up"):
        named["adds_up"] = [*rule["parts"], rule["total"]]
    if rule := assertions.get("sums"):
        totals = [[*total["sum_of"], *total.get("where", {})] for total in rule["totals"].values()]
        named["sums"] = [*rule["of"], *rule["by"], rule["total_in"], *chain(*totals)]
    for where, names in named.items():
        for name in names:
            if name not in columns:
                yield _unknown(file, where, name, "the columns of the table", columns)


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


def _unknown_values(
    file: str, fields: list[dict], columns: dict[str, list[str]]
) -> Iterator[Problem]:
    """Find fields whose values are taken from a column that does not exist."""
    every = [f"{table}.{column}" for table, names in columns.items() for column in names]
    for each in fields:
        for place in each.get("among", []):
            if "." in place and place not in every:
                close = get_close_matches(place, every, n=1)
                remedy = f"Did you mean {close[0]!r}?" if close else "Write table.column."
                message = "no sound table has such a column"
                yield Problem(file, None, each["name"], place, message, remedy)


def as_text(described: dict) -> str:
    """Return a descriptor, or what is of its kind, as the file holds it."""
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


@cache
def _described(path: Path, _changed: int) -> tuple[dict, dict, dict]:
    package = json.loads(path.read_text("utf-8"))
    named = [{entry["name"]: entry for entry in package[kind]} for kind in ("resources", "sources")]
    return package, *named


def entries(names: Iterable[str], data: Path = DATA) -> str:
    """Return what is said of some tables, as text that changes only when that does.

    ``names`` are what a session read (``kzdiplo.table._loaded``): a table stands for its own
    description and for the sources that its rows name, ``datapackage.json`` for the whole
    descriptor, and ``uses.json`` for the chapters that load each table.
    """
    path = data / "datapackage.json"
    package, resources, sources = _described(path, path.stat().st_mtime_ns)
    said: dict[str, object] = {}
    for name in sorted(names):
        if name == "datapackage.json":
            said[name] = package
        elif name == "uses.json":
            file = data.parent / "_build" / name
            said[name] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        else:
            table = resources.get(name)
            keys = sorted(source_keys(table, data)) if table else []
            said[name] = [table, *(sources.get(key) for key in keys)]
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def source_keys(table: dict, data: Path = DATA) -> set[str]:
    """Return the keys of references.bib that the rows of a table name."""
    fields = table["schema"]["fields"]
    columns = tuple(each["name"] for each in fields if each.get("role") == "keys")
    path = data / table["path"]
    return _keys_in(path, columns, path.stat().st_mtime_ns)


@cache
def _keys_in(path: Path, columns: tuple[str, ...], _changed: int) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        cells = {row[column] or "" for row in csv.DictReader(file) for column in columns}
    return {key for cell in cells for key in cell.split(";") if key}


def inputs_key(descriptor: str) -> str:
    """Return one hash over what the descriptor is made from, and the descriptor itself."""
    files = [ROOT / "references.bib", Path(__file__), *sorted(DATA.rglob("*.yaml"))]
    total = hashlib.sha256(descriptor.encode())
    for file in files:
        total.update(file.as_posix().encode() + b"\0" + file.read_bytes())
    # a table without a sidecar is a fault
    total.update("\n".join(sorted(path.as_posix() for path in DATA.glob("*/*.csv"))).encode())
    return total.hexdigest()


def main() -> None:
    """Bring the descriptor up to date with sidecars and registry, and uses.json with chapters."""
    path, mark = DATA / "datapackage.json", ROOT / "_build" / "datapackage.key"
    old = path.read_text("utf-8") if path.exists() else ""
    # reading the registry takes a second: it is left out where nothing has changed
    if not mark.exists() or mark.read_text() != inputs_key(old):
        problems = faults()
        if problems:
            raise SystemExit("\n".join(map(str, problems)))
        new = as_text(package())
        if new != old:
            path.write_text(new, "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
        mark.parent.mkdir(exist_ok=True)
        mark.write_text(inputs_key(new))
    mark.with_name("uses.json").write_text(as_text(chapters()), "utf-8")


if __name__ == "__main__":
    main()
