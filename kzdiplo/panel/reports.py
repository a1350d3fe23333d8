"""The report: one page with all that a panel says."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd

import kzdiplo
from kzdiplo.panel import words
from kzdiplo.panel.answers import MARK
from kzdiplo.panel.forms import PARTS, lists
from kzdiplo.panel.results import LIMIT, Panel
from kzdiplo.table import TableError
from kzdiplo.templating import render


def report(panel: Panel) -> str:
    """Return a page with all that a panel says: one HTML file that asks for nothing outside.

    Parameters
    ----------
    panel : Panel
        What :func:`kzdiplo.panel.collect` returned.

    Returns
    -------
    str
        HTML with the figures, the tables, the contradictions and the files left out. Names of
        raters and files stand in it as they are: it is the teacher's to pass on or not.

    Raises
    ------
    TableError
        When there is no rater to report on; the message names the files left out.

    Examples
    --------
    >>> from kzdiplo import panel
    >>> filled = panel.invented(1, seed=1)["Invented rater 1"]
    >>> votes = panel.Panel(panel.matrices(filled), {"Invented rater 1": "a.csv"}, [])
    >>> "SWOT panel: 1 rater" in panel.report(votes)
    True
    """
    # figures need matplotlib, which reading the files does not
    from kzdiplo.panel import figures

    if not panel.raters:
        problems = [problem for file in panel.refused for problem in file.problems]
        raise TableError("there is no file that can be counted", problems)
    weights = panel.weights()
    ratios = panel.consistency()
    flagged = ratios[ratios["flagged"]].sort_values("ratio", ascending=False)
    return render(
        "panel/report.html.jinja",
        panel=panel,
        mark=MARK,
        today=date.today().isoformat(),
        version=kzdiplo.__version__,
        words=words,
        limit=LIMIT,
        parts=PARTS,
        lists=lists(),
        heaviest=words.heaviest(weights),
        figures=[figures.spread(panel, weights), figures.by_quadrant(panel, weights)],
        weights=weights.to_dict("records"),
        quadrants=panel.quadrant_weights().to_dict("records"),
        agreement=panel.agreement().to_dict("records"),
        flagged=_by_rater(flagged),
        ratios=_by_rater(ratios),
    )


def _by_rater(table: pd.DataFrame) -> dict[str, list[dict[Hashable, Any]]]:
    """Return the rows of each rater."""
    return {
        str(rater): rows.to_dict("records") for rater, rows in table.groupby("rater", sort=False)
    }
