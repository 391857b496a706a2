from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from bookings.availability import Hours, Span
from bookings.models import DateOverride
from bookings.openings import openings_for, schedule_of, with_schedule
from mentors.models import Mentor
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory, MentorFactory, SessionTypeFactory

DAY = {"after": WEDNESDAY.replace(hour=0), "before": WEDNESDAY.replace(hour=0) + timedelta(days=1)}


def opened(mentor: Mentor, **changes: Any) -> list[datetime]:
    wishes: dict[str, Any] = {"session_type": mentor.session_types.first(), "viewer": None, "now": NOW, **DAY}
    return openings_for(mentor, **(wishes | changes))


def test_schedule_matches_the_rows(mentor: Mentor) -> None:
    mentor.rules.buffer_minutes, mentor.rules.daily_limit = 10, 3
    override = DateOverride.objects.create(mentor=mentor, date=date(2026, 12, 24))
    override.spans.create(starts=time(22), ends=time(2))
    DateOverride.objects.create(mentor=mentor, date=date(2026, 12, 25))
    schedule = schedule_of(mentor)
    assert schedule.zone == ZoneInfo("Europe/Berlin")
    assert schedule.weekly == tuple(Hours(day, time(9), time(17)) for day in range(5))
    assert schedule.overrides == {date(2026, 12, 24): (Span(time(22), time(2)),), date(2026, 12, 25): ()}
    assert (schedule.step, schedule.notice, schedule.buffer) == (
        timedelta(minutes=30),
        timedelta(hours=24),
        timedelta(minutes=10),
    )
    assert (schedule.horizon_days, schedule.daily_limit, schedule.weekly_limit) == (42, 3, None)


@pytest.mark.parametrize("count", [1, 3])
def test_schedules_of_many_mentors_take_four_queries(
    db: None, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for mentor in MentorFactory.create_batch(count, bookable=True):
        DateOverride.objects.create(mentor=mentor, date=date(2026, 12, 24)).spans.create(starts=time(9), ends=time(10))
    with django_assert_num_queries(4):
        schedules = [schedule_of(mentor) for mentor in with_schedule(Mentor.objects.all())]
    assert len(schedules) == count


def test_day_has_its_openings(mentor: Mentor) -> None:
    starts = opened(mentor)
    assert (len(starts), starts[0], starts[-1]) == (
        16,
        datetime(2026, 11, 25, 8, tzinfo=UTC),
        datetime(2026, 11, 25, 15, 30, tzinfo=UTC),
    )


def test_window_of_a_minute_holds_one_opening(mentor: Mentor) -> None:
    assert opened(mentor, after=WEDNESDAY, before=WEDNESDAY + timedelta(minutes=1)) == [WEDNESDAY]


def test_bounds_may_have_seconds(mentor: Mentor) -> None:
    second = timedelta(seconds=1)
    assert opened(mentor, after=WEDNESDAY + second, before=WEDNESDAY + timedelta(minutes=30)) == []
    assert opened(mentor, after=WEDNESDAY - second, before=WEDNESDAY + second) == [WEDNESDAY]


def test_endless_window_ends_with_the_horizon(mentor: Mentor) -> None:
    starts = opened(mentor, after=datetime(1, 1, 1, tzinfo=UTC), before=datetime(9999, 12, 31, tzinfo=UTC))
    assert (starts[0], starts[-1]) == (
        datetime(2026, 11, 24, 9, tzinfo=UTC),
        datetime(2027, 1, 4, 15, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("trait", ["hidden", "paused"])
def test_mentor_who_is_not_listed_has_no_openings(db: None, trait: str) -> None:
    assert opened(MentorFactory(bookable=True, **{trait: True})) == []


def test_session_type_that_is_inactive_or_of_another_mentor_has_no_openings(mentor: Mentor) -> None:
    assert opened(mentor, session_type=SessionTypeFactory(mentor=mentor, is_active=False)) == []
    assert opened(mentor, session_type=SessionTypeFactory()) == []


def test_own_bookings_of_the_viewer_are_busy_in_either_role(mentor: Mentor, mentee: User) -> None:
    BookingFactory(mentee=mentee, starts_at=WEDNESDAY)
    BookingFactory(mentor__user=mentee, starts_at=WEDNESDAY + timedelta(hours=1))
    gone = {WEDNESDAY, WEDNESDAY + timedelta(hours=1)}
    assert set(opened(mentor)) - set(opened(mentor, viewer=mentee)) == gone


def test_bookings_of_the_mentor_as_a_mentee_are_busy_for_everyone(mentor: Mentor) -> None:
    BookingFactory(mentee=mentor.user, starts_at=WEDNESDAY)
    assert WEDNESDAY not in opened(mentor)


def test_past_bookings_of_the_week_count_towards_its_limit(mentor: Mentor) -> None:
    mentor.rules.weekly_limit = 1
    mentor.rules.save()
    BookingFactory(mentor=mentor, starts_at=NOW - timedelta(minutes=40))
    assert opened(mentor) == []
    assert opened(mentor, after=NOW + timedelta(days=7), before=NOW + timedelta(days=8)) != []


def test_mentor_without_rules_has_the_defaults(db: None) -> None:
    schedule = schedule_of(MentorFactory())
    assert (schedule.horizon_days, schedule.notice, schedule.weekly) == (42, timedelta(hours=24), ())
