"""A class of thirty browsers, all at once, at a server of the built book on this machine."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

CLIENTS, CONNECTIONS = 30, 6


def files(*parts: Path) -> list[Path]:
    """Return the files of folders as a browser asks for them."""
    found = [path for part in parts for path in ([part] if part.is_file() else part.rglob("*"))]
    return sorted(path for path in found if path.is_file() and path.suffix != ".gz")


def visit(html: Path, paths: list[Path]) -> tuple[float, float]:
    """Return the seconds until all have all, and those of the slowest single answer."""
    with served(html) as port:
        return _load(port, [f"/{path.relative_to(html).as_posix()}" for path in paths])


@contextmanager
def served(html: Path) -> Iterator[int]:
    """Serve a book as readers do; give the port."""
    command = [sys.executable, "-m", "kzdiplo", "serve", str(html), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = urlsplit(server.stdout.readline().split()[4]).port
        try:
            yield port or 0
        finally:
            server.terminate()


def _load(port: int, urls: list[str]) -> tuple[float, float]:
    together = threading.Barrier(CLIENTS * CONNECTIONS + 1)
    slowest: list[float] = []

    def browse(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        together.wait()
        for url in urls[number % CONNECTIONS :: CONNECTIONS]:
            start = time.perf_counter()
            connection.request("GET", url, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                raise SystemExit(f"{url}: {answer.status}")
            slowest.append(time.perf_counter() - start)
        connection.close()

    with ThreadPoolExecutor(CLIENTS * CONNECTIONS) as pool:
        done = [pool.submit(browse, number) for number in range(CLIENTS * CONNECTIONS)]
        together.wait()
        start = time.perf_counter()
        for one in done:
            one.result()
        return time.perf_counter() - start, max(slowest)
