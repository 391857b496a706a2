"""Google Meet, with the Calendar API's documented requests and responses."""

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.socialaccount.models import SocialToken

from accounts import social_tokens
from accounts.models import User
from bookings import services
from bookings.models import Booking
from calendars import ics_parser
from calendars.ics_parser import ParseRequest
from meetings import provisioning
from meetings.models import Meeting, MeetingProblem, MeetingState
from meetings.providers.google_meet.provider import event_id
from meetings.providers.registry import on_offer
from mentors.models import Mentor
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.calendars.samples import calendar, event
from tests.meetings.meeting_places import connect, google, meet_at
from tests.meetings.provider_servers import Google, google_refusal

__all__ = ["google"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
EVENTS = "/calendar/v3/calendars/primary/events"


@pytest.fixture
def mentor(google: Google, mentor: Mentor) -> Mentor:
    """A mentor who meets on Google Meet and has connected her calendar."""
    meet_at(mentor, "google")
    connect(mentor.user)
    return mentor


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    return book(mentor, mentee)


def outcome() -> tuple[str, str]:
    return Meeting.objects.values_list("state", "problem").get()


def test_event_with_a_link_is_in_the_mentors_calendar(google: Google, booking: Booking) -> None:
    assert google.asked == []
    drain(now=NOW)
    booking.refresh_from_db()
    [event] = google.events.values()
    assert booking.meeting_url == event["hangoutLink"]
    assert outcome() == (MeetingState.READY, "")
    assert event["start"] == {"dateTime": "2026-11-25T09:00:00+00:00"}
    assert event["end"] == {"dateTime": "2026-11-25T09:30:00+00:00"}
    assert (event["visibility"], event["transparency"]) == ("private", "opaque")
    [asked] = google.asked
    assert asked.query == {"conferenceDataVersion": "1", "sendUpdates": "none"}
    assert asked.body["conferenceData"]["createRequest"]["requestId"] == str(booking.uuid)
    assert "attendees" not in event


def test_event_in_the_mentors_own_feed_blocks_no_time(google: Google, booking: Booking, mentor: Mentor) -> None:
    """The mentor may have connected the same calendar by its secret address, too."""
    drain(now=NOW)
    [made] = google.events.values()
    lines = event("20261125T090000Z", "20261125T093000Z", f"DESCRIPTION:{made['description']}")
    body = calendar(lines).replace(b"UID:event-0", f"UID:{made['iCalUID']}".encode())
    asked = ParseRequest(
        zone=ZoneInfo("Europe/Berlin"), start=NOW, end=NOW + timedelta(days=9), site="http://localhost:8000"
    )
    assert ics_parser.read(body, asked).busy == frozenset()
    stranger = replace(asked, site="https://club.example.org")
    assert len(ics_parser.read(body, stranger).busy) == 1


def test_event_id_is_valid_for_google_and_stable(booking: Booking) -> None:
    assert re.fullmatch("[0-9a-v]{26}", event_id(booking.uuid))
    assert event_id(booking.uuid) == event_id(booking.uuid)


def test_worker_that_dies_after_the_response_creates_no_second_event(google: Google, booking: Booking) -> None:
    drain(now=NOW)
    Meeting.objects.update(state=MeetingState.WANTED, identifier="", tried_at=NOW)
    Meeting.objects.update(url="")
    provisioning.make(booking.uuid, now=NOW)
    booking.refresh_from_db()
    [event] = google.events.values()
    assert booking.meeting_url == event["hangoutLink"]


def test_pending_conference_is_polled(google: Google, booking: Booking) -> None:
    google.pending = True
    drain(now=NOW)
    assert outcome() == (MeetingState.WANTED, MeetingProblem.SILENT)
    google.pending = False
    drain(now=NOW + timedelta(minutes=1))
    assert outcome() == (MeetingState.READY, "")
    assert len(google.events) == 1


def test_moved_booking_moves_the_event(google: Google, booking: Booking) -> None:
    drain(now=NOW)
    services.moving.move(booking=booking, by=booking.mentee, starts_at=WEDNESDAY + timedelta(hours=2), now=NOW)
    drain(now=NOW)
    [event] = google.events.values()
    assert event["start"] == {"dateTime": "2026-11-25T11:00:00+00:00"}
    assert outcome() == (MeetingState.READY, "")
    assert google.requests()[-1].startswith(f"PATCH {EVENTS}/")


def test_cancelled_booking_removes_the_event_and_repeating_it_is_fine(
    google: Google, booking: Booking, mentee: User
) -> None:
    drain(now=NOW)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    payload = Job.objects.get(kind="meetings.remove").payload
    drain(now=NOW)
    [event] = google.events.values()
    assert event["status"] == "cancelled"
    provisioning.remove(payload)  # 410
    google.events.clear()
    provisioning.remove(payload)  # 404


def test_expired_token_is_renewed_once(google: Google, booking: Booking) -> None:
    google.token = "another"
    drain(now=NOW)
    assert outcome() == (MeetingState.READY, "")
    assert google.renewed == 1
    assert social_tokens.opened(SocialToken.objects.get())[0] == "google-token-1"


def test_token_from_signing_in_is_replaced_by_one_with_calendar_access(google: Google, booking: Booking) -> None:
    google.answer_once(f"POST {EVENTS}", 403, google_refusal(403, "insufficientPermissions"))
    drain(now=NOW)
    assert outcome() == (MeetingState.READY, "")
    assert google.renewed == 1


def test_revoked_consent_is_reported_and_not_retried(google: Google, booking: Booking, mentor: Mentor) -> None:
    SocialToken.objects.update(token="old", token_secret="taken-back")
    drain(now=NOW)
    assert outcome() == (MeetingState.FAILED, MeetingProblem.CONSENT)
    assert SocialToken.objects.get().token_secret == ""
    assert on_offer(mentor, "google") == ""
    assert google.events == {}


def test_consent_without_the_calendar_is_reported_and_deleted(google: Google, booking: Booking, mentor: Mentor) -> None:
    """Google lets people grant only a part of the requested access."""
    for _time in range(2):
        google.answer_once(f"POST {EVENTS}", 403, google_refusal(403, "insufficientPermissions"))
    drain(now=NOW)
    assert outcome() == (MeetingState.FAILED, MeetingProblem.CONSENT)
    assert on_offer(mentor, "google") == ""


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"])
def test_overloaded_google_is_retried_later(google: Google, booking: Booking, reason: str) -> None:
    google.answer_once(f"POST {EVENTS}", 403, google_refusal(403, reason))
    drain(now=NOW)
    assert outcome() == (MeetingState.WANTED, MeetingProblem.BUSY)
    [due_at] = Job.objects.unfinished().filter(kind="meetings.make").values_list("due_at", flat=True)
    assert due_at == NOW + timedelta(hours=1)
    drain(now=due_at)
    assert outcome() == (MeetingState.READY, "")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, google_refusal(400, "invalid")),
        (403, google_refusal(403, "forbiddenForNonOrganizer")),
        (200, {"conferenceData": {"createRequest": {"status": {"statusCode": "failure"}}}}),
        (200, {"hangoutLink": "javascript:alert(1)"}),
        (200, {}),
        (200, "<html>"),
    ],
)
def test_refusal_is_final(google: Google, booking: Booking, status: int, body: object) -> None:
    google.answer_once(f"POST {EVENTS}", status, body)
    drain(now=NOW)
    assert outcome() == (MeetingState.FAILED, MeetingProblem.REFUSED)


def test_sweep_removes_only_the_event_of_a_cancelled_booking(
    google: Google, booking: Booking, mentor: Mentor, mentee: User
) -> None:
    other = book(mentor, mentee, starts_at=WEDNESDAY + timedelta(hours=1))
    drain(now=NOW)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    Job.objects.filter(kind="meetings.remove").delete()
    google.events["dentist"] = {"status": "confirmed", "extendedProperties": {"private": {}}}
    assert provisioning.sweep(now=NOW) == 1
    drain(now=NOW)
    standing = {name for name, event in google.events.items() if event["status"] == "confirmed"}
    assert standing == {"dentist", event_id(other.uuid)}
