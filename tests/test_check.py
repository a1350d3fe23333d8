import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from support import forget_tables

from kzdiplo import check as check_module
from kzdiplo import table
from kzdiplo.__main__ import main
from kzdiplo.check import check, check_table, results


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Put a copy of the bundled data in their place."""
    copy = shutil.copytree(table.DATA, tmp_path / "data")
    monkeypatch.setattr(table, "DATA", copy)
    forget_tables()
    yield copy
    forget_tables()


def change(data, name, edit):
    path = data / table.resource(name)["path"]
    rows = list(csv.reader(path.read_text("utf-8").splitlines(keepends=True)))
    edit(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def redescribe(data, edit):
    path = data / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    edit(package)
    path.write_text(json.dumps(package), "utf-8")


def put(row, **cells):
    """Return an edit that sets cells of a row, counted as a spreadsheet does."""

    def edit(rows):
        for column, value in cells.items():
            rows[row - 1][rows[0].index(column)] = value

    return edit


@pytest.fixture(scope="session")
def clean():
    """Check the tables as they are, once."""
    return list(results())


def test_the_bundled_tables_are_sound(clean):
    assert [problem for result in clean for problem in result.problems] == []


def test_every_table_is_checked(clean):
    assert [result.table for result in clean] == ["datapackage.json", *table._resources()]
    assert all(result.rows > 0 for result in clean)


def test_a_check_gives_the_problems_of_all_results(monkeypatch):
    problems = [table.Problem(file, None, None, None, "is wrong", "Mend it.") for file in "abc"]
    found = [check_module.Result("a", 1, problems[:2]), check_module.Result("b", 1, problems[2:])]
    monkeypatch.setattr(check_module, "results", lambda: iter(found))
    assert check() == problems


@pytest.mark.parametrize(
    ("name", "edit", "row", "column", "value", "message"),
    [
        # form
        ("trade_totals", put(4, exports_usd_bn="5,5"), 4, "exports_usd_bn", "5,5", "the comma may"),
        ("trade_totals", put(4, year="5 m"), 4, "year", "5 m", "is not a number"),
        ("trade_totals", put(4, scope=""), 4, "scope", None, "the cell is empty"),
        ("trade_totals", put(4, scope="oil"), 4, "scope", "oil", "not one of the words"),
        ("trade_totals", put(4, period=" half"), 4, "period", " half", "not written as"),
        ("trade_totals", put(4, year="1889"), 4, "year", "1889", "is below 1990"),
        ("eu_relations", put(4, value_pct="101"), 4, "value_pct", "101", "is above 100"),
        ("missions", put(4, career_post="TRUE"), 4, "career_post", "TRUE", "not written as"),
        ("missions", put(4, as_of="31.12.2024"), 4, "as_of", "31.12.2024", "not written as"),
        ("missions", put(4, as_of="2024-02-30"), 4, "as_of", "2024-02-30", "no day of the"),
        ("actors", put(4, iso3="AFG"), 4, "iso3", "AFG", "repeats row 2"),
        ("leader_travel_counts", lambda rows: rows.append(rows[3]), 37, "year", "1992", "repeats"),
        ("actors", lambda rows: rows[3].append("x"), 4, None, None, "the row has 7 cells"),
        ("actors", lambda rows: rows.insert(3, [""]), 4, None, None, "the row is empty"),
        ("actors", put(1, reason="why"), 1, "why", None, "no such column"),
        ("actors", lambda rows: [row.reverse() for row in rows], 1, None,
         "source,reason,second_vector,vector,name,iso3", "not those of the sidecar in its order"),
        # meaning
        ("actors", lambda rows: rows.__delitem__(slice(9, None)), None, None, None,
         "the table has 8 rows"),
        ("trade_totals", put(4, turnover_usd_bn="999"), 4, "turnover_usd_bn", "999", "add up to"),
        ("trade_by_partner", put(2, turnover_usd_bn="1.267"), 2, "turnover_usd_bn", "1.267",
         "add up to 1.26"),
        ("trade_totals", put(4, source="wits-summary-kaz-2025;wits-summary"), 4, "source",
         "wits-summary", "no such key"),
        ("missions", put(4, iso3="XXX"), 4, "iso3", "XXX", "no such code"),
        ("high_level_visits", put(4, host_iso3="XXX"), 4, "host_iso3", "XXX", "no such code"),
        ("high_level_visits", put(2, start_date="1991-01-01"), 2, "start_date", "1991-01-01",
         "does not fit its date_precision, 'year'"),
        ("high_level_visits", put(2, date_precision="day", start_date="1991-01-01"), 2, "end_date",
         "1991", "does not fit its date_precision, 'day'"),
        ("partnerships", put(2, date="2005-05"), 2, "date", "2005-05", "does not fit"),
        ("network_counts", put(2, as_of_precision="year_uncertain"), 2, "as_of", "2011-07-29",
         "does not fit its as_of_precision, 'year_uncertain'"),
        ("missions", put(5, opened="2020"), 5, "opened", "2020", "opened_precision, ''"),
        ("leader_travel_counts", put(36, year="2030"), 36, "year", "2030", "lies after as_of"),
        ("eu_relations", put(2, year="2001"), 2, "year", "2001", "coverage.from is 2010"),
        ("mirror_trade_monthly", put(2, month="2049-08"), 2, "month", "2049-08",
         "lies after as_of"),
        ("organisations", put(2, joined_precision="month"), 2, "joined", "1991-12-21",
         "does not fit its joined_precision, 'month'"),
        ("turkic_institutions", put(2, founded="1993"), 2, "founded", "1993",
         "does not fit its founded_precision, 'day'"),
        ("fx", put(2, as_of="1994-12"), 2, "as_of", "1994-12", "does not have the form"),
        ("nomad_games", put(2, end_date="2014-09-08"), 2, "end_date", "2014-09-08",
         "lies before start_date, '2014-09-09'"),
        ("programmes", put(4, first_year="2015", last_year="2014"), 4, "last_year", "2014",
         "lies before first_year, '2015'"),
        ("missions", put(4, as_of="2049"), 4, "as_of", "2049", "a year to come"),
        ("missions", put(5, opened="2026", opened_precision="year", as_of="2025"), 5, "opened",
         "2026", "lies after as_of, '2025'"),
        ("nomad_games", put(2, as_of="2014-09-08"), 2, "start_date", "2014-09-09",
         "lies after as_of, '2014-09-08'"),
        ("swot_evidence", put(2, item_id="S9"), 2, "item_id", "S9",
         "the table swot_items has no such code"),
        ("conflicts", put(2, source_b="nowhere-2020"), 2, "source_b", "nowhere-2020",
         "no such key"),
        ("igo_memberships_by_year", put(2, all_memberships="99"), 2, "all_memberships", "99",
         "add up to"),
        # letters
        ("missions", put(4, city="?stanbul"), 4, "city", "?stanbul", "lost a letter"),
        ("missions", put(4, city="Mu??la"), 4, "city", "Mu??la", "lost a letter"),
        ("missions", put(4, city="Аstana"), 4, "city", "Аstana", "mixes Latin and Cyrillic"),
        ("missions", put(4, city="New\u00a0York"), 4, "city", "New\u00a0York", "does not break"),
    ],
)  # fmt: skip
def test_what_is_broken_is_named(data, name, edit, row, column, value, message):
    change(data, name, edit)
    [problem] = check_table(name).problems
    assert problem.file == table.resource(name)["path"]
    assert (problem.row, problem.column, problem.value) == (row, column, value)
    assert message in problem.message


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("trade_by_partner", put(2, turnover_usd_bn="1.265")),
        ("trade_by_partner", put(2, exports_usd_bn="")),
        ("trade_statements", put(2, exports_usd_bn="1", imports_usd_bn="1", turnover_usd_bn="9")),
        ("missions", put(4, iso3="KAZ")),
        ("missions", put(2, opened="", opened_precision="")),
        ("actors", put(4, name="NA")),
        ("missions", put(4, note="Still there? Nobody says (https://a.org/x?page=2).")),
        ("high_level_visits", put(2, note="Астана, in Latin letters Astana")),
        ("macro", put(38, as_of="2026-12-31")),
    ],
)
def test_what_is_allowed_is_no_problem(data, name, edit):
    before = check_table(name).problems
    change(data, name, edit)
    assert check_table(name).problems == before


def test_two_reporters_in_one_row_are_named(data):
    change(data, "trade_totals", put(3, reporter="un_comtrade;kaz_national"))
    [problem] = check_table("trade_totals").problems
    assert (problem.row, problem.column) == (3, "reporter")
    assert "two reporters" in problem.message


def test_a_total_that_is_not_the_sum_of_its_parts_is_named(data):
    def enlarge(rows):
        head = rows[0]
        for row in rows[1:]:
            cells = dict(zip(head, row, strict=True))
            if (cells["year"], cells["iso3"], cells["reporter"]) == ("2023", "ITA", "kaz_national"):
                row[head.index("exports_usd_bn")] = str(float(cells["exports_usd_bn"]) + 1)
                row[head.index("turnover_usd_bn")] = str(float(cells["turnover_usd_bn"]) + 1)

    change(data, "trade_by_partner", enlarge)
    problems = check_table("trade_by_partner").problems
    assert {problem.column for problem in problems} == {"exports_usd_bn"}
    totals = " ".join(problem.message for problem in problems)
    assert len(problems) == 2
    assert "'European Union (27)'" in totals
    assert "'World'" in totals


def test_a_column_that_runs_dry_is_named(data):
    def blank(rows):
        for row in rows[1:60]:
            row[rows[0].index("as_of")] = ""

    change(data, "missions", blank)
    [problem] = check_table("missions").problems
    assert problem.column == "as_of"
    assert "of its cells are filled, at least 90% should be" in problem.message


def test_a_key_with_a_slip_gets_the_right_one_offered(data):
    change(data, "trade_totals", put(4, source="wits-sumary-kaz-2025"))
    [problem] = check_table("trade_totals").problems
    assert problem.remedy.startswith("Did you mean wits-summary-kaz-2025? ")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: path.unlink(), "it cannot be read"),
        (lambda path: path.write_bytes("iso3\r\nКитай".encode("cp1251")), "it cannot be read"),
        (lambda path: path.write_text(path.read_text("utf-8") + '"x', "utf-8"), "quotation mark"),
        (
            lambda path: path.write_text(
                path.read_text("utf-8").partition("\n")[0] + "\n", "utf-8"
            ),
            "there are no rows",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(data, damage, message):
    path = table.resource("missions")["path"]
    damage(data / path)
    [problem] = check_table("missions").problems
    assert problem.file == path
    assert message in problem.message


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda package: package.pop("resources"), "'resources' is a required property"),
        (lambda package: package["resources"][0]["schema"]["fields"][0].update(type="x"), "x"),
        (lambda package: package["resources"].append(package["resources"][0]), "not unique"),
    ],
)
def test_a_broken_descriptor_is_named(data, edit, message):
    redescribe(data, edit)
    [problem] = check()
    assert problem.file == "datapackage.json"
    assert message in problem.message
    assert "descriptor" in problem.remedy


@pytest.mark.parametrize("name", ["trade_by_partner", "partnerships", "turksoy_lists"])
def test_a_table_of_a_header_alone_is_named(data, name):
    change(data, name, lambda rows: rows.__delitem__(slice(1, None)))
    [problem] = check_table(name).problems
    assert "there are no rows below the header" in problem.message


def test_a_total_without_its_parts_is_named(data):
    def forget(rows):
        head = rows[0]
        rows[1:] = [
            row
            for row in rows[1:]
            if (row[head.index("year")], row[head.index("reporter")]) != ("2023", "kaz_national")
            or row[head.index("row_type")] == "aggregate"
        ]

    change(data, "trade_by_partner", forget)
    messages = {problem.message for problem in check_table("trade_by_partner").problems}
    assert "the parts of 'World' add up to 0" in messages


def test_a_table_whose_values_another_takes_is_named_when_it_is_lost(data):
    path = table.resource("actors")["path"]
    (data / path).unlink()
    [problem] = check_table("missions").problems
    assert problem.file == path
    assert "it cannot be read" in problem.message


def test_a_table_that_the_descriptor_does_not_name_is_a_problem(data):
    (data / "economy" / "stray.csv").write_text("year\n2020\n", "utf-8")
    [problem] = check()
    assert problem.file == "economy/stray.csv"
    assert "does not name this table" in problem.message


def test_no_table_or_column_is_named_in_the_code_of_the_check():
    code = Path(check_module.__file__).read_text("utf-8")
    words = set(re.findall(r"[\"'](\w+)[\"']", code))
    columns = {
        field["name"]
        for resource in table.descriptor()["resources"]
        for field in resource["schema"]["fields"]
    }
    own = {"name", "role", "rows", *check_module.ROLES}
    assert words & (columns | set(table._resources())) - own == set()


@pytest.mark.parametrize("text", ["", "{", None])
def test_a_lost_descriptor_is_named(data, text):
    path = data / "datapackage.json"
    path.unlink() if text is None else path.write_text(text, "utf-8")
    [problem] = check()
    assert problem.file == "datapackage.json"
    assert "it cannot be read" in problem.message


def test_the_command_says_ok_for_each_table(capsys, clean, monkeypatch):
    monkeypatch.setattr(check_module, "results", lambda: iter(clean))
    assert main(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(table._resources())
    assert all(line.endswith(" rows  ok") for line in lines)


def test_the_command_lists_problems_and_fails(data, capsys):
    change(data, "missions", put(4, iso3="XXX", latitude="20"))
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if line.startswith("missions ")).endswith(" problems: 1")
    said = "multivector/missions.csv, row 4, column 'iso3', value 'XXX': the table actors has no"
    assert any(line.startswith(said) for line in lines)


def test_the_command_alone_prints_help(capsys):
    assert main([]) == 0
    assert "check the bundled tables" in capsys.readouterr().out
