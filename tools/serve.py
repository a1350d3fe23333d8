"""Serve the built book on this machine."""

from __future__ import annotations

import functools
import http.server
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

BOOK = Path(__file__).resolve().parents[1] / "_build" / "html"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Hands out files with the types that browsers ask for, whatever this machine believes."""

    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".css": "text/css",
        ".html": "text/html",
        ".js": "text/javascript",
        ".json": "application/json",
        ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".whl": "application/octet-stream",
    }


class Server(http.server.ThreadingHTTPServer):
    """Says nothing when a browser goes away in the middle of a file."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report other errors."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def main() -> None:
    """Serve until interrupted; PORT chooses another port than 8000.

    HOST=0.0.0.0 lets other machines in, such as those of a class.
    """
    handler = functools.partial(Handler, directory=BOOK)
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    try:
        server = Server((host, port), handler)
    except OSError as error:
        raise SystemExit(f"port {port} is taken ({error.strerror}); try PORT=8001") from error
    print(f"the book is at http://{host}:{port}/ (stop with Ctrl+C)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
