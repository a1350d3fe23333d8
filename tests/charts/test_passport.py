import re
from io import StringIO
from urllib.parse import unquote

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from drawn import ROWS, TEXTS, passport, svg_width
from support import read, words

from kzdiplo import TableError, charts


@pytest.mark.parametrize("missing", TEXTS)
@pytest.mark.parametrize("empty", ["", " \n"])
def test_a_figure_without_a_text_is_refused(missing, empty):
    with pytest.raises(ValueError, match=f"a figure needs its {missing}"):
        passport(**{missing: empty})


@pytest.mark.parametrize("name", ["Made-Up", "made up", "made_up", "-made", "made--up", "../x"])
def test_a_name_that_is_no_file_name_is_refused(name):
    with pytest.raises(ValueError, match="use lower-case letters, digits and hyphens"):
        passport(name=name)


def test_a_figure_without_rows_is_refused():
    with pytest.raises(ValueError, match="'made-up' has no plotted rows"):
        passport(data=ROWS[:0])


@pytest.mark.parametrize(
    "source", [ROWS.drop(columns="source"), ROWS.assign(source="no-such-key")], ids=["none", "odd"]
)
def test_a_figure_without_a_known_source_is_refused(source):
    with pytest.raises(TableError):
        passport(source=source)


def test_the_download_holds_exactly_the_plotted_rows():
    made = passport()
    link = read(made._repr_html_()).a
    kind, csv = link["href"].split(",", 1)
    assert kind == "data:text/csv;charset=utf-8"
    assert link["download"] == "kzdiplo-made-up.csv"
    assert unquote(csv) == made.csv
    pd.testing.assert_frame_equal(pd.read_csv(StringIO(made.csv)), ROWS)


def test_the_card_says_finding_unit_source_date_and_what_is_seen():
    card = read(passport(note="Mind the gap.")._repr_html_())
    assert card.select_one(".kz-title").text == TEXTS["title"]
    assert card.select_one(".kz-subtitle").text == TEXTS["subtitle"]
    assert re.fullmatch(
        r"Source: .+\. As of 2024-12\. Mind the gap\. Download the 3 plotted rows \(CSV\)",
        words(card.select_one(".kz-source")),
    )
    assert card.img["alt"] == TEXTS["alt"]
    assert card.img["src"].startswith("data:image/svg+xml,<svg".replace("<", "%3C"))
    assert card.source["media"] == "(max-width: 600px)"


def test_in_a_terminal_the_card_is_text():
    assert repr(passport()).splitlines()[:3] == [TEXTS[k] for k in ("title", "subtitle", "alt")]


def test_the_same_figure_gives_the_same_bytes():
    assert passport() == passport()


def test_the_drawing_for_phones_is_narrower():
    made = passport()
    assert svg_width(made.narrow) == pytest.approx(3.45 * 72)
    assert svg_width(made.wide) == pytest.approx(7 * 72)


def test_panels_are_stacked_for_phones():
    figure, ((left, right),) = charts.canvas(columns=2)
    passport(left)
    figure.canvas.draw()
    assert left.get_position().y0 > right.get_position().y1


def test_rows_without_dates_say_so():
    undated = ROWS[["value", "who", "source"]]
    assert " Undated. " in f"{passport(source=undated).source} "


def test_a_figure_may_say_itself_of_what_time_its_rows_speak():
    assert " Texts of 2017 to 2021. " in f"{passport(time='Texts of 2017 to 2021').source} "


def test_a_finished_figure_is_closed():
    passport()
    assert plt.get_fignums() == []


def test_a_choice_holds_every_figure_and_shows_the_first():
    figures = {"All": passport(name="all"), "1990s": passport(name="nineties")}
    choice = charts.choose(figures, label="Period")
    html = choice._repr_html_()
    ids = re.findall(r'<input type="radio" name="(\S+)" id="(\S+)"( checked)?>', html)
    assert [checked for *_, checked in ids] == [" checked", ""]
    assert len({name for name, *_ in ids}) == 1
    for _, button, _ in ids:
        assert f'<label for="{button}">' in html
        assert f"#{button}:checked ~ .kz-part-" in html
    assert html.count('class="kz-figure"') == 2
    assert 'aria-label="Period"' in html
    assert "<script" not in html
    other = charts.choose(figures, label="Period")._repr_html_()
    assert not {i for _, i, _ in ids} & set(re.findall(r'id="(kz-choose\S+)"', other))


def test_nothing_to_choose_from_is_refused():
    with pytest.raises(ValueError, match="1 figures: a choice needs two or more"):
        charts.choose({"All": passport(name="all")}, label="Period")
