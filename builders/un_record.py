"""Voting records of the UN Digital Library: what the builders of tables of votes share.

They read a crawl, or the Library's own file. The crawl is github.com/lefthand67/un_votes, cloned,
bare or not, with its history. Its logs hold each record as it was read; the later ones were
overwritten from time to time, so each dated version of them is read, and of a record the newest
counts. The file is that of record 4060887, as `read_rollcalls` of kzdiplo takes it; it goes on
where the crawl ends, in November 2025. The terms of the Library are in the sidecars: the records
stay where they are, counts go on.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kzdiplo import load, read_rollcalls

BASE, UPDATES = "logs_builder/scrapy.zip", "logs_update/scrapy.log"
OWN = "Kazakhstan"
FIRST_YEAR, AS_OF = 1992, "2025-11-08"
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

#: Codes of states that are no more, which the file may have.
FORMER = {"CSK": "Czechoslovakia", "SCG": "Serbia and Montenegro", "YUG": "Yugoslavia"}

Record = dict[str, Any]


@dataclass(frozen=True)
class Edition:
    """Recorded votes of the General Assembly since 1992, and what they were read in."""

    #: One row a roll call and member, under its name: rollcall_id, date, year, iso3, vote,
    #: resolution.
    votes: pd.DataFrame
    as_of: str
    source: str

    @property
    def unfinished(self) -> int | None:
        """Return the last year if its votes stop before December, when most are taken."""
        year, month = map(int, self.votes["date"].max().split("-")[:2])
        return year if month < 12 else None


def edition(record: Path) -> Edition:
    """Read a crawl (a folder) or the file of the Library."""
    if record.is_dir():
        return Edition(rollcalls(recorded(logs(record))), AS_OF, "undl-crawl")
    votes = read_rollcalls(record).query("year >= @FIRST_YEAR")
    names = load("agreement_by_window").drop_duplicates("partner").set_index("iso3")["partner"]
    votes = votes.assign(
        date=votes["date"].dt.strftime("%Y-%m-%d"),
        iso3=votes["iso3"].map({**names, "KAZ": OWN, **FORMER}.__getitem__).astype(str),
    )
    # the file has the day in its name
    day = re.match(r"(\d{4})[_-](\d{2})[_-](\d{2})", record.name)
    return Edition(votes, "-".join(day.groups()) if day else votes["date"].max(), "undl-official")


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


def recorded(texts: Iterable[str]) -> dict[str, Record]:
    """Return the recorded votes of the General Assembly in the logs, by their numbers."""
    newest = {record["id_record"][0]: record for log in texts for record in records(log)}
    return {number: record for number, record in newest.items() if _counts(record)}


def _counts(record: Record) -> bool:
    of_assembly = record["resolution_symbol"][0].startswith("A/")
    return of_assembly and record["vote"] != ["N/A"] and year(record) >= FIRST_YEAR


def year(record: Record) -> int:
    """Return the year of a vote."""
    return int(record["vote_date"][0][:4])


def members_by_name() -> dict[str, str]:
    """Return the book's name of each member by the names that the record gives it."""
    return {name.upper(): name for name in load("agreement_by_window")["partner"].unique()} | NAMES


def rollcalls(found: dict[str, Record]) -> pd.DataFrame:
    """Return votes as one row a roll call and member."""
    names = members_by_name()
    rows = []
    for number, record in found.items():
        call = number, record["vote_date"][0], year(record), record["resolution_symbol"][0]
        for cell in map(str.strip, record["vote"]):
            vote, name = re.fullmatch(r"(?:([YANy]) )?(.*)", cell).groups()
            position = VOTES[vote.upper()] if vote else "absent"
            rows.append((*call, names[name], position))
    columns = ["rollcall_id", "date", "year", "resolution", "iso3", "vote"]
    return pd.DataFrame(rows, columns=columns)
