"""Editions of the data: the tables of each release, kept, and what moved since: make fingerprint.

A release keeps its tables whole in one packed file. Hashes would be no smaller (four bytes for each
of the 634,189 values of 0.1.0 are 2.5 MB, its packed tables half a megabyte), and no hash can say
what a value was.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path

import editions
import project
import yaml

import kzdiplo

#: Of a table, what is kept beside its rows.
_KEPT = ("name", "title", "path", "schema")
_HEADING = re.compile(r"^## (\S+)$", re.M)


def keep(version: str, date: str, data: Path, folder: Path) -> Path:
    """Keep the tables of a folder as an edition; return its file."""
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    tables = {each["path"]: (data / each["path"]).read_bytes() for each in package["resources"]}
    resources = [
        {part: each[part] for part in _KEPT} | marks(tables[each["path"]])
        for each in package["resources"]
    ]
    kept = {"name": package["name"], "version": version, "created": date, "resources": resources}
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    path = folder / f"{version}.zip"
    path.parent.mkdir(exist_ok=True)
    pack(path, {"datapackage.json": text.encode(), **tables}, zipfile.ZIP_LZMA)
    return path


def marks(content: bytes) -> dict[str, object]:
    """Return size and hash of a file as a data package names them."""
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def pack(path: Path, files: Mapping[str, bytes], method: int) -> None:
    """Write files into an archive: the same files give the same bytes."""
    with zipfile.ZipFile(path, "w", method, compresslevel=9) as archive:
        for name in sorted(files):
            # no time and no owner of this machine
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.create_system = method, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])


def versions(root: Path) -> list[str]:
    """Return the versions that the changelog tells of, newest first; "Next" may be the first."""
    log = root / "CHANGELOG.md"
    return _HEADING.findall(log.read_text("utf-8")) if log.exists() else []


def last(root: Path) -> Path | None:
    """Return the newest edition kept of those before the first that the changelog tells of.

    While it has a part "Next", that is the last release; at a release, the one before.
    """
    kept = (root / "released" / f"{version}.zip" for version in versions(root)[1:])
    return next((path for path in kept if path.exists()), None)


def moved(root: Path) -> dict:
    """Return what moved in the tables since the last edition; nothing where none is kept."""
    path = last(root)
    if path is None:
        return {}
    data = root / "data"
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    now = {each["name"]: each for each in package["resources"]}
    with zipfile.ZipFile(path) as archive:
        kept = json.loads(archive.read("datapackage.json"))
        was = {each["name"]: each for each in kept["resources"]}
        old = {name: archive.read(each["path"]).decode() for name, each in was.items()}
    new = {name: (data / each["path"]).read_text("utf-8") for name, each in now.items()}
    log = _log(root, kept["version"])
    stay = [name for name in now if name in was]
    changed = {
        name: compared(was[name], old[name], now[name], new[name])
        for name in stay
        if old[name] != new[name]
    }
    fresh = [name for name in now if name not in was]
    return {
        "version": kept["version"],
        "created": kept["created"],
        "new": fresh,
        "gone": {
            name: _renamed(each, [now[other] for other in fresh])
            for name, each in was.items()
            if name not in now
        },
        "same": [name for name in stay if name not in changed],
        "changed": changed,
        "log": {name: [line for line in log if f"`{name}`" in line] for name in [*changed, *fresh]},
        "corrections": _corrections(old, new),
        "findings": _findings(old, new),
    }


def compared(was: dict, old: str, now: dict, new: str) -> dict:
    """Return what parts two editions of a table that may differ in their columns."""
    columns, before = ([field["name"] for field in each["schema"]["fields"]] for each in (now, was))
    shared = [column for column in columns if column in before]
    key = now["schema"]["primaryKey"]
    schema = {
        "fields": [each for each in now["schema"]["fields"] if each["name"] in shared],
        # rows whose key has new columns can only be compared whole
        "primaryKey": key if set(key) <= set(shared) else shared,
    }
    rows = editions.read(new)
    known = [{column: row[column] for column in shared} for row in editions.read(old)]
    spelt = editions.in_old_spelling(
        known, [{column: row[column] for column in shared} for row in rows], schema
    )
    found = editions.changes(known, spelt, schema)
    return {
        "rows": [len(known), len(rows)],
        "columns_new": [column for column in columns if column not in shared],
        "columns_gone": [column for column in before if column not in shared],
        **{part: getattr(found, part) for part in ("added", "gone", "retold", "moved")},
        "revised": [asdict(each) for each in found.revised],
    }


def _renamed(table: dict, fresh: Iterable[dict]) -> str | None:
    """Return the new table that has the columns of one that is gone, if it is one alone."""
    fields = [field["name"] for field in table["schema"]["fields"]]
    like = [
        each["name"]
        for each in fresh
        if [field["name"] for field in each["schema"]["fields"]] == fields
    ]
    return like[0] if len(like) == 1 else None


def _log(root: Path, version: str) -> list[str]:
    """Return the lines of the changelog that are newer than a version."""
    lines = (root / "CHANGELOG.md").read_text("utf-8").splitlines()
    newer = takewhile(lambda line: line != f"## {version}", lines)
    return [line.removeprefix("- ") for line in newer if line.startswith("- ")]


def _corrections(old: dict[str, str], new: dict[str, str]) -> dict[str, int]:
    """Return how many corrections each chapter got since."""
    known = {row["correction_id"] for row in editions.read(old.get("corrections", ""))}
    rows = editions.read(new.get("corrections", ""))
    return Counter(row["chapter"] for row in rows if row["correction_id"] not in known)


def _findings(old: dict[str, str], new: dict[str, str]) -> list[dict[str, str]]:
    """Return the findings whose words or strength changed, those of old and of now."""
    said, says = (
        {row["finding_id"]: row for row in editions.read(texts.get("findings", ""))}
        for texts in (old, new)
    )
    both = {
        name: [
            f"{each[name]['finding']} ({each[name]['strength']})" if name in each else ""
            for each in (said, says)
        ]
        for name in {**said, **says}
    }
    return [
        {"finding": name, "was": was, "now": now} for name, (was, now) in both.items() if was != now
    ]


def main() -> None:
    """Keep the tables of this version, and say where."""
    citation = yaml.safe_load((project.ROOT / "CITATION.cff").read_text("utf-8"))
    data, folder = project.ROOT / "data", project.ROOT / "released"
    path = keep(kzdiplo.__version__, str(citation["date-released"]), data, folder)
    print(f"wrote {path.relative_to(project.ROOT)} ({path.stat().st_size / 1000:,.0f} kB)")


if __name__ == "__main__":
    main()
