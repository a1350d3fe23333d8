"""Listings, as HTML and as a reader's browser shows them."""

import pandas as pd
import pytest
from support import PHONE, read, words

from kzdiplo import (
    abbreviations,
    bibliography,
    catalogue,
    glossary,
    how_read,
    load,
    names,
    searchable,
    sources,
    tables,
)
from kzdiplo.pages.listing import LANGUAGES
from kzdiplo.table import DATA, resource

ROWS = pd.DataFrame(
    {
        "city": ["Astana", "Almaty <b>&", None],
        "people": pd.array([1_350_000, None, 12], dtype="Int64"),
        "page": ["https://a.org/b?c=1&d=2", "a.org", ""],
    }
)


def test_rows_become_a_table_whose_cells_name_their_column():
    listing = searchable(ROWS, 'Search "cities" & more')
    page = read(listing._repr_html_())
    assert page.label.text == 'Search "cities" & more'
    assert [words(cell) for cell in page.select("th")] == ["city", "people", "page"]
    lines = [[words(cell) for cell in row("td")] for row in page.select("tr[data-item]")]
    assert lines == [["Astana", "1350000", "a.org"], ["Almaty <b>&", "", "a.org"], ["", "12", ""]]
    assert [cell["data-name"] for cell in page.tr.find_next("tr")("td")] == list(ROWS.columns)
    assert [link["href"] for link in page.select("td a")] == ["https://a.org/b?c=1&d=2"]
    # the style hides cells without content
    assert str(page.select("td")[4]) == '<td data-name="people"></td>'
    assert page.select_one("[role=status]").text == "3 of 3"
    assert repr(listing) == 'Search "cities" & more: 3 items'


def test_each_showing_has_an_id_of_its_own():
    listing = searchable(ROWS, "Search")
    ids = [read(listing._repr_html_()).div["id"] for _ in range(2)]
    assert len(set(ids)) == 2


@pytest.fixture(scope="module")
def shelf():
    return catalogue()._repr_html_()


def test_the_catalogue_says_of_a_table_what_its_descriptor_says(shelf):
    page = read(shelf)
    assert len(page.select("details[data-item]")) == len(tables())
    name = "missions"
    table, entry = resource(name), page.select_one(f"#table-{name}")
    assert words(entry.summary).startswith(f"{table['title']} {name} ({len(load(name)):,} rows")
    columns = entry.select("[aria-label=Columns] > li")
    for column, field in zip(columns, table["schema"]["fields"], strict=True):
        head, meaning = column.text.split("\n", 1)
        assert head == field["name"]
        assert meaning.startswith(f"({field['type']}")
        assert " ".join(field["description"].split()) in words(column)
    assert " ".join(table["description"].split()) in words(entry)
    assert entry.select_one("a[download]")["href"] == f"../../data/{table['path']}"
    listed = sources(name)
    shown = [words(item) for item in entry.select(".kz-lines > *")]
    titles = [" ".join(title.split()) for title in listed["title"]]
    assert all(title in item for title, item in zip(titles[:8], shown[:8], strict=True))
    (rest,) = shown[8:]
    assert rest.startswith(f'and {len(listed) - 8} with fewer rows: kz.sources("missions")')
    assert f"{len(listed)} sources" in words(entry)


def test_a_table_is_loaded_by_the_lines_that_the_catalogue_gives(shelf):
    entry = read(shelf).select_one("#table-missions")
    own, pandas, r, package, excel = entry.pre.text.split("\n\n")
    address, here = "../../data/multivector/missions.csv", DATA / "multivector/missions.csv"
    assert [line.count(address) for line in (own, pandas, r, excel)] == [0, 1, 1, 1]
    assert '("../../data/datapackage.json"), "missions")' in package
    for line in (own, pandas.replace(address, str(here))):
        names = {}
        exec(line, names)
        assert names["missions"]["host"].tolist() == load("missions")["host"].tolist()
    # a spreadsheet of a country with decimal commas must read points
    assert '"en-US"' in excel
    assert "Encoding = 65001" in excel
    assert '{{"career_post", type logical}, {"opened_year", Int64.Type}' in excel
    assert '{"latitude", type number}' in excel
    assert '"host"' not in excel


def test_the_licence_of_a_table_is_named(shelf):
    page = read(shelf)
    assert "Creative Commons Attribution 4.0" in words(page.select_one("#table-missions"))
    assert "Open Database License" in words(page.select_one("#table-air_links"))
    assert "non-commercial" in words(page.select_one("#table-votes_tilt"))


@pytest.mark.browser
def test_lines_to_copy_name_the_address_at_which_the_page_is_read(shelf, browser, tmp_path):
    folder = tmp_path / "notebooks" / "reference"
    folder.mkdir(parents=True)
    path = folder / "catalogue.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{shelf}", "utf-8")
    page = browser.new_page(viewport=PHONE)
    page.goto(path.as_uri())
    lines = page.text_content("#table-missions [data-up]")
    address = (tmp_path / "data" / "multivector" / "missions.csv").as_uri()
    assert lines.count(f'"{address}"') == 3
    assert "../" not in lines
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    wide = "[...document.querySelectorAll('pre')].some(one => one.scrollWidth > one.clientWidth)"
    assert not page.evaluate(wide)
    page.close()


def test_a_bibliography_shows_what_the_text_cites_and_then_what_the_rows_rest_on():
    chapter, most = "multivector/network", 12
    listing = bibliography(chapter, "missions", "network_counts")
    behind = sources("missions", "network_counts").head(most)
    expected = pd.concat([sources(chapter), behind.drop(sources(chapter).index, errors="ignore")])
    page = read(listing._repr_html_())
    assert f"the {most} sources" in page.label.text
    assert listing.items == len(expected)
    lines = [[words(cell) for cell in row("td")] for row in page.select("tr[data-item]")]
    assert [line[2] for line in lines] == [" ".join(title.split()) for title in expected["title"]]
    assert [line[4] for line in lines] == how_read(expected).tolist()


def test_a_bibliography_of_no_table_shows_what_the_text_cites():
    listing = bibliography("multivector/network")
    assert (listing.label, listing.items) == (
        "Search the works cited",
        len(sources("multivector/network")),
    )


def test_a_bibliography_counts_one_source_in_words():
    listing = bibliography("multivector/network", "leader_travel_counts")
    assert listing.label == "Search the works cited and the source with the most rows"


def test_the_glossary_gives_each_term_in_every_language():
    terms = load("glossary")
    page = read(glossary()._repr_html_())
    shown = page.select("[data-item]")
    assert [entry["id"] for entry in shown] == [f"term-{key}" for key in terms["term_id"]]
    for entry, (_, term) in zip(shown, terms.iterrows(), strict=True):
        assert entry.dt.text == term["term"]
        names = {name["lang"]: name.text for name in entry.select("[lang]")}
        assert names == {code: term[code] for code in LANGUAGES}
        assert ("To be checked" in words(entry)) == bool(term["to_check"])
    assert {"kk", "ru"} <= {name["lang"] for name in page.select("[lang]")}


def test_names_show_what_they_are_in_every_language_with_other_spellings():
    page = read(names()._repr_html_())
    shown = page.select("[data-item]")
    assert [entry["id"] for entry in shown] == [f"name-{key}" for key in load("names")["name_id"]]
    entry = page.select_one("#name-tokayev")
    assert entry.dt.text == "Tokayev, Kassym-Jomart"
    languages = {name["lang"]: name.text for name in entry.select("[lang]")}
    assert languages == {"kk": "Қасым-Жомарт Тоқаев", "ru": "Касым-Жомарт Токаев"}
    assert "President of Kazakhstan" in words(entry)
    assert "Also: Tokaev" in words(entry)
    # where the forms stand in the glossary, they come from there
    ots = load("glossary").set_index("term_id").loc["ots"]
    entry = page.select_one("#name-ots")
    assert {name["lang"]: name.text for name in entry.select("[lang]")} == {
        code: ots[code] for code in LANGUAGES
    }


def test_abbreviations_lead_to_the_glossary_or_to_the_names():
    page = read(abbreviations()._repr_html_())
    rows = {row.td.text: row("td") for row in page.select("tr[data-item]")}
    assert [words(cell) for cell in rows["OTS"][:2]] == ["OTS", "Organization of Turkic States"]
    assert rows["OTS"][1].a["href"] == "../seminar/glossary.html#term-ots"
    assert "ТМҰ" in rows["OTS"][2].text
    assert rows["SIPRI"][1].a["href"] == "names.html#name-sipri"
    assert [words(cell) for cell in rows["WHO"]] == ["WHO", "World Health Organization", "", ""]
    # of the table of organisations, with the Kazakh and Russian name of the glossary
    assert rows["TIF"][1].a["href"] == "../seminar/glossary.html#term-turkic-investment-fund"


@pytest.mark.browser
def test_words_typed_hide_what_does_not_hold_them_all(browser, tmp_path):
    path = tmp_path / "listing.html"
    both = "".join(searchable(ROWS, label)._repr_html_() for label in ("One", "Two"))
    path.write_text(f"<!doctype html><meta charset=utf-8>{both}", "utf-8")
    page = browser.new_page(viewport=PHONE)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    page.get_by_label("One").fill("ALM  a.org")
    first, second = page.locator(".kz-list").all()
    assert first.locator("[role=status]").text_content() == "1 of 3"
    assert first.locator("tr[data-item]:visible").all_inner_texts() == ["Almaty <b>&\na.org"]
    assert second.locator("[role=status]").text_content() == "3 of 3"
    assert second.locator("tr[data-item]:visible").count() == 3
    page.get_by_label("One").fill("")
    assert first.locator("tr[data-item]:visible").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()
    assert errors == []
