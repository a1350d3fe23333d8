"""The command line: ``python -m kzdiplo``."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from kzdiplo.commands import check, collect, panel, renew, screen, serve, transliterate
from kzdiplo.commands.output import outcome


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
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for command in (check, renew, panel, collect, transliterate, screen, serve):
        command.add(commands)
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    # A console of another code page shows what it can and does not stop.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return outcome(options)


if __name__ == "__main__":
    sys.exit(main())
