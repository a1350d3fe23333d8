"""Trade by vector, added up by hand from made-up files of the publishers' shapes."""

import json

import pytest
import trade_shares
from building import shipped

from kzdiplo import TableError

COW = """ccode1,ccode2,year,flow1,flow2
365,705,2014,100,300
705,365,2014,300,100
705,710,2014,NA,50
705,347,2014,7,7
705,2,1991,9,9
345,365,1992,1,1
"""
#: Mongolia reports in 2016, Turkmenistan does not; Greenland is a territory, ROM is Romania.
PANEL = """exp,imp,time,export
MNG,CHN,2016,3000000
MNG,GRL,2016,9000000
ROM,MNG,2016,1000000
MNG,ROM,2016,0
CHN,TKM,2016,5000000
MNG,CHN,1988,4000000
"""
IMF = [("Mongolia", "China", 8.0), ("Turkey", "Mongolia", 2.0), ("China", "Germany", 50.0)]
ARMENIA = """country,export,import_consigment,import_origin,timeperiod,year
Russian Federation,3000,9,1000,Year,2022
Russian Federation,100,9,100,12,2022
Turkey,-,9,1000,Year,2022
Unknown country,5000,9,5000,Year,2022
Russian Federation,7000,9,7000,Year,2023
"""
KYRGYZ_OUT = """4.03.00.18: x,y,4.03.00.18: Exports,,
Бардыгы,Всего,Total,4000,2000
ЕС,ЕС,The EU,4000,-
,,,,
Европа,Европа,Europe,4000,-
Германия,Германия,Germany ,3000,-
,,Undefined country,1000,2000
"""
KYRGYZ_IN = """x,y,z,2022,2023 1
Бардыгы,Всего,Total,1000,1000
Кытай,Китай,China,1000,-
Россия,Россия,Russia,-,1000
1,1,1 Preliminary data,,
"""
UZBEK_OUT = "Code,Klassifikator_en,2022,2023\n156,China,1000,0\n0,Other countries,1000,500\n"
UZBEK_IN = "Code,Klassifikator_en,2022,2023\n643,Russia,2000,100\n736,Sudan,0,100\n"
FILES = {
    "cow_trade_ddy.csv": COW,
    "penppml_trade.csv": PANEL,
    "trade_data.json": json.dumps(
        {"edges": [dict(zip(("source", "target", "value"), edge, strict=True)) for edge in IMF]}
    ),
    "armenia_data.csv": ARMENIA,
    "4.03.00.18.csv": KYRGYZ_OUT.replace("Exports,,", "Exports,2022,2023"),
    "4.03.00.20.csv": KYRGYZ_IN,
    "sdmx_data_1105.csv": UZBEK_OUT,
    "sdmx_data_1176.csv": UZBEK_IN,
}


@pytest.fixture
def folder(tmp_path):
    """A folder with all files."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def rows(folder, iso3, year, flow="turnover"):
    """Return the part and the value of each vector that has one, by reporter."""
    table = trade_shares.build(folder).query("iso3 == @iso3 and year == @year and flow == @flow")
    parts = table[table["share"].astype(float) > 0]
    return {
        reporter: {vector: (share, value) for vector, share, value in each.values.tolist()}
        for reporter, each in parts.groupby("reporter", observed=True)[
            ["vector", "share", "value_usd_mn"]
        ]
    }


def notes(folder, iso3, year, reporter):
    """Return what stands beside the rows of a state and year."""
    table = trade_shares.build(folder).query(
        "iso3 == @iso3 and year == @year and reporter == @reporter"
    )
    (note,) = table["note"].unique()
    return note


def test_in_the_correlates_of_war_the_first_flow_is_what_a_state_imports(folder):
    # 365 is Russia, 710 China; 347 is Kosovo, which has no number here
    imports = rows(folder, "KAZ", 2014, "imports")["cow_importer_reported"]
    assert imports == {"russia": ("1.0", "")}
    exports = rows(folder, "KAZ", 2014, "exports")["cow_importer_reported"]
    assert exports == {"russia": ("0.66667", ""), "china": ("0.33333", "")}


def test_flows_that_the_correlates_of_war_lack_are_counted(folder):
    assert notes(folder, "KAZ", 2014, "cow_importer_reported") == (
        "1 of 4 flows missing in the source"
    )


def test_serbia_has_no_rows_of_the_correlates_of_war(folder):
    flows = trade_shares.correlates(folder / "cow_trade_ddy.csv")
    assert set(flows["iso3"]) == {"KAZ"}
    assert set(flows["year"]) == {2014}


def test_the_panel_has_states_that_report_and_no_territories(folder):
    assert rows(folder, "MNG", 2016)["comtrade_panel"] == {
        "china": ("0.75", "3.0"),
        "eu": ("0.25", "1.0"),
    }
    panel = trade_shares.panel(folder / "penppml_trade.csv")
    assert set(panel["iso3"]) == {"MNG"}
    assert set(panel["year"]) == {2016}


def test_in_the_imfs_file_imports_are_what_partners_sold(folder):
    assert rows(folder, "MNG", 2025)["imf_exporter_reported"] == {
        "china": ("0.8", "8.0"),
        "turkic": ("0.2", "2.0"),
    }
    assert set(trade_shares.imf(folder / "trade_data.json")["iso3"]) == {"MNG", "TUR"}


def test_armenias_record_has_whole_years_and_imports_by_origin(folder):
    assert rows(folder, "ARM", 2022)["arm_national"] == {
        "russia": ("0.8", "4.0"),
        "turkic": ("0.2", "1.0"),
    }
    assert set(trade_shares.armenia(folder / "armenia_data.csv")["year"]) == {2022}


def test_kyrgyz_groups_are_left_out_and_the_note_says_what_has_a_country(folder):
    assert rows(folder, "KGZ", 2022)["kgz_national"] == {
        "eu": ("0.75", "3.0"),
        "china": ("0.25", "1.0"),
    }
    assert notes(folder, "KGZ", 2022, "kgz_national") == (
        "country rows cover 75.0% of exports and 100.0% of imports"
    )


def test_uzbek_exports_without_a_country_are_left_out_and_sudans_old_number_is_not(folder):
    assert rows(folder, "UZB", 2022)["uzb_national"] == {
        "russia": ("0.66667", "2.0"),
        "china": ("0.33333", "1.0"),
    }
    assert rows(folder, "UZB", 2023)["uzb_national"] == {
        "russia": ("0.5", "0.1"),
        "other": ("0.5", "0.1"),
    }
    assert notes(folder, "UZB", 2022, "uzb_national") == (
        "50% of exports and 0% of imports are not given by country (gold); left out"
    )


def test_a_name_that_no_table_knows_stops_the_work_if_it_has_much_of_the_trade(folder):
    file = folder / "armenia_data.csv"
    file.write_text(ARMENIA.replace("Turkey", "Turkeye"))
    with pytest.raises(TableError, match=r"armenia_data.csv: .*'Turkeye', which has 20.0%.*NAMES"):
        trade_shares.build(folder)
    file.write_text(ARMENIA + "Faeroe Islands,1,1,1,Year,2022\n")
    assert rows(folder, "ARM", 2022, "imports")["arm_national"]["other"] == ("0.0005", "0.0")


def test_reporters_without_a_file_keep_their_rows(tmp_path):
    (tmp_path / "armenia_data.csv").write_text(ARMENIA)
    built, stand = trade_shares.build(tmp_path).astype(str), shipped("trade_shares")
    assert [*built] == [*stand]
    changed = (built.reset_index(drop=True) != stand).any(axis=1)
    assert set(stand.loc[changed, "reporter"]) == {"arm_national"}
    assert set(stand.loc[changed, "year"]) == {"2022"}


def test_a_folder_without_any_of_the_files_is_refused(tmp_path):
    with pytest.raises(
        TableError, match=r"none of the files armenia_data.csv, .*: name the folder"
    ):
        trade_shares.build(tmp_path)
