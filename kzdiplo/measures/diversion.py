r"""How flows of trade moved: indices, the excess over a counterfactual, mirror gaps.

The functions are written as group-bys and joins through Narwhals. They take frames of pandas,
Polars, DuckDB (relations) or PySpark and give back the same kind; lazy frames stay lazy, apart
from the checks. Flows list trade that took place: a group without a row in some period counts
there as zero, provided that other groups have rows in it. Categories come back as their values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from numbers import Real
from typing import Any, Literal, TypeVar, cast

import narwhals as nw
import numpy as np
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import where
from kzdiplo.measures._frames import Lazy, Names, fetched, lazy, like, names, reserve

#: A frame of pandas, Polars, DuckDB or PySpark.
Frame = TypeVar("Frame", bound=IntoFrame)
#: Columns by the names that they have here, where no other name can clash with them.
Inner = dict[str, str]

_MONTHS = 12
#: Columns of the result of `excess`.
_EXCESS = ("year", "observed", "expected", "low", "high", "excess", "excess_low", "excess_high")


def index_to(
    flows: Frame,
    base_year: int,
    *,
    by: Names,
    period: str = "period",
    value: str = "value",
) -> Frame:
    r"""Return each group's flows as an index, the base year's mean period being 100.

    .. math:: I_{gt} = 100 \, v_{gt} \Big/ \frac{1}{|B|} \sum_{b \in B} v_{gb}

    with :math:`B` the periods of the base year: its twelve months, or the year itself.

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

    Returns
    -------
    frame of the same kind
        One row a group and period with trade, sorted: the columns of `by`, `period`, `value`
        (the sum) and ``index``. The index is missing for a group without trade in the base
        year: nothing can be related to zero.

    Raises
    ------
    ValueError
        When there are no rows, a column is missing or of the wrong kind, a key is blank, a value
        is missing, negative or not finite, periods mix years and months, the base year is absent
        or only in part there, `by` names no column, or a name is one of the result's own.

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
    keys = _inner(by)
    _year(base_year, "base_year")
    sums, years = _dated(_sums(flows, {**keys, "period": period}, value), period)
    count = list(years.values()).count(base_year)
    _whole_years({base_year: count}, years, "the base year")
    base = (
        sums.filter(nw.col("year") == base_year)
        .group_by(*keys)
        .agg(nw.col("value").sum().alias("base"))
    )
    mean = nw.col("base") / count
    index = nw.when(mean > 0).then(100 * nw.col("value") / mean)
    result = sums.join(base, on=[*keys], how="left").with_columns(index=index)
    result = result.select(*keys, "period", "value", "index").sort(*keys, "period")
    return cast(Frame, like(flows, _outer(result, {**keys, "period": period, "value": value})))


def excess(
    flows: Frame,
    baseline: tuple[int, int] = (2019, 2021),
    *,
    by: Names,
    period: str = "period",
    value: str = "value",
    against: Literal["flat", "trend", "growth"] = "flat",
    comparison: Frame | None = None,
) -> Frame:
    r"""Return yearly flows beside what a stated counterfactual would have given.

    ``flat``: the mean of the baseline years goes on. ``trend``: their least-squares line goes
    on. ``growth``: the group grows from its baseline mean as the comparison group's members
    did from theirs, by the mean of their log growth.

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
        ``observed``, ``expected``, ``low``, ``high`` (95 % prediction interval of the
        counterfactual, not below zero), ``excess`` (observed less expected), ``excess_low`` and
        ``excess_high``. With one member of comparison there is no spread, and the bounds are
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
    of freedom. Three years say little about their own spread, and the interval shows it. It
    knows nothing of a counterfactual that is itself wrong: compare all three. An excess is a
    difference, not its cause.

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
    keys = _inner(by)
    if against not in ("flat", "trend", "growth"):
        raise ValueError(f"against={against!r}: use 'flat', 'trend' or 'growth'")
    if (comparison is not None) != (against == "growth"):
        raise ValueError("against='growth' needs a comparison, and nothing else takes one")
    first, last = (_year(year, "baseline") for year in baseline)
    count = last - first + 1
    least = 3 if against == "trend" else 2
    if count < least:
        raise ValueError(f"baseline {baseline}: {against} needs at least {least} years")
    yearly, latest = _by_year(flows, keys, period, value, first)
    middle = (first + last) / 2
    step = nw.col("year").cast(nw.Float64()) - middle
    start = yearly.filter(nw.col("year") <= last).with_columns(step=step)
    # a flat line is a trend whose years spread without end
    spread = sum((year - middle) ** 2 for year in range(first, last + 1))
    squares = spread if against == "trend" else float("inf")
    fit = _fit(start, [*keys], squares, freedom=count - least + 1)
    result = yearly.filter(nw.col("year") > last).join(fit, on=[*keys], how="inner")
    if comparison is None:
        half = nw.col("half") * (1 + 1 / count + step * step / squares).sqrt()
        expected = nw.col("mean") + nw.col("slope") * step
        low, high = expected - half, expected + half
    else:
        members, end = _by_year(comparison, keys, period, value, first, "comparison")
        _one_kind(yearly, members, "flows and comparison")
        if end < latest:
            raise ValueError(
                f"comparison: its last year is {end}, that of the flows {latest}. Leave out the "
                "years that the comparison lacks."
            )
        growth = _growth(members, keys, last)
        result = result.join(growth, on="year", how="inner")
        expected, low, high = (nw.col("mean") * nw.col(n) for n in ("growth", "least", "most"))
    result = result.with_columns(
        expected=_positive(expected), low=_positive(low), high=_positive(high)
    )
    result = result.with_columns(
        excess=nw.col("observed") - nw.col("expected"),
        excess_low=nw.col("observed") - nw.col("high"),
        excess_high=nw.col("observed") - nw.col("low"),
    )
    result = result.select(*keys, *_EXCESS).sort(*keys, "year")
    return cast(Frame, like(flows, _outer(result, keys)))


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
    keys = _inner(on)
    first, second = _sums(a, keys, value, "a"), _sums(b, keys, value, "b")
    _one_kind(first, second, "a and b")
    first, second = _alike(first, second, keys)
    if rate is not None:
        first = _converted(first, _inner_name(keys, period), period, rate)
    first, second = (
        side.select(*keys, nw.col("value").alias(name))
        for side, name in ((first, "value_a"), (second, "value_b"))
    )
    if not fetched(first.join(second, on=[*keys], how="semi").head(1)):
        raise ValueError(f"the two records share no key of {on}: use the same codes in both")
    nothing = nw.lit(None, dtype=nw.Float64())
    columns = [*keys, "value_a", "value_b"]
    both = nw.concat(
        [
            first.with_columns(value_b=nothing).select(columns),
            second.with_columns(value_a=nothing).select(columns),
        ]
    )
    # one value a side and key: the greatest is the only one, and of none it stays missing
    result = both.group_by(*keys).agg(nw.col("value_a").max(), nw.col("value_b").max())
    exported, imported = nw.col("value_a"), nw.col("value_b")
    result = result.with_columns(
        gap=imported - exported, ratio=nw.when(exported > 0).then(imported / exported)
    )
    return cast(Frame, like(a, _outer(result.sort(*keys), keys)))


def _inner(columns: list[str]) -> Inner:
    """Name key columns anew, so that no name of the user's can clash with one of ours."""
    return {f"key {place}": name for place, name in enumerate(columns)}


def _inner_name(columns: Inner, name: str) -> str:
    """Return the name here of a column."""
    return next(inner for inner, outer in columns.items() if outer == name)


def _outer(result: Lazy, columns: Inner) -> Lazy:
    """Give columns their own names back."""
    return result.rename(columns)


def _year(year: object, what: str) -> int:
    """Refuse a year that is no whole number."""
    if isinstance(year, bool) or not isinstance(year, int | np.integer):
        raise ValueError(f"{what}: {year!r} is no year: give a whole number, such as 2021")
    return int(year)


def _one_kind(first: Lazy, second: Lazy, what: str) -> None:
    """Refuse two frames that cannot be joined."""
    if first.implementation != second.implementation:
        raise ValueError(
            f"{what} are frames of {first.implementation} and {second.implementation}: "
            "bring them into one kind"
        )


def _alike(first: Lazy, second: Lazy, keys: Inner) -> tuple[Lazy, Lazy]:
    """Bring keys that are whole numbers of two sizes into one; refuse other differences."""
    one, other = first.collect_schema(), second.collect_schema()
    for key, name in keys.items():
        if one[key] != other[key]:
            if not (one[key].is_integer() and other[key].is_integer()):
                raise ValueError(
                    f"column {name!r} holds {one[key]} in a and {other[key]} in b: write it in one "
                    "way"
                )
            first, second = (
                side.with_columns(nw.col(key).cast(nw.Int64())) for side in (first, second)
            )
    return first, second


def _sums(flows: Any, groups: Inner, value: str, what: str = "flows") -> Lazy:
    """Return one row a group with the sum of its values, after checks."""
    remedy = "Name the columns with `by` or `on`, `period` and `value`."
    frame = lazy(flows, [*groups.values(), value], what, remedy)
    kind = frame.collect_schema()[value]
    if not kind.is_numeric():
        raise ValueError(f"{what}: column {value!r} holds {kind}, not numbers")
    amount = nw.col(value).cast(nw.Float64()).alias("value")
    sums = (
        frame.select(*(nw.col(name).alias(group) for group, name in groups.items()), amount)
        .group_by(*groups)
        .agg(
            nw.col("value").sum(),
            nw.col("value").min().alias("least"),
            nw.col("value").count().alias("numbers"),
            nw.len().alias("rows"),
        )
    )
    _check(sums, groups, value, what)
    return sums.select(*groups, "value")


def _check(sums: Lazy, groups: Inner, value: str, what: str) -> None:
    """Refuse missing keys and values that are missing, negative or not finite."""
    kinds = sums.collect_schema()
    blank = [nw.col(name).is_null() for name in groups]
    blank += [nw.col(name).is_nan() for name in groups if kinds[name].is_float()]
    blank += [nw.col(name).str.strip_chars() == "" for name in groups if kinds[name] == nw.String()]
    keyless = nw.any_horizontal(*blank, ignore_nulls=True)
    unfit = (nw.col("numbers") < nw.col("rows")) | ~nw.col("value").is_finite()
    found = fetched(sums.filter(keyless | unfit | (nw.col("least") < 0)).sort(*groups).head(1))
    if found:
        row = {name: found[0][group] for group, name in groups.items()}
        raise ValueError(
            f"{what}: at {where(row)} a key is missing, or a value of column {value!r} is missing, "
            "negative or not finite (their sum, too, must be). Mend or drop such rows first."
        )


def _dated(sums: Lazy, period: str, key: str = "period") -> tuple[Lazy, dict[str, int]]:
    """Return the sums with their year, and the year of each period, all being of one kind."""
    found = [row[key] for row in fetched(sums.select(key).unique())]
    labels = sorted(re.sub("^([0-9]{4})-?([0-9]{2})$", r"\1-\2", str(label)) for label in found)
    for label in labels:
        if not re.fullmatch("[12][0-9]{3}(-(0[1-9]|1[0-2]))?", label):
            raise ValueError(
                f"column {period!r} holds {label!r}: use years (2023) or months "
                "('2023-05', '202305' or 202305)"
            )
    if len(set(labels)) < len(labels) or len({len(label) for label in labels}) > 1:
        raise ValueError(
            f"column {period!r} mixes ways of writing, or years and months, from {labels[0]} to "
            f"{labels[-1]}: flows would be counted twice. Keep one kind."
        )
    year = nw.col(key).cast(nw.String()).str.slice(0, 4).cast(nw.Int64())
    return sums.with_columns(year=year), {label: int(label[:4]) for label in labels}


def _whole_years(counts: Mapping[int, int], years: Mapping[str, int], what: str) -> None:
    """Refuse years whose periods are there only in part."""
    expected = 1 if min(years).isdigit() else _MONTHS
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
    sums, years = _dated(_sums(flows, {**keys, "period": period}, value, what), period)
    found = list(years.values())
    last = max(*found, first)
    counts = {year: found.count(year) for year in range(first, last + 1)}
    _whole_years(counts, years, f"{what}: yearly sums")
    sums = sums.filter(nw.col("year") >= first)
    yearly = sums.group_by(*keys, "year").agg(nw.col("value").sum().alias("observed"))
    every = sums.select(*keys).unique().join(sums.select("year").unique(), how="cross")
    yearly = every.join(yearly, on=[*keys, "year"], how="left")
    return yearly.with_columns(nw.col("observed").fill_null(0.0)), last


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
    width = nw.when(varies).then((nw.col("error") / freedom).sqrt() * _t(freedom))
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
        scale = _t(count - 1) * (1 + 1 / count) ** 0.5
        half = (nw.col("square") / (count - 1)).sqrt() * scale
    return growth.with_columns(half=half).select(
        "year",
        growth=nw.col("mean_log").exp(),
        least=(nw.col("mean_log") - nw.col("half")).exp(),
        most=(nw.col("mean_log") + nw.col("half")).exp(),
    )


def _t(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t, by halving the angle atan(t / sqrt(freedom)).

    The share between -t and t is a finite sum of powers of that angle's cosine (Abramowitz and
    Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
    """
    odd = freedom % 2 == 1
    powers = np.arange(freedom % 2, freedom - 1, 2)
    factors = np.cumprod(np.where(powers < 2, 1, 1 - 1 / np.maximum(powers, 1)))
    low, high = 0.0, np.pi / 2
    while low < (angle := (low + high) / 2) < high:
        share = np.sin(angle) * (factors * np.cos(angle) ** powers).sum()
        if (2 / np.pi * (angle + share) if odd else share) < 0.95:
            low = angle
        else:
            high = angle
    return float(np.sqrt(freedom) * np.tan(angle))


def _converted(sums: Lazy, key: str, period: str, rate: Mapping[int, float]) -> Lazy:
    """Return the sums in another currency, by the rate of each year."""
    sums, periods = _dated(sums, period, key)
    years = sorted(set(periods.values()))
    wrong = [year for year in years if not _is_rate(rate.get(year))]
    if wrong:
        raise ValueError(f"rate: no positive number for {', '.join(map(str, wrong))}")
    factor = nw.lit(None, dtype=nw.Float64())
    for year in years:
        factor = nw.when(nw.col("year") == year).then(nw.lit(float(rate[year]))).otherwise(factor)
    return sums.with_columns(nw.col("value") * factor)


def _is_rate(number: object) -> bool:
    """Tell whether a rate is a positive number."""
    return isinstance(number, Real) and bool(0 < float(number) < float("inf"))


def _positive(amount: nw.Expr) -> nw.Expr:
    """Cut an amount off at zero."""
    return nw.when(amount < 0).then(nw.lit(0.0)).otherwise(amount)
