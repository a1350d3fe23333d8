"""Tables of votes from a record: counted by hand in a made-up one, or equal to the shipped."""

import agreement_contested_by_year
import pandas as pd
import pytest
import un_record
import vote_counts
import votes_when_powers_oppose
from building import as_csv, shipped
from crawl import repository
from pairs import scored

from kzdiplo import load
from kzdiplo.measures.voting import COUNTS

MEMBERS = {"KAZ": "Kazakhstan", "RUS": "Russia", "USA": "United States", "CHN": "China"}
AWAY = {"DEU": "Germany", "TUR": "Türkiye", "UKR": "Ukraine"}
#: Day, and what Kazakhstan, Russia, the United States and China did; the others were away.
CALLS = [
    ("2023-12-04", "YYNY"),
    ("2023-12-05", "ANYA"),
    ("2023-12-05", "XYNN"),
    ("2023-12-06", "YYYY"),
    ("2024-01-08", "NNYY"),
]


@pytest.fixture
def record(tmp_path):
    """The Library's own file."""
    rows = [
        (number, code, vote, day, f"A/RES/78/{number}", "Title")
        for number, (day, votes) in enumerate(CALLS, start=1)
        for code, vote in zip([*MEMBERS, *AWAY], f"{votes}XXX", strict=True)
    ]
    columns = ["undl_id", "ms_code", "ms_vote", "date", "resolution", "title"]
    path = tmp_path / "2026_02_06_ga_voting.csv"
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
    return path


def test_the_file_of_the_library_is_read_like_the_crawl(record):
    read = un_record.edition(record)
    assert set(read.votes["iso3"]) == {*MEMBERS.values(), *AWAY.values()}
    assert (read.as_of, read.source, read.unfinished) == ("2026-02-06", "undl-official", 2024)


def test_the_crawl_tells_the_day_and_the_year_that_it_does_not_finish(tmp_path):
    read = un_record.edition(repository(tmp_path))
    assert (read.as_of, read.source, read.unfinished) == ("2025-11-08", "undl-crawl", 2024)
    assert read.votes["date"].max() == "2024-01-08"


def test_a_state_that_the_book_does_not_know_stops_the_work(record):
    record.write_text(record.read_text().replace("CHN", "XYZ"))
    with pytest.raises(KeyError, match="XYZ"):
        un_record.edition(record)


def test_what_kazakhstan_did_where_powers_part_is_counted(record):
    table = votes_when_powers_oppose.build(record).set_index(["power_a", "power_b"])
    both = table.loc[("Russia", "United States")]
    counts = ["n_opposed", "kaz_with_a", "kaz_with_b", "kaz_abstain", "kaz_absent"]
    assert both[counts].tolist() == [4, 2, 0, 1, 1]
    assert table.loc[("China", "Russia")][counts].tolist() == [2, 0, 1, 0, 1]
    assert both[["window_start", "window_end", "partial_window"]].tolist() == [2022, 2024, "true"]


def test_contested_is_where_the_largest_camp_has_under_four_fifths(record):
    votes = un_record.edition(record).votes
    contested = agreement_contested_by_year.contested(votes)
    assert contested.tolist() == [True, True, True, False, True]
    table = agreement_contested_by_year.build(record).set_index(["year", "partner"])
    russia = table.loc[(2023, "Russia")]
    assert russia[["n_roll_calls", "n_contested", "n_joint_votes"]].tolist() == [4, 3, 2]
    assert russia[["agreement", "agreement_3pt"]].tolist() == ["0.500000", "0.750000"]


@pytest.fixture
def voeten_file(tmp_path):
    """The shipped votes, with the shipped dates of the first and the last vote of each year."""
    votes = load("roll_call_votes")[["rollcall_id", "year", "iso3", "vote"]]
    dates = load("vote_counts").query("reporter == 'unvotes'").set_index("year").astype(str)
    first = votes["rollcall_id"] == votes.groupby("year")["rollcall_id"].transform("min")
    day = votes["year"].map(dates["last_vote_date"])
    votes["date"] = day.where(~first, votes["year"].map(dates["first_vote_date"]))
    path = tmp_path / "rollcalls.csv"
    votes.to_csv(path, index=False)
    return path


def test_the_shipped_roll_calls_give_the_shipped_counts_of_votes(record, voeten_file):
    built = vote_counts.build(record, voeten_file).query("reporter == 'unvotes'")
    stand = shipped("vote_counts").query("reporter == 'unvotes'")
    assert as_csv(built) == as_csv(stand)


def test_an_absence_counts_in_the_record_of_votes(record, voeten_file):
    built = vote_counts.build(record, voeten_file).query("reporter == 'undl'")
    (row, _) = built.to_dict("records")
    assert [row[f"kaz_{vote}"] for vote in vote_counts.POSITIONS] == [2, 1, 0, 1]
    assert row["participation_share"] == "0.750000"
    assert (row["first_vote_date"], row["last_vote_date"]) == ("2023-12-04", "2023-12-06")


def test_a_group_is_the_mean_of_its_members_and_the_sum_of_their_votes():
    counts = pd.DataFrame(0, index=range(5), columns=[*COUNTS])
    counts = counts.assign(year=2020, iso3=["AZE", "KGZ", "TUR", "UZB", "RUS"])
    counts["n_yes_yes"] = [1, 3, 0, 2, 9]
    counts["n_yes_no"] = [1, 1, 0, 0, 1]
    table = scored(counts, ["year"]).set_index("partner")
    group = table.loc["Organization of Turkic States members"]
    assert group[["n_members", "n_joint_votes", "n_agree"]].tolist() == [3, 8, 6]
    assert group["agreement"] == pytest.approx((1 / 2 + 3 / 4 + 1) / 3)
    # no joint vote, no row; a group that lacks a member has none
    assert set(table.index) == {
        "Azerbaijan", "Kyrgyzstan", "Uzbekistan", "Russia",
        "Organization of Turkic States members",
    }  # fmt: skip
