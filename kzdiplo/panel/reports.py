"""The report: a page to project without names, and one with them for the teacher."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd

import kzdiplo
from kzdiplo.panel import rounds, words
from kzdiplo.panel.answers import MARK
from kzdiplo.panel.chance import PANELS
from kzdiplo.panel.forms import PARTS, lists, pairs
from kzdiplo.panel.results import LEAST, LIMIT, Panel
from kzdiplo.table import TableError
from kzdiplo.templating import render

_NAMES = ("First round", "Second round")


def report(first: Panel, second: Panel | None = None) -> str:
    """Return what a panel says as a page to project, without a name of a rater or a file.

    Parameters
    ----------
    first : Panel
        What :func:`kzdiplo.panel.collect` returned.
    second : Panel, optional
        The same of a second round: the page then sets the two beside one another.

    Returns
    -------
    str
        One HTML file that asks for nothing outside, with the figures, the weights and their
        spread, agreement beside that by chance, and how many raters and files there are.

    Raises
    ------
    TableError
        When there is no rater to report on; the message names the files left out.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> filled = panel.invented(1, seed=1)["Invented rater 1"]
    >>> votes = panel.Panel(panel.matrices(filled), {"Invented rater 1": "a.csv"}, [])
    >>> "SWOT panel: 1 rater" in panel.report(votes), "Invented" in panel.report(votes)
    (True, False)
    """
    # figures need matplotlib, which reading the files does not
    from kzdiplo.panel import figures

    held = _held(first, second)
    last = held[-1]
    weights = last.weights()
    drawn = [figures.spread(last, weights), figures.by_quadrant(last, weights)]
    return render(
        "panel/report.html.jinja",
        **_shared(held),
        heaviest=words.heaviest(weights),
        figures=[*([figures.moves(first, second)] if second else []), *drawn],
        weights=[_by(votes.weights(), "item_id") for votes in held],
        quadrants=[_by(votes.quadrant_weights(), "quadrant") for votes in held],
        agreement=[_by(votes.agreement(), "part") for votes in held],
        flagged=[votes.consistency().groupby("part")["flagged"].sum().to_dict() for votes in held],
        moved=rounds.moved(first, second) if second else None,
        items=_by(rounds.by_item(first, second), "item_id") if second else {},
        least=LEAST,
        panels=PANELS,
    )


def teacher(first: Panel, second: Panel | None = None) -> str:
    """Return what a panel says of each rater and file as a page for the teacher.

    Parameters
    ----------
    first : Panel
        What :func:`kzdiplo.panel.collect` returned.
    second : Panel, optional
        The same of a second round.

    Returns
    -------
    str
        One HTML file that asks for nothing outside: whose answers contradict one another, who
        moved, what was left out and what to do. Names stand in it as they are.

    Raises
    ------
    TableError
        When there is no rater to report on; the message names the files left out.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> filled = panel.invented(1, seed=1)["Invented rater 1"]
    >>> votes = panel.Panel(panel.matrices(filled), {"Invented rater 1": "a.csv"}, [])
    >>> "Invented rater 1: a.csv" in panel.teacher(votes)
    True
    """
    held = _held(first, second)
    ratios = [votes.consistency() for votes in held]
    flagged = [rows[rows["flagged"]].sort_values("ratio", ascending=False) for rows in ratios]
    return render(
        "panel/teacher.html.jinja",
        **_shared(held),
        lists=lists(),
        flagged=[_by_rater(rows) for rows in flagged],
        ratios=[_by_rater(rows) for rows in ratios],
        moved=rounds.by_rater(first, second).to_dict("records") if second else [],
        pairs=len(pairs()),
    )


def _held(first: Panel, second: Panel | None) -> list[Panel]:
    """Return the rounds that were held, if each has a rater."""
    held = [first, second] if second else [first]
    for votes in held:
        if not votes.raters:
            problems = [problem for file in votes.refused for problem in file.problems]
            raise TableError("there is no file that can be counted", problems)
    return held


def _shared(held: list[Panel]) -> dict[str, Any]:
    """Return what both pages say."""
    return {
        "held": held,
        "names": _NAMES[: len(held)],
        "mark": MARK,
        "today": date.today().isoformat(),
        "version": kzdiplo.__version__,
        "words": words,
        "limit": LIMIT,
        "parts": PARTS,
    }


def _by(table: pd.DataFrame, key: str) -> dict[Hashable, dict[Hashable, Any]]:
    """Return the rows of a table by one of its columns."""
    return {row[key]: row for row in table.to_dict("records")}


def _by_rater(table: pd.DataFrame) -> dict[str, list[dict[Hashable, Any]]]:
    """Return the rows of each rater."""
    return {
        str(rater): rows.to_dict("records") for rater, rows in table.groupby("rater", sort=False)
    }
