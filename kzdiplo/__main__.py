"""The command line: ``python -m kzdiplo``."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path


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
    panel = commands.add_parser("panel", help="count a folder of SWOT answers, or write the form")
    panel.add_argument("folder", nargs="?", type=Path, help="folder of the returned CSV files")
    panel.add_argument("--out", type=Path, default=Path("report.html"), help="report to write")
    panel.add_argument(
        "--form", type=Path, help="write the blank form: .csv, or .html for the questionnaire"
    )
    panel.set_defaults(run=_panel)
    letters = commands.add_parser(
        "transliterate",
        help="write Kazakh text in another alphabet",
        description="Write Kazakh text (UTF-8) in another alphabet, to standard output.",
        epilog="At the end a line on standard error counts the letters in doubt: those without "
        "an official form, with more than one reading, or without any form.",
    )
    # the names stand here too, so that other commands need not load the measures
    alphabets = ("cyrillic", "2017", "2018", "2021")
    letters.add_argument("file", nargs="?", default="-", help="default: - (standard input)")
    letters.add_argument("--to", choices=alphabets, default="2021", help="default: 2021")
    letters.add_argument(
        "--from", dest="from_", choices=alphabets, default="cyrillic", help="default: cyrillic"
    )
    letters.set_defaults(run=_transliterate, refuse=letters.error)
    codes = commands.add_parser(
        "screen",
        help="hold the customs codes of a CSV file against the Common High Priority list",
        description="Write a CSV file with what the Common High Priority list says of its codes.",
        epilog="For teaching and research; no compliance advice.",
    )
    codes.add_argument("file", type=Path, help="CSV file in UTF-8")
    codes.add_argument("--column", required=True, help="column that holds the codes")
    codes.add_argument("--out", type=Path, help="file to write; default: standard output")
    codes.set_defaults(run=_screen)
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help()
        return 0
    # A console of another code page shows what it can and does not stop.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return int(options.run(options))


def _check(_: argparse.Namespace) -> int:
    from kzdiplo.check import results

    problems = []
    for result in results():
        verdict = f"problems: {len(result.problems)}" if result.problems else "ok"
        print(f"{result.table:32} {result.rows:6} rows  {verdict}")
        problems += result.problems
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


def _transliterate(options: argparse.Namespace) -> int:
    from kzdiplo.commands.transliterate import convert

    if (options.to == "cyrillic") == (options.from_ == "cyrillic"):
        options.refuse("one of --to and --from is cyrillic, the other one is not")
    return convert(options.file, options.to, options.from_)


def _screen(options: argparse.Namespace) -> int:
    from kzdiplo.commands.screen import convert

    return convert(options.file, options.column, options.out)


def _panel(options: argparse.Namespace) -> int:
    import matplotlib

    from kzdiplo import TableError, panel, questionnaire

    try:
        if options.form is not None:
            if options.form.suffix.lower() in {".html", ".htm"}:
                options.form.write_text(questionnaire().page(), "utf-8")
            else:
                panel.form().to_csv(options.form, index=False, encoding="utf-8-sig")
            print(f"wrote the form: {options.form}")
        if options.folder is None:
            return 0 if options.form is not None else _complain("name the folder of the answers")
        # pictures go into the page: no window, whatever this machine has
        matplotlib.use("agg")
        votes = panel.collect(options.folder, _progress)
        for file in votes.refused:
            print(*file.problems, sep="\n", file=sys.stderr)
        counts = f"counted: {len(votes.raters)}, left out: {len(votes.refused)}"
        if not votes.raters:
            return _complain(f"no file in {options.folder} can be counted ({counts})")
        options.out.write_text(panel.report(votes), "utf-8")
        print(f"{counts}\nthe report is at {options.out}")
    except (TableError, OSError) as error:
        return _complain(str(error))
    return 0


def _progress(read: int, total: int) -> None:
    if read % 50 == 0 or (read == total and total > 50):
        print(f"read {read} of {total} files", file=sys.stderr)


def _complain(message: str) -> int:
    print(f"python -m kzdiplo panel: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
