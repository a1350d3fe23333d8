"""Networks: named nodes, and lines between those that are linked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from kzdiplo.charts.layout import NARROW
from kzdiplo.charts.marks import said, tell
from kzdiplo.charts.style import axes, beside, by_certainty, demand_looks
from kzdiplo.palette import SILVER, WHITE

Places = npt.NDArray[np.float64]

# Sizes on paper in inches: a letter, a node with its name below it, the room for a legend.
_LETTER, _NODE, _LEGEND = 0.085, 0.44, 1.0
# A pull between all nodes, as a share of the strongest link: islands stay in the picture.
_PULL = 0.04


def network(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    label: str,
    by: str,
    weight: str,
    *,
    colors: Mapping[str, str],
    markers: Mapping[str, str],
    ends: tuple[str, str] = ("first", "second"),
    hollow: str | None = None,
    seed: int = 1,
    ax: Axes | None = None,
) -> Axes:
    """Draw named nodes and the links between them, no name over another.

    Links pull their ends together and all nodes push each other away (the method of
    Fruchterman and Reingold), so strongly linked nodes tend to lie close. Distances are not
    to scale; up, down, left and right mean nothing. The places are the same on a wide screen
    and on a phone, and the same each time for one `seed`.

    Parameters
    ----------
    nodes : pandas.DataFrame
        One row a node; nodes without a link are drawn, too.
    edges : pandas.DataFrame
        One row a link to be drawn. What is too weak to be drawn has to be left out before.
    label, by : str
        Columns of `nodes`: the name and the group.
    weight : str
        Column of `edges`: the strength of the link, above 0, drawn as the width of the line.
    colors, markers : mapping
        By group.
    ends : tuple of str
        Columns of `edges` with the names of the two nodes.
    hollow : str, optional
        Column of `nodes` of true and false: uncertain or dated ones are drawn hollow.
    seed : int
        Of the places from which the layout starts.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        When a node stands twice, a link leads nowhere, to itself or has no strength, a group
        has no colour or marker, or there are more names than a phone can show.

    References
    ----------
    fruchterman1991graph (key of references.bib)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import charts
    >>> nodes = pd.DataFrame({"name": ["A", "B"], "kind": "body"})
    >>> edges = pd.DataFrame({"first": ["A"], "second": ["B"], "overlap": [0.5]})
    >>> ax = charts.network(
    ...     nodes, edges, "name", "kind", "overlap", colors={"body": "navy"}, markers={"body": "o"}
    ... )
    >>> [text.get_text() for text in ax.texts]
    ['A', 'B']
    """
    names = list(nodes[label])
    demand_looks(nodes[by], colors=colors, markers=markers)
    _check(nodes[label], edges, weight, ends)
    ax = axes(ax, height=4.8)
    place = dict(
        zip(names, _places(names, edges, weight, ends, seed, _boxes(names, ax)), strict=True)
    )
    strongest = float(edges[weight].max()) if len(edges) else 1.0
    for link in edges.sort_values(weight).to_dict("records"):
        (x0, y0), (x1, y1) = (place[link[end]] for end in ends)
        width = 1 + 5 * float(link[weight]) / strongest
        ax.plot([x0, x1], [y0, y1], color=SILVER, linewidth=width, zorder=1)
    for group in colors:
        for unsure, part in by_certainty(nodes[nodes[by] == group], hollow):
            spots = np.array([place[node] for node in part[label]]).reshape(-1, 2)
            ax.plot(
                spots[:, 0],
                spots[:, 1],
                linestyle="",
                marker=markers[group],
                markersize=11,
                markeredgewidth=1.8,
                markeredgecolor=colors[group],
                markerfacecolor=WHITE if unsure else colors[group],
                zorder=3,
            )
    for node, spot in place.items():
        ground = {
            "boxstyle": "square,pad=0.05",
            "facecolor": WHITE,
            "edgecolor": "none",
            "alpha": 0.85,
        }
        beside(ax, str(node), (spot[0], spot[1]), "below", gap=8, zorder=4, bbox=ground)
    spots = np.array([place[node] for node in names]).reshape(-1, 2)
    tell(ax, spots[:, 0], spots[:, 1], map(said, names, nodes[by]))
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_axis_off()
    return ax


def _check(names: pd.Series, edges: pd.DataFrame, weight: str, ends: tuple[str, str]) -> None:
    twice = names[names.duplicated()]
    if len(twice):
        raise ValueError(f"the node {twice.iloc[0]!r} stands twice")
    first, second = ends
    lost = sorted((set(edges[first]) | set(edges[second])) - set(names))
    if lost:
        raise ValueError(f"links to {', '.join(map(repr, lost))}, which the nodes do not hold")
    if (edges[first] == edges[second]).any() or not (edges[weight] > 0).all():
        raise ValueError(f"links need two different ends and a {weight!r} above 0")


def _boxes(names: list[str], ax: Axes) -> Places:
    """Return the room that each node and its name take on a phone, as shares of the axes."""
    tall = ax.figure.get_size_inches()[1] - _LEGEND  # type: ignore[union-attr]
    boxes = np.array([[(len(str(name)) * _LETTER + 0.12) / NARROW, _NODE / tall] for name in names])
    if boxes.prod(axis=1).sum() > 0.5:
        raise ValueError(
            f"{len(names)} names do not fit on a phone: choose fewer nodes or shorter names"
        )
    return boxes


def _places(
    names: list[str],
    edges: pd.DataFrame,
    weight: str,
    ends: tuple[str, str],
    seed: int,
    boxes: Places,
) -> Places:
    """Lay the nodes out in a square of side 1, then push names off each other."""
    import networkx as nx  # on use: it takes longer to import than all other charts

    links = {frozenset(pair): 0.0 for pair in zip(edges[ends[0]], edges[ends[1]], strict=True)}
    for a, b, strength in zip(edges[ends[0]], edges[ends[1]], edges[weight], strict=True):
        links[frozenset((a, b))] += float(strength)
    strongest = max(links.values(), default=1.0)
    graph = nx.Graph()
    graph.add_nodes_from(names)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            pull = links.get(frozenset((a, b)), 0.0) + _PULL * strongest
            graph.add_edge(a, b, weight=pull)
    spots = nx.spring_layout(graph, weight="weight", seed=seed, iterations=300)
    places: Places = np.array([spots[name] for name in names], dtype=float).reshape(-1, 2)
    span = np.ptp(places, axis=0)
    places = (places - places.min(axis=0)) / np.where(span > 0, span, 1)
    return _apart(places, boxes)


def _apart(places: Places, boxes: Places) -> Places:
    """Push places apart, step by step, until their boxes touch neither each other nor the edge."""
    # the marker stands at the place, its name below it
    low, high = boxes * [0.5, 0.72], 1 - boxes * [0.5, 0.28]
    places = np.clip(low + places * (high - low), low, high)
    for _ in range(2000):
        moved = False
        for i in range(len(places)):
            for j in range(i + 1, len(places)):
                gap = places[j] - places[i]
                short = (boxes[i] + boxes[j]) / 2 - np.abs(gap)
                if (short > 1e-6).all():
                    axis = int(np.argmin(short))
                    step = (short[axis] / 2 + 1e-4) * (1 if gap[axis] >= 0 else -1)
                    places[i, axis] -= step
                    places[j, axis] += step
                    moved = True
        places = np.clip(places, low, high)
        if not moved:
            return places
    raise ValueError(
        f"{len(places)} names do not fit on a phone: choose fewer nodes or shorter names"
    )
