"""Facts that several pages state: each is computed once, and every page that states it agrees.

A fact has patterns for the ways in which pages put it, in three languages; each group of a
pattern is a number. Wherever a pattern is met, on any page, the numbers are those of the tables.
"""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
import toc
from passages import blocks, passages

from kzdiplo import load
from kzdiplo.claims import ClaimError, check_claims
from kzdiplo.vectors import assign

ROOT = Path(__file__).parents[2]


@cache
def ukraine():
    """Return the plenary's texts on Ukraine with Kazakhstan's votes."""
    own = load("ukraine_votes").query("iso3 == 'KAZ'")[["vote_id", "vote"]]
    texts = load("ukraine_resolutions").query("scope == 'on_ukraine'").merge(own, on="vote_id")
    return texts[~texts["body"].str.contains("Third Committee|Human Rights Council")]


def in_record():
    """Return the votes read in the UN record, counted by kind."""
    return ukraine().query("totals_from == 'un_record'")["vote"].value_counts()


def known():
    """Return the votes of which it is known how Kazakhstan voted, counted by kind."""
    return ukraine().query("vote in ['yes', 'no', 'abstain', 'absent']")["vote"].value_counts()


def measured(measure):
    """Return the number that stands in a measure of Kazakhstan's controls."""
    (row,) = load("export_controls").query("measure.str.contains(@measure)")["measure"]
    return re.findall(r"\d+", row)


def syria():
    """Return the rounds of the Astana process: all, and those in Kazakhstan."""
    rounds = load("mediation").query("process == 'Astana process on Syria'")
    return len(rounds), rounds["host_iso3"].eq("KAZ").sum()


def tourists_of_the_article():
    """Return the count that an opinion article gives for the Games of 2024."""
    metric = "foreign tourists in Astana in two weeks"
    return load("nomad_games_claims").set_index("metric").loc[metric, "value"]


def exports_grew():
    """Return how many times its exports to Kazakhstan of 2021 the EU sold there in 2023."""
    sold = load("mirror_trade").query(
        "reporter == 'eurostat_eu27' and product_group == 'All goods' "
        "and period == 'full_year' and importer_iso3 == 'KAZ'"
    )
    by_year = sold.set_index("year")["value_eur_mn"]
    return by_year[2023] / by_year[2021]


def traded_with_eu():
    """Return the EU's share of Kazakhstan's goods turnover in the last year of its own record."""
    trade = load("trade_by_partner").query("reporter == 'kaz_national'")
    trade = trade[trade["year"] == trade["year"].max()]
    amount = trade["exports_usd_bn"].fillna(0) + trade["imports_usd_bn"].fillna(0)
    states = trade["row_type"] == "country"
    eu = amount[states & (assign(trade["iso3"]) == "eu")].sum()
    return 100 * eu / amount[trade["partner"] == "World"].sum()


#: What is stated, the patterns of it, and the numbers of each pattern.
FACTS = {
    "texts on Ukraine in the UN record": (
        [
            r"(\d+) (?:resolutions|texts) on Ukraine",
            r"(\d+) of them were read in the UN's record",
            r"Украина туралы[^.]*? (\d+) қарар",
            r"(\d+) резолюциям об Украине",
        ],
        lambda: [in_record().sum()],
    ),
    "Kazakhstan's votes on Ukraine in the UN record": (
        [
            r"abstained (\d+) times, voted no (\d+) times",
            r"Қазақстан (\d+) рет қалыс қалды, (\d+) рет қарсы",
            r"Казахстан (\d+) раз воздержался, (\d+) раз голосовал против",
        ],
        lambda: [in_record()["abstain"], in_record()["no"]],
    ),
    "Kazakhstan's known votes on Ukraine": (
        [
            r"[Oo]f (\d+) (?:known )?votes[^.]*abstained in (\d+), voted no in (\d+)",
            r"белгілі (\d+) дауыстың (\d+)-\w+ Қазақстан қалыс қалды, (\d+)-",
            r"(\d+) известных голосований по Украине Казахстан в (\d+) воздержался, в (\d+)",
        ],
        lambda: [known().sum(), known()["abstain"], known()["no"]],
    ),
    "no votes on human rights in Crimea": (
        [
            r"the (\d+) on human rights in Crimea",
            r"On human rights in Crimea Kazakhstan voted no (\d+) times",
        ],
        lambda: [ukraine().query("topic == 'human_rights_crimea'")["vote"].eq("no").sum()],
    ),
    "rounds of the Astana process on Syria": (
        [
            r"[Oo]f (?:the |which \d+ of )?(\d+) rounds",
            r"all (\d+) rounds",
            r"(\d+) were held by November 2024",
        ],
        lambda: [syria()[0]],
    ),
    "rounds of the Astana process in Kazakhstan": (
        [r"talks on Syria, of which (\d+) of \d+ rounds met in its capital"],
        lambda: [syria()[1]],
    ),
    "items of the SWOT table": (
        [r"(?:a table of|on the|turns|over all|of the) (\d+) items"],
        lambda: [len(load("swot_items"))],
    ),
    "claims of the seed documents": (
        [
            r"(\d+) claims that the book could list",
            r"бастапқы құжаттағы (\d+)",
            r"Из (\d+) утверждений пяти",
        ],
        lambda: [len(load("seed_claims"))],
    ),
    "goods under the ban announced and denied": (
        [r"(\d+) types of goods to Russia"],
        lambda: measured("types of goods to Russia"),
    ),
    "attempts stopped in half of 2023": (
        [r"(\d+) attempts"],
        lambda: measured("attempts to export"),
    ),
    "growth of the EU's exports to Kazakhstan from 2021 to 2023": (
        [r"([\d.]+) times to Kazakhstan", r"exports to Kazakhstan in 2023 were ([\d.]+) times"],
        lambda: [exports_grew()],
    ),
    "the EU's share of goods turnover": (
        [
            r"EU has (\d+) per cent of goods trade",
            r"EU stays near (\d+) per cent of trade",
            r"EU's share peaked at [\d.]+ per cent in \d+ and stood at ([\d.]+) in",
        ],
        lambda: [traded_with_eu()],
    ),
    "visitors of the Nomad Games as the article has them": (
        [r"([\d,]{7}) (?:foreign )?tourists (?:spend|and|in Astana)"],
        lambda: [tourists_of_the_article()],
    ),
}  # fmt: skip


@cache
def pages():
    """Return the sentences of each page by its name; figures and captions are among them."""
    found = {}
    for name in toc.pages():
        path = toc.source(name)
        if path.suffix == ".ipynb":
            notebook = nbformat.read(path, as_version=4)
            abstracts = [cell.source for cell in notebook.cells if cell.id == "abstracts"]
            texts = [passage.text for passage in passages(notebook)]
            found[name] = [*texts, *(text for source in abstracts for text in blocks(source))]
        else:
            found[name] = list(blocks(path.read_text("utf-8")))
    return found


def stated(patterns, texts):
    """Return what the patterns meet in some texts, each phrase with its numbers."""
    hits = [hit for text in texts for each in patterns for hit in re.finditer(each, text)]
    return [(hit[0], list(hit.groups())) for hit in hits]


def disagreements(patterns, values, texts):
    """Return the phrases whose numbers are not the values."""
    wrong = []
    for phrase, numbers in stated(patterns, texts):
        try:
            for number, value in zip(numbers, values, strict=True):
                check_claims(phrase, {number: value})
        except ClaimError:
            wrong.append(phrase)
    return wrong


@pytest.mark.parametrize("fact", FACTS)
def test_pages_that_state_a_fact_agree_with_its_table(fact):
    patterns, compute = FACTS[fact]
    values = compute()
    wrong = {name: disagreements(patterns, values, texts) for name, texts in pages().items()}
    wrong = {name: phrases for name, phrases in wrong.items() if phrases}
    assert not wrong, f"{fact}: the tables give {values}, but {wrong}"


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_stated_somewhere(fact):
    patterns, _ = FACTS[fact]
    assert any(stated(patterns, texts) for texts in pages().values()), "reword its patterns"


def test_a_page_that_differs_is_found():
    patterns = [r"(\d+) posts", r"from (\d+) to (\d+)"]
    texts = ["It has 57 posts.", "It had 58 posts.", "Of posts none."]
    assert disagreements(patterns[:1], [57], texts) == ["58 posts"]
    assert disagreements(patterns[1:], [46, 57], ["from 46 to 57", "from 46 to 75"]) == [
        "from 46 to 75"
    ]
