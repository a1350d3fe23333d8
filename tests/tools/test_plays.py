import re
from collections import Counter
from itertools import product

import plays
import pytest
import yaml

every_play = pytest.mark.parametrize("name", plays.plays())


def sheet(name, kind="cards"):
    return plays.sheets(name)[f"{name}-{kind}"]


@every_play
def test_each_role_has_six_figures_with_a_source_and_a_day_of_the_play(name):
    play = plays.read(name)
    for role in play["roles"].values():
        assert len(role["figures"]) == 6
        for told in role["figures"]:
            figure = plays.figure(told)
            assert figure.sources
            assert figure.date <= play["closed"], figure.text
            assert not re.search(r"[{}]", figure.text)


@every_play
def test_no_card_speaks_of_a_year_after_the_play(name):
    closed = plays.read(name)["closed"].year
    text = re.sub(r"<style>.*?</style>", "", sheet(name), flags=re.DOTALL)
    assert max(map(int, re.findall(r"\b(?:19|20)\d\d\b", text))) == closed


def test_numbers_of_the_cards_are_those_of_the_chapters():
    hearing = sheet("hearing")
    for words in (
        "Chips of the first tier sold to Kazakhstan, 5.4 million euros in January to November "
        "2021, 14.6 a year later.",
        "EU sold Kazakhstan goods for 5.5 billion euros in 2021, for 12.1 in 2023.",
        "Your Ministry of Finance counts 276 attempts",
        "Microchips sold to Russia in 2022, 18 million dollars; in 2021, 0.245.",
    ):
        assert words in hearing
    summit = sheet("summit")
    assert "Azerbaijan hosted 4 of the 19 formal summits" in summit
    assert "0 sit in Kyrgyzstan" in summit


def test_a_card_that_names_no_row_or_says_what_the_row_does_not_is_refused():
    nowhere = {"table": "ots_summits", "where": "year == 1800", "column": "city"}
    with pytest.raises(plays.PlayError, match="no row where year == 1800"):
        plays.words(nowhere)
    many = {"table": "ots_summits", "where": "iso3 == 'TUR'", "column": "city"}
    with pytest.raises(plays.PlayError, match="not one"):
        plays.words(many)
    other = {"table": "ots_summits", "where": "year == 1992", "column": "city", "says": "Baku"}
    with pytest.raises(plays.PlayError, match="'Baku' is not in 'Ankara'"):
        plays.words(other)


@every_play
def test_every_delegation_can_gain_by_an_agreement_and_none_wins_in_all(name):
    play = plays.read(name)
    sides = plays.delegations(play)
    # counted anew, from the file alone
    raw = yaml.safe_load((plays.PLAYS / f"{name}.yaml").read_text("utf-8"))
    options = [list(issue["options"]) for issue in raw["issues"].values()]
    held = []
    for chosen in product(*options):
        won = {
            side: sum(
                raw["roles"][side]["points"][issue][option]
                for issue, option in zip(raw["issues"], chosen, strict=True)
            )
            for side in sides
        }
        if all(won[side] > raw["roles"][side]["fallback"] for side in sides):
            held.append(won)
    found = plays.results(play)
    assert len(held) == len(found) > 1
    for side, role in sides.items():
        everything = sum(max(gains.values()) for gains in role["points"].values())
        assert everything == 100
        assert role["fallback"] < max(won[side] for won in held) < everything


def test_every_city_can_become_the_seat_and_no_sheet_says_which_did():
    found = plays.results(plays.read("summit"))
    assert {one.agreement["seat"] for one in found} == set(
        plays.read("summit")["issues"]["seat"]["options"]
    )
    assert "Turkic Investment Fund" not in sheet("summit")


@every_play
def test_everybody_in_a_class_of_8_16_and_30_has_a_seat(name):
    play = plays.read(name)
    assert [size["students"] for size in play["sizes"]] == [8, 16, 30]
    for size in play["sizes"]:
        assert size["tables"] * sum(size["cast"].values()) == size["students"]
        assert set(size["cast"]) == {*play["roles"], "chair"}


@every_play
def test_secrets_stand_on_cards_of_their_own(name):
    pages = sheet(name).split("<section>")[1:]
    for role in plays.read(name)["roles"].values():
        first, second = role["title"], f"{role['title']}: for your eyes only"
        (secret,) = [page for page in pages if f"<h1>{second}</h1>" in page]
        (shown,) = [page for page in pages if f"<h1>{first}</h1>" in page]
        assert "points" in secret.lower()
        assert "<b>Without" not in shown


@pytest.mark.browser
@every_play
def test_a_card_is_one_page_of_a5(browser, tmp_path, name):
    path = tmp_path / "cards.html"
    path.write_text(sheet(name), "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == sheet(name).count("<section>")
    boxes = Counter(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf))
    (box,) = boxes
    assert [round(float(side)) for side in box.split()[2:]] == [420, 595]
