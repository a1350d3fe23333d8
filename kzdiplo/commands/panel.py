"""The command ``python -m kzdiplo panel``: a panel is held, or its folders become a report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kzdiplo.commands.output import complain, lacks, written

_NEEDED = ("segno", "waitress")
_REPORT, _TEACHER = "report.html", "teacher.html"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    parser = commands.add_parser(
        "panel", help="count a folder of SWOT answers, hold the panel live, or write the form"
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help="folder of what came back, also archives and chats with text codes; or one such file",
    )
    parser.add_argument(
        "after", nargs="?", type=Path, help="the same of a second round, to set beside the first"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(),
        help=f"folder for {_REPORT}, to project, and {_TEACHER}, with names; default: this one",
    )
    parser.add_argument(
        "--form", type=Path, help="write the blank form: .csv, or .html for the questionnaire"
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help="hold the panel: phones in the same network answer, and the folder keeps; with a "
        "panel in it, that one goes on",
    )
    parser.add_argument("--host", default="0.0.0.0", help="of --live: 127.0.0.1 lets nobody in")  # noqa: S104
    parser.add_argument("--port", type=int, default=8000, help="of --live; default: 8000")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the form, the report or both; name the files that cannot be counted."""
    if options.form is not None:
        _write_form(options.form)
    if options.folder is not None:
        return _live(options) if options.live else _report(options)
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
    """Count one folder or two; write the page to project and the teacher's."""
    import matplotlib

    from kzdiplo import panel

    # pictures go into the page: no window, whatever this machine has
    matplotlib.use("agg")
    if options.out.suffix:
        message = f"--out names a folder, in which {_REPORT} and {_TEACHER} are written"
        return complain(options, message)
    held = []
    for folder in filter(None, (options.folder, options.after)):
        votes = panel.collect(folder, _progress)
        for note in votes.notes:
            print(f"{note.file}: {note.text}", file=sys.stderr)
        for file in votes.refused:
            print(*file.problems, sep="\n", file=sys.stderr)
        counts = f"counted: {len(votes.raters)}, left out: {len(votes.refused)}"
        if not votes.raters:
            return complain(options, f"no file in {folder} can be counted ({counts})")
        print(f"{folder}: {counts}")
        held.append(votes)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, make in ((_REPORT, panel.report), (_TEACHER, panel.teacher)):
        with written(options.out / name) as target:
            target.write(make(*held))
    print(f"to project: {options.out / _REPORT}\nwith names: {options.out / _TEACHER}")
    return 0


def _progress(read: int, total: int) -> None:
    if read % 50 == 0 or (read == total and total > 50):
        print(f"read {read} of {total} files", file=sys.stderr)


def _live(options: argparse.Namespace) -> int:
    """Hold a panel until interrupted."""
    if options.after is not None:
        return complain(options, "--live takes one folder: it holds the second round, too")
    if lacks(options, _NEEDED, "class"):
        return 1
    from kzdiplo import serving
    from kzdiplo.panel.live import ROUND, Live
    from kzdiplo.panel.live.store import StoreError

    try:
        at = serving.listener(options.host, options.port)
        with at:
            port = at.getsockname()[1]
            live = Live(options.folder, port)
            _announce(options, port)
            serving.server(serving.by_address(live), at).run()
    except (serving.ServingError, StoreError) as error:
        return complain(options, str(error))
    rounds = live.store.vote().round
    live.close()
    folders = [options.folder, options.folder / ROUND.format(2)][:rounds]
    print(f"\npython -m kzdiplo panel {' '.join(map(str, folders))} writes the report")
    return 0


def _announce(options: argparse.Namespace, port: int) -> None:
    """Say where the panel can be opened."""
    from kzdiplo import serving
    from kzdiplo.panel.live import BOARD

    print(f"to project, and to show results: http://127.0.0.1:{port}{BOARD} (stop with Ctrl+C)")
    if options.host != serving.EVERYWHERE:
        print(f"phones cannot come: --host {serving.EVERYWHERE} lets them in")
    elif others := serving.addresses(port):
        print(f"phones in the same network open {' or '.join(others)}")
    else:
        print(
            "phones cannot come yet: this computer has no network. Join the class's wifi or open a "
            "hotspot; the page to project then shows the address"
        )
    print(f"answers are kept in {options.folder}; after a stop the same command goes on")
    sys.stdout.flush()
