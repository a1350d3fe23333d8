import math

import numpy as np
import pytest
from drawn import GROUPS, NAN, POSTS, marks, texts

from kzdiplo import charts
from kzdiplo.charts.maps import ASTANA, _thin, project, ring_radius

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


def test_a_map_marks_each_place_and_astana():
    ax = charts.points_map(POSTS, "who", hollow="unsure", rings_km=(2500, 5000), **GROUPS)
    moscow, washington, beijing = map(tuple, project(POSTS["longitude"], POSTS["latitude"]))
    assert marks(ax) == {moscow: ("o", False), washington: ("s", True), beijing: ("o", False)}
    assert [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "*"] == [
        [[0, 0]]
    ]
    assert texts(ax) == ["2,500 km", "5,000 km"]
    assert ax.get_aspect() == 1


def test_names_stand_by_their_points_and_never_on_one_another():
    # two places beside each other, then a third between them, which has no room left
    close = POSTS.assign(
        longitude=[37.62, 37.62, 37.8],
        latitude=[55.76, 55.9, 55.8],
        city=list("ABC"),
        who=POSTS["who"].iloc[0],
    )
    ax = charts.points_map(close, "who", radius_km=5000, label="city", **GROUPS)
    above, below = (text for text in ax.texts if text.get_text() in set("ABC"))
    assert (above.get_text(), below.get_text()) == ("A", "B")
    assert above.get_position()[1] - below.get_position()[1] > 0.07 * ring_radius(5000)


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
