"""Air routes by vector, counted by hand in made-up files of the publisher's shape."""

import air_links
import pytest
from building import shipped

AIRPORTS = r"""1,"One","Almaty","Kazakhstan","ALA","UAAA",43.3,77.0,2234,6,"U","\N","airport","X"
2,"Two \"T\"","Moscow","Russia","SVO","UUEE",55.9,37.4,622,3,"N","\N","airport","X"
3,"Three, the third","Istanbul","Turkey","IST","LTFM",41.2,28.7,325,3,"E","\N","airport","X"
4,"Four","Astana","Kazakhstan","TSE","UACC",51.0,71.4,1165,6,"U","\N","airport","X"
5,"Five","Nuuk","Greenland","GOH","BGGH",64.1,-51.6,283,-3,"E","\N","airport","X"
"""
ROUTES = """KC,1,ALA,1,SVO,2,,0,320
SU,2,ALA,1,SVO,2,,0,320
TK,3,ALA,1,SVO,2,Y,0,320
KC,1,TSE,4,IST,3,,0,320
KC,1,TSE,4,GOH,5,,0,320
KC,1,ALA,1,TSE,4,,0,320
KC,1,ALA,1,IST,3,,1,320
KC,1,ALA,1,XXX,\\N,,0,320
TK,3,IST,3,ALA,1,,0,320
"""


@pytest.fixture
def table(tmp_path):
    """The table from both files."""
    paths = tmp_path / "routes.dat", tmp_path / "airports.dat"
    for path, text in zip(paths, (ROUTES, AIRPORTS), strict=True):
        path.write_text(text)
    return air_links.build(*paths)


def test_routes_are_counted_without_code_shares_stops_and_flights_at_home(table):
    own = table[table["iso3"] == "KAZ"].set_index("vector")
    counted = own.loc[own["routes"] > 0, ["routes", "share", "states_reached", "total_routes"]]
    assert counted.T.to_dict("list") == {
        "russia": [2, 0.5, 1, 4],
        "turkic": [1, 0.25, 1, 4],
        "other": [1, 0.25, 1, 4],
    }


def test_kazakhstan_is_a_destination_in_central_asia(table):
    rows = table[(table["iso3"] == "TUR") & (table["routes"] > 0)]
    assert rows[["vector", "share"]].values.tolist() == [["central_asia", 1]]


def test_each_state_has_the_rows_of_the_shipped_table(table):
    keys = ["iso3", "vector"]
    assert table[keys].values.tolist() == shipped("air_links")[keys].values.tolist()
    assert [*table] == [*shipped("air_links")]
