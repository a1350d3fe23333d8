import math
import re
from html.parser import HTMLParser
from io import StringIO
from itertools import combinations
from pathlib import Path
from urllib.parse import unquote

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color, to_rgb

from kzdiplo import TableError, charts
from kzdiplo.charts.maps import ASTANA, _thin, project, ring_radius
from kzdiplo.charts.style import ACCENT, CATEGORIES, ink, spread
from kzdiplo.vectors import VECTORS

mpl.use("agg")

NAN = float("nan")


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plt.close("all")


def frame(**columns):
    return pd.DataFrame(columns)


def texts(ax):
    """Return the annotations of a chart."""
    return [text.get_text() for text in ax.texts]


def strokes(ax):
    """Return the drawn lines without marks, each as x and y values."""
    return [
        (line.get_xdata().tolist(), line.get_ydata().tolist())
        for line in ax.lines
        if line.get_linestyle() != "None" and len(line.get_xdata())
    ]


def marks(ax):
    """Return the marks: for each place its marker and whether it is hollow."""
    return {
        (float(x), float(y)): (line.get_marker(), same_color(line.get_markerfacecolor(), "white"))
        for line in ax.lines
        if line.get_linestyle() == "None"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


# Lines and dots.


def test_a_line_shows_its_rows_in_the_order_of_x_and_its_name_at_the_end():
    data = frame(year=[2002, 2000, 2001], value=[3.0, 1.0, 2.0], who="a")
    ax = charts.lines(data, "year", "value", "who", labels={"a": "Alpha"})
    assert strokes(ax) == [([2000, 2001, 2002], [1, 2, 3])]
    assert texts(ax) == ["Alpha"]
    assert ax.texts[0].xy == (2002, 3)


def test_a_line_breaks_at_a_missing_value():
    data = frame(year=range(2000, 2005), value=[1, 2, NAN, 4, 5], who="a")
    ((_, values),) = strokes(charts.lines(data, "year", "value", "who"))
    assert np.isnan(values).tolist() == [False, False, True, False, False]


def test_a_line_breaks_between_segments_and_keeps_its_colour():
    data = frame(year=range(2000, 2004), value=[1, 2, 3, 4], who="a", reporter=[*"xxyy"])
    ax = charts.lines(data, "year", "value", "who", segment="reporter")
    assert strokes(ax) == [([2000, 2001], [1, 2]), ([2002, 2003], [3, 4])]
    assert {line.get_color() for line in ax.lines} == {CATEGORIES[0]}


def test_years_on_the_axis_are_whole():
    ax = charts.lines(frame(year=[2001, 2003], value=[1, 2], who="a"), "year", "value", "who")
    assert [tick for tick in ax.get_xticks() if tick % 1] == []


def test_a_value_between_two_gaps_is_marked():
    data = frame(year=range(2000, 2006), value=[1, 2, NAN, 4, NAN, 6], who="a")
    assert marks(charts.lines(data, "year", "value", "who")) == {
        (2003, 4): ("o", False),
        (2005, 6): ("o", False),
    }


@pytest.mark.parametrize("chart", [charts.lines, charts.dots])
def test_more_groups_than_colours_are_refused(chart):
    count = len(CATEGORIES) + 1
    data = frame(year=2000, value=range(count), who=range(count))
    with pytest.raises(ValueError, match=f"{count} groups in one picture cannot be told apart"):
        chart(data, "year", "value", "who")
    chart(data[:-1], "year", "value", "who")


@pytest.mark.parametrize("chart", [charts.lines, charts.dots])
def test_a_group_without_a_colour_is_named(chart):
    data = frame(year=2000, value=[1, 2], who=["a", "b"])
    with pytest.raises(ValueError, match="no colour given for 'b'"):
        chart(data, "year", "value", "who", colors={"a": ACCENT})


def test_dots_are_not_joined_and_uncertain_ones_are_hollow():
    data = frame(year=[2000, 2001], value=[46, 57], who="a", unsure=[False, True])
    ax = charts.dots(
        data, "year", "value", "who", label="value", hollow="unsure", markers={"a": "s"}
    )
    assert strokes(ax) == []
    assert marks(ax) == {(2000, 46): ("s", False), (2001, 57): ("s", True)}
    assert texts(ax) == ["46", "57"]


def panel_data(panels):
    return frame(
        year=[2000, 2001] * 2 * len(panels),
        value=range(4 * len(panels)),
        panel=np.repeat(panels, 4),
        flow=[*"iiee"] * len(panels),
    )


def test_panels_share_their_scales_and_leave_no_empty_one():
    first = charts.panels(
        panel_data([*"abcd"]),
        "year",
        "value",
        "panel",
        "flow",
        colors=dict.fromkeys("abcd", ACCENT),
        dashes={"i": "-", "e": "--"},
        titles=dict(zip("abcd", "ABCD", strict=True)),
    )
    grid = first.get_figure().axes
    assert [ax.get_title(loc="left") for ax in grid] == [*"ABCD"]
    assert len({ax.get_ylim() for ax in grid}) == len({ax.get_xlim() for ax in grid}) == 1
    assert strokes(grid[3]) == [([2000, 2001], [12, 13]), ([2000, 2001], [14, 15])]
    assert texts(first) == ["i", "e"]


# Bars.


def test_bars_show_amounts_from_top_to_bottom_and_how_firm_they_are():
    data = frame(amount=[3.0, 1.5, 2.0], what=["x", "y", "z"], firm=["full", "part", "plan"])
    ax = charts.bars(data, "amount", "what", kind="firm", fmt="{:.1f} t")
    assert [bar.get_width() for bar in ax.patches] == [3, 1.5, 2]
    assert [bar.get_hatch() for bar in ax.patches] == [None, "/////", None]
    assert [same_color(bar.get_facecolor(), "white") for bar in ax.patches] == [False, True, True]
    assert [bar.get_linestyle() for bar in ax.patches] == ["solid", "solid", "--"]
    assert texts(ax) == ["3.0 t", "1.5 t", "2.0 t"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y", "z"]
    assert ax.yaxis_inverted()


@pytest.mark.parametrize("amount", [-0.1, NAN])
def test_bars_refuse_amounts_that_have_no_length(amount):
    with pytest.raises(ValueError, match="column 'amount': bars need amounts"):
        charts.bars(frame(amount=[1, amount], what=["x", "y"]), "amount", "what")


def test_bars_refuse_an_unknown_kind():
    data = frame(amount=[1, 2], what=["x", "y"], firm=["full", "maybe"])
    with pytest.raises(ValueError, match=r"'firm' holds \['maybe'\]; use full, part or plan"):
        charts.bars(data, "amount", "what", kind="firm")


def test_mirrored_bars_stand_on_one_base_and_leave_gaps():
    data = frame(year=[2000, 2001], up=[3, None], down=[1, 2]).astype("Int64")
    ax = charts.mirrored_bars(
        data, "year", "up", "down", labels=("in", "out"), colors=(ACCENT, "#c2410c")
    )
    heights = [bar.get_height() for bar in ax.patches]
    assert heights[0] == 3
    assert math.isnan(heights[1])
    assert heights[2:] == [-1, -2]
    assert texts(ax) == ["in", "out"]
    assert [ax.yaxis.get_major_formatter()(value) for value in (-2, 3)] == ["2", "3"]


# Dumbbells.

PAIR = {"labels": ("own", "theirs"), "colors": (ACCENT, "#c2410c")}


def test_a_dumbbell_shows_both_values_the_greater_labelled_on_the_right():
    data = frame(what=["x", "y"], own=[1.0, 4.0], theirs=[2.0, 3.0])
    ax = charts.dumbbell(data, "what", "own", "theirs", **PAIR)
    assert marks(ax) == {
        (1, 0): ("o", False),
        (4, 1): ("o", False),
        (2, 0): ("s", True),
        (3, 1): ("s", True),
    }
    values = {text.get_text(): text.get_ha() for text in ax.texts if text.get_text()[0].isdigit()}
    assert values == {"1.0": "right", "2.0": "left", "4.0": "left", "3.0": "right"}


def test_a_dumbbell_of_equal_values_labels_them_on_two_sides():
    ax = charts.dumbbell(frame(what=["x"], own=[1], theirs=[1]), "what", "own", "theirs", **PAIR)
    assert sorted(text.get_ha() for text in ax.texts if text.get_text() == "1.0") == [
        "left",
        "right",
    ]


@pytest.mark.parametrize("column", ["own", "theirs"])
def test_a_dumbbell_refuses_a_row_with_one_value(column):
    data = frame(what=["x", "y"], own=[1.0, 4.0], theirs=[2.0, 3.0])
    data.loc[1, column] = NAN
    with pytest.raises(ValueError, match="every row needs both values"):
        charts.dumbbell(data, "what", "own", "theirs", **PAIR)


# Timelines.

EVENTS = frame(
    time=[2001.5, 1998.0, 2004.0],
    who=["x", "y", "x"],
    kind=["treaty", "visit", "visit"],
    unsure=[False, True, False],
)
KINDS = {"colors": {"treaty": ACCENT, "visit": "#c2410c"}, "markers": {"treaty": "s", "visit": "o"}}


def test_a_timeline_keeps_the_order_of_rows_the_first_on_top():
    ax = charts.timeline(EVENTS, "time", "who", "kind", hollow="unsure", **KINDS)
    assert marks(ax) == {(2001.5, 0): ("s", False), (1998, 1): ("o", True), (2004, 0): ("o", False)}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y"]
    assert ax.yaxis_inverted()


@pytest.mark.parametrize("known", ["colors", "markers"])
def test_a_timeline_refuses_a_kind_without_colour_or_marker(known):
    half = {**KINDS, known: {"treaty": KINDS[known]["treaty"]}}
    with pytest.raises(ValueError, match=r"no colour or marker for the kinds \['visit'\]"):
        charts.timeline(EVENTS, "time", "who", "kind", **half)


# Maps.

LONGITUDE, LATITUDE = ASTANA


@pytest.mark.parametrize(
    ("longitude", "latitude", "place"),
    [
        (*ASTANA, (0, 0)),
        (0, 90, (0, 2 * math.sin(math.radians(90 - LATITUDE) / 2))),
        (123, -90, (0, -2 * math.sin(math.radians(90 + LATITUDE) / 2))),
        # a quarter of the globe away: where the great circle due east crosses the equator ...
        (LONGITUDE + 90, 0, (math.sqrt(2), 0)),
        (LONGITUDE - 90, 0, (-math.sqrt(2), 0)),
        # ... and due south
        (LONGITUDE, LATITUDE - 90, (0, -math.sqrt(2))),
    ],
)
def test_places_are_projected_where_geometry_puts_them(longitude, latitude, place):
    assert project([longitude], [latitude])[0] == pytest.approx(place, abs=1e-9)


def test_the_other_side_of_the_globe_is_the_rim():
    near_antipode = project([LONGITUDE - 180 + 0.01], [-LATITUDE])
    assert np.hypot(*near_antipode[0]) == pytest.approx(2, abs=1e-6)


def test_a_parallel_curves_north_of_the_line_due_east():
    ((x, y),) = project([LONGITUDE + 30], [LATITUDE])
    assert x > 0
    assert y > 0


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(2.35, 48.86), (36.8, -1.29), (-77, 38.9), (149, -35)]
)
def test_areas_are_true_to_scale(longitude, latitude):
    step = 1e-4  # degrees
    here, east, north = project(
        [longitude, longitude + step, longitude], [latitude, latitude, latitude + step]
    )
    (a, b), (c, d) = east - here, north - here
    on_globe = math.radians(step) ** 2 * math.cos(math.radians(latitude))
    assert a * d - b * c == pytest.approx(on_globe, rel=1e-4)


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        (*ASTANA, 0),
        (69.24, 41.30, 1105.8),  # Tashkent, by the haversine formula
        (37.62, 55.76, 2273.1),  # Moscow
        (-77.04, 38.91, 9543.4),  # Washington
        (LONGITUDE + 90, 0, math.pi / 2 * 6371),
    ],
)
def test_distances_are_those_of_the_great_circle(longitude, latitude, expected):
    assert charts.kilometres([longitude], [latitude])[0] == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("distance", [500, 5000, 15000])
def test_a_ring_runs_through_the_places_at_its_distance(distance):
    south = LATITUDE - math.degrees(distance / 6371)
    place = project([LONGITUDE], [south])[0]
    assert np.hypot(*place) == pytest.approx(ring_radius(distance))


POSTS = frame(
    longitude=[37.62, -77.04, 116.4],
    latitude=[55.76, 38.91, 39.9],
    who=["a", "b", "a"],
    unsure=[False, True, False],
)
GROUPS = {"colors": {"a": ACCENT, "b": "#c2410c"}, "markers": {"a": "o", "b": "s"}}


def test_a_map_marks_each_place_and_astana():
    ax = charts.points_map(POSTS, "who", hollow="unsure", rings_km=(2500, 5000), **GROUPS)
    moscow, washington, beijing = map(tuple, project(POSTS["longitude"], POSTS["latitude"]))
    assert marks(ax) == {moscow: ("o", False), washington: ("s", True), beijing: ("o", False)}
    assert [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "*"] == [
        [[0, 0]]
    ]
    assert texts(ax) == ["2,500 km", "5,000 km"]
    assert ax.get_aspect() == 1


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(181, 0), (-181, 0), (0, 90.1), (0, -91), (NAN, 0), (0, NAN)]
)
def test_a_map_refuses_places_that_are_not_on_the_globe(longitude, latitude):
    wrong = POSTS.assign(
        longitude=[37.62, longitude, 116.4], latitude=[55.76, latitude, 39.9], city="Nowhere"
    )
    with pytest.raises(ValueError, match=r"1 points without valid coordinates.*Nowhere"):
        charts.points_map(wrong, "who", **GROUPS)


def test_land_far_outside_the_picture_has_less_detail():
    angle = np.linspace(0, 2 * np.pi, 1001)
    near, far = (
        np.column_stack([r * np.cos(angle) + x, r * np.sin(angle)]) for r, x in ((0.5, 0), (0.5, 4))
    )
    thinned = [len(_thin(ring, radius=1)) for ring in (near, far)]
    assert thinned[0] > 300
    assert 5 * thinned[1] < thinned[0]


# Style.


@pytest.mark.parametrize(
    "positions", [[1.0, 1.0, 1.0], [3.0, 1.0, 1.2], [5.0, 5.1, 0.0, 5.05], [2.0], []]
)
def test_spread_keeps_order_and_gap(positions):
    placed = spread(positions, 1.0)
    order = np.argsort(positions, kind="stable")
    assert (np.diff(np.array(placed)[order]) >= 1 - 1e-6).all()


def test_spread_leaves_alone_what_is_far_apart():
    assert spread([3.0, 1.0, 5.0], 1.0) == [3, 1, 5]


def luminance(color):
    """Return the relative luminance of WCAG 2."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(color):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]


@pytest.mark.parametrize(
    "color", [*(vector.color for vector in VECTORS.values()), *CATEGORIES, "white"]
)
def test_text_in_any_colour_is_readable_on_white(color):
    assert 1.05 / (luminance(ink(color)) + 0.05) >= 4.5


def test_readable_colours_stay_as_they_are():
    assert ink(ACCENT) == ACCENT


# How people with a colour-vision deficiency see linear RGB: Machado, Oliveira and Fernandes
# (2009), severity 1.0.
EYES = {
    "common": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(color, eye):
    """Return the colour as that eye sees it, in CIELAB under D65."""
    seen = np.clip(EYES[eye] @ linear(color), 0, 1)
    x, y, z = np.cbrt(TO_XYZ @ seen / TO_XYZ.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(
    ("one", "other"), [*combinations([v for v in VECTORS if v not in {"asia", "other"}], 2)]
)
def test_vectors_that_share_a_chart_are_told_apart_by_colour(one, other, eye):
    difference = lab(VECTORS[one].color, eye) - lab(VECTORS[other].color, eye)
    assert np.linalg.norm(difference) > 14


def test_vectors_are_told_apart_without_colour():
    markers = [vector.marker for vector in VECTORS.values()]
    dashes = [vector.dash for name, vector in VECTORS.items() if name != "other"]
    assert len(set(markers)) == len(markers)
    assert len(set(dashes)) == len(dashes)


# The passport.

ROWS = frame(
    year=[2000, 2001, 2002],
    value=[1.5, NAN, 3.25],
    who=["a, b", 'Ә "c"', "d;e"],
    source="ds-colt-2025",
    as_of=["2024-11", "2024-12", None],
)
TEXTS = {
    "name": "made-up",
    "title": 'A "finding" & <more>',
    "subtitle": "Unit, period",
    "alt": 'It says "more" & <less>',
}


def passport(ax=None, **changed):
    if ax is None:
        ax = charts.lines(ROWS.assign(line="x"), "year", "value", "line")
    return charts.finish(ax, **{**TEXTS, "data": ROWS, "source": ROWS, **changed})


class Page(HTMLParser):
    """The tags of a passport with their attributes, and its text by class of the paragraph."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.inside = {}, {}, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = dict(attrs)
        self.inside = dict(attrs).get("class", self.inside)

    def handle_data(self, data):
        self.text[self.inside] = self.text.get(self.inside, "") + data


def svg_width(svg):
    return float(re.search(r'<svg[^>]* width="([\d.]+)pt"', svg)[1])


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
    link = Page(made._repr_html_()).tags["a"]
    kind, csv = link["href"].split(",", 1)
    assert kind == "data:text/csv;charset=utf-8"
    assert link["download"] == "kzdiplo-made-up.csv"
    assert unquote(csv) == made.csv
    pd.testing.assert_frame_equal(pd.read_csv(StringIO(made.csv)), ROWS)


def test_the_card_says_finding_unit_source_date_and_what_is_seen():
    page = Page(passport(note="Mind the gap.")._repr_html_())
    assert page.text["kz-title"] == TEXTS["title"]
    assert page.text["kz-subtitle"] == TEXTS["subtitle"]
    assert re.fullmatch(
        r"Source: .+\. As of 2024-12\. Mind the gap\. Download the 3 plotted rows \(CSV\)",
        page.text["kz-source"],
    )
    assert page.tags["img"]["alt"] == TEXTS["alt"]
    assert page.tags["img"]["src"].startswith("data:image/svg+xml,<svg".replace("<", "%3C"))
    assert page.tags["source"]["media"] == "(max-width: 600px)"


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
    assert " Undated. " in f"{passport(source=ROWS.assign(as_of=None)).source} "


def test_a_finished_figure_is_closed():
    passport()
    assert plt.get_fignums() == []


# The house style, as pictures. After a wanted change, draw the baselines anew with
#   .venv/bin/python -m pytest tests/test_charts.py --mpl-generate-path=tests/baseline


def picture(chart):
    """Let pytest-mpl draw the chart and compare it with the baseline of the test's name."""
    return pytest.mark.mpl_image_compare(
        baseline_dir="baseline",
        tolerance=1,
        style=str(Path(charts.__file__).with_name("kzdiplo.mplstyle")),
        savefig_kwargs={"dpi": 60},
    )(chart)


@picture
def test_picture_of_lines():
    years = range(2000, 2012)
    data = pd.concat(
        frame(
            year=years,
            value=[level + (year * step) % 7 for year in years],
            who=name,
            reporter=["one" if year < 2006 else "two" for year in years],
        )
        for name, level, step in (("eu", 20, 3), ("russia", 22, 5), ("china", 4, 2))
    )
    data.loc[data["year"] == 2003, "value"] = NAN
    return charts.lines(
        data,
        "year",
        "value",
        "who",
        segment="reporter",
        colors={name: vector.color for name, vector in VECTORS.items()},
        dashes={name: vector.dash for name, vector in VECTORS.items()},
        labels={name: vector.label for name, vector in VECTORS.items()},
    ).figure


@picture
def test_picture_of_bars():
    data = frame(amount=[46.3, 8.1, 3.0], what=["Құбыр", "Railway", "Port"], firm=[*"fpn"])
    kinds = {"f": "full", "p": "part", "n": "plan"}
    data["firm"] = data["firm"].map(kinds)
    return charts.bars(data, "amount", "what", kind="firm", fmt="{:.1f}").figure


@picture
def test_picture_of_a_dumbbell():
    data = frame(what=["Türkiye", "Italy", "China"], own=[4.0, 16.1, 24.2], theirs=[4.0, 3.2, 31.2])
    return charts.dumbbell(data, "what", "own", "theirs", **PAIR).figure


@picture
def test_picture_of_a_timeline():
    ax = charts.timeline(EVENTS, "time", "who", "kind", hollow="unsure", **KINDS)
    charts.key(ax.figure, {"treaty": "Treaties", "visit": "Visits"}, *KINDS.values())
    return ax.figure


@picture
def test_picture_of_a_map():
    ax = charts.points_map(POSTS, "who", hollow="unsure", rings_km=(5000,), **GROUPS)
    ax.figure.set_size_inches(4, 4)
    return ax.figure


# Matrices.


def cells(ax):
    """Return the printed cells of a matrix by column and row, with the colour of the print."""
    return {(int(t.xy[0]), int(t.xy[1])): (t.get_text(), t.get_color()) for t in ax.texts}


def shades(ax):
    """Return the colours of a matrix in reading order."""
    (mesh,) = ax.collections
    mesh.update_scalarmappable()
    return mesh.get_facecolors()


def test_a_matrix_keeps_the_order_of_its_rows_and_shows_what_is_missing():
    data = frame(who=[*"bab"], topic=["z", "z", "y"], share=[0.0, 1.0, 0.25])
    ax = charts.heat(data, "who", "topic", "share")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["b", "a"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["z", "y"]
    printed = {place: text for place, (text, _) in cells(ax).items()}
    assert printed == {(0, 0): "0.00", (1, 0): "1.00", (0, 1): "0.25", (1, 1): "–"}
    assert ax.yaxis_inverted()


def test_a_greater_number_has_a_darker_shade_and_readable_print():
    data = frame(who=[*"abcdef"], topic="x", share=[0, 0.2, 0.4, 0.6, 0.8, 1])
    ax = charts.heat(data, "who", "topic", "share")
    light = [float(np.dot(color[:3], [0.2126, 0.7152, 0.0722])) for color in shades(ax)]
    assert light == sorted(light, reverse=True)
    for (column, _), (_, ink_color) in cells(ax).items():
        assert contrast(ink_color, shades(ax)[column][:3]) >= 4.5


def contrast(a, b):
    """Return the contrast of two colours by WCAG 2."""
    lights = []
    for color in (a, b):
        rgb = np.array(to_rgb(color))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        lights.append(float(linear @ [0.2126, 0.7152, 0.0722]))
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_number_outside_the_scale_is_refused(share):
    data = frame(who=["a", "b"], topic="x", share=[0.5, share])
    with pytest.raises(ValueError, match="the scale from 0 to 1"):
        charts.heat(data, "who", "topic", "share")


def test_two_values_for_one_cell_are_refused():
    data = frame(who="a", topic="x", share=[0.5, 0.5], vote=["yes", "no"])
    with pytest.raises(ValueError, match="two values for the row 'x' and the column 'a'"):
        charts.heat(data, "who", "topic", "share")
    with pytest.raises(ValueError, match="two values"):
        charts.grid(data, "who", "topic", "vote", looks={"yes": ("w", "Y"), "no": ("k", "N")})


def test_categories_have_a_colour_and_a_letter():
    looks = {"yes": ("#ffffff", "Y"), "no": ("#000000", "N")}
    data = frame(who=[*"aab"], topic=["x", "y", "x"], vote=["no", "yes", None])
    ax = charts.grid(data, "who", "topic", "vote", looks=looks)
    assert cells(ax) == {(0, 0): ("N", "white"), (0, 1): ("Y", "black")}
    with pytest.raises(ValueError, match=r"no colour and letter for the categories \['absent'\]"):
        charts.grid(data.assign(vote="absent"), "who", "topic", "vote", looks=looks)


@pytest.mark.parametrize(
    ("names", "upright"), [([*"abc"], 0), (["a long name of a state"] * 9, 90)]
)
def test_names_of_columns_stand_upright_only_where_they_would_touch(names, upright):
    names = [f"{name}{i}" for i, name in enumerate(names)]
    ax = charts.heat(frame(who=names, topic="x", share=0.5), "who", "topic", "share")
    assert {label.get_rotation() for label in ax.get_xticklabels()} == {upright}


# Spans and ranges.


def bars_of(ax):
    """Return start, end, row and whether hollow for each bar."""
    return [
        (
            bar.get_x(),
            bar.get_x() + bar.get_width(),
            bar.get_y() + bar.get_height() / 2,
            same_color(bar.get_facecolor(), "white"),
        )
        for bar in ax.patches
    ]


def spell_data():
    return frame(
        who=["Alpha", "Beta", "Alpha"],
        start=[2000, 2005, 2010],
        end=[2005, 2006, NAN],
        kind=["member", "observer", "member"],
        unsure=[False, True, False],
        word=["member", "observer", "member"],
    )


SPELLS = {"member": "#0064b0", "observer": "#c2410c"}


def test_spans_run_from_start_to_end_and_open_ones_to_the_edge():
    ax = charts.spans(spell_data(), "start", "end", "who", "kind", colors=SPELLS, hollow="unsure")
    edge = ax.get_xlim()[1]
    assert edge > 2010
    expected = [(2000, 2005, 0, False), (2005, 2006, 1, True), (2010, edge, 0, False)]
    for bar, values in zip(sorted(bars_of(ax)), expected, strict=True):
        assert bar == pytest.approx(values)
    assert marks(ax) == {(edge, 0): (">", False)}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Alpha", "Beta"]
    assert ax.yaxis_inverted()


def test_spans_fill_the_figure():
    ended = spell_data().assign(end=[2005, 2006, 2012])
    ax = charts.spans(ended, "start", "end", "who", "kind", colors=SPELLS, hollow="unsure")
    ax.figure.set_size_inches(7, 3)
    ax.figure.draw_without_rendering()
    assert ax.get_position().height > 0.8


@pytest.mark.parametrize("color", ["#d99a00", "#06305c"])
def test_a_text_in_a_span_is_readable_on_its_colour(color):
    ax = charts.spans(
        spell_data(),
        "start",
        "end",
        "who",
        "kind",
        colors=dict.fromkeys(SPELLS, color),
        text="word",
    )
    assert contrast(ax.texts[0].get_color(), color) >= 4.5


def test_a_text_stands_in_a_span_only_where_it_fits():
    ax = charts.spans(spell_data(), "start", "end", "who", "kind", colors=SPELLS, text="word")
    assert texts(ax) == ["member"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": [NAN, 2005, 2010]}, "1 spans without a start"),
        ({"end": [1999, 2006, NAN]}, "'Alpha': 2000.* to 1999"),
        ({"kind": "guest"}, r"no colour for the kinds \['guest'\]"),
    ],
)
def test_spans_that_cannot_be_drawn_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        charts.spans(spell_data().assign(**change), "start", "end", "who", "kind", colors=SPELLS)


def test_ranges_print_both_bounds_and_one_dot_where_they_are_equal():
    data = frame(who=["Alpha", "Beta"], low=[1, 2], high=[4, 2], middle=[2, 2])
    ax = charts.ranges(data, "who", "low", "high", mark="middle")
    assert texts(ax) == ["1", "4", "2"]
    assert strokes(ax) == [([1, 4], [0, 0]), ([2], [1])]
    assert [place for place, (mark, _) in marks(ax).items() if mark == "D"] == [(2, 0), (2, 1)]


@pytest.mark.parametrize("change", [{"low": [5, 2]}, {"high": [NAN, 2]}, {"middle": [0, 2]}])
def test_what_is_no_range_is_refused(change):
    data = frame(who=["Alpha", "Beta"], low=[1, 2], high=[4, 2], middle=[2, 2])
    with pytest.raises(ValueError, match=r"the row 'Alpha'.*is no range"):
        charts.ranges(data.assign(**change), "who", "low", "high", mark="middle")


def test_a_group_of_ranges_without_a_colour_is_named():
    data = frame(who=["Alpha", "Beta"], low=[1, 2], high=[4, 2])
    with pytest.raises(ValueError, match=r"no colour for the groups \['Beta'\]"):
        charts.ranges(data, "who", "low", "high", by="who", colors={"Alpha": ACCENT})


# Quadrants.

FOUR = {"strength": "#00876c", "weakness": "#c2410c", "chance": "#0064b0", "threat": "#5b4a9c"}


def swot():
    return frame(
        quadrant=["strength", "strength", "weakness", "chance", "threat"],
        item=[
            "S1 short",
            "S2 " + "a long text that needs more than one line " * 2,
            "W1",
            "O1",
            "T1",
        ],
        good=[3, 2, 0, 1, 1],
        bad=[1, 0, 2, 1, 0],
    )


def test_quadrants_hold_their_items_with_both_amounts_on_one_scale():
    first = charts.quadrants(swot(), "quadrant", "item", "good", other="bad", colors=FOUR)
    panels = first.figure.axes
    assert [ax.get_title(loc="left") for ax in panels] == [*FOUR]
    assert len({ax.get_xlim() for ax in panels}) == 1
    assert [bar.get_width() for bar in panels[0].patches] == [3, 1, 2, 0]
    assert [same_color(bar.get_facecolor(), "white") for bar in panels[0].patches] == [
        *[False, True, False, True]
    ]
    assert texts(panels[1]) == ["W1", "0", "2"]


def test_items_of_a_quadrant_stand_below_one_another_in_order():
    panel = charts.quadrants(swot(), "quadrant", "item", "good", colors=FOUR)
    tops = [text.xy[1] for text in panel.texts]
    assert tops == sorted(tops)
    assert panel.yaxis_inverted()
    # two lines of text push the bar of the second item further down
    gaps = [
        bar.get_y() - text.xy[1] for bar, text in zip(panel.patches, panel.texts[::2], strict=True)
    ]
    assert gaps[1] > 1.5 * gaps[0]


def test_on_a_phone_quadrants_stand_below_one_another():
    ax = charts.quadrants(swot(), "quadrant", "item", "good", colors=FOUR)
    figure = passport(ax)
    sizes = [
        [float(n) for n in re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()]
        for svg in (figure.wide, figure.narrow)
    ]
    assert sizes[1][0] < sizes[0][0]
    assert sizes[1][1] > sizes[0][1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quadrant": "strength"}, "need four lists"),
        ({"good": [1, -1, 1, 1, 1]}, "missing or negative"),
        ({"good": [1, NAN, 1, 1, 1]}, "missing or negative"),
    ],
)
def test_quadrants_that_cannot_be_drawn_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        charts.quadrants(swot().assign(**change), "quadrant", "item", "good", colors=FOUR)


# Figures to choose from.


def test_a_choice_holds_every_figure_and_shows_the_first():
    figures = {"All": passport(name="all"), "1990s": passport(name="nineties")}
    choice = charts.choose(figures, label="Period")
    html = choice._repr_html_()
    ids = re.findall(r'<input type="radio" name="(\S+)" id="(\S+)"( checked)?>', html)
    assert [checked for *_, checked in ids] == [" checked", ""]
    assert len({name for name, *_ in ids}) == 1
    for _, button, _ in ids:
        assert f'<label for="{button}">' in html
        assert f"#{button}:checked~" in html
    assert html.count('class="kz-figure"') == 2
    assert 'aria-label="Period"' in html
    assert "<script" not in html
    other = charts.choose(figures, label="Period")._repr_html_()
    assert not {i for _, i, _ in ids} & set(re.findall(r'id="(kz-choose\S+)"', other))


def test_nothing_to_choose_from_is_refused():
    with pytest.raises(ValueError, match="1 figures: a choice needs two or more"):
        charts.choose({"All": passport(name="all")}, label="Period")


# Networks.

NODES = frame(
    name=["Alpha", "Beta", "Gamma", "A long name", "Alone"],
    who=[*"ababa"],
    dated=[False, False, True, False, False],
)
LINKS = frame(
    first=["Alpha", "Beta", "Alpha"],
    second=["Beta", "Gamma", "A long name"],
    strength=[1.0, 0.5, 0.25],
)
LOOK = {"colors": {"a": ACCENT, "b": "#c2410c"}, "markers": {"a": "o", "b": "s"}}


def net(nodes=NODES, links=LINKS, **changes):
    return charts.network(nodes, links, "name", "who", "strength", **{**LOOK, **changes})


def spots(ax):
    """Return where each name of a network stands."""
    return {text.get_text(): tuple(map(float, text.xy)) for text in ax.texts}


def test_a_network_shows_all_nodes_and_only_the_links_given():
    ax = net(hollow="dated")
    place = spots(ax)
    assert list(place) == list(NODES["name"])
    lines = [line for line in ax.lines if line.get_linestyle() != "None"]
    width = {
        frozenset(map(tuple, line.get_xydata().tolist())): line.get_linewidth() for line in lines
    }
    ends = [frozenset((place[a], place[b])) for a, b in LINKS[["first", "second"]].to_numpy()]
    assert width.keys() == set(ends)
    assert width[ends[0]] > width[ends[1]] > width[ends[2]]
    shown = marks(ax)
    assert shown[place["Alpha"]] == ("o", False)
    assert shown[place["Beta"]] == ("s", False)
    assert shown[place["Gamma"]] == ("o", True)


def test_a_network_is_the_same_each_time_and_the_seed_changes_it():
    assert spots(net()) == spots(net())
    assert spots(net()) != spots(net(seed=2))


def test_strongly_linked_nodes_lie_nearer_than_unlinked_ones():
    place = spots(net())
    assert math.dist(place["Alpha"], place["Beta"]) < math.dist(place["Alpha"], place["Alone"])


@pytest.mark.parametrize("width", [7.0, 3.45])
@pytest.mark.parametrize("count", [2, 14])
def test_no_name_of_a_network_lies_over_another_or_leaves_the_picture(width, count):
    names = [f"BODY {i}" for i in range(count)]
    nodes = frame(name=names, who="a")
    # all linked to the first: a star, which crowds its middle
    links = frame(first=names[0], second=names[1:], strength=0.5)
    ax = charts.network(nodes, links, "name", "who", "strength", **LOOK)
    charts.key(ax.figure, {"a": "one", "b": "two"}, **LOOK)
    ax.figure.set_size_inches(width, 4.8)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []
    canvas = ax.figure.bbox
    assert all(canvas.x0 <= b.x0 and b.x1 <= canvas.x1 and canvas.y0 <= b.y0 for b in boxes)


def test_a_network_without_links_is_drawn():
    ax = net(links=LINKS[:0])
    assert strokes(ax) == []
    assert len(spots(ax)) == len(NODES)


@pytest.mark.parametrize(
    ("nodes", "links", "message"),
    [
        (pd.concat([NODES, NODES[:1]]), LINKS, "the node 'Alpha' stands twice"),
        (NODES.assign(who="c"), LINKS, r"no colour or marker for the groups \['c'\]"),
        (NODES[1:], LINKS, "links to 'Alpha', which the nodes do not hold"),
        (NODES, LINKS.assign(strength=0.0), "'strength' above 0"),
        (NODES, LINKS.assign(second=LINKS["first"]), "two different ends"),
    ],
)
def test_a_network_that_does_not_hold_together_is_refused(nodes, links, message):
    with pytest.raises(ValueError, match=message):
        net(nodes, links)


def test_a_hairball_is_refused():
    nodes = frame(name=[f"organisation {i}" for i in range(60)], who="a")
    with pytest.raises(ValueError, match="60 names do not fit on a phone"):
        net(nodes, LINKS[:0])


# Dates on an axis.


@pytest.mark.parametrize(
    ("date", "start", "middle"),
    [
        ("2017", 2017, 2017.5),
        ("2017-07", 2017 + 181 / 365, 2017 + 181 / 365 + 0.5 / 12),
        ("2016-12-31", 2016 + 365 / 366, 2016 + 365 / 366),
        ("2017-01-01", 2017, 2017),
    ],
)
def test_dates_stand_where_they_begin_or_in_their_middle(date, start, middle):
    dates = pd.Series([date, None], dtype="str")
    for place, options in ((start, {}), (middle, {"middle": True})):
        there, missing = charts.in_years(dates, **options)
        assert there == pytest.approx(place)
        assert np.isnan(missing)


def test_what_is_no_date_is_refused():
    with pytest.raises(ValueError, match="spring"):
        charts.in_years(pd.Series(["spring 2017"]))
