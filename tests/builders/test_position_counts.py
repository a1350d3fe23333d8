import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

sys.path[:0] = [str(Path(__file__).parents[2] / "builders")]
import position_counts as builder  # noqa: E402
import un_record  # noqa: E402
from crawl import log, record  # noqa: E402

from kzdiplo.table import DATA  # noqa: E402


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
    commit(un_record.BASE, packed.getvalue())
    later = record("6", "2024-01-08", "A KAZAKHSTAN", " A TÜRKİYE")
    mended = record("2", "2023-12-05", "N KAZAKHSTAN", " A TÜRKİYE", " Y KIRIBATI")
    commit(un_record.UPDATES, log(later).encode())
    commit(un_record.UPDATES, log(mended).encode())
    return tmp_path


def test_every_version_of_the_logs_counts_and_the_newest_record_of_each_vote(crawl):
    table = builder.build(un_record.logs(crawl))
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
    header = (DATA / "votes" / "position_counts.csv").read_text("utf-8").split("\n")[0]
    assert header == ",".join(table.columns)


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
