from math import exp, log, sqrt

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
import statsmodels.api as sm
from trade import YEARLY, bad, flows, monthly

from kzdiplo import load
from kzdiplo.measures.differences import difference_in_differences
from kzdiplo.measures.diversion import excess, index_to, mirror_gap, placebo

MONTHS = [f"{year}-{month:02}" for year in (2021, 2022) for month in range(1, 13)]

# how a frame is brought into another kind, and back
KINDS = {
    "pandas": (lambda frame: frame, lambda frame: frame),
    "polars": (
        lambda frame: pl.DataFrame(frame.to_dict("list")),
        lambda frame: pd.DataFrame(frame.to_dict(as_series=False)),
    ),
    "lazy polars": (
        lambda frame: pl.LazyFrame(frame.to_dict("list")),
        lambda frame: pd.DataFrame(frame.collect().to_dict(as_series=False)),
    ),
    "duckdb": (duckdb.from_df, lambda frame: frame.df()),
}


@pytest.fixture(params=[*KINDS, "pyspark"])
def kind(request):
    if request.param in KINDS:
        return KINDS[request.param]
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    spark = request.getfixturevalue("spark")
    return (
        lambda frame: spark.createDataFrame([*frame.itertuples(index=False)]),
        lambda frame: pd.DataFrame([row.asDict() for row in frame.collect()]),
    )


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    yield session
    session.stop()


def yearly_exports():
    """The exports of the EU to twelve states from 2010 to 2023."""
    table = load("mirror_trade")
    whole = (table["reporter"] == "eurostat_eu27") & (table["period"] == "full_year")
    names = {"importer_iso3": "to", "year": "period", "value_eur_mn": "value"}
    return table[whole][[*names]].rename(columns=names)


def row(result, to, year):
    return result.set_index(["to", "year"]).loc[(to, year)]


# --- index_to -------------------------------------------------------------------------------------


def test_the_base_year_is_a_hundred_and_the_rest_follows():
    index = index_to(YEARLY, 2021, by="to")
    assert index.columns.tolist() == ["to", "period", "value", "index"]
    of = index.set_index(["to", "period"])["index"]
    assert of["KAZ", 2022] == pytest.approx(100 * 20 / 11)
    assert of["KGZ", 2019] == pytest.approx(50)
    assert of["KGZ", 2023] == pytest.approx(1200)
    assert (of[:, 2021] == 100).all()


@pytest.mark.parametrize(
    "write", [str, lambda month: month.replace("-", ""), lambda month: int(month.replace("-", ""))]
)
def test_months_are_related_to_the_mean_month_of_the_base_year(write):
    index = index_to(flows(map(write, MONTHS), KGZ=[*range(1, 13), *[13] * 12]), 2021, by="to")
    assert index["index"].iloc[:12].mean() == pytest.approx(100)  # the mean month is 6.5
    assert index["index"].iloc[12:].to_numpy() == pytest.approx(np.full(12, 200))


def test_months_are_related_to_the_same_month_of_the_base_year():
    season = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 24]
    index = index_to(
        flows(MONTHS, KGZ=[*season, *(3 * v for v in season)]), 2021, by="to", same_month=True
    )
    assert index["index"].to_numpy() == pytest.approx(np.repeat([100, 300], 12))


def test_flows_of_one_group_and_period_are_added_up():
    twice = pd.concat([YEARLY, bad(value=2 * YEARLY["value"])])
    both = index_to(twice, 2021, by="to")
    assert both["value"].to_numpy() == pytest.approx(3 * YEARLY["value"].to_numpy())
    assert both["index"].equals(index_to(YEARLY, 2021, by="to")["index"])


def test_a_group_without_trade_in_the_base_year_has_no_index():
    none = YEARLY[(YEARLY["to"] == "KAZ") | (YEARLY["period"] != 2021)]
    index = index_to(none, 2021, by="to").set_index("to")["index"]
    assert index["KGZ"].isna().all()
    assert index["KAZ"].notna().all()


def test_a_missing_month_of_one_group_counts_as_no_trade():
    half = flows(MONTHS[:12:2], KGZ=[4] * 6)
    index = index_to(pd.concat([flows(MONTHS[:12], KAZ=[1] * 12), half]), 2021, by="to")
    # six months of four make a mean month of two
    assert (index.loc[index["to"] == "KGZ", "index"] == 200).all()


# --- excess ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [
        *[(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (5, 2.5706), (9, 2.2622)],
        *[(10, 2.2281), (29, 2.0452), (30, 2.0423), (60, 2.0003), (120, 1.9799)],
    ],
)
def test_intervals_have_the_quantiles_of_student_as_printed_in_tables(freedom, quantile):
    baseline = 100 + np.arange(freedom + 1) % 2  # so far above zero that no interval is cut
    years = range(2021 - freedom, 2023)
    found = excess(flows(years, KAZ=[*baseline, 100]), (years[0], 2021), by="to").iloc[0]
    half = found["high"] - found["expected"]
    spread = baseline.std(ddof=1) * sqrt(1 + 1 / len(baseline))
    assert half / spread == pytest.approx(quantile, abs=0.000051)


def test_excess_over_a_level_that_goes_on():
    found = row(excess(YEARLY, by="to"), "KAZ", 2022)
    half = 4.3027 * 1 * sqrt(1 + 1 / 3)  # 9, 10, 11: mean 10, spread 1, two degrees of freedom
    assert found["observed"] == 20
    assert found["expected"] == pytest.approx(10)
    assert [found["low"], found["high"]] == pytest.approx([10 - half, 10 + half], abs=1e-3)
    assert found["excess"] == pytest.approx(10)
    assert found["excess_low"] == pytest.approx(10 - half, abs=1e-3)
    assert found["excess_high"] == pytest.approx(10 + half, abs=1e-3)


def test_excess_over_a_line_that_goes_on():
    result = excess(YEARLY, by="to", against="trend")
    found = row(result, "KGZ", 2022)
    # 1, 3, 2 against -1, 0, 1: slope 1/2, residuals -1/2, 1, -1/2, one degree of freedom
    half = 12.7062 * sqrt(1.5) * sqrt(1 + 1 / 3 + 4 / 2)
    assert found["expected"] == pytest.approx(3)
    assert found["low"] == 0  # 3 less the half width is below nothing
    assert found["high"] == pytest.approx(3 + half, abs=0.01)
    assert row(result, "KGZ", 2023)["expected"] == pytest.approx(3.5)
    assert row(result, "KGZ", 2023)["excess"] == pytest.approx(20.5)


def test_excess_over_the_growth_of_others():
    others = flows(GEO=[1, 1, 1, 2, 4], UZB=[2, 2, 2, 16, 4])
    found = row(excess(YEARLY, by="to", against="growth", comparison=others), "KAZ", 2022)
    # growth of 2 and 8 times: by the mean of logarithms 4 times
    half = 12.7062 * sqrt(2) * log(2) * sqrt(1 + 1 / 2)
    assert found["expected"] == pytest.approx(40)
    assert found["low"] == pytest.approx(40 * exp(-half), rel=1e-3)
    assert found["high"] == pytest.approx(40 * exp(half), rel=1e-3)
    assert found["excess"] == pytest.approx(-20)


def test_one_member_of_comparison_has_no_spread():
    other = flows(GEO=[2, 2, 2, 4, 6])
    found = row(excess(YEARLY, by="to", against="growth", comparison=other), "KAZ", 2023)
    assert found["expected"] == pytest.approx(30)
    assert found[["low", "high", "excess_low", "excess_high"]].isna().all()


def test_a_baseline_of_zeros_gives_no_interval():
    late = pd.concat([YEARLY, flows([2023], ARM=[5])])
    found = row(excess(late, by="to"), "ARM", 2023)
    assert (found["expected"], found["excess"]) == (0, 5)
    assert found[["low", "high", "excess_low", "excess_high"]].isna().all()


@pytest.mark.parametrize("first", [2010, 2015, 2019])
@pytest.mark.parametrize("against", ["flat", "trend"])
def test_excess_agrees_with_statsmodels(first, against):
    given = yearly_exports()
    found = excess(given, (first, 2021), by="to", against=against).set_index(["to", "year"])
    for to, rows in given.groupby("to"):
        value, years = rows.set_index("period")["value"], np.arange(first, 2024)
        causes = np.column_stack([np.ones(len(years)), years][: 2 if against == "trend" else 1])
        model = sm.OLS(value.loc[first:2021].to_numpy(), causes[:-2]).fit()
        frame = model.get_prediction(causes[-2:]).summary_frame()
        for column, of in {
            "expected": "mean",
            "low": "obs_ci_lower",
            "high": "obs_ci_upper",
        }.items():
            expected = frame[of].clip(lower=0)
            assert found.loc[to, column].to_numpy() == pytest.approx(expected, rel=1e-7)


def test_months_are_added_up_to_years():
    months = [bad(period=YEARLY["period"] * 100 + month) for month in range(1, 13)]
    by_year = excess(bad(value=12 * YEARLY["value"]), by="to")
    pd.testing.assert_frame_equal(excess(pd.concat(months), by="to"), by_year)


# --- placebo --------------------------------------------------------------------------------------


def test_a_placebo_tries_every_baseline_within_its_span():
    given = yearly_exports()
    tried = placebo(given, (2010, 2021), by="to", against="trend")
    assert tried.columns.tolist() == [
        *["to", "first", "last", "year", "observed", "expected", "low", "high", "inside"]
    ]
    assert len(tried) == 12 * 8
    one = tried[(tried["to"] == "KAZ") & (tried["first"] == 2013)].iloc[0]
    alone = row(excess(given, (2013, 2015), by="to", against="trend"), "KAZ", 2017)
    assert one[["last", "year"]].tolist() == [2015, 2017]
    for column in ("observed", "expected", "low", "high"):
        assert one[column] == alone[column]
    assert one["inside"] == (alone["low"] <= alone["observed"] <= alone["high"])


@pytest.mark.parametrize(("against", "held"), [("flat", 79), ("trend", 87)])
def test_the_coverage_that_the_docstring_names(against, held):
    tried = placebo(yearly_exports(), (2010, 2021), by="to", against=against)
    # 82 and 91 of 100, as computed apart from this library
    assert (tried["inside"].sum(), len(tried)) == (held, 96)


def test_a_placebo_of_growth_uses_the_comparison_of_the_same_years():
    given = yearly_exports()
    others = given["to"].isin(["TJK", "TKM", "AZE"])
    options = {"by": "to", "against": "growth", "comparison": given[others]}
    tried = placebo(given[~others], (2010, 2021), 5, 1, **options)
    one = tried[(tried["to"] == "KAZ") & (tried["first"] == 2014)].iloc[0]
    alone = row(excess(given[~others], (2014, 2018), **options), "KAZ", 2019)
    assert one[["expected", "low", "high"]].tolist() == alone[["expected", "low", "high"]].tolist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"length": 0}, "length=0: give a number of years"),
        ({"ahead": "2"}, "ahead='2': give a number of years"),
        ({"length": 2, "against": "trend"}, "length 2: trend needs at least 3 years"),
        ({"length": 4}, "4 years and 2 ahead do not fit"),
        ({"against": "growth"}, "needs a comparison"),
    ],
)
def test_placebos_that_cannot_be_tried_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        placebo(YEARLY, (2019, 2023), by="to", **options)


# --- mirror_gap -----------------------------------------------------------------------------------


def test_two_records_in_two_currencies():
    eur = pd.concat([flows([2022, 2023], KAZ=[8, 10]), flows([2022], KGZ=[1])])
    usd = pd.concat([flows([2022, 2023], KAZ=[4.2, 22]), flows([2022], ARM=[3])])
    gap = mirror_gap(eur, usd, on=["to", "period"], rate={2022: 1.05, 2023: 1.1})
    assert gap.columns.tolist() == ["to", "period", "value_a", "value_b", "gap", "ratio"]
    gap = gap.set_index(["to", "period"])
    assert gap.loc[("KAZ", 2022)].tolist() == pytest.approx([8.4, 4.2, -4.2, 0.5])
    assert gap.loc[("KAZ", 2023)].tolist() == pytest.approx([11, 22, 11, 2])
    assert gap.loc[("KGZ", 2022), "value_a"] == pytest.approx(1.05)
    assert gap.loc[("KGZ", 2022), ["value_b", "gap", "ratio"]].isna().all()
    assert gap.loc[("ARM", 2022), ["value_a", "gap", "ratio"]].isna().all()


def test_rows_of_one_key_are_added_up_and_no_export_has_no_ratio():
    a = pd.DataFrame({"to": ["KAZ", "KAZ", "KGZ"], "value": [1.0, 2.0, 0.0]})
    b = pd.DataFrame({"to": ["KAZ", "KGZ"], "value": [6.0, 1.0]})
    gap = mirror_gap(a, b, on="to").set_index("to")
    assert gap.loc["KAZ"].tolist() == [3, 6, 3, 2]
    assert gap.loc["KGZ", "gap"] == 1
    assert np.isnan(gap.loc["KGZ", "ratio"])


# --- kinds of frames ------------------------------------------------------------------------------


def results(first, second, twice):
    rate = {year: year / 2000 for year in range(2019, 2024)}
    return [
        index_to(first, 2021, by=["to"]),
        excess(first, by="to"),
        excess(first, by="to", against="trend"),
        excess(first, by="to", against="growth", comparison=second),
        placebo(first, (2019, 2023), by="to"),
        difference_in_differences(first, twice, "2022-03", by="to", leave_out=["2022-02"]),
        mirror_gap(first, second, on=["to", "period"], rate=rate),
    ]


def test_every_kind_of_frame_gives_the_same(kind):
    there, back = kind
    first = monthly().query("period < '2024'")
    second = first[first["to"].isin(["KGZ", "UZB"])]
    twice = first.assign(value=first["value"] ** 2)
    found = results(there(first), there(second), there(twice))
    for expected, result in zip(results(first, second, twice), found, strict=True):
        assert type(result) is type(there(first))
        result = back(result).astype(expected.dtypes.to_dict())
        pd.testing.assert_frame_equal(expected, result, rtol=1e-9, check_index_type=False)


def test_a_file_that_duckdb_reads_gives_the_answer_of_pandas(tmp_path):
    draw = np.random.default_rng(1)
    size = 200_000
    made = pd.DataFrame(
        {
            "from": draw.choice([*"ABCDE"], size),
            "to": draw.choice([*"XYZ"], size),
            "period": draw.integers(2019, 2024, size),
            "value": draw.lognormal(8, 3, size).round(2),
        }
    )
    made.to_csv(tmp_path / "trade.csv", index=False)
    read = duckdb.read_csv(str(tmp_path / "trade.csv"))
    for measure in (
        lambda frame: index_to(frame, 2021, by=["from", "to"]),
        lambda frame: excess(frame, by=["from", "to"]),
        lambda frame: mirror_gap(frame, frame, on=["to", "from", "period"]),
    ):
        pd.testing.assert_frame_equal(measure(made), measure(read).df(), rtol=1e-9)


def test_headline_ratios_of_eu_exports(kind):
    there, back = kind
    yearly = monthly().query("'2021' <= period < '2024'")
    yearly = yearly.assign(period=yearly["period"].str[:4].astype(int))
    of = back(index_to(there(yearly), 2021, by="to")).set_index(["to", "period"])["index"] / 100
    ratios = {to: of[to, 2023] for to in ("KGZ", "KAZ", "UZB", "RUS")}
    # as the notes on Eurostat's records give them
    assert ratios == pytest.approx({"KGZ": 10.4, "KAZ": 2.2, "UZB": 1.9, "RUS": 0.43}, rel=0.03)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (YEARLY.drop(columns="value"), "flows: no column 'value'; there are to, period"),
        (bad(value="12"), "column 'value' holds String, not numbers"),
        (bad(value=[*[1.0] * 9, -1.0]), "at to=KGZ, period=2023 .* negative"),
        (bad(value=[None, *[1.0] * 9]), "at to=KAZ, period=2019 .* missing"),
        (bad(value=[*[1.0] * 9, float("inf")]), "not finite"),
        (bad(to=[None, *["KAZ"] * 9]), "a key is missing"),
        (bad(period=[*range(2019, 2024), *range(2019, 2023), 20]), "holds '20': use years"),
        (bad(period=[*range(2019, 2024), *range(2019, 2023), 202313]), "holds '2023-13'"),
        (bad(period="0999"), "holds '0999': use years"),
        (bad(period="٢٠٢٠"), "holds '٢٠٢٠': use years"),
        (bad(to=["", *["KAZ"] * 9]), "a key is missing"),
        (bad(to=[5, *["KAZ"] * 9]), "column 'to' mixes text and other values"),
        (pd.concat([YEARLY, YEARLY["to"]], axis=1), "column 'to' is there twice"),
        (bad(period=[*range(2019, 2024), *range(2019, 2023), 202312]), "mixes"),
        (flows([*MONTHS[:12], "202101"], KAZ=[1] * 13), "mixes ways of writing"),
        (YEARLY[YEARLY["period"] != 2021], "the base year: of 2021 0 of 1 periods"),
        (YEARLY.head(0), "no rows"),
    ],
)
def test_flows_that_would_mislead_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        index_to(wrong, 2021, by="to")


@pytest.mark.parametrize(
    ("value", "message"),
    [(-1.0, "at to=KGZ, period=2023 .* negative"), (float("inf"), "not finite"), (None, "missing")],
)
def test_every_kind_of_frame_is_refused_alike(kind, value, message):
    wrong = bad(value=[*[1.0] * 9, value])
    with pytest.raises(ValueError, match=message):
        index_to(kind[0](wrong), 2021, by="to")
    with pytest.raises(ValueError, match="no column 'partner'"):
        index_to(kind[0](YEARLY), 2021, by="partner")


def test_part_years_are_refused():
    with pytest.raises(ValueError, match=r"of 2024 8 of 12 periods .* leave part-years out"):
        excess(monthly(), by="to")
    with pytest.raises(ValueError, match="the base year: of 2024 8 of 12"):
        index_to(monthly(), 2024, by="to")


def test_an_index_of_years_has_no_same_month():
    with pytest.raises(ValueError, match="same_month: column 'period' holds years, not months"):
        index_to(YEARLY, 2021, by="to", same_month=True)


def test_a_gap_of_years_is_refused():
    with pytest.raises(ValueError, match="of 2022 0 of 1 periods"):
        excess(YEARLY[YEARLY["period"] != 2022], by="to")


@pytest.mark.parametrize("empty", [[], ()])
def test_no_key_at_all_is_refused_with_a_way(empty):
    with pytest.raises(ValueError, match=r"by=.* names no column: .* add a column of one value"):
        index_to(YEARLY, 2021, by=empty)
    with pytest.raises(ValueError, match=r"on=.* names no column"):
        mirror_gap(YEARLY, YEARLY, on=empty)
    whole = index_to(YEARLY.assign(all="all"), 2021, by="all")
    assert whole["value"].tolist() == [10, 13, 13, 32, 32]


@pytest.mark.parametrize("name", ["year", "observed", "excess_low"])
def test_names_of_the_result_are_reserved(name):
    renamed = YEARLY.rename(columns={"to": name})
    with pytest.raises(ValueError, match=f"a column '{name}' of its own. Rename yours first"):
        excess(renamed, by=name)
    assert index_to(renamed, 2021, by=name)[name].tolist() == ["KAZ"] * 5 + ["KGZ"] * 5


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda d: index_to(d.rename(columns={"to": "index"}), 2021, by="index"), "'index' of its"),
        (lambda d: index_to(d, 2021, by=["to", "period"]), "'period' is named for two things"),
        (lambda d: index_to(d, "2021", by="to"), "base_year: '2021' is no year"),
        (lambda d: excess(d, ("2019", "2021"), by="to"), "baseline: '2019' is no year"),
        (
            lambda d: mirror_gap(*[d.rename(columns={"to": "gap"})] * 2, on="gap"),
            "'gap' of its own",
        ),
        (
            lambda d: mirror_gap(d, d.astype({"period": str}), on=["to", "period"]),
            "column 'period' holds Int64 in a and String in b: write it in one way",
        ),
        (
            lambda d: mirror_gap(d, d, on=["to", "period"], rate=dict.fromkeys(range(3000), "1")),
            "rate: no positive number for 2019",
        ),
    ],
)
def test_columns_and_years_that_cannot_be_meant_are_refused(work, message):
    with pytest.raises(ValueError, match=message):
        work(YEARLY)


def test_a_comparison_that_ends_before_the_flows_is_refused():
    others = flows(range(2019, 2023), GEO=[1, 1, 1, 2])
    with pytest.raises(ValueError, match="comparison: its last year is 2022, that of the flows"):
        excess(YEARLY, by="to", against="growth", comparison=others)
    before = excess(YEARLY[YEARLY["period"] < 2023], by="to", against="growth", comparison=others)
    assert before["year"].tolist() == [2022, 2022]


def test_keys_of_two_sizes_of_whole_numbers_meet():
    small = pl.DataFrame({"period": [2022], "value": [1.0]}, schema_overrides={"period": pl.Int16})
    large = pl.DataFrame({"period": [2022], "value": [3.0]})
    assert mirror_gap(small, large, on="period")["ratio"].to_list() == [3]


def test_a_baseline_that_varies_by_rounding_alone_gives_no_interval():
    found = excess(flows(range(2019, 2023), KAZ=[0.1 + 0.2, 0.3, 0.3, 0.5]), by="to").iloc[0]
    assert found[["low", "high"]].isna().all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"against": "magic"}, "use 'flat', 'trend' or 'growth'"),
        ({"against": "growth"}, "needs a comparison"),
        ({"comparison": YEARLY}, "nothing else takes one"),
        ({"baseline": (2021, 2021)}, "flat needs at least 2 years"),
        ({"baseline": (2020, 2021), "against": "trend"}, "trend needs at least 3 years"),
        ({"baseline": (2017, 2021)}, "of 2017 0 of 1 periods"),
        (
            {"against": "growth", "comparison": bad(value=[0.0, 0.0, 0.0, *[1.0] * 7])},
            "KAZ has no trade in the baseline",
        ),
    ],
)
def test_counterfactuals_that_cannot_be_drawn_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        excess(YEARLY, by="to", **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"on": "to", "rate": {2022: 1.0}}, "a yearly rate needs the period"),
        ({"on": ["to", "period"], "rate": {2019: 1.0}}, "no positive number for 2020, 2021"),
        ({"on": ["to", "period"], "rate": dict.fromkeys(range(2019, 2024), 0.0)}, "for 2019"),
        ({"on": "partner"}, "a: no column 'partner'"),
    ],
)
def test_records_that_cannot_be_set_side_by_side_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        mirror_gap(YEARLY, YEARLY, **options)


def test_records_must_share_codes_and_kind():
    with pytest.raises(ValueError, match="share no key"):
        mirror_gap(YEARLY, YEARLY.replace({"KAZ": "398", "KGZ": "417"}), on="to")
    with pytest.raises(ValueError, match="bring them into one kind"):
        mirror_gap(YEARLY, pl.DataFrame(YEARLY.to_dict("list")), on="to")
    with pytest.raises(ValueError, match="b: at to=KGZ"):
        mirror_gap(YEARLY, bad(value=[*[1.0] * 9, -1.0]), on="to")


def test_a_placebo_is_neither_inside_nor_outside_where_there_is_no_interval():
    years = [
        ("A", 2020, 0.0),
        ("A", 2022, 0.0),
        ("B", 2019, 0.0),
        ("B", 2021, 0.0),
        ("B", 2023, 0.0),
    ]
    tried = placebo(pd.DataFrame(years, columns=["to", "period", "value"]), (2019, 2023), by="to")
    assert tried["observed"].tolist() == [0, 0]
    assert tried["low"].isna().all()
    assert tried["inside"].isna().all()
