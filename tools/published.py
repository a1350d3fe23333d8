"""The data as they are published, beside the pages and in the archive.

The descriptor names each file by its path from there, so that the folder works wherever it lies.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import project
import releases
import yaml

import kzdiplo
from kzdiplo.templating import environment

TEMPLATES = environment(Path(__file__).parent / "templates")


def citation() -> dict:
    """Return what CITATION.cff says of the book."""
    return yaml.safe_load((project.ROOT / "CITATION.cff").read_text("utf-8"))


def version() -> str:
    """Return the version of the data; between two releases it says so."""
    waiting = releases.versions(project.ROOT)[:1] == ["Next"]
    return f"{kzdiplo.__version__}+next" if waiting else kzdiplo.__version__


def files() -> dict[str, bytes]:
    """Return the data package by the paths of its files: descriptor, schemas, tables, README."""
    data = project.ROOT / "data"
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    tables = {each["path"]: (data / each["path"]).read_bytes() for each in package["resources"]}
    # uses of the sources by chapter are the book's own concern
    del package["citations"]
    package |= {
        "profile": "tabular-data-package",
        "version": version(),
        "keywords": citation()["keywords"],
        "resources": [
            {**each, "mediatype": "text/csv", **releases.marks(tables[each["path"]])}
            for each in package["resources"]
        ],
    }
    schemas = {f"schemas/{each['name']}.json": each["schema"] for each in package["resources"]}
    template = TEMPLATES.get_template("data_readme.md.jinja")
    readme = template.render(package=package, book=citation()["title"], address=project.ADDRESS)
    return {
        "datapackage.json": _json(package),
        "README.md": f"{readme.strip()}\n".encode(),
        **{name: _json(schema) for name, schema in schemas.items()},
        **tables,
    }


def changes() -> bytes:
    """Return all that moved in the tables since the last edition, one change a row."""
    text = io.StringIO(newline="")
    columns = ["table", "change", "row", "column", "old", "new", "source", "note"]
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for name, table in releases.moved(project.ROOT).get("changed", {}).items():
        for change in ("added", "gone"):
            writer.writerows({"table": name, "change": change, "row": row} for row in table[change])
        for each in table["revised"]:
            value = {part: each[part] for part in columns[3:]}
            writer.writerow({"table": name, "change": "revised", "row": each["key"], **value})
    return text.getvalue().encode()


def _json(described: dict) -> bytes:
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()
