"""Limits on the cost of outside calendars: how often they are added and read, and which are too expensive."""

import pytest

from calendars import services
from calendars.models import CalendarProblem, OutsideCalendar
from calendars.services import CalendarRefused, add_calendar, queue_due, read_soon, remove_calendar
from integrations import fetch
from mentors.models import Mentor
from outbox.models import Job
from tests.bookings.moments import NOW
from tests.calendars.hosts import Host
from tests.factories import MentorFactory, OutsideCalendarFactory

pytestmark = pytest.mark.django_db


def test_adding_counts_as_reading(mentor: Mentor, host: Host) -> None:
    for number in range(services.READ_NOW.times):
        row = add_calendar(mentor=mentor, by=mentor.user, address=host.url(f"/{number}.ics"), now=NOW)
        remove_calendar(calendar=row, by=mentor.user, now=NOW)
    with pytest.raises(CalendarRefused, match="You’ve added or read calendars many times"):
        add_calendar(mentor=mentor, by=mentor.user, address=host.url(), now=NOW)
    with pytest.raises(CalendarRefused, match="wait"):
        read_soon(calendar=OutsideCalendarFactory(mentor=mentor), by=mentor.user, now=NOW)
    other = MentorFactory()
    assert add_calendar(mentor=other, by=other.user, address=host.url(), now=NOW)


def test_expensive_calendar_is_not_read_again_soon_even_if_added_again(mentor: Mentor, host: Host) -> None:
    row = add_calendar(mentor=mentor, by=mentor.user, address=host.put(b"x" * (fetch.MOST_BYTES + 1)), now=NOW)
    services.sync(row.pk, now=NOW)
    row.refresh_from_db()
    Job.objects.all().delete()
    assert (row.problem, row.next_read_at) == (CalendarProblem.LARGE, NOW + services.LONGEST_WAIT)
    with pytest.raises(CalendarRefused, match="too long to read, or was too large"):
        read_soon(calendar=row, by=mentor.user, now=NOW)
    remove_calendar(calendar=row, by=mentor.user, now=NOW)
    with pytest.raises(CalendarRefused, match="two hours"):
        add_calendar(mentor=mentor, by=mentor.user, address=host.url(), now=NOW)
    assert not Job.objects.unfinished().filter(kind=services.READ).exists()
    assert add_calendar(mentor=mentor, by=mentor.user, address=host.url("/other.ics"), now=NOW)


def test_round_queues_all_due_calendars(mentor: Mentor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 2)
    OutsideCalendarFactory.create_batch(5, mentor=mentor)
    assert queue_due(now=NOW) == 5
    assert OutsideCalendar.objects.due(at=NOW).count() == 0
