"""The data as they are published: a folder that works wherever it lies."""

import csv
import functools
import hashlib
import io
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import frictionless
import published
import pytest
import releases

from kzdiplo import load


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def files():
    return published.files()


@pytest.fixture(scope="module")
def address(files, tmp_path_factory):
    """Serve the folder on this machine; return the address of its descriptor."""
    root = tmp_path_factory.mktemp("site")
    for name, content in files.items():
        path = root / "book" / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    handler = functools.partial(Quiet, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/book/data/datapackage.json"
        server.shutdown()


def test_the_descriptor_names_every_file_by_its_path_with_size_and_hash(files):
    package = json.loads(files["datapackage.json"])
    assert package["profile"] == "tabular-data-package"
    for each in package["resources"]:
        content = files[each["path"]]
        assert each["bytes"] == len(content)
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert json.loads(files[f"schemas/{each['name']}.json"]) == each["schema"]


def test_frictionless_validates_it_by_its_address(address):
    package = frictionless.Package(address)
    assert package.resource_names
    # all of them take ten seconds; every table itself is checked elsewhere
    for name in package.resource_names:
        if package.get_resource(name).bytes > 6000:
            package.remove_resource(name)
    assert len(package.resource_names) > 20
    report = package.validate()
    assert report.valid, report.flatten(["name", "message"])


def test_frictionless_finds_a_table_that_was_changed_on_the_way(files, tmp_path):
    package = json.loads(files["datapackage.json"])
    (table,) = [each for each in package["resources"] if each["name"] == "fx"]
    path = tmp_path / table["path"]
    path.parent.mkdir()
    path.write_bytes(files[table["path"]] + b"\n")
    (tmp_path / "datapackage.json").write_text(json.dumps({**package, "resources": [table]}))
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert {error.type for task in report.tasks for error in task.errors} >= {
        "byte-count",
        "hash-count",
    }


def test_a_table_is_read_by_its_address(address):
    rows = frictionless.Package(address).get_resource("missions").read_rows()
    assert [row["host"] for row in rows] == load("missions")["host"].tolist()


def test_the_readme_names_every_table_and_every_other_licence(files):
    readme = files["README.md"].decode()
    package = json.loads(files["datapackage.json"])
    for each in package["resources"]:
        assert f"- `{each['path']}`: {each['title']}\n" in readme
        assert (f"- `{each['name']}`: " in readme) == (each["licenses"] != package["licenses"])
    assert "Open Data Commons Open Database License" in readme


@pytest.mark.parametrize(("first", "version"), [("Next", "0.1.0+next"), ("0.1.0", "0.1.0")])
def test_data_between_two_releases_are_no_release(monkeypatch, first, version):
    monkeypatch.setattr(releases, "versions", lambda _: [first])
    monkeypatch.setattr(published.kzdiplo, "__version__", "0.1.0")
    assert published.version() == version


def test_all_changes_are_listed_one_a_row(monkeypatch):
    revised = {
        "key": "k", "column": "c", "old": "1", "new": "2, or 3", "source": "a -> b", "note": "n"
    }  # fmt: skip
    changed = {"cats": {"added": ["2023: cats 8"], "gone": [], "revised": [revised]}}
    monkeypatch.setattr(releases, "moved", lambda _: {"changed": changed})
    rows = list(csv.reader(io.StringIO(published.changes().decode())))
    assert rows == [
        ["table", "change", "row", "column", "old", "new", "source", "note"],
        ["cats", "added", "2023: cats 8", "", "", "", "", ""],
        ["cats", "revised", "k", "c", "1", "2, or 3", "a -> b", "n"],
    ]
