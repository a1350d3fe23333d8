"""Tables for readers, as HTML and as a reader's browser shows them."""

import numpy as np
import pandas as pd
import pytest
from support import PHONE, read, words

from kzdiplo import searchable, show


def heads(page):
    return [words(cell) for cell in page.select("thead tr:last-child > *")]


def lines(page):
    return [[words(cell) for cell in row(["th", "td"])] for row in page.select("tbody tr")]


def shown(*args, **headings):
    return read(show(*args, **headings)._repr_html_())


def test_names_of_columns_and_codes_become_words():
    rows = pd.DataFrame({"mission_type": ["consulate_general"], "own": [True]})
    page = shown(rows)
    assert heads(page) == ["Mission type", "Own"]
    assert lines(page) == [["consulate general", "yes"]]


def test_vectors_have_their_labels_in_cells_and_headings():
    rows = pd.DataFrame({"vector": ["turkic", "eu"], "n": [1, 2]})
    assert [line[0] for line in lines(shown(rows))] == ["Türkiye and Azerbaijan", "EU (27)"]
    wide = pd.DataFrame([[1, 2]], columns=["other_west", "russia"], index=["posts"])
    assert heads(shown(wide)) == ["", "Other Western states", "Russia"]


def test_titles_come_from_sidecars_units_from_the_table_that_is_named_and_words_from_the_author():
    rows = pd.DataFrame({"amount_usd": [1], "share_pct": [12.5]})
    assert heads(shown(rows)) == ["US dollars", "Share pct"]
    assert heads(shown(rows, share_pct="Share")) == ["US dollars", "Share"]
    of_posts = pd.DataFrame({"latitude": [51.1], "opened_year": [1998]})
    latitude, year = heads(shown(of_posts, "missions"))
    assert latitude.startswith("Latitude (")
    assert year == "Opened year"


def test_numbers_of_a_column_have_the_same_decimals_and_stand_on_the_right():
    rows = pd.DataFrame(
        {
            "year": [1992, 2026],
            "posts": [1234567, -5],
            "share": [5.4, 43.25],
            "rate": [1 / 3, np.nan],
            "word": ["a", "b"],
        }
    )
    page = shown(rows)
    assert lines(page) == [
        ["1992", "1,234,567", "5.40", "0.333", "a"],
        ["2026", "−5", "43.25", "", "b"],
    ]
    right = [cell["data-name"] for cell in page.select("tbody tr")[0].select(".n")]
    assert right == ["Year", "Posts", "Share", "Rate"]
    assert [words(cell) for cell in page.select("thead .n")] == right


def test_no_number_vanishes():
    rows = pd.DataFrame({"dollars": [0.000083, 0.0111]})
    assert lines(shown(rows)) == [["0.000083"], ["0.011100"]]


def test_an_index_that_only_numbers_the_rows_is_left_out_and_another_heads_them():
    rows = pd.DataFrame({"a": [1, 2]}, index=[7, 9])
    assert heads(shown(rows)) == ["A"]
    page = shown(rows.rename_axis("rank"))
    assert heads(page) == ["Rank", "A"]
    assert [words(cell) for cell in page.select("tbody th[scope=row]")] == ["7", "9"]


def test_what_headings_have_in_common_stands_above_them():
    rows = pd.DataFrame([[1, 2]], index=["x"], columns=pd.Index([1995, 2000], name="five years"))
    page = shown(rows)
    over = page.select_one("th[colspan]")
    assert (words(over), over["colspan"]) == ("Five years", "2")
    assert heads(page) == ["", "1995", "2000"]


def test_no_cell_is_cut_and_none_is_read_as_html():
    long = "<b>word</b> & " * 60
    (cell,) = shown(pd.DataFrame({"a": [long]})).select("tbody td")
    assert cell.get_text() == long
    assert not cell.select("b")


def test_lists_keys_chapters_and_addresses_are_written_as_such():
    rows = pd.DataFrame(
        {
            "members": [["KZ", "own_citizens"]],
            "bodies": ["Kazakhstan;EBRD"],
            "source": ["nye2008public"],
            "chapters": ["multivector/trade;turkic/ots"],
            "page": ["https://a.org/b?c=1&d=2"],
            "note": ["see trade_by_partner <i>"],
        }
    )
    page = shown(rows)
    assert lines(page)[0][:3] == ["KZ, own citizens", "Kazakhstan, EBRD", "Nye 2008"]
    links = [(link["href"], link.get("data-page")) for link in page.select("a")]
    assert links == [
        ("../multivector/trade.html", "notebooks/multivector/trade"),
        ("../turkic/ots.html", "notebooks/turkic/ots"),
        ("https://a.org/b?c=1&d=2", None),
    ]
    assert words(page.code) == "trade_by_partner"
    assert words(page.select("td")[-1]) == "see trade_by_partner <i>"


def test_a_frame_without_rows_shows_its_headings():
    page = shown(pd.DataFrame({"a_b": []}))
    assert (heads(page), lines(page)) == (["A b"], [])


def opened(browser, tmp_path, html):
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{html}", "utf-8")
    page = browser.new_page(viewport=PHONE)
    page.goto(path.as_uri())
    return page


@pytest.mark.browser
def test_on_a_phone_long_rows_are_cards_and_numbers_keep_their_first_column(browser, tmp_path):
    prose = pd.DataFrame({"act": ["x"], "text": ["word " * 30], "other": ["y"]})
    numbers = pd.DataFrame([range(10_000, 10_040)] * 3, index=["a", "b", "c"])
    page = opened(browser, tmp_path, show(prose)._repr_html_() + show(numbers)._repr_html_())
    assert (
        page.locator(".kz-cards td").first.evaluate("e => getComputedStyle(e).display") == "block"
    )
    page.evaluate("scrollTo(500, 0)")
    assert page.locator(".kz-table:not(.kz-cards) tbody th").first.bounding_box()["x"] == 0
    page.close()


@pytest.mark.browser
def test_a_list_of_hundreds_opens_with_twenty_and_a_search_looks_in_all(browser, tmp_path):
    rows = pd.DataFrame({"name": [f"item {number}" for number in range(250)]})
    page = opened(browser, tmp_path, searchable(rows, "Search")._repr_html_())
    visible = page.locator("tr[data-item]:visible")
    said = page.locator("[role=status]")
    assert (visible.count(), said.text_content()) == (20, "20 of 250")
    page.fill("input", "item 249")
    assert (visible.count(), said.text_content()) == (1, "1 of 250")
    page.fill("input", "")
    page.click("text=Show all 250")
    assert (visible.count(), said.text_content()) == (250, "250 of 250")
    assert not page.is_visible("button")
    page.close()


@pytest.mark.browser
def test_a_short_list_shows_all(browser, tmp_path):
    rows = pd.DataFrame({"name": [f"item {number}" for number in range(100)]})
    page = opened(browser, tmp_path, searchable(rows, "Search")._repr_html_())
    assert page.locator("tr[data-item]:visible").count() == 100
    assert not page.is_visible("button")
    page.close()
