"""The command ``python -m kzdiplo transliterate``: a file or stream in another alphabet."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from kzdiplo.transliteration import transliterate

_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"


class FileError(ValueError):
    """A file is not in UTF-8."""


def convert(file: str, to: str, from_: str) -> int:
    """Write a file in another alphabet to standard output.

    Whole lines are taken until they fill a megabyte, so that no letter, mark or word is cut in
    two. At the end a line on standard error says which letters are in doubt, and how often.

    Parameters
    ----------
    file : str
        Path of a file in UTF-8, with or without a byte order mark; ``-`` is standard input.
    to, from_ : str
        As in :func:`kzdiplo.transliteration.transliterate`.

    Returns
    -------
    int
        0 when all is written, or when the reader of the output has had enough; 1 when the file
        cannot be read, is not in UTF-8, or the output cannot be written.
    """
    name = "standard input" if file == "-" else file
    doubts: dict[str, Counter[str]] = {}
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as source:
            for text in _texts(source):
                result = transliterate(text, to, from_)
                sys.stdout.buffer.write(result.text.encode())
                for kind, letters in result.doubts.items():
                    doubts.setdefault(kind, Counter()).update(letters)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # what the pipe does not take must not go into it at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except FileError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or 'input or output'}: {error.strerror}", file=sys.stderr)
        return 1
    if doubts:
        print("letters in doubt:", "; ".join(map(_counted, doubts.items())), file=sys.stderr)
    return 0


def _texts(source: BinaryIO) -> Iterator[str]:
    """Yield the lines of a file, each with its end, many at a time."""
    size = 1 if source.isatty() else _CHUNK  # from a terminal line by line
    watched = sys.stderr.isatty() and not sys.stdout.isatty()
    offset = lines = 0
    while chunk := b"".join(source.readlines(size)):
        start = len(_BOM) if offset == 0 and chunk.startswith(_BOM) else 0
        try:
            text = chunk[start:].decode()
        except UnicodeDecodeError as error:
            place = start + error.start
            line = lines + chunk.count(b"\n", 0, place) + 1
            raise FileError(
                f"byte 0x{chunk[place]:02x} at offset {offset + place}, line {line}, is not UTF-8; "
                "save the file as UTF-8"
            ) from None
        yield text
        offset += len(chunk)
        lines += chunk.count(b"\n")
        if watched:
            print(f"\r{offset / 1e6:.0f} MB", end="", file=sys.stderr, flush=True)
    if watched:
        print("\r\033[K", end="", file=sys.stderr)  # wipe the line


def _counted(doubt: tuple[str, Counter[str]]) -> str:
    kind, letters = doubt
    shown = [f"{letter} {count}" for letter, count in letters.most_common(10)]
    rest = [f"and {len(letters) - 10} more"] if len(letters) > 10 else []
    return f"{kind} {', '.join(shown + rest)}"
