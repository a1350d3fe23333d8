"""The command line: ``python -m kzdiplo``."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``python -m kzdiplo``; without it, those of the command line.

    Returns
    -------
    int
        The exit code: 0 when all is well, 1 when problems were found.
    """
    parser = argparse.ArgumentParser(
        prog="python -m kzdiplo", description="Evidence on Kazakhstan's foreign policy."
    )
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="")
    commands.add_parser("check", help="check the bundled tables").set_defaults(run=_check)
    run = parser.parse_args(arguments).run
    if run is None:
        parser.print_help()
        return 0
    # A console of another code page shows what it can and does not stop.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return int(run())


def _check() -> int:
    from kzdiplo.check import results

    problems = []
    for result in results():
        verdict = f"problems: {len(result.problems)}" if result.problems else "ok"
        print(f"{result.table:32} {result.rows:6} rows  {verdict}")
        problems += result.problems
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
