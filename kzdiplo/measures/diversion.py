r"""How flows of trade moved: indices, excess over a counterfactual, mirror gaps.

The functions are written as group-bys and joins through Narwhals. They take frames of pandas,
Polars, DuckDB (relations) or PySpark and give back the same kind; lazy frames stay lazy, apart
from the checks. Flows list trade that took place: a group without a row in some period counts
there as zero, provided that other groups have rows in it. Categories come back as their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any, Literal, TypeVar, cast

import narwhals as nw
from narwhals.typing import IntoFrame

from kzdiplo.measures._flows import (
    MONTHS,
    Inner,
    counted,
    dated,
    inner,
    is_whole,
    month,
    one_kind,
    side_by_side,
    summed,
)
from kzdiplo.measures._frames import Lazy, Names, fetched, like, names, reserve
from kzdiplo.measures._student import t_quantile

#: A frame of pandas, Polars, DuckDB or PySpark.
Frame = TypeVar("Frame", bound=IntoFrame)
#: Columns of the result of `excess`.
_EXCESS = ("year", "observed", "expected", "low", "high", "excess", "excess_low", "excess_high")
#: Columns of the result of `placebo`.
_PLACEBO = ("first", "last", "year", "observed", "expected", "low", "high", "inside")
Against = Literal["flat", "trend", "growth"]


def index_to(
    flows: Frame,
    base_year: int,
    *,
    by: Names,
    period: str = "period",
    value: str = "value",
    same_month: bool = False,
) -> Frame:
    r"""Return each group's flows as an index, the base year's mean period being 100.

    .. math:: I_{gt} = 100 \, v_{gt} \Big/ \frac{1}{|B|} \sum_{b \in B} v_{gb}

    with :math:`B` the periods of the base year: its twelve months, or the year itself. With
    `same_month`, :math:`B` is the one month of the base year that has the same name, so that a
    season that returns every year leaves no mark.

    Parameters
    ----------
    flows : frame of pandas, Polars, DuckDB or PySpark
        One row a flow, or several that are added up. Other columns are ignored.
    base_year : int
        The year whose mean period is 100.
    by : str or sequence of str
        Columns that tell the groups apart, such as exporter and importer.
    period : str
        Column with years (2023) or months (``"2023-05"``, ``"202305"`` or 202305).
    value : str
        Column with the flow, not negative, in one currency.
    same_month : bool
        Relate each month to the same month of the base year, not to its mean month.

    Returns
    -------
    frame of the same kind
        One row a group and period with trade, sorted: the columns of `by`, `period`, `value`
        (the sum) and ``index``. The index is missing for a group without trade in the base
        year, or in that month of it: nothing can be related to zero.

    Raises
    ------
    ValueError
        When there are no rows, a column is missing or of the wrong kind, a key is blank, a value
        is missing, negative or not finite, periods mix years and months, the base year is absent
        or only in part there, `by` names no column, a name is one of the result's own, or
        `same_month` is asked of years.

    Notes
    -----
    An index hides the size of its base: show the amounts beside it. Sums over goods are only
    right when their codes do not nest.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.diversion import index_to
    >>> flows = pd.DataFrame(
    ...     {"importer": ["KGZ", "KGZ"], "period": [2021, 2023], "value": [0.26, 2.70]}
    ... )
    >>> print(index_to(flows, 2021, by="importer").round(0).to_string(index=False))
    importer  period  value  index
         KGZ    2021    0.0  100.0
         KGZ    2023    3.0 1038.0
    """
    reserve(("index",), [*(by := names(by, "by")), period, value], "flows")
    keys = inner(by)
    _year(base_year, "base_year")
    sums, years = dated(summed(flows, {**keys, "period": period}, value), period)
    count = list(years.values()).count(base_year)
    _whole_years({base_year: count}, years, "the base year")
    if same_month and count == 1:
        raise ValueError(f"same_month: column {period!r} holds years, not months")
    sums = sums.with_columns(month=month())
    alike, count = ([*keys, "month"], 1) if same_month else ([*keys], count)
    base = (
        sums.filter(nw.col("year") == base_year)
        .group_by(*alike)
        .agg(nw.col("value").sum().alias("base"))
    )
    mean = nw.col("base") / count
    index = nw.when(mean > 0).then(100 * nw.col("value") / mean)
    result = sums.join(base, on=alike, how="left").with_columns(index=index)
    result = result.select(*keys, "period", "value", "index").sort(*keys, "period")
    return cast(Frame, like(flows, result.rename({**keys, "period": period, "value": value})))


def excess(
    flows: Frame,
    baseline: tuple[int, int] = (2019, 2021),
    *,
    by: Names,
    period: str = "period",
    value: str = "value",
    against: Against = "flat",
    comparison: Frame | None = None,
) -> Frame:
    r"""Return yearly flows beside what a stated counterfactual would have given.

    ``flat``: the mean of the baseline years goes on. ``trend``: their least-squares line goes
    on. ``growth``: the group grows from its baseline mean as the comparison group's members
    did from theirs, by the mean of their log growth, each member counting once whatever its size.

    Parameters
    ----------
    flows : frame of pandas, Polars, DuckDB or PySpark
        One row a flow, or several that are added up to years.
    baseline : tuple of int
        First and last year of the baseline.
    by : str or sequence of str
        Columns that tell the groups apart.
    period, value : str
        Columns as in :func:`index_to`.
    against : {"flat", "trend", "growth"}
        The counterfactual.
    comparison : frame of the same kind, optional
        For ``growth``: the flows of the comparison group, with the same columns; each group of
        `by` is one member.

    Returns
    -------
    frame of the same kind
        One row a group and year after the baseline, sorted: the columns of `by`, ``year``,
        ``observed``, ``expected`` (a mean; for ``growth`` a median, which is less than the mean
        of skewed values), ``low``, ``high`` (prediction interval of the counterfactual, nominally
        95 %, not below zero), ``excess`` (observed less expected), ``excess_low`` and
        ``excess_high``. Where ``low`` was cut at zero, ``excess_high`` is what was observed: a
        bound of nature. With one member of comparison there is no spread, and the bounds are
        missing.

    Raises
    ------
    ValueError
        As :func:`index_to`; also when a year of the baseline or after it is there only in part,
        the baseline is too short (two years, three for ``trend``), a member of the comparison
        has no trade in some year, or the comparison ends before the flows.

    Notes
    -----
    With :math:`n` baseline years, mean :math:`\bar v`, slope :math:`b` (0 for ``flat``) and
    residual spread :math:`s` on :math:`n - 1` or, with a slope, :math:`n - 2` degrees of
    freedom, the interval in year :math:`t` is

    .. math:: \bar v + b (t - \bar t) \pm t_{0.975} \, s
              \sqrt{1 + \tfrac1n + (t - \bar t)^2 / \textstyle\sum (t_i - \bar t)^2},

    the last term for ``trend`` only. For ``growth`` with :math:`k` members it is
    :math:`\bar v \exp(\bar g \pm t_{0.975} \, s_g \sqrt{1 + 1/k})`, on :math:`k - 1` degrees
    of freedom. The intervals hold 95 of 100 values only where deviations are independent,
    normal and of one spread, and the counterfactual is true. Yearly trade is none of this: of the
    EU's exports to 12 states in 2010-2021, two years after a baseline of three, flat held 82 in
    100, trend 91. :func:`placebo` finds the share for other flows and baselines. A member of
    the comparison that has the effect, too, makes the excess too small. Compare all three, with
    several baselines. An excess is a difference, not its cause.

    References
    ----------
    hyndman2021forecasting (prediction intervals)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.diversion import excess
    >>> flows = pd.DataFrame(
    ...     {"to": "KAZ", "year": [2019, 2020, 2021, 2022], "value": [9.0, 10.0, 11.0, 20.0]}
    ... )
    >>> row = excess(flows, by="to", period="year").iloc[0]
    >>> [round(float(row[name]), 1) for name in ("expected", "low", "high", "excess")]
    [10.0, 5.0, 15.0, 10.0]
    """
    reserve(_EXCESS, by := names(by, "by"), "flows")
    keys = inner(by)
    first, last = (_year(year, "baseline") for year in baseline)
    _drawable(against, last - first + 1, comparison, f"baseline {baseline}")
    yearly, members = _compared(flows, comparison, keys, period, value, first)
    result = _counterfactual(yearly, members, keys, (first, last), against).sort(*keys, "year")
    return cast(Frame, like(flows, result.rename(keys)))


def placebo(
    flows: Frame,
    span: tuple[int, int],
    length: int = 3,
    ahead: int = 2,
    *,
    by: Names,
    period: str = "period",
    value: str = "value",
    against: Against = "flat",
    comparison: Frame | None = None,
) -> Frame:
    """Try `excess` on years without the event, to see how often its interval holds.

    Every run of `length` years within the span is a baseline once, and the year that lies `ahead`
    years after its end is held against it.

    Parameters
    ----------
    flows : frame of pandas, Polars, DuckDB or PySpark
        As for :func:`excess`.
    span : tuple of int
        First and last year that are used: end it before the event that is studied.
    length, ahead : int
        Years of the baseline, and from its last year to the year that is tried.
    by, period, value, against, comparison
        As for :func:`excess`.

    Returns
    -------
    frame of the same kind
        One row a group and baseline, sorted: the columns of `by`, ``first`` and ``last`` (year of
        the baseline), ``year``, ``observed``, ``expected``, ``low``, ``high`` and ``inside`` (true
        where the interval holds what was observed; missing without an interval). The mean of
        ``inside`` is the coverage found.

    Raises
    ------
    ValueError
        As :func:`excess`; also when the span is too short for one trial.

    Notes
    -----
    Trials overlap and share the shocks of their years, so their share is itself uncertain.

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.diversion import placebo
    >>> flows = pd.DataFrame(
    ...     {"to": "KAZ", "year": range(2010, 2017), "value": [9.0, 10, 11, 10, 12, 9, 30]}
    ... )
    >>> tried = placebo(flows, (2010, 2016), by="to", period="year")
    >>> print(tried[["first", "last", "year", "inside"]].to_string(index=False))
     first  last  year  inside
      2010  2012  2014    True
      2011  2013  2015    True
      2012  2014  2016   False
    """
    reserve(_PLACEBO, by := names(by, "by"), "flows")
    keys = inner(by)
    start, end = (_year(year, "span") for year in span)
    length, ahead = counted(length, "length", "years", 1), counted(ahead, "ahead", "years", 1)
    _drawable(against, length, comparison, f"length {length}")
    firsts = range(start, end - length - ahead + 2)
    if not firsts:
        raise ValueError(f"span {span}: {length} years and {ahead} ahead do not fit into it")
    yearly, members = _compared(flows, comparison, keys, period, value, start)
    trials = []
    for first in firsts:
        last = first + length - 1
        chosen = (nw.col("year") >= first) & (
            (nw.col("year") <= last) | (nw.col("year") == last + ahead)
        )
        tried = _counterfactual(
            yearly.filter(chosen),
            None if members is None else members.filter(chosen),
            keys,
            (first, last),
            against,
        )
        trials.append(tried.with_columns(first=nw.lit(first), last=nw.lit(last)))
    held = (nw.col("low") <= nw.col("observed")) & (nw.col("observed") <= nw.col("high"))
    # NumPy answers a comparison with a missing number by False
    known = ~(nw.col("low").is_null() | nw.col("observed").is_null())
    result = nw.concat(trials).with_columns(inside=nw.when(known).then(held))
    result = result.select(*keys, *_PLACEBO).sort(*keys, "first")
    return cast(Frame, like(flows, result.rename(keys)))


def mirror_gap(
    a: Frame,
    b: Frame,
    *,
    on: Names,
    period: str = "period",
    value: str = "value",
    rate: Mapping[int, float] | None = None,
) -> Frame:
    """Set two records of the same flows side by side: the exporter's and the importer's.

    Parameters
    ----------
    a, b : frames of one kind (pandas, Polars, DuckDB or PySpark)
        The two records, with the same columns and codes; rows with equal keys are added up.
    on : str or sequence of str
        Columns that name a flow, such as exporter, importer and `period`.
    period, value : str
        Columns as in :func:`index_to`; `period` is used when `on` holds it.
    rate : mapping of year to number, optional
        Units of b's currency for one unit of a's, by year; `a` is converted with it.

    Returns
    -------
    frame of the same kind
        One row a key that either record has, sorted: the columns of `on`, ``value_a`` (in b's
        currency), ``value_b``, ``gap`` (b less a) and ``ratio`` (b / a). Where one record has
        no row its value, the gap and the ratio are missing, not zero.

    Raises
    ------
    ValueError
        As :func:`index_to`; also when the frames are of two kinds, hold a key in two ways or
        share none, or a rate is missing for a year of `a` or is no positive number.

    Notes
    -----
    Records differ for many reasons: imports are valued with freight and insurance, exports
    mostly without; origin and last consignment; transit and late arrival; rates within the
    year. A gap is a question, not a finding.

    References
    ----------
    un2011imts (valuation and partner country in trade statistics)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.diversion import mirror_gap
    >>> eur = pd.DataFrame({"to": ["KAZ"], "period": [2022], "value": [8.0]})
    >>> usd = pd.DataFrame({"to": ["KAZ"], "period": [2022], "value": [7.6]})
    >>> gap = mirror_gap(eur, usd, on=["to", "period"], rate={2022: 1.05})
    >>> print(gap.round(2).to_string(index=False))
     to  period  value_a  value_b  gap  ratio
    KAZ    2022      8.4      7.6 -0.8    0.9
    """
    reserve(("value_a", "value_b", "gap", "ratio"), on := names(on, "on"), "a and b")
    if rate is not None and period not in on:
        raise ValueError(f"a yearly rate needs the period: on={on} lacks {period!r}")
    keys = inner(on)
    result = side_by_side(a, b, keys, value, ("a", "b"))
    if rate is not None:
        result = _converted(result, _inner_name(keys, period), period, rate)
    exported, imported = nw.col("value_a"), nw.col("value_b")
    result = result.with_columns(
        gap=imported - exported, ratio=nw.when(exported > 0).then(imported / exported)
    )
    result = result.select(*keys, "value_a", "value_b", "gap", "ratio").sort(*keys)
    return cast(Frame, like(a, result.rename(keys)))


def _inner_name(columns: Inner, name: str) -> str:
    """Return the name here of a column."""
    return next(inner for inner, outer in columns.items() if outer == name)


def _year(year: object, what: str) -> int:
    """Refuse a year that is no whole number."""
    if not is_whole(year):
        raise ValueError(f"{what}: {year!r} is no year: give a whole number, such as 2021")
    return int(year)


def _whole_years(counts: Mapping[int, int], years: Mapping[str, int], what: str) -> None:
    """Refuse years whose periods are there only in part."""
    expected = 1 if min(years).isdigit() else MONTHS
    for year, count in counts.items():
        if count != expected:
            raise ValueError(
                f"{what}: of {year} {count} of {expected} periods are there. The flows run from "
                f"{min(years)} to {max(years)}; leave part-years out."
            )


def _by_year(
    flows: Any, keys: Inner, period: str, value: str, first: int, what: str = "flows"
) -> tuple[Lazy, int]:
    """Return the groups' sums by year from the first on, no trade being zero; and the last."""
    sums, years = dated(summed(flows, {**keys, "period": period}, value, what), period)
    found = list(years.values())
    last = max(*found, first)
    counts = {year: found.count(year) for year in range(first, last + 1)}
    _whole_years(counts, years, f"{what}: yearly sums")
    sums = sums.filter(nw.col("year") >= first)
    yearly = sums.group_by(*keys, "year").agg(nw.col("value").sum().alias("observed"))
    every = sums.select(*keys).unique().join(sums.select("year").unique(), how="cross")
    yearly = every.join(yearly, on=[*keys, "year"], how="left")
    return yearly.with_columns(nw.col("observed").fill_null(0.0)), last


def _drawable(against: str, count: int, comparison: object, what: str) -> None:
    """Refuse a counterfactual that does not exist, or cannot be drawn from what is given."""
    if against not in ("flat", "trend", "growth"):
        raise ValueError(f"against={against!r}: use 'flat', 'trend' or 'growth'")
    if (comparison is not None) != (against == "growth"):
        raise ValueError("against='growth' needs a comparison, and nothing else takes one")
    least = 3 if against == "trend" else 2
    if count < least:
        raise ValueError(f"{what}: {against} needs at least {least} years")


def _compared(
    flows: Any, comparison: Any, keys: Inner, period: str, value: str, first: int
) -> tuple[Lazy, Lazy | None]:
    """Return the groups' yearly sums from the first year on, and those of the comparison."""
    yearly, latest = _by_year(flows, keys, period, value, first)
    if comparison is None:
        return yearly, None
    members, end = _by_year(comparison, keys, period, value, first, "comparison")
    one_kind(yearly, members, "flows and comparison")
    if end < latest:
        raise ValueError(
            f"comparison: its last year is {end}, that of the flows {latest}. Leave out the "
            "years that the comparison lacks."
        )
    return yearly, members


def _counterfactual(
    yearly: Lazy, members: Lazy | None, keys: Inner, baseline: tuple[int, int], against: Against
) -> Lazy:
    """Return the columns of `excess` for the years after a baseline, which all lie in `yearly`."""
    first, last = baseline
    count, middle = last - first + 1, (first + last) / 2
    step = nw.col("year").cast(nw.Float64()) - middle
    start = yearly.filter(nw.col("year") <= last).with_columns(step=step)
    # a flat line is a trend whose years spread without end
    spread = sum((year - middle) ** 2 for year in range(first, last + 1))
    squares = spread if against == "trend" else float("inf")
    fit = _fit(start, [*keys], squares, freedom=count - (2 if against == "trend" else 1))
    result = yearly.filter(nw.col("year") > last).join(fit, on=[*keys], how="inner")
    if members is None:
        half = nw.col("half") * (1 + 1 / count + step * step / squares).sqrt()
        expected = nw.col("mean") + nw.col("slope") * step
        low, high = expected - half, expected + half
    else:
        result = result.join(_growth(members, keys, last), on="year", how="inner")
        expected, low, high = (nw.col("mean") * nw.col(n) for n in ("growth", "least", "most"))
    result = result.with_columns(
        expected=_positive(expected), low=_positive(low), high=_positive(high)
    )
    result = result.with_columns(
        excess=nw.col("observed") - nw.col("expected"),
        excess_low=nw.col("observed") - nw.col("high"),
        excess_high=nw.col("observed") - nw.col("low"),
    )
    return result.select(*keys, *_EXCESS)


def _fit(start: Lazy, keys: list[str], squares: float, freedom: int) -> Lazy:
    """Return each group's mean, slope and, but for the root, the half width of its interval."""
    fit = (
        start.with_columns(product=nw.col("step") * nw.col("observed"))
        .group_by(*keys)
        .agg(nw.col("observed").mean().alias("mean"), nw.col("product").sum().alias("slope"))
        .with_columns(nw.col("slope") / squares)
    )
    error = nw.col("observed") - nw.col("mean") - nw.col("slope") * nw.col("step")
    errors = (
        start.join(fit, on=keys, how="inner")
        .with_columns(error=error * error)
        .group_by(*keys)
        .agg(nw.col("error").sum())
    )
    # a baseline that varies by rounding alone, above all one of zeros, tells nothing of its spread
    varies = nw.col("error") > (1e-9 * nw.col("mean")) * (1e-9 * nw.col("mean"))
    width = nw.when(varies).then((nw.col("error") / freedom).sqrt() * t_quantile(freedom))
    return fit.join(errors, on=keys, how="inner").with_columns(half=width).drop("error")


def _growth(members: Lazy, keys: Inner, last: int) -> Lazy:
    """Return the comparison group's growth since the baseline by year, with its interval."""
    start = (
        members.filter(nw.col("year") <= last)
        .group_by(*keys)
        .agg(nw.col("observed").mean().alias("start"))
    )
    later = members.filter(nw.col("year") > last).join(start, on=[*keys], how="inner")
    none = (nw.col("observed") <= 0) | (nw.col("start") <= 0)
    silent = fetched(later.filter(none).sort(*keys, "year").head(1))
    if silent:
        raise ValueError(
            f"comparison: {', '.join(str(silent[0][key]) for key in keys)} has no trade in the "
            f"baseline or in {silent[0]['year']}; growth from or to zero is not defined"
        )
    logs = later.with_columns(log=(nw.col("observed") / nw.col("start")).log())
    mean = logs.group_by("year").agg(
        nw.col("log").mean().alias("mean_log"), nw.len().alias("members")
    )
    deviation = nw.col("log") - nw.col("mean_log")
    squares = (
        logs.join(mean, on="year", how="inner")
        .with_columns(square=deviation * deviation)
        .group_by("year")
        .agg(nw.col("square").sum())
    )
    growth = mean.join(squares, on="year", how="inner")
    count = max((int(row["members"]) for row in fetched(mean.head(1))), default=0)
    # one member has no spread
    half = nw.lit(None, dtype=nw.Float64())
    if count > 1:
        scale = t_quantile(count - 1) * (1 + 1 / count) ** 0.5
        half = (nw.col("square") / (count - 1)).sqrt() * scale
    return growth.with_columns(half=half).select(
        "year",
        growth=nw.col("mean_log").exp(),
        least=(nw.col("mean_log") - nw.col("half")).exp(),
        most=(nw.col("mean_log") + nw.col("half")).exp(),
    )


def _converted(sums: Lazy, key: str, period: str, rate: Mapping[int, float]) -> Lazy:
    """Return the first record in the other's currency, by the rate of each year."""
    sums, _ = dated(sums, period, key)
    there = sums.filter(~nw.col("value_a").is_null())
    years = sorted(row["year"] for row in fetched(there.select("year").unique()))
    wrong = [year for year in years if not _is_rate(rate.get(year))]
    if wrong:
        raise ValueError(f"rate: no positive number for {', '.join(map(str, wrong))}")
    factor = nw.lit(None, dtype=nw.Float64())
    for year in years:
        factor = nw.when(nw.col("year") == year).then(nw.lit(float(rate[year]))).otherwise(factor)
    return sums.with_columns(value_a=nw.col("value_a") * factor)


def _is_rate(number: object) -> bool:
    """Tell whether a rate is a positive number."""
    return isinstance(number, Real) and bool(0 < float(number) < float("inf"))


def _positive(amount: nw.Expr) -> nw.Expr:
    """Cut an amount off at zero."""
    return nw.when(amount < 0).then(nw.lit(0.0)).otherwise(amount)
