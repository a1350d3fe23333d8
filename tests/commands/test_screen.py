"""The command, run as a user runs it."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from kzdiplo.screening import BANNER


def run(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "kzdiplo", "screen", *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode().replace("\r\n", "\n")


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "goods.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(("mark", "sep"), [("", ""), ("\ufeff", ""), ("", "sep={}\r\n")])
def test_a_file_keeps_its_rows_and_gets_the_columns(tmp_path, delimiter, mark, sep):
    rows = [["no", "hs", "what"], ["1", "8542.31", "chips, ; \t all"], ["2", "x", "two\nlines"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = write(tmp_path, mark + sep.format(delimiter) + text.getvalue() + "\r\n")
    code, shown, told = run(path, "--column", "hs")
    found = list(csv.reader(io.StringIO(shown), delimiter=delimiter))
    assert code == 0
    assert [row[:3] for row in found] == rows
    assert [row[3:6] for row in found] == [
        ["chp_hs6", "chp_status", "chp_tier"], ["854231", "listed", "1"], ["", "malformed", ""],
    ]  # fmt: skip
    assert BANNER in told
    assert "50 codes, 2024-02-23" in told
    assert told.endswith("2 codes: 1 listed, 0 not_listed, 1 malformed\n")


def test_the_output_can_be_a_file(tmp_path):
    path, out = write(tmp_path, "hs\n870323\n"), tmp_path / "out.csv"
    code, shown, _ = run(path, "--column", "hs", "--out", out)
    assert (code, shown) == (0, "")
    assert (
        out.read_text("utf-8").splitlines()[1]
        == '870323,870323,not_listed,,,"50 codes, 2024-02-23"'
    )
    assert sorted(file.name for file in tmp_path.iterdir()) == ["goods.csv", "out.csv"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,what\n854231,x\n", "goods.csv has no column 'hs'; its columns are code, what"),
        ("hs,hs\n1,2\n", "more than one column 'hs'"),
        ("", "no column 'hs'; its columns are none"),
        ("hs,what\n854231,x\n854231,x,y\n", "row 3: the row has 3 cells and the header 2"),
        ("hs,chp_status\n854231,x\n", "has the columns chp_status already"),
        (f'hs\n854231\n"{"x" * 200_000}"\n', "row 3: a cell has more than 131,072 characters"),
    ],
)
def test_a_file_that_cannot_be_screened_is_named(tmp_path, text, message):
    out = tmp_path / "out.csv"
    code, _, told = run(write(tmp_path, text), "--column", "hs", "--out", out)
    assert code == 1
    assert message in told
    assert [file.name for file in tmp_path.iterdir()] == ["goods.csv"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_is_read_as_any_spreadsheet_writes_it(tmp_path, delimiter, encoding):
    text = "товар;hs\nчипы;8542.31\n".replace(";", delimiter)
    code, shown, told = run(write(tmp_path, text, encoding), "--column", "hs")
    found = list(csv.reader(io.StringIO(shown), delimiter=delimiter))
    assert code == 0
    assert [row[:4] for row in found] == [
        ["товар", "hs", "chp_hs6", "chp_status"], ["чипы", "8542.31", "854231", "listed"],
    ]  # fmt: skip
    assert told.endswith("1 codes: 1 listed, 0 not_listed, 0 malformed\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell's pipes")
def test_a_pipe_is_read(tmp_path):
    path = write(tmp_path, "hs\n854231\n")
    command = f"cat {path} | {sys.executable} -m kzdiplo screen /dev/stdin --column hs"
    done = subprocess.run(command, shell=True, capture_output=True, check=True, timeout=60)
    assert done.stdout.splitlines()[1].startswith(b"854231,854231,listed")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell's pipes")
def test_a_pipe_that_closes_early_ends_it_quietly(tmp_path):
    path = write(tmp_path, "hs\n" + "854231\n" * 300_000)
    command = [sys.executable, "-m", "kzdiplo", "screen", str(path), "--column", "hs"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.read(2) == b"hs"
        process.stdout.close()
        assert BANNER in process.stderr.readline().decode()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("hs,товар\n854231,\x98".encode("windows-1251", "ignore") + b"\x98\n",
         "byte 0x98 in line 2 has no meaning in windows-1251. In Excel choose Save As"),
        ("hs\n854231\n".encode("utf-16")[:-1], "has no meaning in utf-16"),
        ("hs\n854231\n".encode("utf-16-le"), "the file holds NUL bytes"),
        (b"PK\x03\x04", "this is a workbook, not CSV"),
        (b"h" * 3_000_000, "the first line has more than 1,048,576 characters"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused(tmp_path, data, message):
    path = tmp_path / "goods.csv"
    path.write_bytes(data)
    code, _, told = run(path, "--column", "hs", "--out", tmp_path / "out.csv")
    assert code == 1
    assert message in told
    assert [file.name for file in tmp_path.iterdir()] == ["goods.csv"]


def test_other_files_that_cannot_be_screened(tmp_path):
    assert "No such file" in run(tmp_path / "nowhere.csv", "--column", "hs")[2]
    path = write(tmp_path, "hs\n854231\n")
    code, _, told = run(path, "--column", "hs", "--out", path)
    assert code == 1
    assert "is the file that is read" in told
    assert path.read_text() == "hs\n854231\n"
    code, _, told = run(path, "--column", "hs", "--out", tmp_path)
    assert code == 1
    assert "is no file" in told
