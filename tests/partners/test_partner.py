"""Pages of partners, held against rows of the tables and values known from outside."""

import re

import pandas as pd
import pytest
from support import read, words

import kzdiplo as kz
from kzdiplo.partners import facts, standing
from kzdiplo.partners.facts import FEW, HOME
from kzdiplo.partners.state import who
from kzdiplo.table import TableError

GOODS = "Goods, in billions of US dollars, as each reporter counts them"
VOTES = "Recorded votes in the General Assembly, by window of years"
UKRAINE = "Votes on resolutions on Ukraine"
THERE, HERE = "Posts of Kazakhstan there", "Its posts in Kazakhstan"
VISITS = "Visits of presidents and other principals"
DOCUMENTS = "Documents that name the level of the relation"
DUTIES = "Duties in alliance texts shared with Kazakhstan"
BODIES = "Organisations of which both are full members"
ARMS = "Major arms delivered to Kazakhstan"
EVENTS = "Events of the chronicle"
EVENNESS = "Evenness over the vectors, and the places that it allows among the peers"
CONFLICTS = "Disagreements between sources that name it"


@pytest.fixture(scope="module")
def turkey():
    return kz.partner("TUR")


@pytest.fixture(scope="module")
def union():
    return kz.partner("EU")


@pytest.fixture(scope="module")
def qatar():
    return kz.partner("QAT")


# What a page holds.


def test_trade_is_that_of_the_rows_and_no_reporter_is_joined(turkey):
    rows = turkey.parts[GOODS].rows
    table = kz.load("trade_by_partner").query("iso3 == 'TUR'")
    assert len(rows) == len(table)
    assert set(rows["reporter"]) == {"un_comtrade", "kaz_national", "cow_importer_reported"}
    # as the Bureau of National Statistics printed it
    last = rows[(rows["year"] == 2022) & (rows["reporter"] == "kaz_national")].iloc[0]
    assert (last["exports_usd_bn"], last["imports_usd_bn"]) == pytest.approx(
        (4.751, 1.597), abs=5e-4
    )
    drawn = pd.read_csv(pd.io.common.StringIO(turkey.blocks[0].figures[0].csv))
    assert drawn.groupby(["year", "reporter"]).size().max() == 1


def test_a_year_that_was_counted_in_part_is_marked_and_breaks_the_line():
    russia = who("RUS")
    flows = facts.flows(russia).query("year == 2010 and reporter == 'un_comtrade'")
    assert flows["usd_bn"].isna().all()
    shown = facts.trade_part(russia).shown
    notes = shown.loc[(shown["Year"] == "2010"), "Note"]
    assert notes.str.contains("understated|incomplete").any()


def test_votes_are_those_of_the_chapter(turkey):
    votes = turkey.parts[VOTES].rows.set_index("window")
    table = kz.load("agreement_by_window").query("iso3 == 'TUR'").set_index("window_start")
    assert len(votes) == len(table)
    ours = votes.set_index("window_start")
    assert ours["n_joint"].astype(int).to_dict() == table["n_joint_votes"].astype(int).to_dict()
    assert ours["agreement"].to_dict() == pytest.approx(table["agreement"].to_dict(), abs=1e-6)
    assert votes.index[0].endswith("(part)")


def test_kappa_is_that_of_two_raters(turkey):
    counts = kz.load("position_counts").query("iso3 == 'TUR' and year >= 1992 and year <= 1996")
    ways = ("yes", "abstain", "no")
    cells = [[counts[f"n_{a}_{b}"].sum() for b in ways] for a in ways]
    total = sum(map(sum, cells))
    seen = sum(cells[i][i] for i in range(3)) / total
    chance = sum(sum(cells[i]) * sum(row[i] for row in cells) for i in range(3)) / total**2
    nominal = (seen - chance) / (1 - chance)
    # the book weighs a yes against a no twice as much as against an abstention
    weights = [[abs(i - j) / 2 for j in range(3)] for i in range(3)]
    apart = sum(weights[i][j] * cells[i][j] for i in range(3) for j in range(3)) / total
    by_chance = sum(
        weights[i][j] * sum(cells[i]) * sum(row[j] for row in cells)
        for i in range(3)
        for j in range(3)
    )
    weighted = 1 - apart / (by_chance / total**2)
    kappa = turkey.parts[VOTES].rows.set_index("window")["kappa"]["1992-1996"]
    assert kappa == pytest.approx(weighted) or kappa == pytest.approx(nominal)


def test_both_votes_on_the_first_text_on_ukraine_are_those_of_the_record():
    """Resolution 68/262: Kazakhstan abstained, Russia said no, Türkiye yes."""
    said = {
        code: facts.ukraine_part(who(code)).rows.set_index("resolution").loc["A/RES/68/262"]
        for code in ("RUS", "TUR")
    }
    assert {code: (row["home"], row["own"]) for code, row in said.items()} == {
        "RUS": ("abstain", "no"),
        "TUR": ("abstain", "yes"),
    }


def test_missions_go_both_ways(turkey):
    assert {"Ankara", "Istanbul"} <= set(turkey.parts[THERE].rows["city"])
    assert set(turkey.parts[HERE].rows["iso3"]) == {"TUR"}


def test_the_union_has_the_posts_of_its_members_and_documents_of_its_own(union):
    there = union.parts[THERE].rows
    assert len(set(there["iso3"])) > 15
    assert set(there["iso3"]) <= set(who("EU").members)
    assert set(union.parts[DOCUMENTS].rows["partner"]) == {"European Union"}
    assert "Members of the Union in it" in union.parts[BODIES].shown
    events = union.parts[EVENTS].rows
    assert events["actors"].str.split(";").map(lambda actors: "EU" in actors).all()


def test_documents_and_duties_are_those_of_the_rows(turkey):
    assert turkey.parts[DOCUMENTS].rows["date"].tolist() == ["2022-05-10", "2009-10-22"]
    duties = kz.partner("ARM").parts[DUTIES].shown
    spell = duties[duties["Duty or treaty"] == "Collective Security Treaty"].iloc[0]
    assert (spell["From"], spell["To"]) == ("1992", facts.NONE)


def test_both_belong_to_the_organisations_listed(turkey):
    bodies = set(turkey.parts[BODIES].rows["abbreviation"])
    assert {"OTS", "OSCE", "ECO"} <= bodies
    assert bodies.isdisjoint({"CSTO", "EAEU", "NATO"})


def test_arms_are_those_of_the_vector_and_a_supplier_is_named_only_where_the_table_does(turkey):
    rows = turkey.parts[ARMS].rows
    assert set(rows["iso3"]) == {HOME}
    assert set(rows["vector"]) == {"turkic"}
    assert rows["first"].isna().all()
    assert "2 states" in turkey.parts[ARMS].note
    russia = facts.arms_part(who("RUS"))
    assert russia.rows["first"].notna().any()
    assert russia.note == ""


def test_disagreements_name_the_state_and_not_one_that_is_called_alike(turkey):
    rows = turkey.parts[CONFLICTS].rows
    said = (
        rows[["question", "value_a", "value_b", "why", "book_uses"]]
        .fillna("")
        .agg(" ".join, axis=1)
    )
    assert len(rows) > 0
    assert said.str.contains("Türkiye|Turkish").all()
    texts = pd.Series(
        ["Turkic states", "The Turks' fleet", "Turkish customs", "of Türkiye's trade"]
    )
    assert who("TUR").named_in(texts).tolist() == [False, False, True, True]


def test_a_missing_number_is_a_dash():
    told = facts.told_part(who("EU")).shown
    assert facts.NONE in told.to_numpy()
    assert "nan" not in told.to_numpy()


# Peers.


def test_a_page_has_a_profile_only_if_the_state_is_a_peer(turkey, qatar):
    assert "peers" in [block.anchor for block in turkey.blocks]
    assert "peers" not in [block.anchor for block in qatar.blocks]


def test_every_peer_has_a_page():
    pages = kz.load("state_names").dropna(subset="page")["iso3"]
    assert len(standing.peers()) == 20
    assert set(standing.peers()) <= set(pages)


def test_shares_of_both_states_add_up_in_each_domain(turkey):
    both = standing.of_both(who("TUR"))
    assert set(both["iso3"]) == {"TUR", HOME}
    assert both.groupby(["iso3", "domain"])["share"].sum().to_numpy() == pytest.approx(1)
    used = turkey.parts["Shares of the vectors in each domain, per cent: Türkiye / Kazakhstan"].rows
    assert set(used["iso3"]) == {"TUR", HOME}


def test_evenness_is_that_of_the_table_and_places_are_ranges():
    ranges = standing.ranges()
    table = kz.load("evenness").rename(columns={"evenness": "value"})
    both = ranges.merge(table, how="left", on=["domain", "period", "iso3"])
    # the table leaves out where a single vector has all
    value = both["value"].fillna(0)
    assert value.between(both["evenness_low"] - 1e-6, both["evenness_high"] + 1e-6).all()
    assert value.gt(0).sum() > 160
    assert (ranges["best"] <= ranges["worst"]).all()
    assert (ranges["margin"] > 0).all()
    # level with all others in organisations, where values differ by less than reporters do
    level = ranges.query("domain == 'organisations' and iso3 == 'KAZ'").iloc[0]
    assert (level["best"], level["worst"]) == (1, level["n_ranked"])


def test_a_domain_with_one_reporter_takes_the_largest_gap_of_the_others():
    every = pd.DataFrame(
        [
            ("trade", 2000, 0.1, 0.9, 2),
            ("trade", 2020, 0.80, 0.83, 2),
            ("trade", 2020, 0.50, 0.51, 2),
            ("votes", 2020, 0.990, 0.991, 2),
            ("arms", 2020, 0.3, 0.3, 1),
        ],
        columns=["domain", "last_year", "evenness_low", "evenness_high", "n_variants"],
    )
    known = {"trade": 0.03, "votes": 0.001, "arms": 0.03}
    assert standing.margins(every) == pytest.approx(known)


# The page.


def test_an_empty_part_says_so_and_shows_no_zero(qatar):
    page = read(qatar._repr_html_())
    trade = page.select_one("#trade")
    assert "The tables have no row (trade_by_partner)." in words(trade)
    assert not trade.select("td")
    assert not trade.select(".kz-figure")


def test_each_part_names_sources_years_and_the_file(turkey):
    page = read(turkey._repr_html_())
    lines = [words(line) for line in page.select("section > .kz-source")]
    shown = [part for part in turkey.parts.values() if not part.shown.empty]
    assert len(lines) == len(shown)
    for line in lines:
        assert re.match(r"Source: .+\. (?:Rows of \d{4}|The rows carry no year)", line), line
    files = page.select("section > .kz-source a")
    assert all(link["href"].startswith("../../data/") for link in files)


def test_few_rows_are_open_and_the_others_folded(turkey):
    page = read(turkey._repr_html_())
    open_rows = page.select("#events > table tbody tr")
    folded = page.select("#events details table tbody tr")
    assert len(open_rows) == FEW
    assert len(open_rows) + len(folded) == len(turkey.parts[EVENTS].rows)


def test_figures_have_alt_texts_and_their_rows(turkey):
    figures = [figure for block in turkey.blocks for figure in block.figures]
    assert 2 <= len(figures) <= 4
    for figure in figures:
        assert len(figure.alt.split()) > 5
        assert figure.csv.count("\n") == figure.rows + 1
        assert figure.wide == figure.narrow


def test_every_section_can_be_reached(turkey):
    page = read(turkey._repr_html_())
    anchors = [link["href"].removeprefix("#") for link in page.select("nav a")]
    assert anchors == [anchor for anchor, _ in turkey.sections]
    assert all(page.select(f"section#{anchor} h2") for anchor in anchors)


def test_chapters_are_those_that_the_build_found(monkeypatch):
    found = {
        "TUR": [
            ["intro", "A book", ""],
            ["notebooks/a/b", "B", ""],
            ["notebooks/a/b", "C", "c"],
            ["notebooks/partners/turkiye", "Türkiye", ""],
        ]
    }
    monkeypatch.setattr("kzdiplo.partners.page.mentions", lambda: found)
    card = kz.partner("TUR")
    assert card.chapters == [("notebooks/a/b", [["notebooks/a/b", "C", "c"]])]
    links = read(card._repr_html_()).select("#chapters a")
    assert [link["href"] for link in links] == [
        "../../notebooks/a/b.html",
        "../../notebooks/a/b.html#c",
    ]


@pytest.mark.parametrize("code", ["KAZ", "Türkiye", "XXX"])
def test_who_is_no_partner_is_refused_with_a_remedy(code):
    with pytest.raises(TableError, match="such as 'TUR', or 'EU'"):
        kz.partner(code)


def test_any_state_has_its_facts_also_without_a_page_in_the_book():
    cuba = kz.partner("CUB")
    assert cuba.parts[VOTES].rows["window"].nunique() == 7
    assert "Where the book was not built" in cuba._repr_html_()


def test_no_page_ranks():
    """A range of places is in the table; no sentence says first, largest or most."""
    for code in ("TUR", "RUS", "EU"):
        page = read(kz.partner(code)._repr_html_())
        told = [*page.select("section > p:not(.kz-source), h2, h3, .kz-title, .kz-subtitle")]
        assert not [
            words(text)
            for text in told
            if re.search(r"\b(?:largest|leading|biggest|top|rank\w*)\b", words(text))
            and "gap" not in words(text)
        ]


# The list.


def test_the_list_leads_to_the_pages():
    page = read(kz.states("pages")._repr_html_())
    links = {words(link): link["href"] for link in page.select("td a")}
    assert links["Türkiye"] == "../partners/turkiye.html"
    assert links["European Union"] == "../partners/european-union.html"
    row = page.find("a", string="Türkiye").find_parent("tr")
    assert {"Turkey, Turkiye", "Түркия", "Турция"} <= {words(cell) for cell in row("td")}


def test_the_list_of_all_states_links_only_those_with_a_page():
    page = read(kz.states()._repr_html_())
    assert len(page.select("tr[data-item]")) == len(kz.load("actors"))
    assert len(page.select("td a")) == kz.load("state_names")["page"].notna().sum()


def test_only_columns_of_numbers_stand_on_the_right():
    part = kz.partner("TUR").parts["Goods, in billions of US dollars, as each reporter counts them"]
    exports, imports = "Exports from Kazakhstan", "Imports to Kazakhstan"
    assert part.numbers == {"Year", exports, imports, "Both"}
    row = read(kz.partner("TUR")._repr_html_()).select_one("#trade tbody tr, tbody tr")
    aligned = {cell["data-name"] for cell in row.select("td.n")}
    assert aligned == part.numbers
