"""Maps: land outlines without borders, seen from Kazakhstan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path as Outline

from kzdiplo.charts.marks import said, tell
from kzdiplo.charts.style import axes, by_certainty, demand_looks
from kzdiplo.palette import DARK_GREY, INK, LAND, SILVER, WHITE

Points = npt.NDArray[np.float64]

#: Mean radius of the earth.
EARTH_KM = 6371.0
#: Astana, the centre of the projection: longitude and latitude in degrees.
ASTANA = (71.43, 51.13)
#: Room that three letters take on a phone: width and height in parts of the radius of the map.
NAME_SIZE = np.array([0.18, 0.08])


def _angles(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> tuple[Points, Points, float]:
    """Return longitudes from Astana's meridian, latitudes, and Astana's latitude, in radians."""
    lam = np.radians(np.asarray(longitude, dtype=float) - ASTANA[0])
    return lam, np.radians(np.asarray(latitude, dtype=float)), float(np.radians(ASTANA[1]))


def project(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> Points:
    """Project to the plane: Lambert's azimuthal equal-area projection around Astana.

    Parameters
    ----------
    longitude, latitude : array-like of float
        In degrees.

    Returns
    -------
    numpy.ndarray
        Of shape (n, 2); the globe is a disc of radius 2, north of the centre is up.

    References
    ----------
    snyder1987map (equations 24-2 to 24-4 for the sphere)

    Examples
    --------
    >>> from kzdiplo.charts.maps import ASTANA, project
    >>> bool(abs(project(*[[c] for c in ASTANA])).max() < 1e-9)
    True
    """
    lam, phi, phi0 = _angles(longitude, latitude)
    cosine = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(lam)
    scale = np.sqrt(2 / np.maximum(1 + cosine, 1e-9))
    x = scale * np.cos(phi) * np.sin(lam)
    y = scale * (np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(lam))
    return np.column_stack([x, y])


def kilometres(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return great-circle distances from Astana.

    Parameters
    ----------
    longitude, latitude : array-like of float
        In degrees.

    Returns
    -------
    numpy.ndarray
        Kilometres on a sphere of radius 6,371 km, one per place.

    Examples
    --------
    >>> from kzdiplo.charts import kilometres
    >>> kilometres([69.22], [41.26]).round(-1)  # Tashkent
    array([1110.])
    """
    lam, phi, phi0 = _angles(longitude, latitude)
    haversine = np.sin((phi - phi0) / 2) ** 2 + np.cos(phi) * np.cos(phi0) * np.sin(lam / 2) ** 2
    distance: npt.NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(haversine))
    return distance


def ring_radius(distance_km: float) -> float:
    """Return the radius, in map units, of all places that far from Astana."""
    return float(2 * np.sin(distance_km / EARTH_KM / 2))


@cache
def _polygons() -> list[list[Points]]:
    """Read Natural Earth's land (1:110 million, public domain) as projected rings."""
    topology = json.loads(Path(__file__).with_name("land-110m.json").read_text("utf-8"))
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> Points:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.vstack([part if i == 0 else part[1:] for i, part in enumerate(parts)])

    shapes = topology["objects"]["land"]["geometries"]
    polygons = [[ring(numbers) for numbers in rings] for shape in shapes for rings in shape["arcs"]]
    # Antarctica surrounds the antipode of the centre and would be drawn inside out
    return [
        [project(part[:, 0], part[:, 1]) for part in rings]
        for rings in polygons
        if rings[0][:, 1].max() > -60
    ]


def _land(radius: float) -> list[Outline]:
    """Return the land near the centre, without detail too fine to be seen at that radius."""
    return [
        Outline.make_compound_path(*[Outline(_thin(ring, radius)) for ring in rings])
        for rings in _polygons()
        if np.hypot(*rings[0].T).min() < 1.5 * radius
        and np.ptp(rings[0], axis=0).max() > radius / 100
    ]


def _thin(ring: Points, radius: float) -> Points:
    """Keep the points of a ring that are far enough from the last one kept to be seen.

    Outside the picture, whose corners lie at 1.42 times the radius, few points will do.
    """
    step = np.where(np.hypot(*ring.T) < 1.5 * radius, radius / 120, radius / 15)
    kept = [0]
    for i in range(1, len(ring) - 1):
        if np.hypot(*(ring[i] - ring[kept[-1]])) >= step[i]:
            kept.append(i)
    return ring[[*kept, len(ring) - 1]]


def _name_points(ax: Axes, names: pd.Series, places: Points, radius: float) -> None:
    """Write names above or below their points, but none where it would cover another."""
    written: list[Points] = []
    for name, place in zip(names, places, strict=True):
        for side in (1, -1):
            spot = place + np.multiply([0, side * 0.75 * radius], NAME_SIZE)
            if all((abs(spot - other) > NAME_SIZE * radius).any() for other in written):
                written.append(spot)
                ax.text(spot[0], spot[1], name, ha="center", va="center", fontsize=9, zorder=4)
                break


def points_map(
    data: pd.DataFrame,
    by: str,
    *,
    colors: Mapping[str, str],
    markers: Mapping[str, str],
    radius_km: float = 20000,
    rings_km: tuple[float, ...] = (),
    hollow: str | None = None,
    label: str | None = None,
    words: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Place points on a map centred on Astana, land without borders.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a point, with ``longitude`` and ``latitude`` in degrees.
    by : str
        Column of the group.
    colors, markers : mapping
        By group, the last drawn on top.
    radius_km : float
        How far from Astana the map reaches.
    rings_km : tuple of float
        Distances from Astana to draw as rings.
    hollow : str, optional
        Column of true and false: uncertain points are drawn hollow.
    label : str, optional
        Column of short names, written above or below the points in the order of the rows. A
        name that would cover an earlier one is left out.
    words : str, optional
        Column of the name that a point gives when it is pointed at; by default `label`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When coordinates are missing or outside their range, or a group has no colour or marker.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> rows = pd.DataFrame({"longitude": [12.5], "latitude": [41.9], "kind": ["embassy"]})
    >>> ax = charts.points_map(
    ...     rows, "kind", colors={"embassy": "black"}, markers={"embassy": "o"}, rings_km=(5000,)
    ... )
    >>> [text.get_text() for text in ax.texts]
    ['5,000 km']
    """
    bad = data[~data["latitude"].between(-90, 90) | ~data["longitude"].between(-180, 180)]
    if len(bad):
        first = bad.iloc[0].to_dict()
        raise ValueError(f"{len(bad)} points without valid coordinates, the first: {first}")
    demand_looks(data[by], colors=colors, markers=markers)
    ax = axes(ax, height=6.4)
    edge = ring_radius(radius_km)
    ax.add_collection(PathCollection(_land(edge), facecolor=LAND, edgecolor="none", zorder=0))
    turn = np.linspace(0, 2 * np.pi, 91)
    for distance in rings_km:
        r = ring_radius(distance)
        ax.plot(r * np.cos(turn), r * np.sin(turn), color=SILVER, linewidth=0.8, zorder=1)
        text = f"{distance:,.0f} km"
        ax.annotate(text, (0, r), ha="center", va="bottom", color=DARK_GREY, zorder=1)
    for group in colors:
        rows = data[data[by] == group]
        for flag, part in by_certainty(rows, hollow):
            place = project(part["longitude"], part["latitude"])
            ax.plot(
                place[:, 0],
                place[:, 1],
                linestyle="",
                marker=markers[group],
                markersize=6,
                markeredgewidth=1,
                markeredgecolor=colors[group] if flag else WHITE,
                markerfacecolor=WHITE if flag else colors[group],
                zorder=3,
            )
    spots = project(data["longitude"], data["latitude"])
    names = data[words] if words else data[label] if label else [""] * len(data)
    tell(ax, spots[:, 0], spots[:, 1], map(said, names, data[by]))
    if label is not None:
        _name_points(ax, data[label], spots, edge)
    ax.plot(0, 0, marker="*", markersize=12, color=INK, zorder=4)
    ax.set_xlim(-edge, edge)
    ax.set_ylim(-edge, edge)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax
