"""Three worksheets for a spreadsheet, without code: made in variants, and graded.

    python course/spreadsheets.py make FOLDER     workbooks to hand out, eight variants of each
    python course/spreadsheets.py grade FOLDER    points of what came back, as CSV

Each variant has other data, so that neighbours have other answers. A cell beside each answer says
whether it is right, and does not hold the answer: it compares a remainder. This file is the
teacher's; it is in nothing that students get.
"""

from __future__ import annotations

import argparse
import csv
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

import kzdiplo as kz
from kzdiplo import workbooks
from kzdiplo.gathering import gathered

#: The parts of a workbook, whose two sheets are filled in. They hold texts, numbers and formulas in
#: three looks, and no library of workbooks has to be installed where they are made or read.
PARTS = Path(__file__).with_name("spreadsheet")
VARIANTS = range(1, 9)
HEADER = ["task", "question", "answer", "check"]
MOST_BYTES = 5_000_000
#: An answer may differ so much from the right one: it is asked for with one decimal.
NEAR = 0.06


@dataclass(frozen=True)
class Task:
    """A question, its right answer with one decimal, and its points."""

    name: str
    question: str
    answer: float
    points: int


Cells = list[list[object]]


# The three worksheets: what is given, and what is asked.


def partners(variant: int) -> tuple[list[Task], Cells]:
    year = 2017 + variant
    trade = kz.load("trade_by_partner").query("reporter == 'kaz_national' and row_type == 'country' and year == @year")
    trade = trade.sort_values("turnover_usd_bn", ascending=False)
    first = [(row.partner, round(row.turnover_usd_bn, 3)) for row in trade.head(12).itertuples()]
    rest = round(trade["turnover_usd_bn"].iloc[12:].sum(), 3)
    amounts = pd.Series(dict([*first, ("all other countries", rest)]))
    shares = amounts / amounts.sum()
    other = ["UZB", "RUS", "CHN", "TUR", "KGZ", "USA", "DEU", "BLR"][variant - 1]
    votes = kz.load("roll_call_votes").query("year == 2019 and iso3 in ['KAZ', @other]")
    table = votes.pivot_table(index="rollcall_id", columns="iso3", values="vote", aggfunc="first").dropna()
    # twenty that show all kinds of votes, others for each variant
    table = table.sample(20, random_state=variant).sort_index()
    both = table[(table != "absent").all(axis=1)]
    agreed = 100 * (both["KAZ"] == both[other]).mean()
    pairs = ["CSTO EAEU", "CIS EAEU", "CIS CSTO", "OTS CIS", "SCO CSTO", "SCO CIS", "SCO OTS", "SCO EAEU"]
    one, two = pairs[variant - 1].split()
    members = kz.load("organisation_members").query("member_status == 'full_member'").dropna(subset="iso3")
    lists = {name: sorted(set(members.loc[members["abbreviation"] == name, "iso3"])) for name in (one, two)}
    shared, all_ = set(lists[one]) & set(lists[two]), set(lists[one]) | set(lists[two])
    china, russia = (100 * shares[name] for name in ("China", "Russia"))
    tasks = [
        Task("1", f"China's share in the turnover of {year} with all countries, per cent", china, 2),
        Task("2", f"Russia's share in the turnover of {year}, per cent", russia, 1),
        Task(
            "3",
            "Partners in effect: 1 / sum of squared shares (all others as one)",
            1 / (shares**2).sum(),
            3,
        ),
        Task(
            "4",
            f"KAZ and {other}: equal votes among those with neither absent, per cent",
            agreed,
            3,
        ),
        Task(
            "5",
            f"{one} and {two}: members of both / members of at least one, per cent",
            100 * len(shared) / len(all_),
            2,
        ),
    ]
    height = max(len(lists[one]), len(lists[two]), len(table), len(amounts))
    columns: dict[str, list[object]] = {
        "partner": list(amounts.index),
        f"turnover {year}, USD bn": list(amounts),
        "roll call": list(range(1, len(table) + 1)),
        "KAZ": list(table["KAZ"]),
        other: list(table[other]),
        f"members of {one}": lists[one],
        f"members of {two}": lists[two],
    }
    return tasks, [
        list(columns),
        *([column[row] if row < len(column) else "" for column in columns.values()] for row in range(height)),
    ]


def plural(variant: int) -> tuple[list[Task], Cells]:
    year = [1959, 1970, 1979, 1989, 1999, 2009, 2021, 1959][variant - 1]
    census = kz.load("ethnic_composition").query("kind == 'census' and year == @year").dropna(subset="share_pct")
    shares = [float(share) for share in census["share_pct"]]
    rest = 100 - sum(shares)
    squared = sum((share / 100) ** 2 for share in [*shares, rest])
    edition = [1, 2, 5, 7, 1, 2, 5, 7][variant - 1]
    metric = ["countries", "delegations"][(variant - 1) // 4]
    if (edition, metric) == (1, "delegations"):
        edition, metric = 4, "delegations"
    counts = kz.load("religions_congress_counts").query("metric == @metric")
    own = counts.loc[counts["edition"] == edition, "value"]
    tasks = [
        Task("1", f"The lowest number of {metric} that a source gives for Congress {edition}", float(own.min()), 1),
        Task("2", "The highest such number", float(own.max()), 1),
        Task("3", "By how many per cent the highest exceeds the lowest", float(100 * (own.max() / own.min() - 1)), 2),
        Task("4", f"What the groups of {year} lack to 100 per cent", rest, 1),
        Task(
            "5",
            "Two people of different groups: 100 x (1 - sum of squared shares), what is lacking being a group",
            100 * (1 - squared),
            3,
        ),
    ]
    groups = [[row.ethnic_group, float(row.share_pct)] for row in census.itertuples()]
    given = [[int(row.edition), row.source, float(row.value)] for row in counts.itertuples()]
    height = max(len(groups), len(given))
    blank = [["", ""], ["", "", ""]]
    return tasks, [
        ["group", f"per cent, {year}", "Congress", "source", metric],
        *(
            [*(groups[row] if row < len(groups) else blank[0]), *(given[row] if row < len(given) else blank[1])]
            for row in range(height)
        ),
    ]


def weights(variant: int) -> tuple[list[Task], Cells]:
    rng = np.random.default_rng(variant)
    items = ["A", "B", "C", "D"]
    matrix = np.ones((4, 4))
    for i in range(4):
        for j in range(i + 1, 4):
            times = int(rng.integers(1, 10))
            matrix[i, j] = times if rng.random() < 0.6 else 1 / times
            matrix[j, i] = 1 / matrix[i, j]
    means = np.exp(np.log(matrix).mean(axis=1))
    own = 100 * means / means.sum()
    ranks = np.array([rng.permutation(4) + 1 for _ in range(5)])
    sums = ranks.sum(axis=0)
    w = 12 * ((sums - sums.mean()) ** 2).sum() / (5**2 * (4**3 - 4))
    tasks = [
        Task("1", "The number that belongs into row D, column A (one decimal)", matrix[3, 0], 1),
        Task("2", "Weight of A, per cent: geometric mean of its row / sum of all four means", own[0], 3),
        Task("3", "Weight of C, per cent", own[2], 2),
        Task(
            "4", "What A over B and B over C together imply for A over C: their product", matrix[0, 1] * matrix[1, 2], 1
        ),
        Task("5", "Kendall's W of the five raters, per cent: 100 x 12 S / (m² (n³ - n))", 100 * w, 3),
    ]
    rows: Cells = [["times as much as", *items, "", "rater", *(f"rank of {item}" for item in items)]]
    for number in range(5):
        # the lower half is the student's to fill in
        upper = [float(matrix[number, j]) if j >= number else "" for j in range(4)] if number < 4 else [""] * 4
        rows.append([items[number] if number < 4 else "", *upper, "", number + 1, *map(int, ranks[number])])
    return tasks, rows


SHEETS: dict[str, Callable[[int], tuple[list[Task], Cells]]] = {
    "partners": partners,
    "plural": plural,
    "weights": weights,
}


# Workbooks.


def workbook(sheet: str, variant: int) -> dict[str, str]:
    """Return the parts of a workbook by name."""
    tasks, given = SHEETS[sheet](variant)
    rows: Cells = [HEADER, ["name", "Write your name, as your teacher has it", "", ""]]
    for number, task in enumerate(tasks, start=3):
        rows.append(
            [task.name, f"{task.question} ({task.points} points)", "", Formula(check(f"C{number}", task.answer))]
        )
    rows.append(["words", QUESTIONS[sheet], "", ""])
    rows.append(["sheet", "Leave this row as it is", f"{sheet} {variant}", ""])
    filled = {"sheet1": cells(rows, answers=True), "sheet2": cells(given)}
    return {
        path.relative_to(PARTS).as_posix(): path.read_text("utf-8").replace("<sheetData/>", filled.get(path.stem, ""))
        for path in sorted(PARTS.rglob("*"))
        if path.is_file()
    }


class Formula(str):
    """What a cell computes."""


def remainder(answer: float) -> int:
    """Return what is left of an answer with one decimal, by which it can be known and not be read."""
    return round(10 * answer + 1e-9) * 7919 % 10007


def check(cell: str, answer: float) -> str:
    """Return the formula that says whether a cell holds an answer."""
    return f'IF({cell}="","",IF(MOD(ROUND(10*{cell},0)*7919,10007)={remainder(answer)},"right","look again"))'


def cells(rows: Cells, answers: bool = False) -> str:
    """Return rows as a sheet writes them."""
    lines = []
    for number, row in enumerate(rows, start=1):
        line = ""
        for letter, value in zip("ABCDEFGHIJKLMNOP", row, strict=False):
            style = 2 if answers and letter == "C" and number > 1 else int(answers)
            at = f'r="{letter}{number}" s="{style}"'
            if isinstance(value, Formula):
                line += f"<c {at}><f>{escape(value)}</f></c>"
            elif isinstance(value, str):
                line += f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else f"<c {at}/>"
            else:
                line += f"<c {at}><v>{float(value)!r}</v></c>"
        lines.append(f'<row r="{number}">{line}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>"


QUESTIONS = {
    "partners": "A state votes like another in nine of ten roll calls: two reasons for which this may say little on "
    "their relations (3 points, read by your teacher)",
    "plural": "A headline says that tourism has doubled: three questions that you ask before you use it (3 points, "
    "read by your teacher)",
    "weights": "Two raters give the same items quite different weights, and both are consistent: what does consistency "
    "say, and what does it not say? (3 points, read by your teacher)",
}


# Making and grading.


def make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        for variant in VARIANTS:
            with zipfile.ZipFile(folder / f"{sheet}-{variant}.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
                for name, text in workbook(sheet, variant).items():
                    packed.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def grade(path: Path) -> dict[str, object]:
    """Return whose a workbook is, which it is, its points, and what is wrong with it."""
    try:
        rows = workbooks.rows(path, HEADER)
        given = {row[0]: row[2] for row in rows.values() if len(row) > 2}
        sheet, variant = given["sheet"].split()
        tasks, _ = SHEETS[sheet](VARIANTS[VARIANTS.index(int(variant))])
    except (workbooks.WorkbookError, LookupError, ValueError):
        return {"note": "this is none of the worksheets as .xlsx: ask for it again"}
    points = sum(task.points for task in tasks if right(given.get(task.name, ""), task.answer))
    most = sum(task.points for task in tasks)
    found = {"student": given.get("name", "").strip(), "worksheet": sheet, "variant": variant}
    note = "to be read" if given.get("words", "").strip() else "the question in words is not answered"
    return {**found, "points": points, "of": most, "words": given.get("words", ""), "note": note}


def right(given: str, answer: float) -> bool:
    try:
        return abs(float(given.replace(",", ".")) - answer) < NEAR
    except ValueError:
        return False


COLUMNS = ["file", "student", "worksheet", "variant", "points", "of", "words", "note"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "grade"])
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    if options.what == "make":
        make(options.folder)
        return
    with gathered(options.folder, MOST_BYTES) as found:
        rows = [{"file": one.name, **grade(one.path)} for one in found]
    out = csv.DictWriter(sys.stdout, COLUMNS, restval="")
    out.writeheader()
    out.writerows(rows)


if __name__ == "__main__":
    main()
