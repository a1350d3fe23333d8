import os
import re
import stat
import subprocess
import sys

import pytest

from kzdiplo.commands.output import complete, replace_together, written


def test_a_file_is_there_when_all_is_written(tmp_path):
    out = tmp_path / "out.txt"
    with written(out) as target:
        target.write("a\r\nb\n")
        target.flush()
        assert not out.exists()
    assert out.read_bytes() == b"a\r\nb\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_run_that_stops_leaves_what_was_there(tmp_path):
    out = tmp_path / "out.txt"
    out.write_text("before")

    def stop():
        with written(out) as target:
            target.write("half")
            raise KeyError

    with pytest.raises(KeyError):
        stop()
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_no_link_leads_the_output_elsewhere(tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("mine")
    (tmp_path / "out.txt.part").symlink_to(other)
    with written(tmp_path / "out.txt") as target:
        target.write("new")
    assert other.read_text() == "mine"
    assert (tmp_path / "out.txt").read_text() == "new"
    assert not (tmp_path / "out.txt").is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="needs permissions of Unix")
def test_a_file_gets_the_permissions_that_the_user_gives_to_files(tmp_path):
    before = os.umask(0o027)
    try:
        with written(tmp_path / "out.txt") as target:
            target.write("new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.txt").stat().st_mode) == 0o640


def python(*arguments):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_help_loads_no_tables():
    code = "import sys; from kzdiplo.__main__ import main; main([]); print('pandas' in sys.modules)"
    shown = python("-c", code).stdout
    for command in ("check", "panel", "screen", "transliterate"):
        assert re.search(rf"^    {command}\s", shown, re.MULTILINE)
    assert shown.endswith("False\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell's pipes")
def test_a_command_whose_reader_has_had_enough_ends_quietly():
    command = [sys.executable, "-m", "kzdiplo", "check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=120) == 0


# ends without a word at the n-th thing that is asked of the system, as a killed process does
KILLED = """
import os, sys
from pathlib import Path
from kzdiplo.commands.output import replace_together
left = int(sys.argv[1])
def count(event, _):
    global left
    if event in {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}:
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(count)
replace_together({"data/a.csv": "new", "data/b/c.yaml": "new", "log.md": "new"}, Path("."))
"""
FILES = ("data/a.csv", "data/b/c.yaml", "log.md")


def test_files_killed_at_any_point_are_all_old_or_all_new(tmp_path):
    seen = []
    for point in range(60):
        root = tmp_path / str(point)
        for name in FILES:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text("old")
        done = subprocess.run([sys.executable, "-c", KILLED, str(point)], cwd=root, check=False)
        complete(root)
        (state,) = {(root / name).read_text() for name in FILES}
        seen.append(state)
        if not done.returncode:
            break
        # whoever comes next finds nothing in the way
        replace_together(dict.fromkeys(FILES, "newest"), root)
        assert {(root / name).read_text() for name in FILES} == {"newest"}
        assert {path.name for path in root.iterdir()} == {"data", "log.md"}
    assert not done.returncode
    # up to one point nothing has changed, and from there on everything
    assert seen == sorted(seen, reverse=True)
    assert seen.count("old") > 3
    assert seen.count("new") > 3
