"""The built book as readers meet it: words in tables, code below results, pages on paper."""

import re

import pytest
import toc
from support import read

CODE_NAME = re.compile(r"(?<![\w/.=-])[a-z0-9]+(?:_[a-z0-9]+)+(?![\w/=-])")
CHAPTER = "notebooks/multivector/voting"
#: The page that lists columns by their names.
PLAIN = {"notebooks/reference/catalogue"}


def page_of(book, name):
    return read((book / f"{name}.html").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted({*toc.pages()} - PLAIN))
def test_no_name_of_a_column_and_no_code_stands_in_a_table(book, name):
    page = page_of(book, name)
    for part in page.select("code, pre, script, style, a[href], .cell_input"):
        part.decompose()
    found = {
        raw
        for cell in page.select("table :is(th, td)")
        for raw in CODE_NAME.findall(cell.get_text(" "))
    }
    assert found == set()


@pytest.mark.parametrize("name", [toc.name(path) for path in toc.chapters()])
def test_code_is_folded_below_its_result_unless_it_teaches(book, name):
    for cell in page_of(book, name).select("div.cell"):
        source = cell.select_one(".cell_input")
        if source is None:
            continue
        folded = source.find_parent("details") is not None
        assert folded != ("tag_worked" in cell["class"]), source.get_text()[:80]
        output = cell.select_one(".cell_output")
        if folded and output:
            assert source.sourceline > output.sourceline


@pytest.mark.parametrize("name", [toc.name(path) for path in toc.chapters()])
def test_nothing_stands_between_in_brief_and_the_cover_figure(book, name):
    brief = page_of(book, name).select_one(".admonition.tip")
    assert brief.select_one(".admonition-title").get_text() == "In brief"
    assert brief.find_next_sibling().select_one(".kz-figure")


@pytest.mark.browser
def test_one_switch_opens_all_code_and_is_remembered(book, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto((book / f"{CHAPTER}.html").as_uri())
    folds, opened = page.locator("details.above-input"), page.locator("details.above-input[open]")
    assert (folds.count() > 10, opened.count()) == (True, 0)
    switch = page.get_by_role("button", name="Code", exact=True)
    switch.click()
    assert opened.count() == folds.count()
    page.reload()
    assert switch.get_attribute("aria-pressed") == "true"
    assert opened.count() == folds.count()
    switch.click()
    page.reload()
    assert opened.count() == 0
    context.close()


@pytest.mark.browser
def test_without_a_script_each_fold_opens_by_itself(book, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((book / f"{CHAPTER}.html").as_uri())
    fold = page.locator("details.above-input").first
    assert not fold.locator(".cell_input").is_visible()
    fold.locator("summary").click()
    assert fold.locator(".cell_input").is_visible()
    context.close()


@pytest.mark.browser
def test_paper_has_black_text_whole_figures_and_neither_tools_nor_solutions(book, browser):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((book / f"{CHAPTER}.html").as_uri())
    dark = page.locator("article p").first.evaluate("e => getComputedStyle(e).color")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    colours = page.locator("article :is(h1, h2, p, li, td, th, a):visible").evaluate_all(
        "all => all.map(e => getComputedStyle(e).color.match(/[0-9.]+/g).map(Number))"
    )
    assert dark != "rgb(0, 0, 0)"
    assert max(min(rgb[:3]) for rgb in colours) < 128
    for gone in (".solution", ".kz-tools", ".bd-header-article", ".copybtn", ".bd-sidebar-primary"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    inside = page.locator(".kz-figure:visible").evaluate_all(
        "all => all.map(e => getComputedStyle(e).breakInside)"
    )
    assert set(inside) == {"avoid"}
    line = page.locator(".kz-sheet")
    assert line.is_visible()
    assert re.search(
        r"Edition .+ of \d{4}-.+voting\.html.* Printed on \d+ \w+ \d{4}", line.text_content()
    )
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("article p").first.evaluate("e => getComputedStyle(e).color") == dark
    context.close()
