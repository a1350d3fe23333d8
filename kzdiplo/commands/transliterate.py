"""The command ``python -m kzdiplo transliterate``: a file or stream in another alphabet."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from kzdiplo.commands.output import progress

#: The alphabets, named here too, so that the help need not load the engine.
ALPHABETS = ("cyrillic", "2017", "2018", "2021")

_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    parser = commands.add_parser(
        "transliterate",
        help="write Kazakh text in another alphabet",
        description="Write Kazakh text (UTF-8) in another alphabet, to standard output.",
        epilog="At the end a line on standard error counts what is in doubt, by kind: letters "
        "without a settled form (unsettled), with more than one reading (ambiguous) or without "
        "any form (unknown); words of two scripts that were mended or not (mended, mixed); names "
        "and abbreviations that were left as they are (kept).",
    )
    parser.add_argument("file", nargs="?", default="-", help="default: - (standard input)")
    parser.add_argument("--to", choices=ALPHABETS, default="2021", help="default: 2021")
    parser.add_argument(
        "--from", dest="from_", choices=ALPHABETS, default="cyrillic", help="default: cyrillic"
    )
    parser.set_defaults(run=run, refuse=parser.error)


def run(options: argparse.Namespace) -> int:
    """Write a file in another alphabet to standard output, and count what is in doubt.

    Whole lines are taken until they fill a megabyte, so that no letter, mark or word is cut in
    two.
    """
    from kzdiplo.transliteration import transliterate

    if (options.to == "cyrillic") == (options.from_ == "cyrillic"):
        options.refuse("one of --to and --from is cyrillic, the other one is not")
    given = options.file == "-"
    doubts: dict[str, Counter[str]] = {}
    with nullcontext(sys.stdin.buffer) if given else Path(options.file).open("rb") as source:
        for text in _texts(source, "standard input" if given else options.file):
            result = transliterate(text, options.to, options.from_)
            sys.stdout.buffer.write(result.text.encode())
            for kind, found in result.doubts.items():
                doubts.setdefault(kind, Counter()).update(found)
    sys.stdout.buffer.flush()
    if doubts:
        print("in doubt:", "; ".join(map(_counted, doubts.items())), file=sys.stderr)
    return 0


def _texts(source: BinaryIO, name: str) -> Iterator[str]:
    """Yield the lines of a file, each with its end, many at a time."""
    from kzdiplo.table import TableError

    size = 1 if source.isatty() else _CHUNK  # from a terminal line by line
    watched = not sys.stdout.isatty()
    offset = lines = 0
    while chunk := b"".join(source.readlines(size)):
        start = len(_BOM) if offset == 0 and chunk.startswith(_BOM) else 0
        try:
            text = chunk[start:].decode()
        except UnicodeDecodeError as error:
            place = start + error.start
            line = lines + chunk.count(b"\n", 0, place) + 1
            raise TableError(
                f"{name}: byte 0x{chunk[place]:02x} at offset {offset + place}, line {line}, is "
                "not UTF-8; save the file as UTF-8"
            ) from None
        yield text
        offset += len(chunk)
        lines += chunk.count(b"\n")
        if watched:
            progress(f"{offset / 1e6:.0f} MB")
    if watched:
        progress("")


def _counted(doubt: tuple[str, Counter[str]]) -> str:
    kind, found = doubt
    shown = [f"{letters} {count}" for letters, count in found.most_common(10)]
    rest = [f"and {len(found) - 10} more"] if len(found) > 10 else []
    return f"{kind} {found.total()} ({', '.join(shown + rest)})"
