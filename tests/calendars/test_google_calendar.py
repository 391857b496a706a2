"""A mentor's Google calendar says when they are busy, over real HTTP against a server that speaks the Calendar API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialToken
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from accounts import social_tokens
from bookings import services as booking_services
from bookings.openings import is_opening
from calendars import services
from calendars.models import BusyTime, OutsideCalendar
from calendars.services import CalendarRefused
from meetings.providers.google_meet.provider import event_id
from mentors.models import Mentor
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import MentorFactory, UserFactory
from tests.meetings.meeting_places import connect, google, meet_at
from tests.meetings.provider_servers import Google, google_refusal

__all__ = ["google"]  # the fixture
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
HALF, HOUR, DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)


def put(google: Google, name: str, at: datetime = WEDNESDAY, **more: Any) -> None:
    """Add an event of half an hour, as Google returns it."""
    google.events[name] = {
        "iCalUID": f"{name}@google.com",
        "status": "confirmed",
        "start": {"dateTime": at.isoformat(), "timeZone": "Europe/Berlin"},
        "end": {"dateTime": (at + HALF).isoformat(), "timeZone": "Europe/Berlin"},
    } | more


def added(mentor: Mentor) -> OutsideCalendar:
    """The mentor's Google calendar, added and read."""
    connect(mentor.user)
    row = services.add_google(mentor=mentor, by=mentor.user, now=NOW)
    drain(now=NOW)
    return OutsideCalendar.objects.get(pk=row.pk)


def again(row: OutsideCalendar, *, after: timedelta = HOUR) -> OutsideCalendar:
    services.sync(row.pk, now=NOW + after)
    return OutsideCalendar.objects.get(pk=row.pk)


def busy(mentor: Mentor) -> list[tuple[datetime, datetime]]:
    return list(BusyTime.objects.of(mentor).values_list("starts_at", "ends_at"))


def test_calendar_is_read_at_once_and_hides_its_times(google: Google, mentor: Mentor) -> None:
    put(google, "dentist", summary="The dentist, in secret")
    row = added(mentor)
    assert (row.read_at, row.problem, row.name, row.host) == (NOW, "", "Google Calendar", "google.com")
    assert busy(mentor) == [(WEDNESDAY, WEDNESDAY + HALF)]
    assert not is_opening(mentor, mentor.session_types.get(), WEDNESDAY, viewer=None, now=NOW)
    [asked] = [each for each in google.asked if each.path.endswith("/events")]
    assert asked.query["singleEvents"] == "true"
    assert asked.query["timeMin"] == (NOW - DAY).isoformat()
    assert "summary" not in asked.query["fields"]  # no titles
    google.events.clear()
    again(row)
    assert busy(mentor) == []


@pytest.mark.parametrize(
    "more",
    [
        {"transparency": "transparent"},
        {"status": "cancelled"},
        {"attendees": [{"self": True, "responseStatus": "declined"}]},
        {"description": "http://localhost:8000/bookings/8e0f0c7e-6a52-4c3e-9d8a-1f0b2c3d4e5f/"},
        {"location": "http://localhost:8000/de/bookings/8e0f0c7e-6a52-4c3e-9d8a-1f0b2c3d4e5f/join/"},
        {"iCalUID": "8e0f0c7e-6a52-4c3e-9d8a-1f0b2c3d4e5f@localhost"},
    ],
)
def test_free_events_hide_nothing(google: Google, mentor: Mentor, more: dict[str, Any]) -> None:
    put(google, "event", **more)
    assert added(mentor).unclear == 0
    assert busy(mentor) == []


@pytest.mark.parametrize(
    "more",
    [
        {"status": "tentative"},
        {"transparency": "opaque"},
        {"attendees": [{"self": True, "responseStatus": "needsAction"}]},
        {"attendees": [{"self": True, "responseStatus": "accepted"}, {"responseStatus": "declined"}]},
        {"iCalUID": "8e0f0c7e-6a52-4c3e-9d8a-1f0b2c3d4e5f@another.example.org"},
    ],
)
def test_busy_events_hide_their_time(google: Google, mentor: Mentor, more: dict[str, Any]) -> None:
    put(google, "event", **more)
    added(mentor)
    assert busy(mentor) == [(WEDNESDAY, WEDNESDAY + HALF)]


def test_whole_days_are_the_mentors_days(google: Google, mentor: Mentor) -> None:
    put(google, "holiday", start={"date": "2026-11-26"}, end={"date": "2026-11-28"})
    added(mentor)
    midnight = datetime(2026, 11, 25, 23, tzinfo=UTC)  # in Berlin
    assert busy(mentor) == [(midnight, midnight + 2 * DAY)]


@pytest.mark.parametrize(
    "more",
    [
        {"start": {"dateTime": "soon"}},
        {"start": {"dateTime": "2026-11-25T10:00:00"}},
        {"start": {"date": "2026-13-01"}},
        {"start": None},
        {"start": {}},
        {"end": "2026"},
        {"attendees": ["Ben"]},
        {"attendees": 7},
    ],
)
def test_malformed_event_is_counted_and_does_not_affect_others(
    google: Google, mentor: Mentor, more: dict[str, Any]
) -> None:
    put(google, "strange", **more)
    put(google, "sound", WEDNESDAY + HOUR)
    assert added(mentor).unclear == 1
    assert busy(mentor) == [(WEDNESDAY + HOUR, WEDNESDAY + HOUR + HALF)]


def test_every_page_is_read(google: Google, mentor: Mentor) -> None:
    for number in range(601):
        put(google, f"event{number}", WEDNESDAY + number * HALF)
    added(mentor)
    assert len(busy(mentor)) == 601
    assert sum(each.path.endswith("/events") for each in google.asked) == 3


def test_clubs_own_room_is_no_conflict(google: Google, mentor: Mentor) -> None:
    connect(mentor.user)
    meet_at(mentor, "google")
    booking = book(mentor, UserFactory())
    drain(now=NOW)
    assert event_id(booking.uuid) in google.events
    row = services.add_google(mentor=mentor, by=mentor.user, now=NOW)
    drain(now=NOW)
    assert OutsideCalendar.objects.get(pk=row.pk).problem == ""
    assert busy(mentor) == []
    booking_services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=NOW)
    drain(now=NOW)
    assert is_opening(mentor, mentor.session_types.get(), WEDNESDAY, viewer=None, now=NOW)


def test_same_response_changes_nothing(google: Google, mentor: Mentor) -> None:
    put(google, "event")
    row = added(mentor)
    kept = BusyTime.objects.get().pk
    row = again(row)
    assert (row.read_at, BusyTime.objects.get().pk) == (NOW + HOUR, kept)


def test_expired_token_is_renewed(google: Google, mentor: Mentor) -> None:
    put(google, "event")
    row = added(mentor)
    google.token = "another"
    assert again(row).problem == ""
    assert social_tokens.opened(SocialToken.objects.get())[0] == "google-token-1"


def test_revoked_consent_is_reported_and_the_times_count_for_two_days(google: Google, mentor: Mentor) -> None:
    put(google, "event")
    row = added(mentor)
    SocialToken.objects.update(token="old", token_secret="withdrawn")
    row = again(row)
    assert row.problem == "consent"
    assert "Google no longer lets us read it. Remove it here, then connect" in row.get_problem_display()
    assert busy(mentor) == [(WEDNESDAY, WEDNESDAY + HALF)]
    row = again(row, after=HOUR + services.KEPT)
    assert row.warned_at is not None
    assert busy(mentor) == []


@pytest.mark.parametrize(
    ("status", "reason", "problem"),
    [
        (403, "rateLimitExceeded", "overloaded"),
        (429, "rateLimitExceeded", "overloaded"),
        (503, "backendError", "unreachable"),
        (400, "badRequest", "strange"),
        (404, "notFound", "strange"),
    ],
)
def test_refusals_are_explained_plainly(google: Google, mentor: Mentor, status: int, reason: str, problem: str) -> None:
    row = added(mentor)
    google.answer_once("GET /calendar/v3/calendars/primary/events", status, google_refusal(status, reason))
    row = again(row)
    assert row.problem == problem
    assert row.next_read_at > NOW + HOUR


def test_removed_google_settings_are_explained_plainly(google: Google, mentor: Mentor, settings: LazySettings) -> None:
    row = added(mentor)
    settings.GOOGLE_CALENDAR = False
    assert again(row).problem == "consent"


def test_only_a_connected_calendar_can_be_added_and_only_once(google: Google, mentor: Mentor) -> None:
    with pytest.raises(CalendarRefused, match="Connect your Google calendar first"):
        services.add_google(mentor=mentor, by=mentor.user, now=NOW)
    added(mentor)
    with pytest.raises(CalendarRefused, match="already"):
        services.add_google(mentor=mentor, by=mentor.user, now=NOW)


def test_removing_the_calendar_gives_up_access_unless_rooms_need_it(google: Google, mentor: Mentor) -> None:
    put(google, "event")
    row = added(mentor)
    meet_at(mentor, "google")
    services.remove_calendar(calendar=row, by=mentor.user, now=NOW)
    assert busy(mentor) == []
    assert social_tokens.opened(SocialToken.objects.get())[1] == "refresh"
    meet_at(mentor, "jitsi")
    row = services.add_google(mentor=mentor, by=mentor.user, now=NOW)
    services.remove_calendar(calendar=row, by=mentor.user, now=NOW)
    assert SocialToken.objects.get().token_secret == ""


def test_desk_offers_google_only_if_possible(
    google: Google, mentor: Mentor, client: Client, settings: LazySettings
) -> None:
    client.force_login(mentor.user)
    page, way = reverse("calendars:list"), reverse("calendars:add_google")

    def shown() -> str:
        return client.get(page).content.decode()

    settings.GOOGLE_CALENDAR = False
    assert "Your Google calendar" not in shown()
    assert "Connect your Google calendar first." in client.post(way, follow=True).content.decode()
    settings.GOOGLE_CALENDAR = True
    connect(mentor.user)
    assert way in shown()
    assert "Added. We’re reading it now." in client.post(way, follow=True).content.decode()
    assert way not in shown()


def test_no_one_can_read_anothers_calendar(google: Google, mentor: Mentor, client: Client) -> None:
    row = added(mentor)
    client.force_login(MentorFactory(bookable=True).user)
    for name in ("read", "remove"):
        assert client.post(reverse(f"calendars:{name}", args=[row.uuid])).status_code == 404
    assert OutsideCalendar.objects.filter(pk=row.pk).exists()
