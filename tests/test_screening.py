import datetime
import io
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from kzdiplo import load
from kzdiplo.screening import EDITIONS, STATUSES, editions_with, hs6, list_version, screen

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
        "8542-31", "8542-31-90", "8542-31-90-10", "8542-31-9010", "8542 - 31", "85-42-31",
        "8542.31-00", "8542.31-0040", "8542.31.90-10", "8542 31-90 10", "854231-0010",
        "85423190-10",
        "8542\u201031", "8542\u201131", "8542\u201331", "8542\u221231", "'8542-31", "8542－31",
        "8542.31,", "854231,", "8542.31 ,", "8542,31,",
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
    "850440": [
        "8504.40", "850440", 850440, "8504 40", "8504.40.00", Decimal("8504.40"), "8504-40",
        "8504-40-00",
    ],
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
    # no heading has the last two digits, so that nothing but a subheading is meant
    "853221": ["8532-21", "8532-21-00"], "852589": ["8525-89"], "848210": ["8482-10"],
    "850431": ["8504.31-35"],
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
    "8542.31 - 8542.39", "8542.31/32",
    # the end of a range, shortened, or a subheading or national digits
    "8541-49", "8459-61", "9030-32", "8541–42", "8542.31–39", "8541.10-60", "854231-4239",
    # hyphens elsewhere
    "8542-31-", "8542--31", "8-542-31", "854-231", "85-4231", "8542-3-1", "8542-310", "8542-31-9",
    "8542-8543", "8541-8542-8543", "8541 8542-10", "854231-854232", "8542,31,,", ",8542.31",
    # dates
    "2009-11", "2009-11-19", "10.06.2010", "10-06-20", "10-06-2010", "03.07.1999",
    # more in a cell
    "8542.31; 8542.32", "8542.31;8542.32",
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
    10**10, Decimal("sNaN"), Decimal("1E+5000"),
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


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_of_any_length_is_answered(sign):
    for number in (10**5000, Fraction(10**5000), Decimal(10**5000)):
        assert hs6(sign * number) is None


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
        *["code", "hs6", "edition", "status", "tier", "description"],
        *["hs2022", "hs2022_listed", "list_version"],
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


@pytest.mark.parametrize(
    "codes",
    [
        "854231", b"854231", bytearray(b"854231"), 854231, None, np.array(854231),
        {"854231": "chip"}, {"854231"}, frozenset({"854231"}), np.array([["854231"]]),
        pd.DataFrame({"hs": ["854231"]}),
    ],
)  # fmt: skip
def test_what_is_no_column_of_codes_is_refused(codes):
    with pytest.raises(TypeError, match="give a list or one column"):
        screen(codes)


# Earlier codes and what they became: names of subheadings in the editions of 2017 and 2022.
CAMERAS = "852581;852582;852583;852589"
PHOTOSENSITIVE = "854141;854142;854143;854149"
CHIPS = "854231;854232;854233;854239"
FORMER = {
    ("852580", 2017): ("in_doubt", None, "852589"),  # some cameras are now drones (8806)
    ("854140", 2017): ("in_doubt", PHOTOSENSITIVE, "854149"),
    ("854150", 2017): ("listed", "854151;854159", "854151;854159"),
    ("854890", 2017): ("listed", "854800", "854800"),
    ("880330", 2017): ("listed", "880730", "880730"),
    ("880330", 1992): ("listed", "880730", "880730"),
    ("854221", 2002): ("listed", CHIPS, CHIPS),
    ("854231", 2012): ("listed", "854231", "854231"),
}


@pytest.mark.parametrize(("code", "edition"), FORMER)
def test_a_code_of_an_earlier_edition_is_as_its_goods_are(code, edition):
    status, became, of_these = FORMER[code, edition]
    now, then = screen([code]).iloc[0], screen([code], edition).iloc[0]
    assert then["status"] == status
    assert then["edition"] == edition
    assert then["hs2022_listed"] == of_these
    assert became is None or then["hs2022"] == became
    assert pd.notna(then["tier"]) == (status == "listed")
    if now["status"] != "listed":
        assert now["status"] == "other_edition"
        assert set(of_these.split(";")) <= set(now["hs2022_listed"].split(";"))


def test_cameras_of_2017_became_four_codes_and_drones():
    became = screen(["8525.80"], 2017)["hs2022"].item().split(";")
    assert became[:4] == CAMERAS.split(";")
    assert {code[:4] for code in became[4:]} == {"8806"}


def test_the_same_digits_may_mean_other_goods():
    # without a recorder until 2002, with one since 2007
    assert screen(["9030.39"], 2002)["status"].tolist() == ["not_listed"]
    assert screen(["9030.39"], 2007)["status"].tolist() == ["listed"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_code_of_an_edition_is_of_it(edition):
    table = load("hs_codes")
    inside = table["first_edition"].le(edition) & table["last_edition"].ge(edition)
    of_it = screen(table["hs6"][inside], edition)
    assert set(of_it["status"]) <= {"listed", "not_listed", "in_doubt"}
    assert of_it["hs2022_listed"].notna().equals(of_it["hs2022"].notna())
    others = screen(sorted(set(table["hs6"]) - set(table["hs6"][inside])), edition)
    assert set(others["status"]) == {"other_edition"}


def test_editions_have_as_many_codes_as_another_list_of_them():
    # subheadings in the repository datasets/harmonized-system in 2020 and 2024, without 9999.99
    table = load("hs_codes")
    for edition, count in {2017: 5387, 2022: 5612}.items():
        assert (
            table["first_edition"].le(edition) & table["last_edition"].ge(edition)
        ).sum() == count


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_listed_code_had_forebears(edition):
    codes = load("hs_codes")["hs6"].unique()
    found = screen(codes, edition)
    fore = found[found["status"].isin(["listed", "in_doubt"])]
    reached = set(";".join(fore["hs2022_listed"].dropna()).split(";")) | set(fore["hs6"])
    assert set(load("chp_items")["hs6"]) <= reached


def test_a_code_of_no_edition_is_in_doubt_and_one_of_no_use_to_the_list_is_not():
    found = screen(["8542.99", "8517.70", "8703.23"])
    assert found["status"].tolist() == ["in_doubt", "other_edition", "not_listed"]
    assert found["hs2022"].isna().all()
    assert set(found["status"]) <= set(STATUSES)


def test_the_editions_that_have_all_codes_are_known():
    assert editions_with(["852580", "880330", "854140", "854231"]) == [2007, 2012, 2017]
    assert editions_with(["852589", "854231"]) == [2022]
    assert editions_with(["852580", "852589"]) == []
    assert editions_with(["854299"]) == list(EDITIONS)


@pytest.mark.parametrize("edition", [2020, "2017", 17, None])
def test_a_year_without_an_edition_is_refused(edition):
    with pytest.raises(ValueError, match="1992, 1996, 2002, 2007, 2012, 2017, 2022"):
        screen(["854231"], edition)


def test_codes_as_pandas_reads_them():
    text = "hs\n854231\n010121\n\n901310\n"
    read = pd.read_csv(io.StringIO(text), skip_blank_lines=False)["hs"]
    assert read.dtype == float
    assert screen(read)["status"].tolist() == ["listed", "not_listed", "malformed", "listed"]
    assert screen(read)["hs6"].tolist()[1] == "010121"
