"""The command ``python -m kzdiplo serve``: the built book, for this machine or for a class."""

from __future__ import annotations

import argparse
import sys
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
        others = serving.addresses(port) if options.host == serving.EVERYWHERE else []
        try:
            serving.pack(options.folder)
        except OSError as error:
            print(f"pages go out as they are, not packed: {options.folder}: {error.strerror}")
        _announce(options.host, port, others)
        serving.server(serving.application(options.folder, others), at).run()
    print()
    return 0


def _announce(host: str, port: int, others: list[str]) -> None:
    """Say where the pages can be opened, for phones with a QR code."""
    from kzdiplo.serving import ADDRESSES, EVERYWHERE

    own = f"http://{'127.0.0.1' if host == EVERYWHERE else host}:{port}"
    print(f"the book is at {own}/ (stop with Ctrl+C)")
    if others:
        print(f"phones and laptops in the same network open {' or '.join(others)}")
        print(f"to project: {own}{ADDRESSES}")
        _draw(others[0])
    elif host == EVERYWHERE:
        print(
            "no other machine can come: this one has no network. Join the class's wifi or open a "
            "hotspot, then start again"
        )
    sys.stdout.flush()


def _draw(address: str) -> None:
    """Draw a QR code into a terminal that has the letters for it."""
    import segno

    letters = (sys.stdout.encoding or "").lower().replace("-", "")
    if sys.stdout.isatty() and letters == "utf8":
        segno.make(address, micro=False).terminal(compact=True, border=2)
