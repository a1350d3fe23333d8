"""Pages of partners: the facts of a state, block by block, as HTML in the book and in Jupyter."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from kzdiplo.charts import Passport
from kzdiplo.pages.listing import Listing, by_page
from kzdiplo.pages.tables import cell
from kzdiplo.partners import facts, figures, standing
from kzdiplo.partners.facts import Part
from kzdiplo.partners.state import State, listed, who
from kzdiplo.table import DATA, mentions, resource
from kzdiplo.templating import Shown, render


@dataclass(frozen=True)
class Block:
    """One theme of a page.

    Attributes
    ----------
    anchor, title : str
        Its place and its heading.
    parts : tuple of Part
        What the tables say.
    figures : tuple of Passport
        What is drawn of it.
    """

    anchor: str
    title: str
    parts: tuple[Part, ...]
    figures: tuple[Passport, ...] = ()

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """What the tables say that one must beware of, each table by its name."""
        tables = dict.fromkeys(name for part in self.parts for name in part.tables)
        return [(name, each["text"]) for name in tables for each in resource(name)["warnings"]]


@dataclass(frozen=True)
class Partner(Shown):
    """What the tables hold of a state and Kazakhstan; as the last line of a cell it shows itself.

    Attributes
    ----------
    state : State
        Whom it is about.
    blocks : tuple of Block
        Trade, votes, and so on; each part holds its rows with their sources.
    chapters : list
        The sections of the book whose text names the state, by page; empty where the book was not
        built.
    """

    template = "partners/page.html.jinja"
    cell = staticmethod(cell)

    state: State
    blocks: tuple[Block, ...]
    chapters: list[tuple[str, list[list[str]]]] = field(repr=False)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The parts by their labels."""
        return {part.label: part for block in self.blocks for part in block.parts}

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Anchors and headings of the page, in its order."""
        return [*((b.anchor, b.title) for b in self.blocks), ("chapters", "Chapters that name it")]

    def path(self, table: str) -> str:
        """Return where the file of a table stands in the book."""
        return str(resource(table)["path"])

    def __repr__(self) -> str:
        found = "; ".join(f"{label}: {len(part.rows)} rows" for label, part in self.parts.items())
        return f"{self.state.name}. {found}"


def partner(code: str) -> Partner:
    """Gather what the tables hold of one state, or the European Union, and Kazakhstan.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-3 code, such as ``"TUR"``, or ``"EU"``.

    Returns
    -------
    Partner
        Goods trade in the books of each reporter, votes by several measures, missions both ways,
        visits, documents and duties, organisations, arms, events, disagreements between sources,
        chapters; for a state of the table ``vector_amounts`` also its profile beside Kazakhstan's.
        Each part of :attr:`Partner.parts` has ``rows``, as their table holds them and with their
        sources; where the tables have no row, it is empty.

    Raises
    ------
    TableError
        When there is no such state, or it is Kazakhstan.

    Examples
    --------
    >>> import kzdiplo as kz
    >>> visits = kz.partner("TUR").parts["Visits of presidents and other principals"]
    >>> visits.rows["visit_id"].iloc[-1]
    'v001'
    """
    state = who(code)
    scores = facts.votes(state, _once("windows", facts.windows))
    flows = facts.flows(state)
    blocks = [
        Block(
            "trade",
            "Trade and investment",
            (
                facts.trade_part(state),
                facts.mirror_part(state),
                facts.told_part(state),
                facts.investment_part(state),
            ),
            _drawn(*(figures.flow(state, flows, name) for name in ("exports", "imports"))),
        ),
        Block(
            "votes",
            "Votes in the United Nations",
            (facts.votes_part(state, scores), facts.ukraine_part(state)),
            _drawn(figures.votes(state, scores)),
        ),
        Block("missions", "Missions", (facts.missions_part(state), facts.hosted_part(state))),
        Block("visits", "Visits", (facts.visits_part(state),)),
        Block(
            "treaties",
            "Treaties and partnership",
            (facts.treaties_part(state), facts.duties_part(state)),
        ),
        Block(
            "organisations",
            "Organisations",
            (facts.organisations_part(state), facts.overlap_part(state)),
        ),
        Block("arms", "Arms", _arms(state)),
        *_among_peers(state),
        Block("events", "Events", (facts.events_part(state),)),
        Block("conflicts", "Where sources part", (facts.conflicts_part(state),)),
    ]
    # the first page and the pages of partners name all
    named = [
        each
        for each in mentions().get(state.key, [])
        if each[0] != "intro" and "/partners/" not in each[0]
    ]
    return Partner(state, tuple(blocks), by_page(named))


def _arms(state: State) -> tuple[Part, ...]:
    """Return what is known of arms: what came to the Union is in no table."""
    to_home = facts.arms_part(state)
    return (to_home,) if state.is_group else (to_home, facts.received_part(state))


def _among_peers(state: State) -> list[Block]:
    """Return the block of a peer, none of a state that is no peer."""
    if state.code not in standing.peers():
        return []
    every = _once("ranges", standing.ranges)
    profile, even = standing.profile_part(state), standing.evenness_part(state, every)
    drawn = figures.evenness(state, every, profile.rows)
    return [Block("peers", "Among the peers", (profile, even), (drawn,))]


def _drawn(*made: Passport | None) -> tuple[Passport, ...]:
    return tuple(figure for figure in made if figure is not None)


_kept: dict[tuple[str, Any], pd.DataFrame] = {}


def _once(name: str, make: Any) -> pd.DataFrame:
    """Return what is the same for all pages, made once for the tables at hand."""
    key = (name, DATA)
    if key not in _kept:
        _kept[key] = make()
    return _kept[key]


def states(only: str = "all") -> Listing:
    """Show the states and territories of the book; those with a page of their own lead to it.

    Parameters
    ----------
    only : str
        ``"all"``, or ``"pages"`` for those with a page and the European Union.

    Returns
    -------
    Listing

    Examples
    --------
    >>> import kzdiplo as kz
    >>> kz.states("pages").label
    'Search 35 partners and peers'
    """
    rows = listed()
    what = "states and territories"
    if only == "pages":
        union, what = who("EU"), "partners and peers"
        group = {"iso3": "EU", "name": union.name, "kk": union.kk, "ru": union.ru}
        group |= {"variants": "EU", "page": "european-union"}
        rows = pd.concat([rows.dropna(subset="page"), pd.DataFrame([group])])
        rows = rows.sort_values("name")
    rows = rows.astype(object).where(rows.notna(), "")
    body = render("partners/states.html.jinja", rows=rows.to_dict("records"))
    return Listing(f"Search {len(rows)} {what}", len(rows), body)
