"""The server of the book, on this machine's own addresses only."""

import functools
import gzip
import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http import HTTPStatus

import pytest
import segno
from support import served

from kzdiplo import serving

CLIENTS, CONNECTIONS = 30, 6
PAGE = b"0123456789abcdef" * 10_000


@pytest.fixture
def folder(tmp_path):
    """Make a small book."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "_static").mkdir()
    for name in ("index.html", "page.html", "_static/book.css"):
        (tmp_path / name).write_bytes(PAGE)
    for name in ("data.csv", "text.md", "code.mjs", "part.wasm", "table.json", "book.ipynb"):
        (tmp_path / name).write_text("x")
    return tmp_path


@pytest.fixture
def port(folder):
    """Serve the small book as a class gets it; return the port."""
    serving.pack(folder)
    with served(serving.application(folder, ["http://192.0.2.5:8000/"])) as port:
        yield port


def get(connection, path, method="GET", **headers):
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


@pytest.fixture
def ask(port):
    """Return a function that asks for a path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    yield functools.partial(get, connection)
    connection.close()


def is_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


# A class.


def test_a_class_that_comes_at_once_gets_every_file_whole(port):
    together = threading.Barrier(CLIENTS * CONNECTIONS)

    def visit(_):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        together.wait(30)
        try:
            return [get(connection, "/page.html") for _ in range(2)]
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS * CONNECTIONS) as pool:
        answers = list(pool.map(visit, range(CLIENTS * CONNECTIONS)))
    assert {(status, body == PAGE) for visit in answers for status, _, body in visit} == {
        (200, True)
    }


def test_a_class_may_wait_in_line_and_stay():
    assert serving.BACKLOG >= 2 * CLIENTS * CONNECTIONS
    assert serving.CONNECTIONS >= 2 * CLIENTS * CONNECTIONS


def test_silent_connections_keep_nobody_waiting(port):
    with ExitStack() as open_ones:
        for _ in range(300):
            open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        open_ones.callback(connection.close)
        assert get(connection, "/page.html")[0] == HTTPStatus.OK


@pytest.mark.parametrize("begun", [b"", b"GET /page.html HTTP/1.1\r\nHo"])
def test_a_silent_connection_is_closed(folder, monkeypatch, begun):
    monkeypatch.setattr(serving, "TIMEOUT", 0)
    monkeypatch.setattr(serving, "CLEANUP", 0)
    with (
        served(serving.application(folder)) as port,
        socket.create_connection(("127.0.0.1", port), timeout=10) as silent,
    ):
        silent.sendall(begun)
        assert is_closed(silent)


def test_a_silent_connection_is_closed_within_a_quarter_of_a_minute():
    assert serving.TIMEOUT + serving.CLEANUP <= 15


# Files.


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page.html", "text/html; charset=utf-8"),
        ("data.csv", "text/csv; charset=utf-8"),
        ("text.md", "text/markdown; charset=utf-8"),
        ("code.mjs", "text/javascript; charset=utf-8"),
        ("part.wasm", "application/wasm"),
        ("table.json", "application/json"),
        ("book.ipynb", "application/json"),
    ],
)
def test_a_file_is_served_as_what_it_is(ask, name, kind):
    status, headers, _ = ask(f"/{name}")
    assert (status, headers["Content-Type"].replace('"', "")) == (200, kind)
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/folder/", "/folder", "/nothing", "/%00", "/..%2f..%2fetc/passwd", "//etc/passwd"]
)
def test_what_is_no_file_of_the_book_is_not_found(ask, path):
    assert ask(path)[0] == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["/", "/index.html", "/index.html?path=notebook.ipynb"])
def test_the_folder_opens_with_its_first_page(ask, path):
    assert ask(path)[::2] == (HTTPStatus.OK, PAGE)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_book_takes_nothing(ask, method):
    assert ask("/page.html", method)[0] == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_file_goes_out_packed_to_who_can_unpack_it(ask):
    _, headers, body = ask("/page.html", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < len(PAGE) / 50
    assert gzip.decompress(body) == PAGE
    assert ask("/page.html")[2] == PAGE


def test_on_a_second_visit_a_browser_loads_nothing_again(ask):
    _, headers, _ = ask("/page.html")
    again = ask("/page.html", **{"If-None-Match": headers["ETag"]})
    assert (again[0], again[2]) == (HTTPStatus.NOT_MODIFIED, b"")
    assert ask("/_static/book.css")[1]["Cache-Control"] == "max-age=86400"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/_static/book.css", True),
        ("/lite/static/pyodide/numpy-2.0.2-cp312.whl", True),
        ("/lite/static/pyodide/pyodide.asm.bin", True),
        ("/lite/static/pyodide/kzdiplo-0.1.0-py3-none-any.whl", False),
        ("/lite/static/pyodide/pyodide-lock.json", False),
        ("/intro.html", False),
    ],
)
def test_only_what_is_named_by_its_version_is_kept_unasked(url, kept):
    assert bool(serving.VERSIONED.match(url)) == kept


def test_only_what_changed_is_packed_anew(folder):
    assert serving.pack(folder) == 3
    assert serving.pack(folder) == 0
    (folder / "page.html").write_bytes(b"another page " * 1000)
    assert serving.pack(folder) == 1
    packed = folder / "page.html.gz"
    assert gzip.decompress(packed.read_bytes()) == b"another page " * 1000


def test_a_file_that_packing_makes_no_smaller_leaves_no_old_packed_one(folder):
    serving.pack(folder)
    (folder / "page.html").write_bytes(b"x")
    serving.pack(folder)
    assert not (folder / "page.html.gz").exists()


# Addresses.


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 99999, "99999 is no port: give a number from 1024 to 65535"),
        ("127.0.0.1", -1, "-1 is no port: give a number from 1024 to 65535"),
        ("no such host", 0, "no such host is no address. --host 0.0.0.0 lets others in"),
        ("192.0.2.77", 0, "192.0.2.77 is no address of this machine. --host 0.0.0.0 lets others"),
    ],
)
def test_an_address_that_cannot_be_is_named(host, port, sentence):
    with pytest.raises(serving.ServingError) as stopped:
        serving.listener(host, port)
    assert str(stopped.value).startswith(sentence)


def test_a_taken_port_is_named_and_another_one_is_proposed(port):
    with pytest.raises(serving.ServingError, match=f"^port {port} is taken: try --port {port + 1}"):
        serving.listener("127.0.0.1", port)


def test_addresses_lead_to_this_machine_from_outside():
    found = serving.addresses(8000)
    assert len(found) == len(set(found))
    assert not [one for one in found if one.startswith(("http://127.", "http://0."))]


def test_the_page_to_project_shows_each_address_with_its_code(ask):
    status, _, body = ask(serving.ADDRESSES)
    address = "http://192.0.2.5:8000/"
    drawn = segno.make(address, micro=False).svg_inline(omitsize=True, light="white")
    assert status == HTTPStatus.OK
    assert drawn in body.decode()
    assert f'<a href="{address}">{address}</a>' in body.decode()


def test_the_page_to_project_shows_the_questionnaire_too_if_the_book_has_it(folder):
    for there in (False, True):
        if there:
            (folder / "panel").mkdir()
            (folder / "panel" / "index.html").write_text("44 pairs")
        with served(serving.application(folder, ["http://192.0.2.5:8000/"])) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            body = get(connection, serving.ADDRESSES)[2].decode()
            connection.close()
        address = "http://192.0.2.5:8000/panel/"
        drawn = segno.make(address, micro=False).svg_inline(omitsize=True, light="white")
        assert (drawn in body) is there
        assert (f'<a href="{address}">' in body) is there


def test_a_book_for_this_machine_alone_has_no_such_page(folder):
    with served(serving.application(folder)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        assert get(connection, serving.ADDRESSES)[0] == HTTPStatus.NOT_FOUND
        connection.close()
