"""What students get: the worksheets and what runs them, and no answer to them."""

import json
import subprocess
import sys
import zipfile

import pytest
import students
from project import ROOT


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the folder that was written."""
    target = tmp_path_factory.mktemp("build") / "students"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(students, "TARGET", target)
        students.main()
    return target


def texts(folder):
    """Yield all that can be read in the folder, also in the wheel."""
    for path in filter(lambda path: path.is_file(), folder.rglob("*")):
        if path.suffix in {".whl", ".xlsx"}:
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    yield name, packed.read(name).decode("utf-8", "replace")
        else:
            yield path.name, path.read_text("utf-8")


def lines(path):
    """Return the lines of a notebook's cells."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return {line.strip() for cell in cells for line in "".join(cell["source"]).splitlines()}


def answers():
    """Return long lines that stand in the answers and hidden checks, and not in what is given."""
    found = set()
    for path in ROOT.glob("course/source/*/*.ipynb"):
        found |= lines(path) - lines(ROOT / "course" / "release" / path.stem / path.name)
    return {line for line in found if len(line) > 30 and not line.startswith("###")}


def test_no_answer_and_no_hidden_check_is_in_it(written):
    wanted = answers()
    assert len(wanted) > 60
    # the library itself computes what some answers do
    own = [(name, text) for name, text in texts(written) if not name.startswith("kzdiplo/")]
    as_kept = {line: json.dumps(line, ensure_ascii=False)[1:-1] for line in wanted}
    found = [(name, line) for name, text in own for line, kept in as_kept.items() if kept in text]
    assert found == []
    assert not any("BEGIN SOLUTION" in text or "HIDDEN TESTS" in text for _, text in texts(written))


def test_it_holds_each_worksheet_where_the_link_of_a_hub_looks(written):
    for path in ROOT.glob("course/release/*/*.ipynb"):
        assert (written / path.stem / path.name).read_bytes() == path.read_bytes()


def test_it_holds_the_spreadsheets_and_not_what_makes_or_grades_them(written):
    assert len(list((written / "spreadsheets").glob("*.xlsx"))) == 24
    assert not any("def grade" in text for _, text in texts(written))


def test_its_wheel_is_the_library_with_its_tables(written, tmp_path):
    (wheel,) = (written / "binder").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
    code = "import kzdiplo as kz; print(kz.__file__, len(kz.load('eur_usd')), kz.hand_in('x'))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(str(tmp_path))


def test_the_archive_is_the_folder_and_binder_can_run_what_it_runs(written):
    with zipfile.ZipFile(written.with_suffix(".zip")) as archive:
        inside = {name.removeprefix("worksheets/") for name in archive.namelist()}
        mode = archive.getinfo("worksheets/binder/postBuild").external_attr >> 16
    there = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert inside == there
    assert mode & 0o111
    assert (written / "binder" / "postBuild").stat().st_mode & 0o111


def test_the_image_of_the_whole_project_holds_no_solutions_either():
    last = (ROOT / "binder" / "postBuild").read_text("utf-8").splitlines()[-1]
    assert last == "rm -rf course/source .git"
