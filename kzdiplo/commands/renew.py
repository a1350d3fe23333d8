"""The command ``python -m kzdiplo renew``: a table gets its next edition."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from kzdiplo.commands.output import complain, complete


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    parser = commands.add_parser(
        "renew",
        help="give a table its next edition",
        description="Give a table its next edition, and list the sentences that no longer hold. "
        "Without TABLE: list the tables by their age.",
    )
    parser.add_argument("table", nargs="?", metavar="TABLE", help="name of the table")
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="the table, or its new years, as CSV; the publisher's files where it has a builder; "
        "none asks the publisher, where it has an interface",
    )
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Hand over to the project, which has the sidecars, the chapters and the changelog."""
    from kzdiplo.table import DATA

    root = DATA.parent
    tools = root / "tools"
    if not (tools / "renewal.py").is_file():
        return complain(
            options,
            "an installed package has tables, but no chapters that could be held against them. "
            "Run it in a copy of the whole project.",
        )
    complete(root)
    sys.path[:0] = [str(tools)]
    renewal = importlib.import_module("renewal")
    if options.table is None:
        return int(renewal.by_age())
    return int(renewal.renew(options.table, options.files, options.yes))
