from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bookings.models import Clash
from calendars.models import BusyTime, OutsideCalendar
from core.db import violates
from tests.bookings.moments import NOW
from tests.factories import BookingFactory, BusyTimeFactory, OutsideCalendarFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"problem": "gone"}, "outside_calendar_problem_is_dated"),
        ({"failing_since": NOW}, "outside_calendar_problem_is_dated"),
        ({"warned_at": NOW}, "outside_calendar_warned_when_failing"),
    ],
)
def test_calendar_keeps_its_constraints(changes: dict[str, object], constraint: str) -> None:
    OutsideCalendarFactory()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        OutsideCalendar.objects.update(**changes)
    assert violates(caught.value, constraint)


def test_mentor_has_the_same_calendar_once() -> None:
    first, second = OutsideCalendarFactory(), OutsideCalendarFactory()
    OutsideCalendar.objects.filter(pk=second.pk).update(fingerprint=first.fingerprint)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        OutsideCalendar.objects.filter(pk=second.pk).update(mentor=first.mentor)
    assert violates(caught.value, "outside_calendar_once")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"ends_at": NOW, "starts_at": NOW}, "busy_time_ends_after_start"),
        ({"starts_at": NOW + timedelta(seconds=1)}, "busy_time_whole_minutes"),
        ({"starts_at": NOW + timedelta(microseconds=1)}, "busy_time_whole_minutes"),
        ({"ends_at": NOW + timedelta(days=1, seconds=30)}, "busy_time_whole_minutes"),
    ],
)
def test_busy_time_keeps_its_constraints(changes: dict[str, object], constraint: str) -> None:
    BusyTimeFactory(starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BusyTime.objects.update(**changes)
    assert violates(caught.value, constraint)


def test_busy_time_is_unique() -> None:
    first = BusyTimeFactory()
    second = BusyTimeFactory(calendar=first.calendar, starts_at=first.starts_at + timedelta(hours=1))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BusyTime.objects.filter(pk=second.pk).update(starts_at=first.starts_at, ends_at=first.ends_at)
    assert violates(caught.value, "busy_time_once")


def test_clash_is_unique() -> None:
    booking = BookingFactory()
    for hours in (0, 1):
        start = NOW + timedelta(hours=hours)
        Clash.objects.create(booking=booking, starts_at=start, ends_at=NOW + timedelta(hours=2), told_at=NOW)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Clash.objects.update(starts_at=NOW)
    assert violates(caught.value, "clash_told_once")


def test_overlap_is_half_open() -> None:
    row = BusyTimeFactory()
    hour = timedelta(hours=1)
    asked = [(row.starts_at - hour, row.starts_at), (row.ends_at, row.ends_at + hour), (row.starts_at, row.ends_at)]
    assert [BusyTime.objects.overlapping(*period).exists() for period in asked] == [False, False, True]
