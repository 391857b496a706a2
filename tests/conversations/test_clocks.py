"""A year after the two could last write, a conversation goes; 30 days before, both are told."""

from datetime import timedelta

import pytest

from accounts.models import User
from conversations.models import Conversation
from conversations.services import clocks
from conversations.services.telling import GOES
from data_protection.services import retaining
from notifications.models import Notice
from tests.factories import BookingFactory, ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)


@pytest.fixture
def old() -> Conversation:
    row: Conversation = MessageFactory().conversation
    return row


def test_both_are_told_a_month_before_once(old: Conversation) -> None:
    told = old.closes_at + 335 * DAY
    assert clocks.review(now=told - MOMENT) == 0
    assert clocks.review(now=told) == 1
    assert clocks.review(now=told + DAY) == 0
    notices = Notice.objects.filter(kind=GOES)
    assert {notice.recipient for notice in notices} == set(old.people)
    old.refresh_from_db()
    assert old.goes_at == old.closes_at + 365 * DAY
    retaining.run(now=old.goes_at)
    assert Conversation.objects.exists()
    retaining.run(now=old.goes_at + MOMENT)
    assert not Conversation.objects.exists()


def test_they_have_30_days_even_if_no_one_looked_in_time(old: Conversation) -> None:
    late = old.closes_at + 700 * DAY
    clocks.review(now=late)
    old.refresh_from_db()
    assert old.goes_at == late + 30 * DAY


def test_new_booking_keeps_it(old: Conversation) -> None:
    told = old.closes_at + 335 * DAY
    clocks.review(now=told)
    one, other = old.people
    mentor = getattr(one, "mentor", None) or other.mentor
    mentee = other if mentor.user_id == one.pk else one
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=told + 29 * DAY)
    clocks.review(now=old.closes_at + 365 * DAY - MOMENT)
    old.refresh_from_db()
    assert (old.goes_at, old.closes_at) == (None, booking.ends_at + 14 * DAY)


def test_nobody_is_told_of_an_empty_one_or_after_leaving(old: Conversation) -> None:
    empty = ConversationFactory()
    User.objects.filter(pk=old.one_id).update(is_active=False)
    clocks.review(now=max(old.closes_at, empty.closes_at) + 335 * DAY)
    assert [notice.recipient for notice in Notice.objects.filter(kind=GOES)] == [old.other]
    assert Conversation.objects.exclude(goes_at=None).count() == 2
