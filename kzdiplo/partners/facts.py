"""Facts: what each table says of one state and Kazakhstan, with the rows that say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from kzdiplo.measures.voting import COUNTS, agreement_from_counts
from kzdiplo.partners.state import State, rows_of
from kzdiplo.source import as_of, credit
from kzdiplo.vectors import LABELS, assign

HOME = "KAZ"
#: Who counted the trade. Kazakhstan's own books come first.
REPORTERS = {
    "un_comtrade": "Kazakhstan, in UN Comtrade",
    "kaz_national": "Kazakhstan, national statistics",
    "cow_importer_reported": "the importing state, by Correlates of War",
    "partner_mirror": "the partner",
    "chn_customs": "China's customs",
    "eurostat_eu27": "Eurostat, EU (27)",
    "eurostat": "Eurostat",
    "kaz_foreign_ministry": "Kazakhstan's foreign ministry",
    "rus_president": "Russia's president",
}
#: What stands in a cell for which the tables have no value.
NONE = "–"
_NUMBER = rf"[-−]?[\d.,]+|{NONE}"
#: So many rows of a part are open on a page, the others folded.
FEW = 5
_FLOWS = {"exports_usd_bn": "exports", "imports_usd_bn": "imports"}


@dataclass(frozen=True)
class Part:
    """Rows that answer one question, and what a page shows of them.

    Attributes
    ----------
    label : str
        The question.
    tables : tuple of str
        The tables that were asked.
    rows : pandas.DataFrame
        The rows found, with their sources.
    shown : pandas.DataFrame
        The same for a reader, as text.
    note : str
        How to read them.
    """

    label: str
    tables: tuple[str, ...]
    rows: pd.DataFrame
    shown: pd.DataFrame
    note: str = ""

    @property
    def first(self) -> list[list[str]]:
        """The cells of the rows that are open on a page."""
        return [[*row] for row in self.shown.head(FEW).to_numpy()]

    @property
    def more(self) -> list[list[str]]:
        """The cells of the rows that are folded."""
        return [[*row] for row in self.shown.iloc[FEW:].to_numpy()]

    @property
    def numbers(self) -> set[str]:
        """The headings of the columns whose cells are numbers."""
        return {str(name) for name in self.shown if self.shown[name].str.fullmatch(_NUMBER).all()}

    @property
    def years(self) -> str:
        """The years that the rows speak of, blank where they carry none."""
        columns = ("year", "window_start", "period_start", "first_year", "date", "as_of")
        first = next((name for name in columns if name in self.rows), None)
        last = {"window_start": "window_end", "period_start": "period_end"}.get(str(first), first)
        last = "last_year" if first == "first_year" else last
        if first is None:
            return ""
        start = self.rows[first].dropna().astype(str).str[:4]
        end = self.rows[last].dropna().astype(str).str[:4]
        if start.empty:
            return ""
        return start.min() if start.min() == end.max() else f"{start.min()} to {end.max()}"

    @property
    def credit(self) -> str:
        """Whose facts they are, and of when."""
        date = as_of([self.rows])
        return credit([self.rows], named=4) + ("" if date == "undated" else f"; as of {date}")


def part(
    label: str, tables: str, rows: pd.DataFrame, columns: dict[str, str], note: str = ""
) -> Part:
    """Make a part that shows columns under the headings of a reader."""
    shown = rows[list(columns)].rename(columns=columns)
    return Part(label, tuple(tables.split()), rows, _as_text(shown), note)


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """Write cells as text, and leave out columns without any value."""
    written = rows.dropna(axis="columns", how="all").astype(object)
    for name in written.columns[rows.dtypes[written.columns] == "float64"]:
        written[name] = rows[name].map("{:,.3f}".format, na_action="ignore")
    return written.where(written.notna(), NONE).astype(str)


# Trade and investment.


def trade(state: State) -> pd.DataFrame:
    """Return goods trade with Kazakhstan, a row a year and reporter, in billions of US dollars."""
    order = {name: i for i, name in enumerate(REPORTERS)}
    rows = state.own("trade_by_partner")
    return rows.sort_values(
        ["year", "reporter"], key=lambda column: column.map(order).fillna(column)
    ).reset_index(drop=True)


def incomplete() -> pd.DataFrame:
    """Return the years of which a reporter's record misses a part, and why."""
    rows = rows_of("trade_totals")
    return rows.loc[
        rows["note"].str.startswith("incomplete", na=False), ["year", "reporter", "note"]
    ]


def flows(state: State) -> pd.DataFrame:
    """Return the same, a row a flow, without years of which the record misses a part."""
    rows = trade(state)[["year", "reporter", *_FLOWS, "as_of", "source"]]
    long = rows.melt(["year", "reporter", "as_of", "source"], var_name="flow", value_name="usd_bn")
    gaps = long.merge(incomplete(), how="left", indicator=True)["_merge"] == "both"
    return long.assign(flow=long["flow"].map(_FLOWS), usd_bn=long["usd_bn"].mask(gaps))


def trade_part(state: State) -> Part:
    """Show goods trade, the newest year first."""
    rows = (
        trade(state)
        .iloc[::-1]
        .merge(
            incomplete().rename(columns={"note": "in_part"}), how="left", on=["year", "reporter"]
        )
    )
    notes = rows["note"].fillna(rows["in_part"])
    return part(
        "Goods, in billions of US dollars, as each reporter counts them",
        "trade_by_partner",
        rows.assign(who=rows["reporter"].map(REPORTERS), note=notes),
        {
            "year": "Year",
            "who": "Reporter",
            "exports_usd_bn": "Exports from Kazakhstan",
            "imports_usd_bn": "Imports to Kazakhstan",
            "turnover_usd_bn": "Both",
            "note": "Note",
        },
        "Reporters are not joined: a change from one to another is no change of trade. What the "
        "importing state counts is the partner's record of Kazakhstan's exports, and Kazakhstan's "
        "own record of its imports.",
    )


def mirror_part(state: State) -> Part:
    """Show what the partner or others count in other money or for other periods."""
    member = rows_of("eu_member_exports_annual")
    ours = member["importer_iso3"] == HOME
    member = member[ours & member["exporter_iso3"].isin([state.code])]
    member = member.assign(
        reporter="eurostat", flow="export", value_eur_mn=member["exports_eur_mn"]
    )
    other = rows_of("mirror_trade")
    other = other[other["product_group"] == "All goods"]
    other = other[~other["reporter"].isin(["kaz_national", "eurostat_germany"])]
    ends = [state.name, f"{state.name} (27)"]
    to_home = (other["importer_iso3"] == HOME) & other["exporter"].isin(ends)
    from_home = (other["exporter_iso3"] == HOME) & other["importer"].isin(ends)
    rows = pd.concat([other[to_home | from_home], member]).sort_values(
        ["year", "period"], ascending=False
    )
    return part(
        "Goods, as others count or tell them",
        "mirror_trade eu_member_exports_annual",
        rows.assign(
            who=rows["reporter"].map(REPORTERS).fillna(rows["reporter"]),
            way=rows["exporter"] + " to " + rows["importer"],
            period=rows["period"].str.replace("_", " "),
        ),
        {
            "year": "Year",
            "period": "Period",
            "who": "Reporter",
            "way": "From, to",
            "flow": "Flow",
            "value_eur_mn": "EUR mn",
            "value_usd_mn": "USD mn",
        },
        "A period other than the full year is a part of it; turnover is both flows together.",
    )


def told_part(state: State) -> Part:
    """Show figures of trade from statements."""
    rows = state.own("trade_statements").sort_values("year", ascending=False)
    return part(
        "Trade as statements tell it, in billions of US dollars",
        "trade_statements",
        rows.assign(period=rows["period"].str.replace("_", " ")),
        {
            "year": "Year",
            "period": "Period",
            "exports_usd_bn": "Exports",
            "imports_usd_bn": "Imports",
            "turnover_usd_bn": "Both",
            "note": "Note",
        },
    )


def investment_part(state: State) -> Part:
    """Show the share of the stock of direct investment."""
    rows = state.of_members("fdi_stock_shares")
    keys = ["year", "as_of", "source"]
    rows = rows.groupby(keys, as_index=False)[["stock_share_pct"]].sum()
    return part(
        "Share of the stock of direct investment in Kazakhstan, per cent",
        "fdi_stock_shares",
        rows.sort_values("year", ascending=False),
        {"year": "End of", "stock_share_pct": "Per cent"},
        "The investor is the country from which the money came last."
        + (" Sum of the members that the table lists." if state.is_group else ""),
    )


# Votes.


def windows() -> pd.DataFrame:
    """Return the scores of Kazakhstan with every member, a row a window of years and member."""
    spans = rows_of("agreement_by_window")[["window_start", "window_end", "partial_window"]]
    spans = spans.drop_duplicates()
    counts = rows_of("position_counts").dropna(subset="iso3")
    distances = rows_of("ideal_points").query("variant == 'all' and actor_type == 'country'")
    parts = []
    for start, end, partial in spans.itertuples(index=False):
        inside = counts[counts["year"].between(start, end)]
        sums = inside.groupby(["iso3", "as_of", "source"], as_index=False)[[*COUNTS]].sum()
        near = distances[distances["year"].between(start, end)].groupby("iso3")
        scores = agreement_from_counts(sums)
        scores["distance"] = scores["iso3"].map(near["distance_to_kaz"].mean())
        also = (";" + scores["iso3"].map(near["source"].first())).fillna("")
        scores["source"] += also
        scores.insert(0, "window", f"{start}-{end}" + (" (part)" if partial else ""))
        parts.append(scores.assign(window_start=start, window_end=end))
    return pd.concat(parts, ignore_index=True)


SCORES = ["agreement", "kappa", "pi", "a"]


def votes(state: State, every: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of a state with Kazakhstan and the median of all members, by window.

    Of the Union the scores are means over its members, which count alike.
    """
    keys = ["window", "window_start", "window_end", "as_of"]
    kinds = {"n_joint": "sum", "source": "max", **dict.fromkeys([*SCORES, "distance"], "mean")}
    own = every[every["iso3"].isin(state.members)].groupby(keys, as_index=False).agg(kinds)
    median = every.groupby("window")[SCORES].median().add_prefix("median_")
    return own.join(median, on="window")


def votes_part(state: State, scores: pd.DataFrame) -> Part:
    """Show the scores, the newest window first."""
    note = (
        "Agreement is the share of joint votes with the same position; kappa, pi and a are what "
        "remains of it beyond chance, each with its own idea of chance (1: always alike, 0: as "
        "chance would have it). The median is that of all members with joint votes. The distance "
        "is that of estimated ideal points, a mean over the years of the window that the table "
        "has for this state."
    )
    if state.is_group:
        note += " Scores are means over the members, votes their sum."
    return part(
        "Recorded votes in the General Assembly, by window of years",
        "position_counts agreement_by_window ideal_points",
        scores.iloc[::-1],
        {
            "window": "Years",
            "n_joint": "Joint votes",
            "agreement": "Agreement",
            "kappa": "kappa",
            "pi": "pi",
            "a": "a",
            "median_kappa": "kappa, median member",
            "distance": "Distance",
        },
        note,
    )


def ukraine_part(state: State) -> Part:
    """Show the votes of both on the resolutions on Ukraine."""
    cast = rows_of("ukraine_votes")
    texts = rows_of("ukraine_resolutions")
    texts = texts[(texts["scope"] == "on_ukraine") & (texts["totals_from"] == "un_record")]
    both = {
        name: texts["vote_id"].map(cast[cast["iso3"] == code].set_index("vote_id")["vote"])
        for name, code in {"home": HOME, "own": state.code}.items()
    }
    rows = texts.assign(**both).dropna(subset=[*both]).sort_values("date", ascending=False)
    return part(
        "Votes on resolutions on Ukraine",
        "ukraine_votes ukraine_resolutions",
        rows,
        {
            "date": "Date",
            "resolution": "Resolution",
            "subject": "On",
            "home": "Kazakhstan",
            "own": state.name,
        },
    )


# Missions, visits, treaties, organisations, arms.


def missions_part(state: State) -> Part:
    """Show the posts of Kazakhstan there."""
    return _posts(state, "Posts of Kazakhstan there", "missions", "host", "opened")


def hosted_part(state: State) -> Part:
    """Show its posts in Kazakhstan."""
    label = "Its posts in Kazakhstan"
    return _posts(state, label, "missions_hosted", "sending_state", "opened_year")


def _posts(state: State, label: str, table: str, whose: str, opened: str) -> Part:
    rows = state.of_members(table).sort_values([whose, "mission_type", "city"])
    return part(
        label,
        table,
        rows.assign(mission_type=rows["mission_type"].str.replace("_", " ")),
        {
            **({whose: "State"} if state.is_group else {}),
            "city": "City",
            "mission_type": "Kind",
            "status": "Status",
            opened: "Opened",
            "as_of": "As of",
            "note": "Note",
        },
    )


def visits_part(state: State) -> Part:
    """Show the visits that single sources confirm, the newest first."""
    rows = state.own("high_level_visits", "partner_iso3").sort_values("start_date", ascending=False)
    return part(
        "Visits of presidents and other principals",
        "high_level_visits",
        rows,
        {
            "start_date": "Date",
            "direction": "Direction",
            "principal": "Who",
            "city": "City",
            "visit_type": "Kind",
            "occasion": "Occasion",
            "status": "Status",
        },
        "Outgoing: from Kazakhstan. A sample, from which nothing is to be counted.",
    )


def treaties_part(state: State) -> Part:
    """Show the documents that set the level of the relation."""
    rows = state.own("partnerships").sort_values("date", ascending=False)
    return part(
        "Documents that name the level of the relation",
        "partnerships",
        rows.assign(level=rows["level"].str.replace("_", " ")),
        {
            "date": "Date",
            "document": "Document",
            "level": "Level",
            "status": "Status",
            "note": "Note",
        },
    )


_DUTIES = ("defence", "neutrality", "nonaggression", "consultation")


def duties_part(state: State) -> Part:
    """Show duties of alliance texts, and spells in the Collective Security Treaty."""
    coded = state.of_members("alliance_obligations")
    spells = state.of_members("collective_security_treaty").rename(columns={"state": "partner"})
    ranges = [
        coded.assign(
            duty=duty.replace("nonag", "non-ag"),
            first_year=coded[f"{duty}_first_year"],
            last_year=coded[f"{duty}_last_year"],
        ).dropna(subset="first_year")
        for duty in _DUTIES
    ]
    joined = spells.assign(
        duty="Collective Security Treaty",
        first_year=spells["from_year"],
        last_year=spells["to_year"],
    )
    rows = pd.concat([*ranges, joined])
    return part(
        "Duties in alliance texts shared with Kazakhstan",
        "alliance_obligations collective_security_treaty",
        rows,
        {
            **({"partner": "State"} if state.is_group else {}),
            "duty": "Duty or treaty",
            "first_year": "From",
            "last_year": "To",
            "note": "Note",
        },
        "Duties as the dataset codes them to 2018, on paper. Of the treaty, "
        f"{NONE} in the column To is a spell without an end in the table.",
    )


def organisations_part(state: State) -> Part:
    """Show the bodies of which both are full members."""
    full = rows_of("organisation_members")
    full = full[full["member_status"] == "full_member"]
    ours = set(full.loc[full["iso3"] == HOME, "abbreviation"])
    rows = full[full["iso3"].isin(state.members) & full["abbreviation"].isin(ours)]
    named = rows_of("organisations").drop_duplicates("abbreviation").set_index("abbreviation")
    rows = rows.assign(full_name=rows["abbreviation"].map(named["full_name"]))
    keys = ["abbreviation", "full_name", "as_of", "source"]
    rows = rows.groupby(keys, as_index=False).agg(iso3=("iso3", "nunique"))
    rows = rows.sort_values("as_of", ascending=False, kind="stable")
    return part(
        "Organisations of which both are full members",
        "organisation_members organisations",
        rows,
        {
            "abbreviation": "Short",
            "full_name": "Name",
            **({"iso3": "Members of the Union in it"} if state.is_group else {}),
            "as_of": "As of",
        },
    )


def overlap_part(state: State) -> Part:
    """Show how many full memberships both share, by year."""
    rows = state.own("igo_shared_by_partner").sort_values("year", ascending=False)
    return part(
        "Full memberships that both share, by year",
        "igo_shared_by_partner",
        rows,
        {"year": "Year", "shared_full_memberships": "Organisations"},
    )


def arms_part(state: State) -> Part:
    """Show arms that came to Kazakhstan from the state's vector."""
    rows = rows_of("arms_suppliers")
    rows = rows[(rows["iso3"] == HOME) & (rows["vector"] == state.vector)]
    first = (rows["top_supplier"] == state.name) & (rows["top_supplier_share"] > 0)
    rows = rows.assign(
        period=_periods(rows),
        per_cent=(100 * rows["share"]).map("{:.1f}".format),
        first=(100 * rows["top_supplier_share"]).where(first).map("{:.1f}".format, "ignore"),
    )
    of = assign(rows_of("actors")["iso3"]).eq(state.vector).sum()
    alone = of == len(state.members)
    return part(
        "Major arms delivered to Kazakhstan",
        "arms_suppliers",
        rows.iloc[::-1],
        {
            "period": "Years",
            "per_cent": f"Per cent from the vector {LABELS[state.vector]}",
            **({} if alone else {"first": f"Per cent from {state.name} alone"}),
            "total_tiv_mn": "All deliveries, million units",
            "note": "Note",
        },
        ""
        if alone
        else f"The table has vectors: this one holds {of} states and territories. It names a "
        "single supplier only where that one delivered most.",
    )


def received_part(state: State) -> Part:
    """Show arms that came to the state, by vector."""
    rows = state.own("arms_suppliers", called="iso3")
    names = LABELS | {"unknown": "unknown"}
    rows = rows[rows["share"] > 0].sort_values(["period_start", "share"], ascending=False)
    return part(
        f"Major arms delivered to {state.name}",
        "arms_suppliers",
        rows.assign(
            period=_periods(rows),
            supplier=rows["vector"].map(names),
            per_cent=(100 * rows["share"]).map("{:.1f}".format),
        ),
        {
            "period": "Years",
            "supplier": "Vector",
            "per_cent": "Per cent",
            "total_tiv_mn": "All, million units",
            "note": "Note",
        },
        "A vector without a row delivered nothing in the period, as the register has it.",
    )


def _periods(rows: pd.DataFrame) -> pd.Series:
    return rows["period_start"].astype(str) + "-" + rows["period_end"].astype(str)


# What happened, where sources part.


def events_part(state: State) -> Part:
    """Show the events among whose actors it is, the newest first."""
    rows = rows_of("events")
    if state.is_group:
        actors, wanted = rows["actors"], "EU"
    else:
        actors, wanted = rows["actor_codes"], state.code
    rows = rows[actors.str.split(";").map(lambda listed: wanted in listed, "ignore").eq(True)]
    return part(
        "Events of the chronicle",
        "events",
        rows.sort_values("date", ascending=False),
        {"date": "Date", "title": "Event", "status": "Status", "note": "Note"},
        "Planned and announced ones say so. Events that concern this state and others than "
        "Kazakhstan are among them.",
    )


_SAID: Sequence[str] = ("question", "value_a", "value_b", "why", "book_uses")


def conflicts_part(state: State) -> Part:
    """Show the disagreements between sources that name the state."""
    rows = rows_of("conflicts")
    said = rows[[*_SAID]].fillna("").agg(" ".join, axis=1)
    return part(
        "Disagreements between sources that name it",
        "conflicts",
        rows[state.named_in(said)],
        {
            "question": "Question",
            "value_a": "One says",
            "value_b": "Another says",
            "book_uses": "The book uses",
        },
    )
