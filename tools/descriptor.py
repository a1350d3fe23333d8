"""Write data/datapackage.json from the sidecars, references.bib and the chapters' citations.

The descriptor is what the library reads at run time, so that a plain JSON reader is enough in
the wheel and in the browser.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import mentions
import registry
import releases
import sidecars
import toc
from hashes import digest
from project import ADDRESS, ROOT

from kzdiplo.commands.output import complete, written

DATA = ROOT / "data"
CODE = [Path(__file__), Path(registry.__file__), Path(sidecars.__file__)]
#: What is found in the chapters and in past editions, by its file in the folder of the build.
FOUND = ("uses.json", "mentions.json", "moved.json")
#: The licence of a table whose sidecar names none, and of the whole.
DEFAULT = ("CC-BY-4.0",)


def chapters() -> dict[str, list[str]]:
    """Return, for each table, the pages of the book that load it, by their names."""
    uses: dict[str, list[str]] = {}
    for path in sorted(toc.notebooks()):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        for name in sorted(set(re.findall(r'\bload\("(\w+)"\)', code))):
            uses.setdefault(name, []).append(toc.name(path))
    return uses


def citations() -> dict[str, list[str]]:
    """Return, for each chapter, the keys that its text cites: ``multivector/voting`` and so on."""
    return {
        toc.name(path).removeprefix("notebooks/"): cited(json.loads(path.read_text("utf-8")))
        for path in toc.chapters()
    }


def cited(notebook: dict) -> list[str]:
    """Return the keys that the text of a notebook cites, in the order of the alphabet."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    text = "\n".join("".join(cell["source"]) for cell in cells)
    lists = re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", text)
    return sorted({key.strip() for keys in lists for key in keys.split(",")})


def resource(sidecar: Path, shared: dict) -> dict:
    """Return one table's resource, complete for any Data Package tool."""
    table = sidecars.load_yaml(sidecar)
    schema = {
        "fields": [sidecars.field(item, shared) for item in table["fields"]],
        "missingValues": [""],
        "primaryKey": table["primaryKey"],
    }
    return {
        "name": sidecar.stem,
        "path": f"{sidecar.parent.name}/{sidecar.stem}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "title": table["title"],
        "description": table["description"].strip(),
        "licenses": licenses(table.get("licenses", DEFAULT)),
        "terms": table["terms"].strip(),
        "class": table["class"],
        **{
            part: table[part]
            for part in ("built_by", "unbuilt", "follows", "edition")
            if part in table
        },
        "coverage": table["coverage"],
        "warnings": table["warnings"],
        "assertions": table.get("assertions", {}),
        "schema": schema,
    }


def licenses(names: Iterable[str]) -> list[dict[str, str]]:
    """Return licences as a data package names them."""
    return [{"name": name, **sidecars.LICENSES[name]} for name in names]


def package() -> dict:
    """Return the whole descriptor, of sidecars and a registry without faults."""
    shared = sidecars.load_yaml(DATA / "fields.yaml")
    sources = registry.entries(ROOT / "references.bib")
    return {
        "name": "kzdiplo",
        "title": "Evidence on Kazakhstan's foreign policy",
        **({"homepage": ADDRESS} if ADDRESS else {}),
        "licenses": licenses(DEFAULT),
        "warnings": sidecars.load_yaml(DATA / "warnings.yaml"),
        "sources": [registry.source(key, entry) for key, entry in sources.items()],
        "citations": citations(),
        "resources": [resource(path, shared) for path in sorted(DATA.glob("*/*.yaml"))],
    }


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
    description and for the sources that its rows name, a chapter for the sources that its text
    cites, ``datapackage.json`` for the whole descriptor, ``uses.json`` for the chapters that load
    each table, ``mentions.json`` for the sections that have each name, and ``moved.json`` for what
    moved in the tables since the last edition.
    """
    path = data / "datapackage.json"
    package, resources, sources = _described(path, path.stat().st_mtime_ns)
    said: dict[str, object] = {}
    for name in sorted(names):
        if name == "datapackage.json":
            said[name] = package
        elif name in FOUND:
            file = data.parent / "_build" / name
            said[name] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        else:
            table = resources.get(name)
            keys = sorted(source_keys(table, data)) if table else package["citations"].get(name, [])
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
    files = [ROOT / "references.bib", *CODE, *DATA.rglob("*.yaml")]
    # a table without a sidecar is a fault
    tables = sorted(path.as_posix() for path in DATA.glob("*/*.csv"))
    return digest(files, descriptor, json.dumps(citations()), *tables)


def main() -> None:
    """Bring the descriptor up to date with sidecars and registry, and the rest with chapters."""
    complete(ROOT)
    path, mark = DATA / "datapackage.json", ROOT / "_build" / "datapackage.key"
    old = path.read_text("utf-8") if path.exists() else ""
    # reading the registry takes a second: it is left out where nothing has changed
    if not mark.exists() or mark.read_text() != inputs_key(old):
        sources = registry.entries(ROOT / "references.bib")
        problems = [*sidecars.faults(DATA), *registry.faults(sources)]
        if problems:
            raise SystemExit("\n".join(map(str, problems)))
        new = as_text(package())
        if new != old:
            with written(path) as target:
                target.write(new)
            print(f"wrote {path.relative_to(ROOT)}")
        mark.parent.mkdir(exist_ok=True)
        mark.write_text(inputs_key(new))
    every = (chapters(), mentions.found(), releases.moved(ROOT))
    for name, found in zip(FOUND, every, strict=True):
        mark.with_name(name).write_text(as_text(found), "utf-8")


if __name__ == "__main__":
    main()
