import csv
import gzip
import io
import sys
import tracemalloc
import zipfile

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


def alone(cell):
    """Return a change that sets exports, and turnover beside it."""
    return {"exports_usd_bn": cell, "imports_usd_bn": "0", "turnover_usd_bn": cell}


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
        (excel(**alone("1\u00a0234,5")).encode("cp1251"), "exports_usd_bn", 1234.5),
        (excel(note="Өскемен").encode("utf-8-sig"), "note", "Өскемен"),
        (two("\t", ",", note="Өскемен").encode("utf-16"), "note", "Өскемен"),
        (b"\xfe\xff" + two("\t", note="Өскемен").encode("utf-16-be"), "note", "Өскемен"),
        ("sep=;\r\n" + excel(**alone("81,6")), "exports_usd_bn", 81.6),
        (excel(**alone("1,234")), "exports_usd_bn", 1.234),
        (two("\t", ",", **alone("1,234")), "exports_usd_bn", 1.234),
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
        (two(**alone("1 234.5")), "exports_usd_bn", 1234.5),
        (two(**alone("123 456")), "exports_usd_bn", 123456),
        (two(**alone("12\u202f345.5")), "exports_usd_bn", 12345.5),
        (two(**alone("+1.5")), "exports_usd_bn", 1.5),
        (two(**alone("1.5e-3")), "exports_usd_bn", 0.0015),
        (tabs(**alone("1.234")), "exports_usd_bn", 1.234),
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
    ("data", "row", "column", "message"),
    [
        (two().encode("utf-16-le"), None, None, "holds NUL bytes"),
        (text([GOOD["trade_totals"]]).splitlines()[0], None, None, "no rows below the header"),
        ("a" * 131_073, 1, None, "names no column"),
        (two() + "2022,1,2\r\n", 4, None, "the row has 3 cells and the header 11"),
        (without("scope"), 1, "scope", "the column is missing"),
        (header("note", "notes"), 1, "notes", "the table has no such column"),
        (excel(exports_usd_bn="1.234"), 3, "exports_usd_bn", "'81,6' in row 2"),
        (two(exports_usd_bn="1,234"), 3, "exports_usd_bn", "may set off decimals or thousands"),
        (excel(note="Россия и Китай").encode("koi8-r"), 3, "note", "code page other than"),
        (excel(note="Türkiye").encode() + b";\xff", 3, "note", "code page other than"),
        (excel(note="то?").encode("cp1251"), 3, "note", "letters were lost"),
        (two(year="1889"), 3, "year", "is below 1990"),
        (two(scope="  "), 3, "scope", "the cell is empty"),
        (two(source="A. Author"), 3, "source", "does not have the form"),
        (two(as_of="31.02.2024"), 3, "as_of", "is no day of the calendar"),
        (two(year="2023"), 3, "year, scope, reporter, period, basis", "repeats row 2"),
        (two(exports_usd_bn="\u22121.5"), 3, "exports_usd_bn", "is below 0"),
        (two(exports_usd_bn="1e99"), 3, "exports_usd_bn", "is above 200000"),
        (two(year="٢٠٢٤"), 3, "year", "is not a number"),
        (two(as_of="٢٠٢٤"), 3, "as_of", "is not a date"),
        (two(as_of="2949"), 3, "as_of", "a year to come"),
        (two(turnover_usd_bn="150"), 3, "turnover_usd_bn", "add up to 141.4"),
        (two(note="Росcия"), 3, "note", "mixes Latin and Cyrillic letters that look alike"),
        (tabs(exports_usd_bn="x") + "2022\t1", 4, None, "the row has 2 cells"),
    ],
)
def test_what_is_wrong_is_named(refused, data, row, column, message):
    problem = next(problem for problem in refused(data) if problem.column == column)
    assert problem.row == row
    assert message in problem.message


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"iso3": "ROM"}, "iso3", "no state has this code"),
        ({"iso3": "QQQ"}, "iso3", "no state has this code"),
        ({"opened": "1998-05"}, "opened", "does not fit its opened_precision"),
        ({"latitude": "95"}, "latitude", "is above 90"),
    ],
)
def test_what_no_mission_can_be_is_named(refused, change, column, message):
    [problem] = refused(two(like="missions", **change), like="missions")
    assert (problem.row, problem.column) == (3, column)
    assert message in problem.message


def test_the_advice_on_a_date_works(saved, refused):
    [problem] = refused(two(like="missions", opened="1998-05"), like="missions")
    assert problem.remedy == "Write month there, or correct the date."
    mended = two(like="missions", opened="1998-05", opened_precision="month")
    assert read(saved(mended), like="missions")["opened"].tolist() == ["1998", "1998-05"]


def numbers(delimiter, *triples):
    """Write one row for each three numbers."""
    good = GOOD["trade_totals"]
    names = ("exports_usd_bn", "imports_usd_bn", "turnover_usd_bn")
    rows = [
        good | {"year": str(2000 + n)} | dict(zip(names, triple, strict=True))
        for n, triple in enumerate(triples)
    ]
    return text(rows, delimiter)


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("mark", [".", ","])
def test_a_mark_before_three_digits_is_refused_and_the_advice_works(
    saved, refused, delimiter, mark
):
    cells = [f"1{mark}234", f"2{mark}345", f"3{mark}579"]
    if (delimiter, mark) == (";", ","):  # as Excel writes decimals
        assert read(saved(numbers(delimiter, cells)), "trade_totals").iloc[0, 3] == 3.579
        return
    problems = refused(numbers(delimiter, cells))
    assert [problem.value for problem in problems] == cells
    name = {".": "point", ",": "comma"}[mark]
    for problem, cell in zip(problems, cells, strict=True):
        assert problem.message == f"the {name} may set off decimals or thousands"
        decimal, thousand = cell + "0", cell.replace(mark, "")
        assert problem.remedy == f"If decimals, write {decimal}; if thousands, {thousand}."
    decimals = numbers(delimiter, [cell + "0" for cell in cells])
    assert read(saved(decimals), "trade_totals").iloc[0, 1:4].tolist() == [1.234, 2.345, 3.579]
    thousands = numbers(delimiter, [cell.replace(mark, "") for cell in cells])
    assert read(saved(thousands), "trade_totals").iloc[0, 1:4].tolist() == [1234, 2345, 3579]


@pytest.mark.parametrize(
    ("delimiter", "other"),
    [(";", ("0.5", "0.25", "0.75")), ("\t", ("0.5", "0.25", "0.75")), ("\t", ("1,5", "2", "3,5"))],
)
def test_another_number_of_the_file_settles_what_a_mark_is(saved, delimiter, other):
    mark = "," if "," in other[0] else "."
    cells = [f"1{mark}234", f"2{mark}345", f"3{mark}579"]
    frame = read(saved(numbers(delimiter, cells, other)), "trade_totals")
    assert frame.iloc[0, 1:4].tolist() == [1.234, 2.345, 3.579]


def test_thousands_among_decimal_commas_are_refused_and_the_advice_works(saved, refused):
    sound = ("0,5", "0,25", "0,75")
    problems = refused(numbers(";", ("1.234", "2.345", "3.579"), sound, sound))
    assert [problem.value for problem in problems] == ["1.234", "2.345", "3.579"]
    assert {problem.remedy for problem in problems} == {
        "Write decimals with a comma as there, and thousands without a mark."
    }
    mended = [("1,234", "2,345", "3,579"), ("1234", "2345", "3579")]
    frame = read(saved(numbers(";", *mended, sound)), "trade_totals")
    assert frame["exports_usd_bn"].tolist() == [1.234, 1234, 0.5]


@pytest.mark.parametrize(
    ("parts", "total"), [(("1.24", "2.24"), "3.5"), (("1.2", "3.4"), "4.7"), (("5", "3"), "8")]
)
def test_a_sum_may_be_rounded(saved, parts, total):
    assert len(read(saved(numbers(",", (*parts, total))), "trade_totals")) == 1


@pytest.mark.parametrize(
    ("parts", "total"), [(("1.24", "2.24"), "3.7"), (("1.2", "3.4"), "4.8"), (("5", "3"), "9")]
)
def test_a_sum_that_no_rounding_explains_is_refused(refused, parts, total):
    [problem] = refused(numbers(",", (*parts, total)))
    assert (problem.row, problem.column, problem.value) == (2, "turnover_usd_bn", total)


@pytest.mark.parametrize("name", ["mine.csv.gz", "mine.zip"])
def test_a_compressed_file_is_read(tmp_path, name):
    path = tmp_path / name
    if name.endswith("gz"):
        path.write_bytes(gzip.compress(two().encode()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mine.csv", two())
    assert len(read(path, like="trade_totals")) == 2


def long(rows, **last):
    """Write many sound rows, and changes to the last."""
    good = GOOD["trade_totals"]
    records = [good | {"period": f"p{n}"} for n in range(rows)]
    return text([*records[:-1], records[-1] | last])


def test_rows_far_apart_are_read_and_compared(saved, refused):
    frame = read(saved(long(12_000)), like="trade_totals")
    assert frame.index.equals(pd.RangeIndex(12_000))
    assert frame["period"].tolist() == [f"p{n}" for n in range(12_000)]
    [problem] = refused(long(12_000, period="p5"))
    assert (problem.row, problem.value) == (12_001, "2024, goods, kaz_national, p5, reported")
    assert problem.message == "repeats row 7"
    [problem] = refused(long(12_000, exports_usd_bn="5%"))
    assert (problem.row, problem.column) == (12_001, "exports_usd_bn")


def test_reading_takes_no_more_than_five_times_the_file(saved):
    data = long(60_000)
    read(saved(two()), like="trade_totals")
    path = saved(data)
    tracemalloc.start()
    read(path, like="trade_totals")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * len(data)


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


@pytest.mark.parametrize("name", ["nothing.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(TableError, match="cannot be opened") as caught:
        read(f"{tmp_path}/{name}", like="actors")
    assert str(tmp_path) in str(caught.value)


def test_an_unknown_table_offers_a_close_name(saved):
    with pytest.raises(TableError, match="'trade_totals'"):
        read(saved(two()), like="trade_total")


def test_the_package_that_checks_the_bundled_tables_is_not_needed(saved, monkeypatch):
    monkeypatch.setitem(sys.modules, "frictionless", None)
    assert len(read(saved(two()), like="trade_totals")) == 2
