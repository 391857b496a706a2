"""A room for each booking: planned with it, replaced if its provider fails, and impossible to guess."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking
from meetings import fallback, provisioning
from meetings import services as rooms
from meetings.models import Meeting, MeetingProblem, MeetingState
from mentors.models import Mentor
from notifications.models import Notice
from outbox.models import Job
from outbox.registry import PermanentFailure, RetryLater
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, SessionTypeFactory, UserFactory
from tests.meetings.meeting_places import connect, google, meet_at, zoom
from tests.meetings.provider_servers import Google, Zoom
from tests.races import all_at_once

__all__ = ["google", "zoom"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
HOUR = timedelta(hours=1)
AN_HOUR_BEFORE = WEDNESDAY - HOUR


def told(kind: str) -> set[User]:
    return {row.recipient for row in Notice.objects.filter(kind=kind)}


def outcome() -> tuple[str, str, str]:
    """The room's provider, state and problem."""
    return Meeting.objects.values_list("provider", "state", "problem").get()


def test_link_is_stored_and_in_the_mail_and_its_room_cannot_be_guessed(mentor: Mentor) -> None:
    """Peer failure 25. The email leads to the join page, which shows the stored link to the two alone."""
    meet_at(mentor, "jitsi")
    bookings = [book(mentor, UserFactory(), starts_at=WEDNESDAY + number * HOUR) for number in range(3)]
    rooms = {Booking.objects.get(pk=row.pk).meeting_url for row in bookings}
    assert len(rooms) == 3
    assert all(re.fullmatch(r"https://meet\.example\.org/[0-9a-f]{32}", room) for room in rooms)
    mail.outbox = []
    drain(now=NOW)
    pages = {f"http://localhost:8000/bookings/{row.uuid}/join/" for row in bookings}
    assert len(mail.outbox) == 6
    for message in mail.outbox:
        assert len([page for page in pages if page in str(message.body)]) == 1
        assert [room for room in rooms if room in str(message.message())] == []


def test_own_link_and_jitsi_are_ready_at_once_without_any_request(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    assert (booking.meeting_url, outcome()) == ("https://meet.example.org/mine", ("own", MeetingState.READY, ""))
    assert not Job.objects.filter(kind__startswith="meetings.make").exists()


def test_request_gets_its_room_when_it_is_accepted(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    meet_at(mentor, "zoom")
    request = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    assert not Meeting.objects.exists()
    services.answering.answer(booking=request, by=mentor.user, accept=True, message="", now=NOW)
    drain(now=NOW)
    assert outcome() == ("zoom", MeetingState.READY, "")


@pytest.mark.parametrize(
    ("place", "url", "jitsi", "found"),
    [
        ("zoom", "https://e.org/mine", "https://meet.example.org/", ("own", MeetingState.READY, "")),
        ("zoom", "", "https://meet.example.org/", ("jitsi", MeetingState.READY, "")),
        ("google", "", "https://meet.example.org/", ("jitsi", MeetingState.READY, "")),
        ("jitsi", "https://e.org/mine", "", ("own", MeetingState.READY, "")),
        ("", "", "", ("", MeetingState.FAILED, MeetingProblem.NOWHERE)),
    ],
)
def test_place_that_is_not_set_up_is_replaced_at_once(
    mentor: Mentor, mentee: User, settings: LazySettings, place: str, url: str, jitsi: str, found: tuple[str, str, str]
) -> None:
    settings.JITSI_URL = jitsi
    meet_at(mentor, place, url)
    book(mentor, mentee)
    assert outcome() == found


@pytest.fixture
def failed(zoom: Zoom, mentor: Mentor, mentee: User) -> Booking:
    """Zoom has refused to make the room."""
    meet_at(mentor, "zoom")
    zoom.answer_once("POST /v2/users", 400, {"code": 300})
    booking = book(mentor, mentee)
    drain(now=NOW)
    mail.outbox = []
    return booking


def test_own_link_replaces_a_failed_room_an_hour_before_and_both_are_told(
    failed: Booking, mentor: Mentor, mentee: User
) -> None:
    meet_at(mentor, "zoom", "https://e.org/mine")
    assert fallback.find_rooms(now=AN_HOUR_BEFORE - timedelta(seconds=1)) == 0
    assert fallback.find_rooms(now=AN_HOUR_BEFORE) == 1
    failed.refresh_from_db()
    assert (failed.meeting_url, outcome()) == ("https://e.org/mine", ("own", MeetingState.READY, ""))
    assert told("meeting_changed") == {mentor.user, mentee}
    assert fallback.find_rooms(now=AN_HOUR_BEFORE) == 0
    drain(now=AN_HOUR_BEFORE + timedelta(minutes=1))
    subjects = {message.subject for message in mail.outbox if "New link:" in message.subject}
    assert subjects == {
        "New link: Wed 25 Nov, 04:00 with Amara Njeri",
        "New link: Wed 25 Nov, 10:00 with Kofi Mensah",
    }


def test_jitsi_is_the_second_fallback(failed: Booking, mentor: Mentor, mentee: User) -> None:
    assert fallback.find_rooms(now=AN_HOUR_BEFORE) == 1
    failed.refresh_from_db()
    assert failed.meeting_url.startswith("https://meet.example.org/")
    assert (outcome(), told("meeting_changed")) == (("jitsi", MeetingState.READY, ""), {mentor.user, mentee})


def test_mentor_without_a_fallback_is_asked_once_and_gives_a_link(
    failed: Booking, mentor: Mentor, mentee: User, settings: LazySettings
) -> None:
    settings.JITSI_URL = ""
    assert fallback.find_rooms(now=AN_HOUR_BEFORE) == 1
    assert fallback.find_rooms(now=AN_HOUR_BEFORE) == 0
    assert (told("meeting_link_wanted"), told("meeting_link_missing")) == ({mentor.user}, {mentee})
    drain(now=AN_HOUR_BEFORE)
    assert f"http://localhost:8000/bookings/{failed.uuid}/link/" in "".join(str(m.body) for m in mail.outbox)
    services.meetings.give_link(booking=failed, by=mentor.user, url="https://e.org/here", now=AN_HOUR_BEFORE)
    failed.refresh_from_db()
    assert (failed.meeting_url, outcome()) == ("https://e.org/here", ("own", MeetingState.READY, ""))
    assert told("meeting_changed") == {mentee}


def test_sixty_links_in_a_row_are_one_mail(mentor: Mentor, mentee: User) -> None:
    meet_at(mentor, "own", "https://e.org/mine")
    booking = book(mentor, mentee)
    drain(now=NOW)
    mail.outbox = []
    for number in range(60):
        at = NOW + timedelta(milliseconds=75 * number)
        services.meetings.give_link(booking=booking, by=mentor.user, url=f"https://e.org/{number}", now=at)
        drain(now=at)
    assert mail.outbox == []
    drain(now=at + timedelta(minutes=1))
    assert [message.to for message in mail.outbox] == [[mentee.email]]


def test_provider_that_was_asked_late_gets_three_minutes(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    meet_at(mentor, "zoom", "https://e.org/mine")
    mentor.rules.notice_hours = 0
    mentor.rules.save()
    at = WEDNESDAY - HOUR / 2
    book(mentor, mentee, now=at)
    assert fallback.find_rooms(now=at + timedelta(minutes=2)) == 0
    assert fallback.find_rooms(now=at + timedelta(minutes=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_room_that_is_ready_too_late_is_removed(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    meet_at(mentor, "zoom", "https://e.org/mine")
    booking = book(mentor, mentee)

    # Zoom is slow: while it makes the room, an hour before the start, another one takes its place.
    def another_worker() -> None:
        fallback.find_rooms(now=AN_HOUR_BEFORE)
        connection.close()

    zoom.meanwhile = another_worker
    drain(now=NOW)
    booking.refresh_from_db()
    assert (booking.meeting_url, outcome()) == ("https://e.org/mine", ("own", MeetingState.READY, ""))
    assert (len(zoom.requests("POST")), zoom.meetings) == (1, {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [{"provider": "google"}, {"host": "b@example.org"}])
def test_room_of_the_previous_provider_or_host_does_not_overwrite_the_new_one(
    zoom: Zoom, mentor: Mentor, mentee: User, change: dict[str, str]
) -> None:
    meet_at(mentor, "zoom")
    booking = book(mentor, mentee)

    def another_worker() -> None:
        Meeting.objects.update(**change)  # still to be created
        connection.close()

    zoom.meanwhile = another_worker
    provisioning.make(booking.uuid, now=NOW)
    assert Meeting.objects.values_list("url", "identifier", "state").get() == ("", "", MeetingState.WANTED)
    Job.objects.filter(kind="meetings.make").delete()
    drain(now=NOW)
    assert zoom.meetings == {}


def test_only_a_room_that_is_still_wanted_fails(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    provisioning.on_failure(booking.uuid, PermanentFailure("no"), now=NOW)
    assert outcome() == ("own", MeetingState.READY, "")


def test_room_that_fails_is_dated(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    meet_at(mentor, "zoom")
    booking = book(mentor, mentee)
    provisioning.on_failure(booking.uuid, PermanentFailure("no"), now=NOW + HOUR)
    row = Meeting.objects.get()
    assert (row.state, row.changed_at) == (MeetingState.FAILED, NOW + HOUR)


def test_refused_rooms_are_retried_while_there_is_time(failed: Booking, zoom: Zoom) -> None:
    assert provisioning.retry_failed(now=AN_HOUR_BEFORE, before=HOUR) == 0
    assert provisioning.retry_failed(now=NOW + HOUR, before=HOUR) == 1
    drain(now=NOW + HOUR)
    assert outcome() == ("zoom", MeetingState.READY, "")


def test_retried_room_gets_another_host_if_the_first_is_busy(failed: Booking, zoom: Zoom, mentor: Mentor) -> None:
    assert Meeting.objects.get().host == "me"
    other = MentorFactory(bookable=True)
    meet_at(other, "zoom")
    second = book(other, UserFactory())
    drain(now=NOW)
    assert Meeting.objects.get(uuid=second.uuid).host == "me"
    assert provisioning.retry_failed(now=NOW + HOUR, before=HOUR) == 1
    assert Meeting.objects.values_list("host", "state").get(uuid=failed.uuid) == ("", MeetingState.WANTED)


def test_one_worker_at_a_time_makes_a_room(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    meet_at(mentor, "zoom")
    booking = book(mentor, mentee)
    with transaction.atomic():
        Meeting.objects.update(held_until=NOW + timedelta(days=365))
    with pytest.raises(RetryLater):
        provisioning.make(booking.uuid, now=NOW)
    assert zoom.asked == []


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_make_one_meeting(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    """tests/faults/test_meetings.py shows what happens without the lease."""
    meet_at(mentor, "zoom")
    booking = book(mentor, mentee)
    zoom.slow = 0.5
    results = all_at_once(*[lambda: provisioning.make(booking.uuid, now=NOW)] * 5)
    assert [type(result) for result in results if result] == [RetryLater] * 4
    assert zoom.requests() == ["POST /v2/users/me/meetings"]


def test_another_link_removes_the_zoom_meeting(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    meet_at(mentor, "zoom")
    booking = book(mentor, mentee)
    drain(now=NOW)
    services.meetings.give_link(booking=booking, by=mentor.user, url="https://e.org/here", now=NOW)
    drain(now=NOW)
    booking.refresh_from_db()
    assert (booking.meeting_url, zoom.meetings) == ("https://e.org/here", {})


@pytest.mark.parametrize(
    "refused",
    [
        lambda booking, mentor: {"by": booking.mentee},
        lambda booking, mentor: {"by": UserFactory()},
        lambda booking, mentor: {"url": "javascript:alert(1)"},
        lambda booking, mentor: {"url": "https://e.org/" + "x" * 500},
        lambda booking, mentor: {"now": booking.ends_at},
        lambda booking, mentor: {"booking": BookingFactory(mentor=mentor, cancelled=True)},
    ],
)
def test_only_the_mentor_can_give_a_link_and_only_while_the_booking_is_active(
    mentor: Mentor, mentee: User, refused: Callable[[Booking, Mentor], dict[str, object]]
) -> None:
    booking = book(mentor, mentee)
    wish = {"booking": booking, "by": mentor.user, "url": "https://e.org/x", "now": NOW}
    with pytest.raises(BookingRefused):
        services.meetings.give_link(**(wish | refused(booking, mentor)))
    assert Booking.objects.get(pk=booking.pk).meeting_url == "https://meet.example.org/mine"


def test_booking_without_a_meeting_can_get_a_link_and_be_cancelled(mentor: Mentor) -> None:
    booking = BookingFactory(mentor=mentor, starts_at=WEDNESDAY)
    rooms.move(booking.uuid, starts_at=booking.starts_at, ends_at=booking.ends_at, now=NOW)
    services.meetings.give_link(booking=booking, by=mentor.user, url="https://e.org/x", now=NOW)
    assert outcome() == ("own", MeetingState.READY, "")
    other = BookingFactory(mentor=mentor, starts_at=WEDNESDAY + HOUR)
    services.cancelling.cancel(booking=other, by=mentor.user, message="", now=NOW)


def test_each_can_be_late_once_and_the_other_is_told(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    for _time in range(2):
        services.meetings.say_late(booking=booking, by=mentee, now=WEDNESDAY)
    assert told("booking_late") == {mentor.user}
    services.meetings.say_late(booking=booking, by=mentor.user, now=WEDNESDAY)
    assert Notice.objects.filter(kind="booking_late").count() == 2
    assert told("booking_late") == {mentor.user, mentee}


@pytest.mark.parametrize("at", [AN_HOUR_BEFORE - timedelta(seconds=1), WEDNESDAY + HOUR / 2])
def test_running_late_is_possible_from_an_hour_before_until_the_end(mentor: Mentor, mentee: User, at: object) -> None:
    booking = book(mentor, mentee)
    with pytest.raises(BookingRefused):
        services.meetings.say_late(booking=booking, by=mentee, now=at)
    with pytest.raises(BookingRefused):
        services.meetings.say_late(booking=booking, by=UserFactory(), now=WEDNESDAY)
    assert told("booking_late") == set()


def test_place_that_is_not_set_up_cannot_be_chosen(
    google: Google, zoom: Zoom, mentor: Mentor, settings: LazySettings
) -> None:
    def choose(place: str) -> None:
        services.hours.save_meeting_place(mentor=mentor, by=mentor.user, place=place, url="", now=NOW)

    with pytest.raises(rooms.PlaceRefused):
        choose("google")
    connect(mentor.user)
    choose("google")
    choose("zoom")
    settings.ZOOM_ACCOUNT_ID = ""
    with pytest.raises(rooms.PlaceRefused):
        choose("zoom")
    mentor.meeting_preference.refresh_from_db()
    assert mentor.meeting_preference.place == "zoom"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends_at": WEDNESDAY}, "meeting_ends_after_start"),
        ({"state": "wanted"}, "meeting_wanted_of_a_provider"),
        ({"state": "failed"}, "meeting_failed_says_why"),
    ],
)
def test_inconsistent_row_is_refused(mentor: Mentor, mentee: User, change: dict[str, object], constraint: str) -> None:
    book(mentor, mentee)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Meeting.objects.update(**change)


def test_host_is_in_one_room_at_a_time(zoom: Zoom, mentor: Mentor, mentee: User) -> None:
    other = MentorFactory(bookable=True)
    for each, person in ((mentor, mentee), (other, UserFactory())):
        meet_at(each, "zoom")
        book(each, person)
    with pytest.raises(IntegrityError, match="meeting_host_in_one_room"), transaction.atomic():
        Meeting.objects.update(host="me")
