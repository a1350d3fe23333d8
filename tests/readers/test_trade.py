import gzip
import io
import os
import zipfile

import pandas as pd
import pytest

from kzdiplo import TableError, load, read_trade
from kzdiplo.measures.diversion import index_to

# Headers and codes as on the publishers' pages; the rows are made up.
COMTRADE_HEADER = (
    "typeCode,freqCode,refPeriodId,refYear,refMonth,period,reporterCode,reporterISO,reporterDesc,"
    "flowCode,flowDesc,partnerCode,partnerISO,partnerDesc,partner2Code,partner2ISO,partner2Desc,"
    "classificationCode,classificationSearchCode,isOriginalClassification,cmdCode,cmdDesc,"
    "aggrLevel,isLeaf,customsCode,customsDesc,mosCode,motCode,motDesc,qtyUnitCode,qtyUnitAbbr,qty,"
    "isQtyEstimated,altQtyUnitCode,altQtyUnitAbbr,altQty,isAltQtyEstimated,netWgt,isNetWgtEstimated,"
    "grossWgt,isGrossWgtEstimated,cifvalue,fobvalue,primaryValue,legacyEstimationFlag,isReported,"
    "isAggregate"
)
SDMX = "reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG"
EUROSTAT_HEADER = f"DATAFLOW,LAST UPDATE,freq,{SDMX}"
EUROSTAT_2_HEADER = f"STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,{SDMX}"
COMEXT_HEADER = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_CPA22,PRODUCT_BEC,"
    "PRODUCT_BEC5,PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,"
    "QUANTITY_KG,QUANTITY_SUPPL_UNIT"
)


def comtrade_row(
    partner="KAZ", product="854231", value="1500.5", *, flow="X", period="2023", second="0",
    customs="C00", transport="0", name="Germany",
):  # fmt: skip
    return (
        f"C,A,20230101,2023,52,{period},276,DEU,{name},{flow},Flow,398,{partner},Partner,{second},"
        f'W00,World,H6,HS,true,{product},"Circuits, electronic",6,true,{customs},TOTAL CPC,0,'
        f"{transport},TOTAL MOT,-1,N/A,0,false,-1,N/A,0,false,0,false,0,false,,{value},{value},0,"
        "false,true,"
    )


def eurostat_row(
    partner="KZ", product="854231", value="1500", *, reporter="DE", flow="2", period="2023-05",
    indicator="VALUE_IN_EUROS", flag="",
):  # fmt: skip
    return (
        f"ESTAT:DS-045409(1.0),15/10/26 11:00:00,M,{reporter},{partner},{product},{flow},"
        f"{indicator},{period},{value},{flag}"
    )


def comext_row(value="1000", *, procedure="1", period="202305", product="85423190"):
    return f"DE,KZ,E,{product},77640,2611,2611,410,4,16,2,{procedure},NO,{period},{value},0,7,1"


def write(folder, *lines, name="trade.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def rows(flows):
    return flows.to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("write_header", [str, str.lower, lambda h: h[0].upper() + h[1:]])
def test_comtrade(tmp_path, encoding, write_header):
    header = write_header(COMTRADE_HEADER)
    path = write(
        tmp_path, header, comtrade_row(), comtrade_row("KGZ", value="2e3", name="Türkiye"),
        encoding=encoding,
    )  # fmt: skip
    assert rows(read_trade(path)) == [
        ["DEU", "KAZ", "export", "854231", "2023", 1500.5, "USD"],
        ["DEU", "KGZ", "export", "854231", "2023", 2000.0, "USD"],
    ]
    assert read_trade(path).columns.tolist() == [
        *["reporter", "partner", "flow", "product", "period", "value", "currency"]
    ]


def test_comtrade_months_and_imports(tmp_path):
    flows = read_trade(write(tmp_path, COMTRADE_HEADER, comtrade_row(flow="M", period="202305")))
    assert flows.loc[0, ["flow", "period"]].tolist() == ["import", "2023-05"]


@pytest.mark.parametrize(
    "detail",
    [{"flow": "RX"}, {"second": "643"}, {"customs": "C01"}, {"transport": "2100"}],
)
def test_details_of_comtrade_are_not_counted_beside_their_total(tmp_path, detail):
    path = write(tmp_path, COMTRADE_HEADER, comtrade_row(), comtrade_row(value="7", **detail))
    assert read_trade(path)["value"].tolist() == [1500.5]


@pytest.mark.parametrize(
    ("header", "cut"), [(EUROSTAT_HEADER, ""), (EUROSTAT_2_HEADER, "dataflow,ESTAT:DS-045409,")]
)
@pytest.mark.parametrize("indicator", ["VALUE_IN_EUROS", "VALUE_EUR"])
def test_eurostat(tmp_path, header, cut, indicator):
    lines = [
        eurostat_row(indicator=indicator),
        eurostat_row("EU27_2020", indicator=indicator, flow="1", reporter="EL"),
        eurostat_row(indicator="QUANTITY_IN_100KG"),
    ]
    lines = [cut + line.removeprefix("ESTAT:DS-045409(1.0),") if cut else line for line in lines]
    assert rows(read_trade(write(tmp_path, header, *lines))) == [
        ["DEU", "KAZ", "export", "854231", "2023-05", 1500.0, "EUR"],
        ["GRC", "EU27_2020", "import", "854231", "2023-05", 1500.0, "EUR"],
    ]


def test_eurostat_with_codes_and_labels(tmp_path):
    header = EUROSTAT_HEADER.replace("TIME_PERIOD", "TIME_PERIOD:Time").replace(
        "reporter", "reporter:Reporting country"
    )
    line = eurostat_row(
        "KZ:Kazakhstan", "854231:Processors", reporter="DE:Germany", flow="2:EXPORT",
        indicator="VALUE_IN_EUROS:VALUE IN EUROS",
    )  # fmt: skip
    assert rows(read_trade(write(tmp_path, header, line)))[0][:5] == [
        *["DEU", "KAZ", "export", "854231", "2023-05"]
    ]


@pytest.mark.parametrize("blank", ["", ":"])
def test_a_value_that_eurostat_withholds_stays_missing(tmp_path, blank):
    flows = read_trade(write(tmp_path, EUROSTAT_HEADER, eurostat_row(value=blank, flag="c")))
    assert flows["value"].isna().tolist() == [True]


def test_comext_adds_up_its_procedures_and_knows_years(tmp_path):
    path = write(
        tmp_path, COMEXT_HEADER, comext_row(), comext_row("500", procedure="2"),
        name="full202305.dat",
    )  # fmt: skip
    assert rows(read_trade(path)) == [
        ["DEU", "KAZ", "export", "85423190", "2023-05", 1500.0, "EUR"]
    ]
    year = write(tmp_path, COMEXT_HEADER, comext_row(period="202352"))
    assert read_trade(year)["period"].tolist() == ["2023"]


TEXT = f"{EUROSTAT_HEADER}\n{eurostat_row()}\n".encode()


def zipped(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"), [("trade.csv.gz", gzip.compress(TEXT)), ("trade.zip", zipped(data=TEXT))]
)
def test_a_compressed_file(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    assert read_trade(path)["value"].tolist() == [1500]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("trade.csv.gz", gzip.compress(TEXT)[:-9], "Download it again, or unpack it first"),
        ("trade.csv.gz", gzip.compress(os.urandom(90_000))[:-9], "Download it again"),
        ("trade.csv.gz", TEXT, "damaged, incomplete or not compressed"),
        ("trade.csv.gz", b"", "none of the files"),
        ("trade.zip", TEXT, "damaged, incomplete or not compressed"),
        ("trade.zip", zipped(data=TEXT)[:-9], "damaged, incomplete or not compressed"),
        ("trade.zip", zipped(one=TEXT, two=TEXT), "archive holds 2 files. Unpack it"),
        ("trade.csv", gzip.compress(TEXT), "Take the CSV file as downloaded, unpacked"),
        ("trade.csv", zipped(data=TEXT), "Take the CSV file as downloaded, unpacked"),
    ],
)
def test_a_compressed_file_that_is_damaged_is_refused(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(TableError, match=message):
        read_trade(path)


def test_levels_of_codes_are_never_mixed(tmp_path):
    lines = [eurostat_row(product=code) for code in ("TOTAL", "85", "8542", "854231", "85423190")]
    path = write(tmp_path, EUROSTAT_HEADER, *lines)
    with pytest.raises(TableError, match=r"codes of 0, 2, 4, 6, 8 digits .* `level`"):
        read_trade(path)
    assert read_trade(path, level=6)["product"].tolist() == ["854231"]
    assert read_trade(path, level=0)["product"].tolist() == ["TOTAL"]
    with pytest.raises(TableError, match="no product codes of 10 digits"):
        read_trade(path, level=10)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([EUROSTAT_HEADER, eurostat_row(), eurostat_row(value="9")], "is there twice for 2023-05"),
        ([COMTRADE_HEADER, comtrade_row(), comtrade_row()], "is there twice for 2023"),
        ([EUROSTAT_HEADER, eurostat_row(value="n/a")], "row 2.*value 'n/a': no number"),
        ([EUROSTAT_HEADER, eurostat_row(), eurostat_row(period="2023-Q2")], "row 3.*'2023-Q2'"),
        ([EUROSTAT_HEADER, eurostat_row(), eurostat_row(period="2023")], "has years and months"),
        ([EUROSTAT_HEADER, eurostat_row(flow="3")], "value '3': no flow"),
        ([EUROSTAT_HEADER, eurostat_row(product="Processors")], "no code of the Harmon"),
        ([EUROSTAT_HEADER, eurostat_row(indicator="QUANTITY_IN_100KG")], "no rows with the value"),
        ([EUROSTAT_HEADER], "no rows with the value"),
        ([COMTRADE_HEADER, comtrade_row(flow="RX")], "no rows with the value"),
        (["Classification,Year,Trade Flow", "H4,2017,Export"], "none of the files .* Trade Flow"),
        (["reporter\tpartner", "DE\tKZ"], "none of the files"),
        ([""], "none of the files .* Its columns are none"),
    ],
)  # fmt: skip
def test_files_that_would_mislead_are_refused(tmp_path, lines, message):
    with pytest.raises(TableError, match=f"(?s){message}"):
        read_trade(write(tmp_path, *lines))


@pytest.mark.parametrize("name", ["nowhere.csv", ".", "a\0b"])
def test_what_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(TableError, match="the file cannot be opened") as caught:
        read_trade(f"{tmp_path}/{name}")
    assert str(tmp_path) in str(caught.value)
    assert "Check name and folder." in str(caught.value)


# Classifications.


def comtrade_by(code, kind="C"):
    line = comtrade_row(product="84").replace(",H6,HS,", f",{code},{code},")
    return line.replace("C,A,", f"{kind},A,", 1)


@pytest.mark.parametrize("code", ["HS", "H0", "H4", "H6"])
def test_every_edition_of_the_harmonized_system_is_read(tmp_path, code):
    flows = read_trade(write(tmp_path, COMTRADE_HEADER, comtrade_by(code)))
    assert flows["product"].tolist() == ["84"]


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        ("S4", "C", "value 'S4': SITC, not the Harmonized System. Choose HS"),
        ("SS", "C", "value 'SS': SITC"),
        ("B4", "C", "value 'B4': BEC"),
        ("B5", "C", "value 'B5': BEC"),
        ("EB10", "C", "value 'EB10': services"),
        ("EB02", "S", "value 'S': services, not goods"),
        ("", "C", "value '': another classification"),
    ],
)
def test_other_classifications_are_not_taken_for_it(tmp_path, code, kind, message):
    path = write(tmp_path, COMTRADE_HEADER, comtrade_by("HS"), comtrade_by(code, kind))
    with pytest.raises(TableError, match=f"row 3, column '(type|classification)Code', {message}"):
        read_trade(path)


@pytest.mark.parametrize(
    ("dataset", "by"),
    [
        ("DS-018995", "SITC"), ("DS-059331", "SITC"), ("DS-059329", "BEC"), ("ds-059366", "CPA"),
        ("DS-059358", "PRODCOM"),
    ],
)  # fmt: skip
def test_datasets_of_eurostat_by_others_are_refused(tmp_path, dataset, by):
    line = eurostat_row(product="84").replace("DS-045409", dataset)
    with pytest.raises(TableError, match=f"a dataset by {by}, not .* Download DS-045409"):
        read_trade(write(tmp_path, EUROSTAT_HEADER, line))


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (EUROSTAT_HEADER, eurostat_row().replace("DS-045409", "DS-999999")),
        (SDMX, eurostat_row().split(",", 3)[3]),
        (
            COMTRADE_HEADER.replace("classificationCode,classificationSearchCode,", ""),
            comtrade_row().replace(",H6,HS,", ","),
        ),
    ],
)
def test_a_file_that_does_not_say_its_classification_is_in_doubt(tmp_path, header, line):
    path = write(tmp_path, header, line)
    with pytest.warns(UserWarning, match="trade.csv: nothing in the file says that its products"):
        assert len(read_trade(path)) == 1


# UN Comtrade without descriptions, and as R writes it.

FIELDS = "period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,partner2Code,"
SHORT = f"{FIELDS}classificationCode,cmdCode,customsCode,motCode,primaryValue"


@pytest.mark.parametrize("blank", ["", "NA", "nan", "None"])
@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        (("398", "643"), ("KAZ", "RUS")),
        (("398.0", "0.0"), ("KAZ", "W00")),
        # Comtrade's own numbers
        (("842", "757"), ("USA", "CHE")),
        (("251", "699"), ("FRA", "IND")),
        (("4", "490"), ("AFG", "S19")),
        (("579", "412"), ("NOR", "XKX")),
    ],
)
def test_numbers_of_comtrade_become_codes(tmp_path, blank, numbers, codes):
    line = f"2023,{numbers[0]},{blank},M,{numbers[1]},{blank},0,H6,8542,C00,0,100"
    # the column of row numbers that pandas writes
    flows = read_trade(write(tmp_path, f",{SHORT}", f"0,{line}"))
    assert rows(flows)[0][:2] == [*codes]


def test_codes_and_numbers_may_stand_in_one_file(tmp_path):
    lines = [
        "2023,398,KAZ,M,643,,0,H6,8542,C00,0,1",
        "2023,398,,M,156,CHN,0,H6,8542,C00,0,2",
        "2023,398,KAZ,M,899,_X ,0,H6,8542,C00,0,3",
    ]
    flows = read_trade(write(tmp_path, SHORT, *lines))
    assert [row[:2] for row in rows(flows)] == [["KAZ", "RUS"], ["KAZ", "CHN"], ["KAZ", "_X"]]


@pytest.mark.parametrize("number", ["", "9999", "x"])
def test_an_area_without_code_and_number_is_named(tmp_path, number):
    line = f"2023,398,KAZ,M,{number},,0,H6,8542,C00,0,100"
    with pytest.raises(TableError, match=r"row 2, column 'partnerCode'.* ISO code is blank.*=True"):
        read_trade(write(tmp_path, SHORT, line))


def test_comtradr_writes_the_same_file_in_its_own_way(tmp_path):
    header = (
        '"period","reporter_code","reporter_iso","flow_code","partner_code","partner_iso",'
        '"partner2code","classification_code","cmd_code","customs_code","mot_code","primary_value"'
    )
    line = '"2023",398,"KAZ","X",516,"NAM",0,"H6","010121","C00","0",1e+05'
    assert rows(read_trade(write(tmp_path, header, line))) == [
        ["KAZ", "NAM", "export", "010121", "2023", 100_000.0, "USD"]
    ]


# Eurostat with names.

NAMED = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,reporter,Reporter,partner,Partner,"
    "product,Product,flow,Flow,indicators,Indicators,TIME_PERIOD,Time,OBS_VALUE,Observation value"
)


@pytest.mark.parametrize("product", ["8542", "TOTAL"])
def test_columns_of_names_beside_codes_are_not_read(tmp_path, product):
    line = (
        f"dataflow,ESTAT:DS-045409(1.0),Trade,M,Monthly,DE,Germany,KZ,Kazakhstan,{product},Goods,"
        "2,EXPORT,VALUE_IN_EUROS,VALUE_IN_EUROS,2023-05,,1500,"
    )
    assert rows(read_trade(write(tmp_path, NAMED, line))) == [
        ["DEU", "KAZ", "export", product, "2023-05", 1500.0, "EUR"]
    ]


def test_names_alone_are_read_as_far_as_they_are_clear(tmp_path):
    line = eurostat_row(
        '"Korea, Republic of (South Korea)"', "Total", flow="EXPORT",
        reporter="Germany (incl. German Democratic Republic 'DD' from 1991)",
    )  # fmt: skip
    path = write(tmp_path, EUROSTAT_HEADER, line)
    assert rows(read_trade(path))[0][:4] == ["DEU", "KOR", "export", "TOTAL"]
    for wrong in (line.replace("Germany", "Allemagne"), line.replace("Total", "Live animals")):
        with pytest.raises(TableError, match="with codes and not with labels alone"):
            read_trade(write(tmp_path, EUROSTAT_HEADER, wrong))


@pytest.mark.parametrize(
    ("code", "area"), [("XS", "SRB"), ("XK", "XKX"), ("NA", "NAM"), ("GB", "GBR"), ("QV", "QV")]
)
def test_codes_that_eurostat_invents(tmp_path, code, area):
    path = write(tmp_path, EUROSTAT_HEADER, eurostat_row(code))
    assert read_trade(path)["partner"].tolist() == [area]


@pytest.mark.parametrize("code", ["", " "])
def test_a_blank_code_of_a_state_is_refused(tmp_path, code):
    with pytest.raises(TableError, match=r"row 2, column 'partner', value ' ?': neither a code"):
        read_trade(write(tmp_path, EUROSTAT_HEADER, eurostat_row(code)))


# Comext: masked codes, the older layout, Easy Comext.

DECLARANT = (
    "DECLARANT,DECLARANT_ISO,PARTNER,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,"
    "PRODUCT_cpa2002,PRODUCT_cpa2008,PRODUCT_CPA2_1,PRODUCT_BEC,PRODUCT_SECTION,FLOW,STAT_REGIME,"
    "SUPP_UNIT,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG,SUP_QUANTITY"
)


def declarant_row(value="100", *, regime="1", product="85423190"):
    return f"004,DE,0079,KZ,E,{product},77640,3210,2611,2611,410,16,2,{regime},A,201505,{value},7,1"


@pytest.mark.parametrize("mask", ["39XXXXXX", "39RRR100", "39SSS999"])
def test_masked_codes_are_counted_apart_and_named(tmp_path, mask):
    path = write(
        tmp_path, COMEXT_HEADER, comext_row("65"), comext_row("89", product=mask),
        comext_row("11", product=mask, procedure="2"), comext_row("9", product="40129090"),
    )  # fmt: skip
    with pytest.warns(UserWarning, match=f"exports of 100 EUR under 1 of them, such as {mask}"):
        flows = read_trade(path)
    assert flows["product"].tolist() == ["85423190", "40129090"]
    assert flows["value"].tolist() == [65, 9]
    assert flows.attrs["masked"] == {"export": {mask: 100.0}}


def test_masked_codes_are_part_of_the_total(tmp_path):
    lines = [comext_row("154", product="TOTAL"), comext_row("89", product="39XXXXXX"), comext_row()]
    path = write(tmp_path, COMEXT_HEADER, *lines)
    assert read_trade(path, level=0)["value"].tolist() == [154]
    with pytest.raises(TableError, match="codes of 0, 8 digits"):
        read_trade(path)


def test_a_file_of_masked_codes_only_is_refused(tmp_path):
    path = write(tmp_path, COMEXT_HEADER, comext_row(product="39XXXXXX"))
    with pytest.raises(TableError, match="masked product codes only, such as 39XXXXXX"):
        read_trade(path)


def test_the_older_layout_of_comext(tmp_path):
    path = write(tmp_path, DECLARANT, declarant_row(), declarant_row("50", regime="2"))
    assert rows(read_trade(path)) == [["DEU", "KAZ", "export", "85423190", "2015-05", 150.0, "EUR"]]


def test_the_total_of_all_procedures_is_not_added_to_them(tmp_path):
    lines = [declarant_row("150", regime="4"), declarant_row("50", regime="2")]
    assert read_trade(write(tmp_path, DECLARANT, *lines))["value"].tolist() == [150]


EASY = "REPORTER,PARTNER,PRODUCT,FLOW,STAT_PROCEDURE,PERIOD,VALUE_IN_EUR"


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ('"Greece","Türkiye","Total","EXPORT","Total","Jan.-Dec. 2023",5', "2023"),
        ('"Greece","Türkiye","TOTAL-Total","2-EXPORT","T-Total","202403-Mar. 2024",5', "2024-03"),
        ('"GR-Greece","TR-Türkiye","TOTAL-Total","2-EXPORT","T-Total","201952-Jan.-Dec. 2019",5',
         "2019"),
        ('"Greece","Türkiye","Total","EXPORT","Total","May. 2020",5', "2020-05"),
    ],
)  # fmt: skip
def test_easy_comext(tmp_path, line, period):
    assert rows(read_trade(write(tmp_path, EASY, line))) == [
        ["GRC", "TUR", "export", "TOTAL", period, 5.0, "EUR"]
    ]


def test_a_part_of_a_year_is_no_year(tmp_path):
    line = '"Greece","Türkiye","Total","EXPORT","Total","Jan.-Aug. 2024",5'
    with pytest.raises(TableError, match="neither a year nor a month"):
        read_trade(write(tmp_path, EASY, line))


# Groups beside their members.


def of(reporter, partner="KZ", value="5"):
    return eurostat_row(partner, value=value, reporter=reporter)


@pytest.mark.parametrize(
    ("pairs", "members", "groups"),
    [
        ([("EU27_2020", "KZ"), ("DE", "KZ"), ("FR", "KZ")], ["DEU", "FRA"], ["EU27_2020"]),
        ([("EU28", "KZ"), ("GB", "KZ"), ("EA19", "KZ")], ["GBR", "EA19"], ["EU28"]),
    ],
)
def test_groups_of_reporters_beside_their_members_are_refused(tmp_path, pairs, members, groups):
    path = write(tmp_path, EUROSTAT_HEADER, *(of(*pair) for pair in pairs))
    with pytest.raises(TableError, match=r"among the reporters E.* keep='members'"):
        read_trade(path)
    assert read_trade(path, keep="members")["reporter"].tolist() == members
    assert read_trade(path, keep="groups")["reporter"].tolist() == groups
    assert len(read_trade(path, keep="all")) == len(pairs)


@pytest.mark.parametrize("world", ["WORLD", "EU27_2020_EXTRA", "EXT_EU27_2020", "EA21"])
def test_groups_of_partners_beside_their_members_are_refused(tmp_path, world):
    path = write(tmp_path, EUROSTAT_HEADER, of("DE", world), of("DE", "KZ"))
    with pytest.raises(TableError, match=f"among the partners {world} stands beside KAZ"):
        read_trade(path)
    assert read_trade(path, keep="members")["partner"].tolist() == ["KAZ"]


@pytest.mark.parametrize(
    "partners",
    [("EU27_2020", "KZ"), ("EU27_2020_EXTRA", "EU27_2020_INTRA"), ("QV", "KZ"), ("GB", "KZ")],
)
def test_groups_beside_others_are_no_harm(tmp_path, partners):
    path = write(tmp_path, EUROSTAT_HEADER, *(of("DE", partner) for partner in partners))
    assert len(read_trade(path)) == 2


def test_the_world_of_comtrade_is_a_group(tmp_path):
    path = write(tmp_path, COMTRADE_HEADER, comtrade_row(), comtrade_row("W00"))
    with pytest.raises(TableError, match="among the partners W00 stands beside KAZ"):
        read_trade(path)


def test_groups_that_hold_one_another_in_part_leave_no_choice(tmp_path):
    path = write(tmp_path, EUROSTAT_HEADER, of("EU"), of("EUR"))
    for keep in ("members", "groups"):
        with pytest.raises(TableError, match="leaves no clear choice: say keep='all'"):
            read_trade(path, keep=keep)


def test_keep_has_three_values(tmp_path):
    with pytest.raises(ValueError, match="keep='both': use 'members', 'groups' or 'all'"):
        read_trade("nowhere.csv", keep="both")


# Values, rows, large files.


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2.716E+12", "was shortened by Excel"),
        ("-5", "a flow of trade below zero"),
        ("inf", "is not a number"),
        ("1 500 EUR", "is not a number"),
    ],
)
def test_values_that_would_mislead_are_refused(tmp_path, value, message):
    path = write(tmp_path, COMTRADE_HEADER, comtrade_row(), comtrade_row("KGZ", value=value))
    with pytest.raises(TableError, match="row 3, column 'primaryValue'") as caught:
        read_trade(path)
    assert message in str(caught.value)


def test_a_file_that_a_spreadsheet_saved_with_semicolons(tmp_path):
    header, line = EUROSTAT_HEADER.replace(",", ";"), eurostat_row(value="X").replace(",", ";")
    flows = read_trade(write(tmp_path, header, line.replace("X", "1500,5")))
    assert flows["value"].tolist() == [1500.5]
    with pytest.raises(TableError, match="the point may set off decimals or thousands"):
        read_trade(write(tmp_path, header, line.replace("X", "1.500")))


@pytest.mark.parametrize("line", [eurostat_row() + ",one,more", eurostat_row().rsplit(",", 1)[0]])
def test_rows_that_are_uneven_are_refused(tmp_path, line):
    path = write(tmp_path, EUROSTAT_HEADER, eurostat_row("KG"), "", line)
    with pytest.raises(TableError, match=r"row 4: the row has 1[03] cells and the header 11"):
        read_trade(path)


@pytest.mark.parametrize("line", [b"a" * (1 << 27), b'"' + b"aaaaaaa\n" * (1 << 24)])
def test_a_row_without_end_is_refused_before_it_fills_the_memory(tmp_path, line):
    path = tmp_path / "trade.csv.gz"
    path.write_bytes(gzip.compress(f"{EUROSTAT_HEADER}\n{eurostat_row()}\n".encode() + line))
    with pytest.raises(
        TableError, match=r"too long, or a quotation mark is not closed|a cell is too"
    ):
        read_trade(path)


def test_what_holds_for_one_part_of_a_long_file_holds_for_all(tmp_path):
    states = ["KZ", "KG", "UZ", "TJ", "TM"]
    lines = [
        comext_row(str(n), product=f"{n // 5:08}").replace("KZ", states[n % 5])
        for n in range(10_000_000, 10_050_000)
    ]
    # the second procedure of the first flow stands at the end
    lines.append(comext_row("5", product=f"{2_000_000:08}", procedure="2"))
    flows = read_trade(write(tmp_path, COMEXT_HEADER, *lines))
    assert len(flows) == 50_000
    assert flows["value"].iloc[0] == 10_000_005
    assert flows["value"].sum() == sum(range(10_000_000, 10_050_000)) + 5
    with pytest.raises(TableError, match=r"row 50003.*value '3': no flow"):
        read_trade(write(tmp_path, COMEXT_HEADER, *lines, comext_row().replace(",2,1,", ",3,1,")))


def test_what_a_refusal_says_of_other_sources_works(tmp_path):
    path = write(tmp_path, "reporter,partner,flow,product,period,value", "DEU,KAZ,export,85,2023,5")
    with pytest.raises(TableError, match=r"needs no reader: load it with pandas\.read_csv"):
        read_trade(path)
    frame = pd.read_csv(path, dtype=str)
    frame["value"] = pd.to_numeric(frame["value"])
    assert index_to(frame, 2023, by="partner")["index"].tolist() == [100]


def test_codes_of_namibia_and_of_this_books_states():
    codes = load("country_codes").set_index("alpha2")["alpha3"]
    known = {"NA": "NAM", "KZ": "KAZ", "RU": "RUS", "EL": "GRC", "GR": "GRC", "GB": "GBR"}
    assert {code: codes[code] for code in known} == known
    assert isinstance(codes, pd.Series)
    assert codes.index.is_unique
