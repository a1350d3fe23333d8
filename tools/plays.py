"""Write the cards of the role plays: one sheet for each delegation, a fact sheet, the results.

What a card says in figures is filled in from the rows that it names, so that it can say nothing
else. The points belong to the game.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import pandas as pd
import yaml
from browser import chromium, open_browser
from project import BUILD, ROOT

import kzdiplo as kz
from kzdiplo import source
from kzdiplo.templating import environment

PLAYS = ROOT / "course" / "plays"
OUT = BUILD / "plays"
TEMPLATES = environment(Path(__file__).parent / "templates")
TEMPLATES.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"

Agreement = dict[str, str]


class PlayError(ValueError):
    """A card names rows that are not there, or says what they do not."""


@dataclass(frozen=True)
class Figure:
    """A sentence with its numbers, the last day that it speaks of, and who says so."""

    text: str
    date: date
    sources: str


@dataclass(frozen=True)
class Result:
    """An agreement that every delegation takes rather than none, and the points it gives each."""

    agreement: Agreement
    points: dict[str, int]


def plays() -> list[str]:
    """Return the names of the role plays."""
    return sorted(path.stem for path in PLAYS.glob("*.yaml"))


def read(name: str) -> dict[str, Any]:
    """Read a role play."""
    return cast("dict[str, Any]", yaml.safe_load((PLAYS / f"{name}.yaml").read_text("utf-8")))


# What the cards say.


def matching(entry: dict[str, Any]) -> pd.DataFrame:
    """Return the rows that an entry of a card names; where none is counted there must be some."""
    rows = kz.load(entry["table"]).query(entry["where"], engine="python")
    if rows.empty and "count" not in entry:
        raise PlayError(f"{entry['table']}: no row where {entry['where']}; look the rows up")
    return rows


def words(entry: dict[str, Any]) -> str:
    """Return what stands in the place of a number: a count, a value, or words of the cell."""
    rows = matching(entry)
    if "count" in entry:
        return str(len(rows))
    if len(rows) != 1:
        raise PlayError(f"{entry['table']}: {len(rows)} rows where {entry['where']}, not one")
    cell = rows[entry["column"]].iloc[0]
    if "says" in entry:
        if entry["says"] not in str(cell):
            raise PlayError(f"{entry['table']}: {entry['says']!r} is not in {cell!r}")
        return str(entry["says"])
    return f"{cell / entry.get('per', 1):,.{entry.get('digits', 0)}f}"


def figure(told: dict[str, Any]) -> Figure:
    """Fill the sentence of a card from its rows."""
    rows = [matching(entry) for entry in told["rows"]]
    text = told["text"].format(*map(words, told["rows"]))
    return Figure(text, told["date"], source.credit(rows))


def facts(play: dict[str, Any]) -> list[str]:
    """Return the lines that all delegations share, one for each row."""
    return [
        told["each"].format(**row)
        for told in play.get("facts", [])
        for row in matching(told).to_dict("records")
    ]


def facts_from(play: dict[str, Any]) -> str:
    """Return who says the facts that all delegations share."""
    rows = [matching(told) for told in play.get("facts", [])]
    return source.credit(rows) if rows else ""


# Who gains what.


def delegations(play: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the roles that agree or do not; the press only reports."""
    return {name: role for name, role in play["roles"].items() if "points" in role}


def agreements(play: dict[str, Any]) -> Iterator[Agreement]:
    """Yield every agreement that could be made."""
    issues = play["issues"]
    for options in itertools.product(*(issue["options"] for issue in issues.values())):
        yield dict(zip(issues, options, strict=True))


def points(role: dict[str, Any], agreement: Agreement) -> int:
    """Add up what an agreement gives a delegation."""
    return sum(role["points"][issue][option] for issue, option in agreement.items())


def results(play: dict[str, Any]) -> list[Result]:
    """Return the agreements better for every delegation than its fallback, the best sum first."""
    sides = delegations(play)
    scored = [
        Result(agreement, {name: points(role, agreement) for name, role in sides.items()})
        for agreement in agreements(play)
    ]
    better = [
        one
        for one in scored
        if all(one.points[name] > role["fallback"] for name, role in sides.items())
    ]
    return sorted(better, key=lambda one: -sum(one.points.values()))


# The sheets.


def sheets(name: str) -> dict[str, str]:
    """Return the HTML of the cards that students get, and of the sheet for the teacher."""
    play = read(name)
    figures = {key: [figure(one) for one in role["figures"]] for key, role in play["roles"].items()}
    cards = TEMPLATES.get_template("cards.html.jinja")
    teacher = TEMPLATES.get_template("play_results.html.jinja")
    return {
        f"{name}-cards": cards.render(
            play=play, figures=figures, facts=facts(play), facts_from=facts_from(play)
        ),
        f"{name}-teacher": teacher.render(
            play=play,
            sides=delegations(play),
            results=results(play),
            possible=sum(1 for _ in agreements(play)),
        ),
    }


def write(folder: Path) -> list[Path]:
    """Write the sheets of all role plays as pages; return where they are."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = []
    for name in plays():
        for stem, html in sheets(name).items():
            paths.append(folder / f"{stem}.html")
            paths[-1].write_text(html, "utf-8")
    return paths


def main() -> None:
    """Write the sheets of all role plays for printing, and say where they are."""
    paths = write(OUT)
    if chromium():
        with open_browser() as browser:
            page = browser.new_page()
            for path in paths:
                page.goto(path.as_uri())
                path.with_suffix(".pdf").write_bytes(
                    page.pdf(prefer_css_page_size=True, tagged=True)
                )
    else:
        print("no Chromium: cards as HTML only (sudo apt-get install chromium)")
    print(f"cards of {len(plays())} role plays are in {OUT}")


if __name__ == "__main__":
    main()
