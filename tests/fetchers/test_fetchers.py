"""Fetchers against a publisher on this machine: what comes, and what is said where nothing does.

The clients are real, the shapes of the answers those of the publishers, the values made up. No
question leaves this machine.
"""

import importlib
import json
import re
from datetime import date
from pathlib import Path

import pytest
import renewal
from answers import Answer, as_json, bank, concentration, flows, generic, specific

from kzdiplo import load
from kzdiplo.table import TableError, resource

ROOT = Path(__file__).parents[2]
BANK = ("NY.GDP.MKTP.CD", "SP.POP.TOTL", "BX.KLT.DINV.WD.GD.ZS", "NE.EXP.GNFS.ZS", "NE.IMP.GNFS.ZS")
RATES = {"2023": 1.0813, "2024": 1.08238671875, "2025": 1.13}


def key(**parts):
    return tuple(parts.items())


def rates(values=RATES, **more):
    parts = {
        "FREQ": "A",
        "CURRENCY": "USD",
        "CURRENCY_DENOM": "EUR",
        "EXR_TYPE": "SP00",
        "EXR_SUFFIX": "A",
    }
    return generic({key(**{**parts, **more}): values}, "ECB_EXR1", "ECB")


def currencies(states=("KAZ", "KGZ", "TJK", "UZB")):
    values = {"KAZ": 468.9625, "KGZ": 87.150313, "TJK": 10.799492, "UZB": 12652.286821}
    return specific(
        {
            key(
                COUNTRY=state, INDICATOR="XDC_USD", TYPE_OF_TRANSFORMATION="PA_RT", FREQUENCY="A"
            ): {
                "2024": values[state],
                "2025": values[state] * 1.1,
            }
            for state in states
        },
        "ER",
    )


def outlook(unit=1e9):
    years = range(2023, 2032)
    return specific(
        {
            key(COUNTRY="KAZ", INDICATOR="NGDPD", FREQUENCY="A"): {
                year: (270 + 10 * (year - 2023)) * unit for year in years
            },
            key(COUNTRY="KAZ", INDICATOR="NGDP_RPCH", FREQUENCY="A"): dict.fromkeys(years, 4.5),
        },
        "WEO",
    )


def economy(path):
    """Answer for `macro`, whose columns are asked for one by one."""
    values = dict(zip(BANK, (262e9, 20_330_000, 1.2, 34.5, 27.25), strict=True))
    code = next((code for code in BANK if code in path), None)
    if code is None:
        return outlook()
    # the World Bank has a row without a value for the running year
    years = dict.fromkeys(range(2023, date.today().year), values[code])
    return bank(code, {**years, date.today().year: None})


def exports(reporters=("EU27_2020", "DE"), unit=1e6, months=12, later=None):
    """Answer for `mirror_trade_monthly`: each month is as the last August of the table.

    One pair of reporter and partner may come a month later.
    """
    table = load("mirror_trade_monthly").query("month == '2024-08'")
    table = table.set_index(["reporter", "importer_iso3"])["exports_eur_mn"]
    codes = load("country_codes").set_index("alpha2")["alpha3"]
    names = {"EU27_2020": "eurostat_eu27", "DE": "eurostat_germany"}
    return generic(
        {
            key(product="TOTAL", partner=partner, freq="M", reporter=reporter,
                indicators="VALUE_IN_EUROS", flow="2"):
            {
                f"2024-{month:02}": table[names[reporter], codes[partner]] * unit
                for month in range(1 + ((reporter, partner) == later), months + 1)
            }
            for reporter in reporters
            for partner in ("AM", "GE", "KZ", "KG", "RU", "UZ")
        },
        "DS-045409",
    )  # fmt: skip


def exports_of_all(path):
    """Answer for `eu_exports_by_partner`: what the table has, and a year more."""
    table = load("eu_exports_by_partner").query("year == 2023").set_index("importer_iso3")
    codes = load("country_codes").set_index("alpha2")["alpha3"]
    asked = path.split("EU27_2020.")[1].split(".")[0].split("+")
    values = {code: table.loc[codes[code], "exports_eur_mn"] * 1e6 for code in asked}
    return generic(
        {
            key(product="TOTAL", partner=code, freq="A", reporter="EU27_2020",
                indicators="VALUE_IN_EUROS", flow="2"): {"2023": value, "2024": 2 * value}
            for code, value in values.items()
        },
        "DS-045409",
    )  # fmt: skip


def exports_of_members(months=12, late=None, unit=1e6):
    """Answer for `eu_member_exports_annual`: two years, and two months that have no whole one.

    Each month is what the table has for the first months of its last year, in twelve parts; a
    member may come a month later than others.
    """
    table = load("eu_member_exports_annual").query("year == 2024")
    codes = load("country_codes").query("source == 'iso3166-1'").set_index("alpha3")["alpha2"]
    ends = {2024: 12, 2025: months, 2026: 2}
    return generic(
        {
            key(product="TOTAL", partner=codes[row.importer_iso3], freq="M",
                reporter=codes[row.exporter_iso3], indicators="VALUE_IN_EUROS", flow="2"):
            {
                f"{year}-{month:02}": row.exports_eur_mn * unit / 12
                for year, end in ends.items()
                for month in range(1, end + 1 - (row.exporter_iso3 == late))
            }
            for row in table.itertuples()
        },
        "DS-045409",
    )  # fmt: skip


def areas(codes="PartnerCodeIsoAlpha3"):
    """The list of areas: those of the standard, those of the table, and one that is new."""
    standard = load("country_codes").query("source == 'iso3166-1'")
    own = load("comtrade_areas").replace({"code": {"XKX": "_KS"}})
    rows = [*zip(standard["number"], standard["alpha3"], standard["alpha3"], strict=True)]
    rows += [
        *zip(own["number"], own["code"], own["name"], strict=True),
        (998, "_NW", "New (...2026)"),
    ]
    return as_json(
        {"results": [{"PartnerCode": int(n), codes: c, "PartnerDesc": d} for n, c, d in rows]}
    )


def trade(path):
    year = int(re.search(r"period=(\d+)", path)[1])
    return flows(year, X=79e9, M=61e9) if year < 2025 else flows(year)


#: What each publisher answers, and what then comes: rows added, of all rows of the answer.
ANSWERS = {
    "eur_usd": (rates(), 2),
    "fx": (currencies(), 4),
    "macro": (economy, 0),
    "mirror_trade_monthly": (exports(months=10), 24),
    "eu_exports_by_partner": (exports_of_all, 133),
    "eu_member_exports_annual": (exports_of_members(), 161),
    "trade_concentration_published": (
        concentration({1995: 0.07, 2023: 0.0712, 2021: 0.0694, 2022: 0.0946}),
        2,
    ),
    "comtrade_areas": (areas(), 1),
    "trade_totals": (trade, 1),
}


def fetch(name):
    """Ask as `make renew` does; return the rows."""
    return importlib.import_module(f"fetchers.{name}").fetch()


def test_each_fetcher_is_tried_here():
    scripts = {path.stem for path in (ROOT / "fetchers").glob("*.py")}
    assert scripts - {"asking"} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_what_a_publisher_answers_becomes_the_next_edition(publisher, name, tmp_path):
    answer, added = ANSWERS[name]
    publisher.says(answer)
    edition = renewal.prepared(name, renewal.fetched(name, tmp_path))
    assert len(edition.changes.added) == added
    assert edition.changes.gone == []
    assert publisher.questions


def test_the_values_are_those_of_the_answer(publisher):
    publisher.says(rates())
    rows = fetch("eur_usd").set_index("year")
    assert rows["usd_per_eur"].to_dict() == {"2023": "1.0813", "2024": "1.0824", "2025": "1.1300"}
    assert publisher.questions == ["/data/EXR/A.USD.EUR.SP00.A?startPeriod=2023"]
    publisher.says(exports())
    rows = fetch("mirror_trade_monthly").set_index(["month", "reporter", "importer_iso3"])
    before = load("mirror_trade_monthly").set_index([*rows.index.names])["exports_eur_mn"]
    now, then = (f"2024-{month}" for month in ("12", "08"))
    assert float(rows["exports_eur_mn"][now, "eurostat_germany", "KAZ"]) == pytest.approx(
        before[then, "eurostat_germany", "KAZ"]
    )
    publisher.says(trade)
    rows = fetch("trade_totals").set_index("year")
    assert rows.loc["2024", ["exports_usd_bn", "imports_usd_bn", "turnover_usd_bn"]].tolist() == [
        "79", "61", "140"
    ]  # fmt: skip


def test_the_index_of_wits_is_read_by_year_with_two_decimals(publisher):
    publisher.says(ANSWERS["trade_concentration_published"][0])
    rows = fetch("trade_concentration_published").set_index("year")
    assert rows["hhi"].to_dict() == {"2021": "0.07", "2022": "0.09", "2023": "0.07"}
    before = load("trade_concentration_published").set_index("year")
    assert rows.loc["2021", "note"] == before.loc[2021, "note"]
    (question,) = publisher.questions
    assert question.endswith("product/999999/indicator/HH-MKT-CNCNTRTN-NDX?format=JSON")


def test_months_of_members_are_added_up_for_whole_years_alone(publisher, tmp_path):
    publisher.says(exports_of_members(months=11))
    (file,) = renewal.fetched("eu_member_exports_annual", tmp_path)
    frame, whole = renewal.built("eu_member_exports_annual", [file], "eu_member_exports_annual.py")
    assert not whole
    assert set(frame["year"]) == {2024}
    assert set(frame["source"]) == {"eurostat-comext"}
    before = load("eu_member_exports_annual").query("year == 2024")
    before = before.set_index(["exporter_iso3", "importer_iso3"])["exports_eur_mn"]
    row = frame.set_index(["exporter_iso3", "importer_iso3"]).loc["GRC", "KAZ"]
    assert float(row["exports_eur_mn"]) == pytest.approx(before["GRC", "KAZ"])
    assert row[["months_with_trade", "period"]].tolist() == [12, "full_year"]
    (question,) = publisher.questions
    assert "+GR+" in question
    assert question.endswith("TOTAL.2.VALUE_IN_EUROS?startPeriod=2024-01")


def test_a_column_without_an_interface_stays_and_so_does_a_value_that_the_publisher_lacks(
    publisher,
):
    publisher.says(economy)
    rows, before = fetch("macro").set_index("year"), load("macro").set_index("year")
    assert rows.loc[2023, "gdp_usd_bn_wb"] == "262"
    assert float(rows.loc[2024, "oil_production_mln_t"]) == before.loc[2024, "oil_production_mln_t"]
    assert rows.loc[2024, "source"] == "imf-weo;wb-indicators;ei-oil-production"
    assert rows.loc[date.today().year, "source"] == "imf-weo"
    assert rows.loc[2025, "note"] == before.loc[2025, "note"]


def test_a_new_area_has_the_name_that_comtrade_gives_it(publisher):
    publisher.says(areas())
    rows = fetch("comtrade_areas").set_index("number")
    assert rows.loc["998", ["code", "name"]].tolist() == ["_NW", "New (to 2026)"]
    assert rows.loc["412", ["code", "note"]].tolist() == ["XKX", "Comtrade writes _KS"]


# What goes wrong: the table, the answers, and what is said of them.

BUSY = Answer("busy", "text/plain", 429)
LONG = Answer("busy", "text/plain", 429, (("Retry-After", "3600"),))
SOON = Answer("busy", "text/plain", 503, (("Retry-After", "1"),))
MISSING = Answer("none", "text/plain", 404)
REFUSED = Answer("no", "text/plain", 403)
BROKEN = Answer("oh", "text/plain", 500)


def cut(answer, keep=0.7):
    """The first part of an answer, whose header promises no more."""
    return answer._replace(body=answer.body[: int(keep * len(answer.body))])


def broken_off(answer):
    """The first part of an answer, whose header promises the whole."""
    return cut(answer)._replace(length=len(answer.body))


def rows_of(answer, change):
    content = json.loads(answer.body)
    change(content)
    return answer._replace(body=json.dumps(content))


ONE_OF_EACH = ("eur_usd", "macro", "trade_totals")  # by sdmx1, by wbgapi, by requests
NAMES = {"eur_usd": "European Central Bank", "macro": "World Bank", "trade_totals": "UN Comtrade"}
GOOD = {
    "eur_usd": rates(),
    "macro": bank(BANK[0], {2023: 1.0, 2024: 1.0}),
    "trade_totals": flows(2023, X=1.0, M=1.0),
}
HOWEVER_ASKED = {
    "nothing there": (MISSING, "it has nothing there (404 Not Found). There may be no newer"),
    "refused": (REFUSED, "it refuses the question (403 Forbidden). If it stays so, its interface"),
    "broken": (BROKEN, "it is busy or broken (500 Internal Server Error), also after 3 more tries"),
    "busy": (BUSY, "it is busy or broken (429 Too Many Requests), also after 3 more tries"),
    "busy for long": (LONG, "it is busy (429 Too Many Requests). It asks to wait: 3600"),
    "cut": (cut, "its answer ends early or has another form"),
    "broken off": (broken_off, "gives no answer (ChunkedEncodingError"),
    "blank": (lambda answer: answer._replace(body=""), "its answer ends early or has another form"),
    "a page": (lambda _: Answer("<html>Maintenance</html>", "text/html"), "has another form"),
}


def says(error):
    """Hold that an error is one line that says what to do and that nothing was written."""
    text = str(error.value)
    assert "\n" not in text
    assert "FILE=" in text
    assert text.endswith("Nothing was written.")
    return text


@pytest.mark.parametrize("name", ONE_OF_EACH)
@pytest.mark.parametrize("what", HOWEVER_ASKED)
def test_what_goes_wrong_is_one_sentence_with_publisher_address_and_remedy(publisher, name, what):
    answer, said = HOWEVER_ASKED[what]
    publisher.says(answer(GOOD[name]) if callable(answer) else answer)
    with pytest.raises(TableError) as error:
        fetch(name)
    text = says(error)
    assert text.startswith(f"{NAMES[name]}, {publisher.address}/")
    assert said in text


def test_nobody_there_is_said(publisher):
    publisher.close()
    with pytest.raises(TableError) as error:
        fetch("eur_usd")
    assert "it gives no answer (ConnectionError" in says(error)
    assert "Is there a network?" in says(error)


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_busy_publisher_is_asked_again_after_the_time_that_it_names(publisher, name):
    publisher.says(SOON, ANSWERS[name][0])
    assert len(fetch(name))
    assert publisher.questions[0] == publisher.questions[1]


def test_who_asks_to_wait_for_long_is_not_asked_again(publisher):
    publisher.says(LONG)
    with pytest.raises(TableError):
        fetch("eur_usd")
    assert len(publisher.questions) == 1


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("eur_usd", rates({}), "it has no values of EXR from 2023 on"),
        ("eur_usd", generic({}), "it has no values of EXR from 2023 on"),
        ("eur_usd", rates(EXR_SUFFIX="E"), "its answer lacks EXR_SUFFIX A"),
        ("eur_usd", generic({key(FREQ="A", WAEHRUNG="USD"): RATES}),
         "its answer lacks CURRENCY, CURRENCY_DENOM, EXR_TYPE, EXR_SUFFIX, and has"),
        ("eur_usd", rates({"2023": 108.13}),
         "its unit seems to have changed: usd_per_eur of 2023 is 108.13 and was 1.0813"),
        ("fx", currencies(("KAZ", "KGZ")), "its answer lacks COUNTRY TJK, UZB"),
        ("mirror_trade_monthly", exports(("DE",)), "its answer lacks reporter EU27_2020"),
        ("mirror_trade_monthly", exports(unit=1e3), "its unit seems to have changed"),
        ("mirror_trade_monthly", exports(later=("DE", "KZ")),
         "its answer has 11 months of DE to KZ, and 12 of others"),
        ("eu_member_exports_annual", exports_of_members(late="MLT"),
         "its answer for 2024 ends before December for MT"),
        ("eu_member_exports_annual", exports_of_members(unit=1e3),
         "its unit seems to have changed: exports_eur_mn of 2024, DEU"),
        ("eu_member_exports_annual", generic({}, "DS-045409"),
         "it has no values of DS-045409 from 2024-01 on"),
        ("trade_concentration_published", concentration({2020: 0.07}),
         "it has no index from 2021 on"),
        ("trade_concentration_published", concentration({2021: 0.07, 2023: 0.07}),
         "its answer lacks the year 2022"),
        ("trade_concentration_published", concentration({2021: 694.0}),
         "its unit seems to have changed: hhi of 2021, exports"),
        ("trade_concentration_published", as_json({"dataSets": [{"series": {}}]}),
         "has another form (ValueError"),
        ("macro", bank(BANK[0], {2023: 1.0, 2025: 1.0}),
         "its answer on NY.GDP.MKTP.CD lacks the year 2024"),
        ("macro", bank(BANK[0], {}), "its answer lacks date, value, and has none"),
        ("macro", rows_of(bank(BANK[0], {2023: 1.0}), lambda c: c[1][0].pop("date")),
         "its answer lacks date, and has"),
        ("macro", as_json([{"message": [{"id": "120", "key": "Invalid value", "value": "no"}]}]),
         "has another form (APIError: APIError: Invalid value: no"),
        ("macro", lambda path: outlook(unit=1) if "WEO" in path else economy(path),
         "its unit seems to have changed: gdp_usd_bn_imf of 2023"),
        ("trade_totals", flows(2023), "it has no trade of Kazakhstan from 2023 on"),
        ("trade_totals", flows(2023, X=1.0), "has the flows X, and not M and X"),
        ("trade_totals", rows_of(flows(2023, X=1.0, M=1.0), lambda c: c.update(count=500)),
         "it sent 2 of 500 rows"),
        ("trade_totals", rows_of(flows(2023, X=1.0, M=1.0), lambda c: c["data"][0].pop("period")
                                 and c["data"][1].pop("period")), "its answer lacks period, and"),
        ("trade_totals", as_json({"error": "Period is wrong", "data": [], "count": 0}),
         "it refuses the question (Period is wrong)"),
        ("trade_totals", as_json({"statusCode": 200}), "has another form (KeyError: 'data')"),
        ("comtrade_areas", areas("iso"), "its answer lacks PartnerCodeIsoAlpha3, and has"),
        ("comtrade_areas", as_json({"results": [
            {"PartnerCode": 0, "PartnerCodeIsoAlpha3": "W00", "PartnerDesc": "World"}]}),
         "its list has 1 areas, and had more than 250"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_whole_is_refused(publisher, name, answer, said):
    publisher.says(answer)
    with pytest.raises(TableError) as error:
        fetch(name)
    assert said in says(error)


def test_an_answer_that_cannot_be_used_changes_no_file(publisher, monkeypatch):
    written = []
    monkeypatch.setattr(renewal, "replace_together", lambda *words: written.append(words))
    publisher.says(cut(rates()))
    with pytest.raises(TableError, match="European Central Bank"):
        renewal.renew("eur_usd", [], True)
    assert written == []


def test_an_answer_meets_the_same_checks_as_a_file(publisher, tmp_path):
    publisher.says(rates({"2023": 1.0813, "2049": 1.1}))
    with pytest.raises(TableError, match="2049"):
        renewal.prepared("eur_usd", renewal.fetched("eur_usd", tmp_path))


def test_a_file_is_taken_without_asking_anybody(publisher, tmp_path):
    publisher.says(rates())
    text = (ROOT / "data" / resource("eur_usd")["path"]).read_text("utf-8")
    (tmp_path / "mine.csv").write_text(text, "utf-8")
    renewal.prepared("eur_usd", [tmp_path / "mine.csv"])
    assert publisher.questions == []
