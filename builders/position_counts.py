"""Make the table position_counts anew: python builders/position_counts.py REPOSITORY.

REPOSITORY is a clone, bare or not, of github.com/lefthand67/un_votes with its history. Its logs
hold each voting record of the UN Digital Library as it was read; the later ones were overwritten
from time to time, so each dated version of them is read, and of a record the newest counts. The
terms of the Library are in the table's sidecar: the records stay where they are, counts go on.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from kzdiplo import load
from kzdiplo.measures.voting import COUNTS, position_counts
from kzdiplo.table import DATA

BASE, UPDATES = "logs_builder/scrapy.zip", "logs_update/scrapy.log"
OWN = "Kazakhstan"
FIRST_YEAR, LAST_YEAR, AS_OF = 1992, 2025, "2025-11-08"
VOTES = {"Y": "yes", "A": "abstain", "N": "no"}
#: Names of the record that are not the book's; spellings as they stand there.
NAMES = {
    "BOLIVIA (PLURINATIONAL STATE OF)": "Bolivia",
    "BRUNEI DARUSSALAM": "Brunei",
    "CAPE VERDE": "Cabo Verde",
    "COTE D'IVOIRE": "Côte d'Ivoire",
    "CZECH REPUBLIC": "Czechia",
    "DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA": "North Korea",
    "DEMOCRATIC REPUBLIC OF THE CONGO": "DR Congo",
    "IRAN (ISLAMIC REPUBLIC OF)": "Iran",
    "KAZAKHSTAN": OWN,
    "LAO PEOPLE'S DEMOCRATIC REPUBLIC": "Laos",
    "LIBYAN ARAB JAMAHIRIYA": "Libya",
    "MICRONESIA (FEDERATED STATES OF)": "Micronesia",
    "NETHERLANDS (KINGDOM OF THE)": "Netherlands",
    "REPUBLIC OF KOREA": "South Korea",
    "REPUBLIC OF MOLDOVA": "Moldova",
    "RUSSIAN FEDERATION": "Russia",
    "SAO TOME AND PRINCIPE": "São Tomé and Príncipe",
    "SWAZILAND": "Eswatini",
    "SYRIAN ARAB REPUBLIC": "Syria",
    "THE FORMER YUGOSLAV REPUBLIC OF MACEDONIA": "North Macedonia",
    "TURKEY": "Türkiye",
    "TURKIYE": "Türkiye",
    "TÜRKÝYE": "Türkiye",
    "TÜRKİYE": "Türkiye",
    "UNITED REPUBLIC OF TANZANIA": "Tanzania",
    "VENEZUELA (BOLIVARIAN REPUBLIC OF)": "Venezuela",
    "ZAIRE": "DR Congo",
}

Record = dict[str, Any]


def logs(repository: Path) -> Iterator[str]:
    """Read the logs of the crawl, the oldest first."""

    def git(*words: str) -> bytes:
        command = ["git", "-C", str(repository), *words]
        return subprocess.run(command, capture_output=True, check=True).stdout

    with zipfile.ZipFile(io.BytesIO(git("show", f"HEAD:{BASE}"))) as packed:
        yield packed.read("scrapy.log").decode()
    for commit in git("log", "--reverse", "--format=%H", "--", UPDATES).decode().split():
        yield git("show", f"{commit}:{UPDATES}").decode()


def records(log: str) -> Iterator[Record]:
    """Find the records in a log: each is printed behind the line that says where it was read."""
    for found in re.finditer(r"Scraped from <200 [^\n]*\n(\{.*?\})\n(?=\d{4}-|\Z)", log, re.DOTALL):
        yield ast.literal_eval(found[1])


def members_by_name() -> dict[str, str]:
    """Return the book's name of each member by the names that the record gives it."""
    return {name.upper(): name for name in load("agreement_by_window")["partner"].unique()} | NAMES


def rollcalls(found: dict[str, Record], names: dict[str, str]) -> pd.DataFrame:
    """Return the votes of the General Assembly as one row a roll call and member."""
    rows = []
    for number, record in found.items():
        of_assembly = record["resolution_symbol"][0].startswith("A/")
        if not of_assembly or record["vote"] == ["N/A"]:
            continue
        year = int(record["vote_date"][0][:4])
        if year < FIRST_YEAR:
            continue
        for cell in map(str.strip, record["vote"]):
            vote, name = re.fullmatch(r"(?:([YANy]) )?(.*)", cell).groups()
            position = VOTES[vote.upper()] if vote else "absent"
            rows.append((number, year, names[name], position))
    return pd.DataFrame(rows, columns=["rollcall_id", "year", "iso3", "vote"])


def absences(votes: pd.DataFrame) -> pd.DataFrame:
    """Count by year and partner the roll calls that list both, and those that one missed."""
    took = votes.assign(took=votes["vote"] != "absent")
    own = took[took["iso3"] == OWN].set_index("rollcall_id")["took"]
    both = took[(took["iso3"] != OWN) & took["rollcall_id"].isin(own.index)]
    both = both.assign(own=both["rollcall_id"].map(own))
    both = both.assign(
        n_roll_calls=1,
        n_only_kazakhstan=both["own"] & ~both["took"],
        n_only_partner=~both["own"] & both["took"],
        n_neither=~both["own"] & ~both["took"],
    ).rename(columns={"iso3": "partner"})
    keys, sums = ["year", "partner"], ["n_roll_calls", "n_only_kazakhstan", "n_only_partner"]
    return both.groupby(keys)[[*sums, "n_neither"]].sum().reset_index()


def build(texts: Iterator[str]) -> pd.DataFrame:
    """Return the table from the texts of the logs."""
    found = {record["id_record"][0]: record for log in texts for record in records(log)}
    votes = rollcalls(found, members_by_name())
    codes = load("agreement_by_window").drop_duplicates("partner").set_index("partner")["iso3"]
    table = absences(votes).merge(position_counts(votes, OWN), on=["year", "partner"])
    table = table.assign(
        iso3=table["partner"].map(codes),
        reporter="undl",
        partial_year=(table["year"] == LAST_YEAR).map({True: "true", False: "false"}),
        as_of=AS_OF,
        source="undl-crawl",
    )
    keys = ["year", "partner", "iso3", "reporter", "n_roll_calls", *COUNTS]
    rest = ["n_only_kazakhstan", "n_only_partner", "n_neither", "partial_year", "as_of", "source"]
    return table.sort_values(["year", "partner"])[[*keys, *rest]]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    table = build(logs(Path(sys.argv[1])))
    table.to_csv(DATA / "votes" / "position_counts.csv", index=False, lineterminator="\n")
    print(f"{len(table)} rows; now check them: python -m kzdiplo check")
