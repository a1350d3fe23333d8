"""Vectors: which actor belongs to which direction of foreign policy, and how it is drawn.

The knowledge lives in the tables ``actors`` and ``vector_schemes``; colours, markers and dashes are
here so that a vector looks the same in every chart: :data:`COLORS`, :data:`LABELS`, :data:`SHORT`,
:data:`MARKERS` and :data:`DASHES` are mappings that the chart functions take as they are. Charts of
other states add :data:`HOME`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from kzdiplo import palette
from kzdiplo.table import TableError, load


@dataclass(frozen=True)
class Vector:
    """A direction of foreign policy as charts show it.

    Attributes
    ----------
    label : str
        Its name in print.
    color : str
        Hex colour, told apart under the common colour-vision deficiencies.
    marker : str
        Matplotlib marker, the second cue for points.
    dash : tuple
        Matplotlib line style, the second cue for lines.
    """

    label: str
    color: str
    marker: str
    dash: tuple[int, tuple[float, ...]]


_SOLID: tuple[int, tuple[float, ...]] = (0, ())

#: The vectors in the order in which charts and tables list them.
VECTORS: dict[str, Vector] = {
    "eu": Vector("EU (27)", palette.BLUE, "o", _SOLID),
    "russia": Vector("Russia", palette.ORANGE, "s", (0, (6, 1.5))),
    "china": Vector("China", palette.MAGENTA, "D", (0, (4, 1.2, 1, 1.2))),
    "central_asia": Vector("Central Asia", palette.GOLD, "^", (0, (2.5, 1.2))),
    "turkic": Vector("Türkiye and Azerbaijan", palette.GREEN, "v", (0, (8, 1.5, 1, 1.5))),
    "other_west": Vector("Other Western states", palette.SKY, "P", (0, (1, 1))),
    "asia": Vector("Other Asia", palette.VIOLET, "X", (0, (5, 1, 1, 1, 1, 1))),
    "other": Vector("All others", palette.GREY, "p", _SOLID),
}
#: The vector in which a state stands itself, as the schemes ``home_...`` call it.
HOME = Vector("Own vector", palette.HOME, "h", (0, (3, 1, 1, 1)))
COLORS = {name: vector.color for name, vector in VECTORS.items()}
LABELS = {name: vector.label for name, vector in VECTORS.items()}
#: The labels where room is scarce, as above a narrow column.
SHORT = LABELS | {"turkic": "Türkiye, Azerb.", "other_west": "Other West"}
MARKERS = {name: vector.marker for name, vector in VECTORS.items()}
DASHES = {name: vector.dash for name, vector in VECTORS.items()}


@cache
def _scheme(name: str) -> pd.DataFrame:
    """Return the rows of a bundled scheme."""
    schemes = load("vector_schemes")
    rows = schemes[schemes["scheme"] == name]
    if rows.empty:
        known = ", ".join(schemes["scheme"].unique())
        raise TableError(
            f"there is no vector scheme {name!r}; there are {known}. Give one of them, or a frame "
            "of your own: kzdiplo.read(path, like='vector_schemes')."
        )
    return rows


def assign(iso3: pd.Series, scheme: str | pd.DataFrame = "book") -> pd.Series:
    """Return the vector of each state or territory in a scheme.

    Parameters
    ----------
    iso3 : pandas.Series
        ISO 3166-1 alpha-3 codes; blank where the actor is no single state.
    scheme : str or pandas.DataFrame
        A scheme of the table ``vector_schemes``: ``book`` (the eight vectors, as Kazakhstan sees
        them), ``second`` (the other vector that a state would fit, where it has one),
        ``four_powers`` (Russia, China, the EU, other Western states), ``home_central_asia``,
        ``home_eu`` or ``home_turkic`` (the eight as seen from a state that stands in one of them,
        which is then ``home``). Or one of your own: a CSV file with the columns of that table,
        read by ``kzdiplo.read(path, like="vector_schemes")``; states that it does not name are
        left out.

    Returns
    -------
    pandas.Series
        Vector keys on the same index; missing where the code is blank, and where the scheme
        leaves out a state of the table ``actors``.

    Raises
    ------
    TableError
        When there is no such scheme, a frame holds several, or a code is neither in the scheme
        nor in the table ``actors``.

    Notes
    -----
    A scheme is an argument: other groups give other numbers for the same amounts.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo import vectors
    >>> states = pd.Series(["ITA", "UZB", "TUR"])
    >>> vectors.assign(states).tolist()
    ['eu', 'central_asia', 'turkic']
    >>> vectors.assign(states, "home_eu").tolist()
    ['home', 'central_asia', 'turkic']
    >>> vectors.assign(states, "four_powers").dropna().tolist()
    ['eu']
    """
    rows = _scheme(scheme) if isinstance(scheme, str) else scheme
    _single(rows)
    vector_of = rows.set_index("iso3")["vector"]
    known = {*vector_of.index, *_scheme("book")["iso3"]}
    unknown = sorted(set(iso3.dropna()) - known)
    if unknown:
        raise TableError(
            f"codes without a vector: {', '.join(map(str, unknown))}. Use ISO 3166-1 alpha-3 "
            "codes, or add the state to data/multivector/actors.csv and run "
            "builders/vector_schemes.py."
        )
    return iso3.map(vector_of)


def _single(rows: pd.DataFrame) -> None:
    """Refuse several schemes in one frame."""
    names = rows["scheme"].unique()
    if len(names) > 1:
        raise TableError(
            f"{len(names)} vector schemes in one: {', '.join(map(str, names))}. Keep the rows of "
            "one, such as rows[rows['scheme'] == 'mine']."
        )


def touched(events: pd.DataFrame) -> pd.DataFrame:
    """Return one line for each event and vector that stands among its actors.

    A state counts by its code, the European Union as an actor of its own by its name ``EU``.
    Other bodies have no vector, so their members count only where the row names them.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of the table ``events`` or of its form: ``event_id``, ``actors`` and
        ``actor_codes``; one index label a row.

    Returns
    -------
    pandas.DataFrame
        The rows with the vector in the column ``touched``, repeated for each of their vectors;
        events without another state than Kazakhstan are left out.

    Examples
    --------
    >>> from kzdiplo import load, vectors
    >>> events = load("events").query("event_id == 'mv-223'")  # with the Union and its neighbours
    >>> sorted(vectors.touched(events)["touched"])
    ['central_asia', 'eu']
    """
    codes = events["actor_codes"].str.split(";").explode().dropna()
    by_state = assign(codes[codes != "KAZ"])
    names = events["actors"].str.split(";").explode()
    by_union = pd.Series("eu", index=names.index[names == "EU"], dtype="str")
    pairs = pd.concat([by_state, by_union]).rename("touched")
    return events.join(pairs, how="inner").drop_duplicates(["event_id", "touched"])
