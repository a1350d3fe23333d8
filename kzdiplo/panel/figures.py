"""The figures of a report."""

from __future__ import annotations

import pandas as pd

from kzdiplo import charts
from kzdiplo.measures.swot import QUADRANTS
from kzdiplo.pages.card import Passport
from kzdiplo.palette import ACCENT, GREY, INK, WHITE
from kzdiplo.palette import QUADRANTS as COLORS
from kzdiplo.panel import rounds
from kzdiplo.panel.results import Panel
from kzdiplo.panel.words import heaviest, many, named
from kzdiplo.table import load

#: How many items the figure to project shows.
_HEAVIEST = 10


def _drawn(panel: Panel, weights: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the weights in per cent with the names of items, and the note of each figure."""
    shares = ["weight", "p10", "p50", "p90", "even"]
    rows = weights.assign(
        item=[named(item) for item in weights["item_id"]], **(100 * weights[shares]).round(3)
    )
    count = many(len(panel.raters), "rater")
    note = f"That is the table of items; the weights are those of this panel of {count}."
    return rows.drop(columns=["label", "consistent"]), note


def spread(panel: Panel, weights: pd.DataFrame) -> Passport:
    """Show the heaviest items with what the panel and what its raters give them."""
    rows, note = _drawn(panel, weights)
    rows = rows.sort_values("rank", kind="stable").head(_HEAVIEST)
    ax = charts.ranges(rows, "p10", "p90", "item", "quadrant", colors=COLORS, fmt="{:.1f}")
    # the panel's weight may lie outside the middle of its members' weights
    ax.plot(
        rows["weight"],
        range(len(rows)),
        linestyle="",
        marker="D",
        color=INK,
        markerfacecolor=WHITE,
        zorder=3,
    )
    charts.legend(ax, COLORS, "o", labels=QUADRANTS, columns=len(QUADRANTS))
    return charts.finish(
        ax,
        name="panel-spread",
        title=heaviest(weights),
        subtitle=(
            f"The {len(rows)} heaviest items. Diamond: the panel; line: the middle 80 per cent of "
            "its raters; per cent of all weight"
        ),
        alt="Ranges of the weights that raters give, and the panel's weight. "
        + "; ".join(
            f"{row['item']}: {row['p10']:.1f} to {row['p90']:.1f}, panel {row['weight']:.1f}"
            for row in rows.to_dict("records")
        )
        + ".",
        data=rows,
        source=load("swot_items"),
        note=note,
        narrow_height=0.7 + 0.72 * len(rows),
    )


def by_quadrant(panel: Panel, weights: pd.DataFrame) -> Passport:
    """Show the four lists of the table with the weight of each item."""
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
        + "; ".join(f"{row['item']}: {row['weight']:.1f}" for row in rows.to_dict("records"))
        + ".",
        data=rows,
        source=load("swot_items"),
        note=note,
    )


def moves(first: Panel, second: Panel) -> Passport:
    """Show what the panel gave its heaviest items in the first round and in the second."""
    rows = rounds.by_item(first, second).sort_values("second", ascending=False, kind="stable")
    rows[["first", "second", "change"]] = (100 * rows[["first", "second", "change"]]).round(3)
    rows["item"] = [named(item) for item in rows["item_id"]]
    rows = rows.head(_HEAVIEST).drop(columns=["up", "down"])
    most = rows.iloc[int(rows["change"].abs().to_numpy().argmax())]
    ax = charts.dumbbell(
        rows,
        "second",
        "first",
        "item",
        colors={"second": ACCENT, "first": GREY},
        labels={"second": "second round", "first": "first round"},
    )
    return charts.finish(
        ax,
        name="panel-rounds",
        title=f"Of the heaviest, {most['item']} moved most: "
        f"from {most['first']:.1f} to {most['second']:.1f} per cent",
        subtitle=f"The {len(rows)} heaviest items of the second round; per cent of all weight",
        alt=charts.say(rows, "{item}: {first:.1f}, then {second:.1f}", start="Pairs of weights. "),
        data=rows,
        source=load("swot_items"),
        note="That is the table of items; the weights are those of this panel in two rounds of "
        f"{many(len(first.raters), 'rater')} and {many(len(second.raters), 'rater')}.",
    )
