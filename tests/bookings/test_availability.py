"""Every rule of the openings, by example; clock changes are in test_availability_zones.py."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.availability import Hours, Span, next_minute, period_to_load
from tests.schedules import (
    DAY,
    FRI,
    HOUR,
    MINUTE,
    MON,
    MONDAY,
    SAT,
    SUN,
    TUE,
    at,
    listed,
    local,
    make_schedule,
    one,
    spans,
    utc,
    weekly,
)

# Results


def test_openings_are_aware_utc_ascending_and_within_the_window() -> None:
    starts = listed(make_schedule("Europe/Berlin", weekly=weekly(MON, "09:00-12:00")))
    assert starts == [at("2026-06-01T07:00"), at("2026-06-01T08:00"), at("2026-06-01T09:00")]
    assert {start.tzinfo for start in starts} == {UTC}


def test_window_includes_after_and_excludes_before() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-17:00"))
    assert utc(listed(schedule, after=at("2026-06-01T10:00"), before=at("2026-06-01T12:00"))) == [
        "01 10:00",
        "01 11:00",
    ]
    assert listed(schedule, after=at("2026-06-01T12:00"), before=at("2026-06-01T12:00")) == []
    assert listed(schedule, after=at("2026-06-01T12:00"), before=at("2026-06-01T10:00")) == []


def test_window_of_one_minute_accepts_exactly_what_the_list_shows() -> None:
    schedule = make_schedule("Europe/Berlin", weekly=weekly(SAT, "22:00-03:30"), step=15 * MINUTE)
    now = at("2026-10-20T00:00")
    shown = listed(schedule, date(2026, 10, 24), days=2, now=now)
    minutes = [at("2026-10-24T18:00") + MINUTE * number for number in range(12 * 60)]
    accepted = [m for m in minutes if listed(schedule, after=m, before=m + MINUTE, now=now)]
    assert accepted == shown
    assert shown


def test_window_may_be_given_in_any_zone_and_be_as_wide_as_time() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-11:00"), horizon_days=6)
    ends = {
        "after": datetime.min.replace(tzinfo=UTC),
        "before": datetime.max.replace(second=0, microsecond=0, tzinfo=UTC),
    }
    assert utc(listed(schedule, **ends)) == ["01 09:00", "01 10:00"]
    tokyo = at("2026-06-01T10:00").astimezone(ZoneInfo("Asia/Tokyo"))
    assert utc(listed(schedule, after=tokyo)) == ["01 10:00"]


# Bad values


@pytest.mark.parametrize(
    "changes",
    [
        {"step": timedelta(0)},
        {"step": -HOUR},
        {"step": timedelta(seconds=90)},
        {"notice": timedelta(seconds=1)},
        {"notice": -HOUR},
        {"buffer": timedelta(microseconds=1)},
        {"buffer": -HOUR},
        {"weekly": (Hours(MON, time(9, 0, 30), time(10)),)},
        {"weekly": (Hours(FRI, time(9), time(10, 0, 0, 1)),)},
        {"weekly": (Hours(MON, time(9, tzinfo=UTC), time(10)),)},
        {"weekly": (Hours(7, time(9), time(10)),)},
        {"overrides": {date(2030, 1, 1): (Span(time(9), time(10, 0, 1)),)}},
    ],
)
def test_schedule_with_impossible_values_is_refused(changes: dict) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        listed(make_schedule(**changes))


@pytest.mark.parametrize("name", ["after", "before", "now"])
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 6, 1, 9),  # noqa: DTZ001  the point of it
        datetime(2026, 6, 1, 9, 0, 1, tzinfo=UTC),
        datetime(2026, 6, 1, 9, 0, 0, 1, UTC),
    ],
)
def test_naive_times_and_parts_of_minutes_are_refused(name: str, moment: datetime) -> None:
    with pytest.raises(ValueError, match=r"needs a zone|whole minute"):
        listed(make_schedule(), **{name: moment})


@pytest.mark.parametrize("duration", [timedelta(0), -HOUR, timedelta(seconds=59), timedelta(minutes=1, seconds=1)])
def test_duration_below_or_between_minutes_is_refused(duration: timedelta) -> None:
    with pytest.raises(ValueError, match="duration must be"):
        listed(make_schedule(), duration=duration)


@pytest.mark.parametrize("name", ["booked", "busy"])
@pytest.mark.parametrize(
    "pair",
    [
        (at("2026-06-01T10:00"), at("2026-06-01T10:00")),
        (at("2026-06-01T10:00"), at("2026-06-01T09:00")),
        (datetime(2026, 6, 1, 10), at("2026-06-01T11:00")),  # noqa: DTZ001  the point of it
        (at("2026-06-01T10:00"), at("2026-06-01T10:00") + timedelta(seconds=90)),
    ],
)
def test_interval_that_is_naive_empty_or_not_of_minutes_is_refused(name: str, pair: tuple) -> None:
    with pytest.raises(ValueError, match=r"must end after|needs a zone|whole minute"):
        listed(make_schedule(), **{name: [pair]})


def test_interval_is_judged_by_instants_not_by_what_the_clock_shows() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # 02:50 summer time to 02:10 winter time are twenty minutes
    pair = (datetime(2026, 10, 25, 2, 50, tzinfo=berlin), datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=berlin))
    schedule = make_schedule("Europe/Berlin", weekly=weekly(SUN, "02:00-03:00"), step=30 * MINUTE)
    starts = listed(schedule, date(2026, 10, 25), duration=30 * MINUTE, busy=[pair])
    assert utc(starts) == ["25 00:00", "25 01:30"]


# Hours and dates


def test_equal_start_and_end_are_24_hours_on_the_clock() -> None:
    assert len(listed(make_schedule(weekly=weekly(MON, "09:00-09:00")), days=2)) == 24
    berlin = make_schedule("Europe/Berlin", weekly=weekly(SAT, "09:00-09:00"))
    assert len(listed(berlin, date(2026, 3, 28), days=2)) == 23
    assert len(listed(berlin, date(2026, 10, 24), days=2)) == 25
    assert len(listed(make_schedule(weekly=weekly(MON, "00:00-00:00")), days=2)) == 24


def test_hours_that_end_before_they_start_run_into_the_next_day() -> None:
    assert utc(listed(make_schedule(weekly=weekly(MON, "22:00-01:00")), days=2)) == ["01 22:00", "01 23:00", "02 00:00"]


def test_hours_running_in_from_the_day_before_the_window_are_seen() -> None:
    schedule = make_schedule(weekly=weekly(SUN, "22:00-02:00"))
    assert utc(listed(schedule)) == ["01 00:00", "01 01:00"]
    assert utc(listed(schedule, **one("2026-06-01T01:00"))) == ["01 01:00"]


def test_override_replaces_the_whole_date() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-12:00"), overrides={MONDAY: spans("14:00-16:00")})
    assert utc(listed(schedule)) == ["01 14:00", "01 15:00"]
    assert utc(listed(schedule, MONDAY + 7 * DAY)) == ["08 09:00", "08 10:00", "08 11:00"]


def test_empty_override_closes_the_date() -> None:
    assert listed(make_schedule(weekly=weekly(MON, "09:00-12:00"), overrides={MONDAY: ()})) == []


def test_span_is_cut_at_midnight_of_a_later_date_with_an_override() -> None:
    """Peer failure 14: what runs into a closed day ends at its midnight."""
    tuesday = MONDAY + DAY
    closed = make_schedule(weekly=weekly(TUE, "21:00-03:00"), overrides={tuesday + DAY: ()})
    assert utc(listed(closed, tuesday, days=2)) == ["02 21:00", "02 22:00", "02 23:00"]
    assert utc(listed(closed, tuesday, days=2, duration=2 * HOUR)) == ["02 21:00", "02 22:00"]
    opened = make_schedule(weekly=weekly(TUE, "22:00-03:00"), overrides={tuesday + DAY: spans("01:30-03:30")})
    assert utc(listed(opened, tuesday, days=2)) == ["02 22:00", "02 23:00", "03 01:30", "03 02:30"]


def test_span_of_an_override_is_cut_by_the_next_override_too() -> None:
    schedule = make_schedule(overrides={MONDAY: spans("22:00-02:00"), MONDAY + DAY: ()})
    assert utc(listed(schedule, days=2)) == ["01 22:00", "01 23:00"]


def test_span_of_a_date_with_override_runs_into_a_plain_date() -> None:
    schedule = make_schedule(weekly=weekly(TUE, "09:00-10:00"), overrides={MONDAY: spans("23:00-01:00")})
    assert utc(listed(schedule, days=2)) == ["01 23:00", "02 00:00", "02 09:00"]


def test_free_time_is_the_union_of_all_dates() -> None:
    schedule = make_schedule(weekly=(*weekly(MON, "22:00-00:00"), *weekly(TUE, "00:00-02:00")))
    starts = listed(schedule, days=2, duration=2 * HOUR)
    assert utc(starts) == ["01 22:00", "01 23:00", "02 00:00"]
    assert utc(listed(schedule, duration=2 * HOUR, **one("2026-06-01T23:00"))) == ["01 23:00"]


def test_booking_may_last_over_several_dates() -> None:
    every_day = tuple(Hours(day, time(0), time(0)) for day in range(7))
    schedule = make_schedule(weekly=every_day, overrides={MONDAY + 3 * DAY: ()})
    assert utc(listed(schedule, duration=3 * DAY, **one("2026-06-01T00:00"))) == ["01 00:00"]
    assert listed(schedule, duration=3 * DAY, **one("2026-06-01T01:00")) == []


# Grids


def test_grid_is_anchored_at_the_start_of_each_span() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:10-11:00", "13:25-14:30"), step=30 * MINUTE)
    starts = listed(schedule, duration=30 * MINUTE)
    assert utc(starts) == ["01 09:10", "01 09:40", "01 10:10", "01 13:25", "01 13:55"]


@pytest.mark.parametrize("second", ["09:40-12:00", "10:10-12:00"])
def test_spans_of_one_date_that_overlap_or_touch_share_one_grid(second: str) -> None:
    schedule = make_schedule(weekly=weekly(MON, second, "09:10-10:10"), step=30 * MINUTE)
    assert utc(listed(schedule)) == ["01 09:10", "01 09:40", "01 10:10", "01 10:40"]


def test_spans_of_two_dates_keep_their_own_grids() -> None:
    schedule = make_schedule(weekly=(*weekly(MON, "22:20-00:40"), *weekly(TUE, "00:00-02:00")))
    starts = listed(schedule, days=2)
    assert utc(starts) == ["01 22:20", "01 23:20", "02 00:00", "02 00:20", "02 01:00"]


def test_start_on_two_grids_is_listed_once() -> None:
    schedule = make_schedule(weekly=(*weekly(MON, "22:00-02:00"), *weekly(TUE, "00:00-02:00")))
    assert utc(listed(schedule, days=2)) == ["01 22:00", "01 23:00", "02 00:00", "02 01:00"]


def test_bookings_and_busy_times_never_shift_the_grid() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-14:00"))
    taken = [(at("2026-06-01T09:50"), at("2026-06-01T10:20"))]
    assert utc(listed(schedule, booked=taken)) == ["01 11:00", "01 12:00", "01 13:00"]
    assert utc(listed(schedule, busy=taken)) == ["01 11:00", "01 12:00", "01 13:00"]


def test_booking_must_end_within_the_hours() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-10:30"), step=15 * MINUTE)
    assert utc(listed(schedule)) == ["01 09:00", "01 09:15", "01 09:30"]
    assert listed(schedule, duration=91 * MINUTE) == []


# Bookings and busy times


def test_busy_times_are_half_open_and_have_no_buffer() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-13:00"), step=30 * MINUTE, buffer=30 * MINUTE)
    starts = listed(schedule, busy=[(at("2026-06-01T10:00"), at("2026-06-01T11:00"))])
    assert utc(starts) == ["01 09:00", "01 11:00", "01 11:30", "01 12:00"]


def test_one_buffer_is_kept_on_both_sides_of_a_booking() -> None:
    """Peer failure 18: buffers on both sides are not doubled."""
    schedule = make_schedule(weekly=weekly(MON, "08:00-14:00"), step=15 * MINUTE, buffer=15 * MINUTE)
    starts = listed(schedule, booked=[(at("2026-06-01T10:00"), at("2026-06-01T11:00"))])
    assert utc(starts)[:5] == ["01 08:00", "01 08:15", "01 08:30", "01 08:45", "01 11:15"]


def test_buffer_does_not_apply_at_the_ends_of_the_hours() -> None:
    """Peer failure 18: hours' ends are respected on a 5-minute grid."""
    schedule = make_schedule(weekly=weekly(MON, "09:00-10:10"), step=5 * MINUTE, buffer=30 * MINUTE)
    assert utc(listed(schedule)) == ["01 09:00", "01 09:05", "01 09:10"]


def test_booking_outside_the_window_still_blocks_with_its_buffer() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-13:00"), buffer=15 * MINUTE)
    before = [(at("2026-06-01T08:00"), at("2026-06-01T08:50"))]
    after = [(at("2026-06-01T10:10"), at("2026-06-01T10:30"))]
    for booked in (before, after):
        assert listed(schedule, booked=booked, **one("2026-06-01T09:00")) == []


# Notice, horizon, limits


def test_notice_counts_from_now() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-13:00"), notice=2 * HOUR)
    assert utc(listed(schedule, now=at("2026-06-01T09:00"))) == ["01 11:00", "01 12:00"]
    assert utc(listed(schedule, now=at("2026-06-01T09:01"))) == ["01 12:00"]


def test_nothing_in_the_past_is_offered_without_notice() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-13:00"))
    assert utc(listed(schedule, now=at("2026-06-01T11:00"))) == ["01 11:00", "01 12:00"]


@pytest.mark.parametrize(
    ("zone", "last"),
    [
        ("Pacific/Pago_Pago", "2026-06-03T10:00"),
        ("Europe/Berlin", "2026-06-02T21:00"),
        ("Pacific/Auckland", "2026-06-03T11:00"),
    ],
)
def test_horizon_is_whole_local_dates(zone: str, last: str) -> None:
    every_day = tuple(Hours(day, time(0), time(0)) for day in range(7))
    now = at("2026-06-01T12:30")  # 1 June in Pago Pago and Berlin, 2 June in Auckland
    starts = listed(
        make_schedule(zone, weekly=every_day, horizon_days=1), days=9, now=now, after=at("2026-06-01T00:00")
    )
    assert starts[-1] == at(last)


def test_horizon_of_zero_is_today() -> None:
    schedule = make_schedule(weekly=(*weekly(MON, "22:00-02:00"), *weekly(TUE, "09:00-10:00")), horizon_days=0)
    assert utc(listed(schedule, days=3)) == ["01 22:00", "01 23:00"]
    assert listed(make_schedule(weekly=weekly(MON, "22:00-02:00"), horizon_days=-1), days=3) == []


def test_daily_limit_closes_the_local_day_where_bookings_start() -> None:
    hours = tuple(Hours(day, time(22), time(2)) for day in range(7))
    schedule = make_schedule("America/New_York", weekly=hours, daily_limit=1)
    booked = [(at("2026-06-01T23:30", "America/New_York"), at("2026-06-02T00:30", "America/New_York"))]
    starts = listed(
        schedule, days=2, booked=booked
    )  # Monday is full; the booking ends on Tuesday but does not count there
    assert local(schedule, starts) == ["02 01:00", "02 22:00", "02 23:00"]


def test_weekly_limit_counts_iso_weeks_in_the_mentors_zone() -> None:
    """Peer failure 17: the weekly limit counts in the mentor's zone, also in a week that spans months."""
    hours = tuple(Hours(day, time(10), time(11)) for day in range(7))
    schedule = make_schedule("Pacific/Auckland", weekly=hours, weekly_limit=2)
    # Sunday 22:00Z is Monday in Auckland: the booking belongs to the week of 1 June, which spans nothing of May.
    booked = [(at("2026-05-31T22:00"), at("2026-05-31T23:00")), (at("2026-06-04T22:00"), at("2026-06-04T23:00"))]
    starts = listed(schedule, date(2026, 5, 30), days=11, booked=booked)
    assert local(schedule, starts) == ["30 10:00", "31 10:00", "08 10:00", "09 10:00"]


def test_weekly_limit_holds_across_the_turn_of_a_year() -> None:
    hours = tuple(Hours(day, time(10), time(11)) for day in range(7))
    schedule = make_schedule(weekly=hours, weekly_limit=1)
    booked = [(at("2026-12-28T10:00"), at("2026-12-28T11:00"))]
    assert utc(listed(schedule, date(2026, 12, 27), days=9, booked=booked)) == ["27 10:00", "04 10:00"]


def test_past_and_outside_bookings_count_towards_limits() -> None:
    schedule = make_schedule(weekly=weekly(MON, "09:00-13:00"), daily_limit=1)
    booked = [(at("2026-06-01T05:00"), at("2026-06-01T06:00"))]
    assert listed(schedule, booked=booked, now=at("2026-06-01T08:00")) == []
    assert len(listed(schedule, busy=booked)) == 4


@pytest.mark.parametrize("limit", ["daily_limit", "weekly_limit"])
def test_limit_of_zero_closes_everything(limit: str) -> None:
    assert listed(make_schedule(weekly=weekly(MON, "09:00-13:00"), **{limit: 0})) == []


# Beside the contract


def test_next_minute_rounds_up_and_leaves_whole_minutes_alone() -> None:
    whole = at("2026-06-01T10:00")
    assert next_minute(whole) == whole
    assert next_minute(whole + timedelta(microseconds=1)) == whole + MINUTE
    assert next_minute(whole + timedelta(seconds=59)) == whole + MINUTE


def test_period_to_load_covers_the_weeks_that_the_window_touches() -> None:
    schedule = make_schedule("Europe/Berlin", buffer=15 * MINUTE)
    wednesday, thursday = at("2026-10-21T10:00"), at("2026-10-22T10:00")
    period = period_to_load(schedule, duration=HOUR, after=wednesday, before=thursday)
    assert period == (at("2026-10-19T00:00", "Europe/Berlin"), at("2026-10-26T00:00", "Europe/Berlin"))
    two_weeks = period_to_load(schedule, duration=HOUR, after=wednesday, before=thursday + 7 * DAY)
    assert two_weeks[1] == at("2026-11-02T00:00", "Europe/Berlin")


def test_period_to_load_covers_the_buffers_over_the_edge_of_a_week() -> None:
    schedule = make_schedule(buffer=15 * MINUTE)
    sunday_night = at("2026-06-07T23:30")
    period = period_to_load(schedule, duration=HOUR, after=sunday_night, before=sunday_night + MINUTE)
    assert period == (at("2026-06-01T00:00"), at("2026-06-08T00:46"))
    monday = at("2026-06-08T00:00")
    assert period_to_load(schedule, duration=HOUR, after=monday, before=monday + MINUTE)[0] == at("2026-06-07T23:45")
