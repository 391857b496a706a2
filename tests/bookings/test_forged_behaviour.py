"""Forged forms, on the booking page and at the desk."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bookings.forms.bookings import format_instant
from bookings.models import Booking, DateOverride, SessionType, WeeklyHours
from meetings.models import MeetingPreference
from mentors.models import Mentor
from notifications.models import Notice
from outbox.models import Job
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY
from tests.factories import BookingFactory, MentorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

TAKEN = WEDNESDAY + timedelta(hours=2)
STARTS = {
    "past": NOW - timedelta(days=5),
    "inside the notice": NOW + timedelta(hours=3),
    "outside the hours": WEDNESDAY + timedelta(hours=10),
    "on a free day": WEDNESDAY + timedelta(days=3),
    "off the grid": WEDNESDAY + timedelta(minutes=7),
    "a second late": WEDNESDAY + timedelta(seconds=1),
    "in somebody's booking": TAKEN,
    "behind the horizon": WEDNESDAY + timedelta(days=70),
    "far away": NOW + timedelta(days=60_000),
}


@pytest.fixture
def at_the_desk(client: Client, mentor: Mentor) -> Client:
    client.force_login(mentor.user)
    return client


@pytest.mark.parametrize("starts_at", STARTS.values(), ids=STARTS.keys())
def test_forged_time_is_refused_clearly_and_changes_nothing(
    client: Client, mentor: Mentor, mentee: User, starts_at: datetime
) -> None:
    BookingFactory(mentor=mentor, starts_at=TAKEN)
    client.force_login(mentee)
    at = f"{starts_at:%Y-%m-%dT%H:%M:%SZ}"
    data = {"type": str(mentor.session_types.get().uuid), "at": at, "form_key": str(uuid.uuid4()), "topic": TOPIC}
    answer = client.post(reverse("bookings:book", args=[mentor.slug]), data, follow=True)
    assert answer.status_code == 409 or [status for _address, status in answer.redirect_chain] == [303]
    assert "This time is no longer free. Please pick another." in answer.content.decode()
    assert (Booking.objects.count(), Notice.objects.count(), Job.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize("key", ["", "x", "\x00", "1" * 500])
def test_form_without_a_key_books_nothing(client: Client, mentor: Mentor, mentee: User, key: str) -> None:
    client.force_login(mentee)
    data = {
        "type": str(mentor.session_types.get().uuid),
        "at": format_instant(WEDNESDAY),
        "form_key": key,
        "topic": TOPIC,
    }
    assert client.post(reverse("bookings:book", args=[mentor.slug]), data).status_code == 400
    assert not Booking.objects.exists()


def test_form_key_of_another_member_does_not_reveal_their_booking(client: Client, mentor: Mentor, mentee: User) -> None:
    key = uuid.uuid4()
    theirs = BookingFactory(mentor=mentor, starts_at=TAKEN, form_key=key)
    client.force_login(mentee)
    data = {
        "type": str(mentor.session_types.get().uuid),
        "at": format_instant(TAKEN),
        "form_key": str(key),
        "topic": TOPIC,
    }
    answer = client.post(reverse("bookings:book", args=[mentor.slug]), data, follow=True)
    assert [status for _address, status in answer.redirect_chain] == [303]
    assert str(theirs.uuid) not in answer.content.decode()


BOMBS = [
    {},
    {"{0}-TOTAL_FORMS": "1000000", "{0}-INITIAL_FORMS": "0"},
    {"{0}-TOTAL_FORMS": "9" * 4000, "{0}-INITIAL_FORMS": "0"},
    {"{0}-TOTAL_FORMS": "-5", "{0}-INITIAL_FORMS": "-5"},
    {"{0}-TOTAL_FORMS": "\x00", "{0}-INITIAL_FORMS": "x"},
]


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize(
    ("name", "prefixes"),
    [("hours", [f"d{day}" for day in range(7)]), ("dates", ["spans"]), ("session_types", ["types"])],
)
def test_forged_number_of_rows_changes_nothing(
    at_the_desk: Client, name: str, prefixes: list[str], bomb: dict[str, str]
) -> None:
    data = {field.format(prefix): value for field, value in bomb.items() for prefix in prefixes}
    answer = at_the_desk.post(reverse(f"bookings:{name}"), data | {"first": "2026-12-24", "kind": "open"})
    assert answer.status_code == 400
    assert (WeeklyHours.objects.count(), SessionType.objects.count(), DateOverride.objects.count()) == (5, 1, 0)


def test_session_type_of_another_mentor_stays_theirs(at_the_desk: Client, mentor: Mentor) -> None:
    theirs = MentorFactory(bookable=True).session_types.get()
    row = {"uuid": str(theirs.uuid), "name": "Mine now", "minutes": "30", "on_request": "no", "is_active": "on"}
    data = {"types-TOTAL_FORMS": "1", "types-INITIAL_FORMS": "0"} | {f"types-0-{key}": row[key] for key in row}
    at_the_desk.post(reverse("bookings:session_types"), data)
    theirs.refresh_from_db()
    assert (theirs.name, theirs.mentor_id == mentor.pk) == ("A session", False)


@pytest.mark.parametrize(
    ("first", "last"),
    [("0001-01-01", "9999-12-31"), ("1900-01-01", ""), ("2026-12-02", "2026-12-01"), ("\x00", ""), ("2026-02-30", "")],
)
def test_dates_that_make_no_sense_are_refused(at_the_desk: Client, first: str, last: str) -> None:
    data = {"spans-TOTAL_FORMS": "0", "spans-INITIAL_FORMS": "0", "first": first, "last": last, "kind": "closed"}
    assert at_the_desk.post(reverse("bookings:dates"), data).status_code == 400
    assert not DateOverride.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://meet.example.org/x",
        "https://[",
        "https://a b",
        "\x00",
        "",
        "https://" + "x" * 600,
    ],
)
def test_meeting_place_that_is_not_a_url_is_refused(at_the_desk: Client, mentor: Mentor, url: str) -> None:
    assert at_the_desk.post(reverse("bookings:meeting_place"), {"place": "own", "url": url}).status_code == 400
    mentor.meeting_preference.refresh_from_db()
    assert mentor.meeting_preference.url == "https://meet.example.org/mine"


@pytest.mark.parametrize("url", ["HTTPS://Meet.Example.ORG/Amara", "hTtPs://meet.example.org/Amara"])
def test_meeting_place_in_capitals_is_normalised(at_the_desk: Client, mentor: Mentor, url: str) -> None:
    assert at_the_desk.post(reverse("bookings:meeting_place"), {"place": "own", "url": url}).status_code == 302
    assert MeetingPreference.objects.get(mentor=mentor).url == "https://meet.example.org/Amara"


@pytest.mark.parametrize("name", ["hours", "dates", "session_types", "meeting_place", "pause", "feed_settings"])
def test_desk_refuses_posts_without_csrf_token(mentor: Mentor, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mentor.user)
    assert client.post(reverse(f"bookings:{name}"), {"action": "open"}).status_code == 403
    mentor.refresh_from_db()
    assert mentor.is_listed
