"""The server of the book, on this machine's own address only."""

import functools
import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import serve

CLIENTS, CONNECTIONS = 30, 6
FILE = b"0123456789abcdef" * 10_000


@pytest.fixture
def port(tmp_path):
    """Serve a folder; return the port."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "page.html").write_bytes(FILE)
    for name in ("data.csv", "text.md", "code.mjs", "part.wasm", "table.json"):
        (tmp_path / name).write_text("x")
    handler = functools.partial(serve.Handler, directory=tmp_path)
    with serve.Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def get(connection, path):
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


@pytest.fixture
def ask(port):
    """Return a function that asks for a path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    yield functools.partial(get, connection)
    connection.close()


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
    assert {(status, body == FILE) for visit in answers for status, _, body in visit} == {
        (200, True)
    }


def test_a_class_may_wait_in_line():
    assert serve.Server.request_queue_size >= 2 * CLIENTS * CONNECTIONS


def test_a_connection_serves_many_files_and_a_silent_one_is_closed(port, monkeypatch):
    monkeypatch.setattr(serve.Handler, "timeout", 0.2)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as silent:
        assert silent.recv(1) == b""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page.html", "text/html; charset=utf-8"),
        ("data.csv", "text/csv; charset=utf-8"),
        ("text.md", "text/markdown; charset=utf-8"),
        ("code.mjs", "text/javascript; charset=utf-8"),
        ("part.wasm", "application/wasm"),
        ("table.json", "application/json"),
    ],
)
def test_a_file_is_served_as_what_it_is(ask, name, kind):
    status, headers, _ = ask(f"/{name}")
    assert (status, headers["Content-Type"]) == (200, kind)
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/folder/", "/nothing", "/%00", "/..%2f..%2fetc/passwd"])
def test_what_is_no_file_of_the_book_is_not_found(ask, path):
    assert ask(path)[0] == 404


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", "abc", "PORT=abc is no port: give a number from 1024 to 65535"),
        ("127.0.0.1", "99999", "PORT=99999 is no port: give a number from 1024 to 65535"),
        ("127.0.0.1", "", "PORT= is no port: give a number from 1024 to 65535"),
        ("no such host", "0", "HOST=no such host is no address. HOST=0.0.0.0 lets others in"),
        ("192.0.2.77", "0", "HOST=192.0.2.77 is no address of this machine. HOST=0.0.0.0"),
    ],
)
def test_an_address_that_cannot_be_is_named(host, port, sentence):
    with pytest.raises(SystemExit) as stopped:
        serve.start(host, port)
    assert str(stopped.value).startswith(sentence)


def test_a_taken_port_is_named_and_another_one_is_proposed(port):
    with pytest.raises(SystemExit, match=f"^port {port} is taken: try PORT={port + 1}$"):
        serve.start("127.0.0.1", str(port))


def test_a_class_is_told_an_address_that_it_can_open(capsys, monkeypatch):
    monkeypatch.setattr(serve, "addresses", lambda: ["192.0.2.5", "198.51.100.7"])
    serve.announce("0.0.0.0", 8000)
    said = capsys.readouterr().out
    assert "http://192.0.2.5:8000/ or http://198.51.100.7:8000/" in said
    assert "0.0.0.0" not in said
    serve.announce("127.0.0.1", 8000)
    assert "phones" not in capsys.readouterr().out


def test_addresses_lead_to_this_machine_from_outside():
    assert not [one for one in serve.addresses() if one.startswith(("127.", "0.")) or ":" in one]
