import datetime
import io
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from kzdiplo import load
from kzdiplo.screening import hs6, list_version, screen

# What each spelling means, from the structure of the Harmonized System: chapter, heading and
# subheading of two digits each, then digits of states or unions.
CHIP = "854231"
READ = {
    CHIP: [
        # text
        "854231", "8542.31", "8542 31", "8542.31.", ".8542.31", "85.42.31", "85 42 31", "85.4231",
        "8.5.4.2.3.1", "8 5 4 2 3 1", "8542..31", "8542. 31", "8542 .31", "  8542.31  ", "854231 ",
        "\t854231", "854231\n", "8542\t31", "8542\u00a031", "8542\u202f31", "8542\u200931",
        "8542\u300031", "\u00a0854231\u00a0", "8542\u200b31", "\ufeff854231", "8542\u00ad31",
        "85423190", "8542.3190", "8542.31.90", "8542 31 90", "8542 3190", "854231 90", "854231.90",
        "8542319010", "8542.31.90.10", "8542 31 90 10", "8542 31 901 0", "8542.31.9010",
        "8542.31.0040", "85423190.10", "8542319000", "'854231", '"854231"', "'8542.31'",
        '="854231"', "\u2018854231\u2019", "\u201c8542.31\u201d", "«8542.31»",
        '"8542 31"', "`854231`",
        "８５４２３１", "８５４２．３１", "8542,31", "854231.0", "85423190.0", "8542319010.0",
        "854231.00", "854231.0000",
        # numbers
        854231, 85423190, 8542319010, 854231.0, 85423190.0, 8542319010.0, 8542.31, 8542.3199,
        np.int64(854231), np.int32(854231), np.uint32(854231), np.float64(8542.31),
        np.float64(854231), np.float32(8542.31), Decimal("8542.31"), Decimal("854231"),
        Decimal("854231.0"), np.str_("8542.31"),
    ],
    # the zeros at the end of a code are digits like others
    "850440": ["8504.40", "850440", 850440, "8504 40", "8504.40.00", Decimal("8504.40")],
    "853400": ["8534.00", "853400", 853400, 853400.0, "8534 00", "85340000", "8534.00.00"],
    # zeros in front: in text they stand there, numbers get them back
    "010121": [
        "010121", "0101.21", "0101 21", "01.01.21", "01012100", "0101.21.00", "0101210000",
        "0101\u00a021", "'010121", 10121, 1012100, 101210000, 10121.0, 1012100.0, 101.21,
        np.int64(10121), Decimal("10121"), "10121.0",
    ],
    "030617": [30617, 3061791, "0306.17", "03061791", 306.17],
    "090111": [90111, "0901.11", "090111", 9011100],
    "040110": [40110, "0401.10"],
    # near the listed codes, or with the digits of one inside
    "854230": ["8542.30", 854230], "842310": ["8423.10", 842310],
    "870323": ["8703.23", "8703239019"],
    "271019": ["2710.19.420.0", 271019, "2710 19 420 0"], "100199": ["1001.99", 100199],
    "970600": ["9706.00", 970600], "760120": ["7601.20"], "240411": ["2404.11"],
}  # fmt: skip
MALFORMED = [
    # too short, too long, between
    "", " ", "8", "85", "8542", "85423", "8542.3", "8542.", "0101", "10121", "101.21", "8542310",
    "8542.31.9", "854231901", "85423190101", "854231901012", "8542 31 90 10 00", "1012100",
    8, 85, 8542, 8542.0, "8542.0", 854231901012, 85423190101, 0, 0.0,
    # a zero at the end of a number is lost: 8504.4 may be a code of five digits
    8504.4, 8542.3, "8504.4", 8542.319, 854231.9,
    # ranges and lists
    "8542.31-8542.39", "854231-854239", "8542-8548", "8542.31-39", "8542.31–8542.39", "8542—8548",
    "8542.31 - 8542.39", "8542-31", "8542.31/32", "8542.31; 8542.32", "8542.31;8542.32",
    "8542.31, 8542.32", "8542.31,8542.32", "854231,854232", "8542,8543", "84,85", "854231 854232",
    "8542 8543", "8541 8542 8543", "8542\n8543", "8542.31\n8542.32", "8542\t8543", "8542.31 8543",
    "8542.31 and 8542.32", "8542.31 & 8542.32", "8542.31|8542.32", "8542.31+8542.32",
    "8542.31 to 8542.39", "8542.31:8542.39", "8542.31...8542.39", ["854231"], ("854231", "854232"),
    {"854231"}, "[854231]", "(854231)", "854231; ",
    # letters, marks, signs
    "chips", "n/a", "NaN", "nan", "None", "null", "-", "?", "x", "ex 8542.31", "ex8542.31",
    "HS 8542.31", "HS854231", "8542.31*", "8542.31a", "8542.3l", "8542.3I", "854Z31", "85A231",
    "8542O1", "85423O", "О54231", "8542.XX", "8542xx", "8542.31 (chips)", "8542.31%", "#854231",
    "№854231", "$854231", "854231₸", "-854231", "+854231", "8542_31", "8542:31", "8542=31",
    "=854231", "=8542.31", "8542,3", "8542,310", "85,42,31", "854,231", "85,423,190", "854.231,0",
    "8542·31", "8542'31", "8542\\31", "8.54E+05", "8.54231E+05", "8,54231E+05", "8.54231e5", "1e6",
    "0x8542", "854231L", "#N/A", "#VALUE!", "#REF!", "true", "TRUE", "2023-05-01", "8542.31.9O",
    # digits of other scripts
    "٨٥٤٢٣١", "८५४२३१", "854231²", "⑧⑤④②③①", "Ⅷ54231",
    # chapters and headings that cannot be
    "000000", "000121", 121, "001021", "770100", "7701.00", 770100, "980100", "990000", 999999,
    "850000", "8500.10", "854999.5", "855010", "859931", "010721", "9707.00", "123456",
    # a five-digit number whose zero would make no heading: 0854 and 0851 do not exist
    85423, 85176, 84713.0, 8542311, 854231901,
    # neither text nor number
    None, float("nan"), np.nan, pd.NA, pd.NaT, float("inf"), -float("inf"), True, False,
    np.bool_(True), -854231, -8542.31, 854231j, b"854231", object(), Fraction(854231, 7),
    Decimal("NaN"), Decimal("Infinity"), Decimal("-854231"), datetime.date(2023, 5, 1),
    pd.Timestamp(2023, 5, 1), np.datetime64("2023-05-01"), {"hs": "854231"},
]  # fmt: skip


def shown(value):
    """Name a case alike in every process: the address of an object is not."""
    return "object()" if type(value) is object else repr(value)


@pytest.mark.parametrize(
    ("given", "six"), [(given, six) for six, many in READ.items() for given in many], ids=shown
)
def test_a_code_is_read_as_people_write_it(given, six):
    assert hs6(given) == six


@pytest.mark.parametrize("given", MALFORMED, ids=shown)
def test_what_is_no_code_is_never_read(given):
    assert hs6(given) is None


def test_every_chapter_of_2022_ends_with_its_last_heading():
    table = load("hs_headings")
    assert table["chapter"].tolist() == [f"{n:02}" for n in range(1, 98) if n != 77]
    for row in table.itertuples():
        last = f"{row.chapter}{row.last_heading:02}10"
        assert hs6(last) == last
        assert hs6(f"{row.chapter}{row.last_heading + 1:02}10") is None


def test_the_spellings_are_many():
    assert sum(map(len, READ.values())) + len(MALFORMED) > 250


def test_one_row_a_code_in_order():
    found = screen(["9013.10", "8703.23", "8542", 854231])
    assert found.columns.tolist() == [
        *["code", "hs6", "status", "tier", "description", "list_version"]
    ]
    assert found["code"].tolist() == ["9013.10", "8703.23", "8542", 854231]
    assert found["status"].tolist() == ["listed", "not_listed", "malformed", "listed"]
    assert found["tier"].tolist()[0::3] == ["3B", "1"]
    assert found["hs6"].isna().tolist() == [False, False, True, False]
    assert found["tier"].isna().tolist() == [False, True, True, False]
    assert set(found["list_version"]) == {"50 codes, 2024-02-23"} == {list_version()}
    assert found["description"].iloc[3] == "Chips: processors and controllers"


@pytest.mark.parametrize("end", ["", "90", "9019"])
def test_every_listed_code_is_listed_however_long(end):
    items = load("chp_items")
    found = screen(items["hs6"] + end)
    assert (found["status"] == "listed").all()
    assert found["tier"].tolist() == items["tier"].tolist()
    assert (screen(items["hs6_dotted"])["hs6"] == items["hs6"]).all()
    assert (screen(items["hs6"].astype(int))["status"] == "listed").all()


def test_a_series_keeps_its_index_and_anything_iterable_will_do():
    series = pd.Series(["854231", "x"], index=["a", "b"])
    assert screen(series).index.tolist() == ["a", "b"]
    for codes in (("854231",), iter(["854231"]), np.array(["854231"]), np.array([854231])):
        assert screen(codes)["status"].tolist() == ["listed"]
    assert screen([]).empty
    assert list(screen([]).columns) == list(screen(["x"]).columns)


@pytest.mark.parametrize("codes", ["854231", b"854231", pd.DataFrame({"hs": ["854231"]})])
def test_one_text_or_a_whole_table_is_refused(codes):
    with pytest.raises(TypeError, match="give a list or one column"):
        screen(codes)


def test_codes_as_pandas_reads_them():
    text = "hs\n854231\n010121\n\n901310\n"
    read = pd.read_csv(io.StringIO(text), skip_blank_lines=False)["hs"]
    assert read.dtype == float
    assert screen(read)["status"].tolist() == ["listed", "not_listed", "malformed", "listed"]
    assert screen(read)["hs6"].tolist()[1] == "010121"
