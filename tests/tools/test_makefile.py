"""What `make` says and does before anything is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEW = "import sys; sys.exit(sys.version_info < (3, 11))"

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make")


@pytest.fixture
def make(tmp_path):
    """Return a function that runs make in a copy of the project, with a Python of its own."""
    (tmp_path / "requirements").mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements/book.txt"):
        shutil.copyfile(ROOT / name, tmp_path / name)

    def make(target, python):
        """Return the exit code, what was said, and what that Python was called with."""
        calls = tmp_path / "calls"
        script = tmp_path / "python"
        script.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n{python}\n')
        script.chmod(0o755)
        done = subprocess.run(
            ["make", target, "PYTHON=./python"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        called = calls.read_text().splitlines() if calls.exists() else []
        return done.returncode, done.stdout, called

    return make


def test_help_tells_of_every_target(make):
    code, said, _ = make("help", "exit 1")
    phony = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert code == 0
    assert re.findall(r"^make ([\w-]+) +\w", said, re.M) == " ".join(phony).split()


def test_a_python_that_is_too_old_is_named_with_the_way_out(make, tmp_path):
    code, said, _ = make("check", "exit 1")
    assert code
    assert "the book needs Python 3.11 or later, and ./python is none" in said
    assert "make check PYTHON=python3.12" in said
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    "broken",
    ["exit 1", '[ "$2" != pip ]'],
    ids=["its Python is too old", "it has no pip"],
)
def test_a_broken_environment_is_made_anew(make, tmp_path, broken):
    inside = tmp_path / ".venv" / "bin" / "python"
    inside.parent.mkdir(parents=True)
    inside.write_text(f"#!/bin/sh\n{broken}\n")
    inside.chmod(0o755)
    code, _, called = make("book", '[ "$2" != venv ]')
    assert called == [f"-c {NEW}", "-m venv .venv"]
    # and a venv that could not be made leaves nothing behind
    assert code
    assert not (tmp_path / ".venv").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(make, tmp_path):
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to("/no/such/python")
    (tmp_path / ".venv" / "installed").touch()
    _, _, called = make("book", '[ "$2" != venv ]')
    assert called[-1] == "-m venv .venv"


def test_an_environment_that_works_is_kept(make, tmp_path):
    inside = tmp_path / ".venv" / "bin" / "python"
    inside.parent.mkdir(parents=True)
    inside.write_text("#!/bin/sh\nexit 0\n")
    inside.chmod(0o755)
    (tmp_path / ".venv" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    code, said, called = make("book", "exit 1")
    assert (code, called) == (0, []), said
    (line,) = (tmp_path / ".venv").glob("lib/*/*/*.pth")
    # the folder of the project as seen from there, and no letter that some locale cannot read
    assert (line.parent / line.read_text().strip()).resolve() == tmp_path
    assert line.read_text().isascii()


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        (["TABLE=eur_usd"], True),
        (["TABLE=eur_usd", "FILE=next.csv"], False),
        (["TABLE=tourism"], False),
        ([], False),
    ],
)
def test_only_a_renewal_that_asks_a_publisher_installs_what_asks(words, asks):
    done = subprocess.run(
        ["make", "-n", "renew", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ("requirements/renew.txt" in done.stdout) == asks or (ROOT / ".venv/renew").exists()
