"""Limits that grow with an account's age and with the sessions its member kept."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from bookings.errors import BookingRefused
from bookings.fairness import grown_for
from bookings.policy import GROWS_EVERY, grown, limits
from bookings.services import moving
from matching.errors import RequestRefused
from matching.models import RequestState
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, NoShowFactory, RequestFactory, UserFactory
from tests.matching.relays import send

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def new(db: None) -> User:
    """Someone who joined yesterday."""
    return UserFactory(date_joined=NOW - DAY)


@pytest.mark.parametrize(
    ("most", "days", "kept", "number"),
    [
        (5, 0, 0, 2),
        (5, -1, 0, 2),  # a clock that went back
        (5, 29, 0, 2),
        (5, 30, 0, 3),
        (5, 30, 1, 4),
        (5, 0, 3, 5),
        (5, 365, 40, 5),
        (1, 0, 0, 1),  # never more than everyone has
    ],
)
def test_limit_begins_low_and_grows_with_age_and_kept_sessions(most: int, days: int, kept: int, number: int) -> None:
    assert grown(most, age=timedelta(days=days), kept=kept) == number


def test_new_member_books_two_and_is_told_how_it_grows(new: User) -> None:
    for number in range(2):
        book(MentorFactory(bookable=True), new, starts_at=WEDNESDAY + number * DAY)
    grows = "grows by one with each session you keep and with every 30 days of membership, up to"
    refused = f"the most a new member can have. You can book again after the next one. This number {grows} 5."
    with pytest.raises(BookingRefused) as refusal:
        book(MentorFactory(bookable=True), new, starts_at=WEDNESDAY + WEEK)
    assert refusal.value.message == f"You have 2 upcoming bookings, {refused}"
    BookingFactory(mentee=new, starts_at=NOW - DAY)
    assert book(MentorFactory(bookable=True), new, starts_at=WEDNESDAY + WEEK)


def test_week_and_moving_into_it_grow_in_the_same_way(new: User) -> None:
    for hours, settled in ((0, {}), (2, {"confirmed": True})):  # sessions that may not count, and do not
        missed = BookingFactory(mentee=new, starts_at=WEDNESDAY - WEEK + timedelta(hours=hours))
        NoShowFactory(booking=missed, **settled)
        BookingFactory(mentee=new, starts_at=WEDNESDAY + WEEK + timedelta(hours=hours))
    moved = BookingFactory(mentee=new, mentor__bookable=True, starts_at=WEDNESDAY)
    words = "You already have 2 bookings in that week, the most a new member can have.*up to 3"
    with pytest.raises(BookingRefused, match=words):
        moving.move(booking=moved, by=new, starts_at=WEDNESDAY + WEEK + DAY, now=NOW)


def test_month_counts_from_its_very_end(new: User) -> None:
    end = new.date_joined + GROWS_EVERY
    assert [grown_for(new, 3, now=at) for at in (end - timedelta(microseconds=1), end)] == [2, 3]


def test_requests_grow_in_the_same_way(new: User) -> None:
    RequestFactory.create_batch(2, mentee=new, state=RequestState.WITHDRAWN, created_at=NOW, ended_at=NOW)
    with pytest.raises(RequestRefused, match=r"sent 2 requests in the last 90 days.*grows by one.*up to 3"):
        send(new, MentorFactory())
    BookingFactory(mentee=new, starts_at=NOW - DAY)
    assert send(new, MentorFactory()).is_live


@pytest.mark.django_db
def test_member_of_long_standing_pays_no_query(django_assert_num_queries: Any) -> None:
    member = UserFactory.build()
    with django_assert_num_queries(0):
        assert grown_for(member, 5, now=NOW) == 5


def test_help_says_what_new_members_have_unless_it_s_the_same(settings: Any) -> None:
    assert "for new members at first 2 of each" in limits()[-1]
    settings.NEW_MEMBER_BOOKINGS = 5
    assert "new members" not in " ".join(limits())
