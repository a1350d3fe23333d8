"""The command, run as a reader runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kzdiplo import transliteration
from kzdiplo.__main__ import main
from kzdiplo.commands import transliterate as command
from kzdiplo.transliteration import transliterate

TEXT = "\ufeffҚазақстан, ШЫМКЕНТ\r\nЦирк Түркия ѣ\n\nсоңғы жол"
LATIN = "Qazaqstan, ŞYMKENT\r\nTsirk Türkiia ѣ\n\nsoñğy jol"
DOUBTS = "in doubt: unsettled 1 (ц 1); unknown 1 (ѣ 1)\n"


def run(*arguments, given=None, **options):
    return subprocess.run(
        [sys.executable, "-m", "kzdiplo", "transliterate", *map(str, arguments)],
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
        **options,
    )


def outcome(done):
    return done.returncode, done.stdout.decode(), done.stderr.decode().replace("\r\n", "\n")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_a_file_is_written_to_standard_output_and_doubts_are_summed_up(file):
    assert outcome(run("--to", "2021", file)) == (0, LATIN, DOUBTS)


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_without_a_file_standard_input_is_read(arguments):
    assert outcome(run("--to=2021", *arguments, given=TEXT.encode())) == (0, LATIN, DOUBTS)


def test_the_way_back_and_a_text_without_doubts():
    given = "Täuelsız el\n".encode()
    assert outcome(run("--from=2021", "--to=cyrillic", given=given)) == (0, "Тәуелсіз ел\n", "")
    assert outcome(run(given=b"")) == (0, "", "")


def test_the_last_line_counts_each_kind_of_doubt():
    given = "мемлекеттiк тiл, тiл\nYкімет Цирк ѣ\n".encode()
    assert outcome(run(given=given)) == (
        0,
        "memlekettık tıl, tıl\nYkımet Tsirk ѣ\n",
        "in doubt: unsettled 1 (ц 1); unknown 1 (ѣ 1); mended 3 (тiл 2, мемлекеттiк 1); "
        "mixed 1 (Yкімет 1)\n",
    )
    given = "NATO NATO, qaj koftotşka, Twitter, XX ğasyr\n".encode()
    assert outcome(run("--from=2021", "--to=cyrillic", given=given)) == (
        0,
        "NATO NATO, қаж кофточка, Twitter, XX ғасыр\n",
        "in doubt: ambiguous 1 (tş 1); unknown 1 (w 1); kept 2 (NATO 2)\n",
    )


def test_output_is_utf_8_whatever_the_locale(file):
    settings = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    assert run(file, env=settings).stdout == LATIN.encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"ab\ncd\n\xff\xfe",
            "byte 0xff at offset 6, line 3, is not UTF-8; save the file as UTF-8",
        ),
        (b"\xef\xbb\xbf\n\xd2", "byte 0xd2 at offset 4, line 2,"),
        (b"a\xd0", "byte 0xd0 at offset 1, line 1,"),
        ("қазақ".encode("utf-16"), "at offset 0, line 1,"),
        ("қазақ".encode("cp1251", "replace"), "at offset"),
    ],
)
def test_bytes_that_are_no_utf_8_are_named_with_offset_and_line(tmp_path, content, said):
    path = tmp_path / "broken.txt"
    path.write_bytes(content)
    code, _, error = outcome(run(path))
    assert code == 1
    assert error.startswith(f"python -m kzdiplo transliterate: {path}: ")
    assert said in error
    assert error.count("\n") == 1


def test_offsets_count_on_over_many_chunks(monkeypatch, tmp_path, capsysbinary):
    monkeypatch.setattr(command, "_CHUNK", 16)
    path = tmp_path / "broken.txt"
    path.write_bytes("тау\n".encode() * 50 + b"\x80\n")
    assert main(["transliterate", str(path)]) == 1
    written = capsysbinary.readouterr()
    assert written.out == b"tau\n" * 48  # what was read before the chunk with the bad byte
    assert b"byte 0x80 at offset 350, line 51, is" in written.err


@pytest.mark.parametrize("size", [1, 7, 100])
def test_the_edge_of_a_chunk_changes_nothing(monkeypatch, tmp_path, capsysbinary, size):
    monkeypatch.setattr(command, "_CHUNK", size)
    text = "АҚШ\nШАЙ Ш\n\u0301И\u0306 ия\r\nя" * 40 + "Ш" * 500
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8", newline="")
    assert main(["transliterate", "--to", "2018", str(path)]) == 0
    assert capsysbinary.readouterr().out.decode() == transliterate(text, to="2018").text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "2019"], "invalid choice: '2019' (choose from"),
        (["--to", "cyrillic"], "one of --to and --from is cyrillic, the other one is not"),
        (["--to", "2021", "--from", "2018"], "one of --to and --from is cyrillic"),
        (["one", "two"], "unrecognized arguments: two"),
    ],
)
def test_wrong_arguments_end_with_the_usage(arguments, said):
    code, out, error = outcome(run(*arguments))
    assert (code, out) == (2, "")
    assert error.startswith("usage: python -m kzdiplo")
    assert said in error


def test_what_cannot_be_read_is_named(tmp_path):
    for path in (tmp_path / "none.txt", tmp_path):
        code, out, error = outcome(run(path))
        assert (code, out) == (1, "")
        assert str(path) in error
        assert "Traceback" not in error


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell's pipes")
def test_a_pipe_that_closes_early_ends_it_quietly(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("тау\n" * 1_000_000, encoding="utf-8")
    command = [sys.executable, "-m", "kzdiplo", "transliterate", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.read(4) == b"tau\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error(file):
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "kzdiplo", "transliterate", str(file)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"No space left" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_progress_shows_on_a_terminal_only(tmp_path):
    import pty

    path = tmp_path / "long.txt"
    path.write_text("тау\n" * 400_000, encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kzdiplo", "transliterate", str(path)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, check=True, timeout=60)
    os.close(theirs)
    shown = os.read(ours, 10_000)
    os.close(ours)
    assert b"\r1 MB" in shown
    assert b"\r3 MB" in shown
    assert run(path).stderr == b""


def test_the_command_offers_the_alphabets_of_the_library():
    assert ("cyrillic", *transliteration.FORMS) == command.ALPHABETS
