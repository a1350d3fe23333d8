r"""How flows of trade moved: indices, the excess over a counterfactual, mirror gaps.

The functions are written as group-bys and joins through Narwhals. They take frames of pandas,
Polars, DuckDB (relations) or PySpark and give back the same kind; lazy frames stay lazy, apart
from the checks. Flows list trade that took place: a group without a row in some period counts
there as zero, provided that other groups have rows in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar, cast

import narwhals as nw
import numpy as np
from narwhals.typing import IntoFrame

from kzdiplo.measures._checks import needs, where

#: A frame of pandas, Polars, DuckDB or PySpark.
Frame = TypeVar("Frame", bound=IntoFrame)
Lazy = nw.LazyFrame[Any]

_MONTHS = 12


def index_to(
    flows: Frame,
    base_year: int,
    *,
    by: str | Sequence[str],
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
        When a column is missing or of the wrong kind, a value is missing, negative or not
        finite, periods mix years and months, or the base year is absent or only in part there.

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
    keys = _names(by)
    sums, years = _dated(_sums(flows, [*keys, period], value), period)
    count = list(years.values()).count(base_year)
    _whole_years({base_year: count}, years, "the base year")
    base = (
        sums.filter(nw.col("_year") == base_year)
        .group_by(*keys)
        .agg(nw.col(value).sum().alias("_base"))
    )
    mean = nw.col("_base") / count
    index = nw.when(mean > 0).then(100 * nw.col(value) / mean)
    result = sums.join(base, on=keys, how="left").with_columns(index=index)
    result = result.select(*keys, period, value, "index").sort(*keys, period)
    return cast(Frame, _like(flows, result))


def excess(
    flows: Frame,
    baseline: tuple[int, int] = (2019, 2021),
    *,
    by: str | Sequence[str],
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
        the baseline is too short (two years, three for ``trend``), or a member of the
        comparison has no trade in some year.

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
    keys = _names(by)
    if against not in ("flat", "trend", "growth"):
        raise ValueError(f"against={against!r}: use 'flat', 'trend' or 'growth'")
    if (comparison is not None) != (against == "growth"):
        raise ValueError("against='growth' needs a comparison, and nothing else takes one")
    first, last = baseline
    count = last - first + 1
    least = 3 if against == "trend" else 2
    if count < least:
        raise ValueError(f"baseline {baseline}: {against} needs at least {least} years")
    yearly = _by_year(flows, keys, period, value, first)
    middle = (first + last) / 2
    step = nw.col("year").cast(nw.Float64()) - middle
    start = yearly.filter(nw.col("year") <= last).with_columns(_step=step)
    # a flat line is a trend whose years spread without end
    spread = sum((year - middle) ** 2 for year in range(first, last + 1))
    squares = spread if against == "trend" else float("inf")
    fit = _fit(start, keys, squares, freedom=count - least + 1)
    result = yearly.filter(nw.col("year") > last).join(fit, on=keys, how="inner")
    if comparison is None:
        half = nw.col("_half") * (1 + 1 / count + step * step / squares).sqrt()
        expected = nw.col("_mean") + nw.col("_slope") * step
        low, high = expected - half, expected + half
    else:
        growth = _growth(_by_year(comparison, keys, period, value, first), keys, last)
        result = result.join(growth, on="year", how="inner")
        expected, low, high = (nw.col("_mean") * nw.col(n) for n in ("_growth", "_least", "_most"))
    result = result.with_columns(
        expected=_positive(expected), low=_positive(low), high=_positive(high)
    )
    result = result.with_columns(
        excess=nw.col("observed") - nw.col("expected"),
        excess_low=nw.col("observed") - nw.col("high"),
        excess_high=nw.col("observed") - nw.col("low"),
    )
    names = ("observed", "expected", "low", "high", "excess", "excess_low", "excess_high")
    return cast(Frame, _like(flows, result.select(*keys, "year", *names).sort(*keys, "year")))


def mirror_gap(
    a: Frame,
    b: Frame,
    *,
    on: str | Sequence[str],
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
        As :func:`index_to`; also when the frames are of two kinds, share no key, or a rate is
        missing for a year of `a` or is no positive number.

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
    keys = _names(on)
    if rate is not None and period not in keys:
        raise ValueError(f"a yearly rate needs the period: on={keys} lacks {period!r}")
    first = _sums(a, keys, value, "a")
    if rate is not None:
        first = _converted(first, period, value, rate)
    first = first.select(*keys, nw.col(value).alias("value_a"))
    second = _sums(b, keys, value, "b").select(*keys, nw.col(value).alias("value_b"))
    if first.implementation != second.implementation:
        raise ValueError(
            f"the two records are frames of {first.implementation} and {second.implementation}: "
            "bring them into one kind"
        )
    if not _rows(first.join(second, on=keys, how="semi").head(1)):
        raise ValueError(f"the two records share no key of {keys}: use the same codes in both")
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
    return cast(Frame, _like(a, result.sort(*keys)))


def _names(by: str | Sequence[str]) -> list[str]:
    """Return one name or several as a list."""
    return [by] if isinstance(by, str) else list(by)


def _sums(flows: Any, groups: list[str], value: str, what: str = "flows") -> Lazy:
    """Return one row a group with the sum of its values, after checks."""
    frame: Lazy = nw.from_native(flows).lazy()
    schema = frame.collect_schema()
    names = "Name the columns with `by` or `on`, `period` and `value`."
    needs(schema.names(), [*groups, value], what, names)
    if not schema[value].is_numeric():
        raise ValueError(f"{what}: column {value!r} holds {schema[value]}, not numbers")
    sums = (
        frame.select(*groups, _value=nw.col(value).cast(nw.Float64()))
        .group_by(*groups)
        .agg(
            nw.col("_value").sum().alias(value),
            nw.col("_value").min().alias("_least"),
            nw.col("_value").count().alias("_numbers"),
            nw.len().alias("_rows"),
        )
    )
    _check(sums, groups, value, what)
    return sums.select(*groups, value)


def _check(sums: Lazy, groups: list[str], value: str, what: str) -> None:
    """Refuse missing keys and values that are missing, negative or not finite."""
    blank = nw.any_horizontal(*(nw.col(name).is_null() for name in groups), ignore_nulls=True)
    unfit = (nw.col("_numbers") < nw.col("_rows")) | ~nw.col(value).is_finite()
    found = _rows(sums.filter(blank | unfit | (nw.col("_least") < 0)).head(1))
    if found:
        row = {name: found[0][name] for name in groups}
        raise ValueError(
            f"{what}: at {where(row)} a key is missing, or a value of column {value!r} is missing, "
            "negative or not finite. Mend or drop such rows first."
        )


def _dated(sums: Lazy, period: str) -> tuple[Lazy, dict[str, int]]:
    """Return the sums with ``_year``, and the year of each period, all being of one kind."""
    found = [row[period] for row in _rows(sums.select(period).unique())]
    if not found:
        raise ValueError("no flows: the frame has no rows")
    labels = sorted(re.sub(r"^(\d{4})-?(\d\d)$", r"\1-\2", str(label)) for label in found)
    for label in labels:
        if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", label):
            raise ValueError(
                f"column {period!r} holds {label!r}: use years (2023) or months "
                "('2023-05', '202305' or 202305)"
            )
    if len(set(labels)) < len(labels) or len({len(label) for label in labels}) > 1:
        raise ValueError(
            f"column {period!r} mixes ways of writing, or years and months, from {labels[0]} to "
            f"{labels[-1]}: flows would be counted twice. Keep one kind."
        )
    year = nw.col(period).cast(nw.String()).str.slice(0, 4).cast(nw.Int64())
    return sums.with_columns(_year=year), {label: int(label[:4]) for label in labels}


def _whole_years(counts: Mapping[int, int], years: Mapping[str, int], what: str) -> None:
    """Refuse years whose periods are there only in part."""
    expected = 1 if min(years).isdigit() else _MONTHS
    for year, count in counts.items():
        if count != expected:
            raise ValueError(
                f"{what}: of {year} {count} of {expected} periods are there. The flows run from "
                f"{min(years)} to {max(years)}; leave part-years out."
            )


def _by_year(flows: Any, keys: list[str], period: str, value: str, first: int) -> Lazy:
    """Return the groups' sums of every year from the first on; no trade is zero."""
    sums, years = _dated(_sums(flows, [*keys, period], value), period)
    found = list(years.values())
    wanted = range(first, max(*found, first) + 1)
    _whole_years({year: found.count(year) for year in wanted}, years, "yearly sums")
    sums = sums.filter(nw.col("_year") >= first)
    yearly = sums.group_by(*keys, "_year").agg(nw.col(value).sum().alias("observed"))
    every = sums.select(*keys).unique().join(sums.select("_year").unique(), how="cross")
    return (
        every.join(yearly, on=[*keys, "_year"], how="left")
        .with_columns(nw.col("observed").fill_null(0.0))
        .rename({"_year": "year"})
    )


def _fit(start: Lazy, keys: list[str], squares: float, freedom: int) -> Lazy:
    """Return each group's mean, slope and, but for the root, the half width of its interval."""
    fit = (
        start.with_columns(_product=nw.col("_step") * nw.col("observed"))
        .group_by(*keys)
        .agg(nw.col("observed").mean().alias("_mean"), nw.col("_product").sum().alias("_slope"))
        .with_columns(nw.col("_slope") / squares)
    )
    error = nw.col("observed") - nw.col("_mean") - nw.col("_slope") * nw.col("_step")
    errors = (
        start.join(fit, on=keys, how="inner")
        .with_columns(_error=error * error)
        .group_by(*keys)
        .agg(nw.col("_error").sum())
    )
    # a baseline that does not vary, above all one of zeros, tells nothing of its spread
    width = nw.when(nw.col("_error") > 0).then((nw.col("_error") / freedom).sqrt() * _t(freedom))
    return fit.join(errors, on=keys, how="inner").with_columns(_half=width).drop("_error")


def _growth(members: Lazy, keys: list[str], last: int) -> Lazy:
    """Return the comparison group's growth since the baseline by year, with its interval."""
    start = (
        members.filter(nw.col("year") <= last)
        .group_by(*keys)
        .agg(nw.col("observed").mean().alias("_start"))
    )
    later = members.filter(nw.col("year") > last).join(start, on=keys, how="inner")
    silent = _rows(later.filter((nw.col("observed") <= 0) | (nw.col("_start") <= 0)).head(1))
    if silent:
        raise ValueError(
            f"comparison: {', '.join(str(silent[0][key]) for key in keys)} has no trade in the "
            f"baseline or in {silent[0]['year']}; growth from or to zero is not defined"
        )
    logs = later.with_columns(_log=(nw.col("observed") / nw.col("_start")).log())
    mean = logs.group_by("year").agg(
        nw.col("_log").mean().alias("_mean_log"), nw.len().alias("_members")
    )
    deviation = nw.col("_log") - nw.col("_mean_log")
    squares = (
        logs.join(mean, on="year", how="inner")
        .with_columns(_square=deviation * deviation)
        .group_by("year")
        .agg(nw.col("_square").sum())
    )
    growth = mean.join(squares, on="year", how="inner")
    count = max((int(row["_members"]) for row in _rows(mean.head(1))), default=0)
    # one member has no spread
    half = nw.lit(None, dtype=nw.Float64())
    if count > 1:
        scale = _t(count - 1) * (1 + 1 / count) ** 0.5
        half = (nw.col("_square") / (count - 1)).sqrt() * scale
    return growth.with_columns(_half=half).select(
        "year",
        _growth=nw.col("_mean_log").exp(),
        _least=(nw.col("_mean_log") - nw.col("_half")).exp(),
        _most=(nw.col("_mean_log") + nw.col("_half")).exp(),
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


def _converted(sums: Lazy, period: str, value: str, rate: Mapping[int, float]) -> Lazy:
    """Return the sums in another currency, by the rate of each year."""
    sums, periods = _dated(sums, period)
    years = sorted(set(periods.values()))
    wrong = [year for year in years if not 0 < rate.get(year, 0) < float("inf")]
    if wrong:
        raise ValueError(f"rate: no positive number for {', '.join(map(str, wrong))}")
    factor = nw.lit(None, dtype=nw.Float64())
    for year in years:
        factor = nw.when(nw.col("_year") == year).then(nw.lit(float(rate[year]))).otherwise(factor)
    return sums.with_columns(nw.col(value) * factor)


def _positive(amount: nw.Expr) -> nw.Expr:
    """Cut an amount off at zero."""
    return nw.when(amount < 0).then(nw.lit(0.0)).otherwise(amount)


def _rows(frame: Lazy) -> list[dict[str, Any]]:
    """Fetch a small result, without need of pyarrow."""
    if frame.implementation.is_spark_like():
        return [row.asDict() for row in frame.to_native().collect()]
    lazy = frame.implementation.is_duckdb()
    return frame.collect("pandas" if lazy else None).rows(named=True)


def _like(flows: Any, result: Lazy) -> Any:
    """Give a result back as the kind of frame that came in."""
    if isinstance(nw.from_native(flows), nw.DataFrame):
        return nw.maybe_reset_index(result.collect()).to_native()
    return result.to_native()
