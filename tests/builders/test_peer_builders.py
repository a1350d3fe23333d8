import pandas as pd
import pytest
import vector_amounts
import vector_schemes

from kzdiplo import load

# Computed once more by another hand from the publishers' files, to three decimals.


@pytest.mark.parametrize(
    ("domain", "period", "iso3", "reporter", "all_eight", "four_powers", "largest"),
    [
        ("trade", "1996-2000", "KAZ", "cow_importer_reported", 0.825, 0.817, "russia"),
        ("trade", "2010-2014", "KAZ", "cow_importer_reported", 0.841, 0.921, "eu"),
        ("trade", "2016", "KAZ", "comtrade_panel", 0.832, 0.934, "eu"),
        ("trade", "latest", "KAZ", "kaz_national", 0.855, 0.897, "eu"),
        ("trade", "latest", "KAZ", "imf_exporter_reported", 0.822, 0.857, "eu"),
        ("trade", "1996-2000", "ARE", "cow_importer_reported", 0.650, 0.742, "asia"),
        ("air routes", "2014", "KAZ", "openflights", 0.863, 0.675, "russia"),
        ("visa-free entry", "2025-01-12", "KAZ", "passport_index", 0.786, 0.640, "eu"),
        ("visa-free travel", "2020-02-07", "KAZ", "passport_index", 0.544, 0.500, "other"),
        ("organisations", "2014", "KAZ", "cow_igo", 0.993, 0.992, "russia"),
        ("votes", "2022-2025", "KAZ", "undl", 0.990, 0.990, "central_asia"),
    ],
)
def test_evenness_is_what_another_hand_computed(
    domain, period, iso3, reporter, all_eight, four_powers, largest
):
    rows = load("evenness").set_index(["domain", "period", "iso3", "reporter"])
    row = rows.loc[(domain, period, iso3, reporter)]
    assert row["evenness"] == pytest.approx(all_eight, abs=0.0005)
    assert row["evenness_powers"] == pytest.approx(four_powers, abs=0.0005)
    assert row["largest_vector"] == largest


@pytest.mark.parametrize(
    ("iso3", "period", "computed"),
    [("KAZ", "1995-2004", 0.105), ("KAZ", "2005-2014", 0.532), ("KAZ", "2015-2024", 0.207)],
)
def test_arms_of_ten_years_part_from_the_register_by_rounding_only(iso3, period, computed):
    rows = load("evenness").query("domain == 'arms'").set_index(["period", "iso3"])
    assert rows.loc[(period, iso3), "evenness"] == pytest.approx(computed, abs=0.01)


def test_a_window_takes_only_reporters_that_have_all_its_years():
    rows = pd.DataFrame(
        [("A", year, "own", "eu", 1.0) for year in (2010, 2011)]
        + [("A", 2010, "other", "eu", 5.0)],
        columns=["iso3", "year", "reporter", "vector", "amount"],
    ).assign(source="s", note="")
    window = vector_amounts._window(rows, 2010, 2011)
    (row,) = window.to_dict("records")
    assert (row["reporter"], row["amount"], row["period"]) == ("own", 2.0, "2010-2011")


def test_a_scheme_names_home_and_gives_each_state_a_reason():
    table = vector_schemes.build()
    homes = table[table["vector"] == "home"].groupby("scheme")["iso3"].agg(set)
    assert homes["home_central_asia"] == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    assert homes["home_turkic"] == {"AZE", "TUR"}
    assert len(homes["home_eu"]) == 27
    assert table["reason"].notna().all()
