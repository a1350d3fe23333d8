r"""How flows of trade moved: indices, excess over a counterfactual, differences, mirror gaps.

The functions are written as group-bys and joins through Narwhals. They take frames of pandas,
Polars, DuckDB (relations) or PySpark and give back the same kind; lazy frames stay lazy, apart
from the checks. Flows list trade that took place: a group without a row in some period counts
there as zero, provided that other groups have rows in it. Categories come back as their values.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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
_PERIOD = "[12][0-9]{3}(-(0[1-9]|1[0-2]))?"
#: Columns of the result of `excess`.
_EXCESS = ("year", "observed", "expected", "low", "high", "excess", "excess_low", "excess_high")
#: Columns of the result of `placebo`.
_PLACEBO = ("first", "last", "year", "observed", "expected", "low", "high", "inside")
#: Columns of the result of `difference_in_differences`.
_DIFFERENCES = ("before", "after", "estimate", "error", "low", "high", "ratio")
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
    keys = _inner(by)
    _year(base_year, "base_year")
    sums, years = _dated(_sums(flows, {**keys, "period": period}, value), period)
    count = list(years.values()).count(base_year)
    _whole_years({base_year: count}, years, "the base year")
    if same_month and count == 1:
        raise ValueError(f"same_month: column {period!r} holds years, not months")
    sums = sums.with_columns(month=_month())
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
    return cast(Frame, like(flows, _outer(result, {**keys, "period": period, "value": value})))


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
    keys = _inner(by)
    first, last = (_year(year, "baseline") for year in baseline)
    _drawable(against, last - first + 1, comparison, f"baseline {baseline}")
    yearly, members = _compared(flows, comparison, keys, period, value, first)
    result = _counterfactual(yearly, members, keys, (first, last), against).sort(*keys, "year")
    return cast(Frame, like(flows, _outer(result, keys)))


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
    keys = _inner(by)
    start, end = (_year(year, "span") for year in span)
    for years, what in ((length, "length"), (ahead, "ahead")):
        if _year(years, what) < 1:
            raise ValueError(f"{what}={years!r}: give a number of years, one or more")
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
    result = nw.concat(trials).with_columns(inside=held)
    result = result.select(*keys, *_PLACEBO).sort(*keys, "first")
    return cast(Frame, like(flows, _outer(result, keys)))


def difference_in_differences(
    treated: Frame,
    control: Frame,
    start: str | int,
    *,
    by: Names,
    period: str = "period",
    value: str = "value",
    leave_out: Collection[str | int] = (),
    lags: int | None = None,
) -> Frame:
    r"""Return by how much treated flows grew more than control flows after a date, in logarithms.

    For each group (an importer) the two flows (goods under a ban, and all others) make one
    series, :math:`d_t = \log(v_t^{treated} / v_t^{control})`, and

    .. math:: d_t = \beta \, [t \ge start] + \mu_{m(t)} + e_t

    is fitted by least squares with one mean :math:`\mu_m` for each calendar month, so that goods
    may have seasons of their own. :math:`\beta` is the estimate. It equals that of both series
    stacked with an effect for every month and for each kind of goods in every calendar month.

    Parameters
    ----------
    treated, control : frames of one kind (pandas, Polars, DuckDB or PySpark)
        Flows that the event concerns and flows that it does not, with the same columns; rows of
        one group and period are added up.
    start : str or int
        First period after the event, written as in `period`.
    by : str or sequence of str
        Columns that tell the groups apart; each has an estimate of its own.
    period, value : str
        Columns as in :func:`index_to`; with years there is one mean for all.
    leave_out : collection of str or int
        Periods that are neither before nor after, such as the month of the event.
    lags : int, optional
        Largest lag, in periods, at which errors may be related; by default the whole part of
        :math:`4 (n / 100)^{2/9}`, 3 for 33 months. With 0 the error is White's HC3.

    Returns
    -------
    frame of the same kind
        One row a group, sorted: the columns of `by`, ``before`` and ``after`` (periods used),
        ``estimate`` (log points), ``error`` (standard error), ``low`` and ``high`` (nominally 95 %,
        Student's t), and ``ratio``, :math:`\exp(\beta)`: 1.5 says that treated flows grew 1.5 times
        as much as control flows.

    Raises
    ------
    ValueError
        As :func:`index_to`; also when a group has no trade in one of the two in some period, there
        are no periods before or after, or too few, `leave_out` names one that is not there, or the
        frames are of two kinds.

    Notes
    -----
    *What it assumes.* Without the event both flows would have grown in step (try earlier dates as
    a placebo); the control flows are not concerned by it, neither by demand nor as goods declared
    under another code; nothing else changed the two unequally at that date. Errors of groups
    are not added up: there are too few for clusters, and shocks are shared, so estimates of two
    groups are no independent witnesses.

    *The error* is Newey and West's with Bartlett's weights over the calendar's distance of
    periods; each residual is divided by one less its leverage, as in HC3, since with few months
    plain residuals are far too small. On 33 months as in the chapter on re-exports (8 after, twelve
    means) a nominal 95 % interval held 95, 91 and 83 of 100 made-up series whose errors had a
    first-order autocorrelation of 0, 0.3 and 0.6; without that division 88, 83 and 74.

    References
    ----------
    bertrand2004much (errors of such estimates), newey1987simple (the error)

    Examples
    --------
    >>> import pandas as pd
    >>> from kzdiplo.measures.diversion import difference_in_differences
    >>> banned = pd.DataFrame(
    ...     {"to": "KGZ", "period": range(2016, 2024), "value": [2.0, 3, 2, 3, 2, 3, 9, 12]}
    ... )
    >>> others = banned.assign(value=[20.0, 20, 20, 20, 20, 20, 40, 40])
    >>> found = difference_in_differences(banned, others, 2022, by="to")
    >>> print(found.round(2).to_string(index=False))
     to  before  after  estimate  error  low  high  ratio
    KGZ       6      2      0.75   0.13 0.43  1.07   2.12
    """
    reserve(_DIFFERENCES, by := names(by, "by"), "treated and control")
    groups = _inner(by)
    keys = {**groups, "period": period}
    both = _side_by_side(treated, control, keys, value, ("treated", "control"))
    both, years = _dated(both, period)
    since = _label(start, "start")
    out = {_label(label, "leave_out") for label in leave_out}
    unknown = sorted(out - years.keys())
    if unknown:
        raise ValueError(f"leave_out: the flows have no period {unknown[0]}")
    used = years.keys() - out
    after = {label for label in used if label >= since}
    # a calendar month that lies on one side alone says nothing of the change
    told = {label[4:] for label in after} & {label[4:] for label in used - after}
    freedom = len(used) - len({label[4:] for label in used}) - 1
    if not told or freedom < 1:
        raise ValueError(
            f"start={start!r}: {len(used) - len(after)} periods lie before it and {len(after)} "
            "after. Some must lie on either side, for months the same months of two years, and "
            "in all at least two more than there are calendar months."
        )
    reach = int(4 * (len(used) / 100) ** (2 / 9)) if lags is None else _year(lags, "lags")
    if reach < 0:
        raise ValueError(f"lags={lags!r}: give a number of periods, 0 or more")
    both = both.with_columns(month=_month())
    time = nw.col("year") * 100 + nw.col("month")
    both = both.filter(~time.is_in([_time(label) for label in sorted(out)])) if out else both
    _traded(both, groups, len(used))
    both = both.with_columns(
        log=(nw.col("value_a") / nw.col("value_b")).log(),
        post=nw.when(time >= _time(since)).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        step=nw.col("year") * _MONTHS + nw.col("month") if "" not in told else nw.col("year"),
    )
    half = nw.col("error") * _t(freedom)
    result = _change(both, [*groups], reach).with_columns(
        before=nw.lit(len(used) - len(after)),
        after=nw.lit(len(after)),
        low=nw.col("estimate") - half,
        high=nw.col("estimate") + half,
        ratio=nw.col("estimate").exp(),
    )
    result = result.select(*groups, *_DIFFERENCES).sort(*groups)
    return cast(Frame, like(treated, _outer(result, groups)))


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
    result = _side_by_side(a, b, keys, value, ("a", "b"))
    if rate is not None:
        result = _converted(result, _inner_name(keys, period), period, rate)
    exported, imported = nw.col("value_a"), nw.col("value_b")
    result = result.with_columns(
        gap=imported - exported, ratio=nw.when(exported > 0).then(imported / exported)
    )
    result = result.select(*keys, "value_a", "value_b", "gap", "ratio").sort(*keys)
    return cast(Frame, like(a, _outer(result, keys)))


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


def _label(period: object, what: str) -> str:
    """Write a period as the checks of `_dated` do: 2022 or 2022-04."""
    label = re.sub("^([0-9]{4})([0-9]{2})$", r"\1-\2", str(period))
    if not re.fullmatch(_PERIOD, label):
        raise ValueError(f"{what}: {period!r} is no period: use a year (2022) or month ('2022-04')")
    return label


def _time(label: str) -> int:
    """Return a period as a number: 202204 for a month, 202200 for a year."""
    return int(label.replace("-", "").ljust(6, "0"))


def _month(key: str = "period") -> nw.Expr:
    """Return the month of a period, 0 where it is a year."""
    digits = nw.concat_str([nw.col(key).cast(nw.String()), nw.lit("00")])
    return digits.str.replace_all("-", "", literal=True).str.slice(4, 2).cast(nw.Int64())


def _one_kind(first: Lazy, second: Lazy, what: str) -> None:
    """Refuse two frames that cannot be joined."""
    if first.implementation != second.implementation:
        raise ValueError(
            f"{what} are frames of {first.implementation} and {second.implementation}: "
            "bring them into one kind"
        )


def _alike(first: Lazy, second: Lazy, keys: Inner, whats: tuple[str, str]) -> tuple[Lazy, Lazy]:
    """Bring keys that are whole numbers of two sizes into one; refuse other differences."""
    one, other = first.collect_schema(), second.collect_schema()
    for key, name in keys.items():
        if one[key] != other[key]:
            if not (one[key].is_integer() and other[key].is_integer()):
                raise ValueError(
                    f"column {name!r} holds {one[key]} in {whats[0]} and {other[key]} in "
                    f"{whats[1]}: write it in one way"
                )
            first, second = (
                side.with_columns(nw.col(key).cast(nw.Int64())) for side in (first, second)
            )
    return first, second


def _side_by_side(a: Any, b: Any, keys: Inner, value: str, whats: tuple[str, str]) -> Lazy:
    """Return one row a key that either frame has, with the sum of each; none stays missing."""
    first, second = (
        _sums(flows, keys, value, what) for flows, what in zip((a, b), whats, strict=True)
    )
    _one_kind(first, second, " and ".join(whats))
    first, second = _alike(first, second, keys, whats)
    if not fetched(first.join(second, on=[*keys], how="semi").head(1)):
        raise ValueError(
            f"{' and '.join(whats)} share no key of {[*keys.values()]}: use the same codes in both"
        )
    nothing = nw.lit(None, dtype=nw.Float64())
    columns = [*keys, "value_a", "value_b"]
    both = nw.concat(
        [
            first.with_columns(value_a=nw.col("value"), value_b=nothing).select(columns),
            second.with_columns(value_a=nothing, value_b=nw.col("value")).select(columns),
        ]
    )
    # one value a side and key: the greatest is the only one, and of none it stays missing
    return both.group_by(*keys).agg(nw.col("value_a").max(), nw.col("value_b").max())


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
        if not re.fullmatch(_PERIOD, label):
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
    _one_kind(yearly, members, "flows and comparison")
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


def _traded(both: Lazy, groups: Inner, count: int) -> None:
    """Refuse groups without trade on either side in some period: it has no logarithm."""
    remedy = "Take a wider group of goods, other periods, or leave the group out."
    none = ~((nw.col("value_a") > 0) & (nw.col("value_b") > 0)).fill_null(False)
    found = fetched(both.filter(none).sort(*groups, "period").head(1))
    if found:
        row = {name: found[0][group] for group, name in groups.items()}
        raise ValueError(
            f"at {where(row)} one of treated and control has no trade in {found[0]['period']}, "
            f"and zero has no logarithm. {remedy}"
        )
    few = both.group_by(*groups).agg(nw.len().alias("periods")).filter(nw.col("periods") < count)
    found = fetched(few.sort(*groups).head(1))
    if found:
        row = {name: found[0][group] for group, name in groups.items()}
        raise ValueError(
            f"at {where(row)} treated and control have {found[0]['periods']} of {count} periods. "
            f"{remedy}"
        )


def _change(both: Lazy, groups: list[str], reach: int) -> Lazy:
    """Return each group's change of `log` where `post` is 1, between equal months; its error."""
    alike = [*groups, "month"]
    means = both.group_by(*alike).agg(
        nw.col("log").mean().alias("mean_log"),
        nw.col("post").mean().alias("mean_post"),
        nw.len().alias("count"),
    )
    rows = both.join(means, on=alike, how="inner").with_columns(
        log=nw.col("log") - nw.col("mean_log"), post=nw.col("post") - nw.col("mean_post")
    )
    rows = rows.with_columns(product=nw.col("post") * nw.col("log"), square=nw.col("post") ** 2)
    fit = rows.group_by(*groups).agg(
        nw.col("product").sum(), nw.col("square").sum().alias("squares")
    )
    fit = fit.select(*groups, "squares", estimate=nw.col("product") / nw.col("squares"))
    residual = nw.col("log") - nw.col("estimate") * nw.col("post")
    free = 1 - 1 / nw.col("count") - nw.col("square") / nw.col("squares")
    # a month that is there once fits itself, and bears nothing on the estimate
    score = nw.when(free > 1e-9).then(nw.col("post") * residual / free).otherwise(nw.lit(0.0))
    scores = rows.join(fit, on=groups, how="inner").with_columns(score=score)
    others = scores.select(*groups, other_step=nw.col("step"), other=nw.col("score"))
    pairs = scores.join(others, on=groups, how="inner").with_columns(
        weight=1 - (nw.col("step") - nw.col("other_step")).abs() / (reach + 1)
    )
    pairs = pairs.filter(nw.col("weight") > 0).with_columns(
        part=nw.col("weight") * nw.col("score") * nw.col("other")
    )
    spread = pairs.group_by(*groups).agg(nw.col("part").sum())
    error = nw.col("part").sqrt() / nw.col("squares")
    # scores that vary by rounding alone tell nothing of the error
    found = fit.join(spread, on=groups, how="inner").with_columns(
        error=nw.when(nw.col("part") > 1e-24).then(error)
    )
    return found.select(*groups, "estimate", "error")


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
    """Return the first record in the other's currency, by the rate of each year."""
    sums, _ = _dated(sums, period, key)
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
