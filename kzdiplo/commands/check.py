"""The command ``python -m kzdiplo check``: the bundled tables against their rules."""

from __future__ import annotations

import argparse

from kzdiplo.commands.output import complete


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    commands.add_parser("check", help="check the bundled tables").set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print a line a table, then what is wrong; return 1 when anything is."""
    from kzdiplo.check import results
    from kzdiplo.table import DATA

    complete(DATA.parent)
    problems = []
    for result in results():
        verdict = f"problems: {len(result.problems)}" if result.problems else "ok"
        print(f"{result.table:32} {result.rows:6} rows  {verdict}")
        problems += result.problems
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0
