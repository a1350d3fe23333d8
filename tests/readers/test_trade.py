import gzip
import io
import os
import zipfile

import pandas as pd
import pytest

from kzdiplo import TableError, load, read_trade

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


def test_codes_of_namibia_and_of_this_books_states():
    codes = load("country_codes").set_index("alpha2")["alpha3"]
    known = {"NA": "NAM", "KZ": "KAZ", "RU": "RUS", "EL": "GRC", "GR": "GRC", "GB": "GBR"}
    assert {code: codes[code] for code in known} == known
    assert isinstance(codes, pd.Series)
    assert codes.index.is_unique
