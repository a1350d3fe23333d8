import csv
import io
import os
import sys

import pytest

from kzdiplo import csvtext, table
from kzdiplo.csvtext import CellError, check_letters, commas_are_decimal, decimal_mark, number
from kzdiplo.table import TableError

NAMES = ["year", "share", "note"]
ROWS = [["2023", "1.5", "x"], ["2024", "2.5", "y"]]


def text(delimiter=",", rows=ROWS, header=NAMES):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([header, *rows])
    return out.getvalue()


def noted(note, encoding="windows-1251"):
    """Write a file with a note in its last cell, as Excel does under Russian settings."""
    return text(";", [["2023", "1,5", ""], ["2024", "2,5", note]]).encode(encoding)


CYRILLIC = noted("Китай")


@pytest.fixture
def saved(tmp_path):
    def save(data, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return save


@pytest.fixture
def sheet(saved):
    return lambda data, **limits: csvtext.read(saved(data), NAMES, **limits)


@pytest.fixture
def refused(sheet):
    """Return the problems of a file, whether it is refused whole or in part."""

    def problems(data, **limits):
        try:
            found = sheet(data, **limits).problems
        except TableError as error:
            found = error.problems
        for problem in found:
            assert problem.file == "mine.csv"
            assert problem.remedy.endswith(".")
        return found

    return problems


@pytest.fixture(autouse=True)
def _limit():
    """Set Python's own limit of a cell, which other packages raise for all."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


# Files whole.


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_the_same_rows_are_read_however_a_spreadsheet_writes_them(sheet, delimiter, encoding):
    rows = [["2023", "1,5", "a;b,c"], ["2024", "2\t5", "Қазақстан, two\r\nlines"]]
    if encoding == "windows-1251":
        rows[1][2] = "Казахстан, two\r\nlines"
    found = sheet(text(delimiter, rows).encode(encoding))
    assert (found.file, found.delimiter, found.encoding) == ("mine.csv", delimiter, encoding)
    assert (found.header, list(found.rows.values()), found.problems) == (NAMES, rows, [])


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (text(), "ascii", ","),
        (b"\xfe\xff" + text("\t").encode("utf-16-be"), "utf-16", "\t"),
        ("sep=;\r\n" + text(";"), "ascii", ";"),
        ('"sep=\t"\n' + text("\t"), "ascii", "\t"),
        ("SEP=,\n" + text(), "ascii", ","),
        (text().replace("\r\n", "\n"), "ascii", ","),
        (text().replace("\r\n", "\r"), "ascii", ","),
        (text() + "\r\n,,,,,,,\r\n \r\n", "ascii", ","),
        (text(header=[" year ", "share", "note"]), "ascii", ","),
    ],
)
def test_marks_lines_and_blank_ends_change_nothing(sheet, data, encoding, delimiter):
    found = sheet(data)
    assert (found.encoding, found.delimiter) == (encoding, delimiter)
    assert (found.header, found.rows) == (NAMES, {2: ROWS[0], 3: ROWS[1]})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_names_columns_whatever_their_case(saved, delimiter):
    header = ["YEAR", "a;b,c\td; e, f\tg", "Note"]
    found = csvtext.read(saved(text(delimiter, header=header)), NAMES)
    assert (found.delimiter, found.header) == (delimiter, header)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "the file is empty"),
        (text(rows=[]), "no rows below the header"),
        (b"PK\x03\x04\x14\0", "this is a workbook, not CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "this is a workbook, not CSV"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "this is an archive"),
        (b"Rar!\x1a\x07\1\0", "this is an archive"),
        (text() + "a\0b", "holds NUL bytes"),
        (text().encode("utf-16-le"), "holds NUL bytes"),
        (text().encode("utf-32"), "holds NUL bytes"),
        (text().encode("utf-16")[:-1], "no meaning in utf-16"),
        (CYRILLIC + b"\x98", "byte 0x98 in line 4 has no meaning in windows-1251"),
        (b"\xef\xbb\xbf" + CYRILLIC, "byte 0xca in line 3 has no meaning in utf-8"),
    ],
)
def test_what_is_no_text_is_refused_whole(refused, data, message):
    [problem] = refused(data)
    assert (problem.row, problem.column) == (None, None)
    assert message in problem.message


def test_a_file_larger_than_allowed_is_refused(sheet, refused):
    size = len(text())
    assert sheet(text(), most_bytes=size).rows
    [problem] = refused(text(), most_bytes=size - 1)
    assert problem.message == f"the file is larger than {size - 1:,} bytes"


@pytest.mark.parametrize("name", ["nothing.csv", ".", "a\0b", "none/mine.csv"])
def test_what_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(TableError, match="cannot be opened") as caught:
        csvtext.read(f"{tmp_path}/{name}", NAMES)
    [problem] = caught.value.problems
    assert problem.file.startswith(str(tmp_path))
    assert problem.remedy == "Check name and folder."


@pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")
def test_nobody_waits_for_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(TableError, match=r"cannot be opened \(it is a pipe\)"):
        csvtext.read(tmp_path / "pipe.csv", NAMES)


# Rows.


@pytest.mark.parametrize(
    ("data", "row", "message"),
    [
        ("Год;Экспорт\r\n2024;81,6\r\n", 1, "names no column"),
        (text("|"), 1, "| stands between the cells"),
        ("\r\n" + text(), 1, "names no column"),
        ("a" * 200_000, 1, "names no column"),
        (text() + '2022,1,say "x"\r\n2021,"say "x""', 5, "quotation mark"),
        (text() + '2022,"1', 4, "quotation mark"),
        (text() + f'2022,1,"{"x" * 131_073}"', 4, "a cell has more than 131,072 characters"),
        (text() + f'2022,"{"1,2,3" * 50_000}', 4, "a cell has more than 131,072 characters"),
        (text() + "2022,1\r\n", 4, "the row has 2 cells and the header 3"),
        (text().replace(",1.5,", ",1,5,"), 2, "the row has 4 cells and the header 3"),
        (text().replace("\r\n2024", "\r\n\r\n2024"), 3, "the row is empty"),
        (text().replace("\r\n2024", "\r\n,,,,,,,\r\n2024"), 3, "the row is empty"),
        ("sep=;\r\n" + text(";") + "2022;1\r\n", 4, "the row has 2 cells"),
    ],
)
def test_broken_rows_are_named(refused, data, row, message):
    problem = refused(data)[0]
    assert (problem.row, problem.column) == (row, None)
    assert message in problem.message


def test_the_columns_expected_are_named():
    with pytest.raises(TableError, match=r"tabs: year, share, note\."):
        csvtext.read(table.DATA / "fields.yaml", NAMES)


# Numbers.


@pytest.mark.parametrize(
    ("cell", "written", "mark"),
    [
        ("1234", "1234", ""),
        ("1 234", "1234", ""),
        ("1 234 567", "1234567", ""),
        ("1\u00a0234.5", "1234.5", "."),
        ("12\u202f345.5", "12345.5", "."),
        ("\u22121.5", "-1.5", "."),
        ("-1.5", "-1.5", "."),
        ("+1.5", "1.5", "."),
        ("1.5e-3", "1.5e-3", "."),
        ("1.234", "1.234", "."),
        ("9" * 18, "9" * 18, ""),
    ],
)
def test_numbers_are_written_as_python_does(cell, written, mark):
    assert number(cell, decimal_comma=False) == number(cell, decimal_comma=True) == written
    assert decimal_mark(f" {cell} ") == mark
    with_comma = cell.replace(".", ",")
    assert number(with_comma, decimal_comma=True) == written
    assert decimal_mark(with_comma) == mark.replace(".", ",")


@pytest.mark.parametrize("cell", ["1,234", "1,5", "-0,33", "1 234,5"])
def test_a_comma_is_refused_where_it_may_set_off_thousands(cell):
    with pytest.raises(CellError) as caught:
        number(cell, decimal_comma=False)
    message, remedy = caught.value.args
    assert message == "the comma may set off decimals or thousands"
    assert remedy == "Write decimals with a point and thousands without a mark."


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
        ("1,2E+05", "was shortened by Excel"),
        ("1.234.567", "marks that set off neither"),
        ("1,234,567", "marks that set off neither"),
        ("1,234.5", "marks that set off neither"),
        ("1'234", "marks that set off neither"),
        ("12 34", "marks that set off neither"),
        ("1234 567", "marks that set off neither"),
        (".5", "marks that set off neither"),
        ("9" * 19, "more digits than can be kept"),
        ("about 5", "is not a number"),
        ("июл.11", "is not a number"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("0x1F", "is not a number"),
        ("1_000", "is not a number"),
        ("1e999", "is not a number"),
        ("９", "is not a number"),
        ("1\n2", "marks that set off neither"),
        ("", "is not a number"),
    ],
)
@pytest.mark.parametrize("decimal_comma", [True, False])
def test_what_is_no_number_is_refused(decimal_comma, cell, message):
    with pytest.raises(CellError) as caught:
        number(cell, decimal_comma)
    assert message in caught.value.args[0]
    assert caught.value.args[1].endswith(".")
    assert decimal_mark(cell) == ""


@pytest.mark.parametrize(
    ("numbers", "delimiter", "decimal"),
    [
        (["1,5"], ",", False),
        (["1,5"], ";", True),
        (["1,234"], ";", True),
        ([], ";", True),
        (["1,5"], "\t", True),
        (["1,234", "12,345"], "\t", False),
        (["1,234", "0,234"], "\t", True),
        (["1.5", "7"], "\t", False),
    ],
)
def test_the_file_tells_what_its_commas_mean(numbers, delimiter, decimal):
    assert commas_are_decimal(numbers, delimiter) is decimal


# Letters.


@pytest.mark.parametrize(
    ("data", "message"),
    [
        # "?" for letters that Windows-1251 lacks
        (noted("?аза?стан"), "letters were lost"),
        (noted("Балқаш".replace("қ", "?")), "letters were lost"),
        (noted("то?"), "letters were lost"),
        (noted("курс 5 ?, Китай"), "letters were lost"),
        (noted("A?gabat"), "letters were lost"),
        (noted("Орал \ufffd", "utf-8"), "letters were lost"),
        # other code pages
        (noted("Türkiye", "cp1252"), "code page other than"),
        (noted("España", "cp1252"), "code page other than"),
        (noted("Çankaya", "cp1254"), "code page other than"),
        (noted("Łódź", "cp1250"), "code page other than"),
        (noted("£5", "cp1252"), "code page other than"),
        (noted("Россия и Китай", "koi8-r"), "code page other than"),
        (noted("Россия и Китай", "cp866"), "code page other than"),
        (noted("индия", "cp866"), "code page other than"),
        (noted("Россия и Китай", "mac-cyrillic"), "code page other than"),
        # UTF-8 opened as something else and saved again
        (noted("Казань".encode().decode("cp1251"), "utf-8"), "once opened as another"),
        (noted("Türkiye".encode().decode("cp1252"), "utf-8"), "once opened as another"),
        # spreadsheets
        (noted("#ССЫЛКА!"), "is an error value"),
        (noted("#Н/Д", "utf-8"), "is an error value"),
        (noted("#REF!"), "is an error value"),
        (noted("#ДЕЛ/0!"), "is an error value"),
        (noted("########"), "is an error value"),
    ],
)
def test_damaged_letters_are_refused(sheet, data, message):
    found = sheet(data)
    with pytest.raises(CellError) as caught:
        check_letters(found.rows[3][2], found.encoding)
    assert message in caught.value.args[0]
    assert ("CSV UTF-8" in caught.value.args[1]) == ("error value" not in message)


@pytest.mark.parametrize(
    ("word", "alphabets", "letters"),
    [
        ("Росcия", "Latin and Cyrillic", "'с' and 'c'"),  # a Latin c
        ("тәуелсiз", "Latin and Cyrillic", "'с' and 'i'"),
        ("əлем", "Latin and Cyrillic", "'ə' and 'л'"),
        ("Аstana", "Latin and Cyrillic", "'А' and 's'"),
        ("RUЅ", "Latin and Cyrillic", "'U' and 'Ѕ'"),
        ("ΟTS", "Latin and Greek", "'Ο' and 'T'"),
        # a mark that stands alone, and what nobody sees
        ("Россий\u0306c".replace("й", "и"), "Latin and Cyrillic", "'и' and 'c'"),
        ("Рос\u200bcия", "Latin and Cyrillic", "'с' and 'c'"),
        ("Рос\u00adcия", "Latin and Cyrillic", "'с' and 'c'"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_two_alphabets_in_one_word_are_refused(encoding, word, alphabets, letters):
    with pytest.raises(CellError) as caught:
        check_letters(f"in {word}, and so on", encoding)
    message, remedy = caught.value.args
    assert message == f"a word mixes {alphabets} letters that look alike, here {letters}"
    assert remedy == "Type the word again in one alphabet, or put a hyphen between the two."
    if encoding == "utf-8":
        with pytest.raises(CellError, match="mixes"):
            check_letters(f"see https://example.kz/ {word}", encoding)


@pytest.mark.parametrize(
    "data",
    [
        noted("Казахстан, «КазМунайГаз», ІТ №5"),
        noted("Қазақстан, Türkiye, why?", "utf-8"),
        # two alphabets beside each other, and in one word by right
        noted("C5+1, IT-компания, СССР/USSR, Astana (Астана), 5 кВт, CO2", "utf-8"),
        noted("5 μm, 3 kΩ, Δt, H₂O, 20 °C, Ş. Yılmaz, Bəxtiyar, Łódź", "utf-8"),
        noted("https://қазақ.kz/Kazaқ и http://ru.example/сcылка", "utf-8"),
        noted("Really?"),
        noted("see https://example.kz/page?id=3"),
        noted("Өскемен", "utf-8-sig"),
        noted("Өскемен", "utf-16"),
    ],
)
def test_sound_letters_pass(sheet, data):
    found = sheet(data)
    check_letters(found.rows[3][2], found.encoding)


# Files row by row.


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
@pytest.mark.parametrize("sep", ["", "sep={}\r\n"])
def test_an_open_file_is_read_as_a_whole_one(saved, delimiter, encoding, sep):
    rows = [["2023", "1,5", "a;b,c"], ["2024", "2\t5", "Казахстан, two\r\nlines"]]
    path = saved((sep.format(delimiter) + text(delimiter, rows) + "\r\n").encode(encoding))
    with csvtext.opened(path, NAMES) as stream:
        assert (stream.file, stream.header, stream.delimiter) == ("mine.csv", NAMES, delimiter)
        assert [row for _, row in stream.rows()] == rows


def test_the_code_page_of_a_long_file_may_show_late(saved):
    path = saved(text(rows=[["2023", "1", "a" * 99]] * 30_000).encode() + CYRILLIC[-20:])
    with csvtext.opened(path, NAMES) as stream:
        assert stream.encoding == "windows-1251"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\x14\0", "this is a workbook, not CSV"),
        (text().encode("utf-16-le"), "the file holds NUL bytes"),
        (text().encode("utf-16")[:-1], "byte 0x0a in line 3 has no meaning in utf-16"),
        (CYRILLIC + b"\x98", "byte 0x98 in line 4 has no meaning in windows-1251"),
        (b"\xef\xbb\xbf" + CYRILLIC, "byte 0xca in line 3 has no meaning in utf-8"),
        (b"a" * 2_000_000, "row 1: the first line has more than 1,048,576 characters"),
        (b"year," + b"a" * 200_000, "row 1: a cell has more than 131,072 characters"),
        (text() + f'2022,1,"{"x" * 131_073}"', "row 4: a cell has more than 131,072 characters"),
        (text() + "\r\n2022,1\r\n", "row 5: the row has 2 cells and the header 3"),
    ],
)
def test_an_open_file_is_refused_where_it_breaks(saved, data, message):
    def rows():
        with csvtext.opened(saved(data), NAMES, "Mend it.") as stream:
            return [row for _, row in stream.rows()]

    with pytest.raises(TableError, match="cannot be read:") as caught:
        rows()
    [problem] = caught.value.problems
    assert f"mine.csv{', ' if problem.row else ': '}{message}" in str(problem)
    if problem.row is None:
        assert problem.remedy == "Mend it."
