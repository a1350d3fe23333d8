import frictionless
import pytest

from kzdiplo import table
from kzdiplo.csvtext import MOST_PROBLEMS
from kzdiplo.schema import cleaned, distinct, header_problems, violations
from kzdiplo.table import Problem


def field(name, kind="string", **constraints):
    return {
        "name": name, "type": kind, "description": f"The {name}", "constraints": constraints,
    }  # fmt: skip


FIELDS = [
    field("id", required=True, unique=True),
    field("iso3", required=True, pattern="[A-Z]{3}"),
    field("year", "integer", required=True, minimum=1990, maximum=2050),
    field("share", "number", minimum=0, maximum=100),
    field("open", "boolean"),
    field("scope", required=True, enum=["goods", "services"]),
    field("as_of", pattern=r"\d{4}-\d{2}(-\d{2})?|\d{4}"),
    field("day", "date"),
    field("note"),
]
SCHEMA = {"fields": FIELDS, "missingValues": [""], "primaryKey": ["iso3", "year", "scope"]}
NAMES = [each["name"] for each in FIELDS]
GOOD = dict(
    zip(NAMES, ["a", "ITA", "2024", "1.5", "true", "goods", "2024-12-31", "2024-12-31", ""],
        strict=True)
)  # fmt: skip
FIRST = list((GOOD | {"id": "b", "iso3": "NAM"}).values())


def two(**change):
    """Return two rows: a sound one, and below it one with changes."""
    return {2: FIRST, 3: list((GOOD | change).values())}


def found(problems):
    for problem in problems:
        assert problem.file == "mine.csv"
        assert problem.remedy.endswith(".")
    return [(problem.row, problem.column, problem.value, problem.message) for problem in problems]


# The header.


def test_a_sound_header_is_no_problem():
    assert header_problems(NAMES, SCHEMA, "mine.csv") == []
    # optional ones may be absent, and the order is free
    required = ["scope", "year", "iso3", "id"]
    assert header_problems(required, SCHEMA, "mine.csv") == []


@pytest.mark.parametrize(
    ("old", "new", "column", "message", "remedy"),
    [
        ("scope", [], "scope", "the column is missing", "Add it: The scope."),
        ("note", ["remark"], "remark", "the table has no such column",
         f"Delete it, or use one of: {', '.join(NAMES)}."),
        ("note", ["notes"], "notes", "the table has no such column", "Rename it 'note'."),
        ("note", ["NOTE"], "NOTE", "the table has no such column", "Rename it 'note'."),
        ("note", ["scope"], "scope", "the column stands in the header twice",
         "Delete or rename one of them."),
        ("note", [""], None, "column 9 has no name", "Name it, or delete it."),
        ("note", ["note", ""], None, "column 10 has no name", "Name it, or delete it."),
    ],
)  # fmt: skip
def test_wrong_columns_are_named(old, new, column, message, remedy):
    header = [name for each in NAMES for name in (new if each == old else [each])]
    [problem] = header_problems(header, SCHEMA, "mine.csv")
    assert (problem.row, problem.column, problem.value) == (1, column, None)
    assert (problem.message, problem.remedy) == (message, remedy)


def test_a_misspelt_required_column_is_both_unknown_and_missing():
    header = ["scop" if name == "scope" else name for name in NAMES]
    assert found(header_problems(header, SCHEMA, "mine.csv")) == [
        (1, "scop", None, "the table has no such column"),
        (1, "scope", None, "the column is missing"),
    ]


def test_every_column_without_a_name_is_named():
    problems = header_problems([*NAMES, "", "", ""], SCHEMA, "mine.csv")
    assert [problem.message for problem in problems] == [
        f"column {position} has no name" for position in (10, 11, 12)
    ]


# Cells as the tables write them.


@pytest.mark.parametrize(
    ("column", "cell", "written"),
    [
        ("share", "1 234,5", "1234.5"),
        ("share", "−1,5", "-1.5"),
        ("year", "2 024", "2024"),
        ("open", "ИСТИНА", "true"),
        ("open", "Ложь", "false"),
        ("open", "0", "false"),
        ("as_of", "1.2.2024", "2024-02-01"),
        ("as_of", "2024-05", "2024-05"),
        ("day", "31.12.2024", "2024-12-31"),
        ("scope", " goods\u00a0", "goods"),
        # 1.2.2024 in a note is no date
        ("note", "1.2.2024", "1.2.2024"),
        ("note", "NA", "NA"),
    ],
)
def test_cells_are_written_as_in_the_bundled_tables(column, cell, written):
    rows, problems = cleaned({3: list((GOOD | {"share": "1,5", column: cell}).values())}, SCHEMA,
                             "mine.csv", delimiter=";")  # fmt: skip
    assert problems == []
    assert rows[3][NAMES.index(column)] == written


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"year": "9" * 19}, "has more digits than can be kept"),
        ({"share": "5%"}, "has a percent sign"),
        ({"share": "1,5"}, "the comma may set off decimals or thousands"),
        ({"open": "да"}, "is neither true nor false"),
        ({"as_of": "июл.11"}, "is not a date such as 2011-07-29, 2011-07 or 2011"),
        ({"as_of": "Jul-11"}, "is not a date such as 2011-07-29, 2011-07 or 2011"),
        ({"as_of": "12/31/2024"}, "is not a date such as 2011-07-29, 2011-07 or 2011"),
        ({"as_of": "31.12.24"}, "is not a date such as 2011-07-29, 2011-07 or 2011"),
        ({"as_of": "45657"}, "is not a date such as 2011-07-29, 2011-07 or 2011"),
        ({"as_of": "2024-12-31 00:00"}, "is not a date such as 2011-07-29, 2011-07 or 2011"),
        ({"as_of": "31.02.2024"}, "is no day of the calendar"),
        ({"as_of": "12.31.2024"}, "is no day of the calendar"),
        ({"as_of": "2024-13"}, "is no day of the calendar"),
        ({"day": "2023-02-29"}, "is no day of the calendar"),
        ({"note": "#ССЫЛКА!"}, "is an error value of a spreadsheet"),
        ({"note": "Орал \ufffd"}, "letters were lost when the file was saved"),
    ],
)
def test_cells_that_cannot_be_read_are_named_and_stay(change, message):
    [(column, value)] = change.items()
    rows, problems = cleaned(two(**change), SCHEMA, "mine.csv")
    assert found(problems) == [(3, column, value, message)]
    assert rows == two(**change)


def test_what_a_question_mark_means_depends_on_the_encoding():
    for encoding, lost in (("utf-8", 0), ("ascii", 1), ("windows-1251", 1)):
        _, problems = cleaned(two(note="A?gabat"), SCHEMA, "mine.csv", encoding)
        assert len(problems) == lost


@pytest.mark.parametrize(
    ("delimiter", "first", "second"),
    [(";", "81,6", "1.234"), (";", "81.6", "1,5"), ("\t", "81.6", "1,5")],
)
def test_commas_and_points_in_one_file_are_refused_with_both_rows(delimiter, first, second):
    shares = {2: first, 3: second, 4: first}
    rows = {number: list((GOOD | {"share": share}).values()) for number, share in shares.items()}
    _, problems = cleaned(rows, SCHEMA, "mine.csv", delimiter=delimiter)
    message = f"its decimal mark is not that of {first!r} in row 2, column 'share'"
    assert found(problems) == [(3, "share", second, message)]


# Rules.


def test_sound_rows_break_no_rule():
    assert violations(two(), SCHEMA, "mine.csv") == []
    assert violations(two(share="", open="", as_of="", day=""), SCHEMA, "mine.csv") == []


@pytest.mark.parametrize(
    ("change", "message", "remedy"),
    [
        ({"year": "2024.5"}, "is not a whole number",
         "Write digits only, without decimals and without marks for thousands."),
        ({"year": "2024.0"}, "is not a whole number",
         "Write digits only, without decimals and without marks for thousands."),
        ({"year": "1e3"}, "is not a whole number",
         "Write digits only, without decimals and without marks for thousands."),
        ({"year": "1889"}, "is below 1990", "Correct the number or its unit: The year."),
        ({"year": "20240"}, "is above 2050", "Correct the number or its unit: The year."),
        ({"year": ""}, "the cell is empty", "Fill it in: The year."),
        ({"share": "x"}, "is not a number", "Write digits only, such as 1234.5."),
        ({"share": "-0.1"}, "is below 0", "Correct the number or its unit: The share."),
        ({"share": "100.1"}, "is above 100", "Correct the number or its unit: The share."),
        ({"open": "да"}, "is neither true nor false", "Write true or false."),
        ({"day": "2024"}, "is not a full date",
         "Write year, month and day, such as 2011-07-29."),
        ({"scope": ""}, "the cell is empty", "Fill it in: The scope."),
        ({"scope": "Goods"}, "is not one of the words of this column",
         "Use one of goods, services: The scope."),
        ({"iso3": "Ita"}, "does not have the form of this column",
         "Write it in the form asked for: The iso3."),
        ({"iso3": "ITAL"}, "does not have the form of this column",
         "Write it in the form asked for: The iso3."),
        ({"id": "b"}, "repeats row 2", "Keep one of the two rows, or correct one."),
    ],
)  # fmt: skip
def test_a_cell_that_breaks_a_rule_is_named_with_what_to_do(change, message, remedy):
    [(column, value)] = change.items()
    [problem] = violations(two(**change), SCHEMA, "mine.csv")
    assert found([problem]) == [(3, column, value or None, message)]
    assert problem.remedy == remedy


def test_a_rule_without_words_of_its_own_is_named():
    schema = {"fields": [field("word", minLength=3)]}
    [problem] = violations({2: ["ab"]}, schema, "mine.csv")
    assert problem.message == "breaks the rule minLength 3"
    assert problem.remedy == "Correct it: The word."


@pytest.mark.parametrize(
    ("kind", "constraints", "cells"),
    [
        ("integer", {}, ["x", "1.0", "1e3", "1", "-1", "007"]),
        ("number", {}, ["x", "1.5.2", "1", "-1.5", "1e3", ".", "1e"]),
        ("boolean", {}, ["x", "true", "false"]),
        ("date", {}, ["x", "2024-02-29", "2023-02-29", "2024", "20240101"]),
        ("year", {}, ["x", "2024", "12024"]),
        ("string", {"required": True}, ["", "x"]),
        ("number", {"required": True}, ["", "1"]),
        ("number", {"minimum": 0, "maximum": 1}, ["-1", "0", "-0.001", "1.0", "1.001", "", "2"]),
        ("integer", {"minimum": 1990, "maximum": 2050}, ["1989", "1990", "2050", "2051"]),
        ("string", {"pattern": "[A-Z]{3}"}, ["ABC", "abc", "ABCD", "AB", ""]),
        ("string", {"enum": ["a", "b"]}, ["a", "c", "A", ""]),
        ("string", {"minLength": 2, "maxLength": 3}, ["a", "ab", "abc", "abcd"]),
    ],
)
def test_a_cell_breaks_a_rule_where_the_standard_says_so(kind, constraints, cells):
    described = frictionless.Schema.from_descriptor({"fields": [field("x", kind, **constraints)]})
    read = described.fields[0].create_cell_reader()
    schema = {"fields": [field("x", kind, **constraints)]}
    for cell in cells:
        _, notes = read(cell)
        broken = violations({2: [cell]}, schema, "mine.csv")
        assert len(broken) == bool(notes), cell


@pytest.mark.parametrize("pattern", [r"\d{4}", r"EV\d{2}"])
def test_digits_of_other_scripts_are_no_digits(pattern):
    schema = {"fields": [field("x", pattern=pattern), field("n", "integer")]}
    cells = [pattern.replace(r"\d{4}", "٢٠٢٤").replace(r"\d{2}", "٠١"), "٢"]
    assert [problem.column for problem in violations({2: cells}, schema, "mine.csv")] == ["x", "n"]


def test_the_rows_of_a_repeated_key_are_named():
    rows = {2: FIRST, 3: list((GOOD | {"iso3": "NAM"}).values()), 7: list(GOOD.values())}
    rows[7] = list((GOOD | {"id": "c", "iso3": "NAM"}).values())
    key = "iso3, year, scope"
    assert found(violations(rows, SCHEMA, "mine.csv")) == [
        (3, key, "NAM, 2024, goods", "repeats row 2"),
        (7, key, "NAM, 2024, goods", "repeats row 2"),
    ]


def test_keys_are_compared_by_what_they_mean():
    schema = {"fields": [field("size", "number")], "primaryKey": ["size"]}
    assert found(violations({2: ["1.5"], 3: ["1.50"]}, schema, "mine.csv")) == [
        (3, "size", "1.5", "repeats row 2")
    ]


def test_a_bad_cell_in_a_key_is_one_problem_not_two():
    bad = two(iso3="NAM", year="x")
    rows = {2: bad[3], 3: list((GOOD | {"id": "c", "iso3": "NAM", "year": "x"}).values())}
    assert found(violations(rows, SCHEMA, "mine.csv")) == [
        (2, "year", "x", "is not a whole number"),
        (3, "year", "x", "is not a whole number"),
    ]


def test_a_key_may_not_be_blank_but_a_unique_column_may():
    schema = {"fields": [field("a"), field("b", unique=True)], "primaryKey": ["a"]}
    assert found(violations({2: ["", ""], 3: ["x", ""]}, schema, "mine.csv")) == [
        (2, "a", None, "the cells that tell rows apart are empty")
    ]


# Many problems.


def problem(row, column, message="is wrong"):
    return Problem("mine.csv", row, column, None, message, "Mend it.")


def test_the_first_problem_of_each_cell_is_kept_in_the_order_of_rows():
    first, other = problem(5, "a", "first"), problem(5, "b")
    row, whole = problem(2, None, "uneven"), problem(None, None, "short")
    given = [first, other, problem(5, "a", "second"), row, whole]
    assert distinct(given) == [whole, row, first, other]


def test_of_many_problems_a_thousand_are_kept():
    rows = {number: ["x"] for number in range(2, 3002)}
    schema = {"fields": [field("year", "integer")]}
    _, unreadable = cleaned(rows, schema, "mine.csv")
    broken = violations(rows, schema, "mine.csv")
    for problems in (unreadable, broken, distinct([*unreadable, *broken])):
        assert [each.row for each in problems] == list(range(2, 2 + MOST_PROBLEMS))


# The schemas of the bundled tables.


def numbers():
    for resource in table.descriptor()["resources"]:
        for each in resource["schema"]["fields"]:
            if each["type"] in ("number", "integer", "year"):
                yield resource["name"], each


def bounded(constraints):
    """Tell whether a field has both bounds, or a list of all that it may hold."""
    return "enum" in constraints or {"minimum", "maximum"} <= set(constraints)


def test_every_number_has_bounds_or_says_why_not():
    without = [
        (name, each["name"])
        for name, each in numbers()
        if not bounded(each.get("constraints", {})) and not each.get("signed")
    ]
    assert without == []


def test_only_what_can_be_negative_may_be():
    allowed = {
        (name, each["name"])
        for name, each in numbers()
        if each.get("signed") or each["constraints"].get("minimum", 0) < 0
    }
    assert {column for _, column in allowed} == {
        # places on earth
        *["latitude", "longitude"],
        # changes and net flows
        *["gdp_growth_pct_imf", "fdi_net_inflow_pct_gdp", "value_usd_bn", "stock_share_pct"],
        # scales around zero, and differences on them
        *["s_score", "ideal_point", "q05", "q95", "russia_minus_eu", "china_minus_other_west"],
        # figures of any kind
        *["figure", "figure_from"],
    }
    assert [name for name, column in allowed if column == "value_usd_bn"] == ["fdi_statements"]
