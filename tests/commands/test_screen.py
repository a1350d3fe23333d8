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
        ["chp_hs6", "chp_edition", "chp_status"],
        ["854231", "2022", "listed"], ["", "2022", "malformed"],
    ]  # fmt: skip
    assert BANNER in told
    assert "50 codes, 2024-02-23" in told
    assert told.endswith(
        "2 codes, read as HS 2022: 1 listed, 0 not_listed, 0 in_doubt, 0 other_edition, "
        "1 malformed\nMalformed, such as: 'x'\n"
    )


def test_the_output_can_be_a_file(tmp_path):
    path, out = write(tmp_path, "hs\n870323\n"), tmp_path / "out.csv"
    code, shown, _ = run(path, "--column", "hs", "--out", out)
    assert (code, shown) == (0, "")
    assert (
        out.read_text("utf-8").splitlines()[1]
        == '870323,870323,2022,not_listed,,,,,"50 codes, 2024-02-23"'
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
    assert [row[:5] for row in found] == [
        ["товар", "hs", "chp_hs6", "chp_edition", "chp_status"],
        ["чипы", "8542.31", "854231", "2022", "listed"],
    ]
    assert told.endswith(
        "1 codes, read as HS 2022: 1 listed, 0 not_listed, 0 in_doubt, 0 other_edition, "
        "0 malformed\n"
    )


def table(shown, delimiter=","):
    return list(csv.DictReader(io.StringIO(shown), delimiter=delimiter))


FORMER = "what,hs\ncamera,8525.80\nparts,8803.30\nled,854140\nchip,8542.31\n"


def test_codes_of_an_earlier_edition_are_named_with_what_they_became(tmp_path):
    path = write(tmp_path, FORMER)
    code, shown, told = run(path, "--column", "hs")
    assert code == 0
    assert [row["chp_status"] for row in table(shown)] == [*["other_edition"] * 3, "listed"]
    listed = [row["chp_hs2022_listed"] for row in table(shown)]
    assert listed == ["852589", "880730", "854149", ""]
    assert "1 listed, 0 not_listed, 0 in_doubt, 3 other_edition, 0 malformed" in told
    assert told.endswith(
        "Screen the file again with that of its years: --edition 2017 for 2017 to 2021, "
        "--edition 2012 for 2012 to 2016, --edition 2007 for 2007 to 2011.\n"
    )


@pytest.mark.parametrize("edition", ["2017", "HS 2017", "HS2017", "H5", "h5"])
def test_the_advice_on_editions_leads_to_an_answer(tmp_path, edition):
    code, shown, told = run(write(tmp_path, FORMER), "--column", "hs", "--edition", edition)
    assert code == 0
    assert [(row["chp_edition"], row["chp_status"]) for row in table(shown)] == [
        ("2017", "in_doubt"), ("2017", "listed"), ("2017", "in_doubt"), ("2017", "listed"),
    ]  # fmt: skip
    assert "4 codes, read as HS 2017: 2 listed, 0 not_listed, 2 in_doubt, 0 other_edition" in told
    assert "chp_forebears" in told


def test_a_file_of_several_editions_is_to_be_parted(tmp_path):
    code, _, told = run(write(tmp_path, "hs\n852580\n852589\n"), "--column", "hs")
    assert code == 0
    assert "no edition has all codes of the file. Part it by years" in told
    assert "--edition 2017 for 2017 to 2021, --edition 2022 for 2022 on." in told


@pytest.mark.parametrize("edition", ["2020", "H7", "S4", "year"])
def test_an_edition_that_is_none_is_refused(tmp_path, edition):
    code, _, told = run(write(tmp_path, FORMER), "--column", "hs", "--edition", edition)
    assert code == 1
    assert f"no column {edition!r}, and that is no edition of the Harmonized System" in told
    assert "2017, 2022, or with one of its columns, what, hs" in told


def test_a_download_of_comtrade_is_read_with_its_editions(tmp_path):
    # Latin-1, and one comma more in each row than in the header
    text = (
        "classificationCode,reporterDesc,cmdCode,primaryValue\r\n"
        "H5,Côte d'Ivoire,852580,1.5,\r\nH6,Türkiye,852589,2,\r\nH5,Türkiye,TOTAL,3,\r\n"
    )
    code, shown, told = run(write(tmp_path, text, "latin-1"), "--column", "cmdCode")
    assert code == 0
    assert [row["reporterDesc"] for row in table(shown)] == ["Côte d'Ivoire", *["Türkiye"] * 2]
    assert [(row["chp_edition"], row["chp_status"]) for row in table(shown)] == [
        ("2017", "in_doubt"), ("2022", "listed"), ("2017", "malformed"),
    ]  # fmt: skip
    assert "Read as Windows-1252; the copy is in UTF-8." in told
    assert "3 codes, read as HS 2017 and 2022: 1 listed" in told
    assert "Malformed, such as: 'TOTAL'" in told


@pytest.mark.parametrize("other", ["S4", "B4", "EB02", "", "H7"])
def test_another_classification_is_refused_with_its_row(tmp_path, other):
    text = f"classificationCode,cmdCode\nH5,852580\n{other},854231\n"
    code, _, told = run(write(tmp_path, text), "--column", "cmdCode", "--out", tmp_path / "o")
    assert code == 1
    assert "goods.csv, row 3, column" in told
    assert "Keep only rows of the Harmonized System (H0 to H6)" in told
    assert not (tmp_path / "o").exists()
    kept = write(tmp_path, "classificationCode,cmdCode\nH5,852580\n")
    assert run(kept, "--column", "cmdCode")[0] == 0


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_above_the_header_are_left_out_and_counted(tmp_path, delimiter):
    rows = [
        ["Annex, part 1; goods"], [], ["All\nvalues", "in", "euro"], ["HS code, 2022", "what"],
        ["8542-31", "chip"],
    ]  # fmt: skip
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    code, shown, told = run(write(tmp_path, text.getvalue()), "--column", "HS code, 2022")
    assert code == 0
    assert [row["chp_hs6"] for row in table(shown, delimiter)] == ["854231"]
    assert list(table(shown, delimiter)[0])[:2] == ["HS code, 2022", "what"]
    assert "3 rows above the header are left out." in told


def test_rows_are_numbered_as_a_spreadsheet_does_below_titles_too(tmp_path):
    path = write(tmp_path, "Annex\n\nhs,what\n854231,chip\n\n854231,chip,and more\n")
    code, _, told = run(path, "--column", "hs")
    assert code == 1
    assert "row 6: the row has 3 cells and the header 2" in told


@pytest.mark.parametrize("more", [",", ",,,"])
def test_blank_cells_beyond_the_header_do_not_count(tmp_path, more):
    code, shown, _ = run(write(tmp_path, f"hs,what\n854231,chip{more}\n"), "--column", "hs")
    assert code == 0
    assert shown.splitlines()[1].startswith("854231,chip,854231,2022,listed")


def test_a_header_with_the_delimiters_of_others_is_read(tmp_path):
    path = write(tmp_path, "HS code (6, 8 or 10 digits);Name\n8542.31;chip\n0101.21;horse\n")
    code, shown, _ = run(path, "--column", "HS code (6, 8 or 10 digits)")
    assert code == 0
    assert [row["chp_status"] for row in table(shown, ";")] == ["listed", "not_listed"]


def test_the_help_names_the_edition_of_the_list():
    told = " ".join(run("--help")[1].split())
    assert "The list speaks the Harmonized System of 2022" in told
    assert "--edition" in told


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell's pipes")
def test_a_pipe_is_read(tmp_path):
    path = write(tmp_path, "hs\n854231\n")
    command = f"cat {path} | {sys.executable} -m kzdiplo screen /dev/stdin --column hs"
    done = subprocess.run(command, shell=True, capture_output=True, check=True, timeout=60)
    assert done.stdout.splitlines()[1].startswith(b"854231,854231,2022,listed")


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
