"""Notebooks that leave the book can be read without it."""

import nbformat
import pytest
from standalone import Page, Text, standalone

TITLES = {"notebooks/a/one": "One", "notebooks/b/two": "Two", "intro": "Book"}
WORDS = {
    ("cite", "colt2025,who2020"): "(COLT, 2025; Who, 2020)",
    ("cite:t", "boulegue2017"): "Boulègue (2017)",
    ("numref", "fig-map"): "Fig. 13",
}
HERE = Page("notebooks/a/one", TITLES, WORDS, {"fig-map": "13", "by-hand": "4"})
OUT = Page(HERE.name, TITLES, WORDS, HERE.numbers, address="https://example.org/book/")


def resolved(text, page=HERE):
    return Text(page).resolved(text)


def test_citations_and_numbers_of_figures_are_words():
    text = "By {cite:t}`boulegue2017`, {numref}`fig-map` {cite}`colt2025, who2020`."
    assert resolved(text) == "By Boulègue (2017), Fig. 13 (COLT, 2025; Who, 2020)."


def test_a_place_that_links_lead_to_is_an_anchor():
    text = "[Қазақша](#one-kk)\n\n(one-kk)=\nТарау"
    assert resolved(text) == '[Қазақша](#one-kk)\n\n<a id="one-kk"></a>\nТарау'


def test_a_citation_that_the_page_does_not_know_stops_the_build():
    with pytest.raises(SystemExit, match=r"notebooks/a/one.*\{cite\}`nobody` became"):
        resolved("See {cite}`nobody`.")


def test_a_link_leads_to_the_published_page_or_names_the_chapter():
    text = "the [meanings](../b/two.ipynb#x), [Two](../b/two.ipynb)"
    assert resolved(text) == "the meanings (chapter “Two”), Two"
    page = "https://example.org/book/notebooks/b/two.html"
    assert resolved(text, OUT) == f"the [meanings]({page}#x), [Two]({page})"
    link = '<a href="../../data/datapackage.json">All tables</a> [site](https://a.b/c.md)'
    assert resolved(link) == "All tables [site](https://a.b/c.md)"
    data = "https://example.org/book/data/datapackage.json"
    assert resolved(link, OUT) == f"[All tables]({data}) [site](https://a.b/c.md)"


def test_an_admonition_is_a_quoted_block_with_a_bold_title():
    text = ":::{admonition} In brief\n:class: tip\n- One {numref}`fig-map`\n\n  More\n:::\nAfter"
    assert resolved(text) == "> **In brief**\n>\n> - One Fig. 13\n>\n>   More\nAfter"


def test_a_solution_is_folded_and_carries_the_number_of_its_exercise():
    text = (
        ":::{exercise} By hand\n:label: by-hand\nCount.\n:::\n\n"
        ":::{solution} by-hand\n:class: dropdown\nTen.\n```python\nx[0](y.ipynb)\n```\n:::"
    )
    question, answer = resolved(text).split("\n\n<details>\n")
    assert question == "> **Exercise 4 (By hand)**\n>\n> Count."
    assert answer == (
        "<summary>Solution to Exercise 4 (By hand)</summary>\n\n"
        "Ten.\n```python\nx[0](y.ipynb)\n```\n\n</details>"
    )


def test_directives_may_stand_in_each_other():
    text = "::::{dropdown} More\n:::{admonition} Note\nText\n:::\n::::"
    assert resolved(text) == (
        "<details>\n<summary>More</summary>\n\n> **Note**\n>\n> Text\n\n</details>"
    )


def test_a_list_of_works_is_written_out():
    page = Page(HERE.name, TITLES, works=["Who. What. 2020."])
    text = "```{bibliography}\n:filter: cited\n```"
    assert resolved(text, page) == "- Who. What. 2020."


def test_a_directive_without_a_form_is_named():
    with pytest.raises(SystemExit, match=r"'tab-set'.*admonition, bibliography"):
        resolved(":::{tab-set}\n:::")


def test_code_keeps_source_and_id_and_a_figure_has_its_number_below():
    figure = {"mystnb": {"figure": {"name": "fig-map", "caption": "By {cite:t}`boulegue2017`."}}}
    cells = [
        nbformat.v4.new_markdown_cell("# One", id="title"),
        nbformat.v4.new_code_cell("x = 1", id="install", metadata={"tags": ["remove-cell"]}),
        nbformat.v4.new_code_cell("y = 1", id="map", metadata={"tags": ["hide-input"], **figure}),
        nbformat.v4.new_code_cell("z = 1", id="shown"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    made = nbformat.from_dict(standalone(notebook, OUT))
    nbformat.validate(made)
    title, install, drawn, number, shown = made.cells
    assert title.source == "← [One](https://example.org/book/notebooks/a/one.html)\n\n# One"
    assert [(cell.id, cell.source) for cell in (install, drawn, shown)] == [
        (cell.id, cell.source) for cell in cells[1:]
    ]
    assert install.metadata == {"tags": ["remove-cell"], "jupyter": {"source_hidden": True}}
    assert drawn.metadata["jupyter"] == {"source_hidden": True}
    assert shown.metadata == {}
    assert (number.id, number.source) == ("map-number", "**Fig. 13** By Boulègue (2017).")
    assert "jupyter" not in notebook.cells[1].metadata


def test_without_an_address_the_first_cell_names_the_page():
    assert "“One” (notebooks/a/one.html)" in Text(HERE).way_back()
