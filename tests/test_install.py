"""The first cell of a notebook on its own, in an environment without kzdiplo."""

import os
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from normalise import INSTALL, RELEASE

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

    def run(**variables):
        return subprocess.run(
            [tmp_path / "env" / "bin" / "python", "-c", CELLS],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_release_is_this_version():
    assert kzdiplo.__version__ in RELEASE


def test_it_installs_the_wheel_at_hand_once(run, wheel, tmp_path):
    done = run(KZDIPLO_WHEEL=str(wheel))
    assert done.returncode == 0, done.stderr
    place, tables = done.stdout.split()
    assert Path(place).is_relative_to(tmp_path / "env")
    assert int(tables) == len(kzdiplo.tables())
    # what is there is not installed again: another wheel would not be found
    assert run(KZDIPLO_WHEEL="nowhere.whl").returncode == 0


def test_it_finds_the_release_in_a_folder_of_wheels(run, wheel):
    assert run().returncode != 0
    done = run(PIP_FIND_LINKS=str(wheel.parent))
    assert done.returncode == 0, done.stderr
