"""Tables and lists of the written pages, as readers see them."""

import re
from itertools import chain
from pathlib import Path

import pytest
import toc
from page_weight import WIDE
from support import PHONE, read

import kzdiplo as kz
from kzdiplo.table import descriptor

PAGES = toc.pages()
#: Elements in which technical names may stand, and works, whose titles and addresses have theirs.
CODE = {"code", "pre", "script", "style", "kbd"}
WORKS = {"citation", "citation-list"}

# one template makes the pages of partners
LOOKED_AT = [name for name in PAGES if "/partners/" not in name or name.endswith("/china")]

every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def articles(book):
    found = {}
    for name in PAGES:
        text = (book / f"{name}.html").read_text("utf-8")
        found[name] = read(text[text.index("<article") : text.index("</article>")])
    return found


def technical():
    """Return names of tables and columns and codes of the data that are no words."""
    tables = descriptor()["resources"]
    fields = list(chain.from_iterable(table["schema"]["fields"] for table in tables))
    codes = chain.from_iterable(field.get("constraints", {}).get("enum", []) for field in fields)
    names = [*(table["name"] for table in tables), *(field["name"] for field in fields), *codes]
    return {name for name in map(str, names) if "_" in name}


TECHNICAL = re.compile(rf"(?<![\w/.])(?:{'|'.join(sorted(technical()))})(?![\w/])")
#: Bodies whose short names are also codes of states: Group on Earth Observations, the Non-Aligned
#: Movement, the agency IDN.
BODIES = {"GEO", "NAM", "IDN"}
STATES = set(kz.load("country_codes")["alpha3"].dropna()) - BODIES


def script():
    """Return the script that looks for tables wider than their place."""
    return Path(__file__).with_name("tables_that_scroll.js").read_text("utf-8")


def named(text):
    """Say whether a text begins with the name of a column."""
    return "kz-columns" in text.parent.parent.get("class", [])


def shown(article):
    """Return the texts of a page that a reader sees as words."""
    return [
        # the first line of a column in the catalogue is its name
        text.partition("\n")[2] if text.find_previous_sibling() is None and named(text) else text
        for text in article.find_all(string=True)
        if not any(
            tag.name in CODE or WORKS & set(tag.get("class", []))
            for tag in text.parents
            if tag.name
        )
    ]


@every_page
def test_no_name_of_a_table_column_or_code_stands_outside_code(articles, name):
    texts = shown(articles[name])
    found = [text.strip()[:100] for text in texts if TECHNICAL.search(text)]
    assert found == []


@every_page
def test_no_cell_is_cut(articles, name):
    cells = [cell.get_text(" ", strip=True) for cell in articles[name].select("td, th")]
    assert [cell for cell in cells if re.search(r"\w(?:\.\.\.|…)$", cell)] == []


@every_page
def test_cells_name_states_in_words(articles, name):
    cells = {cell.get_text(strip=True) for cell in articles[name].select("td, th")}
    assert cells & STATES == set()


@pytest.mark.browser
def test_tables_keep_their_first_column_in_sight_on_a_phone(book, browser):
    page = browser.new_page(viewport=PHONE)
    lost = {}
    for name in LOOKED_AT:
        page.goto((book / f"{name}.html").as_uri())
        lost[name] = [table for table in page.evaluate(script()) if table["first"] != "sticky"]
    page.close()
    assert {name: tables for name, tables in lost.items() if tables} == {}


@pytest.mark.browser
def test_tables_of_many_columns_use_the_width_of_the_page(book, browser):
    page = browser.new_page(viewport=WIDE)
    cut = {}
    for name in LOOKED_AT:
        page.goto((book / f"{name}.html").as_uri())
        cut[name] = [table for table in page.evaluate(script()) if table["columns"] < 10]
    page.close()
    assert {name: tables for name, tables in cut.items() if tables} == {}


@pytest.mark.browser
def test_long_lists_open_with_some_of_their_rows(book, browser):
    page = browser.new_page(viewport=WIDE)
    for name in LOOKED_AT:
        page.goto((book / f"{name}.html").as_uri())
        rows = page.evaluate(
            "[...document.querySelectorAll('.bd-article table')].map("
            "table => [...table.rows].filter(row => row.checkVisibility()).length)"
        )
        assert max(rows, default=0) <= 120, name
    page.close()
