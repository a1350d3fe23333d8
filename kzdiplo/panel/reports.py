"""The page that reports on a panel; see :func:`kzdiplo.panel.report`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import pandas as pd

import kzdiplo
from kzdiplo import charts
from kzdiplo.charts import Passport
from kzdiplo.panel import (
    BETWEEN,
    COLORS,
    LIMIT,
    MARK,
    PARTS,
    QUADRANTS,
    Panel,
    Refused,
    lists,
    texts,
)
from kzdiplo.table import load

#: How many items the figure to project shows.
_HEAVIEST = 10
#: How many problems of one file are told.
_MOST_PROBLEMS = 8

_STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:0 1rem 4rem;
overflow-wrap:break-word}
h1{line-height:1.2;margin-bottom:.3em}
h2{margin-top:2em;border-top:1px solid rgba(128,128,128,.5);padding-top:.6em}
nav ul{padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.2em 1.2em}
.say{border-left:4px solid #0064b0;padding:.1em 1em;margin:1em 0}
table{border-collapse:collapse;width:100%;font-size:.93em}
caption{text-align:left;font-weight:600;padding:.4em 0}
th,td{text-align:left;vertical-align:top;padding:.3em .6em .3em 0;
border-bottom:1px solid rgba(128,128,128,.35)}
th[scope=row]{font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}
td.n{white-space:nowrap}
.cards th:first-child{min-width:9rem}
td[data-name=Where]{min-width:7rem}
.flag{font-weight:700;text-decoration:underline;text-underline-offset:.2em}
.dot{display:inline-block;width:.7em;height:.7em;margin-right:.4em;border:1px solid currentColor;
print-color-adjust:exact}
summary{cursor:pointer;padding:.4em 0}
td,th{overflow-wrap:anywhere}
.show .kz-figure{max-width:none!important;border:1px solid rgba(128,128,128,.5)}
.show .close{display:none}
.show:target{position:fixed;inset:0;z-index:9;background:#fff;color:#222;padding:.5rem;margin:0;
overflow:auto;display:flex;flex-direction:column}
.show:target .close{display:block}
.show:target .close a{color:#00549e}
.show:target .open{display:none}
.show:target .kz-figure{flex:1;min-height:0;display:flex;flex-direction:column;border:0;
padding:0!important;font-size:1.3em}
.show:target picture{flex:1;min-height:0;display:flex}
.show:target img{width:100%!important;height:100%!important;object-fit:contain;
object-position:left top}
@media (max-width:600px){
.cards thead{position:absolute;left:-999em}
.cards tr{display:block;padding:.5em 0;border-bottom:2px solid rgba(128,128,128,.35)}
.cards td,.cards th[scope=row]{display:block;border:0;padding:.1em 0;text-align:left;
white-space:normal}
.cards td::before{content:attr(data-name)": "}
.cards td:empty{display:none}
.lines td{display:inline}
.lines td:not(:last-child)::after{content:"; "}
td,th{padding-right:.35em}
}
@media print{
body{max-width:none;font-size:10pt}
nav,.open,.close,a[download]{display:none}
h2{break-after:avoid}
tr,.kz-figure,li{break-inside:avoid}
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(panel: Panel) -> str:
    """Return the HTML of a report.

    Parameters
    ----------
    panel : Panel
        With one rater or more.

    Returns
    -------
    str
        A page of its own.
    """
    weights, quadrants = panel.weights(), panel.quadrant_weights()
    sections = {
        "figures": ("To project", _figures(panel, weights)),
        "weights": ("The SWOT with its weights", _weights(panel, weights, quadrants)),
        "agreement": ("Agreement among raters", _agreement(panel)),
        "consistency": ("Who is inconsistent, and where", _consistency(panel)),
        "files": ("The files", _files(panel)),
    }
    contents = "".join(
        f'<li><a href="#{key}">{head}</a></li>' for key, (head, _) in sections.items()
    )
    body = "".join(
        f'<section id="{key}"><h2>{head}</h2>{text}</section>'
        for key, (head, text) in sections.items()
    )
    count = len(panel.raters)
    title = f"SWOT panel: {_many(count, 'rater')}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">{MARK}'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><header><h1>{title}</h1>"
        f"<p>Made on {date.today().isoformat()} with kzdiplo {kzdiplo.__version__}. The table "
        f"weighed is that of Kozhanbergenova, Turuntayeva and Baigondin (2023) on Kazakhstan's "
        "cultural diplomacy; CD in its labels stands for cultural diplomacy.</p>"
        f"{_summary(panel, weights)}"
        f'<nav aria-label="Parts of this report"><ul>{contents}</ul></nav>'
        f"</header><main>{body}</main></body></html>\n"
    )


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _records(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.to_dict("records")


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _named(item: str) -> str:
    """Return an item as its number and label, a quadrant as its name."""
    label = texts()[item][0]
    return label if item in QUADRANTS else f"{item} {label}"


def _summary(panel: Panel, weights: pd.DataFrame) -> str:
    flagged = len(panel.raters) - len(panel.consistent())
    left = panel.refused
    lines = [f"<b>{_many(len(panel.raters), 'file')} counted</b>, one for each rater."]
    if left:
        names = ", ".join(escape(file.file) for file in left[:12])
        more = f" and {len(left) - 12} more" if len(left) > 12 else ""
        lines.append(
            f"<b>{_many(len(left), 'file')} left out</b>: {names}{more}. "
            '<a href="#files">Why, and what to do</a>.'
        )
    else:
        lines.append("No file was left out.")
    lines.append(f"{escape(_heaviest(weights))}.")
    lines.append(
        f"Raters who contradict themselves in at least one list (consistency ratio above "
        f"{LIMIT:g}): {flagged} of {len(panel.raters)}. They are flagged, and counted all the same."
    )
    return '<div class="say">' + "".join(f"<p>{line}</p>" for line in lines) + "</div>"


def _heaviest(weights: pd.DataFrame) -> str:
    top = weights[weights["rank"] == 1]
    names = [_named(item) for item in top["item_id"]]
    share = f"{_percent(top['weight'].iloc[0])} per cent"
    if len(names) == 1:
        return f"The panel gives most weight to {names[0]}: {share}"
    return f"{', '.join(names[:-1])} and {names[-1]} weigh most: {share} each"


def _figures(panel: Panel, weights: pd.DataFrame) -> str:
    hint = (
        '<p class="open">Each figure can be shown alone on the whole screen; Back returns to the '
        "report.</p>"
    )
    figures = [_spread_figure(panel, weights), _swot_figure(panel, weights)]
    return hint + "".join(
        f'<div class="show" id="large-{figure.name}"><p class="close"><a href="#figures">Back to '
        f'the report</a></p><p class="open"><a href="#large-{figure.name}">Show this figure '
        f"large</a></p>{figure._repr_html_()}</div>"
        for figure in figures
    )


def _drawn(panel: Panel, weights: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the weights in per cent with the names of items, and the note of each figure."""
    shares = ["weight", "p10", "p50", "p90", "even"]
    rows = weights.assign(
        item=[_named(item) for item in weights["item_id"]], **(100 * weights[shares]).round(3)
    )
    count = _many(len(panel.raters), "rater")
    note = f"That is the table of items; the weights are those of this panel of {count}."
    return rows.drop(columns=["label", "consistent"]), note


def _spread_figure(panel: Panel, weights: pd.DataFrame) -> Passport:
    rows, note = _drawn(panel, weights)
    rows = rows.sort_values("rank", kind="stable").head(_HEAVIEST)
    ax = charts.ranges(rows, "p10", "p90", "item", "quadrant", colors=COLORS, fmt="{:.1f}")
    # the panel's weight may lie outside the middle of its members' weights
    ax.plot(
        rows["weight"],
        range(len(rows)),
        linestyle="",
        marker="D",
        color="#222222",
        markerfacecolor="white",
        zorder=3,
    )
    charts.legend(ax, COLORS, "o", labels=QUADRANTS, columns=len(QUADRANTS))
    return charts.finish(
        ax,
        name="panel-spread",
        title=_heaviest(weights),
        subtitle=(
            f"The {len(rows)} heaviest items. Diamond: the panel; line: the middle 80 per cent of "
            "its raters; per cent of all weight"
        ),
        alt="Ranges of the weights that raters give, and the panel's weight. "
        + "; ".join(
            f"{row['item']}: {row['p10']:.1f} to {row['p90']:.1f}, panel {row['weight']:.1f}"
            for row in _records(rows)
        )
        + ".",
        data=rows,
        source=load("swot_items"),
        note=note,
        narrow_height=0.7 + 0.72 * len(rows),
    )


def _swot_figure(panel: Panel, weights: pd.DataFrame) -> Passport:
    rows, note = _drawn(panel, weights)
    rows = rows.sort_values(["quadrant", "rank"], kind="stable")
    shares = rows.groupby("quadrant")["weight"].sum()
    most = [name for q, name in QUADRANTS.items() if round(shares[q], 1) == round(shares.max(), 1)]
    ax = charts.quadrants(
        rows,
        "weight",
        "item",
        "quadrant",
        colors=COLORS,
        labels={q: f"{name}: {shares[q]:.1f} per cent" for q, name in QUADRANTS.items()},
        fmt="{:.1f}",
    )
    return charts.finish(
        ax,
        name="panel-swot",
        title=f"{' and '.join(most)} carry {shares.max():.1f} per cent of the panel's weight"
        + (" each" if len(most) > 1 else ""),
        subtitle="Weight of each item in the panel's judgement, per cent of all weight",
        alt="Four lists of items with bars. "
        + "; ".join(f"{row['item']}: {row['weight']:.1f}" for row in _records(rows))
        + ".",
        data=rows,
        source=load("swot_items"),
        note=note,
    )


def _table(
    caption: str, columns: Mapping[str, str], rows: Iterable[Sequence[str]], kind: str = ""
) -> str:
    """Return a table from the class of each column and rows of HTML; the first cell names a row."""
    head = "".join(
        f'<th scope="col" class="{style}">{name}</th>' for name, style in columns.items()
    )
    body = []
    for name, *cells in rows:
        rest = "".join(
            f'<td data-name="{column}" class="{style}">{cell}</td>'
            for (column, style), cell in zip(list(columns.items())[1:], cells, strict=True)
        )
        body.append(f'<tr><th scope="row">{name}</th>{rest}</tr>')
    return (
        f'<table class="{kind}"><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _dot(quadrant: str) -> str:
    return f'<span class="dot" style="background:{COLORS[quadrant]}"></span>'


def _middle(low: float, high: float) -> str:
    return f"{_percent(low)} to {_percent(high)}"


def _weights(panel: Panel, weights: pd.DataFrame, quadrants: pd.DataFrame) -> str:
    columns = {"Item": "", "Weight, %": "n", "Middle 80% of raters": "n", "Median": "n"}
    four = [
        [
            _dot(row["quadrant"]) + QUADRANTS[row["quadrant"]],
            *(_percent(row["weight"]), _middle(row["p10"], row["p90"]), _percent(row["p50"])),
        ]
        for row in _records(quadrants)
    ]
    items = [
        [
            _dot(row["quadrant"]) + escape(_named(row["item_id"])),
            *(
                _percent(row["weight"]),
                _middle(row["p10"], row["p90"]),
                _percent(row["p50"]),
                str(row["rank"]),
            ),
            "" if pd.isna(row["consistent"]) else _percent(row["consistent"]),
            _percent(row["even"]),
        ]
        for row in _records(weights)
    ]
    without = f"Without flagged raters ({len(panel.consistent())} left)"
    more = {"Rank": "n", without: "n", "If all answers were equal": "n"}
    return (
        "<p>The panel's weights come from the geometric mean of all raters' judgements. The middle "
        "80 per cent and the median are those of the raters' own weights. An item of a shorter "
        "list starts with a greater weight: the last column says how great it would be if every "
        "answer were equal, so compare items within their quadrant first.</p>"
        + _table("The quadrants", columns, four, "cards lines")
        + _table(f"The {len(weights)} items", {**columns, **more}, items, "cards lines")
    )


def _agreement(panel: Panel) -> str:
    names = {**PARTS, "all": "All items, by their overall weight"}
    rows = [
        [
            names[row["part"]],
            str(row["items"]),
            "not defined" if pd.isna(row["w"]) else f"{row['w']:.2f}",
        ]
        for row in _records(panel.agreement())
    ]
    alone = len(panel.raters) == 1
    return (
        ("<p>Agreement needs two raters; this panel has one.</p>" if alone else "")
        + "<p>Kendall's W says how far the raters rank alike: 0 where their rankings cancel "
        f"out, 1 where all are the same. Answers at random give {1 / len(panel.raters):.2f} on "
        "average (1 divided by the number of raters), and a little more over all items, because "
        "those of a shorter list start with a greater weight.</p>"
        + _table(
            f"Agreement of {_many(len(panel.raters), 'rater')}",
            {"Ranking of": "", "How many": "n", "Kendall's W": "n"},
            rows,
        )
    )


def weighs(a: str, b: str, times: float) -> str:
    """Say in words how many times one item weighs as much as another.

    Parameters
    ----------
    a, b : str
        The items, as they are to be named.
    times : float
        How many times a weighs as much as b.

    Returns
    -------
    str
        Such as ``"S2 weighs 3 times as much as S1"``, the heavier first. What lies beyond the
        scale of a judgement is called more than 9 times.

    Examples
    --------
    >>> from kzdiplo.panel.reports import weighs
    >>> weighs("S1", "S2", 1 / 3)
    'S2 weighs 3 times as much as S1'
    """
    if times < 1:
        a, b, times = b, a, 1 / times
    text = f"{times:.1f}".removesuffix(".0")
    return (
        f"{a} weighs as much as {b}" if text == "1" else f"{a} weighs {text} times as much as {b}"
    )


def _consistency(panel: Panel) -> str:
    table = panel.consistency()
    flagged = table[table["flagged"]].sort_values("ratio", ascending=False)
    lines = []
    for rater, rows in flagged.groupby("rater", sort=False):
        where = "".join(
            f"<li>{PARTS[row['part']]}, ratio {row['ratio']:.2f}. "
            f"Given: {_said(row, 'given')}. The other answers imply: {_said(row, 'implied')}."
            f"{_of_three(row['part'])}</li>"
            for row in _records(rows)
        )
        lines.append(f"<li><b>{escape(str(rater))}</b><ul>{where}</ul></li>")
    found = (
        f"<ul>{''.join(lines)}</ul>"
        if lines
        else f"<p>No rater has a consistency ratio above {LIMIT:g}.</p>"
    )
    return (
        "<p>The consistency ratio is 0 when a rater's answers fit together without any "
        f"contradiction and about 1 when they were given at random. Above {LIMIT:g} a rater is "
        "flagged here, with the answer that contradicts the others most; all flagged raters are "
        "still counted. A contradiction may be a slip of the hand or a mind not made up: ask, and "
        "do not correct it for the rater.</p>"
        f"{found}<details><summary>Every ratio of every rater</summary>{_ratios(table)}</details>"
    )


def _said(row: Mapping[Any, Any], which: str) -> str:
    a, b = (f"“{_named(row[item])}”" for item in ("item_a", "item_b"))
    return escape(weighs(a, b, row[which]))


def _of_three(part: str) -> str:
    if len(lists()[part]) > 3:
        return ""
    return " Among three items any of the three answers may be the one at fault."


def _ratios(table: pd.DataFrame) -> str:
    short = {**{q: q[0].upper() for q in QUADRANTS}, BETWEEN: "Quadrants"}
    rows = [
        [
            escape(str(rater)),
            *(
                f'<span class="flag">{row["ratio"]:.2f}&nbsp;!</span>'
                if row["flagged"]
                else f"{row['ratio']:.2f}"
                for row in _records(parts)
            ),
        ]
        for rater, parts in table.groupby("rater", sort=False)
    ]
    caption = f"Consistency ratios; marked with ! and underlined: above {LIMIT:g}"
    return _table(caption, {"Rater": "", **dict.fromkeys(short.values(), "n")}, rows)


def _files(panel: Panel) -> str:
    counted = "".join(
        f"<li>{escape(rater)}: {escape(file)}</li>" for rater, file in panel.files.items()
    )
    left = ""
    if panel.refused:
        rows = [row for file in panel.refused for row in _problems(file, panel)]
        columns = dict.fromkeys(["File", "Where", "What is wrong", "What to do"], "")
        left = "<p>These files are not counted. Mend them and make the report again.</p>" + _table(
            f"{_many(len(panel.refused), 'file')} left out", columns, rows, "cards"
        )
    return (
        f"{left}<details><summary>{_many(len(panel.files), 'file')} counted</summary>"
        f"<ul>{counted}</ul></details>"
    )


def _problems(file: Refused, panel: Panel) -> Iterator[list[str]]:
    name = escape(file.file)
    if file.rater is not None:
        name += f"<br>{escape(file.rater)}"
        if panel.counts(file.rater):
            name += " (another file of this rater is counted)"
    for problem in file.problems[:_MOST_PROBLEMS]:
        row = "" if problem.row is None else f"row {problem.row}"
        value = "" if problem.value is None else f"<q>{escape(problem.value[:80])}</q>"
        where = [row, escape(problem.column or ""), value]
        yield [
            name,
            ", ".join(filter(None, where)),
            escape(problem.message),
            escape(problem.remedy),
        ]
    rest = len(file.problems) - _MOST_PROBLEMS
    if rest > 0:
        yield [name, "", f"{_many(rest, 'more problem')} in this file", ""]
