"""The command that serves the book."""

import re
import subprocess
import sys
import urllib.request

import pytest

from kzdiplo.__main__ import main
from kzdiplo.commands import serve


def test_a_folder_without_a_book_is_named(tmp_path, capsys):
    assert main(["serve", str(tmp_path)]) == 1
    assert f"{tmp_path} holds no book: build one with make book" in capsys.readouterr().err


def test_a_missing_package_is_named_with_what_brings_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(serve, "_NEEDED", ("segno", "no_such_package"))
    assert main(["serve", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert 'no_such_package is not here: pip install "kzdiplo[class]" brings it' in said


def test_a_port_that_is_none_is_named(tmp_path, capsys):
    (tmp_path / "index.html").write_text("Salem")
    assert main(["serve", str(tmp_path), "--port", "70000"]) == 1
    assert "70000 is no port" in capsys.readouterr().err


@pytest.fixture
def started(tmp_path):
    """Serve a folder by command; return the process and its first line."""
    (tmp_path / "index.html").write_text("Salem " * 1000)
    command = [sys.executable, "-m", "kzdiplo", "serve", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process, process.stdout.readline()
        process.terminate()


def test_the_book_is_served_where_the_command_says(started, tmp_path):
    _, line = started
    address = re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"Salem " * 1000
    assert (tmp_path / "index.html.gz").is_file()


def test_a_class_is_told_addresses_that_it_can_open(capsys):
    serve._announce("0.0.0.0", 8000, ["http://192.0.2.5:8000/", "http://198.51.100.7:8000/"])
    said = capsys.readouterr().out
    assert "http://192.0.2.5:8000/ or http://198.51.100.7:8000/" in said
    assert "http://127.0.0.1:8000/address" in said
    assert "0.0.0.0" not in said


def test_this_machine_alone_is_told_its_own_address(capsys):
    serve._announce("127.0.0.1", 8000, [])
    said = capsys.readouterr().out
    assert said == "the book is at http://127.0.0.1:8000/ (stop with Ctrl+C)\n"


def test_a_machine_without_a_network_says_what_to_do(capsys):
    serve._announce("0.0.0.0", 8000, [])
    assert "Join the class's wifi or open a hotspot" in capsys.readouterr().out
