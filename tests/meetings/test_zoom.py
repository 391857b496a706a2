"""Zoom, with its documented requests and responses."""

import logging
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from accounts.models import User
from bookings import services
from bookings.models import Booking
from meetings import provisioning
from meetings.models import Meeting, MeetingProblem, MeetingState
from mentors.models import Mentor
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import MentorFactory, UserFactory
from tests.meetings.meeting_places import meet_at, zoom
from tests.meetings.provider_servers import Zoom

__all__ = ["zoom"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mentor(zoom: Zoom, mentor: Mentor) -> Mentor:
    meet_at(mentor, "zoom")
    return mentor


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    """A new booking whose room has not been created yet."""
    return book(mentor, mentee)


def waits() -> list[timedelta]:
    """The remaining waits of meeting jobs that have failed once."""
    rows = Job.objects.unfinished().filter(kind="meetings.make", attempts__gt=0)
    return [due - NOW for due in rows.values_list("due_at", flat=True)]


def test_booking_succeeds_before_zoom_is_called_and_the_room_is_created_after_commit(
    zoom: Zoom, booking: Booking
) -> None:
    assert (booking.meeting.state, booking.meeting_url, zoom.asked) == (MeetingState.WANTED, "", [])
    drain(now=NOW)
    booking.refresh_from_db()
    [made] = zoom.meetings.values()
    assert booking.meeting_url == made["join_url"]
    row = Meeting.objects.get()
    assert (row.state, row.identifier, row.host, row.tried_at) == (MeetingState.READY, str(made["id"]), "me", None)
    assert zoom.requests() == ["POST /v2/users/me/meetings"]


def test_meeting_has_a_waiting_room_and_reveals_nothing_about_the_two(zoom: Zoom, booking: Booking) -> None:
    drain(now=NOW)
    [made] = zoom.meetings.values()
    assert made["settings"]["waiting_room"] is True
    assert made["settings"]["join_before_host"] is False
    assert made["settings"]["auto_recording"] == "none"
    assert (made["start_time"], made["duration"], made["timezone"]) == ("2026-11-25T09:00:00Z", 30, "UTC")
    assert made["topic"] == "The Mentoring Club: A session"
    sent = str(zoom.asked)
    assert [word for word in ("Amara", "Kofi", "kofi@", "amara@", "tickets") if word in sent] == []


def test_token_is_requested_once_and_cached(zoom: Zoom, mentor: Mentor) -> None:
    for hours in range(3):
        book(mentor, UserFactory(), starts_at=WEDNESDAY + timedelta(hours=hours))
        drain(now=NOW)
    assert len(zoom.meetings) == 3
    assert [row.path for row in zoom.asked].count("/oauth/token") == 1


def test_revoked_token_is_replaced_once(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    book(mentor, mentee)
    drain(now=NOW)
    zoom.end_tokens()
    book(mentor, mentee, starts_at=WEDNESDAY + timedelta(hours=1))
    drain(now=NOW)
    assert len(zoom.meetings) == 2
    assert [row.path for row in zoom.asked].count("/oauth/token") == 2


def test_wrong_secret_is_reported_as_a_problem_for_the_team_and_retried(
    zoom: Zoom, booking: Booking, settings: LazySettings
) -> None:
    settings.ZOOM_CLIENT_SECRET = "wrong"
    drain(now=NOW)
    assert Meeting.objects.values_list("state", "problem").get() == (MeetingState.WANTED, MeetingProblem.ACCESS)
    settings.ZOOM_CLIENT_SECRET = "secret"
    drain(now=NOW + 10 * MINUTE)
    assert Meeting.objects.values_list("state", "problem").get() == (MeetingState.READY, "")


@pytest.mark.parametrize(
    ("status", "headers", "wait", "problem"),
    [
        (429, {"Retry_After": "600"}, 10 * MINUTE, MeetingProblem.BUSY),
        (429, {"Retry_After": "2026-11-23T10:20:00Z"}, 90 * MINUTE, MeetingProblem.BUSY),
        (429, {"Retry_After": "Mon, 23 Nov 2026 10:20:00 GMT"}, 90 * MINUTE, MeetingProblem.BUSY),
        (429, {"Retry_After": "999999"}, timedelta(hours=4), MeetingProblem.BUSY),
        (503, {"Retry_After": "600"}, 10 * MINUTE, MeetingProblem.SILENT),
        (500, {}, timedelta(seconds=22), MeetingProblem.SILENT),
        (429, {"Retry_After": "soon"}, timedelta(seconds=22), MeetingProblem.BUSY),
    ],
)
def test_overloaded_zoom_is_retried_when_it_says(
    zoom: Zoom, booking: Booking, status: int, headers: dict[str, str], wait: timedelta, problem: MeetingProblem
) -> None:
    zoom.answer_once("POST /v2/users", status, {"code": status, "message": "later"}, **headers)
    drain(now=NOW)
    assert Meeting.objects.values_list("state", "problem").get() == (MeetingState.WANTED, problem)
    [waited] = waits()
    assert wait - 2 * MINUTE / 60 <= waited <= wait + 10 * MINUTE / 60
    drain(now=NOW + waited)
    assert Meeting.objects.values_list("state", "problem").get() == (MeetingState.READY, "")
    assert len(zoom.meetings) == 1


def test_silent_zoom_is_retried(booking: Booking, settings: LazySettings, zoom: Zoom) -> None:
    right = settings.ZOOM_URL
    settings.ZOOM_URL = "http://127.0.0.1:9/v2"
    drain(now=NOW)
    assert Meeting.objects.get().problem == MeetingProblem.SILENT
    settings.ZOOM_URL = right
    drain(now=NOW + MINUTE)
    assert Meeting.objects.get().state == MeetingState.READY


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"code": 300, "message": "Validation Failed."}),
        (404, {"code": 1001, "message": "User does not exist: somebody@example.org."}),
        (201, {"id": 1}),
        (201, {"id": 1, "join_url": "javascript:alert(1)"}),
        (201, {"id": 1, "join_url": "https://zoom.example/" + "x" * 600}),
        (201, {"id": "../users", "join_url": "https://zoom.example/j/1"}),
        (201, "<html>"),
    ],
)
def test_refusal_is_final_and_stored_without_names(zoom: Zoom, booking: Booking, status: int, body: object) -> None:
    zoom.answer_once("POST /v2/users", status, body)
    drain(now=NOW)
    assert Meeting.objects.values_list("state", "problem").get() == (MeetingState.FAILED, MeetingProblem.REFUSED)
    job = Job.objects.get(kind="meetings.make")
    assert job.failed_at == NOW
    assert "@" not in job.error
    booking.refresh_from_db()
    assert booking.meeting_url == ""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_a_refusal_and_the_token_is_not_sent_on(zoom: Zoom, booking: Booking, status: int) -> None:
    zoom.answer_once("POST /v2/users", status, None, Location=f"{zoom.url}/elsewhere")
    drain(now=NOW)
    assert Meeting.objects.values_list("state", "problem").get() == (MeetingState.FAILED, MeetingProblem.REFUSED)
    assert zoom.requests() == ["POST /v2/users/me/meetings"]


def test_cancelled_booking_removes_its_meeting(zoom: Zoom, booking: Booking, mentee: User) -> None:
    drain(now=NOW)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    drain(now=NOW)
    assert zoom.meetings == {}
    assert Meeting.objects.get().state == MeetingState.GONE


def test_meeting_that_is_already_gone_is_no_error(zoom: Zoom, booking: Booking, mentee: User) -> None:
    drain(now=NOW)
    zoom.meetings.clear()
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    drain(now=NOW)
    assert not Job.objects.filter(failed_at__isnull=False).exists()
    assert not Job.objects.unfinished().filter(kind="meetings.remove").exists()


def test_booking_cancelled_before_the_job_runs_creates_no_meeting(zoom: Zoom, booking: Booking, mentee: User) -> None:
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    drain(now=NOW)
    assert zoom.asked == []


def move(booking: Booking, starts_at: datetime) -> None:
    services.moving.move(booking=booking, by=booking.mentee, starts_at=starts_at, now=NOW)


def test_moved_booking_moves_its_meeting_and_keeps_the_link(zoom: Zoom, booking: Booking) -> None:
    drain(now=NOW)
    booking.refresh_from_db()
    link = booking.meeting_url
    move(booking, WEDNESDAY + timedelta(hours=2))
    drain(now=NOW)
    booking.refresh_from_db()
    [made] = zoom.meetings.values()
    assert (made["start_time"], booking.meeting_url) == ("2026-11-25T11:00:00Z", link)
    assert zoom.requests()[-1] == f"PATCH /v2/meetings/{made['id']}"
    assert Meeting.objects.get().state == MeetingState.READY


def test_deleted_meeting_is_created_again_on_a_move(zoom: Zoom, booking: Booking) -> None:
    drain(now=NOW)
    zoom.meetings.clear()
    move(booking, WEDNESDAY + timedelta(hours=2))
    drain(now=NOW)
    booking.refresh_from_db()
    [made] = zoom.meetings.values()
    assert booking.meeting_url == made["join_url"]


def test_each_host_has_one_meeting_at_a_time(zoom: Zoom, settings: LazySettings) -> None:
    settings.ZOOM_HOSTS = zoom.hosts = ("a@example.org", "b@example.org")
    for _number in range(3):
        other = MentorFactory(bookable=True)
        meet_at(other, "zoom")
        book(other, UserFactory())
    drain(now=NOW)
    rows = Meeting.objects.order_by("host").values_list("host", "state", "problem")
    assert sorted(rows) == [
        ("", MeetingState.WANTED, MeetingProblem.HOSTS),
        ("a@example.org", MeetingState.READY, ""),
        ("b@example.org", MeetingState.READY, ""),
    ]


def test_move_to_a_time_when_the_host_is_busy_takes_another_host(
    zoom: Zoom, booking: Booking, settings: LazySettings
) -> None:
    settings.ZOOM_HOSTS = zoom.hosts = ("a@example.org", "b@example.org")
    other = MentorFactory(bookable=True)
    meet_at(other, "zoom")
    second = book(other, UserFactory(), starts_at=WEDNESDAY + timedelta(hours=2))
    drain(now=NOW)
    move(booking, WEDNESDAY + timedelta(hours=2))
    drain(now=NOW)
    booking.refresh_from_db()
    rows = dict(Meeting.objects.values_list("booking", "host"))
    assert sorted(rows.values()) == ["a@example.org", "b@example.org"]
    links = {row["join_url"] for row in zoom.meetings.values()}
    second.refresh_from_db()
    assert links == {booking.meeting_url, second.meeting_url}


def test_meeting_created_by_a_worker_that_died_is_found_and_reused(zoom: Zoom, booking: Booking) -> None:
    zoom.page = 1  # it is on the last page
    drain(now=NOW)
    [number] = zoom.meetings
    for extra in (1, 2):
        zoom.meetings[extra] = zoom.meetings[number] | {"id": extra, "agenda": f"{extra}"}
    zoom.meetings[number] = zoom.meetings.pop(number)
    Meeting.objects.update(state=MeetingState.WANTED, identifier="", tried_at=NOW)
    provisioning.make(booking.uuid, now=NOW)
    assert zoom.requests("POST") == ["POST /v2/users/me/meetings"]
    assert Meeting.objects.get().identifier == str(number)


def test_meeting_is_created_after_a_worker_died_before_the_request(zoom: Zoom, booking: Booking) -> None:
    Meeting.objects.update(tried_at=NOW)
    drain(now=NOW)
    assert len(zoom.meetings) == 1
    assert zoom.requests() == ["GET /v2/users/me/meetings", "POST /v2/users/me/meetings"]


def test_sweep_removes_only_meetings_without_a_booking(zoom: Zoom, booking: Booking) -> None:
    drain(now=NOW)
    [(number, kept)] = zoom.meetings.items()
    zoom.meetings[1] = kept | {"id": 1}  # a duplicate
    zoom.meetings[2] = kept | {"id": 2, "agenda": "Board meeting"}
    zoom.meetings[3] = kept | {"id": 3, "agenda": kept["agenda"].replace("@localhost", "@other.example")}
    zoom.meetings[4] = kept | {"id": 4, "agenda": "00000000-0000-4000-8000-000000000000@localhost"}
    assert provisioning.sweep(now=NOW) == 1
    drain(now=NOW)
    assert sorted(zoom.meetings) == [2, 3, 4, number]


def test_sweep_skips_meetings_that_are_being_created(zoom: Zoom, booking: Booking) -> None:
    drain(now=NOW)
    Meeting.objects.update(state=MeetingState.WANTED, identifier="", tried_at=NOW)
    assert provisioning.sweep(now=NOW) == 0


def test_sweep_removes_the_meeting_of_a_cancelled_booking(zoom: Zoom, booking: Booking, mentee: User) -> None:
    drain(now=NOW)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    Job.objects.filter(kind="meetings.remove").delete()
    assert provisioning.sweep(now=NOW) == 1
    drain(now=NOW)
    assert zoom.meetings == {}


def test_sweep_survives_an_outage_of_zoom(zoom: Zoom, booking: Booking) -> None:
    zoom.answer_once("GET /v2/users", 500)
    assert provisioning.sweep(now=NOW) == 0


def test_no_key_or_link_is_ever_logged(zoom: Zoom, booking: Booking, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    zoom.answer_once("POST /v2/users", 400, {"code": 300, "message": "secret"})
    drain(now=NOW)
    Meeting.objects.update(state=MeetingState.WANTED)
    provisioning.make(booking.uuid, now=NOW)
    [made] = zoom.meetings.values()
    text = caplog.text + str(list(Job.objects.values()))
    keys = [*zoom.tokens, "Y2xpZW50OnNlY3JldA==", made["join_url"], made["start_url"], zoom.account]
    assert [key for key in keys if key in text] == []
