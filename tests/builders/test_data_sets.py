"""Tables from data sets that are not the book's: made-up files, some made of the shipped rows."""

import alliance_obligations
import alliances
import arms_suppliers
import eu_member_exports_annual
import fdi_stock_shares
import ideal_points
import igo_memberships_by_year
import igo_overlap
import igo_shared_by_partner
import leader_travel
import leader_travel_counts
import pandas as pd
import pytest
import sanctioned_goods_monthly
import visa_openness
from building import as_csv, shipped

from kzdiplo import TableError, load

KAZ = 705


def same(name, built):
    """Tell whether a table is built as it stands, to the last digit."""
    return as_csv(built) == as_csv(shipped(name))


@pytest.fixture
def numbers():
    """Numbers of states in the Correlates of War project, by code."""
    return load("cow_states").drop_duplicates("code").set_index("code")["cow_code"]


def test_organisations_shared_are_those_of_the_dyads_either_way_round(tmp_path, numbers):
    rows = shipped("igo_shared_by_partner")
    other = rows["iso3"].map(numbers).astype(int)
    dyads = pd.DataFrame(
        {
            "ccode1": other.where(other < KAZ, KAZ),
            "ccode2": other.where(other > KAZ, KAZ),
            "year": rows["year"],
            "dyadigos": rows["shared_full_memberships"],
        }
    ).astype(int)
    dyads.loc[len(dyads)] = [2, 365, 2000, 30]  # others' dyads, and years before the state
    dyads.loc[len(dyads)] = [365, KAZ, 1990, 3]
    path = tmp_path / "cow_igo_ndy.csv"
    dyads.to_csv(path, index=False)
    assert same("igo_shared_by_partner", igo_shared_by_partner.build(path))


def test_memberships_are_those_of_the_state(tmp_path):
    rows = shipped("igo_memberships_by_year").astype({"year": int})
    states = pd.DataFrame({"ccode": KAZ, "year": rows["year"]})
    for kind, column in igo_memberships_by_year.KINDS.items():
        states[column] = rows[kind].astype(int)
    states.loc[len(states)] = [365, 2000, 60, 0, 0]
    path = tmp_path / "cow_igo_sy.csv"
    states.to_csv(path, index=False)
    assert same("igo_memberships_by_year", igo_memberships_by_year.build(path))


def test_duties_are_the_first_and_the_last_year_of_the_dyads(tmp_path, numbers):
    codes = {**numbers, "": numbers["CSK"]}
    rows = []
    for row in shipped("alliance_obligations").to_dict("records"):
        for year in range(int(row["first_year"]), int(row["last_year"]) + 1):
            duties = {
                column: int((row[f"{duty}_first_year"] or "9") <= str(year))
                * int(str(year) <= (row[f"{duty}_last_year"] or "0"))
                for duty, column in alliance_obligations.DUTIES.items()
            }
            rows.append({"ccode1": codes[row["iso3"]], "ccode2": KAZ, "year": year, **duties})
    path = tmp_path / "atop_alliance.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    assert same("alliance_obligations", alliance_obligations.build(path))


def test_trips_and_visits_are_counted_by_year(tmp_path):
    trips = []
    for row in shipped("leader_travel_counts").to_dict("records"):
        trips += [(row["year"], "Kazakhstan", "Elsewhere")] * int(row["trips_made"] or 0)
        trips += [(row["year"], "Somewhere", "Kazakhstan")] * int(row["visits_received"])
    columns = ["TripYear", "LeaderCountryOrIGO", "CountryVisited"]
    path = tmp_path / "HOGS-1990-2024_20250317.csv"
    pd.DataFrame(trips, columns=columns).to_csv(path, index=False)
    assert same("leader_travel_counts", leader_travel_counts.build(path))


def test_shares_of_the_stock_are_parts_of_the_whole(tmp_path):
    rows = shipped("fdi_stock_shares")
    alpha2 = load("country_codes").query("source == 'iso3166-1'").set_index("alpha3")["alpha2"]
    rows = rows.assign(code=rows["iso3"].map(alpha2), year="_" + rows["year"])
    # as if the whole were 100 mn euro in each year
    table = rows.pivot_table(
        index="code", columns="year", values="stock_share_pct", aggfunc="first"
    ).fillna(".")
    table.loc["WORLD"] = "100"
    table.loc["LR"] = "5"  # a country that the book does not ask about
    table = table.rename_axis("Partner-Code").reset_index()
    table.insert(0, "Direction", "FDI inward stock")
    table.insert(1, "Unit", "EUR m")
    other = table.assign(Direction="FDI inflow")
    path = tmp_path / "wiiw_partners.csv"
    pd.concat([table, other]).to_csv(path, index=False)
    assert same("fdi_stock_shares", fdi_stock_shares.build(path))


def test_exports_of_members_are_sums_of_months(tmp_path):
    months = [date.strftime("%b") for date in pd.date_range("2024-01", periods=12, freq="MS")]
    names = {"Russia": "Russian Federation (Russia)", "Ireland": "Ireland (Eire)"}
    rows = []
    for row in shipped("eu_member_exports_annual").to_dict("records"):
        euro = round(float(row["exports_eur_mn"]) * 1e6)
        count = int(row["months_with_trade"])
        values = [euro - count + 1, *[1] * (count - 1)]
        exporter, importer = (names.get(row[who], row[who]) for who in ("exporter", "importer"))
        rows += [
            (exporter, importer, "2-EXPORT", f"{row['year']}{i:02}-{month} {row['year']}", value)
            for i, (month, value) in enumerate(zip(months, values, strict=False), start=1)
        ]
    columns = ["REPORTER", "PARTNER", "FLOW", "PERIOD", "VALUE_IN_EUR"]
    extract = pd.DataFrame(rows, columns=columns)
    for folder in ("one", "two"):  # the same file twice
        (tmp_path / folder).mkdir()
        extract.to_csv(tmp_path / folder / "view.csv", index=False)
    year = extract.tail(1).assign(PERIOD="202352-Jan.-Dec. 2023")
    year.to_csv(tmp_path / "year.csv", index=False)
    assert same("eu_member_exports_annual", eu_member_exports_annual.build(tmp_path))


REGISTER = """\
Transfers of major conventional arms ;
Data generated: 12 Feb 2026 12:26:12 PM;
SIPRI AT Database ID,Supplier,Recipient,Delivery year,TIV delivery values,Local production;
1,Russia,Kazakhstan,2020,90,No;
2,Turkiye,Kazakhstan,2024,20,No;
3,unknown supplier(s),Kazakhstan,2022,10,No;
4,Kazakhstan,Kyrgyzstan,2021,1.5,No;
5,Russia,Kazakhstan,2025,99,No;
6,Russia,Nauru,2021,99,No;
7,France,Kazakhstan,2023,,No;
"""


def test_arms_are_shares_of_what_was_delivered_in_whole_periods(tmp_path):
    path = tmp_path / "trade_register.csv"
    path.write_text(REGISTER)
    table = arms_suppliers.build(path).set_index(["iso3", "vector"])
    kaz, kgz = table.loc["KAZ"], table.loc["KGZ"]
    shares = {"russia": 0.75, "turkic": 0.1667, "unknown": 0.0833}
    assert {name: share for name, share in kaz["share"].items() if share} == shares
    assert kaz.loc["eu", ["total_tiv_mn", "top_supplier", "note"]].tolist() == [120, "Russia", ""]
    assert {name: share for name, share in kgz["share"].items() if share} == {"central_asia": 1}
    assert kgz.loc["eu", ["total_tiv_mn", "note"]].tolist() == [2, arms_suppliers.SMALL_NOTE]
    assert set(table["period_end"]) == {2024}
    assert set(table["as_of"]) == {"2026-02-12"}
    assert set(table.reset_index().columns) == set(shipped("arms_suppliers").columns)


@pytest.fixture
def release(tmp_path):
    """A release of ideal points with four states, in the spelling of the tab-separated files."""
    rows = [("KAZ", -0.5), ("FRA", 1.5), ("DEU", 1.0), ("AZE", -0.75)]
    columns = ["iso3c", "IdealPointFP"]
    frame = pd.DataFrame(rows, columns=columns).assign(year=2025, NVotesFP=100)
    frame["Q5%FP"], frame["Q95%FP"] = frame["IdealPointFP"] - 0.1, frame["IdealPointFP"] + 0.1
    path = tmp_path / "Idealpointestimates1946-2025.tab"
    frame.to_csv(path, sep="\t", index=False)
    return path


def test_ideal_points_of_groups_are_means_and_distances_absolute(release):
    table = ideal_points.released(release).set_index("actor")
    group = table.loc["European Union (27)"]
    cells = ["n_members", "ideal_point", "q05", "distance_to_kaz", "quality_flag"]
    assert group[cells].tolist() == [2, "1.250000", "", "1.750000", "mixes_2024_2025"]
    assert table.loc["Azerbaijan", ["q05", "n_votes"]].tolist() == ["-0.850000", "100"]
    assert table.loc["Kazakhstan", "distance_to_kaz"] == "0.000000"


def test_a_release_replaces_its_own_rows_and_leaves_the_others(release):
    built, old = ideal_points.build(release), shipped("ideal_points")
    assert (built["release_date"] == "2026-04-03").sum() == 6
    others = [table[table["release_date"] != "2026-04-03"] for table in (built, old)]
    assert as_csv(others[0]) == as_csv(others[1])


def test_a_release_that_is_not_known_says_what_to_do(release):
    other = release.rename(release.with_name("Idealpoints2030.tab"))
    with pytest.raises(TableError, match="add a new release to RELEASES"):
        ideal_points.build(other)


def test_banned_goods_are_summed_by_the_beginnings_of_their_codes(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(
        "reporter,partner,month,code,value\n"
        "Austria,Kazakhstan,2020-01-01,84715000,1500000\n"
        "Malta,Kazakhstan,2020-01-01,85423190,250000\n"
        "Malta,Kazakhstan,2020-02-01,01012100,1\n"
        "Malta,Elsewhere,2020-02-01,01012100,1\n"
        "Malta,Belarus (Belorussia),2020-02-01,85411000,2000000\n"
    )
    table = sanctioned_goods_monthly.build(path).set_index(["importer", "month"])
    goods = [*sanctioned_goods_monthly.GOODS]
    assert table.loc[("Kazakhstan", "2020-01"), goods].tolist() == [1.75, 1.5, 0.25, 0.25, 1.5]
    assert table.loc[("Kazakhstan", "2020-02"), goods].tolist() == [1e-6, 0, 0, 0, 0]
    assert table.loc[("Belarus", "2020-02"), goods].tolist() == [2, 0, 2, 0, 2]
    # seven states in each month, with and without trade
    assert len(table) == 14


def rows_of(table, *keys):
    """Return what a builder made of a small file, by its keys."""
    return table.drop(columns="source").set_index([*keys])


def test_peers_share_organisations_with_the_states_of_a_vector_on_average(tmp_path):
    path = tmp_path / "cow_igo_ndy.csv"
    path.write_text(
        "ccode1,ccode2,year,dyadigos\n"
        "365,705,2000,40\n"  # Russia and Kazakhstan
        "220,705,2000,30\n"  # France, Germany, Italy
        "255,705,2000,31\n"
        "325,705,2000,31\n"
        "347,705,2008,5\n"  # Kosovo, no member of the United Nations
        "704,705,2000,25\n"  # Uzbekistan, a peer itself
        "2,365,2000,60\n"  # a dyad without a peer
        "365,705,1991,3\n"
    )
    table = rows_of(igo_overlap.build(path), "iso3", "year", "vector")
    assert table.to_dict("split", index=True) == {
        "index": [
            ("KAZ", 2000, "central_asia"),
            ("KAZ", 2000, "eu"),
            ("KAZ", 2000, "russia"),
            ("UZB", 2000, "central_asia"),
        ],
        "columns": ["mean_shared_full_memberships", "n_states"],
        "data": [[25, 1], [30.67, 3], [40, 1], [25, 1]],
    }


def test_partners_by_duty_are_counted_once_though_dyads_stand_both_ways(tmp_path):
    path = tmp_path / "atop_alliance.csv"
    path.write_text(
        "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n"
        "365,705,1992,1,0,0,1,1\n"  # Russia and Kazakhstan, either way round
        "705,365,1992,1,0,0,1,1\n"
        "315,705,1992,0,0,0,1,0\n"  # Czechoslovakia counts as the EU of its successors
        "220,705,1992,0,0,0,1,1\n"
        "640,705,1994,0,0,1,0,0\n"  # Türkiye, a peer itself; none in 1993
        "365,705,1991,1,1,1,1,1\n"
    )
    built = alliances.build(path)
    table = rows_of(built, "iso3", "year", "vector")
    some = table[(table > 0).any(axis=1)]
    # duties of defence, non-aggression, neutrality, consultation
    assert some.apply(list, axis=1).to_dict() == {
        ("KAZ", 1992, "eu"): [0, 2, 0, 1],
        ("KAZ", 1992, "russia"): [1, 1, 0, 1],
        ("KAZ", 1994, "turkic"): [0, 0, 1, 0],
        ("TUR", 1994, "central_asia"): [0, 0, 1, 0],
    }
    # eight vectors for each year in which the data have the state
    assert built.groupby(["iso3", "year"]).size().to_dict() == {
        ("KAZ", 1992): 8,
        ("KAZ", 1994): 8,
        ("TUR", 1994): 8,
    }
    assert [*built.columns] == [*shipped("alliances").columns]


def test_trips_of_peers_are_blank_where_the_data_set_has_none(tmp_path):
    path = tmp_path / "HOGS-1990-2024_20250317.csv"
    path.write_text(
        "TripID,TripYear,LeaderCountryOrIGO,CountryVisited\n"
        "1,2005,Serbia and Montenegro,Turkiye\n"
        "2,2005,Serbia,Vietnam\n"
        "3,2005,France,Turkiye\n"
        "4,2006,Turkiye,Serbia\n"
        "5,2006,France,Serbia and Montenegro\n"
        "6,2007,Serbia,Turkiye\n"
    )
    assert as_csv(leader_travel.build(path)) == (
        "iso3,year,trips_made,visits_received,as_of,source,note\n"
        f"SRB,2005,2,,2025-03-17,ds-colt-2025,{leader_travel.NOTE}\n"
        f"SRB,2006,,2,2025-03-17,ds-colt-2025,{leader_travel.NOTE}\n"
        "SRB,2007,1,,2025-03-17,ds-colt-2025,\n"
        "TUR,2005,,2,2025-03-17,ds-colt-2025,\n"
        "TUR,2006,1,,2025-03-17,ds-colt-2025,\n"
        "TUR,2007,,1,2025-03-17,ds-colt-2025,\n"
        "VNM,2005,,1,2025-03-17,ds-colt-2025,\n"
    )


def test_visas_are_counted_both_ways_in_the_words_of_each_year(tmp_path):
    days = {
        "2020-02-07": "Passport,Destination,Code\nKAZ,RUS,90\nKAZ,FRA,VR\nKAZ,IND,ETA\n"
        "FRA,KAZ,30\nKAZ,KAZ,-1\n",
        "2025-01-12": "Passport,Destination,Requirement\nKAZ,FRA,visa required\nKAZ,DEU,90\n"
        "KAZ,ITA,visa free\nKAZ,IND,e-visa\nKAZ,KOR,eta\nKAZ,USA,no admission\n"
        "KAZ,XKX,visa on arrival\nFRA,RUS,e-visa\n",
    }
    for day, text in days.items():
        (tmp_path / day).mkdir()
        (tmp_path / day / visa_openness.FILE).write_text(text)
    built = visa_openness.build(tmp_path)
    table = rows_of(built, "iso3", "date", "direction", "vector")
    # free, on arrival, electronic, states in all
    assert table.apply(list, axis=1).to_dict() == {
        ("KAZ", "2020-02-07", "outbound", "eu"): [0, 0, 0, 1],
        ("KAZ", "2020-02-07", "outbound", "russia"): [1, 0, 0, 1],
        ("KAZ", "2020-02-07", "outbound", "asia"): [0, 0, 1, 1],
        ("KAZ", "2020-02-07", "inbound", "eu"): [1, 0, 0, 1],
        ("IND", "2020-02-07", "inbound", "central_asia"): [0, 0, 1, 1],
        ("KAZ", "2025-01-12", "outbound", "eu"): [2, 0, 0, 3],
        ("KAZ", "2025-01-12", "outbound", "asia"): [0, 0, 2, 2],
        ("KAZ", "2025-01-12", "outbound", "other_west"): [0, 0, 0, 1],
        ("KAZ", "2025-01-12", "outbound", "other"): [0, 1, 0, 1],
        ("IND", "2025-01-12", "inbound", "central_asia"): [0, 0, 1, 1],
    }
    assert [*built.columns] == [*shipped("visa_openness").columns]
