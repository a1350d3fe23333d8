"""What the maker of the descriptor says of sidecars, and what a result depends on."""

import csv
import json
import shutil
from pathlib import Path

import descriptor
import nbformat
import pytest
import registry
import sidecars
import toc

ROOT = Path(__file__).parents[2]
SIDECAR = """\
title: A table
description: What it holds.
fields:
  - year
  - {name: opened, like: iso_date, description: Day of opening, precision: opened_precision}
  - {name: opened_precision, like: date_precision, constraints: {required: false}}
  - {name: exports, type: number, unit: USD bn, description: Exports}
  - {name: imports, type: number, unit: USD bn, description: Imports}
  - {name: turnover, type: number, unit: USD bn, description: Both}
  - iso3
  - source
primaryKey: [year]
class: compiled
coverage: {from: 2020, to: 2021, rows: 2}
assertions:
  fill: {exports: 0.9}
  adds_up: {parts: [exports, imports], total: turnover, tolerance: 0.1}
terms: None.
warnings:
  - {kind: estimate, text: "Rounded."}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Make a project of one table, and let the descriptor look there."""
    data = tmp_path / "data"
    for table in ("economy/a_table", "multivector/actors"):
        (data / table).parent.mkdir(parents=True)
    for name in (
        "fields.yaml",
        "warnings.yaml",
        "multivector/actors.yaml",
        "multivector/actors.csv",
        "economy/country_codes.yaml",
        "economy/country_codes.csv",
    ):
        shutil.copyfile(ROOT / "data" / name, data / name)
    shutil.copyfile(ROOT / "references.bib", tmp_path / "references.bib")
    (data / "economy" / "a_table.yaml").write_text(SIDECAR, "utf-8")
    (data / "economy" / "a_table.csv").write_text("year\n", "utf-8")
    monkeypatch.setattr(descriptor, "ROOT", tmp_path)
    monkeypatch.setattr(descriptor, "DATA", data)
    return tmp_path


def test_the_bundled_sidecars_are_sound():
    assert sidecars.faults(descriptor.DATA) == []


def test_a_sound_sidecar_has_no_faults(project):
    assert sidecars.faults(descriptor.DATA) == []


@pytest.mark.parametrize(
    ("old", "new", "column", "value", "message", "remedy"),
    [
        # keys
        ("assertions:", "assertion:", None, "assertion", "in the sidecar", "'assertions'?"),
        ("terms: None.\n", "", None, None, "the sidecar lacks 'terms'", "Add it"),
        ("primaryKey: [year]\n", "", None, None, "lacks 'primaryKey'", "Add it"),
        ("Exports}", "Exports, titel: x}", "exports", "titel",
         "in the field", "Did you mean 'title'"),
        ("Exports}", "Exports, or sales}", "exports", "or sales", "in the field", "quotes"),
        ("type: number, unit: USD bn, description: Both", "unit: USD bn, description: Both",
         "turnover", None, "the field lacks 'type'", "Add it"),
        (", description: Both", "", "turnover", None, "the field lacks 'description'", "Add it"),
        ("{name: exports, ", "{", None, None, "the field lacks 'name'", "Add it"),
        ("required: false", "requird: false", "opened_precision", "requird", "in the constraints",
         "'required'?"),
        ("to: 2021", "until: 2021", "coverage", "until", "in the coverage", "Use one of"),
        (", rows: 2", "", "coverage", None, "the coverage lacks 'rows'", "Add it"),
        ("coverage: {from: 2020, to: 2021, rows: 2}", "coverage: 2", None, "2",
         "coverage has another form", "{x: y}"),
        ("fill:", "filled:", "assertions", "filled", "in the assertions", "'fill'?"),
        ("tolerance:", "tolerence:", "adds_up", "tolerence", "in the adds_up", "'tolerance'?"),
        ("like: iso_date", "like: isodate", "opened", "isodate", "no such word in fields.yaml",
         "'iso_date'?"),
        ("description: Both", "description: [Both]", "turnover", "['Both']", "description has",
         "description: x"),
        ("fill: {exports: 0.9}", "fill: exports", "assertions", "exports", "fill has", "{x: y}"),
        ("parts: [exports, imports]", "parts: exports", "adds_up", "exports", "parts has",
         "[x, y]"),
        ("primaryKey: [year]", "primaryKey: year", None, "year", "primaryKey has", "[x, y]"),
        ("  - iso3\n", "  - 3\n", None, "3", "is no field", "key: value"),
        ("  - iso3\n", "  - iso33\n", "iso33", None, "the field lacks 'type'", "Add it"),
        # words
        ("kind: estimate", "kind: estimated", "warnings", "estimated", "in warnings.yaml",
         "'estimate'?"),
        ("primaryKey: [year]", "primaryKey: [years]", "primaryKey", "years", "in the columns",
         "'year'?"),
        ("fill: {exports", "fill: {export", "fill", "export", "in the columns", "'exports'?"),
        ("total: turnover", "total: turnovers", "adds_up", "turnovers", "in the columns",
         "'turnover'?"),
        ("description: Both", "description: Both, role: key", "turnover", "key", "in the roles",
         "'keys'?"),
        ("description: Both", "description: Both, not_before: importz", "turnover", "importz",
         "in the columns", "'imports'?"),
        ("description: Both", "description: Both, among: [actors.iso2]", "turnover", "actors.iso2",
         "no sound table", "'actors.iso3'?"),
        ("class: compiled", "class: compiled\nlicenses: [other-cn]", "licenses", "other-cn",
         "in the licences", "'other-nc'?"),
        ("class: compiled", "class: compiled\nlicenses: CC-BY-4.0", None, "CC-BY-4.0",
         "licenses has another form", "[x, y]"),
        ("class: compiled", "class: compiled\nlicenses: [other-closed]", "licenses", "other-closed",
         "may not be passed on", "Ship what follows"),
        # where the table comes from
        ("class: compiled\n", "", None, None, "the sidecar lacks 'class'", "Add it"),
        ("class: compiled", "class: compild", "class", "compild", "in the classes of tables",
         "'compiled'?"),
        ("class: compiled", "class: copied", None, None, "a table copied needs 'edition'",
         "Add it"),
        ("class: compiled", "class: computed\nfollows: [actors]", None, None,
         "a table computed needs 'built_by' or 'unbuilt'", "Add it"),
        ("class: compiled", "class: computed\nunbuilt: Why.", None, None,
         "what it is computed from", "follows"),
        ("class: compiled", "class: compiled\nfollows: [actor]", "follows", "actor",
         "in the tables", "'actors'?"),
        ("class: compiled", "class: compiled\nbuilt_by: builders/b_table.py", "built_by",
         "builders/b_table.py", "is not its builder", "builders/a_table.py"),
        ("class: compiled", "class: compiled\nbuilt_by: builders/a_table.py", "built_by",
         "builders/a_table.py", "there is no such file", "Add it"),
        ("class: compiled",
         "class: copied\nedition: {publisher: unvots, address: a, file: f, due: d}",
         "publisher", "unvots", "no entry of references.bib", "'unvotes'?"),
        ("class: compiled", "class: copied\nedition: {publisher: unvotes, address: a, file: f}",
         "edition", None, "the edition lacks 'due'", "Add it"),
        # dates
        ("precision: opened_precision", "precision: opened_precison", "opened", "opened_precison",
         "in the precisions", "'opened_precision'?"),
        ("like: iso_date, description: Day of opening, precision: opened_precision",
         r'type: string, description: Day, constraints: {pattern: "\\d{4}(-\\d{2}(-\\d{2})?)?"}',
         "opened", None, "does not say how exact they are", "as_written"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_sidecar_is_named(project, old, new, column, value, message, remedy):
    assert old in SIDECAR
    (project / "data/economy/a_table.yaml").write_text(SIDECAR.replace(old, new, 1), "utf-8")
    problem, *others = sidecars.faults(descriptor.DATA)
    # a field like none has neither type nor description
    assert all("lacks" in each.message for each in others)
    assert problem.file == "economy/a_table.yaml"
    assert (problem.column, problem.value) == (column, value)
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("economy/stray.csv", "the table has no sidecar"),
        ("economy/stray.yaml", "the sidecar has no table"),
    ],
)
def test_a_table_and_its_sidecar_come_together(project, name, message):
    (project / "data" / name).write_text(SIDECAR, "utf-8")
    [problem] = sidecars.faults(descriptor.DATA)
    assert (problem.file, problem.message) == (name, message)


@pytest.mark.parametrize(
    ("new", "column", "value", "remedy"),
    [
        ("note:\n  typ: string", "note", "typ", "'type'"),
        ("note:\n  like: notes", "note", "notes", "Did you mean"),
    ],
)
def test_what_is_wrong_with_a_recurring_field_is_named(project, new, column, value, remedy):
    path = project / "data/fields.yaml"
    text = path.read_text("utf-8").replace("note:\n  type: string", new)
    path.write_text(text.partition("\n  description: Remark")[0] + "\n", "utf-8")
    [problem] = [each for each in sidecars.faults(descriptor.DATA) if "lacks" not in each.message]
    assert (problem.file, problem.column, problem.value) == ("fields.yaml", column, value)
    assert remedy in problem.remedy


@pytest.mark.parametrize("text", ["fields: [", "title: a: b", "just words", ""])
def test_what_is_no_yaml_of_a_sidecar_is_named(project, text):
    (project / "data/economy/a_table.yaml").write_text(text, "utf-8")
    [problem] = sidecars.faults(descriptor.DATA)
    assert problem.file == "economy/a_table.yaml"


def test_all_faults_of_all_sidecars_are_listed_at_once(project, capsys):
    broken = SIDECAR.replace("kind: estimate", "kind: guess").replace("to: 2021", "til: 2021")
    broken = broken.replace("primaryKey: [year]", "primaryKey: [when]")
    (project / "data/economy/a_table.yaml").write_text(broken, "utf-8")
    (project / "data/economy/b_table.yaml").write_text(SIDECAR + "extra: 1\n", "utf-8")
    with pytest.raises(SystemExit) as stopped:
        descriptor.main()
    lines = str(stopped.value).splitlines()
    assert len(lines) == 5
    for part in ("'guess'", "'til'", "'when'", "'extra'", "has no table"):
        assert part in str(stopped.value)
    assert not (project / "data/datapackage.json").exists()


def test_the_descriptor_is_made_anew_only_when_something_changed(project, capsys):
    descriptor.main()
    made = project / "data/datapackage.json"
    assert "wrote data/datapackage.json" in capsys.readouterr().out
    descriptor.main()
    assert capsys.readouterr().out == ""
    assert "chapters" not in json.loads(made.read_text("utf-8"))["resources"][0]
    (project / "data/economy/new.csv").write_text("year\n", "utf-8")
    with pytest.raises(SystemExit, match="the table has no sidecar"):
        descriptor.main()


def test_a_recurring_field_can_be_changed_and_taken_under_another_name(project):
    shared = sidecars.load_yaml(project / "data/fields.yaml")
    assert sidecars.field("year", shared)["constraints"]["minimum"] == 1990
    year = sidecars.field({"name": "year", "constraints": {"minimum": 1900}}, shared)
    assert year["constraints"] == {"required": True, "minimum": 1900, "maximum": 2050}
    host = sidecars.field({"name": "host_iso3", "like": "iso3", "description": "Host"}, shared)
    assert (host["name"], host["description"]) == ("host_iso3", "Host")
    assert host["constraints"] == {"pattern": "[A-Z]{3}"}
    assert "like" not in host
    # a recurring field may itself be like another one
    assert sidecars.field("end_date", shared)["precision"] == "date_precision"


def test_kinds_of_warnings_have_their_sentences():
    kinds = sidecars.load_yaml(ROOT / "data/warnings.yaml")
    assert set(kinds) == {
        "part_year", "estimate", "second_hand", "several_reporters", "known_conflict", "dated",
        "our_coding", "not_summable",
    }  # fmt: skip
    assert all(len(sentence) > 20 and sentence.endswith(".") for sentence in kinds.values())


@pytest.fixture
def described(tmp_path):
    """Copy the descriptor, two tables and the uses of tables."""
    data = tmp_path / "data"
    for name in ("datapackage.json", "multivector/missions.csv", "multivector/actors.csv"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "data" / name, data / name)
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "uses.json").write_text("{}", "utf-8")
    return data


def change(data, edit):
    """Edit the descriptor; a time of its own shows that it changed."""
    path = data / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    edit(package)
    path.write_text(json.dumps(package), "utf-8")


def retitle(kind, name):
    """Return an edit of the title of a table or a source."""

    def edit(package):
        next(each for each in package[kind] if each["name"] == name)["title"] += "!"

    return edit


def first_source():
    with (ROOT / "data/multivector/missions.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))["source"].split(";")[0]


@pytest.mark.parametrize(
    ("edit", "names", "changed"),
    [
        (retitle("resources", "missions"), ["missions", "actors"], True),
        (retitle("resources", "missions"), ["actors"], False),
        (retitle("resources", "macro"), ["missions", "actors"], False),
        (retitle("resources", "macro"), ["missions", "datapackage.json"], True),
        (retitle("sources", first_source()), ["missions"], True),
        (retitle("sources", "imf-weo-kaz"), ["missions"], False),
        (retitle("sources", "kassen2018understanding"), ["multivector/network"], True),
        (retitle("sources", "imf-weo-kaz"), ["multivector/network"], False),
        (lambda package: package["citations"].update(a=["b"]), ["multivector/network"], False),
        (lambda package: package["resources"].reverse(), ["missions", "actors"], False),
    ],
)
def test_a_result_depends_on_what_is_said_of_its_tables(described, edit, names, changed):
    before = descriptor.entries(names, described)
    change(described, edit)
    assert (descriptor.entries(names, described) != before) is changed


@pytest.mark.parametrize("file", descriptor.FOUND)
@pytest.mark.parametrize("name", ["actors", *descriptor.FOUND])
def test_only_what_shows_chapters_depends_on_them(described, name, file):
    before = descriptor.entries([name], described)
    (described.parent / "_build" / file).write_text(json.dumps({"a": ["notebooks/a"]}), "utf-8")
    assert (descriptor.entries([name], described) != before) is (name == file)


def test_the_order_of_names_does_not_matter(described):
    assert descriptor.entries(["actors", "missions"], described) == descriptor.entries(
        ["missions", "actors"], described
    )


def test_chapters_are_found_by_the_tables_that_they_load():
    chapters = descriptor.chapters()
    assert "notebooks/multivector/network" in chapters["missions"]
    assert all((ROOT / f"{name}.ipynb").exists() for names in chapters.values() for name in names)


def test_what_is_found_in_the_chapters_is_written_beside_the_build(project):
    descriptor.main()
    uses, mentions, moved = (
        json.loads((project / "_build" / name).read_text("utf-8")) for name in descriptor.FOUND
    )
    assert uses == descriptor.chapters()
    assert {page for sections in mentions.values() for page, _, _ in sections} <= {*toc.pages()}
    assert "tokayev" in mentions
    # no edition is kept there
    assert moved == {}


def test_citations_of_a_chapter_are_those_of_its_text():
    cells = [
        nbformat.v4.new_markdown_cell("As {cite:t}`b-2`, and others {cite}`c, b-2`."),
        nbformat.v4.new_code_cell("# {cite}`d`"),
        nbformat.v4.new_markdown_cell("{cite:p}`a`"),
    ]
    assert descriptor.cited(nbformat.v4.new_notebook(cells=cells)) == ["a", "b-2", "c"]
    assert "multivector/network" in descriptor.citations()


ENTRY = "@misc{{a, author = {{{{B}}}}, title = {{T}}, keywords = {{news}}, {}}}"


@pytest.mark.parametrize(
    ("fields", "column", "value", "remedy"),
    [
        ("read = {entire}, readon = {2026-11-30}", "read", "entire", "whole, part, abstract"),
        ("read = {part}, readon = {November 2026}", "readon", "November 2026", "2026-11-30"),
        ("read = {part}, readon = {2026-02-30}", "readon", "2026-02-30", "2026-11-30"),
        ("read = {part}, readon = {20261130}", "readon", "20261130", "2026-11-30"),
        ("read = {part}", "readon", None, "Add readon"),
        ("readon = {2026-11-30}", "read", None, "Add read,"),
        ("language = {German}", "language", "German", "de or kk-Latn"),
    ],
)
def test_a_wrong_word_on_a_source_is_named(tmp_path, fields, column, value, remedy):
    path = tmp_path / "references.bib"
    path.write_text(ENTRY.format(fields), "utf-8")
    [problem] = registry.faults(registry.entries(path))
    assert (problem.file, problem.column, problem.value) == ("references.bib, a", column, value)
    assert remedy in problem.remedy


def test_a_per_cent_sign_that_would_hide_the_rest_of_its_line_is_named(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text(ENTRY.format("note = {{98% of 5}}, url = {https://a.org/b%20c}"), "utf-8")
    [problem] = registry.faults(registry.entries(path))
    assert (problem.column, problem.value) == ("note", "{98% of 5}")
    path.write_text(ENTRY.format(r"note = {{98\% of 5}}"), "utf-8")
    assert list(registry.faults(registry.entries(path))) == []


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("@misc{a, title = {T}, keywords = {trade, news}}", "trade"),
        ("@misc{a, title = {T}}", ""),
        ("@article{a, title = {T}, keywords = {trade}}", None),
    ],
)
def test_a_source_without_a_kind_is_named_unless_it_is_a_scholarly_work(tmp_path, entry, value):
    path = tmp_path / "references.bib"
    path.write_text(entry, "utf-8")
    found = [(each.column, each.value) for each in registry.faults(registry.entries(path))]
    assert found == ([] if value is None else [("keywords", value)])


@pytest.mark.parametrize("fields", ["", "read = {title}, readon = {2026-11-30}"])
def test_how_a_source_was_read_may_be_left_out(tmp_path, fields):
    path = tmp_path / "references.bib"
    path.write_text(ENTRY.format(fields), "utf-8")
    assert list(registry.faults(registry.entries(path))) == []


def test_the_descriptor_is_not_written_of_a_registry_with_faults(project):
    path = project / "references.bib"
    path.write_text(path.read_text("utf-8") + ENTRY.format("read = {x}"), "utf-8")
    with pytest.raises(SystemExit, match=r"references\.bib, a, column 'read', value 'x'"):
        descriptor.main()
    assert not (project / "data" / "datapackage.json").exists()


def test_a_draft_that_the_book_does_not_name_is_no_chapter(monkeypatch, tmp_path):
    for name in ("draft", "chapter"):
        path = tmp_path / "notebooks" / "part" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        cells = [nbformat.v4.new_code_cell('kz.load("missions")')]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    contents = "root: intro\nparts:\n- {caption: A, chapters: [{file: notebooks/part/chapter}]}\n"
    (tmp_path / "_toc.yml").write_text(contents)
    (tmp_path / "intro.md").write_text("# A book\n")
    monkeypatch.setattr("project.ROOT", tmp_path)
    assert descriptor.chapters() == {"missions": ["notebooks/part/chapter"]}


def test_a_table_without_a_licence_of_its_own_is_under_that_of_the_whole():
    package = descriptor.package()
    licenses = {table["name"]: table["licenses"] for table in package["resources"]}
    assert licenses["missions"] == package["licenses"]
    assert [each["name"] for each in package["licenses"]] == ["CC-BY-4.0"]


@pytest.mark.parametrize(
    ("words", "name"),
    [("Open Database License", "ODbL-1.0"), ("non-commercial", "other-nc")],
)
def test_terms_and_licences_agree(words, name):
    tables = descriptor.package()["resources"]
    told = {table["name"] for table in tables if words in table["terms"]}
    marked = {
        table["name"] for table in tables if name in {each["name"] for each in table["licenses"]}
    }
    assert told
    assert told <= marked
    # evenness and vector_amounts name the licence of each of their parts
    assert marked - told <= {"evenness", "vector_amounts"}
