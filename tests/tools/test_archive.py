"""The archive for a repository such as Zenodo."""

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import archive
import project
import published
import pytest
import releases

from kzdiplo.table import descriptor

#: What the schema of deposits knows (legacyrecord.json of the repository zenodo/zenodo); it allows
#: no other names. These are the ones used here, with the form of their values.
FORMS = {
    "title": str,
    "upload_type": str,
    "description": str,
    "creators": list,
    "publication_date": str,
    "access_right": str,
    "license": str,
    "keywords": list,
    "notes": str,
    "related_identifiers": list,
}


@pytest.fixture
def package():
    return json.loads(published.files()["datapackage.json"])


@pytest.mark.parametrize("address", ["", "https://example.org/book/"])
def test_what_zenodo_asks_is_told_in_its_words(package, monkeypatch, address):
    monkeypatch.setattr(project, "ADDRESS", address)
    record = archive.record(package)
    assert {name: type(value) for name, value in record.items()}.items() <= FORMS.items()
    assert {"title", "upload_type", "description", "creators", "access_right"} <= set(record)
    assert record["upload_type"] == "dataset"
    assert record["access_right"] == "open"
    assert record["creators"] == [{"name": "The kzdiplo authors"}]
    related = [each["identifier"] for each in record.get("related_identifiers", [])]
    assert related == [address] * bool(address)


def test_a_record_promises_no_more_than_each_of_its_tables_allows(package):
    assert archive.record(package)["license"] == "other-nc"
    assert "air_links" in archive.record(package)["notes"]
    free = [each for each in package["resources"] if each["licenses"] == package["licenses"]]
    record = archive.record({**package, "resources": free})
    assert record["license"] == "CC-BY-4.0"
    assert "notes" not in record


def test_the_codebook_has_every_table_and_column(package):
    page = archive.codebook(package)
    for each in package["resources"]:
        assert f'<section id="{each["name"]}">' in page
        for field in each["schema"]["fields"]:
            assert f"<tr><td><code>{field['name']}</code></td>" in page


@pytest.fixture
def drawn(monkeypatch):
    """Let nothing be drawn by a browser."""
    monkeypatch.setattr(archive, "chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(archive, "printed", lambda page, date: f"{date}: {len(page)}".encode())


def test_it_holds_the_data_package_the_codebook_the_licence_and_the_record(drawn):
    held = archive.files()
    tables = {each["path"] for each in descriptor()["resources"]}
    assert tables <= set(held)
    assert set(held) - tables - {
        f"schemas/{each['name']}.json" for each in descriptor()["resources"]
    } == {
        ".zenodo.json",
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "README.md",
        "codebook.pdf",
        "datapackage.json",
    }


def test_without_a_browser_the_codebook_is_a_page(monkeypatch, capsys):
    monkeypatch.setattr(archive, "chromium", lambda: None)
    held = archive.files()
    assert "codebook.html" in held
    assert "codebook.pdf" not in held
    assert "codebook as HTML only" in capsys.readouterr().out


def test_the_same_files_give_the_same_bytes(drawn, tmp_path):
    paths = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for path in paths:
        releases.pack(path, archive.files(), zipfile.ZIP_DEFLATED)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with zipfile.ZipFile(paths[0]) as packed:
        assert packed.testzip() is None
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.browser
def test_the_codebook_is_printed_with_the_date_of_the_edition(package):
    short = {**package, "resources": package["resources"][:2]}
    # Chromium of the other tests is open in this thread
    with ThreadPoolExecutor(1) as thread:
        one, two = thread.map(archive.printed, [archive.codebook(short)] * 2, ["2026-01-02"] * 2)
    assert one.startswith(b"%PDF")
    assert b"/CreationDate (D:20260102000000" in one
    assert one == two
