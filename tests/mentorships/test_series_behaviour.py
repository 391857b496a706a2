"""Several meetings booked at once: what is shown is what is accepted, and each is a booking of its own."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from bookings.fairness import refusal_to_book
from bookings.forms.bookings import format_instant
from bookings.models import Booking, BookingRules
from bookings.services import cancelling
from core import clock
from mentorships.errors import MentorshipRefused
from mentorships.models import Mentorship
from mentorships.services import changing, series
from notifications.models import Notice
from notifications.services import deliver
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, MentorshipFactory, UserFactory
from tests.mentorships.pairs import fresh

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def pair(**changes: Any) -> Mentorship:
    mentor = MentorFactory(bookable=True)
    BookingRules.objects.filter(mentor=mentor).update(horizon_days=90)
    return MentorshipFactory(mentor=mentor, active=True, **changes)


def shown(row: Mentorship, number: int = 6, first: datetime = WEDNESDAY) -> list[series.Date]:
    row = fresh(row)
    return series.dates(row, row.mentor.session_types.get(), first, number=number, now=NOW)


def booked(row: Mentorship, starts: list[datetime], **changes: Any) -> series.Booked:
    said = {"by": row.mentee, "topic": TOPIC, "form_key": uuid.uuid4(), "now": NOW} | changes
    return series.book(mentorship=row, session_type=row.mentor.session_types.get(), starts=starts, **said)


def test_all_that_is_shown_as_free_is_booked_beyond_the_limits_for_single_bookings(settings: Settings) -> None:
    settings.MAX_COMING_BOOKINGS = settings.MAX_COMING_WITH_ONE_MENTOR = settings.MAX_BOOKINGS_A_WEEK = 1
    row = pair()
    dates = shown(row)
    assert [date.reason for date in dates] == [""] * 6
    done = booked(row, [date.starts_at for date in dates])
    assert [each.starts_at for each in done.bookings] == [WEDNESDAY + 2 * WEEK * number for number in range(6)]
    assert all(each.is_confirmed for each in done.bookings)
    assert refusal_to_book(MentorFactory(), row.mentee, WEDNESDAY + WEEK, now=NOW) == ""
    assert refusal_to_book(row.mentor, row.mentee, WEDNESDAY + WEEK, now=NOW) == ""


def test_single_bookings_are_limited_as_ever(settings: Settings) -> None:
    settings.MAX_COMING_WITH_ONE_MENTOR = 1
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    book(mentor, mentee)
    assert "You have 1 upcoming booking" in refusal_to_book(mentor, mentee, WEDNESDAY + WEEK, now=NOW)


def test_reasons_say_why_a_date_cannot_be_booked() -> None:
    row = pair(rhythm=1)
    BookingRules.objects.filter(mentor=row.mentor).update(horizon_days=28)
    BookingFactory(mentee=row.mentee, starts_at=WEDNESDAY + WEEK, ends_at=WEDNESDAY + WEEK + timedelta(hours=1))
    BookingFactory(
        mentor=row.mentor, starts_at=WEDNESDAY + 2 * WEEK, ends_at=WEDNESDAY + 2 * WEEK + timedelta(minutes=30)
    )
    row.mentor.date_overrides.create(date=(WEDNESDAY + 3 * WEEK).date())
    reasons = [date.reason for date in shown(row)]
    assert reasons[0] == ""
    for reason, part in zip(reasons[1:], ["another booking", "already booked", "no hours", "", "so far"], strict=True):
        assert part in reason


def test_limits_of_the_mentor_hold() -> None:
    row = pair(rhythm=1)
    BookingRules.objects.filter(mentor=row.mentor).update(weekly_limit=1)
    thursday = WEDNESDAY + WEEK + timedelta(days=1)
    BookingFactory(mentor=row.mentor, starts_at=thursday, ends_at=thursday + timedelta(minutes=30))
    assert [bool(date.reason) for date in shown(row, 3)] == [False, True, False]
    done = booked(row, [WEDNESDAY, WEDNESDAY + WEEK])
    assert [len(done.bookings), len(done.refused)] == [1, 1]


def test_dates_end_with_the_mentorship() -> None:
    row = pair(rhythm=4)
    assert len(shown(row, 12)) == 4


def test_one_email_to_each_with_what_is_still_on() -> None:
    row = pair()
    done = booked(row, [WEDNESDAY, WEDNESDAY + 2 * WEEK])
    assert sorted(Notice.objects.filter(kind="mentorship_series").values_list("recipient", flat=True)) == sorted(
        [row.mentee_id, row.mentor.user_id]
    )
    assert not Notice.objects.filter(kind="booking_confirmed").exists()
    cancelling.cancel(booking=done.bookings[0], by=row.mentor.user, message="", now=NOW)
    for notice in Notice.objects.filter(kind="mentorship_series").order_by("created_at"):
        deliver(notice.pk, now=NOW)
    [first, _second] = mail.outbox
    assert "once" in first.subject
    [file] = [content for name, content, _kind in first.attachments if name == "meetings.ics"]
    assert str(file).count("BEGIN:VEVENT") == 1


def test_sending_it_again_books_and_tells_nothing_twice() -> None:
    row, key = pair(), uuid.uuid4()
    for _twice in range(2):
        assert len(booked(row, [WEDNESDAY, WEDNESDAY + 2 * WEEK], form_key=key).bookings) == 2
    assert Booking.objects.count() == 2
    assert Notice.objects.filter(kind="mentorship_series").count() == 2


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_only_while_the_two_meet(state: str) -> None:
    row = MentorshipFactory(mentor=MentorFactory(bookable=True), **{state: True})
    with pytest.raises(MentorshipRefused):
        booked(row, [WEDNESDAY])


def test_the_mentor_and_strangers_cannot() -> None:
    row = pair()
    for by in (row.mentor.user, UserFactory()):
        with pytest.raises(MentorshipRefused):
            booked(row, [WEDNESDAY], by=by)


def test_none_of_them_is_free() -> None:
    row = pair()
    with pytest.raises(MentorshipRefused, match="no longer free"):
        booked(row, [WEDNESDAY - timedelta(hours=8)])
    with pytest.raises(MentorshipRefused, match="one to 12"):
        booked(row, [])


def test_cancelled_meetings_of_a_mentorship_shut_no_one_out() -> None:
    row = pair()
    for each in booked(row, [WEDNESDAY + number * WEEK for number in range(4)]).bookings:
        cancelling.cancel(booking=each, by=row.mentee, message="", now=NOW)
    assert refusal_to_book(row.mentor, row.mentee, WEDNESDAY, now=NOW) == ""
    changing.finish(mentorship=row, by=row.mentee, seen="active", now=NOW)
    changing.finish(mentorship=row, by=row.mentee, seen="wrapping_up", now=NOW)
    assert "cancelled 4 bookings" in refusal_to_book(row.mentor, row.mentee, WEDNESDAY, now=NOW)


def now_paired() -> Mentorship:
    now = clock.now()
    row = pair(began_at=now - timedelta(days=20))
    Mentorship.objects.filter(pk=row.pk).update(state_since=now - timedelta(days=9), ends_at=now + timedelta(weeks=12))
    return row


def test_page_books_what_it_shows(client: Client) -> None:
    row = now_paired()
    client.force_login(row.mentee)
    address = reverse("mentorships:series", args=[row.uuid])
    text = client.get(address).text
    starts = re.findall(r'name="starts" value="([^"]+)"', text)
    [key] = re.findall(r'name="form_key" value="([^"]+)"', text)
    said = {"starts": starts[:2], "topic": TOPIC, "type": row.mentor.session_types.get().uuid, "form_key": key}
    assert client.post(address, said | {"starts": []}).status_code == 400
    answer = client.post(address, said, follow=True)
    assert "Booked: 2 meetings." in answer.text
    assert [format_instant(each.starts_at) for each in Booking.objects.order_by("starts_at")] == starts[:2]
    assert client.post(address, said | {"form_key": uuid.uuid4()}).status_code == 409


def test_page_shows_the_dates_that_are_asked_for(client: Client) -> None:
    row = now_paired()
    client.force_login(row.mentee)
    address = reverse("mentorships:series", args=[row.uuid])
    first = re.findall(r'<option value="([^"]+Z)"', client.get(address).text)[5]
    asked = {"type": row.mentor.session_types.get().uuid, "first": first, "number": 3}
    assert re.findall(r'name="starts" value="([^"]+)"', client.get(address, asked).text)[0] == first
    for wrong in ({"first": "x"}, {"number": "99"}, {"first": "2001-01-01T10:00Z"}, {"type": "x"}):
        assert client.get(address, asked | wrong).status_code == 200


def test_page_is_the_mentees(client: Client) -> None:
    row = now_paired()
    client.force_login(row.mentor.user)
    assert client.get(reverse("mentorships:series", args=[row.uuid])).status_code == 404


def test_long_series_takes_no_more_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = pair(rhythm=1)
    series_type = row.mentor.session_types.get()
    with django_assert_num_queries(7):
        assert len(series.dates(row, series_type, WEDNESDAY, number=2, now=NOW)) == 2
    row = Mentorship.objects.with_people().get(pk=row.pk)
    with django_assert_num_queries(8):
        assert len(series.dates(row, series_type, WEDNESDAY, number=12, now=NOW)) == 12
