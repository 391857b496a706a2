"""Whom an announcement is for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from announcements.policy import WEEK
from announcements.services.audience import Choice, count, people
from tests.bookings.moments import NOW
from tests.factories import (
    MentorFactory,
    NeedFactory,
    RecipientFactory,
    SuppressedAddressFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def reached(**choice: Any) -> set[User]:
    return set(people(Choice(**choice), now=NOW))


def test_mentors_and_mentees_are_told_apart() -> None:
    mentee, mentor = UserFactory(), MentorFactory().user
    left = MentorFactory(status="left").user
    assert reached(audience="mentors") == {mentor}
    assert reached(audience="mentees") == {mentee, left}
    assert reached() == {mentee, mentor, left}


def test_topics_are_those_that_mentors_help_with_and_mentees_look_for() -> None:
    bread, cakes = TopicFactory(), TopicFactory()
    mentor = MentorFactory(topics=[bread]).user
    MentorFactory(topics=[cakes])
    mentee = NeedFactory(topics=[bread]).member
    NeedFactory(topics=[cakes])
    assert reached(topics=[bread.pk]) == {mentor, mentee}
    assert reached(topics=[bread.pk], audience="mentors") == {mentor}
    assert reached(topics=[bread.pk], audience="mentees") == {mentee}
    assert len(reached(topics=[bread.pk, cakes.pk])) == 4


def test_language_and_last_sign_in_narrow_it() -> None:
    german = UserFactory(language="de", last_login=NOW - 10 * DAY)
    english = UserFactory(language="en", last_login=NOW - 100 * DAY)
    never = UserFactory(language="en", date_joined=NOW - 400 * DAY)
    assert reached(languages=["de"]) == {german}
    assert reached(languages=["de", "en"]) == {german, english, never}
    assert reached(last_seen="month") == reached(last_seen="quarter") == {german}
    assert reached(last_seen="year") == {german, english}
    assert reached(last_seen="not_quarter") == {english, never}


def test_no_one_who_left_switched_it_off_or_cannot_be_reached() -> None:
    UserFactory(is_active=False)
    UserFactory(muted_notices=["announcement"])
    UserFactory(confirmed=False)  # only filled in the sign-up form
    SuppressedAddressFactory()
    SuppressedAddressFactory(what="complained")
    lifted = SuppressedAddressFactory(cleared_at=NOW).member
    assert reached() == {lifted}


def test_count_says_how_many_had_one_this_week_in_one_query() -> None:
    RecipientFactory(handed_at=NOW - DAY, week_ends_at=NOW - DAY + WEEK)
    RecipientFactory(handed_at=NOW - WEEK, week_ends_at=NOW)
    UserFactory()
    with CaptureQueriesContext(connection) as asked:
        found = count(Choice(), now=NOW)
    # The two who wrote it and the two who sent it are of the team, and members as well.
    assert (found.people - 4, found.in_their_week, len(asked)) == (3, 1, 1)
