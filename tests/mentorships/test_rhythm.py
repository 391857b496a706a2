"""Dates in a rhythm, with pure values."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentorships.rhythm import in_rhythm

FIRST = datetime(2026, 10, 12, 15, tzinfo=UTC)  # a Monday, five in the afternoon in Berlin and eleven in New York
FAR = FIRST + timedelta(weeks=99)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Europe/Berlin", [15, 15, 16, 16]), ("America/New_York", [15, 15, 15, 16]), ("Asia/Tokyo", [15, 15, 15, 15])],
)
def test_wall_time_stays_when_the_clocks_change(zone: str, hours: list[int]) -> None:
    found = in_rhythm(FIRST, zone=ZoneInfo(zone), weeks=1, until=FAR, most=4)
    assert [at.hour for at in found] == hours
    assert {at.astimezone(ZoneInfo(zone)).hour for at in found} == {FIRST.astimezone(ZoneInfo(zone)).hour}


def test_in_spring_it_is_an_hour_earlier() -> None:
    first = datetime(2027, 3, 15, 16, tzinfo=UTC)
    found = in_rhythm(first, zone=ZoneInfo("Europe/Berlin"), weeks=2, until=FAR, most=2)
    assert [at.hour for at in found] == [16, 15]


def test_time_that_the_clocks_skip_is_as_much_later() -> None:
    first = datetime(2027, 3, 21, 1, 30, tzinfo=UTC)  # half past two in Berlin
    found = in_rhythm(first, zone=ZoneInfo("Europe/Berlin"), weeks=1, until=FAR, most=3)
    assert [at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") for at in found] == ["02:30", "03:30", "02:30"]


def test_it_stops_at_the_end_but_has_the_first() -> None:
    until = FIRST + timedelta(weeks=2)
    zone = ZoneInfo("UTC")
    assert len(in_rhythm(FIRST, zone=zone, weeks=2, until=until, most=12)) == 2
    assert in_rhythm(FIRST, zone=zone, weeks=2, until=FIRST - timedelta(days=1), most=12) == [FIRST]
