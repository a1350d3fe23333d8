import pandas as pd
import position_counts as builder
from crawl import repository

from kzdiplo.table import DATA


def test_every_version_of_the_logs_counts_and_the_newest_record_of_each_vote(tmp_path):
    table = builder.build(repository(tmp_path))
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
