"""One hash over files of the project: what was made from them stands as long as it is the same."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import project

#: Folders that hold nothing of the project.
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


def digest(files: Iterable[Path], *texts: str) -> str:
    """Return a hash over texts, over names and contents of files, and over the Python in use.

    A folder stands for all files in it. No time stamp counts.
    """
    total = hashlib.sha256()
    for text in (sys.version, *texts):
        total.update(hashlib.sha256(text.encode()).digest())
    for path in sorted(_expanded(files)):
        name = Path(os.path.relpath(path, project.ROOT)).as_posix()
        total.update(name.encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _expanded(files: Iterable[Path]) -> Iterator[Path]:
    """Yield files, those in folders, too."""
    for top in files:
        for path in [top] if top.is_file() else top.rglob("*"):
            if path.is_file() and not LEFT_OUT & set(path.parts):
                yield path
