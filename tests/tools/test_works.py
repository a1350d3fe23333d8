"""The list of works says of each its kind, its day and how it was read."""

import works
from pybtex.database import parse_string

from kzdiplo.source import KINDS


def line(key, entry):
    data = parse_string(entry, "bibtex")
    return works.Registered().format_entry("1", data.entries[key], data).text.render_as("text")


def test_a_work_ends_with_what_the_registry_knows_of_it():
    said = line("onvista-2024-09-16", "@misc{onvista-2024-09-16, title = {A}, year = {2024}}")
    assert said == "A. 2024. News of 16 September 2024, read in part, November 2026."


def test_a_year_is_not_said_twice():
    said = line("hill1973diversity", "@misc{hill1973diversity, title = {A title}, year = {1973}}")
    assert said == "A title. 1973. Academic work, abstract only, November 2026."


def test_a_month_is_said_without_a_day():
    assert works.in_words("2019-04") == " of April 2019"
    assert works.in_words("2019") == works.in_words("") == ""


def test_each_kind_has_a_name():
    assert set(works.CALLED) == set(KINDS)
