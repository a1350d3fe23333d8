import pandas as pd
import pytest
from drawn import EVENTS, GROUPS, KINDS, NAN, PAIR, POSTS, frame

from kzdiplo import charts
from kzdiplo.charts.style import STYLE
from kzdiplo.vectors import COLORS, DASHES, LABELS

# The house style, as pictures. After a wanted change, draw the baselines anew with
#   .venv/bin/python -m pytest tests/charts/test_pictures.py \
#     --mpl-generate-path=tests/charts/baseline


def picture(chart):
    """Let pytest-mpl draw the chart and compare it with the baseline of the test's name."""
    return pytest.mark.mpl_image_compare(
        baseline_dir="baseline",
        tolerance=1,
        style=STYLE,
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
        colors=COLORS,
        dashes=DASHES,
        labels=LABELS,
    ).figure


@picture
def test_picture_of_bars():
    data = frame(amount=[46.3, 8.1, 3.0], what=["Құбыр", "Railway", "Port"], firm=[*"fpn"])
    kinds = {"f": "full", "p": "part", "n": "plan"}
    data["firm"] = data["firm"].map(kinds)
    return charts.bars(data, "amount", "what", firmness="firm", fmt="{:.1f}").figure


@picture
def test_picture_of_a_dumbbell():
    data = frame(what=["Türkiye", "Italy", "China"], own=[4.0, 16.1, 24.2], theirs=[4.0, 3.2, 31.2])
    return charts.dumbbell(data, "own", "theirs", "what", **PAIR).figure


@picture
def test_picture_of_a_timeline():
    ax = charts.timeline(EVENTS, "time", "who", "kind", hollow="unsure", **KINDS)
    charts.legend(ax, **KINDS, labels={"treaty": "Treaties", "visit": "Visits"})
    return ax.figure


@picture
def test_picture_of_a_map():
    ax = charts.points_map(POSTS, "who", hollow="unsure", rings_km=(5000,), **GROUPS)
    ax.figure.set_size_inches(4, 4)
    return ax.figure
