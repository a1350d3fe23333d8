from xml.etree import ElementTree

import figures
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from PIL import Image, ImageFont

from kzdiplo.charts import bars, choose, finish

SVG = "{http://www.w3.org/2000/svg}"
ROWS = pd.DataFrame({"who": ["A & B", "C <D>"], "count": [3, 5], "source": "iso3166-1"})


def passport(name="a-b", **changes):
    """Draw a small figure, with letters that markup must escape."""
    texts = {"title": "C has more than A & B", "subtitle": "Number", "alt": 'A & B "3", C 5'}
    ax = bars(ROWS, "count", "who")
    return finish(ax, name=name, data=ROWS, source=ROWS, **(texts | changes))


def card(shown):
    return BeautifulSoup(shown._repr_html_(), "html.parser").select_one(".kz-figure")


def test_a_figure_is_read_from_its_card_as_it_was():
    given = passport()
    assert figures.passport(card(given)) == given


def test_every_figure_of_a_choice_is_found():
    both = choose({"first": passport("one"), "second": passport("two")}, "Which")
    cards = BeautifulSoup(both._repr_html_(), "html.parser").select(".kz-figure")
    assert [figures.passport(card).name for card in cards] == ["one", "two"]


def test_a_slide_holds_its_passport_and_the_drawing():
    shown = passport()
    slide = ElementTree.fromstring(figures.slide(shown))
    assert slide.get("viewBox") == "0 0 1600 900"
    assert slide.findtext(f"{SVG}title") == shown.title
    assert slide.findtext(f"{SVG}desc") == slide.get("aria-label") == shown.alt
    text = " ".join(line.text for line in slide.findall(f"{SVG}text"))
    assert text == f"{shown.title} {shown.subtitle} {shown.source}"
    drawing = slide.find(f"{SVG}svg")
    assert drawing.get("viewBox") == shown.wide.split('viewBox="')[1].split('"')[0]
    assert len(list(drawing.iter())) > 20


def test_long_texts_leave_room_for_the_drawing():
    words = "A finding of many words that goes on and on, " * 4
    shown = passport(title=words, subtitle=words)
    slide = ElementTree.fromstring(figures.slide(shown))
    tops = [float(line.get("y")) for line in slide.findall(f"{SVG}text")]
    assert tops == sorted(tops)
    assert tops[-1] < figures.HEIGHT
    drawing = slide.find(f"{SVG}svg")
    begin, height = float(drawing.get("y")), float(drawing.get("height"))
    assert height > 300
    # below the last line of the subtitle, above the first of the source
    (source_line,) = [top for top in tops if top > begin + 1]
    assert begin + height < source_line - 15


def tall(rows=40):
    many = pd.DataFrame(
        {"who": [f"row {i}" for i in range(rows)], "count": 1, "source": "iso3166-1"}
    )
    return finish(
        bars(many, "count", "who"),
        name="tall",
        title="A finding of some words",
        subtitle="Number",
        alt="Bars",
        data=many,
        source=many,
        note="A sentence that belongs under the picture. " * 3,
    )


def test_the_words_stand_beside_a_tall_drawing_and_above_a_flat_one():
    slide = ElementTree.fromstring(figures.slide(tall()))
    drawing = slide.find(f"{SVG}svg")
    left, width = float(drawing.get("x")), float(drawing.get("width"))
    for line in slide.findall(f"{SVG}text"):
        font = figures.BOLD if line.get("font-weight") == "bold" else figures.REGULAR
        size = float(line.get("font-size"))
        assert figures.MARGIN + ImageFont.truetype(str(font), size).getlength(line.text) < left
    assert (float(drawing.get("height")), left + width <= 1600) == (850, True)
    flat = ElementTree.fromstring(figures.slide(passport())).find(f"{SVG}svg")
    assert float(flat.get("x")) == figures.MARGIN


def test_letters_of_a_slide_are_measured_as_they_are_drawn():
    shown = tall()
    # a drawing of 504 points fills the height, and its letters are 9.5 points
    assert figures.box(shown.wide) == (504, 504)
    assert figures.smallest_letter(shown) == pytest.approx(9.5 * 850 / 504)
    # on a flat drawing the letters of the source line are the smallest
    assert figures.smallest_letter(passport()) == 17


@pytest.mark.parametrize("size", [17, 38])
def test_no_line_is_wider_than_the_slide(size):
    lines = figures.wrapped("word " * 200, figures.REGULAR, size)
    assert " ".join(lines) == ("word " * 200).strip()
    letters = max(map(len, lines))
    # DejaVu Sans is about 0.6 of its size wide
    assert letters * size * 0.5 < figures.WIDTH < letters * size * 0.8


def test_the_page_shows_all_figures_by_chapter():
    shown = {"First": [passport("one"), passport("two")], "Second": [passport("three")]}
    page = BeautifulSoup(figures.index(shown, with_png=True), "html.parser")
    assert [heading.text for heading in page.select("h2")] == ["First", "Second"]
    assert [image["src"] for image in page.select("img")] == ["one.svg", "two.svg", "three.svg"]
    assert {image["alt"] for image in page.select("img")} == {passport().alt}
    assert [link["href"] for link in page.select("li:first-child a")][:3] == [
        *["one.svg", "one.png", "one.csv"]
    ]
    without = BeautifulSoup(figures.index(shown, with_png=False), "html.parser")
    assert "one.png" not in {link["href"] for link in without.select("a")}


def test_no_letter_on_a_slide_of_the_book_is_smaller_than_sixteen_pixels(book):
    shown = [one for chapter in figures.by_chapter().values() for one in chapter]
    sizes = {one.name: figures.smallest_letter(one) for one in shown}
    assert {name: size for name, size in sizes.items() if size < 16} == {}


@pytest.mark.browser
def test_the_figures_of_the_book_are_found_and_drawn(book, browser, tmp_path, monkeypatch):
    shown = [one for chapter in figures.by_chapter().values() for one in chapter]
    assert len({one.name for one in shown}) == len(shown) > 90
    monkeypatch.setattr(figures, "OUT", tmp_path)
    (tmp_path / f"{shown[0].name}.svg").write_text(figures.slide(shown[0]), "utf-8")
    page = browser.new_page()
    figures.picture(shown[0], page)
    page.close()
    image = Image.open(tmp_path / f"{shown[0].name}.png")
    assert image.size == (1600, 900)
    assert image.text["Title"] == shown[0].title
    assert len(image.getcolors()) > 10
