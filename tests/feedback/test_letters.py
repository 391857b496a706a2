"""Who gets the monthly letter, when, and once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from feedback import letters
from feedback.models import Feedback
from mentors.models import Mentor
from tests.factories import (
    BookingFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    MentorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
MORNING = datetime(2026, 11, 1, 8, tzinfo=UTC)  # nine in Berlin, a week after its clocks went back
SESSION = datetime(2026, 10, 14, 10, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def given_to(mentor: Mentor, created_at: datetime, **more: object) -> Feedback:
    asked = FeedbackRequestFactory(booking=BookingFactory(mentor=mentor, starts_at=created_at - HOUR))
    return FeedbackFactory(request=asked, created_at=created_at, **more)


def test_words_are_the_latest_that_mentees_agreed_to_have_shown() -> None:
    mentor = MentorFactory(bookable=True)
    agreed = [given_to(mentor, SESSION + DAY * number, may_publish=True) for number in range(4)]
    given_to(mentor, SESSION + DAY * 5, helped="Between us.")
    given_to(mentor, SESSION + DAY * 6, helped="", better="More time.", may_publish=True)
    given_to(mentor, SESSION + DAY * 31, may_publish=True)
    FeedbackFactory(created_at=SESSION, may_publish=True)  # someone else's
    found = letters.given(mentor, OCTOBER, now=MORNING + DAY * 30)
    assert (found.answers, found.words) == (6, (agreed[3], agreed[2], agreed[1]))
    Feedback.objects.filter(pk=agreed[3].pk).update(may_publish=False, published_at=None)
    assert letters.given(mentor, OCTOBER, now=MORNING).words == (agreed[2], agreed[1], agreed[0])


def test_people_are_counted_once_and_time_is_added_up() -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    for number in range(3):
        starts_at = SESSION + DAY * number
        BookingFactory(mentor=mentor, mentee=mentee, starts_at=starts_at, ends_at=starts_at + MINUTE * 45)
    BookingFactory(mentor=mentor, starts_at=SESSION + HOUR)
    BookingFactory(starts_at=SESSION)  # someone else's
    found = letters.given(mentor, OCTOBER, now=MORNING)
    assert (found.time, found.sessions, found.people) == (MINUTE * 165, 4, 2)


def test_letter_costs_three_queries(django_assert_num_queries: Callable) -> None:
    mentor = MentorFactory(bookable=True)
    for number in range(3):
        given_to(mentor, SESSION + DAY * number, may_publish=True)
    with django_assert_num_queries(3):
        found = letters.given(mentor, OCTOBER, now=MORNING)
        assert len({words.request.booking.mentee.display_name for words in found.words}) == 3
