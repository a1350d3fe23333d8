"""Serve a folder of pages to this machine or to a class, and say where phones find it.

The work is done by two small libraries: `waitress` talks to browsers, on any system and with any
number of slow connections, and `whitenoise` hands out files, packed beforehand and with the
answers that let a browser keep them. They and `segno`, which draws the QR code, come with
``pip install "kzdiplo[class]"``.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast
from wsgiref.headers import Headers

from markupsafe import Markup

from kzdiplo.templating import render

#: The host that lets other machines in.
EVERYWHERE = "0.0.0.0"  # noqa: S104
#: Where the addresses stand with their QR codes, for the projector.
ADDRESSES = "/address"
#: Where a built book has the questionnaire of the panel.
PANEL = "panel/"
#: Seconds after which a silent connection is closed, and how often that is looked at.
TIMEOUT, CLEANUP = 10, 3
#: How many browsers may wait in line, and how many connections may be open.
BACKLOG, CONNECTIONS = 1024, 1000 if os.name == "posix" else 400
#: What a page asks for by version, so that a browser need not ask again for a day.
VERSIONED = re.compile(
    r"^/(_static/|lite/build/|lite/static/pyodide/(?!kzdiplo)[^/]+\.(whl|bin|zip)$)"
)

_KINDS = {
    ".csv": "text/csv",
    ".ipynb": "application/json",
    ".md": "text/markdown",
    ".whl": "application/octet-stream",
}

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class ServingError(ValueError):
    """Nothing can be served there; the message says why, and what to do."""


def application(folder: Path, others: Iterable[str] = ()) -> Application:
    """Return a WSGI application that hands out the files of a folder.

    Folders are not listed. A file that lies packed beside itself goes out packed. Browsers keep
    what they have and ask whether it changed.

    Parameters
    ----------
    folder : pathlib.Path
        Its files are looked up once, so that what is added later is not served.
    others : iterable of str
        Addresses for other machines; with them there is a page at `ADDRESSES` that shows each
        with its QR code, and those of the panel's questionnaire if the book has it.

    Returns
    -------
    callable
        For a WSGI server.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from wsgiref.util import setup_testing_defaults
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "page.html").write_text("Salem")
    ...     environ = {"PATH_INFO": "/page.html", "REQUEST_METHOD": "HEAD"}
    ...     setup_testing_defaults(environ)
    ...     application(Path(folder))(environ, lambda status, headers: print(status))
    200 OK
    []
    """
    from whitenoise import WhiteNoise

    others = list(others)
    places = {"": "The book"}
    if (folder / PANEL / "index.html").is_file():
        places[PANEL] = "The questionnaire of the panel"
    shown = {name: codes(f"{other}{place}" for other in others) for place, name in places.items()}
    page = render("serving/address.html.jinja", shown=shown).encode() if others else b""

    def rest(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """Answer where there is no file."""
        found = page and environ["PATH_INFO"] == ADDRESSES
        body = page if found else b"There is no such page."
        kind = "html" if found else "plain"
        headers = [
            ("Content-Type", f"text/{kind}; charset=utf-8"),
            ("Content-Length", str(len(body))),
        ]
        start("200 OK" if found else "404 Not Found", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    app = WhiteNoise(
        rest,
        root=folder,
        index_file=True,
        max_age=0,
        allow_all_origins=False,
        mimetypes=_KINDS,
        add_headers_function=_more,
    )
    for url in [url for url in app.files if url.endswith("/index.html")]:
        # it would lead to the folder and lose which notebook is asked for
        app.files[url] = app.files[url.removesuffix("index.html")]
    return cast(Application, app)


def _more(headers: Headers, _path: str, url: str) -> None:
    """Let browsers keep versions, take files for what they are said to be, and frame only here."""
    if VERSIONED.match(url):
        headers["Cache-Control"] = "max-age=86400"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "SAMEORIGIN"


def pack(folder: Path) -> int:
    """Pack each file of a folder beside itself, where that makes it smaller.

    Parameters
    ----------
    folder : pathlib.Path
        What was packed before and did not change since is left alone.

    Returns
    -------
    int
        How many files were packed now.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    from whitenoise.compress import Compressor

    packer = Compressor(use_brotli=False, quiet=True)
    due = []
    for path in folder.rglob("*"):
        if path.is_file() and packer.should_compress(path.name):
            packed = path.with_name(f"{path.name}.gz")
            # a packed file has the time of the one that it was made from
            if not packed.exists() or packed.stat().st_mtime != path.stat().st_mtime:
                packed.unlink(missing_ok=True)
                due.append(str(path))
    with ThreadPoolExecutor() as pool:
        return sum(map(bool, pool.map(packer.compress, due)))


def by_address(app: Application) -> Application:
    """Return an application that is asked by address only, not by name.

    A page of others may give its own name the address of this machine, and would then be asked
    here as if it were from here. By number or as ``localhost`` ask only those who mean this one.

    Parameters
    ----------
    app : callable
        A WSGI application.

    Returns
    -------
    callable
        The same, but for requests with another ``Host``: these get 403.

    Examples
    --------
    >>> from wsgiref.util import setup_testing_defaults
    >>> environ = {"HTTP_HOST": "example.org:8000"}
    >>> setup_testing_defaults(environ)
    >>> by_address(lambda *_: [])(environ, lambda status, headers: print(status))
    403 Forbidden
    [b'Open this page by the address that the screen shows.']
    """

    def asked(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        host = re.sub(r":\d+$", "", environ.get("HTTP_HOST", "")).strip("[]")
        with suppress(ValueError):
            if host == "localhost" or ip_address(host):
                return app(environ, start)
        start("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Open this page by the address that the screen shows."]

    return asked


def listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address.

    Parameters
    ----------
    host : str
        Of this machine; `EVERYWHERE` for all its networks.
    port : int
        0 for any that is free.

    Returns
    -------
    socket.socket

    Raises
    ------
    ServingError
        When that is no address, or one that cannot be had.
    """
    everywhere = f"--host {EVERYWHERE} lets others in"
    another = port + 1 if port < 65535 else 8000
    if not 0 <= port < 65536:
        raise ServingError(f"{port} is no port: give a number from 1024 to 65535")
    try:
        socket.getaddrinfo(host, port, socket.AF_INET)
        return socket.create_server((host, port), backlog=BACKLOG)
    except (socket.gaierror, UnicodeError):
        raise ServingError(f"{host} is no address. {everywhere}") from None
    except OSError as error:
        reason = {
            errno.EADDRINUSE: f"port {port} is taken: try --port {another}",
            errno.EACCES: f"port {port} is kept for the system: try --port 8000",
            errno.EADDRNOTAVAIL: f"{host} is no address of this machine. {everywhere}",
        }.get(error.errno or 0, f"{host}:{port} cannot be served: {error.strerror}")
        raise ServingError(reason) from None


def server(app: Application, at: socket.socket) -> Any:
    """Return a server of an application; its method `run` serves until it is interrupted.

    Parameters
    ----------
    app : callable
        A WSGI application.
    at : socket.socket
        Where to listen, from :func:`listener`.

    Returns
    -------
    waitress.server.BaseWSGIServer
        It closes connections that are silent for 15 seconds.
    """
    from waitress import create_server

    # that browsers wait a moment in line is no news
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        app,
        sockets=[at],
        threads=8,
        backlog=BACKLOG,
        connection_limit=CONNECTIONS,
        channel_timeout=TIMEOUT,
        cleanup_interval=CLEANUP,
        # one selector holds more than 1,024 connections, the other is the only one on Windows
        asyncore_use_poll=os.name == "posix",
        max_request_body_size=16 * 1024,
        ident="",
    )


def addresses(port: int) -> list[str]:
    """Return the addresses under which other machines find a server on this one.

    Parameters
    ----------
    port : int
        Where it listens.

    Returns
    -------
    list of str
        The address that this machine would send from comes first; empty without a network.

    Examples
    --------
    >>> all(one.startswith("http://") and one.endswith(":8000/") for one in addresses(8000))
    True
    """
    found: dict[str, None] = {}
    # nothing is sent: the system says which of its addresses it would use
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, suppress(OSError):
        out.connect(("192.0.2.1", 9))
        found[out.getsockname()[0]] = None
    with suppress(OSError):  # a machine may not know its own name
        for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found[str(each[4][0])] = None
    return [f"http://{one}:{port}/" for one in found if not one.startswith(("127.", "0."))]


def codes(of: Iterable[str]) -> dict[str, Markup]:
    """Return a QR code for each address.

    Parameters
    ----------
    of : iterable of str
        The addresses.

    Returns
    -------
    dict of str to markupsafe.Markup
        By address an SVG picture.
    """
    import segno

    return {
        # drawn by segno, and no text from outside
        address: Markup(segno.make(address, micro=False).svg_inline(omitsize=True, light="white"))  # noqa: S704
        for address in of
    }
