import gzip

import pandas as pd
import pytest

from kzdiplo import TableError, read_rollcalls
from kzdiplo.measures.voting import agreement

# Header and codes as on the pages of the two publishers; the rows are made up.
UN_HEADER = (
    "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,"
    "title,agenda_title,subjects,vote_note,total_yes,total_no,total_abstentions,"
    "total_non_voting,total_ms,undl_link"
)
VOETEN_HEADER = (
    ",rcid,ccode,member,vote,Country,Countryname,year,session,abstain,yes,no,importantvote,"
    "date,unres,amend,para,short,descr,me,nu,di,hr,co,ec,resid"
)


def un_row(number, code, vote, date="2024-12-12"):
    return (
        f'{number},{code},NAME,{vote},{date},79,A/RES/79/1,A/79/L.1,,A/79/PV.5,"A title, long",'
        "Item,,,100,10,20,63,193,https://example.org"
    )


def voeten_row(i, call, state, vote, para=0, amend=0):
    return (
        f'{i},{call},{state},1,{vote},NA,"Name, the",2018,73,20,100,10,0,2019-01-15,R/73/1,'
        f'{amend},{para},"SHORT","A title, long",0,1,0,NA,0,1,73001'
    )


def write(folder, *lines, name="votes.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


UN = [
    UN_HEADER,
    un_row(1, "KAZ", "Y"),
    un_row(1, "NAM", "A"),
    un_row(2, "KAZ", "N"),
    un_row(2, "NAM", "X"),
]
# 705 Kazakhstan, 565 Namibia, 365 Russia in the Correlates of War project
VOETEN = [
    VOETEN_HEADER,
    voeten_row(1, 6000, 705, 1),
    voeten_row(2, 6000, 565, 2),
    voeten_row(3, 6000, 365, 3),
    voeten_row(4, 6000, 2, 8),
    voeten_row(5, 6000, 626, 9),
    voeten_row(6, 6001, 705, 1, para=1),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_un_export(tmp_path, encoding):
    votes = read_rollcalls(write(tmp_path, *UN, encoding=encoding))
    assert votes[["rollcall_id", "iso3", "vote", "year"]].to_numpy().tolist() == [
        ["1", "KAZ", "yes", 2024],
        ["1", "NAM", "abstain", 2024],
        ["2", "KAZ", "no", 2024],
        ["2", "NAM", "absent", 2024],
    ]
    assert votes.columns.tolist() == [
        *["rollcall_id", "date", "year", "iso3", "vote", "resolution", "title"]
    ]
    assert votes["date"].iloc[0] == pd.Timestamp(2024, 12, 12)
    assert votes["title"].iloc[0] == "A title, long"


def test_the_first_edition_of_the_un_export_with_its_plurals(tmp_path):
    header = UN_HEADER.replace("ms_code,", "ms_codes,").replace("ms_vote,", "ms_votes,")
    header = header.replace("resolution,", "resolutions,")
    votes = read_rollcalls(write(tmp_path, header, un_row(1, "KAZ", "NV")))
    assert votes["vote"].tolist() == ["absent"]


@pytest.mark.parametrize("separator", [",", "\t"])
def test_voetens_roll_calls(tmp_path, separator):
    lines = VOETEN
    if separator == "\t":
        texts = {'"Name, the"': "Name; the", '"A title, long"': "A title; long"}
        for old, new in texts.items():
            lines = [line.replace(old, new) for line in lines]
        lines = [line.replace(",", "\t") for line in lines]
    votes = read_rollcalls(write(tmp_path, *lines, name="UNVotes.tab"))
    # the fifth row is a state that was no member; the year is that of the vote, not the session's
    assert votes[["rollcall_id", "iso3", "vote", "year", "kind"]].to_numpy().tolist() == [
        ["6000", "KAZ", "yes", 2019, "resolution"],
        ["6000", "NAM", "abstain", 2019, "resolution"],
        ["6000", "RUS", "no", 2019, "resolution"],
        ["6000", "USA", "absent", 2019, "resolution"],
        ["6001", "KAZ", "yes", 2019, "paragraph"],
    ]
    assert votes.loc[0, ["me", "nu", "di", "hr", "co", "ec"]].tolist() == [
        *[False, True, False, False, False, True]
    ]


def test_decimals_behind_whole_numbers_do_no_harm(tmp_path):
    line = voeten_row(1, "6000.0", "705.0", "1.0")
    votes = read_rollcalls(write(tmp_path, VOETEN_HEADER, line))
    assert votes[["rollcall_id", "iso3", "vote"]].to_numpy().tolist() == [["6000", "KAZ", "yes"]]


@pytest.mark.parametrize("lines", [UN, VOETEN])
def test_what_is_read_can_be_measured(tmp_path, lines):
    result = agreement(read_rollcalls(write(tmp_path, *lines)), "KAZ", ["NAM"])
    assert result[["partner", "n_joint", "agreement_3pt"]].to_numpy().tolist() == [["NAM", 1, 0.5]]


def test_a_repeated_row_counts_once_and_a_second_vote_is_refused(tmp_path):
    assert len(read_rollcalls(write(tmp_path, *UN, UN[1]))) == 4
    with pytest.raises(TableError, match="KAZ votes twice in roll call 1"):
        read_rollcalls(write(tmp_path, *UN, un_row(1, "KAZ", "N")))


# Files of one's own.

OWN = ["rollcall_id,year,iso3,vote", "1,1965,USA,yes", "1,1965,DDR,no", "2,1965,USA,absent"]


def test_a_file_renamed_as_the_message_says_is_read_and_measured(tmp_path):
    lines = ["rcid,session_year,country_code,vote", "1,1965,USA,yes", "1,1965,NAM,abstain"]
    with pytest.raises(TableError, match="rename its columns to rollcall_id, year, iso3 and vote"):
        read_rollcalls(write(tmp_path, *lines))
    votes = read_rollcalls(write(tmp_path, OWN[0], *lines[1:]))
    assert votes.to_numpy().tolist() == [["1", 1965, "USA", "yes"], ["1", 1965, "NAM", "abstain"]]
    assert agreement(votes, "USA")[["year", "partner", "agreement_3pt"]].to_numpy().tolist() == [
        [1965, "NAM", 0.5]
    ]


def test_a_file_of_ones_own_may_have_dates_and_titles(tmp_path):
    votes = read_rollcalls(write(tmp_path, "vote;x;title;iso3;date;year;rollcall_id",
                                 "no;9;On peace;KAZ;1999-12-01;1999;a7"))  # fmt: skip
    assert votes.columns.tolist() == ["rollcall_id", "date", "year", "iso3", "vote", "title"]
    assert votes.iloc[0].tolist() == [
        *["a7", pd.Timestamp(1999, 12, 1), 1999, "KAZ", "no", "On peace"]
    ]


@pytest.mark.parametrize(
    ("line", "column", "value", "message"),
    [
        # renamed, and its cells left as they were
        ("1,1965,US,yes", "iso3", "US", "not the code of a state"),
        ("1,1965,840,yes", "iso3", "840", "not the code of a state"),
        ("1,1965,GMY,yes", "iso3", "GMY", "not the code of a state"),
        ("1,1965,KAZ,1", "vote", "1", "not yes, abstain, no or absent"),
        ("1,1965,KAZ,Y", "vote", "Y", "not yes, abstain, no or absent"),
        ("1,20,KAZ,yes", "year", "20", "not a year such as 2024"),
        ("1,1965-12-01,KAZ,yes", "year", "1965-12-01", "not a year such as 2024"),
        ("1,٢٠٢٠,KAZ,yes", "year", "٢٠٢٠", "not a year such as 2024"),
        # blank
        ("1,1965,,yes", "iso3", "", "not the code of a state"),
        ("1,1965,KAZ,", "vote", "", "not yes, abstain, no or absent"),
        (",1965,KAZ,yes", "rollcall_id", "", "no number of a roll call"),
    ],
)
def test_renamed_columns_are_not_taken_for_what_they_are_not(
    tmp_path, line, column, value, message
):
    with pytest.raises(TableError) as caught:
        read_rollcalls(write(tmp_path, *OWN, line))
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.value) == (5, column, value)
    assert message in problem.message
    assert problem.remedy == "Write it so, or leave the row out."


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([*OWN, "1,1965,DDR,yes"], r"row 5: DDR votes twice in roll call 1\. Write it so, or"),
        (["year,year,rollcall_id,iso3,vote", "1,2,3,KAZ,no"], "has the column year twice"),
        (["rollcall_id,year,iso3,vote,date", "1,1965,KAZ,no,1966-01-01"], "not of the year of"),
        ([OWN[0], "АRES,1965,KAZ,no"], "column 'rollcall_id', value 'АRES': a word mixes Latin"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path, lines, message):
    with pytest.raises(TableError, match=message):
        read_rollcalls(write(tmp_path, *lines))


def test_a_file_of_ones_own_may_be_in_windows_1251(tmp_path):
    path = tmp_path / "own.csv"
    lines = [f"{OWN[0]},title", "1,1965,USA,yes,Мир и право"]
    path.write_bytes("\n".join(lines).replace(",", ";").encode("cp1251"))
    assert read_rollcalls(path)["title"].tolist() == ["Мир и право"]
    # one letter of the word is Latin
    path.write_bytes("\n".join(lines).replace("Мир", "Mир").encode("cp1251"))
    with pytest.raises(
        TableError, match="row 2, column 'title', value 'Mир и право': a word mixes"
    ):
        read_rollcalls(path)


# Refusals.


@pytest.mark.parametrize(
    ("lines", "row", "column", "value"),
    [
        ([*UN, un_row(3, "KAZ", "maybe")], 6, "ms_vote", "maybe"),
        ([*UN, un_row(3, "KAZ", "")], 6, "ms_vote", ""),
        ([*UN, un_row(3, "", "Y")], 6, "ms_code", ""),
        ([*UN, un_row("", "KAZ", "Y")], 6, "rollcall_id", ""),
        ([*UN, un_row(3, "KAZ", "Y", date="٢٠٢٤-12-12")], 6, "date", "٢٠٢٤-12-12"),
        ([*VOETEN, voeten_row(7, 6001, "", 1)], 8, "ccode", ""),
        ([*UN, un_row(3, "KAZ", "Y", date="12/12/2024")], 6, "date", "12/12/2024"),
        ([*VOETEN, voeten_row(7, 6001, 4711, 1)], 8, "ccode", "4711"),
        ([*VOETEN, voeten_row(7, 6001, 705, 5)], 8, "vote", "5"),
    ],
)
def test_a_bad_cell_is_named(tmp_path, lines, row, column, value):
    with pytest.raises(TableError) as caught:
        read_rollcalls(write(tmp_path, *lines))
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.value) == (row, column, value)
    assert problem.file == "votes.csv"


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        # a package's edition without dates
        ("rcid,country,country_code,vote", "rcid, country, country_code, vote"),
        # incomplete
        ("undl_id,ms_code,ms_name,ms_vote", "undl_id, ms_code, ms_name, ms_vote"),
        ("a;b", "a, b"),
        ("", "none"),
    ],
)
def test_another_file_is_refused_with_its_columns(tmp_path, header, shown):
    with pytest.raises(TableError, match="neither of the two files") as caught:
        read_rollcalls(write(tmp_path, header, "1,2,3,4"))
    assert f"Its columns are {shown}. " in str(caught.value)
    assert "rollcall_id, year, iso3 and vote" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("UNVotes.RData", b"\x1f\x8b\x08\x00\xff\xfe", "RData and Stata files are not read"),
        ("votes.csv", "\n".join([*UN, "Ü"]).encode("latin-1"), "is no text in UTF-8. Take the"),
        ("votes.csv", "\n".join(VOETEN).encode("utf-16")[:-1], "no meaning in utf-16"),
        ("votes.csv.gz", "\n".join(UN).encode(), "Download it again, or unpack it first"),
        ("votes.csv.gz", gzip.compress("\n".join(UN).encode())[:-9], "Download it again"),
        ("votes.zip", "\n".join(UN).encode(), "Download it again, or unpack it first"),
    ],
)
def test_a_file_that_is_no_text_or_damaged_is_refused(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(TableError, match=message):
        read_rollcalls(path)


@pytest.mark.parametrize("name", ["none.csv", ".", "a\0b"])
def test_what_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(TableError, match="the file cannot be opened") as caught:
        read_rollcalls(f"{tmp_path}/{name}")
    assert str(tmp_path) in str(caught.value)
    assert "Check name and folder." in str(caught.value)


def test_a_compressed_file(tmp_path):
    path = tmp_path / "votes.csv.gz"
    path.write_bytes(gzip.compress("\n".join(UN).encode()))
    assert read_rollcalls(path)["iso3"].tolist() == ["KAZ", "NAM", "KAZ", "NAM"]
