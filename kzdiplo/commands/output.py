"""What commands share: how they end, what they say, and files that are whole or not there."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

#: Folder of the files that count already, and are still to be moved to their places.
DUE = ".renewal"


def outcome(options: argparse.Namespace) -> int:
    """Run a command and return its exit code; say what stops it."""
    # here, so that the help need not wait for pandas
    from kzdiplo.table import TableError

    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has had enough
        _close_output()
        return 0
    except TableError as error:
        return complain(options, str(error))
    except KeyboardInterrupt:
        return complain(options, "interrupted")
    except OSError as error:
        if error.filename is None:
            _close_output()
        place = error.filename2 or error.filename or "input or output"
        return complain(options, f"{place}: {error.strerror or error}")
    return code


def _close_output() -> None:
    """Let what standard output did not take not go into it at the end either."""
    with suppress(OSError, ValueError):  # in a notebook it is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(options: argparse.Namespace, message: str) -> int:
    """Say why a command cannot do its work; return its exit code."""
    progress("")
    print(f"python -m kzdiplo {options.command}: {message}", file=sys.stderr)
    return 1


def progress(text: str) -> None:
    """Show on a terminal how far a command is, in place of what was shown before."""
    if sys.stderr.isatty():
        print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)


@contextmanager
def written(path: Path | None, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open a file for text, or standard output; a run that stops leaves no file behind."""
    if path is None:
        target = io.TextIOWrapper(sys.stdout.buffer, encoding, newline="")
        try:
            yield target
        finally:
            # else closing it would close standard output
            target.detach()
        return
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        # a new file, so that no link leads elsewhere
        with part.open("x", encoding=encoding, newline="") as target:
            yield target
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def replace_together(files: Mapping[str, str], root: Path) -> None:
    """Put new texts in place of several files below a folder: all of them, or none.

    The texts are prepared beside, in a folder whose renaming decides: a run that is killed before
    it has changed nothing, and one killed later is brought to its end by :func:`complete`.
    """
    complete(root)
    part = _part(root)
    for name, text in files.items():
        path = part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    part.rename(root / DUE)
    try:
        complete(root)
    except KeyboardInterrupt:
        complete(root)
        raise


def complete(root: Path) -> None:
    """Bring to its end what a killed :func:`replace_together` had begun; mostly there is nothing.

    All files that were due are put in place again, so that it does not matter which were.
    """
    due = root / DUE
    if not due.is_dir():
        return
    for path in due.rglob("*"):
        if path.is_file():
            target = root / path.relative_to(due)
            new = target.with_name(f"{target.name}.part")
            shutil.copyfile(path, new)
            new.replace(target)
    due.rename(_part(root))
    _part(root)


def _part(root: Path) -> Path:
    """Return the folder in which files are prepared; whatever lay in it is gone."""
    part = root / f"{DUE}.part"
    shutil.rmtree(part, ignore_errors=True)
    return part
