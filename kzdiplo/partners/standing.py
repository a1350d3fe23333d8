"""Standing: the profile of a state beside Kazakhstan's, and its places among peers as ranges."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from kzdiplo import table
from kzdiplo.measures.balance import evenness_ranges, profile_of, rank_range, reporter_gap
from kzdiplo.partners.facts import HOME, Part, part
from kzdiplo.partners.state import State, rows_of
from kzdiplo.vectors import SHORT, VECTORS

_ABOUT = ["first_year", "last_year", "source"]


def peers() -> list[str]:
    """Return the states that the tables of peers compare with Kazakhstan."""
    return sorted(set(rows_of("vector_amounts")["iso3"]) - {HOME})


def ranges() -> pd.DataFrame:
    """Return evenness and places of all peers in the newest period of each domain.

    Returns
    -------
    pandas.DataFrame
        As :func:`kzdiplo.measures.balance.evenness_ranges` returns it for ``domain``, ``period``
        and ``iso3``, with ``first_year``, ``last_year``, ``source``, the ``margin`` of the domain
        (:func:`margins`), and ``best``, ``worst`` and ``n_ranked`` of
        :func:`kzdiplo.measures.balance.rank_range`.
    """
    amounts = rows_of("vector_amounts").sort_values(["last_year", "first_year"], kind="stable")
    every = evenness_ranges(amounts, ["domain", "period", "iso3"])
    about = amounts.groupby(["domain", "period", "iso3"], as_index=False)[_ABOUT].first()
    every = every.merge(about).assign(margin=lambda rows: rows["domain"].map(margins(rows)))
    newest = amounts.groupby("domain", sort=False)["period"].last()
    now = every[every["period"] == every["domain"].map(newest)]
    placed = [
        rank_range(rows, rows["margin"].iloc[0]) for _, rows in now.groupby("domain", sort=False)
    ]
    return pd.concat(placed, ignore_index=True)


def margins(every: pd.DataFrame) -> dict[str, float]:
    """Return by how much values of a domain must differ to count as apart.

    It is the most by which two reporters part over one state in the newest period that has two; a
    domain with one reporter, which says nothing of it, takes the largest of the others.
    """
    known = {}
    for domain, rows in every[every["n_variants"] > 1].groupby("domain"):
        newest = rows["last_year"] == rows["last_year"].max()
        known[str(domain)] = reporter_gap(rows[newest], 1)
    return {domain: known.get(domain, max(known.values())) for domain in every["domain"].unique()}


def of_both(state: State) -> pd.DataFrame:
    """Return the profiles of the state and of Kazakhstan, a row a domain, state and vector."""
    both = {code: _profile(code, table.DATA) for code in (state.code, HOME)}
    return pd.concat(both, names=["iso3", "row"]).reset_index("iso3")


@cache
def _profile(code: str, _folder: Path) -> pd.DataFrame:
    """Return the profile of a state, made once for the tables at hand."""
    return profile_of(code, rows_of("vector_amounts"))


def profile_part(state: State) -> Part:
    """Show the shares of the vectors, the state's before Kazakhstan's."""
    profiles = of_both(state)
    shares = profiles.pivot_table(index="domain", columns=["iso3", "vector"], values="share")
    own, home = ((100 * shares[code]).map("{:.0f}".format) for code in (state.code, HOME))
    cells = pd.DataFrame(own + " / " + home)[[*VECTORS]].rename(columns=SHORT)
    keys = ["iso3", "domain", "period", "reporter"]
    used = rows_of("vector_amounts").merge(profiles[keys].drop_duplicates())
    when = used.drop_duplicates(keys).sort_values("iso3", key=lambda codes: codes == HOME)
    when = when.assign(when=_years(when) + ", " + when["reporter"].str.replace("_", " "))
    spans = when.groupby("domain")["when"].agg(lambda each: " / ".join(dict.fromkeys(each)))
    cells.insert(0, "Years, reporter", spans)
    shown = cells.reset_index(names="Domain")
    return Part(
        f"Shares of the vectors in each domain, per cent: {state.name} / Kazakhstan",
        ("vector_amounts",),
        used,
        shown,
        "The newest period of each state and its own record where the table has it; where periods "
        "or reporters differ, both stand there. Vectors are the eight as seen from Kazakhstan.",
    )


def evenness_part(state: State, every: pd.DataFrame) -> Part:
    """Show evenness and the places that its ranges allow, beside Kazakhstan's."""
    columns = ["domain", "period"]
    every = every.assign(
        even=_span(every, "evenness_low", "evenness_high", "{:.2f}"),
        places=_span(every, "best", "worst", "{}"),
        apart=every["margin"].map("{:.3f}".format),
        years=_years(every),
    )
    home = every.loc[every["iso3"] == HOME, [*columns, "even", "places"]]
    both = every[every["iso3"] == state.code].merge(home, on=columns, suffixes=("", "_home"))
    return part(
        "Evenness over the vectors, and the places that it allows among the peers",
        "vector_amounts",
        both,
        {
            "domain": "Domain",
            "years": "Years",
            "even": state.name,
            "even_home": "Kazakhstan",
            "apart": "Apart by more than",
            "places": f"Places, {state.name}",
            "places_home": "Places, Kazakhstan",
            "n_ranked": "States",
        },
        "Evenness is Shannon's (1: equal shares); a range is that over reporters. Values count as "
        "apart by more than the most by which two reporters part over one state, in the newest "
        "period of the domain that has two; where there is one reporter, by the largest such gap "
        "of the other domains. Places are all those that this allows; both states need the period.",
    )


def _span(rows: pd.DataFrame, low: str, high: str, fmt: str) -> pd.Series:
    """Write ranges, single values where both ends are the same in print."""
    start, end = rows[low].map(fmt.format), rows[high].map(fmt.format)
    return start.where(start == end, start + " to " + end)


def _years(rows: pd.DataFrame) -> pd.Series:
    """Write the years that rows speak of."""
    return _span(
        rows.astype({"first_year": str, "last_year": str}), "first_year", "last_year", "{}"
    )
