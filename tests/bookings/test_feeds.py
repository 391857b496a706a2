from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from bookings.models import Booking, BookingStatus, CalendarFeed, SessionType
from bookings.services import feeds
from core import tokens
from mentors.models import Mentor
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory, UserFactory
from tests.pages import NOT_FOUND, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def path(user: User) -> str:
    return feeds.address(CalendarFeed.objects.get(user=user)).removeprefix("http://localhost:8000")


def uids(content: bytes) -> list[str]:
    return [str(entry["UID"]) for entry in Calendar.from_ical(content).walk("VEVENT")]


@pytest.fixture
def opened(mentee: User) -> str:
    feeds.open_feed(by=mentee)
    return path(mentee)


def test_viewing_the_settings_creates_no_feed(client: Client, mentee: User) -> None:
    client.force_login(mentee)
    assert client.get(reverse("bookings:feed_settings")).status_code == 200
    assert not CalendarFeed.objects.exists()


def test_address_is_created_renewed_and_closed(client: Client, mentee: User) -> None:
    client.force_login(mentee)
    page = reverse("bookings:feed_settings")
    client.post(page, {"action": "open"})
    first = path(mentee)
    assert f"http://localhost:8000{first}" in client.get(page).content.decode()
    assert f"webcal://localhost:8000{first}" in client.get(page).content.decode()
    client.post(page, {"action": "renew"})
    second = path(mentee)
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    client.post(page, {"action": "close"})
    client.post(page, {"action": "open"})
    third = path(mentee)
    assert [client.get(address).status_code for address in (first, second, third)] == [404, 404, 200]


def test_mentors_feed_includes_what_mentees_wrote_only_if_they_chose_so(
    client: Client, mentor: Mentor, mentee: User
) -> None:
    BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY, topic="I am about to be dismissed.")
    page = reverse("bookings:feed_settings")
    shown = []
    for member in (mentor.user, mentee):
        feeds.open_feed(by=member)
    client.force_login(mentor.user)
    for action in ("nothing", "show_words", "leave_out_words"):
        client.post(page, {"action": action})
        says_so = "such as a colleague or your employer" in client.get(page).content.decode()
        shown.append((b"dismissed" in client.get(path(mentor.user)).content, says_so))
    assert shown == [(False, False), (True, True), (False, False)]
    assert b"dismissed" in client.get(path(mentee)).content  # their own words


def test_feed_includes_active_bookings_in_both_roles(client: Client, opened: str, mentee: User) -> None:
    rows = [
        BookingFactory(mentee=mentee, starts_at=NOW - timedelta(days=30)),
        BookingFactory(mentee=mentee, starts_at=WEDNESDAY),
        BookingFactory(mentor__user=mentee, starts_at=WEDNESDAY + timedelta(days=1), requested=True),
    ]
    BookingFactory(mentee=mentee, starts_at=WEDNESDAY, cancelled=True)
    BookingFactory(mentee=mentee, starts_at=NOW - timedelta(days=200))
    BookingFactory(starts_at=WEDNESDAY)
    response = client.get(opened)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert uids(response.content) == [f"{row.uuid}@localhost" for row in rows]


def test_feed_is_in_the_members_language(client: Client, mentor: Mentor) -> None:
    german = UserFactory(language="de")
    feeds.open_feed(by=german)
    booking = BookingFactory(mentee=german, starts_at=WEDNESDAY)
    content = client.get(path(german), headers={"Accept-Language": "en"}).content.decode().replace("\r\n ", "")
    assert f"/de/bookings/{booking.uuid}/" in content


@pytest.mark.parametrize("change", ["", "A", "cut", "purpose", "other"])
def test_wrong_token_is_not_found(client: Client, opened: str, mentee: User, change: str) -> None:
    token = opened.removeprefix("/calendar/").removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    wrong = {
        "": "x",
        "A": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "cut": token[:-1],
        "purpose": tokens.derive("feedback", feed.uuid, feed.revision),
        "other": tokens.derive("calendar", UserFactory().uuid),
    }[change]
    assert seen(client.get(f"/calendar/{wrong}.ics")) == NOT_FOUND


def test_feed_of_a_closed_account_is_gone(client: Client, opened: str) -> None:
    User.objects.update(is_active=False)
    assert seen(client.get(opened)) == NOT_FOUND


def test_feed_only_reads(client: Client, opened: str) -> None:
    assert client.post(opened).status_code == 405
    head = client.head(opened)
    assert (head.status_code, head["Content-Type"]) == (200, "text/calendar; charset=utf-8")


def test_unchanged_feed_is_not_sent_again(client: Client, opened: str, mentee: User) -> None:
    booking = BookingFactory(mentee=mentee, starts_at=WEDNESDAY)
    first = client.get(opened)
    again = {"If-None-Match": first["ETag"]}
    assert client.get(opened, headers=again).status_code == 304
    assert "Last-Modified" not in first  # we don't record when the setting changed
    Booking.objects.filter(pk=booking.pk).update(status=BookingStatus.CANCELLED, cancelled_at=NOW, sequence=1)
    changed = client.get(opened, headers=again)
    assert (changed.status_code, uids(changed.content)) == (200, [])


@pytest.mark.parametrize("many", [1, 3])
def test_feed_takes_three_queries_and_two_when_unchanged(
    client: Client, opened: str, mentee: User, many: int, django_assert_num_queries: object
) -> None:
    for number in range(many):
        BookingFactory(mentee=mentee, starts_at=WEDNESDAY + timedelta(hours=number))
    with django_assert_num_queries(3):  # type: ignore[operator]
        sent = client.get(opened)
    assert len(uids(sent.content)) == many
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert client.get(opened, headers={"If-None-Match": sent["ETag"]}).status_code == 304


def test_mentors_feed_takes_three_queries(client: Client, mentor: Mentor, django_assert_num_queries: object) -> None:
    BookingFactory(mentor=mentor, starts_at=WEDNESDAY)
    BookingFactory(mentor=mentor, starts_at=WEDNESDAY + timedelta(hours=1), requested=True)
    feeds.show_words(by=feeds.open_feed(by=mentor.user).user, shown=True)
    address = path(mentor.user)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(uids(client.get(address).content)) == 2


def test_whatever_changes_the_feed_changes_its_version(client: Client, opened: str, mentee: User) -> None:
    """The version is computed without building the file, so it must cover everything in it."""
    booking = BookingFactory(mentee=mentee, starts_at=WEDNESDAY)
    later = NOW + timedelta(minutes=1)
    changes: list[tuple[Any, dict[str, Any]]] = [
        (Booking.objects, {field: later}) for field in ("created_at", "answered_at", "moved_at", "expires_at")
    ]
    changes += [
        (Booking.objects, {"uuid": uuid4()}),
        (Booking.objects, {"status": BookingStatus.REQUESTED, "expires_at": later}),
        (Booking.objects, {"sequence": 7}),
        (Booking.objects, {"topic": "Another one"}),
        (Booking.objects, {"starts_at": booking.starts_at + timedelta(minutes=5)}),
        (Booking.objects, {"ends_at": booking.ends_at + timedelta(minutes=5)}),
        (SessionType.objects, {"name": "A walk"}),
        (User.objects.filter(pk=booking.mentor.user_id), {"display_name": "Somebody Else"}),
        (User.objects.filter(pk=mentee.pk), {"language": "de"}),
        (Booking.objects, {"status": BookingStatus.CANCELLED, "cancelled_at": later}),
    ]
    before = client.get(opened)
    assert len(uids(before.content)) == 1
    for rows, change in changes:
        rows.update(**change)
        after = client.get(opened)
        assert after.content == before.content or after["ETag"] != before["ETag"], change
        before = after


def test_member_has_one_feed(mentee: User) -> None:
    for user in (mentee, UserFactory()):
        feeds.open_feed(by=user)
    with pytest.raises(IntegrityError, match="bookings_calendarfeed_user_id_key"):
        CalendarFeed.objects.update(user=mentee)
