"""Openings around clock changes, by example."""

from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bookings.availability import Hours
from tests.schedules import HOUR, MINUTE, SAT, SUN, THU, at, listed, local, make_schedule, spans, utc, weekly


def test_weekly_hours_keep_their_wall_time_across_both_changes_in_berlin() -> None:
    """Peer failure 8: weekly 09:00 stays 09:00 across 29 March and 25 October 2026."""
    schedule = make_schedule("Europe/Berlin", weekly=weekly(SUN, "09:00-10:00"))
    assert utc(listed(schedule, date(2026, 3, 22), days=8)) == ["22 08:00", "29 07:00"]
    assert utc(listed(schedule, date(2026, 10, 18), days=8)) == ["18 07:00", "25 08:00"]


def test_time_in_the_gap_is_taken_with_the_offset_before_it() -> None:
    """Peer failure 10: 02:30 in the gap follows the contract."""
    day = date(2026, 3, 29)
    schedule = make_schedule("Europe/Berlin", weekly=weekly(SUN, "02:30-05:00"))
    assert utc(listed(schedule, day)) == ["29 01:30"]  # 03:30 to 05:00 summer time
    ends_in_gap = make_schedule("Europe/Berlin", weekly=weekly(SUN, "01:00-02:30"), step=30 * MINUTE)
    assert utc(listed(ends_in_gap, day, duration=30 * MINUTE)) == ["29 00:00", "29 00:30", "29 01:00"]


@pytest.mark.parametrize("span", ["02:15-03:00", "02:00-03:00", "02:30-03:30"])
def test_span_inside_the_gap_is_empty(span: str) -> None:
    schedule = make_schedule("Europe/Berlin", weekly=weekly(SUN, span))
    assert listed(schedule, date(2026, 3, 29), duration=MINUTE) == []


def test_spans_that_meet_only_as_instants_share_a_grid() -> None:
    schedule = make_schedule("Europe/Berlin", weekly=weekly(SUN, "01:20-02:00", "03:00-05:00"))
    assert utc(listed(schedule, date(2026, 3, 29))) == ["29 00:20", "29 01:20"]
    assert utc(listed(schedule, date(2026, 3, 22))) == ["22 02:00", "22 03:00"]


def test_repeated_hour_offers_two_hours() -> None:
    """Peer failure 10: the repeated hour follows the contract, without duplicates."""
    schedule = make_schedule("Europe/Berlin", weekly=weekly(SUN, "02:00-03:00"), step=30 * MINUTE)
    starts = listed(schedule, date(2026, 10, 25), duration=30 * MINUTE)
    assert utc(starts) == ["25 00:00", "25 00:30", "25 01:00", "25 01:30"]


def test_times_in_the_repeated_hour_are_the_first_ones() -> None:
    schedule = make_schedule("Europe/Berlin", weekly=weekly(SUN, "01:30-02:30"), step=30 * MINUTE)
    assert utc(listed(schedule, date(2026, 10, 25), duration=30 * MINUTE)) == ["24 23:30", "25 00:00"]
    marked = make_schedule("Europe/Berlin", weekly=(Hours(SUN, time(2, 30, fold=1), time(3)),))
    assert utc(listed(marked, date(2026, 10, 25))) == ["25 00:30"]


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), ["08 06:00", "08 07:00"]),  # 01:00 to 04:00 lasts two hours
        ("America/New_York", date(2026, 11, 1), ["01 05:00", "01 06:00", "01 07:00", "01 08:00"]),
        ("Pacific/Pago_Pago", date(2026, 3, 29), ["29 12:00", "29 13:00", "29 14:00"]),
        ("Pacific/Auckland", date(2026, 4, 5), ["04 12:00", "04 13:00", "04 14:00", "04 15:00"]),
        ("Pacific/Auckland", date(2026, 9, 27), ["26 13:00", "26 14:00"]),
        ("Australia/Lord_Howe", date(2026, 4, 5), ["04 14:00", "04 15:00", "04 16:00"]),  # three and a half hours
        ("Australia/Lord_Howe", date(2026, 10, 4), ["03 14:30", "03 15:30"]),  # two and a half
        ("Asia/Kathmandu", date(2026, 10, 25), ["24 19:15", "24 20:15", "24 21:15"]),
        ("Africa/Casablanca", date(2026, 2, 15), ["15 00:00", "15 01:00", "15 02:00", "15 03:00"]),  # Ramadan begins
        ("Africa/Casablanca", date(2026, 3, 22), ["22 01:00", "22 02:00"]),  # and ends
    ],
)
def test_night_hours_follow_the_clock_of_each_zone(zone: str, day: date, expected: list[str]) -> None:
    schedule = make_schedule(zone, weekly=weekly(day.weekday(), "01:00-04:00"))
    assert utc(listed(schedule, day)) == expected


def test_skipped_date_has_no_hours() -> None:
    every_day = tuple(Hours(day, time(9), time(10)) for day in range(7))
    skipped = {date(2011, 12, 30): spans("09:00-17:00")}
    for overrides in ({}, skipped):
        schedule = make_schedule("Pacific/Apia", weekly=every_day, overrides=overrides)
        starts = listed(schedule, date(2011, 12, 28), days=5)
        assert local(schedule, starts) == ["28 09:00", "29 09:00", "31 09:00", "01 09:00"]


def test_span_runs_over_a_skipped_date_until_an_override_cuts_it() -> None:
    hours = weekly(THU, "22:00-02:00")  # 29 December 2011; 02:00 on the 30th is 02:00 on the 31st
    schedule = make_schedule("Pacific/Apia", weekly=hours)
    starts = listed(schedule, date(2011, 12, 29), days=3)
    assert local(schedule, starts) == ["29 22:00", "29 23:00", "31 00:00", "31 01:00"]
    assert local(schedule, listed(schedule, after=starts[-1], before=starts[-1] + MINUTE, now=starts[0])) == [
        "31 01:00"
    ]
    for later in (date(2011, 12, 30), date(2011, 12, 31)):
        cut = make_schedule("Pacific/Apia", weekly=hours, overrides={later: ()})
        assert local(cut, listed(cut, date(2011, 12, 29), days=3)) == ["29 22:00", "29 23:00"]


def test_repeated_midnight_cuts_at_the_first() -> None:
    # Havana fell back from 01:00 to 00:00 on 3 November 2024; tz databases disagree on later years.
    hours = weekly(SAT, "22:00-03:00")
    plain = make_schedule("America/Havana", weekly=hours)
    assert local(plain, listed(plain, date(2024, 11, 2), days=2)) == [
        "02 22:00", "02 23:00", "03 00:00", "03 00:00", "03 01:00", "03 02:00",
    ]  # fmt: skip
    cut = make_schedule("America/Havana", weekly=hours, overrides={date(2024, 11, 3): ()})
    assert local(cut, listed(cut, date(2024, 11, 2), days=2)) == ["02 22:00", "02 23:00"]


def test_limits_count_the_date_the_clock_shows_when_midnight_turns_back() -> None:
    # At 00:01 on Sunday 7 November 2010 St. John's went back to 23:01 on Saturday.
    schedule = make_schedule("America/St_Johns", weekly=weekly(SAT, "23:00-01:00"), step=30 * MINUTE, daily_limit=1)
    saturday_noon = at("2010-11-06T12:00", "America/St_Johns")
    booked = [(saturday_noon, saturday_noon + HOUR)]
    starts = listed(schedule, date(2010, 11, 6), days=2, duration=MINUTE, booked=booked)
    assert local(schedule, starts) == ["07 00:00", "07 00:00", "07 00:30"]
    second_saturday = starts[0] + 31 * MINUTE  # the window begins and ends on Saturday, with a minute of Sunday between
    assert listed(schedule, date(2010, 11, 6), before=second_saturday, duration=MINUTE, booked=booked) == starts[:1]


def test_clock_changes_that_cancel_out_are_over_three_days_apart() -> None:
    """The assumption behind the engine's shortcuts, checked hour by hour for the relevant years."""
    for name in ("Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "America/Nuuk", "Australia/Lord_Howe"):
        zone, start = ZoneInfo(name), datetime(2025, 1, 1, tzinfo=UTC)
        offsets = [(start + HOUR * n).astimezone(zone).utcoffset() for n in range(3 * 365 * 24)]
        changes = [n for n, (one_hour, next_hour) in enumerate(pairwise(offsets)) if one_hour != next_hour]
        assert changes
        assert min(b - a for a, b in pairwise(changes)) > 72
