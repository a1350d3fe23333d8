"""Two records of votes, made up, compared by hand."""

import dataset_comparison
import pandas as pd
import pytest
from building import as_csv, shipped

KAZ, RUS, USA = "KAZ", "RUS", "USA"
NUMBERS = {KAZ: 705, RUS: 365, USA: 2}
#: Resolution and day of the UN's records, and how Kazakhstan, Russia and the United States voted.
RECORD = [
    ("A/RES/60/1", "2005-12-04", "YYN"),
    ("A/RES/50/38[B-I]", "2005-12-05", "YAX"),
    ("A/RES/60/3", "2005-12-06", "YYY"),
    ("A/RES/60/4", "2005-12-07", "NNN"),
    ("A/RES/75/1", "2020-12-07", "YYY"),
]
#: Voeten's roll calls: number, day, votes (8 absent), and whether it is on a paragraph.
CALLS = [
    ("R/60/1", "2005-12-04", "113", 0),
    ("R/50/38B/I", "2005-12-01", "188", 0),
    ("R/60/3", "2005-12-06", "113", 0),
    ("R/60/3", "2005-12-06", "111", 1),
    ("R/60/9", "2005-12-09", "111", 0),
    ("A/RES/75/1", "2020-12-07", "111", 0),
]


@pytest.fixture
def files(tmp_path):
    """The Library's own file and Voeten's."""
    record = [
        (number, code, vote, day, resolution, "Title")
        for number, (resolution, day, votes) in enumerate(RECORD, start=1)
        for code, vote in zip(NUMBERS, votes, strict=True)
    ]
    columns = ["undl_id", "ms_code", "ms_vote", "date", "resolution", "title"]
    paths = tmp_path / "2026_02_06_ga_voting.csv", tmp_path / "UNVotes.csv"
    pd.DataFrame(record, columns=columns).to_csv(paths[0], index=False)
    calls = [
        (number, ccode, vote, day, resolution, "Text", part, 0)
        for number, (resolution, day, votes, part) in enumerate(CALLS, start=1)
        for ccode, vote in zip(NUMBERS.values(), votes, strict=True)
    ]
    columns = ["rcid", "ccode", "vote", "date", "unres", "descr", "para", "amend"]
    pd.DataFrame(calls, columns=columns).to_csv(paths[1], index=False)
    return paths


def test_resolutions_in_both_records_are_compared_state_by_state(files):
    (year,) = dataset_comparison.build(*files).to_dict("records")
    assert year == {
        "year": 2005,
        "n_roll_calls_undl": 4,
        "n_roll_calls_unvotes": 5,
        "n_unvotes_paragraph_or_amendment": 1,
        # 60/4 and 60/9 stand in one record alone
        "n_resolutions_matched": 3,
        # Russia has no position in Voeten's 50/38
        "n_country_votes_compared": 7,
        "n_country_votes_identical": 7,
        "identical_share": "1.000000",
        "same_date_share": "0.666667",
        "as_of": "2026-02-06",
        "source": "undl-official;unvotes",
    }


def test_votes_that_part_are_counted(files):
    record, rollcalls = files
    record.write_text(record.read_text().replace("1,RUS,Y", "1,RUS,A"))
    (year,) = dataset_comparison.build(record, rollcalls).to_dict("records")
    assert year["n_country_votes_identical"] == 6
    assert year["identical_share"] == "0.857143"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("A/RES/50/38[B-I]", "5038BI"),
        ("R/50/38B/I", "5038BI"),
        ("A/RES/61/128A-B", "61128AB"),
        ("R/61/128AB", "61128AB"),
        ("A/RES/ES-10/19", "ES1019"),
    ],
)
def test_numbers_of_resolutions_have_one_spelling(number, key):
    assert dataset_comparison.keys(pd.Series([number])).tolist() == [key]


def test_of_two_roll_calls_as_alike_the_one_with_fewer_states_of_its_own_counts(files):
    record, rollcalls = files
    # the paragraph agrees in all three, as the other does when the United States are absent there
    text = rollcalls.read_text().replace("3,2,3,", "3,2,8,")
    rollcalls.write_text(text)
    (year,) = dataset_comparison.build(record, rollcalls).to_dict("records")
    assert year["n_country_votes_compared"] == 7


def test_the_columns_are_those_of_the_shipped_table(files):
    built = dataset_comparison.build(*files)
    assert as_csv(built).splitlines()[0] == as_csv(shipped("dataset_comparison")).splitlines()[0]
