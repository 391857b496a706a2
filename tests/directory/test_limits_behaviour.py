"""A mentor's calendar for a member who has reached a limit: greyed by the rule that would refuse the booking."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bookings.fairness import refusal_to_book
from bookings.forms.bookings import format_instant
from directory.weeks import weeks_of
from mentors.models import Mentor
from tests.bookings.moments import WEDNESDAY
from tests.directory.conftest import NOW, queries
from tests.factories import BookingFactory, MentorFactory, NoShowFactory, UserFactory
from tests.pages import markup, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT_WEEK = WEDNESDAY + 7 * DAY
GREY = "month__day--full"


@pytest.fixture
def mentor() -> Mentor:
    """Monday to Friday, 9 to 17 in Berlin, bookable from tomorrow on."""
    return MentorFactory(bookable=True, user__display_name="Amara Njeri")


@pytest.fixture
def member(settings: Any) -> User:
    """Someone in Berlin whose next week is full."""
    settings.MAX_BOOKINGS_A_WEEK = 2
    member = UserFactory()
    for at in (NEXT_WEEK - 2 * DAY, NEXT_WEEK + 2 * DAY):
        BookingFactory(mentee=member, starts_at=at)
    return member


def calendar(client: Client, mentor: Mentor, query: str = "") -> str:
    return markup(client.get(f"{mentor.get_absolute_url()}{query}")).partition('id="openings"')[2]


def test_full_week_is_grey_with_the_reason_and_others_are_open(mentor: Mentor, member: User) -> None:
    page = calendar(signed_in(member), mentor)
    assert page.count(GREY) == 5
    reason = refusal_to_book(mentor, member, NEXT_WEEK, now=NOW)
    assert reason == ("You already have 2 bookings in that week, the most a member can have. Please pick another week.")
    assert f"Week of 30 November:</strong> {reason}" in page
    assert 'id="day-2026-12-02"' not in page
    assert 'id="day-2026-12-09"' in page
    assert 'id="day-2026-11-25"' in page


def test_what_is_grey_is_refused_and_what_is_open_is_taken(mentor: Mentor, member: User) -> None:
    client, book = signed_in(member), reverse("bookings:book", args=[mentor.slug])
    kind = mentor.session_types.get()
    for at, refused in ((NEXT_WEEK, True), (NEXT_WEEK + 7 * DAY, False)):
        page = markup(client.get(book, {"type": str(kind.uuid), "at": format_instant(at)}))
        assert ("You already have 2 bookings in that week" in page) is refused


def test_week_is_that_of_the_members_zone(mentor: Mentor, settings: Any) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 1
    member = UserFactory(time_zone="Pacific/Pago_Pago")
    BookingFactory(mentee=member, starts_at=NEXT_WEEK - 2 * DAY)  # Sunday in Pago Pago
    page = calendar(signed_in(member), mentor)
    assert page.count(GREY) > 0
    assert 'id="day-2026-11-30"' in page
    assert 'id="day-2026-11-26"' not in page


def test_others_and_visitors_see_every_day(mentor: Mentor, member: User) -> None:
    assert GREY not in calendar(Client(), mentor)
    assert GREY not in calendar(signed_in(UserFactory()), mentor)
    assert GREY not in calendar(signed_in(mentor.user), mentor)


def test_limit_of_all_times_is_said_first(mentor: Mentor, member: User, settings: Any) -> None:
    settings.MAX_COMING_BOOKINGS = 2
    page = calendar(signed_in(member), mentor)
    assert "You have 2 upcoming bookings, the most a member can have." in page
    assert "is taken right now" not in page
    assert 'id="day-' not in page
    assert "soonest__time" not in page


def test_calendar_asks_as_often_whatever_is_full(mentor: Mentor, member: User) -> None:
    free, address = signed_in(UserFactory()), mentor.get_absolute_url()
    free.get(address)  # draws the cards of others
    assert queries(signed_in(member), address) == queries(free, address)
    NoShowFactory(booking__mentee=member, confirmed=True)
    assert queries(signed_in(member), address) == queries(free, address)


def test_calendar_with_nothing_but_full_weeks() -> None:
    found = weeks_of([], forbidden=[NEXT_WEEK], week=None, day=None, zone=NOW.tzinfo, now=NOW, until=NOW + 30 * DAY)
    assert (found.first, found.full, found.times) == (NEXT_WEEK.date() - 2 * DAY, [NEXT_WEEK.date() - 2 * DAY], [])
