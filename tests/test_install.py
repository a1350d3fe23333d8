"""The first cell of a notebook on its own, in an environment without kzdiplo."""

import os
import re
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder
from normalise import INSTALL, install_cell

import kzdiplo

ROOT = Path(__file__).parents[1]
CELLS = f"{INSTALL}\nimport kzdiplo\nprint(kzdiplo.__file__, len(kzdiplo.tables()))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return Path(path)


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the cell where all is installed but kzdiplo, without network."""
    others = tmp_path / "others"
    others.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "kzdiplo" not in path.name:
            (others / path.name).symlink_to(path)
    venv.create(tmp_path / "env", symlinks=True)
    (packages,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (packages / "others.pth").write_text(str(others))

    def run(code, **variables):
        return subprocess.run(
            [tmp_path / "env" / "bin" / "python", "-c", code],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_version_is_the_same_wherever_it_stands(wheel):
    version = kzdiplo.__version__
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert wheel.name.split("-")[1] == citation["version"] == version
    assert f"Version {version}.\n" in (ROOT / "README.md").read_text("utf-8")
    # corrections that wait for the next version stand above it
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert next(name for name in headings if name != "Next") == version


def test_it_installs_the_wheel_at_hand_once(run, wheel, tmp_path):
    done = run(CELLS, KZDIPLO_WHEEL=str(wheel))
    assert done.returncode == 0, done.stderr
    place, tables = done.stdout.split()
    assert Path(place).is_relative_to(tmp_path / "env")
    assert int(tables) == len(kzdiplo.tables())
    # what is there is not installed again: another wheel would not be found
    assert run(CELLS, KZDIPLO_WHEEL="nowhere.whl").returncode == 0


def test_nothing_is_installed_by_its_name_alone(run, wheel):
    # pip would find the package here, and on PyPI whatever others call so
    done = run(CELLS, PIP_FIND_LINKS=str(wheel.parent))
    assert done.returncode != 0
    assert "`make lab`" in done.stderr
    assert "set KZDIPLO_WHEEL" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("import kzdiplo").returncode != 0


def test_a_release_is_installed_where_one_is_named(run, wheel):
    done = run(install_cell(wheel.as_uri()))
    assert done.returncode == 0, done.stderr


def test_the_cell_holds_no_version():
    assert kzdiplo.__version__ not in INSTALL
