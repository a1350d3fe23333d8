"""The command ``python -m kzdiplo serve``: the built book, for this machine or for a class."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path

from kzdiplo.commands.output import complain

_NEEDED = ("segno", "waitress", "whitenoise")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser the arguments."""
    parser = commands.add_parser(
        "serve",
        help="serve the built book on this machine, or to a class",
        description="Serve a built book until interrupted. Nothing leaves this machine unless "
        "--host 0.0.0.0 lets others in.",
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path("_build/html"), help="folder of the pages"
    )
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets a class in")
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        return complain(
            options, f'{", ".join(missing)} is not here: pip install "kzdiplo[class]" brings it'
        )
    from kzdiplo import serving

    if not (options.folder / "index.html").is_file():
        return complain(
            options,
            f"{options.folder} holds no book: build one with make book, or name the folder of "
            "one that was built, where index.html lies",
        )
    try:
        at = serving.listener(options.host, options.port)
    except serving.ServingError as error:
        return complain(options, str(error))
    with at:
        port = at.getsockname()[1]
        try:
            serving.pack(options.folder)
        except OSError as error:
            print(f"pages go out as they are, not packed: {options.folder}: {error.strerror}")
        others = serving.addresses(port) if options.host == serving.EVERYWHERE else []
        serving.announce(options.host, port)
        serving.server(serving.application(options.folder, others), at).run()
    print()
    return 0
