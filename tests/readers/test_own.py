import csv
import io
import sys

import pandas as pd
import pytest

from kzdiplo import load, read, table
from kzdiplo.table import TableError

NAMES = [resource["name"] for resource in table.descriptor()["resources"]]
GOOD = {
    "trade_totals": {
        "year": "2024", "exports_usd_bn": "81.6", "imports_usd_bn": "59.8",
        "turnover_usd_bn": "141.4", "scope": "goods", "reporter": "kaz_national",
        "period": "full_year", "basis": "reported", "as_of": "2024-12-31", "source": "mine",
        "note": "",
    },
    "missions": {
        "mission_id": "x1", "host": "Italy", "iso3": "ITA", "city": "Rome",
        "mission_type": "embassy", "career_post": "true", "status": "open", "opened": "1998",
        "opened_precision": "year", "opened_year": "1998", "latitude": "41.9",
        "longitude": "12.5", "confidence": "high", "as_of": "2024-05", "source": "mine",
        "note": "",
    },
    "actors": {
        "iso3": "NAM", "name": "Namibia", "vector": "other", "second_vector": "", "reason": "",
        "source": "mine",
    },
}  # fmt: skip
FIRST = {
    "trade_totals": {"year": "2023"},
    "missions": {"mission_id": "x0"},
    "actors": {"iso3": "ITA"},
}
COLUMNS = list(GOOD["trade_totals"])


def text(records, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [list(records[0]), *(record.values() for record in records)]
    )
    return out.getvalue()


def two(delimiter=",", mark=".", like="trade_totals", **change):
    """Write two rows: a sound one, and below it one with changes."""
    good = {column: cell.replace(".", mark) for column, cell in GOOD[like].items()}
    return text([good | FIRST[like], good | change], delimiter)


def excel(**change):
    """Write two rows as Excel does under Russian settings."""
    return two(";", ",", **change)


def tabs(**change):
    """Write two rows with points for decimals and tabs between cells."""
    return two("\t", **change)


def without(column):
    return text([{name: cell for name, cell in GOOD["trade_totals"].items() if name != column}])


def header(old, new):
    return two().replace(old, new, 1)


CYRILLIC = excel(note="Китай").encode("cp1251")


@pytest.fixture
def saved(tmp_path):
    def save(data):
        path = tmp_path / "mine.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return save


@pytest.fixture
def refused(saved):
    def problems(data, like="trade_totals"):
        with pytest.raises(TableError) as caught:
            read(saved(data), like=like)
        for jargon in ("frictionless", "constraint", "type-error"):
            assert jargon not in str(caught.value)
        for problem in caught.value.problems:
            assert problem.file == "mine.csv"
            assert problem.remedy.endswith(".")
        return caught.value.problems

    return problems


# Files that are read


@pytest.mark.parametrize("name", NAMES)
def test_every_bundled_table_reads_as_itself(name):
    path = table.DATA / table.resource(name)["path"]
    pd.testing.assert_frame_equal(read(path, like=name), load(name))


def as_excel_has_it(name):
    """Return a bundled table as Excel shows it under Russian settings, columns reversed."""
    resource = table.resource(name)
    frame = pd.read_csv(table.DATA / resource["path"], dtype=str, keep_default_na=False)
    for field in resource["schema"]["fields"]:
        column = frame[field["name"]]
        if field["type"] == "number":
            frame[field["name"]] = column.str.replace(".", ",").str.replace("-", "−")
        elif field["type"] == "boolean":
            frame[field["name"]] = column.replace({"true": "ИСТИНА", "false": "ЛОЖЬ"})
        elif field["name"] in ("as_of", "date", "start_date", "end_date", "opened"):
            full = r"^(\d{4})-(\d\d)-(\d\d)$"
            frame[field["name"]] = column.str.replace(full, r"\3.\2.\1", regex=True)
    return frame[frame.columns[::-1]].to_dict("records")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16")])
def test_every_bundled_table_survives_excel(saved, name, delimiter, encoding):
    data = text(as_excel_has_it(name), delimiter).encode(encoding)
    pd.testing.assert_frame_equal(read(saved(data), like=name), load(name))


@pytest.mark.parametrize(
    ("data", "column", "value"),
    [
        # as Excel saves it
        (excel(note="Казахстан, «КазМунайГаз», ІТ №5").encode("cp1251"), "note",
         "Казахстан, «КазМунайГаз», ІТ №5"),
        (excel(exports_usd_bn="1\u00a0234,5").encode("cp1251"), "exports_usd_bn", 1234.5),
        (excel(note="Өскемен").encode("utf-8-sig"), "note", "Өскемен"),
        (two("\t", ",", note="Өскемен").encode("utf-16"), "note", "Өскемен"),
        (b"\xfe\xff" + two("\t", note="Өскемен").encode("utf-16-be"), "note", "Өскемен"),
        ("sep=;\r\n" + excel(exports_usd_bn="81,6"), "exports_usd_bn", 81.6),
        (excel(exports_usd_bn="1,234"), "exports_usd_bn", 1.234),
        (two("\t", ",", exports_usd_bn="1,234"), "exports_usd_bn", 1.234),
        (excel(as_of="1.2.2024"), "as_of", "2024-02-01"),
        # text and lines
        (two(note="Қазақстан, Türkiye, why?"), "note", "Қазақстан, Türkiye, why?"),
        (two(note="Really?"), "note", "Really?"),
        (two(note="see https://example.kz/page?id=3"), "note", "see https://example.kz/page?id=3"),
        (two(note='two\r\nlines, "quoted"'), "note", 'two\r\nlines, "quoted"'),
        (two(period="NA"), "period", "NA"),
        (two(period=" full_year\u00a0"), "period", "full_year"),
        (two().replace("\r\n", "\n"), "exports_usd_bn", 81.6),
        (two().replace("\r\n", "\r"), "exports_usd_bn", 81.6),
        (two() + "\r\n,,,,,,,,,,\r\n \r\n", "exports_usd_bn", 81.6),
        (header("exports_usd_bn", " exports_usd_bn "), "exports_usd_bn", 81.6),
        # numbers and dates
        (two(exports_usd_bn="1 234.5"), "exports_usd_bn", 1234.5),
        (two(exports_usd_bn="1 234 567"), "exports_usd_bn", 1234567),
        (two(exports_usd_bn="12\u202f345.5"), "exports_usd_bn", 12345.5),
        (two(exports_usd_bn="\u22121.5"), "exports_usd_bn", -1.5),
        (two(exports_usd_bn="+1.5"), "exports_usd_bn", 1.5),
        (two(exports_usd_bn="1.5e-3"), "exports_usd_bn", 0.0015),
        (tabs(exports_usd_bn="1.234"), "exports_usd_bn", 1.234),
        (two(year="2 024"), "year", 2024),
        (two(as_of="31.12.2024"), "as_of", "2024-12-31"),
        (two(as_of="2024-05"), "as_of", "2024-05"),
    ],
)  # fmt: skip
def test_foreign_files_are_read_rightly(saved, data, column, value):
    frame = read(saved(data), like="trade_totals")
    assert frame.columns.tolist() == COLUMNS
    assert len(frame) == 2
    assert frame[column].iloc[1] == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("ИСТИНА", True),
        ("Ложь", False),
        ("1", True),
        ("0", False),
    ],
)
def test_yes_and_no_are_read_in_english_and_russian(saved, cell, value):
    frame = read(saved(two(like="missions", career_post=cell)), like="missions")
    assert frame["career_post"].tolist() == [True, value]
    assert frame["career_post"].dtype == "boolean"


def test_columns_that_are_not_required_may_be_absent(saved):
    frame = read(saved(without("note")), like="trade_totals")
    assert frame.columns.tolist() == COLUMNS
    assert frame["note"].isna().all()


# Files that are refused


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "the file is empty"),
        (text([GOOD["trade_totals"]]).splitlines()[0], "no rows below the header"),
        (b"PK\x03\x04\x14\0", "this is a workbook, not CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "this is a workbook, not CSV"),
        (two(note="a\0b"), "holds NUL bytes"),
        (two().encode("utf-16-le"), "holds NUL bytes"),
        (two().encode("utf-32"), "holds NUL bytes"),
        (two().encode("utf-16")[:-1], "no meaning in utf-16"),
        (CYRILLIC + b"\x98", "byte 0x98 in line 4 has no meaning in windows-1251"),
        (b"\xef\xbb\xbf" + CYRILLIC, "byte 0xca in line 3 has no meaning in utf-8"),
    ],
)
def test_what_is_no_text_is_refused_whole(refused, data, message):
    [problem] = refused(data)
    assert (problem.row, problem.column) == (None, None)
    assert message in problem.message


@pytest.mark.parametrize(
    ("data", "row", "message"),
    [
        ("Год;Экспорт\r\n2024;81,6\r\n", 1, "names no column"),
        (two("|"), 1, "names no column"),
        ("\r\n" + two(), 1, "names no column"),
        (two(note='say "x"').replace('"say ""x"""', '"say "x""'), 3, "quotation mark"),
        (two() + '2022,"1', 4, "quotation mark"),
        (two() + "2022,1,2\r\n", 4, "the row has 3 cells and the header 11"),
        (two().replace(",81.6,", ",81,6,"), 2, "the row has 12 cells and the header 11"),
        (two().replace("\r\n2024", "\r\n\r\n2024"), 3, "the row is empty"),
        (two().replace("\r\n2024", "\r\n,,,,,,,,,,\r\n2024"), 3, "the row is empty"),
        ("sep=;\r\n" + two(";") + "2022;1\r\n", 4, "the row has 2 cells"),
    ],
)
def test_broken_rows_are_named(refused, data, row, message):
    problem = refused(data)[0]
    assert (problem.row, problem.column) == (row, None)
    assert message in problem.message


def test_the_columns_expected_are_named():
    with pytest.raises(TableError, match=r"year, exports_usd_bn, .*, note\."):
        read(table.DATA / "fields.yaml", like="trade_totals")


@pytest.mark.parametrize(
    ("data", "column", "message", "remedy"),
    [
        (without("scope"), "scope", "the column is missing", "Add it: What is traded."),
        (header("note", "remark"), "remark", "no such column", "Delete it, or use one of: year,"),
        (header("note", "notes"), "notes", "no such column", "Rename it 'note'."),
        (header("note", "NOTE"), "NOTE", "no such column", "Rename it 'note'."),
        (header("note", "scope"), "scope", "in the header twice", "Delete or rename"),
        (header(",note", ","), None, "column 11 has no name", "Name it"),
        (header("note", "note,,"), None, "column 12 has no name", "Name it"),
    ],
)
def test_wrong_columns_are_named(refused, data, column, message, remedy):
    problem = refused(data)[0]
    assert (problem.row, problem.column) == (1, column)
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_misspelt_required_column_is_both_unknown_and_missing(refused):
    found = refused(header("scope", "scop"))
    assert [(problem.column, problem.message) for problem in found] == [
        ("scop", "the table has no such column"),
        ("scope", "the column is missing"),
    ]


def test_every_column_without_a_name_is_named(refused):
    found = refused(header("note", ",,"))
    assert [problem.message for problem in found] == [
        f"column {position} has no name" for position in (11, 12, 13)
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("5,2%", "has a percent sign"),
        ("5 %", "has a percent sign"),
        ("$5", "has a currency sign"),
        ("5 ₸", "has a currency sign"),
        ("n/a", "stands for a missing value"),
        ("NA", "stands for a missing value"),
        ("н/д", "stands for a missing value"),
        ("—", "stands for a missing value"),
        ("...", "stands for a missing value"),
        ("#Н/Д", "is an error value"),
        ("#REF!", "is an error value"),
        ("#ДЕЛ/0!", "is an error value"),
        ("########", "is an error value"),
        ("1,2E+05", "was shortened by Excel"),
        ("1.234.567", "marks that set off neither"),
        ("1,234,567", "marks that set off neither"),
        ("1,234.5", "marks that set off neither"),
        ("1'234", "marks that set off neither"),
        ("12 34", "marks that set off neither"),
        ("1234 567", "marks that set off neither"),
        (".5", "marks that set off neither"),
        ("about 5", "is not a number"),
        ("июл.11", "is not a number"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("0x1F", "is not a number"),
        ("1_000", "is not a number"),
        ("1e999", "is not a number"),
        ("９", "is not a number"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("write", [excel, two, tabs])
def test_what_is_no_number_is_refused(refused, write, cell, message):
    [problem] = refused(write(exports_usd_bn=cell))
    assert (problem.row, problem.column, problem.value) == (3, "exports_usd_bn", cell)
    assert message in problem.message


@pytest.mark.parametrize(
    ("write", "value"),
    [(two, "1,234"), (two, "1,5"), (tabs, "1,234")],
)
def test_a_comma_that_says_two_things_is_refused(refused, write, value):
    [problem] = refused(write(exports_usd_bn=value))
    assert (problem.row, problem.column, problem.value) == (3, "exports_usd_bn", value)
    assert problem.message == "the comma may set off decimals or thousands"


@pytest.mark.parametrize(
    ("data", "value", "other"),
    [
        (excel(exports_usd_bn="1.234"), "1.234", "'81,6' in row 2, column 'exports_usd_bn'"),
        (two(";", exports_usd_bn="1,5"), "1,5", "'81.6' in row 2, column 'exports_usd_bn'"),
        (two("\t", exports_usd_bn="1,5"), "1,5", "'81.6' in row 2, column 'exports_usd_bn'"),
    ],
)
def test_commas_and_points_in_one_file_are_refused_with_both_rows(refused, data, value, other):
    [problem] = refused(data)
    assert (problem.row, problem.column, problem.value) == (3, "exports_usd_bn", value)
    assert problem.message == f"its decimal mark is not that of {other}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"year": "2024.5"}, "is not a whole number"),
        ({"year": "2024.0"}, "is not a whole number"),
        ({"year": "1e3"}, "is not a whole number"),
        ({"year": "9" * 19}, "more digits than can be kept"),
        ({"year": "1889"}, "is below 1990"),
        ({"year": "20240"}, "is above 2050"),
        ({"year": ""}, "the cell is empty"),
        ({"scope": "  "}, "the cell is empty"),
        ({"scope": "Goods"}, "is not one of the words"),
        ({"source": "A. Author"}, "does not have the form"),
        ({"as_of": "июл.11"}, "is not a date such as"),
        ({"as_of": "Jul-11"}, "is not a date such as"),
        ({"as_of": "12/31/2024"}, "is not a date such as"),
        ({"as_of": "31.12.24"}, "is not a date such as"),
        ({"as_of": "45657"}, "is not a date such as"),
        ({"as_of": "2024-12-31 00:00"}, "is not a date such as"),
        ({"as_of": "31.02.2024"}, "is no day of the calendar"),
        ({"as_of": "12.31.2024"}, "is no day of the calendar"),
        ({"as_of": "2024-13"}, "is no day of the calendar"),
        ({"note": "#ССЫЛКА!"}, "is an error value"),
    ],
)  # fmt: skip
def test_cells_that_break_the_schema_are_named(refused, change, message):
    [(column, value)] = change.items()
    [problem] = refused(two(**change))
    assert (problem.row, problem.column) == (3, column)
    assert problem.value in (value, value.strip() or None)
    assert message in problem.message


@pytest.mark.parametrize(
    ("change", "message", "remedy"),
    [
        ({"career_post": "да"}, "neither true nor false", "Write true or false."),
        ({"iso3": "Ita"}, "does not have the form", "ISO 3166-1 alpha-3 code"),
        ({"latitude": "91"}, "is above 90", "Correct the number"),
        ({"status": "closed"}, "not one of the words", "Use one of open, announced"),
        ({"mission_id": "x0"}, "repeats row 2", "Keep one of the two rows"),
    ],
)
def test_the_remedy_fits_the_rule(refused, change, message, remedy):
    [problem] = refused(two(like="missions", **change), like="missions")
    assert (problem.row, problem.column) == (3, next(iter(change)))
    assert message in problem.message
    assert remedy in problem.remedy


def test_the_rows_of_a_repeated_key_are_named(refused):
    [problem] = refused(two(year="2023") + ",".join(GOOD["trade_totals"].values()))
    assert (problem.row, problem.column) == (3, "year, scope, reporter, period, basis")
    assert problem.value == "2023, goods, kaz_national, full_year, reported"
    assert problem.message == "repeats row 2"


def test_a_bad_cell_in_a_key_is_one_problem_not_two(refused):
    [first, second] = refused(two(year="x") + two(year="x").splitlines()[2])
    assert [(first.row, first.column), (second.row, second.column)] == [(3, "year"), (4, "year")]


@pytest.mark.parametrize(
    ("data", "column", "message"),
    [
        # "?" for letters that Windows-1251 lacks
        (excel(note="?аза?стан").encode("cp1251"), "note", "letters were lost"),
        (excel(note="Балқаш".replace("қ", "?")).encode("cp1251"), "note", "letters were lost"),
        (excel(note="то?").encode("cp1251"), "note", "letters were lost"),
        (excel(note="курс 5 ?, Китай").encode("cp1251"), "note", "letters were lost"),
        (excel(note="A?gabat").encode("cp1251"), "note", "letters were lost"),
        (excel(note="Орал \ufffd").encode(), "note", "letters were lost"),
        # other code pages
        (excel(note="Türkiye").encode("cp1252"), "note", "code page other than"),
        (excel(note="Çankaya").encode("cp1254"), "note", "code page other than"),
        (excel(note="Łódź").encode("cp1250"), "note", "code page other than"),
        (excel(note="£5").encode("cp1252"), "note", "code page other than"),
        (excel(note="Россия и Китай").encode("koi8-r"), "note", "code page other than"),
        (excel(note="Россия и Китай").encode("cp866"), "note", "code page other than"),
        (excel(note="индия").encode("cp866"), "note", "code page other than"),
        (excel(note="Россия и Китай").encode("mac-cyrillic"), "note", "code page other than"),
        # UTF-8 opened as something else and saved again
        (excel(note="Казань".encode().decode("cp1251")), "note", "once opened as another"),
        (excel(note="Türkiye".encode().decode("cp1252")), "note", "once opened as another"),
        (excel(note="Türkiye").encode() + b";\xff", "note", "code page other than"),
    ],
)
def test_damaged_letters_are_named(refused, data, column, message):
    problem = next(problem for problem in refused(data) if problem.column == column)
    assert problem.row == 3
    assert message in problem.message
    assert "CSV UTF-8" in problem.remedy


def test_all_problems_are_reported_at_once(refused):
    data = two(exports_usd_bn="5%", scope="", as_of="Jul-11") + "2022,1\r\n"
    found = [(problem.row, problem.column) for problem in refused(data)]
    assert sorted(found, key=str) == sorted(
        [(3, "exports_usd_bn"), (3, "scope"), (3, "as_of"), (4, None)], key=str
    )


def many(faults):
    good = GOOD["trade_totals"]
    return text([good | {"note": f"{n}", "period": f"p{n}", "scope": "x"} for n in range(faults)])


def test_hundreds_of_problems_are_kept_and_twenty_shown(saved):
    with pytest.raises(TableError, match=r"^mine\.csv cannot be read:") as caught:
        read(saved(many(999)), like="trade_totals")
    assert len(caught.value.problems) == 999
    assert [caught.value.problems[n].row for n in (0, -1)] == [2, 1000]
    assert "and 979 more" in str(caught.value)


@pytest.mark.parametrize("data", [many(1500), two() + "2022,1\r\n" * 1500])
def test_of_more_than_a_thousand_problems_the_first_are_kept(saved, data):
    with pytest.raises(TableError, match="cannot be read; 1,000 of its problems:") as caught:
        read(saved(data), like="trade_totals")
    first = caught.value.problems[0].row
    assert [p.row for p in caught.value.problems] == list(range(first, first + 1000))


def test_namibia_is_no_missing_value(saved):
    frame = read(saved(two(like="actors", name="NA", reason="NaN")), like="actors")
    assert frame.loc[1, ["name", "reason"]].tolist() == ["NA", "NaN"]


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_file_that_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(TableError, match="cannot be opened") as caught:
        read(tmp_path / name, like="actors")
    assert str(tmp_path) in str(caught.value)


def test_an_unknown_table_offers_a_close_name(saved):
    with pytest.raises(TableError, match="'trade_totals'"):
        read(saved(two()), like="trade_total")


def test_the_browser_is_told_where_it_works(saved, monkeypatch):
    monkeypatch.setitem(sys.modules, "frictionless", None)
    with pytest.raises(TableError, match="pip install frictionless"):
        read(saved(two()), like="trade_totals")
