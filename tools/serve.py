"""Serve the built book, on this machine or to a class."""

from __future__ import annotations

import errno
import functools
import http.server
import os
import socket
import sys
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO, ClassVar

from project import HTML

#: Seconds after which a silent connection is closed.
TIMEOUT = 15
EVERYWHERE = "0.0.0.0"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Hands out files with the types that browsers ask for, whatever this machine believes."""

    # a browser asks for all files of a page over a few connections
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT
    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".css": "text/css",
        ".csv": "text/csv",
        ".html": "text/html",
        ".ipynb": "application/json",
        ".js": "text/javascript",
        ".json": "application/json",
        ".md": "text/markdown",
        ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".whl": "application/octet-stream",
    }

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the type of a file; text is UTF-8."""
        kind = super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer that there is no such file also where the name can be none."""
        if "\0" in self.translate_path(self.path):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, _path: str | os.PathLike[str]) -> None:
        """List no folder: the book has pages for that."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Let browsers take files for what they are said to be."""
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_request(self, *_: object) -> None:
        """Say nothing of what goes well: a class asks for thousands of files."""


class Server(http.server.ThreadingHTTPServer):
    """Holds a class whose browsers all come at once."""

    # with the usual 5 most of them would wait half a minute, or be turned away
    request_queue_size = 512

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report errors, but not that a browser went away in the middle of a file."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def start(host: str, port: str) -> Server:
    """Return a server at an address, or stop with a sentence that says why there is none."""
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise SystemExit(f"PORT={port} is no port: give a number from 1024 to 65535")
    handler = functools.partial(Handler, directory=HTML)
    try:
        return Server((host, int(port)), handler)
    except socket.gaierror:
        reason = f"HOST={host} is no address. HOST={EVERYWHERE} lets others in"
    except OSError as error:
        reason = {
            errno.EADDRINUSE: f"port {port} is taken: try PORT={int(port) + 1}",
            errno.EACCES: f"port {port} is kept for the system: try PORT=8000",
            errno.EADDRNOTAVAIL: f"HOST={host} is no address of this machine. HOST={EVERYWHERE} "
            "lets others in",
        }.get(error.errno or 0, f"HOST={host} PORT={port} cannot be served: {error.strerror}")
    raise SystemExit(reason)


def addresses() -> list[str]:
    """Return the addresses of this machine in its networks."""
    found = set()
    with suppress(OSError):  # a machine may not know its own name
        found |= {str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None)}
    # the address that this machine would send from; nothing is sent
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, suppress(OSError):
        out.connect(("192.0.2.1", 9))
        found.add(out.getsockname()[0])
    return sorted(one for one in found if ":" not in one and not one.startswith("127."))


def announce(host: str, port: int) -> None:
    """Say where the book can be opened."""
    own = "127.0.0.1" if host == EVERYWHERE else host
    print(f"the book is at http://{own}:{port}/ (stop with Ctrl+C)")
    if host == EVERYWHERE:
        others = [f"http://{address}:{port}/" for address in addresses()]
        print(f"phones and laptops open {' or '.join(others) or 'nothing: there is no network'}")
    sys.stdout.flush()


def main() -> None:
    """Serve until interrupted; PORT chooses another port than 8000.

    HOST=0.0.0.0 lets other machines in, such as those of a class.
    """
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    with start(host, port) as server:
        announce(host, server.server_port)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
