"""The command ``python -m kzdiplo panel``: a folder of answers becomes a report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kzdiplo.commands.output import complain, written


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    parser = commands.add_parser("panel", help="count a folder of SWOT answers, or write the form")
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help="folder of what came back, also archives and chats with text codes; or one such file",
    )
    parser.add_argument("--out", type=Path, default=Path("report.html"), help="report to write")
    parser.add_argument(
        "--form", type=Path, help="write the blank form: .csv, or .html for the questionnaire"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the form, the report or both; name the files that cannot be counted."""
    if options.form is not None:
        _write_form(options.form)
    if options.folder is not None:
        return _report(options)
    return 0 if options.form is not None else complain(options, "name the folder of the answers")


def _write_form(path: Path) -> None:
    from kzdiplo import panel
    from kzdiplo.panel.questionnaire import questionnaire

    if path.suffix.lower() in {".html", ".htm"}:
        with written(path) as target:
            target.write(questionnaire().page())
    else:
        # the mark at its beginning tells a spreadsheet that it is UTF-8
        with written(path, "utf-8-sig") as target:
            panel.form().to_csv(target, index=False)
    print(f"wrote the form: {path}")


def _report(options: argparse.Namespace) -> int:
    import matplotlib

    from kzdiplo import panel

    # pictures go into the page: no window, whatever this machine has
    matplotlib.use("agg")
    votes = panel.collect(options.folder, _progress)
    for note in votes.notes:
        print(f"{note.file}: {note.text}", file=sys.stderr)
    for file in votes.refused:
        print(*file.problems, sep="\n", file=sys.stderr)
    counts = f"counted: {len(votes.raters)}, left out: {len(votes.refused)}"
    if not votes.raters:
        return complain(options, f"no file in {options.folder} can be counted ({counts})")
    with written(options.out) as target:
        target.write(panel.report(votes))
    print(f"{counts}\nthe report is at {options.out}")
    return 0


def _progress(read: int, total: int) -> None:
    if read % 50 == 0 or (read == total and total > 50):
        print(f"read {read} of {total} files", file=sys.stderr)
