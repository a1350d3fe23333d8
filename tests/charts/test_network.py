import math
from itertools import combinations

import pandas as pd
import pytest
from drawn import frame, marks, strokes

from kzdiplo import charts
from kzdiplo.palette import ACCENT, ORANGE

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
LOOK = {"colors": {"a": ACCENT, "b": ORANGE}, "markers": {"a": "o", "b": "s"}}


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
    charts.legend(ax, **LOOK, labels={"a": "one", "b": "two"})
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
        (NODES.assign(who="c"), LINKS, "colors lacks 'c'"),
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
