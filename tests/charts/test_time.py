import numpy as np
import pandas as pd
import pytest

from kzdiplo import charts


@pytest.mark.parametrize(
    ("date", "start", "middle"),
    [
        ("2017", 2017, 2017.5),
        ("2017-07", 2017 + 181 / 365, 2017 + 181 / 365 + 0.5 / 12),
        ("2016-12-31", 2016 + 365 / 366, 2016 + 365 / 366),
        ("2017-01-01", 2017, 2017),
    ],
)
def test_dates_stand_where_they_begin_or_in_their_middle(date, start, middle):
    dates = pd.Series([date, None], dtype="str")
    for place, options in ((start, {}), (middle, {"middle": True})):
        there, missing = charts.in_years(dates, **options)
        assert there == pytest.approx(place)
        assert np.isnan(missing)


def test_what_is_no_date_is_refused():
    with pytest.raises(ValueError, match="spring"):
        charts.in_years(pd.Series(["spring 2017"]))
