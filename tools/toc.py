"""What `_toc.yml` names: pages, notebooks, chapters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import project
import yaml

#: Folders of parts that have no argument of their own, and so no chapters.
NO_ARGUMENT = {"partners", "reference", "seminar"}


def _contents() -> dict:
    """Return the table of contents."""
    return yaml.safe_load((project.ROOT / "_toc.yml").read_text("utf-8"))


def parts() -> dict[str, list[str]]:
    """Return the parts of the book by caption, each with the names of its pages."""
    return {part["caption"]: [*_files(part["chapters"])] for part in _contents()["parts"]}


def _files(entries: list[dict]) -> Iterator[str]:
    """Yield pages and those that stand below them."""
    for entry in entries:
        yield entry["file"]
        yield from _files(entry.get("sections", []))


def pages() -> list[str]:
    """Return the names of all pages, such as ``notebooks/turkic/ots``, the first page first."""
    return [_contents()["root"], *(name for names in parts().values() for name in names)]


def source(page: str) -> Path:
    """Return the file that a page is made from."""
    for ending in (".ipynb", ".md"):
        path = project.ROOT / f"{page}{ending}"
        if path.exists():
            return path
    raise SystemExit(
        f"_toc.yml names {page}, and there is no {page}.ipynb or {page}.md. "
        "Correct the name there, or add the file."
    )


def name(source: Path) -> str:
    """Return the name of the page that is made from a file."""
    return source.relative_to(project.ROOT).with_suffix("").as_posix()


def title(source: Path) -> str:
    """Return the title of a page: its first heading."""
    text = source.read_text("utf-8")
    if source.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    found = re.search(r"^# (.+)$", text, re.M)
    if not found:
        raise SystemExit(f"{name(source)} has no title. Begin its text with one: # Title")
    return found[1]


def notebooks() -> list[Path]:
    """Return the pages that are notebooks."""
    return [path for path in map(source, pages()) if path.suffix == ".ipynb"]


def chapters() -> list[Path]:
    """Return the notebooks that argue a point: all but those of the reference and seminar parts."""
    return [path for path in notebooks() if path.parent.name not in NO_ARGUMENT]
