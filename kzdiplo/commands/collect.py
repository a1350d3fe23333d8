"""The command ``python -m kzdiplo collect``: worksheets that came go where they are graded."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    parser = commands.add_parser(
        "collect",
        help="sort the worksheets that students sent, to be graded",
        description="Sort notebooks by what is in them into submitted/STUDENT/WORKSHEET of the "
        "course, whatever their names; folders and archives are looked into.",
    )
    parser.add_argument("folder", type=Path, help="folder of what came, or one file")
    parser.add_argument(
        "--course", type=Path, default=Path("course"), help="folder of the course; default: course"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Place the worksheets, and name each file that was not placed."""
    from kzdiplo import worksheets

    found = worksheets.collect(options.folder, options.course)
    for one in found.placed:
        print(f"{one.sheet}: {one.student} ({one.file}{one.note and f', {one.note}'})")
    for file in found.left:
        print(f"{file.file}: {file.message}. {file.remedy}".rstrip(), file=sys.stderr)
    counts = Counter(one.sheet for one in found.placed)
    named = ", ".join(f"{count} of {sheet}" for sheet, count in counts.items()) or "none"
    print(f"placed: {named}; left out: {len(found.left)}")
    return 0
