"""The command that holds a panel."""

import argparse
import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from kzdiplo import serving
from kzdiplo.__main__ import main
from kzdiplo.commands import panel


def test_a_missing_package_is_named_with_what_brings_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(panel, "_NEEDED", ("segno", "no_such_package"))
    assert main(["panel", "--live", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert 'no_such_package is not here: pip install "kzdiplo[class]" brings it' in said


def test_a_panel_needs_a_folder(capsys):
    assert main(["panel", "--live"]) == 1
    assert "name the folder of the answers" in capsys.readouterr().err


def test_a_taken_port_is_named(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as at:
        port = at.getsockname()[1]
        command = ["panel", "--live", str(tmp_path), "--host", "127.0.0.1", "--port", str(port)]
        assert main(command) == 1
    assert f"port {port} is taken: try --port {port + 1}" in capsys.readouterr().err


def test_a_folder_that_keeps_nothing_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    command = ["panel", "--live", str(tmp_path / "file"), "--host", "127.0.0.1", "--port", "0"]
    assert main(command) == 1
    assert "file cannot keep answers" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "found", "sentence"),
    [
        ("0.0.0.0", ["http://192.0.2.5:8000/", "http://198.51.100.7:8000/"],
         "phones in the same network open http://192.0.2.5:8000/ or http://198.51.100.7:8000/"),
        ("0.0.0.0", [], "phones cannot come yet: this computer has no network. Join the class's"),
        ("127.0.0.1", [], "phones cannot come: --host 0.0.0.0 lets them in"),
    ],
)  # fmt: skip
def test_the_teacher_is_told_where_phones_come(capsys, monkeypatch, host, found, sentence):
    monkeypatch.setattr(serving, "addresses", lambda _: found)
    panel._announce(argparse.Namespace(host=host, folder="answers"), 8000)
    said = capsys.readouterr().out
    assert sentence in said
    assert "to project, and to show results: http://127.0.0.1:8000/board" in said
    assert "answers are kept in answers" in said


@pytest.mark.skipif(sys.platform == "win32", reason="there a program cannot interrupt another one")
def test_the_command_holds_a_panel_until_interrupted(tmp_path):
    folder = tmp_path / "answers"
    command = [sys.executable, "-m", "kzdiplo", "panel", "--live", str(folder)]
    command += ["--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = re.search(r"http://127\.0\.0\.1:\d+/board", process.stdout.readline())[0]
        with urllib.request.urlopen(f"{address}/state") as answer:
            assert json.load(answer)["joined"] == 0
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
        assert process.wait(20) == 0
    assert f"python -m kzdiplo panel {folder} writes the report" in said
    assert (folder / "panel.sqlite").is_file()
