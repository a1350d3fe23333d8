"""A panel: a class weighs the SWOT by pairs, and its files become weights, spread and agreement.

Each rater answers one form (:func:`form`, or the questionnaire of :mod:`kzdiplo.panel.questionnaire`).
:func:`collect` reads the folder of the returned files; what cannot be counted is left out by
name, with the reason. :func:`report` makes a page of the result.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from io import StringIO
from itertools import combinations
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pandas as pd

from kzdiplo import palette
from kzdiplo.measures import agreement, ahp, swot
from kzdiplo.table import Problem, TableError, load

#: The quadrants of the table and their names in print.
QUADRANTS = {
    "strength": "Strengths",
    "weakness": "Weaknesses",
    "opportunity": "Opportunities",
    "threat": "Threats",
}
#: One colour a quadrant.
COLORS = palette.QUADRANTS
#: The fifth list that a rater weighs: the quadrants themselves.
BETWEEN = "quadrants"
#: The lists that a rater weighs, and their names in print.
PARTS = {**QUADRANTS, BETWEEN: "Between the quadrants"}
#: What a file must hold; further columns are for the reader.
COLUMNS = ("rater", "item_a", "item_b", "value")
#: Above this consistency ratio a rater's answers contradict one another (saaty1980analytic).
LIMIT = 0.1
#: Stands in every report, so that one that lies in the folder is not taken for an answer.
MARK = '<meta name="generator" content="kzdiplo panel">'

Matrices = dict[str, dict[str, pd.DataFrame]]

_QUESTIONNAIRE = "Load the file into the questionnaire and save it from there"
_MOST_BYTES = 1_000_000
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
_FRACTION = re.compile(r"([1-9])\s*/\s*([1-9])")
_DECIMAL = re.compile(r"-?(\d+(\.\d+)?|\.\d+)")
# what a spreadsheet makes of 1/3 under various settings
_DATE = re.compile(
    r"\d{1,2}[.\-/ ][^\W\d]{3,}\.?([.\-/ ]\d+)?|[^\W\d]{3,}\.?[.\-/ ]\d{1,2}"
    r"|\d{1,2}[.\-/]\d{1,2}[.\-/]\d{2,4}|\d{4}-\d{2}-\d{2}.*"
)


@cache
def lists() -> dict[str, list[str]]:
    """Return what is weighed: the items of each quadrant, then the quadrants.

    Returns
    -------
    dict of str to list of str
        By the names of :data:`PARTS`.
    """
    items = load("swot_items").sort_values("position")
    by_quadrant = {q: items.loc[items["quadrant"] == q, "item_id"].tolist() for q in QUADRANTS}
    return {**by_quadrant, BETWEEN: list(QUADRANTS)}


@cache
def texts() -> dict[str, tuple[str, str]]:
    """Return the label and the gloss of every item and quadrant.

    Returns
    -------
    dict of str to tuple of str
        The label is the wording of the published table, the gloss this project's.
    """
    items = load("swot_items")
    named = {
        item: (label, gloss)
        for item, label, gloss in zip(items["item_id"], items["label"], items["gloss"], strict=True)
    }
    inside = {"strength": "inside, helps", "weakness": "inside, hinders"}
    outside = {"opportunity": "outside, may help", "threat": "outside, may harm"}
    for name, where in {**inside, **outside}.items():
        count = len(lists()[name])
        named[name] = (QUADRANTS[name], f"All {count} {QUADRANTS[name].lower()} ({where})")
    return named


@cache
def pairs() -> list[tuple[str, str, str]]:
    """Return every pair of the form as its list and its two items.

    Returns
    -------
    list of tuple of str
        In the order of the form.
    """
    return [(part, a, b) for part, names in lists().items() for a, b in combinations(names, 2)]


def form(rater: str = "") -> pd.DataFrame:
    """Return the form that a rater fills in, one row a pair.

    Parameters
    ----------
    rater : str
        Name or code of the rater.

    Returns
    -------
    pandas.DataFrame
        ``rater``, ``item_a``, ``item_b``; ``value``, blank: how many times a weighs as much as
        b, from 1/9 to 9; ``text_a`` and ``text_b``, for the reader only.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> panel.form("Aigul").iloc[0][["item_a", "item_b"]].tolist()
    ['S1', 'S2']
    """
    words = {item: ": ".join(both) for item, both in texts().items()}
    columns = {
        "rater": rater,
        "item_a": [a for _, a, _ in pairs()],
        "item_b": [b for _, _, b in pairs()],
        "value": float("nan"),
        "text_a": [words[a] for _, a, _ in pairs()],
        "text_b": [words[b] for _, _, b in pairs()],
    }
    return pd.DataFrame(columns)


def invented(raters: int, seed: int) -> dict[str, pd.DataFrame]:
    """Return filled forms of raters who do not exist, to try the panel on.

    Parameters
    ----------
    raters : int
        How many.
    seed : int
        Start of the random numbers: the same seed gives the same answers.

    Returns
    -------
    dict of str to pandas.DataFrame
        A form by name. Tastes are drawn at random: partly shared, partly each rater's own,
        and each answer errs a little.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> list(panel.invented(2, seed=1))
    ['Invented rater 1', 'Invented rater 2']
    """
    rng = np.random.default_rng(seed)
    names = [name for part in lists().values() for name in part]
    shared = rng.normal(0, 0.5, len(names))
    width = len(str(raters))
    filled = {}
    for number in range(1, raters + 1):
        own = dict(zip(names, shared + rng.normal(0, 0.5, len(names)), strict=True))
        care = rng.choice([0.2, 0.35, 0.7])
        sheet = form(f"Invented rater {number:0{width}}")
        logs = sheet["item_a"].map(own) - sheet["item_b"].map(own)
        logs += rng.normal(0, care, len(sheet))
        times = logs.abs().map(math.exp).round().clip(1, 9)
        sheet["value"] = times.where(logs >= 0, 1 / times)
        filled[sheet["rater"].iloc[0]] = sheet
    return filled


def matrices(judgements: pd.DataFrame) -> Matrices:
    """Sort the judgements of all raters into the matrices of each list.

    Parameters
    ----------
    judgements : pandas.DataFrame
        ``rater``, ``item_a``, ``item_b``, ``value``; every pair of the form once for each rater.

    Returns
    -------
    dict
        By rater and list of :data:`PARTS`, a reciprocal matrix.

    Raises
    ------
    ValueError
        As :func:`kzdiplo.measures.ahp.from_pairs`.
    """
    found: Matrices = {str(rater): {} for rater in judgements["rater"].unique()}
    for part, names in lists().items():
        rows = judgements[judgements["item_a"].isin(names)]
        for rater, matrix in ahp.from_pairs(rows, names).items():
            found[rater][part] = matrix
    return found


@dataclass(frozen=True)
class Refused:
    """A file that is not counted.

    Attributes
    ----------
    file : str
        Its name.
    rater : str or None
        Whose it is, where it could be read.
    problems : list of kzdiplo.table.Problem
        What is wrong and what to do.
    """

    file: str
    rater: str | None
    problems: list[Problem]


@dataclass(frozen=True)
class Panel:
    """The counted answers of a panel.

    Attributes
    ----------
    matrices : dict
        By rater and list of :data:`PARTS`, a matrix of judgements.
    files : dict of str to str
        By rater, the file that was counted.
    refused : list of Refused
        The files that were not.
    """

    matrices: Matrices
    files: Mapping[str, str]
    refused: list[Refused]

    @property
    def raters(self) -> list[str]:
        """The raters that count."""
        return list(self.matrices)

    def counts(self, rater: str) -> bool:
        """Say whether some file of a rater is counted, however the name is spelt.

        Parameters
        ----------
        rater : str
            A name; case and extra spaces do not matter.

        Returns
        -------
        bool
        """
        return _key(rater) in map(_key, self.raters)

    def __repr__(self) -> str:
        return f"Panel of {len(self.raters)} raters; files left out: {len(self.refused)}"

    def refusals(self) -> pd.DataFrame:
        """Return why files were left out.

        Returns
        -------
        pandas.DataFrame
            One row a problem: ``file``, ``row`` (as a spreadsheet counts; blank for the whole
            file), ``column``, ``value``, ``problem``, ``remedy``.
        """
        rows = [
            (file.file, p.row, p.column, p.value, p.message, p.remedy)
            for file in self.refused
            for p in file.problems
        ]
        names = ["file", "row", "column", "value", "problem", "remedy"]
        return pd.DataFrame(rows, columns=names).astype({"row": "Int64"})

    @cached_property
    def _consistency(self) -> pd.DataFrame:
        rows = []
        for rater, parts in self.matrices.items():
            for part, matrix in parts.items():
                worst = ahp.contradictions(matrix).iloc[0]
                ratio = ahp.consistency_ratio(matrix)
                rows.append({"rater": rater, "part": part, "ratio": ratio, **worst})
        table = pd.DataFrame(rows)
        table.insert(3, "flagged", table["ratio"] > LIMIT)
        return table.drop(columns="factor")

    def consistency(self) -> pd.DataFrame:
        """Return how far each rater's answers contradict one another.

        Returns
        -------
        pandas.DataFrame
            One row a rater and list: ``rater``, ``part``, ``ratio`` (the consistency ratio),
            ``flagged`` (above :data:`LIMIT`), and the judgement that contradicts the others
            most: ``item_a``, ``item_b``, ``given``, ``implied`` (what the others imply). Among
            three items all judgements contradict one another equally; the first is named.
        """
        return self._consistency.copy()

    @cached_property
    def _own(self) -> pd.DataFrame:
        rows = {rater: _priorities(parts) for rater, parts in self.matrices.items()}
        return pd.DataFrame(rows).T

    def own_weights(self) -> pd.DataFrame:
        """Return what each item weighs by each rater's own answers.

        Returns
        -------
        pandas.DataFrame
            One row a rater, one column an item; each row sums to 1.
        """
        return self._own.copy()

    def weights(self) -> pd.DataFrame:
        """Return what each item weighs for the panel, and for its members.

        Returns
        -------
        pandas.DataFrame
            One row an item, in the order of the table: ``item_id``, ``quadrant``, ``label``;
            ``weight``, from the geometric mean of all judgements, summing to 1, and its
            ``rank``; ``p10``, ``p50`` and ``p90``, the percentiles of the members' own weights;
            ``even``, the weight if every answer were "equal", which is greater in a shorter
            list; ``consistent``, the weight without members who are flagged in any list
            (missing when none is left).
        """
        sure = self.consistent()
        weight = _priorities(self._joined(self.raters))
        low, middle, high = np.percentile(self._own, [10, 50, 90], axis=0)
        lengths = {q: len(lists()[q]) for q in QUADRANTS}
        items = load("swot_items").set_index("item_id").loc[weight.index]
        return pd.DataFrame(
            {
                "item_id": weight.index,
                "quadrant": items["quadrant"].to_numpy(),
                "label": items["label"].to_numpy(),
                "weight": weight.to_numpy(),
                "rank": weight.round(12).rank(ascending=False, method="min").astype(int).to_numpy(),
                "p10": low,
                "p50": middle,
                "p90": high,
                "even": (1 / len(QUADRANTS) / items["quadrant"].map(lengths)).to_numpy(),
                "consistent": _priorities(self._joined(sure)).to_numpy() if sure else float("nan"),
            }
        )

    def quadrant_weights(self) -> pd.DataFrame:
        """Return what each quadrant weighs for the panel, and for its members.

        Returns
        -------
        pandas.DataFrame
            One row a quadrant: ``quadrant``, ``weight``, ``p10``, ``p50``, ``p90``.
        """
        low, middle, high = np.percentile(self._local(BETWEEN), [10, 50, 90], axis=0)
        weight = ahp.weights(self._joined(self.raters)[BETWEEN])
        return pd.DataFrame(
            {
                "quadrant": weight.index,
                "weight": weight.to_numpy(),
                "p10": low,
                "p50": middle,
                "p90": high,
            }
        )

    def agreement(self) -> pd.DataFrame:
        """Return how far the members rank alike.

        Returns
        -------
        pandas.DataFrame
            One row a list, and one for all items by their overall weight (``part`` is "all"):
            ``part``, ``items``, ``w`` (Kendall's W; missing for a single rater, or when nobody
            ranks anything above anything else). Answers at random give 1 divided by the number of
            raters on average, and a little more over all items, because those of a shorter list
            start with a greater weight.
        """
        rows = [
            (part, len(names), _concordance(self._local(part))) for part, names in lists().items()
        ]
        rows.append(("all", self._own.shape[1], _concordance(self._own)))
        return pd.DataFrame(rows, columns=["part", "items", "w"])

    def consistent(self) -> list[str]:
        """Return the raters who are flagged in no list.

        Returns
        -------
        list of str
            Their names.
        """
        flagged = set(self._consistency.loc[self._consistency["flagged"], "rater"])
        return [rater for rater in self.raters if rater not in flagged]

    def _local(self, part: str) -> pd.DataFrame:
        """One row a rater, one column an item of a list: weights within the list."""
        return pd.DataFrame([ahp.weights(parts[part]) for parts in self.matrices.values()])

    def _joined(self, raters: list[str]) -> dict[str, pd.DataFrame]:
        return {
            part: ahp.aggregate([self.matrices[rater][part] for rater in raters]) for part in PARTS
        }


def _priorities(parts: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the overall weight of each item."""
    table = swot.priorities(parts[BETWEEN], {name: parts[name] for name in QUADRANTS})
    return table.set_index("factor")["priority"]


def _concordance(scores: pd.DataFrame) -> float:
    # what differs only by rounding is a tie
    table = scores.round(12)
    if len(table) < 2 or (table.max(axis=1) == table.min(axis=1)).all():
        return float("nan")
    return agreement.kendalls_w(table)


def collect(folder: str | Path, progress: Callable[[int, int], None] | None = None) -> Panel:
    """Read the answers in a folder; leave out by name what cannot be counted.

    Parameters
    ----------
    folder : str or pathlib.Path
        One CSV file a rater. Hidden files and reports of this module are passed over.
    progress : callable, optional
        Called after each file with how many were read, and how many there are.

    Returns
    -------
    Panel
        Also when nothing could be counted; then it has no raters.

    Raises
    ------
    TableError
        When there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise TableError(f"there is no folder {str(folder)!r}")
    paths = sorted(filter(_counts, folder.iterdir()), key=lambda path: path.name.casefold())
    answers: list[tuple[str, str, pd.DataFrame]] = []
    refused: list[Refused] = []
    for number, path in enumerate(paths, start=1):
        rater, judgements, problems = _read(path)
        if problems:
            refused.append(Refused(path.name, rater, problems))
        else:
            answers.append((path.name, str(rater), judgements))
        if progress:
            progress(number, len(paths))
    same = Counter(_key(rater) for _, rater, _ in answers)
    for file, rater, _ in answers:
        if same[_key(rater)] > 1:
            others = [f for f, r, _ in answers if _key(r) == _key(rater) and f != file]
            refused.append(Refused(file, rater, [_twice(file, rater, others)]))
    counted = [answer for answer in answers if same[_key(answer[1])] == 1]
    return Panel(
        matrices=matrices(pd.concat([rows for *_, rows in counted])) if counted else {},
        files={rater: file for file, rater, _ in counted},
        refused=sorted(refused, key=lambda one: one.file.casefold()),
    )


def report(panel: Panel) -> str:
    """Return a page with all that a panel says: one HTML file that asks for nothing outside.

    Parameters
    ----------
    panel : Panel
        What :func:`collect` returned.

    Returns
    -------
    str
        HTML with the figures, the tables, the contradictions and the files left out. Names of
        raters and files stand in it as they are: it is the teacher's to pass on or not.

    Raises
    ------
    TableError
        When there is no rater to report on; the message names the files left out.
    """
    # figures need matplotlib, which reading the files does not
    from kzdiplo.panel.reports import page

    if not panel.raters:
        problems = [problem for file in panel.refused for problem in file.problems]
        raise TableError("there is no file that can be counted", problems)
    return page(panel)


def _counts(path: Path) -> bool:
    """Say whether something in the folder is meant as an answer."""
    name = path.name.lower()
    if name.startswith((".", "~$")) or name in _SYSTEM_FILES:
        return False
    if path.suffix.lower() in {".html", ".htm"} and path.is_file():
        with path.open("rb") as file:
            return MARK.encode() not in file.read(1000)
    return True


def _key(rater: str) -> str:
    """Return a name as names are compared: without case, and with spaces made one."""
    return " ".join(normalize("NFKC", rater).split()).casefold()


def _twice(file: str, rater: str, others: list[str]) -> Problem:
    return Problem(
        file, None, "rater", rater,
        f"the same rater has another file: {', '.join(others)}",
        "Leave the file that counts in the folder and move the other away; two people of one "
        "name need different names in their files",
    )  # fmt: skip


def _read(path: Path) -> tuple[str | None, pd.DataFrame, list[Problem]]:
    """Read one file: its rater, the judgements, and all that is wrong with it."""
    nothing = pd.DataFrame(columns=list(COLUMNS))
    try:
        rows = _rows(path.name, _text(path))
        rater = _rater(path.name, rows)
    except TableError as error:
        return None, nothing, error.problems
    given, problems = _judgements(path.name, rows)
    table = pd.DataFrame([(rater, *pair, value) for pair, (value, _) in given.items()])
    return rater, table.set_axis(list(COLUMNS), axis=1) if given else nothing, problems


def _fatal(file: str, message: str, remedy: str, row: int | None = None) -> TableError:
    return TableError(f"{file}: {message}", [Problem(file, row, None, None, message, remedy)])


def _text(path: Path) -> str:
    file = path.name
    if path.is_dir():
        raise _fatal(
            file, "this is a folder, and its files are not read", "Move its files one level up"
        )
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _fatal(
                file, "the file is far larger than a filled form", "Put the right file in its place"
            )
        data = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be opened ({error.strerror})"
        raise _fatal(file, message, "Copy it into the folder again") from None
    if data.startswith(_WORKBOOKS):
        remedy = "In the spreadsheet choose Save As, CSV UTF-8"
        raise _fatal(file, "this is a workbook of a spreadsheet, not CSV", remedy)
    if path.suffix.lower() != ".csv":
        raise _fatal(
            file, "this is not a CSV file", "Move it away; if it is a form, save it as CSV"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"line {line} is not written in UTF-8"
        raise _fatal(file, message, f"{_QUESTIONNAIRE}, or save it as CSV UTF-8") from None
    if "\0" in text:
        raise _fatal(file, "this is no plain text", "Save it as CSV UTF-8")
    if not text.strip():
        raise _fatal(file, "the file is empty", "Ask the rater for the file again")
    return text


def _rows(file: str, text: str) -> list[tuple[int, dict[str, str]]]:
    """Cut text into the cells that count, by the number that a spreadsheet gives the row."""
    first = text.splitlines()[0]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if mark in first and first.count(",") < len(COLUMNS) - 1:
            message = f"the cells are set apart by {name}, not by commas"
            remedy = f"{_QUESTIONNAIRE}, or put commas in their place in a text editor"
            raise _fatal(file, message, remedy, 1)
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error:
        message = "a quotation mark is not closed"
        raise _fatal(file, message, f"{_QUESTIONNAIRE}, or close it", len(lines) + 1) from None
    header = [name.strip().lower() for name in lines[0]]
    missing = [name for name in COLUMNS if header.count(name) != 1]
    if missing:
        message = f"the first row does not name the columns {', '.join(COLUMNS)} once each"
        message += f"; look at: {', '.join(missing)}"
        raise _fatal(file, message, "Copy the answers into a new form", 1)
    places = {name: header.index(name) for name in COLUMNS}
    rows = [
        (
            number,
            {name: line[at].strip() if at < len(line) else "" for name, at in places.items()},
        )
        for number, line in enumerate(lines[1:], start=2)
        if "".join(line).strip()
    ]
    if not rows:
        raise _fatal(
            file, "there are no rows below the header", "Ask the rater for the filled form"
        )
    return rows


def _rater(file: str, rows: list[tuple[int, dict[str, str]]]) -> str:
    """Return the one name in the file; cells that leave it out are taken to mean the same."""
    names = {_key(row["rater"]): " ".join(row["rater"].split()) for _, row in rows}
    names.pop("", None)
    if not names:
        raise _fatal(
            file,
            "the rater is not named",
            "Write a name or a code in the column rater, the same in each row",
        )
    if len(names) > 1:
        few = ", ".join(list(names.values())[:3])
        message = f"the file holds {len(names)} raters: {few}{', ...' if len(names) > 3 else ''}"
        raise _fatal(file, message, "Make a file of its own for each rater")
    return next(iter(names.values()))


def _judgements(
    file: str, rows: list[tuple[int, dict[str, str]]]
) -> tuple[dict[tuple[str, str], tuple[float, int]], list[Problem]]:
    """Return the judgement of each pair with its row, and what is wrong."""
    known = {name.casefold(): name for names in lists().values() for name in names}
    home = {name: part for part, names in lists().items() for name in names}
    given: dict[tuple[str, str], tuple[float, int]] = {}
    problems: list[Problem] = []
    blank: dict[frozenset[str], int] = {}
    settled: set[frozenset[str]] = set()

    def wrong(row: int, column: str, value: str, message: str, remedy: str) -> None:
        problems.append(Problem(file, row, column, value or None, message, remedy))

    for number, row in rows:
        ids = [known.get(row[name].casefold()) for name in ("item_a", "item_b")]
        for name, found in zip(("item_a", "item_b"), ids, strict=True):
            if found is None:
                remedy = f"Use the names of the form: {', '.join(home)}"
                wrong(number, name, row[name], "this is no item of the form", remedy)
        a, b = ids
        if a is None or b is None:
            continue
        both = f"{a}, {b}"
        if home[a] != home[b]:
            message = "these two are not compared: only items of one quadrant are, and quadrants"
            wrong(number, "item_a, item_b", both, message, "Delete the row")
            continue
        if a == b:
            message = "an item is compared with itself"
            wrong(number, "item_a, item_b", both, message, "Delete the row")
            continue
        if not row["value"]:
            blank[frozenset((a, b))] = number
            continue
        settled.add(frozenset((a, b)))
        try:
            value = _value(row["value"])
        except ValueError as error:
            wrong(number, "value", row["value"], *error.args)
            continue
        if (a, b) in given:
            message = f"the pair {a} and {b} is answered already in row {given[a, b][1]}"
            wrong(number, "item_a, item_b", both, message, "Keep one of the two rows")
        elif (b, a) in given:
            back, first = given[b, a]
            # 0.14 for 1/7 is still its reciprocal
            if abs(value * back - 1) > ahp.ROUNDING:
                message = (
                    f"{a} against {b} contradicts row {first}, where {b} against {a} is {back:g}: "
                    "one must be the reciprocal of the other"
                )
                wrong(number, "value", row["value"], message, "Keep one of the two rows")
        else:
            given[a, b] = value, number
    missing = [
        f"{a} and {b}" + (f" (row {blank[pair]})" if pair in blank else "")
        for _, a, b in pairs()
        if (pair := frozenset((a, b))) not in settled
    ]
    if missing:
        more = f"; and {len(missing) - 8} more" if len(missing) > 8 else ""
        verb = "has" if len(missing) == 1 else "have"
        message = f"{len(missing)} of {len(pairs())} pairs {verb} no value: "
        message += "; ".join(missing[:8]) + more
        remedy = f"{_QUESTIONNAIRE}: it lists what is open"
        problems.append(Problem(file, None, None, None, message, remedy))
    return given, _gathered(problems)


def _gathered(problems: list[Problem]) -> list[Problem]:
    """Tell what is wrong in the same way in many rows once, with the rows."""
    groups: dict[tuple[str | None, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.column, problem.message), []).append(problem)
    told = []
    for first, *others in groups.values():
        if len(others) < 3:
            told += [first, *others]
            continue
        rows = ", ".join(str(other.row) for other in others[:5])
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        told.append(replace(first, message=f"{first.message}; so in rows {rows}{more}"))
    return told


def _value(cell: str) -> float:
    """Read a judgement: a number with a point, or a fraction."""
    fraction = _FRACTION.fullmatch(cell)
    if fraction:
        value = int(fraction[1]) / int(fraction[2])
    elif _DECIMAL.fullmatch(cell):
        value = float(cell)
    elif re.fullmatch(r"\d+,\d+", cell):
        raise ValueError("the decimal mark is a comma", f"Write {cell.replace(',', '.')}")
    elif _DATE.fullmatch(cell):
        raise ValueError(
            "this is a date, which spreadsheets make of a fraction such as 1/3",
            "Write the decimal instead, such as 0.33",
        )
    else:
        raise ValueError(
            "this is not a number", "Write a number from 1/9 to 9, such as 3, 0.5 or 1/3"
        )
    low, high = ahp.SCALE
    if not low <= value <= high:
        raise ValueError(
            "the value lies outside 1/9 to 9",
            "Write how many times item_a weighs as much as item_b; where item_b weighs more, "
            "that is a fraction such as 1/3",
        )
    return value
