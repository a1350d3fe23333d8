"""The button that saves a worksheet, in a page that stands for a Jupyter."""

import json

import nbformat
import pytest
from support import read

from kzdiplo import hand_in, worksheets

NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
LITE = f"""
window.jupyterapp = {{shell: {{currentWidget: {{context: {{model: {{
  toJSON: () => ({json.dumps(NOTEBOOK)})
}}}}}}}}}};
"""


@pytest.fixture
def opened(browser, tmp_path):
    """Give a function that opens the button in a page."""
    context = browser.new_context()

    def open_page(script=""):
        path = tmp_path / "page.html"
        path.write_text(
            f"<!DOCTYPE html><meta charset=utf-8><script>{script}</script>"
            f"{hand_in('weights')._repr_html_()}",
            "utf-8",
        )
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield open_page
    context.close()


def press(page):
    page.get_by_role("button", name="Save the file to hand in").click()


def test_two_buttons_in_one_notebook_have_ids_of_their_own():
    ids = [read(hand_in("weights")._repr_html_()).div["id"] for _ in range(2)]
    assert ids[0] != ids[1]


@pytest.mark.browser
def test_the_button_saves_the_notebook_under_the_right_name(opened, tmp_path):
    page = opened(LITE)
    press(page)
    assert page.get_by_role("status").text_content() == "Write your name first."
    page.get_by_label("Your name").fill(" Айгүл  Қасымова ")
    with page.expect_download() as started:
        press(page)
    assert started.value.suggested_filename == "weights__Айгүл-Қасымова.ipynb"
    notes = nbformat.read(started.value.path(), 4).metadata.kzdiplo
    assert notes.student == "Айгүл Қасымова"
    assert notes.saved.endswith("Z")
    assert "Send this file" in page.get_by_role("status").text_content()


@pytest.mark.browser
def test_elsewhere_it_says_how_to_download(opened):
    page = opened()
    page.get_by_label("Your name").fill("Madi")
    press(page)
    said = page.get_by_role("status").text_content()
    assert "menu File, Download" in said
    assert "weights__Madi.ipynb" in said


def test_what_it_saves_is_collected(tmp_path):
    course = tmp_path / "course"
    cells = [{"id": "a", "metadata": {}, "source": "", "cell_type": "markdown"}]
    for place, notes in (
        ("course/release/weights/weights.ipynb", {}),
        ("sent/weights__Dana.ipynb", {"kzdiplo": {"student": "Дана Ә.", "saved": ""}}),
    ):
        path = tmp_path / place
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({**NOTEBOOK, "cells": cells, "metadata": notes}), "utf-8")
    (placed,) = worksheets.collect(tmp_path / "sent", course).placed
    assert placed.student == "Дана Ә"
