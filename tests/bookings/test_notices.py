"""The emails as they arrive: who gets which, and what they say."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.models import User
from bookings import services
from bookings.models import Booking, BookingStatus
from mentors.models import Mentor
from notifications.mail_content import optional_kinds
from notifications.models import Notice, NoticeState
from notifications.services import notify
from outbox.lanes import Lane
from outbox.models import SLACK
from outbox.services import drain
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY, book
from tests.factories import BookingFactory, SessionTypeFactory, UserFactory

HOSTILE = "<script>alert(1)</script>\r\nBcc: victim@example.org\r\n.\r\n“message” & more"


def sent(to: User) -> list[mail.EmailMultiAlternatives]:
    return [m for m in mail.outbox if m.to == [to.email]]


def text(message: mail.EmailMultiAlternatives) -> str:
    return str(message.body)


def html(message: mail.EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])


def calendar(message: mail.EmailMultiAlternatives) -> tuple[str, Calendar]:
    """The method in the MIME header, and the file."""
    [part] = [part for part in message.alternatives if part[1].startswith("text/calendar")]
    return part[1].rpartition("method=")[2], Calendar.from_ical(part[0])


@pytest.fixture
def asked(mentor: Mentor, mentee: User) -> Booking:
    return book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))


def test_batch_makes_as_many_queries_for_three_bookings_as_for_one(mentor: Mentor) -> None:
    def reads(number: int) -> int:
        for hour in range(number):
            booking = BookingFactory(mentor=mentor, starts_at=WEDNESDAY + timedelta(days=number, hours=hour))
            notify(booking.mentee, "booking_confirmed", about=booking, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert drain(now=NOW, lane=Lane.MAIL) == number
        return sum(query["sql"].startswith("SELECT") for query in asked)

    reads(2)  # the first batch of a process also loads content types
    assert reads(3) == reads(6)


def test_both_get_an_invitation_in_their_own_zone(mentor: Mentor, mentee: User) -> None:
    """Peer failures 16 and 22: one invitation for each, in the recipient's zone."""
    booking = book(mentor, mentee)
    drain(now=NOW)
    assert len(mail.outbox) == 2
    [to_mentor], [to_mentee] = sent(mentor.user), sent(mentee)
    assert "10:00–10:30, Berlin time (UTC+1)" in text(to_mentor)
    assert "04:00–04:30, New York time (UTC-5)" in text(to_mentee)
    assert to_mentee.subject == "Booked: Wed 25 Nov, 04:00 with Amara Njeri"
    for message in (to_mentor, to_mentee):
        for body in (text(message), html(message)):
            assert "https://meet.example.org/mine" not in body
            assert f"http://localhost:8000/bookings/{booking.uuid}/join/" in body
            assert "No need to reply to the calendar invitation. If you can’t make" in body
            assert f"http://localhost:8000/bookings/{booking.uuid}/" in body
            assert f"http://localhost:8000/bookings/{booking.uuid}/cancel/" in body
            assert "calendar.google.com" in body
            assert "outlook.live.com" in body
        method, file = calendar(message)
        [entry] = file.walk("VEVENT")
        assert (method, file["METHOD"], entry.start) == ("REQUEST", "REQUEST", WEDNESDAY)  # type: ignore[attr-defined]
        assert entry["ATTENDEE"] == f"mailto:{message.to[0]}"


def test_mentors_mail_has_the_topic_and_the_mentees_introduction(mentor: Mentor) -> None:
    mentee = UserFactory(introduction="Nurse, new to data.")
    book(mentor, mentee)
    drain(now=NOW)
    [to_mentor], [to_mentee] = sent(mentor.user), sent(mentee)
    assert f"> {TOPIC}" in text(to_mentor)
    assert "Nurse, new to data." in text(to_mentor)
    assert "Nurse, new to data." not in text(to_mentee)


def test_request_goes_to_the_mentor_and_a_receipt_to_the_mentee(asked: Booking, mentor: Mentor, mentee: User) -> None:
    drain(now=NOW)
    [to_mentor], [to_mentee] = sent(mentor.user), sent(mentee)
    assert f"http://localhost:8000/bookings/{asked.uuid}/answer/" in text(to_mentor)
    assert "until Wed 25 Nov, 09:50" in text(to_mentor)
    assert to_mentee.subject == "Your request to Amara Njeri: Wed 25 Nov, 04:00"
    assert "until Wed 25 Nov, 03:50" in text(to_mentee)
    assert not any(part[1].startswith("text/calendar") for part in to_mentor.alternatives + to_mentee.alternatives)


def test_acceptance_includes_the_message_and_the_invitation(asked: Booking, mentor: Mentor, mentee: User) -> None:
    services.answering.answer(booking=asked, by=mentor.user, accept=True, message="Bring your roadmap.", now=NOW)
    drain(now=NOW)
    [to_mentee] = sent(mentee)
    assert to_mentee.subject == "Amara Njeri has accepted: Wed 25 Nov, 04:00"
    assert "> Bring your roadmap." in text(to_mentee)
    assert calendar(to_mentee)[0] == "REQUEST"
    dropped = Notice.objects.filter(state=NoticeState.DROPPED).values_list("kind", "reason")
    assert set(dropped) == {
        ("booking_requested", "the booking is confirmed by now"),
        ("booking_request_sent", "the booking is confirmed by now"),
    }


def test_refusal_is_kind_and_links_to_other_mentors(asked: Booking, mentor: Mentor, mentee: User) -> None:
    services.answering.answer(booking=asked, by=mentor.user, accept=False, message="Away that week.", now=NOW)
    drain(now=NOW)
    [to_mentee] = sent(mentee)
    assert "> Away that week." in text(to_mentee)
    assert "http://localhost:8000/mentors/" in text(to_mentee)
    assert sent(mentor.user) == []


def test_both_are_told_that_a_request_has_expired(asked: Booking, mentor: Mentor, mentee: User) -> None:
    assert asked.expires_at is not None
    services.expiring.expire_requests(now=asked.expires_at)
    drain(now=asked.expires_at)
    [to_mentor], [to_mentee] = sent(mentor.user), sent(mentee)
    assert "has expired" in text(to_mentor)
    assert "hasn’t answered in time" in text(to_mentee)


def test_cancellation_removes_the_entry_from_both_calendars(mentor: Mentor, mentee: User) -> None:
    """Peer failure 21: METHOD:CANCEL in the file and in the MIME header."""
    booking = book(mentor, mentee)
    drain(now=NOW)
    mail.outbox = []
    services.cancelling.cancel(booking=booking, by=mentor.user, message="I am ill.", now=NOW)
    drain(now=NOW)
    [to_mentor], [to_mentee] = sent(mentor.user), sent(mentee)
    assert "Amara has cancelled your booking" in text(to_mentee)
    assert "> I am ill." in text(to_mentee)
    assert "You’ve cancelled your booking with Kofi" in text(to_mentor)
    for message in (to_mentor, to_mentee):
        method, file = calendar(message)
        [entry] = file.walk("VEVENT")
        assert (method, file["METHOD"], entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCEL", "CANCELLED", 1)


@pytest.mark.parametrize("leaves", [True, False])
def test_mentee_whose_mentor_cancels_is_shown_the_way_on(mentor: Mentor, mentee: User, leaves: bool) -> None:
    booking = book(mentor, mentee)
    drain(now=NOW)
    mail.outbox = []
    if leaves:
        services.status.leave(mentor=mentor, by=mentor.user, message="", now=NOW)
    else:
        services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=NOW)
    drain(now=NOW)
    to_mentor, *thanks = sent(mentor.user)
    [to_mentee] = sent(mentee)
    assert len(thanks) == leaves
    assert [text(message).count("Find another mentor") for message in (to_mentor, to_mentee)] == [0, 1]
    assert ("Find another time with Amara" in text(to_mentee)) == (not leaves)
    assert [text(message).count("Open the booking") for message in (to_mentor, to_mentee)] == [1, 1]


def test_withdrawn_request_has_no_calendar_file(asked: Booking, mentor: Mentor, mentee: User) -> None:
    services.cancelling.cancel(booking=asked, by=mentee, message="", now=NOW)
    drain(now=NOW)
    [to_mentor], [to_mentee] = sent(mentor.user), sent(mentee)
    assert "Kofi has withdrawn a request" in text(to_mentor)
    assert "You’ve withdrawn your request to Amara" in text(to_mentee)
    assert not any(part[1].startswith("text/calendar") for part in to_mentor.alternatives + to_mentee.alternatives)


def test_reminders_come_a_day_and_an_hour_before(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    drain(now=NOW)
    mail.outbox = []
    subjects = {24: "Reminder: Wed 25 Nov, 04:00 with Amara Njeri", 1: "In one hour: Amara Njeri, Wed 25 Nov, 04:00"}
    for before, subject in subjects.items():
        due = WEDNESDAY - timedelta(hours=before)
        assert drain(now=due - SLACK - timedelta(seconds=1)) == 0
        drain(now=due)
        assert [message.subject for message in sent(mentee)] == [subject]
        assert f"http://localhost:8000/bookings/{booking.uuid}/join/" in text(sent(mentee)[0])
        mail.outbox = []


def test_late_worker_sends_no_obsolete_reminder(mentor: Mentor, mentee: User) -> None:
    book(mentor, mentee)
    drain(now=NOW)
    drain(now=WEDNESDAY - timedelta(minutes=30))
    states = Notice.objects.filter(kind__startswith="booking_reminder", recipient=mentee).values_list("kind", "state")
    assert dict(states) == {"booking_reminder_day": NoticeState.DROPPED, "booking_reminder_hour": NoticeState.SENT}


def test_reminder_after_the_start_is_dropped(mentor: Mentor, mentee: User) -> None:
    book(mentor, mentee)
    drain(now=WEDNESDAY)
    reasons = Notice.objects.filter(kind="booking_reminder_hour").values_list("reason", flat=True)
    assert set(reasons) == {"the booking has started"}


def test_reader_can_switch_reminders_off_and_nothing_else(mentor: Mentor) -> None:
    mentee = UserFactory(muted_notices=["booking_reminder_day", "booking_reminder_hour", "booking_confirmed"])
    book(mentor, mentee)
    drain(now=NOW)
    drain(now=WEDNESDAY - timedelta(hours=1))
    assert [message.subject[:6] for message in sent(mentee)] == ["Booked"]
    booking_kinds = {kind.name for kind in optional_kinds() if kind.name.startswith("booking")}
    assert booking_kinds == {"booking_reminder_day", "booking_reminder_hour"}


def test_confirmation_after_a_long_outage_is_dropped_when_the_booking_is_over(mentor: Mentor, mentee: User) -> None:
    book(mentor, mentee)
    drain(now=WEDNESDAY + timedelta(days=1))
    assert mail.outbox == []
    reasons = Notice.objects.filter(kind="booking_confirmed").values_list("reason", flat=True)
    assert set(reasons) == {"the booking is over"}


def test_mail_is_in_the_readers_language_and_links_to_its_pages(mentor: Mentor) -> None:
    mentee = UserFactory(language="de")
    booking = book(mentor, mentee)
    drain(now=NOW)
    assert f"http://localhost:8000/de/bookings/{booking.uuid}/" in text(sent(mentee)[0])
    assert f"http://localhost:8000/bookings/{booking.uuid}/" in text(sent(mentor.user)[0])


def test_hostile_topic_and_message_are_escaped(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee, topic=HOSTILE)
    drain(now=NOW)
    services.cancelling.cancel(booking=booking, by=mentee, message=HOSTILE, now=NOW)
    drain(now=NOW)
    messages = sent(mentor.user)
    assert len(messages) == 2
    for message in messages:
        wire = message.message()
        assert isinstance(wire.as_bytes(), bytes)
        assert (wire["Bcc"], message.recipients()) == (None, [mentor.user.email])
        assert "<script>" not in html(message)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html(message)


def test_hostile_name_stays_in_the_subject_line(mentor: Mentor) -> None:
    mentee = UserFactory(display_name="Eve\r\nBcc: victim@example.org")
    book(mentor, mentee)
    drain(now=NOW)
    message = sent(mentor.user)[0]
    assert message.message()["Bcc"] is None
    assert "\n" not in message.subject
    assert message.subject.endswith("with Eve Bcc: victim@example.org")


def test_notice_to_someone_who_is_not_part_of_the_booking_is_dropped(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    Booking.objects.filter(pk=booking.pk).update(mentee=UserFactory())
    drain(now=NOW)
    assert sent(mentee) == []


def test_queued_mail_about_a_booking_that_changed_is_dropped(mentor: Mentor, mentee: User) -> None:
    booking = BookingFactory(mentor=mentor, mentee=mentee, requested=True, starts_at=WEDNESDAY)
    for kind in ("booking_confirmed", "booking_cancelled", "booking_declined", "booking_expired"):
        notify(mentee, kind, about=booking, now=NOW)
    drain(now=NOW)
    reasons = Notice.objects.values_list("state", "reason").distinct()
    assert set(reasons) == {(NoticeState.DROPPED, f"the booking is {BookingStatus.REQUESTED} by now")}
