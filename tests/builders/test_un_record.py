import pytest
import un_record
from crawl import log, record


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        (record("1", "1992-01-01", "Y KAZAKHSTAN"), True),
        (record("1", "1991-12-31", "Y KAZAKHSTAN"), False),
        (record("1", "2010-12-08", "Y KAZAKHSTAN", symbol="S/RES/1"), False),
        (record("1", "N/A", "N/A"), False),
    ],
)
def test_recorded_votes_of_the_assembly_count_alone(other, counts):
    assert un_record.recorded([log(other)]) == ({"1": other} if counts else {})


def test_a_name_that_is_no_member_stops_the_work():
    records = {"1": record("1", "2023-12-04", "Y ATLANTIS")}
    with pytest.raises(KeyError, match="ATLANTIS"):
        un_record.rollcalls(records)
