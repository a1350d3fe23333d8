"""What the build runs again, and what it leaves alone."""

import shutil
from pathlib import Path

import build
import pytest

import run_notebooks

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Copy what the key of a result covers, and let the build look there."""
    for folder in ("kzdiplo", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "requirements").mkdir()
    shutil.copyfile(ROOT / "requirements/book.txt", tmp_path / "requirements/book.txt")
    monkeypatch.setattr(run_notebooks, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        "data/multivector/missions.csv",
        "data/datapackage.json",
        "kzdiplo/vectors.py",
        "kzdiplo/charts/kzdiplo.mplstyle",
        "requirements/book.txt",
    ],
)
def test_a_result_is_void_when_what_it_used_changed(project, changed):
    before = run_notebooks.key(["missions", "actors"])
    path = project / changed
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert run_notebooks.key(["missions", "actors"]) != before


def test_a_result_stands_when_another_table_changed(project):
    before = run_notebooks.key(["missions", "actors"])
    path = project / "data" / "economy" / "macro.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert run_notebooks.key(["missions", "actors"]) == before


def test_all_pages_are_made_anew_when_a_term_of_the_glossary_changed(project, monkeypatch):
    monkeypatch.setattr(build, "ROOT", project)
    before = build.fingerprint(build.HOUSE)
    path = project / "data" / "reference" / "glossary.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert build.fingerprint(build.HOUSE) != before


def test_the_table_of_contents_names_notebooks_that_exist():
    named = [path.relative_to(ROOT).as_posix() for path in run_notebooks.in_toc()]
    assert "notebooks/multivector/network.ipynb" in named
    assert all((ROOT / name).exists() for name in named)
