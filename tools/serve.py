"""Serve the built book on this machine."""

from __future__ import annotations

import functools
import http.server
import os
from pathlib import Path

BOOK = Path(__file__).resolve().parents[1] / "_build" / "html"


def main() -> None:
    """Serve until interrupted; PORT chooses another port than 8000."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=BOOK)
    port = int(os.environ.get("PORT", "8000"))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise SystemExit(f"port {port} is taken ({error.strerror}); try PORT=8001") from error
    print(f"the book is at http://127.0.0.1:{port}/ (stop with Ctrl+C)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
