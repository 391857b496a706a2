"""An outside event overlaps a booking: the mentor gets one email, and never a second about the same event."""

from datetime import timedelta

import pytest

from accounts.models import User
from bookings import services
from bookings.models import Clash
from bookings.services.clashes import tell_of_clashes
from calendars import services as calendar_services
from calendars.models import BusyTime
from mentors.models import Mentor
from notifications.mail_content import MailContent, NoticeObsolete
from notifications.models import Notice
from notifications.services import build, reading_as
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.calendars.hosts import Host
from tests.calendars.samples import calendar, event
from tests.calendars.test_services import HOUR, added, again
from tests.factories import BusyTimeFactory, OutsideCalendarFactory, UserFactory

pytestmark = pytest.mark.django_db
LONGER = event("20261125T083000Z", "20261125T093000Z")
HALF = timedelta(minutes=30)


def told() -> list[Notice]:
    return list(Notice.objects.filter(kind="booking_clashes").order_by("created_at"))


def content_of(row: Notice, *, after: timedelta = HOUR) -> MailContent:
    with reading_as(row):
        return build(row, now=NOW + after)


def test_mentor_is_told_once_of_an_event_that_overlaps_a_booking(mentor: Mentor, mentee: User, host: Host) -> None:
    booking = book(mentor, mentee)
    row = added(mentor, host, calendar(LONGER))
    host.put(calendar(LONGER, event("20261211T083000Z", "20261211T093000Z")))
    again(row, after=HOUR)
    assert [(notice.recipient, notice.about) for notice in told()] == [(mentor.user, booking)]
    mail = content_of(told()[0])
    assert mail.subject.startswith("Calendar clash:")
    assert mail.subject.endswith(" with Kofi Mensah")
    assert "9:30" in mail.lines[0]
    assert "you don’t need to do anything" in mail.lines[1]
    assert mail.action is not None
    assert mail.action.url.endswith(f"/bookings/{booking.uuid}/")
    assert [link.url.rpartition(str(booking.uuid))[2] for link in mail.links] == ["/move/", "/cancel/"]


def test_mentor_is_told_again_when_the_event_moves(mentor: Mentor, mentee: User, host: Host) -> None:
    book(mentor, mentee)
    row = added(mentor, host, calendar(LONGER))
    host.put(calendar(event("20261125T091500Z", "20261125T100000Z")))
    again(row, after=HOUR)
    assert len(told()) == 2
    with pytest.raises(NoticeObsolete):
        content_of(told()[0])
    assert content_of(told()[1])


def test_several_events_over_a_booking_make_one_mail(mentor: Mentor, mentee: User, host: Host) -> None:
    book(mentor, mentee)
    added(mentor, host, calendar(LONGER, event("20261125T091500Z", "20261125T100000Z")))
    assert (len(told()), Clash.objects.count()) == (1, 2)


def test_mentor_is_told_once_of_an_event_in_two_calendars(mentor: Mentor, mentee: User, host: Host) -> None:
    book(mentor, mentee)
    for path in ("/a.ics", "/b.ics"):
        host.put(calendar(LONGER), path)
        calendar_services.add_calendar(mentor=mentor, by=mentor.user, address=host.url(path), now=NOW)
    for row in mentor.outside_calendars.all():
        calendar_services.sync(row.pk, now=NOW)
    assert BusyTime.objects.count() == 2
    assert len(told()) == 1


def test_our_own_entry_shared_without_details_is_no_clash(mentor: Mentor, mentee: User, host: Host) -> None:
    """A calendar shared without details shows our own entry only as busy."""
    book(mentor, mentee)
    added(mentor, host, calendar(event("20261125T090000Z", "20261125T093000Z")))
    assert told() == []


@pytest.mark.parametrize("shift", [-HALF, HALF])
def test_back_to_back_is_no_clash(mentor: Mentor, mentee: User, shift: timedelta) -> None:
    book(mentor, mentee)
    BusyTimeFactory(calendar__mentor=mentor, starts_at=WEDNESDAY + shift)
    assert tell_of_clashes(mentor, now=NOW) == 0


def test_each_of_several_bookings_is_compared_with_what_overlaps_it(mentor: Mentor, mentee: User) -> None:
    first, second, _third = (book(mentor, UserFactory(), starts_at=WEDNESDAY + number * HOUR) for number in range(3))
    calendar = OutsideCalendarFactory(mentor=mentor)
    BusyTimeFactory(calendar=calendar, starts_at=WEDNESDAY + 2 * HALF / 3)  # goes on after the first has ended
    BusyTimeFactory(calendar=calendar, starts_at=WEDNESDAY + HOUR - HALF / 3)  # and begins before the second
    BusyTimeFactory(calendar=calendar, starts_at=WEDNESDAY + HOUR + HALF)  # between the second and the third
    assert tell_of_clashes(mentor, now=NOW) == 2
    assert {notice.about for notice in told()} == {first, second}


def test_each_booking_has_its_own_mail(mentor: Mentor, host: Host) -> None:
    for number in range(3):
        book(mentor, UserFactory(), starts_at=WEDNESDAY + number * HOUR)
    added(mentor, host, calendar("DTSTART;VALUE=DATE:20261125"))
    assert len(told()) == 3


def test_bookings_of_others_past_and_cancelled_ones_are_left_alone(mentor: Mentor, mentee: User, host: Host) -> None:
    cancelled = book(mentor, mentee)
    services.cancelling.cancel(booking=cancelled, by=mentee, message="", now=NOW)
    BusyTimeFactory(starts_at=WEDNESDAY, ends_at=WEDNESDAY + HOUR)
    book(mentor, mentee, starts_at=WEDNESDAY + 2 * HOUR)
    assert tell_of_clashes(mentor, now=NOW) == 0
    BusyTimeFactory(calendar__mentor=mentor, starts_at=WEDNESDAY, ends_at=WEDNESDAY + 4 * HOUR)
    assert tell_of_clashes(mentor, now=WEDNESDAY + 2 * HOUR) == 0
    assert tell_of_clashes(mentor, now=NOW) == 1


def test_mail_about_a_request_offers_to_answer_it(mentor: Mentor, mentee: User, host: Host) -> None:
    mentor.session_types.update(on_request=True)
    booking = book(mentor, mentee)
    added(mentor, host, calendar(LONGER))
    mail = content_of(told()[0])
    assert mail.action is not None
    assert mail.action.url.endswith(f"/bookings/{booking.uuid}/answer/")


def test_obsolete_mail_is_dropped(mentor: Mentor, mentee: User, host: Host) -> None:
    booking = book(mentor, mentee)
    added(mentor, host, calendar(LONGER))
    notice = told()[0]
    with pytest.raises(NoticeObsolete, match="started"):
        content_of(notice, after=WEDNESDAY - NOW)
    BusyTime.objects.all().delete()
    with pytest.raises(NoticeObsolete, match="gone"):
        content_of(notice)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    notice.refresh_from_db()
    with pytest.raises(NoticeObsolete, match="cancelled"):
        content_of(notice)


def test_warning_says_since_when_and_what_is_wrong(mentor: Mentor, host: Host) -> None:
    row = added(mentor, host, calendar(LONGER, head="X-WR-CALNAME:Work"))
    host.pages.clear()
    for after in (HOUR, HOUR + calendar_services.KEPT):
        row = again(row, after=after)
    notice = Notice.objects.get(kind="calendar_unreadable")
    mail = content_of(notice, after=timedelta(days=2, hours=2))
    assert mail.subject == "We can’t read your calendar: Work"
    assert "10:50" in mail.lines[0]
    assert mail.lines[2] == ("There’s no calendar at this address any more. Please copy the secret address again.")
    assert mail.action is not None
    assert mail.action.url.endswith("/desk/calendars/")
    host.put(calendar(LONGER))
    again(row, after=timedelta(days=3))
    notice.refresh_from_db()
    with pytest.raises(NoticeObsolete, match="again"):
        content_of(Notice.objects.get(pk=notice.pk), after=timedelta(days=3))


def test_warning_of_a_calendar_that_was_never_read(mentor: Mentor, host: Host) -> None:
    since = NOW - calendar_services.KEPT
    problem = {"problem": "web_page", "failing_since": since, "tried_at": since}
    row = OutsideCalendarFactory(mentor=mentor, address=host.url(), **problem)
    row = again(row, after=HOUR)
    mail = content_of(Notice.objects.get(kind="calendar_unreadable"))
    assert "We haven’t been able to read it once since you added it on" in mail.lines[0]
    assert len(mail.lines) == 2
