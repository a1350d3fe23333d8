import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

sys.path[:0] = [str(Path(__file__).parents[2] / "builders")]
import position_counts as builder  # noqa: E402


def log(*records):
    return "".join(
        f"2024-03-12 19:06:47 [scrapy.core.scraper] DEBUG: Scraped from <200 address>\n{record}\n"
        "2024-03-12 19:06:48 [scrapy.core.engine] DEBUG: Crawled (200)\n"
        for record in records
    )


def record(number, date, *votes, symbol="A/RES/78/1"):
    return {
        "id_record": [number],
        "resolution_symbol": [symbol],
        "title": ["Title with {braces}\n"],
        "vote": list(votes),
        "vote_date": [date],
    }


@pytest.fixture
def crawl(tmp_path):
    """A repository with one log of the beginning and two versions of the later one."""

    def commit(name, content):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        who = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
        for words in (["add", "."], [*who, "commit", "-qm", name]):
            subprocess.run(["git", "-C", tmp_path, *words], check=True)

    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "scrapy.log",
            log(
                record("1", "2023-12-04", "Y KAZAKHSTAN", " N TURKEY", " KIRIBATI"),
                record("2", "2023-12-05", "KAZAKHSTAN", " A TÜRKÝYE", " y KIRIBATI"),
                record("3", "2023-12-05", "Y KAZAKHSTAN", symbol="S/RES/1"),
                record("4", "1991-12-05", "Y TURKEY"),
                record("5", "N/A", "N/A"),
            ),
        )
    commit(builder.BASE, packed.getvalue())
    later = record("6", "2024-01-08", "A KAZAKHSTAN", " A TÜRKİYE")
    mended = record("2", "2023-12-05", "N KAZAKHSTAN", " A TÜRKİYE", " Y KIRIBATI")
    commit(builder.UPDATES, log(later).encode())
    commit(builder.UPDATES, log(mended).encode())
    return tmp_path


def test_every_version_of_the_logs_counts_and_the_newest_record_of_each_vote(crawl):
    table = builder.build(builder.logs(crawl))
    counted = table.set_index(["year", "partner"])
    both = {
        key: {name: n for name, n in row.items() if name.startswith("n_") and n}
        for key, row in counted.to_dict("index").items()
    }
    assert both == {
        (2023, "Kiribati"): {"n_roll_calls": 2, "n_only_kazakhstan": 1, "n_no_yes": 1},
        (2023, "Türkiye"): {"n_roll_calls": 2, "n_yes_no": 1, "n_no_abstain": 1},
        (2024, "Türkiye"): {"n_roll_calls": 1, "n_abstain_abstain": 1},
    }
    assert counted["iso3"].tolist() == ["KIR", "TUR", "TUR"]
    header = Path(builder.DATA / "votes" / "position_counts.csv").read_text("utf-8").split("\n")[0]
    assert header == ",".join(table.columns)


def test_a_name_that_is_no_member_stops_the_work():
    records = {"1": record("1", "2023-12-04", "Y ATLANTIS")}
    with pytest.raises(KeyError, match="ATLANTIS"):
        builder.rollcalls(records, {})


def test_absence_of_either_is_no_position():
    votes = pd.DataFrame(
        {
            "rollcall_id": [1, 1, 2, 2, 3, 3],
            "year": 2020,
            "iso3": ["Kazakhstan", "Iran"] * 3,
            "vote": ["yes", "absent", "absent", "no", "absent", "absent"],
        }
    )
    (row,) = builder.absences(votes).to_dict("records")
    assert row == {
        "year": 2020,
        "partner": "Iran",
        "n_roll_calls": 3,
        "n_only_kazakhstan": 1,
        "n_only_partner": 1,
        "n_neither": 1,
    }
