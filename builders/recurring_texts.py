"""Roll calls on the same text on nuclear weapons.

REPOSITORY is the crawl that un_record.py reads. Titles come from the UN record, roll calls from the
table roll_calls, which is in the public domain.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from building import main
from un_record import AS_OF, Record, logs, recorded

from kzdiplo import load

#: Texts by their titles in small letters: the first that fits names the text.
TEXTS = {
    "southern_hemisphere": (
        "Nuclear-weapon-free southern hemisphere",
        "nuclear-weapon-free southern hemi",
    ),
    "new_agenda": (
        "Towards a nuclear-weapon-free world",
        "^towards a nuclear-weapon-free world|^accelerating implementation of nuclear disarmament",
    ),
    "security_assurances": (
        "Arrangements to assure non-nuclear-weapon states",
        "^conclusion of effective international arrangements",
    ),
    "nuclear_disarmament": ("Nuclear disarmament", "^nuclear disarmament$"),
    "middle_east_proliferation": (
        "Risk of nuclear proliferation in the Middle East",
        "risk of nuclear proliferation in the middle east",
    ),
    "convention_on_use": (
        "Convention on the prohibition of use",
        "^convention on (theh? )?prohibition of (the )?use of nuclear",
    ),
    "nuclear_danger": ("Reducing nuclear danger", "^reducing nuclear danger"),
    "test_ban": (
        "Comprehensive Nuclear-Test-Ban Treaty",
        "^comprehensive nuclear-test-ban treaty$",
    ),
    "court_opinion": (
        "Follow-up to the advisory opinion of the Court",
        "advisory opinion of the international court of justice on the .?legality",
    ),
    "total_elimination": (
        "Total elimination of nuclear weapons, under changing titles",
        "ultimate elimination of nuclear|^a path to (the )?total elim"
        "|^renewed determination towards the total|^united action|^joint courses of action"
        "|^steps to building a common road",
    ),
    "operational_readiness": (
        "Operational readiness of nuclear weapons",
        "^decreasing the operational readiness",
    ),
    "review_obligations": (
        "Obligations agreed to at the Review Conferences",
        "^follow-up to nuclear disarmament obligations",
    ),
    "fissile_material": (
        "Treaty banning fissile material for weapons",
        "^treaty banning the production of fissile",
    ),
    "negotiations": (
        "Taking forward multilateral negotiations",
        "^taking forward multilateral nuclear",
    ),
    "meeting_2013": (
        "High-level meeting of 2013 and follow-up",
        "high-level meeting of the general assembly on nuclear",
    ),
    "ethical_imperatives": ("Ethical imperatives", "^ethical imperatives"),
    "humanitarian_consequences": (
        "Humanitarian consequences of nuclear weapons",
        "^humanitarian consequences of nuclear",
    ),
    "universal_declaration": (
        "Universal Declaration on a nuclear-weapon-free world",
        "^universal declaration on the achievement",
    ),
    "prohibition_treaty": (
        "Treaty on the Prohibition of Nuclear Weapons",
        "^treaty on the prohibition of nuclear weapons$",
    ),
    "middle_east_zone": (
        "Nuclear-weapon-free zone in the Middle East",
        "^establishment of a nuclear-weapon-free zone in the region of the middle east",
    ),
    "central_asia_zone": (
        "Nuclear-weapon-free zone in Central Asia",
        "nuclear-weapon-free zone in central asia",
    ),
    "south_asia_zone": (
        "Nuclear-weapon-free zone in South Asia",
        "^establishment of a nuclear-weapon-free zone in south asia",
    ),
    "verification": (
        "Nuclear disarmament verification",
        "^nuclear disarmament verification"
        "|^group of scientific and technical experts on nuclear disarmament ver",
    ),
    "bilateral": ("Bilateral nuclear arms negotiations", "^bilateral nuclear.arms negotiations"),
}
#: In Voeten's data 4856 has the number of resolution 63/49 and the votes on 63/47, and 5702 repeats
#: 4393.
NOT_USED = (4856, 5702)


def named(found: dict[str, Record]) -> pd.DataFrame:
    """Return the recorded votes on one of the texts: number, date, resolution, title, text."""
    rows = []
    for number, record in found.items():
        date, symbol = record["vote_date"][0], record["resolution_symbol"][0]
        title = re.sub(r"\s*:\s*resolution.*$", "", record["title"][0], flags=re.DOTALL)
        title = re.sub(r"[\s#]+", " ", title).strip().rstrip(".")
        fits = (key for key, (_, words) in TEXTS.items() if re.search(words, title.lower()))
        if text := next(fits, None):
            rows.append((number, date, symbol.removeprefix("A/RES/"), title, text))
    columns = ["record", "date", "resolution", "un_title", "text_id"]
    frame = pd.DataFrame(rows, columns=columns).assign(as_of=AS_OF)
    frame["text_id"] = pd.Categorical(frame["text_id"], list(TEXTS))
    frame["text"] = [TEXTS[key][0] for key in frame["text_id"]]
    return frame.assign(year=frame["date"].str[:4].astype(int)).sort_values(["text_id", "date"])


def linked(texts: pd.DataFrame) -> pd.DataFrame:
    """Return the roll calls in the public domain that are on the texts."""
    calls = load("roll_calls").query("kind == 'resolution' and rollcall_id not in @NOT_USED")
    # R/63/49, in later sessions A/RES/71/51
    calls = calls.assign(key=calls["resolution"].str.replace(r"^(A/RES|R)/", "", regex=True))
    keyed = texts.assign(key=texts["resolution"].str.replace(r"[\[\]]", "", regex=True).str.upper())
    both = keyed.merge(calls[["key", "rollcall_id"]], on="key").assign(source="unvotes;undl-crawl")
    return both[
        ["text_id", "text", "year", "rollcall_id", "resolution", "un_title", "as_of", "source"]
    ]


def build(repository: Path) -> pd.DataFrame:
    """Return the table from the crawl."""
    return linked(named(recorded(logs(repository))))


if __name__ == "__main__":
    main(build)
