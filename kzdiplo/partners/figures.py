"""Figures of the pages: small ones, of which two stand side by side on a wide screen."""

from __future__ import annotations

import pandas as pd

from kzdiplo import charts
from kzdiplo.palette import ACCENT, GREEN, GREY, MID_BLUE, ORANGE
from kzdiplo.partners.facts import HOME
from kzdiplo.partners.state import State

_HEIGHT = 2.3
_REPORTERS = {
    "un_comtrade": "UN Comtrade",
    "kaz_national": "national",
    "cow_importer_reported": "importer",
    "partner_mirror": "partner",
}
_COLORS = dict(zip(_REPORTERS, (MID_BLUE, ACCENT, ORANGE, GREEN), strict=True))
_DASHES = dict(zip(_REPORTERS, ("-", "-", (0, (6, 1.5)), (0, (2.5, 1.2))), strict=True))
_WORDS = {
    "exports": ("Exports to", "from Kazakhstan"),
    "imports": ("Imports from", "to Kazakhstan"),
}


def flow(state: State, rows: pd.DataFrame, name: str) -> charts.Passport | None:
    """Draw one flow of goods, a line a reporter, which are never joined."""
    drawn = rows[rows["flow"] == name]
    known = drawn.dropna(subset="usd_bn")
    if known["year"].nunique() < 2:
        return None
    drawn = drawn[drawn["reporter"].isin(known["reporter"])]
    _, panels = charts.canvas(_HEIGHT)
    ax = charts.lines(
        drawn, "year", "usd_bn", "reporter",
        colors=_COLORS, dashes=_DASHES, labels=_REPORTERS, ax=panels[0, 0],
    )  # fmt: skip
    ax.set_ylim(bottom=0)
    words, way = _WORDS[name]
    ends = known.groupby("reporter", sort=False).nth([0, -1])
    return charts.finish(
        ax,
        name=f"partner-{state.code.lower()}-{name}",
        title=f"{words} {state.name}, by reporter",
        subtitle=f"Goods {way}, USD bn a year, {known['year'].min()} to {known['year'].max()}",
        alt=charts.say(
            ends.assign(who=ends["reporter"].map(_REPORTERS)),
            "{usd_bn:.2f} in {year}",
            by="who",
            start=f"A line for each reporter of {name}, USD bn. ",
            join=", ",
            between="; ",
        ),
        data=drawn[["year", "reporter", "usd_bn"]],
        source=known,
        note="UN Comtrade and national: Kazakhstan's own record; importer: that of the importing "
        "state. A gap is a year that a record lacks or counts in part.",
        small=True,
    )


def votes(state: State, rows: pd.DataFrame) -> charts.Passport | None:
    """Draw agreement beyond chance beside that of the median member."""
    if len(rows) < 2:
        return None
    both = {state.name: "kappa", "median member": "median_kappa"}
    drawn = pd.concat(
        [
            rows[["window", "window_start", "window_end"]].assign(of=of, kappa=rows[column])
            for of, column in both.items()
        ]
    )
    drawn = drawn.assign(year=(drawn["window_start"] + drawn["window_end"]) / 2)
    _, panels = charts.canvas(_HEIGHT)
    ax = charts.lines(
        drawn, "year", "kappa", "of",
        colors={state.name: ACCENT, "median member": GREY},
        dashes={state.name: "-", "median member": (0, (6, 1.5))},
        ax=panels[0, 0],
    )  # fmt: skip
    last = drawn.iloc[len(rows) - 1]
    if "part" in last["window"]:
        ax.plot(last["year"], last["kappa"], "o", color=ACCENT, markerfacecolor="white")
    ends = pd.DataFrame(drawn.groupby("of", sort=False).nth([0, -1]))
    return charts.finish(
        ax,
        name=f"partner-{state.code.lower()}-votes",
        title=f"Agreement with {state.name} beyond chance",
        subtitle="Cohen's kappa of recorded votes in the UN General Assembly, windows of years at "
        "their middle; hollow: a window that is not over",
        alt=charts.say(
            ends,
            "{kappa:.2f} in {window}",
            by="of",
            start="Two lines through windows of years, kappa. ",
            join=", ",
            between="; ",
        ),
        data=drawn[["window", "of", "kappa"]],
        source=rows,
        small=True,
    )


def evenness(state: State, rows: pd.DataFrame, source: pd.DataFrame) -> charts.Passport:
    """Draw the range of evenness of the state and of Kazakhstan, domain by domain."""
    names = {state.code: state.name, HOME: "Kazakhstan"}
    drawn = rows[rows["iso3"].isin(names)]
    drawn = drawn[drawn.groupby("domain")["iso3"].transform("nunique") == 2]
    drawn = drawn.assign(of=drawn["iso3"].map(names)).sort_values(
        ["domain", "iso3"], key=lambda column: column.eq(HOME) if column.name == "iso3" else column
    )
    drawn["row"] = drawn["domain"].where(drawn["iso3"] != HOME, "  Kazakhstan")
    columns = ["domain", "period", "of", "evenness_low", "evenness_high"]
    ax = charts.ranges(
        drawn, "evenness_low", "evenness_high", "row", "of",
        colors={state.name: ORANGE, "Kazakhstan": ACCENT}, fmt="{:.2f}",
    )  # fmt: skip
    return charts.finish(
        ax,
        name=f"partner-{state.code.lower()}-evenness",
        title=f"Evenness over the vectors, {state.name} and Kazakhstan",
        subtitle="Shannon evenness in the newest period of each domain, 1: equal shares; "
        f"the first of two rows is {state.name}'s",
        alt=charts.say(
            drawn.assign(low=drawn["evenness_low"]),
            "{of} {low:.2f}",
            by="domain",
            start="Two values a domain. ",
            join=", ",
            between="; ",
        ),
        data=drawn[columns],
        source=source,
        note="A range is that over reporters; one reporter is no certainty.",
        small=True,
    )
