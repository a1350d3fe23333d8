from math import log, sqrt

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.sandwich_covariance import S_hac_simple
from trade import YEARLY, bad, flows, monthly

from kzdiplo import load
from kzdiplo.measures.differences import difference_in_differences

WAR = {"by": "to", "start": "2022-04", "leave_out": ["2022-02", "2022-03"]}


def banned_and_others():
    """Exports of the EU by month: of goods banned for Russia, and of all others."""
    banned = load("sanctioned_goods_monthly").rename(
        columns={"importer_iso3": "to", "month": "period", "sanctioned_goods_eur_mn": "banned"}
    )
    both = banned[["to", "period", "banned"]].merge(monthly(), on=["to", "period"])
    both["others"] = both["value"] - both["banned"]
    return tuple(
        both[["to", "period", kind]].rename(columns={kind: "value"})
        for kind in ("banned", "others")
    )


def test_a_difference_in_differences_by_hand():
    control = flows(range(2016, 2022), KAZ=[10, 10, 10, 10, 20, 20])
    treated = flows(range(2016, 2022), KAZ=[1, 2, 1, 2, 8, 16])
    found = difference_in_differences(treated, control, 2020, by="to", lags=0).iloc[0]
    assert found[["before", "after"]].tolist() == [4, 2]
    # logarithms to the base of two of the ratio, less those before: 1.5 and 2.5 after
    assert found["estimate"] == pytest.approx(2 * log(2))
    assert found["ratio"] == pytest.approx(4)
    # deviations of half a step; leverage 1/4 before and 1/2 after
    error = log(2) / 2 * sqrt(4 * (4 / 3) ** 2 / 4**2 + 2 * 2**2 / 2**2)
    assert found["error"] == pytest.approx(error)
    assert found["high"] - found["estimate"] == pytest.approx(2.7764 * error, rel=1e-4)


@pytest.mark.parametrize("lags", [0, 1, 3, 6])
def test_differences_agree_with_statsmodels(lags):
    treated, control = banned_and_others()
    found = difference_in_differences(treated, control, lags=lags, **WAR).set_index("to")
    assert len(found) == 6
    for to, rows in treated.merge(control, on=["to", "period"]).groupby("to"):
        used = (~rows["period"].isin(WAR["leave_out"])).to_numpy()
        month = pd.get_dummies(rows["period"].str[5:]).to_numpy(float)
        post = (rows["period"] >= WAR["start"]).to_numpy(float)
        causes, log_ratio = (
            np.column_stack([post, month]),
            np.log(rows["value_x"] / rows["value_y"]),
        )
        model = sm.OLS(log_ratio[used].to_numpy(), causes[used]).fit()
        assert found.loc[to, "estimate"] == pytest.approx(model.params[0])
        if lags == 0:
            error = model.get_robustcov_results("HC3").bse[0]
        else:
            free = 1 - model.get_influence().hat_matrix_diag
            scores = np.zeros_like(causes)  # months left out keep their place in time
            scores[used] = causes[used] * (model.resid / free)[:, None]
            inverse = model.normalized_cov_params
            error = np.sqrt((inverse @ S_hac_simple(scores, nlags=lags) @ inverse)[0, 0])
        assert found.loc[to, "error"] == pytest.approx(error)
        half = model.conf_int()[0, 1] - model.params[0]
        half *= error / model.bse[0]
        assert found.loc[to, "high"] - found.loc[to, "estimate"] == pytest.approx(half)


def test_the_estimate_is_that_of_both_series_stacked():
    treated, control = (side[side["to"] == "KAZ"] for side in banned_and_others())
    found = difference_in_differences(treated, control, **WAR).iloc[0]
    both = pd.concat([treated.assign(banned=1.0), control.assign(banned=0.0)])
    both = both[~both["period"].isin(WAR["leave_out"])]
    causes = pd.concat(
        [
            both["banned"] * (both["period"] >= WAR["start"]),
            pd.get_dummies(both["period"], dtype=float),
            pd.get_dummies(both["period"].str[5:], dtype=float).mul(both["banned"], axis=0),
        ],
        axis=1,
    )
    stacked = sm.OLS(np.log(both["value"]).to_numpy(), causes.to_numpy(float)).fit()
    assert found["estimate"] == pytest.approx(stacked.params[0])


def test_banned_goods_grew_more_than_others_in_every_neighbour():
    found = difference_in_differences(*banned_and_others(), **WAR).set_index("to")
    assert found[["before", "after"]].drop_duplicates().to_numpy().tolist() == [[25, 8]]
    # computed apart from this library, with common month effects in place of the goods' own
    near = {"KAZ": 0.37, "KGZ": 1.00, "ARM": 0.73, "GEO": 0.50, "UZB": 0.32, "RUS": -0.91}
    assert found["estimate"].to_dict() == pytest.approx(near, abs=0.06)
    assert (found["low"].drop("RUS") > 0).all()
    assert found.loc["RUS", "high"] < 0


@pytest.mark.parametrize(("order", "held"), [(0.0, 0.95), (0.3, 0.91), (0.6, 0.83)])
def test_the_coverage_of_the_error_that_the_docstring_names(order, held):
    draw = np.random.default_rng(2022)
    months = sorted(set(load("sanctioned_goods_monthly")["month"]))
    size = 2000
    noise = draw.standard_normal((len(months) + 50, size))
    for step in range(1, len(noise)):
        noise[step] += order * noise[step - 1]
    control = flows(months, **{str(place): np.ones(len(months)) for place in range(size)})
    treated = control.assign(value=np.exp(noise[50:]).T.ravel())
    found = difference_in_differences(treated, control, **WAR)
    inside = (found["low"] <= 0) & (found["high"] >= 0)
    assert inside.mean() == pytest.approx(held, abs=0.02)


def test_a_series_that_changes_by_rounding_alone_has_no_error():
    control = flows(KAZ=[1, 1, 1, 1, 1])
    found = difference_in_differences(control.assign(value=3.3), control, 2022, by="to").iloc[0]
    assert found["estimate"] == pytest.approx(0)
    assert found[["error", "low", "high"]].isna().all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": "2024"}, "5 periods lie before it and 0 after"),
        ({"start": 2019}, "0 periods lie before it and 5 after"),
        ({"start": "April"}, "start: 'April' is no period: use a year"),
        ({"leave_out": ["22"]}, "leave_out: '22' is no period"),
        ({"leave_out": [2019, 2024]}, "leave_out: the flows have no period 2024"),
        ({"leave_out": [2019, 2020, 2023]}, "1 periods lie before it and 1 after"),
        ({"lags": -1}, "lags=-1: give a number of periods"),
        ({"by": "high"}, "a column 'high' of its own"),
    ],
)
def test_differences_that_cannot_be_told_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        difference_in_differences(YEARLY, YEARLY, **{"by": "to", "start": 2022} | options)


@pytest.mark.parametrize(
    ("treated", "message"),
    [
        (bad(value=[0.0, *[1.0] * 9]), "at to=KAZ one of .* has no trade in 2019, and zero has no"),
        (YEARLY[1:], "at to=KAZ one of treated and control has no trade in 2019"),
        (YEARLY.drop(columns="value"), "treated: no column 'value'"),
        (bad(to="ARM"), "treated and control share no key"),
    ],
)
def test_flows_without_a_logarithm_are_refused(treated, message):
    with pytest.raises(ValueError, match=message):
        difference_in_differences(treated, YEARLY, 2022, by="to")


def test_a_period_that_a_group_lacks_altogether_is_refused():
    short = YEARLY[(YEARLY["to"] == "KAZ") | (YEARLY["period"] > 2019)]
    with pytest.raises(ValueError, match="at to=KGZ treated and control have 4 of 5 periods"):
        difference_in_differences(short, short, 2022, by="to")
