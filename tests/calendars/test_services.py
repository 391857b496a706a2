"""Outside calendars: adding, reading and removing them, and the effect of their busy times."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bookings import services as booking_services
from bookings.errors import BookingRefused
from bookings.models import FreeTime
from bookings.openings import is_opening, openings_for, openings_to_move
from calendars import results, services
from calendars.models import BusyTime, CalendarKind, CalendarProblem, OutsideCalendar
from calendars.services import CalendarRefused, add_calendar, queue_due, read_soon, remove_calendar, sync
from calendars.sources import AHEAD
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.calendars.hosts import Host, Page
from tests.calendars.samples import calendar, event
from tests.factories import BusyTimeFactory, MentorFactory, OutsideCalendarFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEN = event("20261125T090000Z", "20261125T093000Z")  # Wednesday, ten o'clock in Berlin
ELEVEN = event("20261125T100000Z", "20261125T103000Z")


def added(mentor: Mentor, host: Host, body: bytes, **more: object) -> OutsideCalendar:
    """A calendar that was added and read."""
    row = add_calendar(mentor=mentor, by=mentor.user, address=host.put(body, **more), now=NOW)
    drain(now=NOW)
    return OutsideCalendar.objects.get(pk=row.pk)


def again(row: OutsideCalendar, *, after: timedelta) -> OutsideCalendar:
    """The calendar after it was read again later."""
    sync(row.pk, now=NOW + after)
    return OutsideCalendar.objects.get(pk=row.pk)


def free(mentor: Mentor, at: datetime = WEDNESDAY, now: datetime = NOW) -> bool:
    kind = mentor.session_types.get()
    return is_opening(mentor, kind, at, viewer=None, now=now)


def times(mentor: Mentor) -> list[datetime]:
    return list(BusyTime.objects.of(mentor).order_by("starts_at").values_list("starts_at", flat=True))


def test_added_calendar_is_read_at_once_and_hides_its_times(mentor: Mentor, host: Host) -> None:
    assert free(mentor)
    row = added(mentor, host, calendar(TEN, head="X-WR-CALNAME:Work"))
    assert (row.read_at, row.problem, row.name, row.host) == (NOW, "", "Work", "127.0.0.1")
    assert times(mentor) == [WEDNESDAY]
    assert not free(mentor)
    assert free(mentor, WEDNESDAY + HOUR / 2)


def test_hidden_times_cannot_be_booked(mentor: Mentor, mentee: User, host: Host) -> None:
    """One code path for what is shown and what is accepted."""
    added(mentor, host, calendar(TEN))
    with pytest.raises(BookingRefused):
        book(mentor, mentee)
    assert book(mentor, mentee, starts_at=WEDNESDAY + HOUR / 2).holds_time


def test_booking_moves_over_its_own_time_that_a_calendar_shows_as_busy(
    mentor: Mentor, mentee: User, host: Host
) -> None:
    """6. A calendar without details shows our entry only as busy (cal PR 8828)."""
    mentor.session_types.update(minutes=60)
    booking = book(mentor, mentee)
    added(
        mentor,
        host,
        calendar(event("20261125T090000Z", "20261125T100000Z"), event("20261125T120000Z", "20261125T123000Z")),
    )
    asked = {"after": WEDNESDAY, "before": WEDNESDAY + 4 * HOUR, "proposed": False, "now": NOW}
    starts = [(start - WEDNESDAY) / HOUR for start in openings_to_move(booking, **asked)]
    assert starts == [0.5, 1.0, 1.5, 2.0, 3.5]
    assert not free(mentor, WEDNESDAY + HOUR / 2)


def test_free_time_follows(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(TEN))
    assert WEDNESDAY not in FreeTime.objects.get(mentor=mentor).starts
    host.put(calendar(ELEVEN))
    again(row, after=HOUR)
    drain(now=NOW + HOUR)
    starts = FreeTime.objects.get(mentor=mentor).starts
    assert WEDNESDAY in starts
    assert WEDNESDAY + HOUR not in starts


def test_times_of_another_mentor_hide_nothing(mentor: Mentor, host: Host) -> None:
    added(MentorFactory(bookable=True), host, calendar(TEN))
    assert free(mentor)


def test_openings_without_calendars_are_unchanged(mentor: Mentor, host: Host) -> None:
    asked = {"after": NOW, "before": NOW + timedelta(days=9), "viewer": None, "now": NOW}
    before = openings_for(mentor, mentor.session_types.get(), **asked)
    added(mentor, host, calendar(TEN, ELEVEN))
    after = openings_for(mentor, mentor.session_types.get(), **asked)
    assert sorted(set(before) - set(after)) == [WEDNESDAY, WEDNESDAY + HOUR]
    assert openings_for(mentor, mentor.session_types.get(), outside=False, **asked) == before


def test_address_is_encrypted(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(TEN))
    stored = " ".join(str(value) for value in OutsideCalendar.objects.values_list().get(pk=row.pk))
    assert "calendar.ics" not in stored
    assert "calendar.ics" not in " ".join(str(job) for job in Job.objects.values_list())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("webcal://p1.example.org/x", "https://p1.example.org/x"),
        ("WEBCAL://p1.example.org/x", "https://p1.example.org/x"),
        ("  https://example.org/basic.ics?key=1 ", "https://example.org/basic.ics?key=1"),
        ("http://example.org/x", "http://example.org/x"),
    ],
)
def test_address_is_tidied(typed: str, kept: str) -> None:
    assert services.tidy(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "nonsense", "ftp://example.org/x", "https://", "file:///etc/passwd", "https:///x", "javascript:alert(1)",
     "https://exa mple.org/", "https://example.org/\x00", "https://[::1/", "webcal:", "https://e.org/" + "x" * 2000],
)  # fmt: skip
def test_invalid_address_is_refused(mentor: Mentor, typed: str) -> None:
    with pytest.raises(CalendarRefused, match="That’s not a calendar address"):
        add_calendar(mentor=mentor, by=mentor.user, address=typed, now=NOW)
    assert not OutsideCalendar.objects.exists()


def test_same_calendar_twice_is_refused(mentor: Mentor) -> None:
    for typed in ("https://example.org/x", "https://example.org/y"):
        add_calendar(mentor=mentor, by=mentor.user, address=typed, now=NOW)
    with pytest.raises(CalendarRefused, match="already"):
        add_calendar(mentor=mentor, by=mentor.user, address="webcal://example.org/x", now=NOW)
    other = MentorFactory()
    assert add_calendar(mentor=other, by=other.user, address="https://example.org/x", now=NOW)


def test_sixth_calendar_is_refused(mentor: Mentor) -> None:
    OutsideCalendarFactory.create_batch(5, mentor=mentor)
    with pytest.raises(CalendarRefused, match="5 calendars"):
        add_calendar(mentor=mentor, by=mentor.user, address="https://example.org/x", now=NOW)


def test_desk_of_someone_else_is_closed(mentor: Mentor, mentee: User) -> None:
    row = OutsideCalendarFactory(mentor=mentor)
    with pytest.raises(CalendarRefused):
        add_calendar(mentor=mentor, by=mentee, address="https://example.org/x", now=NOW)
    with pytest.raises(CalendarRefused):
        read_soon(calendar=row, by=mentee, now=NOW)
    with pytest.raises(CalendarRefused):
        remove_calendar(calendar=row, by=mentee, now=NOW)
    assert OutsideCalendar.objects.get() == row


def test_removed_calendar_hides_nothing_any_more(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(TEN))
    remove_calendar(calendar=row, by=mentor.user, now=NOW)
    drain(now=NOW)
    assert free(mentor)
    assert WEDNESDAY in FreeTime.objects.get(mentor=mentor).starts
    assert not BusyTime.objects.exists()


def test_deleted_calendar_is_not_read(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(TEN))
    OutsideCalendar.objects.all().delete()
    sync(row.pk, now=NOW + HOUR)
    assert len(host.asked) == 1


def test_unchanged_calendar_changes_nothing(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(TEN), headers={"ETag": '"one"'})
    known = list(BusyTime.objects.values_list("pk", flat=True))
    host.pages["/calendar.ics"] = lambda headers: Page(status=304 if headers.get("if-none-match") == '"one"' else 500)
    row = again(row, after=HOUR)
    assert (row.read_at, row.problem) == (NOW + HOUR, "")
    assert list(BusyTime.objects.values_list("pk", flat=True)) == known


def test_same_file_is_not_read_twice(mentor: Mentor, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Google stamps each event with the time of the request."""
    row = added(mentor, host, calendar(TEN + "\nDTSTAMP:20261123T085000Z"))
    monkeypatch.setattr("calendars.sandbox.CHILD", "nothing.of.this.name")
    host.put(calendar(TEN + "\nDTSTAMP:20261123T095000Z"))
    assert again(row, after=HOUR).problem == ""
    host.put(calendar(ELEVEN))
    assert again(row, after=2 * HOUR).problem == "fault"


def test_file_that_never_changes_is_read_again_before_the_horizon_outgrows_it(mentor: Mentor, host: Host) -> None:
    body = calendar("DTSTART:20261125T090000Z\nDURATION:PT30M\nRRULE:FREQ=WEEKLY")
    row = added(mentor, host, body, headers={"ETag": '"one"'})
    assert row.covered_until == NOW + AHEAD
    week = timedelta(days=8)
    assert again(row, after=week).covered_until == NOW + week + AHEAD
    assert "if-none-match" not in host.asked[-1][1]


def test_all_day_events_follow_the_mentors_new_zone(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar("DTSTART;VALUE=DATE:20261125"), headers={"ETag": '"one"'})
    User.objects.filter(pk=mentor.user_id).update(time_zone="America/New_York")
    again(row, after=HOUR)
    assert times(mentor) == [datetime(2026, 11, 25, 5, tzinfo=UTC)]


def test_past_busy_times_are_deleted(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(TEN), headers={"ETag": '"one"'})
    host.pages["/calendar.ics"] = Page(status=304)
    again(row, after=timedelta(days=3, hours=5))
    assert times(mentor) == []


def test_undecryptable_address_is_reported(mentor: Mentor, host: Host, settings: LazySettings) -> None:
    row = added(mentor, host, calendar(TEN))
    settings.SECRET_KEY = "another" * 10
    assert again(row, after=HOUR).problem == "lost"


def test_failing_calendar_keeps_its_times_for_two_days_then_warns_once(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(event("20261127T090000Z", "20261127T093000Z")))
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    host.pages.clear()
    row = again(row, after=HOUR)
    assert (row.problem, row.failing_since, row.failures, row.warned_at) == ("gone", NOW + HOUR, 1, None)
    row = again(row, after=HOUR + services.KEPT - timedelta(minutes=1))
    assert not free(mentor, friday, now=NOW + 2 * HOUR)
    assert not Notice.objects.filter(kind="calendar_unreadable").exists()
    row = again(row, after=HOUR + services.KEPT)
    assert row.warned_at == NOW + HOUR + services.KEPT
    assert free(mentor, friday, now=NOW + 2 * HOUR)
    again(row, after=HOUR + 2 * services.KEPT)
    assert Notice.objects.filter(kind="calendar_unreadable").count() == 1


def test_calendar_that_comes_back_counts_again(mentor: Mentor, host: Host) -> None:
    body, marks = calendar(event("20261127T090000Z", "20261127T093000Z")), {"ETag": '"one"'}
    row = added(mentor, host, body, headers=marks)
    host.pages.clear()
    for after in (HOUR, HOUR + services.KEPT):
        row = again(row, after=after)
    assert times(mentor) == []
    host.put(body, headers=marks)
    row = again(row, after=HOUR + services.KEPT + HOUR)
    assert (row.problem, row.failing_since, row.failures, row.warned_at) == ("", None, 0, None)
    assert len(times(mentor)) == 1


def test_failing_calendar_is_read_less_and_less_often(mentor: Mentor, host: Host) -> None:
    row = add_calendar(mentor=mentor, by=mentor.user, address=host.url(), now=NOW)
    waits = []
    for number in range(1, 7):
        row = again(row, after=HOUR * number)
        waits.append((row.next_read_at - NOW - HOUR * number).total_seconds() / 60)
    assert waits == [15, 30, 60, 120, 120, 120]


@pytest.mark.parametrize(("asked", "minutes"), [("60", 15), ("3600", 60), ("99999", 120)])
def test_requested_wait_is_respected(mentor: Mentor, host: Host, asked: str, minutes: int) -> None:
    host.put(b"", status=503, headers={"Retry-After": asked})
    row = add_calendar(mentor=mentor, by=mentor.user, address=host.url(), now=NOW)
    assert again(row, after=HOUR).next_read_at == NOW + HOUR + timedelta(minutes=minutes)


def test_calendar_is_due_every_quarter_of_an_hour(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(TEN))
    assert timedelta(minutes=13) < row.next_read_at - NOW < timedelta(minutes=17)


def test_due_calendars_get_a_job_each_and_are_not_due_again(mentor: Mentor) -> None:
    rows = OutsideCalendarFactory.create_batch(3, mentor=mentor)
    OutsideCalendarFactory(mentor=mentor, next_read_at=NOW + HOUR)
    assert queue_due(now=NOW) == 3
    jobs = Job.objects.order_by("due_at")
    assert [job.payload for job in jobs] == [{"calendar": row.pk} for row in rows]
    assert {jobs[0].due_at, jobs[2].due_at} == {NOW, NOW + services.ROUND * 2 / 3}
    assert queue_due(now=NOW) == 0
    assert queue_due(now=NOW + services.EVERY) == 3
    assert Job.objects.count() == 3, "what waits already is not written twice"


def test_calendars_of_former_mentors_are_not_read(mentor: Mentor, host: Host) -> None:
    left, closed = MentorFactory(status=MentorStatus.LEFT), MentorFactory(user__is_active=False)
    rows = [OutsideCalendarFactory(mentor=left), OutsideCalendarFactory(mentor=closed)]
    assert queue_due(now=NOW) == 0
    for row in rows:
        sync(row.pk, now=NOW)
    assert set(OutsideCalendar.objects.values_list("tried_at", flat=True)) == {None}


def test_leaving_deletes_a_mentors_calendars(mentor: Mentor, host: Host) -> None:
    added(mentor, host, calendar(TEN))
    booking_services.status.leave(mentor=mentor, by=mentor.user, message="", now=NOW)
    assert not OutsideCalendar.objects.exists()


def test_slow_read_does_not_overwrite_a_later_one(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(TEN))
    again(row, after=2 * HOUR)
    host.put(calendar(ELEVEN))
    row = again(row, after=HOUR)
    assert row.read_at == NOW + 2 * HOUR
    assert times(mentor) == [WEDNESDAY]
    host.put(b"<html>Sign in</html>")
    row = again(row, after=HOUR)
    assert (row.tried_at, row.problem, row.failures) == (NOW + 2 * HOUR, "", 0)


def test_bad_calendar_does_not_affect_others(mentor: Mentor, host: Host) -> None:
    host.put(b"<html>Sign in</html>", "/bad.ics")
    bad = add_calendar(mentor=mentor, by=mentor.user, address=host.url("/bad.ics"), now=NOW)
    row = added(mentor, host, calendar(TEN))
    bad.refresh_from_db()
    assert (bad.problem, row.problem) == ("web_page", "")
    assert not free(mentor)
    assert Job.objects.exclude(error="").count() == 0


def test_google_counts_as_read_once_its_calendar_is_added(mentor: Mentor) -> None:
    OutsideCalendarFactory(mentor=mentor)
    OutsideCalendarFactory(kind=CalendarKind.GOOGLE)  # another mentor's
    assert not services.reads_google(mentor.user)
    OutsideCalendarFactory(mentor=mentor, kind=CalendarKind.GOOGLE)
    assert services.reads_google(mentor.user)


def test_read_now_is_one_job_and_bounded(mentor: Mentor, settings: LazySettings) -> None:
    row = OutsideCalendarFactory(mentor=mentor)
    for _ in range(services.READ_NOW.times):
        read_soon(calendar=row, by=mentor.user, now=NOW)
    assert Job.objects.count() == 1
    assert services.being_read([row], now=NOW) == {row.pk}
    Job.objects.update(attempts=1)  # a worker has claimed it
    assert services.being_read([row], now=NOW) == {row.pk}
    Job.objects.update(attempts=2)  # it failed, and will be retried
    assert services.being_read([row], now=NOW) == set()
    with pytest.raises(CalendarRefused, match="wait"):
        read_soon(calendar=row, by=mentor.user, now=NOW)


def test_every_problem_has_a_message() -> None:
    assert set(CalendarProblem.values) == set(get_args(results.Problem))


def test_reading_costs_a_constant_number_of_queries(
    mentor: Mentor, host: Host, django_assert_max_num_queries: object
) -> None:
    row = added(mentor, host, calendar(TEN))
    busy = [
        event(f"202612{day:02}T{hour:02}0000Z", f"202612{day:02}T{hour:02}1500Z")
        for day in range(1, 29)
        for hour in range(24)
    ]
    host.put(calendar(*busy))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        again(row, after=HOUR)
    assert BusyTime.objects.count() == 28 * 24


def test_opening_costs_one_query_however_many_calendars(mentor: Mentor) -> None:
    counts = []
    for number in (1, 2):
        for row in OutsideCalendarFactory.create_batch(number, mentor=mentor, read=True):
            BusyTimeFactory(calendar=row, starts_at=WEDNESDAY)
        fresh = Mentor.objects.select_related("user", "rules").get(pk=mentor.pk)
        with CaptureQueriesContext(connection) as asked:
            assert not free(fresh)
        counts.append(len(asked))
    assert counts[0] == counts[1]
