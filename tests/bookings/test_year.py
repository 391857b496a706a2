"""The thanks on the desk around the end of a year."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.presenters.year import year_given
from mentors.models import Mentor
from tests.bookings.desk import a_sunday, mentor
from tests.factories import BookingFactory, UserFactory

__all__ = ["a_sunday", "mentor"]  # the fixtures

DECEMBER, JANUARY = datetime(2026, 12, 20, 12, tzinfo=UTC), datetime(2027, 1, 20, 12, tzinfo=UTC)
MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_thanks_for_the_year_take_one_query(mentor: Mentor, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    mentee = UserFactory()
    for number in range(3):
        BookingFactory(mentor=mentor, mentee=mentee, starts_at=MAY + timedelta(days=number))
    BookingFactory(mentor=mentor, starts_at=MAY + timedelta(days=5))
    BookingFactory(mentor=mentor, starts_at=MAY - timedelta(days=365))  # another year
    for number in range(2):
        BookingFactory(mentor=mentor, mentee=mentee, starts_at=DECEMBER + timedelta(days=2 + number))
    with django_assert_num_queries(1):
        assert year_given(mentor, now=DECEMBER) == "This year you gave 2 hours to 2 people. Thank you."
    assert year_given(mentor, now=JANUARY) == "In 2026 you gave 3 hours to 2 people. Thank you."


@pytest.mark.django_db
def test_the_rest_of_the_year_costs_no_query(mentor: Mentor, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert year_given(mentor, now=MAY) == ""


@pytest.mark.django_db
def test_mentor_who_gave_nothing_sees_nothing(mentor: Mentor) -> None:
    assert year_given(mentor, now=DECEMBER) == ""
