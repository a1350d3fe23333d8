"""The command line: ``python -m kzdiplo``."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from typing import Any


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
    _add_transliterate(commands)
    chosen = parser.parse_args(arguments)
    if chosen.run is None:
        parser.print_help()
        return 0
    # A console of another code page shows what it can and does not stop.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return int(chosen.run(chosen))


def _check(_: argparse.Namespace) -> int:
    from kzdiplo.check import results

    problems = []
    for result in results():
        verdict = f"problems: {len(result.problems)}" if result.problems else "ok"
        print(f"{result.table:32} {result.rows:6} rows  {verdict}")
        problems += result.problems
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


def _add_transliterate(commands: Any) -> None:
    # the names stand here too, so that other commands need not load the measures
    alphabets = ("cyrillic", "2017", "2018", "2021")
    command = commands.add_parser(
        "transliterate",
        help="write Kazakh text in another alphabet",
        description="Write Kazakh text (UTF-8) in another alphabet, to standard output.",
        epilog="At the end a line on standard error counts the letters in doubt: those without "
        "an official form, with more than one reading, or without any form.",
    )
    command.add_argument("file", nargs="?", default="-", help="default: - (standard input)")
    command.add_argument("--to", choices=alphabets, default="2021", help="default: 2021")
    command.add_argument(
        "--from", dest="from_", choices=alphabets, default="cyrillic", help="default: cyrillic"
    )

    def run(chosen: argparse.Namespace) -> int:
        from kzdiplo.transliterate import convert

        if (chosen.to == "cyrillic") == (chosen.from_ == "cyrillic"):
            command.error("one of --to and --from is cyrillic, the other one is not")
        return convert(chosen.file, chosen.to, chosen.from_)

    command.set_defaults(run=run)


if __name__ == "__main__":
    sys.exit(main())
