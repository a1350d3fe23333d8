"""What must name every chapter: the contents, the cards of the first page, the guide's plans."""

import re
from pathlib import Path

import pytest
import toc

from kzdiplo.partners import listed

ROOT = Path(__file__).parents[2]
PARTS = toc.parts()
CHAPTERS = [toc.name(path) for path in toc.chapters()]
INTRO = (ROOT / "intro.md").read_text("utf-8")
GUIDE = (ROOT / "notebooks" / "seminar" / "guide.md").read_text("utf-8")


def test_every_page_stands_in_the_table_of_contents():
    folder = (ROOT / "notebooks").rglob("*")
    pages = {toc.name(path) for path in folder if path.suffix in {".ipynb", ".md"}}
    assert pages - set(toc.pages()) == set()


def partners():
    """Return the codes of the pages of partners by their names."""
    folder = ROOT / "notebooks" / "partners"
    found = {
        path.stem: re.search(r"```\{partner\} (\w+)", path.read_text("utf-8"))
        for path in folder.glob("*.md")
    }
    return {name: code[1] for name, code in found.items() if code}


def test_each_partner_that_the_table_names_has_its_page():
    rows = listed().dropna(subset="page").set_index("page")
    expected = {**rows["iso3"].to_dict(), "european-union": "EU"}
    assert partners() == expected
    titles = {name: toc.title(ROOT / "notebooks" / "partners" / f"{name}.md") for name in expected}
    assert titles == {**rows["name"].to_dict(), "european-union": "European Union"}


def test_the_first_page_leads_to_every_partner():
    linked = re.findall(r"\[([^]]+)\]\(notebooks/partners/([\w-]+)\.md\)", INTRO)
    titles = {
        name: toc.title(ROOT / "notebooks" / "partners" / f"{name}.md") for name in partners()
    }
    assert {name: text for text, name in linked} == titles


def test_the_first_page_has_a_card_for_every_chapter_part_by_part():
    cards = re.findall(r"^:link: (\S+)$", INTRO, re.M)
    homes = {name: part for part, names in toc.parts().items() for name in names}
    assert set(CHAPTERS) - set(cards) == set(), "chapters without a card"
    assert set(cards) - set(homes) == set(), "cards without a page"
    parts = [homes[name] for name in cards]
    assert parts == sorted(parts, key=[*toc.parts()].index)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_card_bears_the_title_of_its_chapter(name):
    card = re.search(rf"^:::\{{grid-item-card\}} (.+)\n:link: {name}$", INTRO, re.M)
    assert card, "no card"
    assert card[1] == toc.title(toc.source(name))


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_card_gives_what_the_cover_figure_of_its_chapter_found(name):
    found = re.search(rf"^:link: {name}\n:link-type: doc\n\{{found\}}`(.+)`$", INTRO, re.M)
    assert found, "no finding"
    assert f"notebooks/{found[1]}" == name


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_guide_plans_45_and_90_minutes_for_a_chapter(name):
    address = re.escape(f"../{name.removeprefix('notebooks/')}.ipynb")
    plan = re.search(rf"^\*\*\[([^]]+)\]\({address}\)\*\*(.*)$", GUIDE, re.M)
    assert plan, "no plan"
    assert plan[1] == toc.title(toc.source(name))
    for word in ("*Read:*", "*45", "*90:*", "*Assess:*"):
        assert word in plan[2]
