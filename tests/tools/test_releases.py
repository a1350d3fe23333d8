"""Editions of the data: what is kept of a release, and what is said to have moved since."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
import releases

from kzdiplo.table import DATA

ROOT = DATA.parent
CORRECTIONS = "correction_id,chapter\n"
FINDINGS = "finding_id,finding,strength\nf1,More horses,firm\nf2,As it was,fair\n"


def table(name, columns, key):
    fields = [{"name": column, "type": "string"} for column in columns.split(",")]
    return {
        "name": name,
        "title": name.title(),
        "path": f"a/{name}.csv",
        "terms": "None.",
        "schema": {"fields": fields, "primaryKey": key},
    }


@pytest.fixture
def project(tmp_path):
    """Return a function that puts tables and a changelog into a project."""

    def put(tables, log="# Changelog\n\n## Next\n\n- Table `cats` counts kittens.\n\n## 1.0\n"):
        data = tmp_path / "data"
        (data / "a").mkdir(parents=True, exist_ok=True)
        resources = []
        for name, (key, text) in tables.items():
            resources.append(table(name, text.split("\n")[0], key))
            (data / "a" / f"{name}.csv").write_text(text, "utf-8")
        package = {"name": "made-up", "resources": resources}
        (data / "datapackage.json").write_text(json.dumps(package), "utf-8")
        (tmp_path / "CHANGELOG.md").write_text(log, "utf-8")
        return tmp_path

    return put


OLD = {
    "cats": (["year"], "year,cats,source,note\n2020,1,a,\n2021,2,a,\n2022,3,a,\n"),
    "dogs": (["year"], "year,dogs\n2020,7\n"),
    "oxen": (["year"], "year,oxen\n2020,7\n"),
    "corrections": (["correction_id"], CORRECTIONS + "c1,part/one\n"),
    "findings": (["finding_id"], FINDINGS),
}
NEW = {
    "cats": (
        ["year"],
        "year,cats,kittens,source,note\n2021,2,5,a,\n2022,4,6,a;b,counted again\n2023,8,9,a,\n",
    ),
    "hounds": (["year"], "year,dogs\n2020,7\n"),
    "oxen": (["year"], "year,oxen\n2020,7\n"),
    "corrections": (["correction_id"], CORRECTIONS + "c1,part/one\nc2,part/two\nc3,part/two\n"),
    "findings": (
        ["finding_id"],
        "finding_id,finding,strength\nf1,More horses,weak\nf2,As it was,fair\nf3,New,fair\n",
    ),
}


@pytest.fixture
def moved(project):
    root = project(OLD)
    releases.keep("1.0", "2026-01-02", root / "data", root / "released")
    return releases.moved(project(NEW))


def test_tables_that_are_new_gone_renamed_changed_and_the_same_are_told_apart(moved):
    assert (moved["version"], moved["created"]) == ("1.0", "2026-01-02")
    assert moved["new"] == ["hounds"]
    assert moved["gone"] == {"dogs": "hounds"}
    assert moved["same"] == ["oxen"]
    assert list(moved["changed"]) == ["cats", "corrections", "findings"]


def test_rows_columns_and_values_of_a_table_are_told_with_sources_and_note(moved):
    cats = moved["changed"]["cats"]
    assert cats["rows"] == [3, 3]
    assert (cats["columns_new"], cats["columns_gone"]) == (["kittens"], [])
    assert cats["added"] == ["2023: cats 8, source a"]
    assert cats["gone"] == ["2020: cats 1, source a"]
    revised = {each["column"]: each for each in cats["revised"]}
    assert (revised["cats"]["old"], revised["cats"]["new"]) == ("3", "4")
    assert revised["cats"]["note"] == "counted again"


def test_lines_of_the_changelog_stand_with_the_table_that_they_name(moved):
    assert moved["log"]["cats"] == ["Table `cats` counts kittens."]
    assert moved["log"]["hounds"] == []


def test_corrections_are_counted_by_chapter_and_findings_shown_in_both_wordings(moved):
    assert moved["corrections"] == {"part/two": 2}
    assert moved["findings"] == [
        {"finding": "f1", "was": "More horses (firm)", "now": "More horses (weak)"},
        {"finding": "f3", "was": "", "now": "New (fair)"},
    ]


def test_rows_whose_key_has_a_new_column_are_compared_whole():
    old, new = "year,dogs\n2020,7\n2021,8\n", "year,kind,dogs\n2020,all,7\n2021,all,9\n"
    found = releases.compared(
        table("dogs", "year,dogs", ["year"]),
        old,
        table("dogs", "year,kind,dogs", ["year", "kind"]),
        new,
    )
    assert (found["added"], found["gone"]) == (["2021 | 9: "], ["2021 | 8: "])
    assert found["revised"] == []


@pytest.mark.parametrize(
    ("log", "compared"),
    [
        ("## Next\n\n## 2.0\n\n## 1.0\n", "2.0"),
        ("## 2.0\n\n## 1.0\n", "1.0"),
        # a release of which nothing is kept
        ("## 3.0\n\n## 2.5\n\n## 1.0\n", "1.0"),
        ("## 1.0\n", None),
        ("## Next\n", None),
    ],
)
def test_a_release_is_held_against_the_one_before_and_what_follows_against_it(
    project, log, compared
):
    root = project(OLD, log)
    for version in ("1.0", "2.0"):
        releases.keep(version, "2026-01-02", root / "data", root / "released")
    found = releases.last(root)
    assert (found.stem if found else None) == compared
    assert releases.moved(root).get("version") == compared


def test_the_same_tables_are_kept_as_the_same_bytes(project, tmp_path):
    data = project(OLD) / "data"
    one, two = (
        releases.keep("1.0", "2026-01-02", data, tmp_path / name).read_bytes()
        for name in ("one", "two")
    )
    assert one == two


# The editions of this book.


def kept(version):
    return zipfile.ZipFile(ROOT / "released" / f"{version}.zip")


def test_every_release_since_the_first_has_its_edition():
    released = [version for version in releases.versions(ROOT) if version != "Next"]
    assert released[-1] == "0.1.0"
    for version in released:
        assert (ROOT / "released" / f"{version}.zip").exists(), f"{version}: call make fingerprint"


def test_an_edition_holds_what_its_descriptor_says():
    for path in (ROOT / "released").glob("*.zip"):
        with kept(path.stem) as archive:
            package = json.loads(archive.read("datapackage.json"))
            assert package["version"] == path.stem
            named = {each["path"]: each for each in package["resources"]}
            assert set(archive.namelist()) == {"datapackage.json", *named}
            for name, each in named.items():
                content = archive.read(name)
                assert each["bytes"] == len(content)
                assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_first_edition_has_what_git_holds_of_it():
    with kept("0.1.0") as archive:
        tables = [name for name in archive.namelist() if name.endswith(".csv")]
        rows = {
            name: len(list(csv.reader(io.StringIO(archive.read(name).decode())))) - 1
            for name in tables
        }
    # counted in a checkout of that commit
    assert len(tables) == 101
    assert sum(rows.values()) == 85_737
    assert rows["votes/roll_call_votes.csv"] == 54_780


def test_a_release_keeps_its_tables_under_its_version_and_date(project, monkeypatch, capsys):
    root = project(OLD)
    (root / "CITATION.cff").write_text("version: 2.1.0\ndate-released: 2027-03-04\n", "utf-8")
    monkeypatch.setattr(releases.project, "ROOT", root)
    monkeypatch.setattr(releases.kzdiplo, "__version__", "2.1.0")
    releases.main()
    assert capsys.readouterr().out.startswith("wrote released/2.1.0.zip")
    with zipfile.ZipFile(root / "released" / "2.1.0.zip") as archive:
        package = json.loads(archive.read("datapackage.json"))
    assert (package["version"], package["created"]) == ("2.1.0", "2027-03-04")
