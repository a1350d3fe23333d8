"""Air routes by vector.

ROUTES and AIRPORTS are the files routes.dat and airports.dat of OpenFlights. A route is an airline,
an origin and a destination in another state, without a stop; code shares are left out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from building import main
from peer_votes import vectors

from kzdiplo import load

VECTORS = ("eu", "russia", "china", "central_asia", "turkic", "other_west", "asia", "other")
#: The year of the routes, which are not kept up.
YEAR, SOURCE = 2014, "openflights-2014"
#: Columns by their places; the files have no heads.
ROUTES = {3: "origin", 5: "destination", 6: "code_share", 7: "stops"}
AIRPORTS = {0: "airport", 3: "country"}
#: Countries whose names are not the book's.
NAMES = {
    "Burma": "Myanmar",
    "Cape Verde": "Cabo Verde",
    "Congo (Brazzaville)": "Congo",
    "Congo (Kinshasa)": "DR Congo",
    "Cote d'Ivoire": "Côte d'Ivoire",
    "Czech Republic": "Czechia",
    "East Timor": "Timor-Leste",
    "Hong Kong": "Hong Kong (China)",
    "Macau": "Macao (China)",
    "Macedonia": "North Macedonia",
    "Sao Tome and Principe": "São Tomé and Príncipe",
    "Swaziland": "Eswatini",
    "Taiwan": "Taiwan (China)",
    "Turkey": "Türkiye",
    "Vietnam": "Viet Nam",
    "West Bank": "Palestine",
}


def read(path: Path, columns: dict[int, str]) -> pd.DataFrame:
    """Read columns of a file of OpenFlights as text."""
    rows = pd.read_csv(
        path, header=None, usecols=[*columns], dtype="str", keep_default_na=False, escapechar="\\"
    )
    return rows.rename(columns=columns)


def build(routes: Path, airports: Path) -> pd.DataFrame:
    """Return the table from the two files."""
    country = read(airports, AIRPORTS).set_index("airport")["country"].replace(NAMES)
    flown = read(routes, ROUTES).query("stops == '0' and code_share != 'Y'")
    flown = flown.assign(
        origin=flown["origin"].map(country), destination=flown["destination"].map(country)
    ).dropna()
    flown = flown[flown["origin"] != flown["destination"]]
    states = load("peer_states").set_index("iso3")["name"]
    codes = load("actors").set_index("name")["iso3"].to_dict() | {states["KAZ"]: "KAZ"}
    # a territory that is no actor is other
    flown["vector"] = flown["destination"].map(codes).map(vectors()).fillna("other")
    rows = []
    for iso3, name in states.items():
        own = flown[flown["origin"] == name]
        for vector in VECTORS:
            reached = own.loc[own["vector"] == vector, "destination"]
            rows.append(
                {
                    "iso3": iso3,
                    "year": YEAR,
                    "vector": vector,
                    "routes": len(reached),
                    "share": len(reached) / len(own) if len(own) else 0,
                    "states_reached": reached.nunique(),
                    "total_routes": len(own),
                    "source": SOURCE,
                }
            )
    return pd.DataFrame(rows).round(4)


if __name__ == "__main__":
    main(build)
