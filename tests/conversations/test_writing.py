"""Writing: who can, when, and once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import blocking
from accounts.models import User
from bookings.models import Booking
from conversations.errors import MessageRefused
from conversations.models import Conversation, Message
from conversations.policy import LONGEST_WORDS
from conversations.services import opening, reading
from conversations.services.opening import open_between, standing
from tests.bookings.moments import NOW
from tests.factories import BookingFactory, UserFactory

pytestmark = pytest.mark.django_db
MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
Say = Callable[..., Message]


def fresh(member: User) -> User:
    row: User = User.objects.get(pk=member.pk)
    return row


def test_messages_are_numbered_and_counted_for_the_other(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    assert [say(by=by).number for by in (ann, ben, ann)] == [1, 2, 3]
    thread.refresh_from_db()
    assert (thread.messages_written, thread.last_at) == (3, NOW)
    assert [reading.number_unread(member) for member in (ann, ben)] == [1, 2]
    assert fresh(ann).has_unread
    assert fresh(ben).has_unread


def test_same_form_sent_twice_is_one_message(say: Say, ann: User, ben: User) -> None:
    key = uuid4()
    assert say(by=ann, form_key=key) == say(by=ann, form_key=key, text="Other words")
    assert reading.number_unread(ben) == 1
    assert say(by=ben, form_key=key).author == ben  # someone else's key is no one's business


def test_nothing_too_long_or_invisible_is_written(say: Say, ann: User) -> None:
    for text in ("", " \n", "\u200b\u2060", "x" * (LONGEST_WORDS + 1)):
        with pytest.raises(MessageRefused):
            say(by=ann, text=text)
    assert len(say(by=ann, text=f"  {'x' * LONGEST_WORDS}  ").text) == LONGEST_WORDS


def test_it_is_open_from_confirmation_until_14_days_after_the_end(ann: User, ben: User, booking: Booking) -> None:
    edge = booking.ends_at + 14 * DAY
    for at, is_open in ((NOW, True), (edge - MOMENT, True), (edge, False)):
        assert (not standing(ann, ben, now=at).refusal) is is_open
    for status in ("requested", "declined", "expired"):
        Booking.objects.filter(pk=booking.pk).update(status=status, expires_at=NOW)
        with pytest.raises(MessageRefused, match="new booking"):
            open_between(reader=ann, other=ben, now=NOW)
    Booking.objects.filter(pk=booking.pk).update(status="cancelled", cancelled_at=NOW)
    assert standing(ann, ben, now=NOW).subject is None


def test_one_conversation_for_two_whatever_connects_them(ann: User, ben: User, booking: Booking) -> None:
    first = open_between(reader=ann, other=ben, now=NOW)
    later = BookingFactory(mentor=booking.mentor, mentee=ann, starts_at=booking.ends_at + DAY)
    assert open_between(reader=ben, other=ann, now=NOW) == first
    first.refresh_from_db()
    assert first.closes_at == later.ends_at + 14 * DAY
    subject = standing(ann, ben, now=booking.starts_at).subject
    assert subject is not None
    assert subject.page == booking.get_absolute_url()  # the next one
    after = standing(ann, ben, now=later.ends_at + DAY).subject
    assert after is not None
    assert after.page == later.get_absolute_url()
    assert standing(ann, UserFactory(), now=NOW).refusal


def test_block_closes_it_both_ways_and_tells_only_who_made_it(say: Say, ann: User, ben: User) -> None:
    row = blocking.block(member=ben, by=ann, now=NOW)
    for member in (ann, ben):
        with pytest.raises(MessageRefused):
            say(by=member)
    assert "You’ve blocked Ben" in standing(fresh(ann), ben, now=NOW).refusal
    told = standing(fresh(ben), ann, now=NOW)
    assert (told.refusal, told.has_blocked) == ("This conversation is closed.", False)
    blocking.unblock(block=row, by=ann)
    say(by=ben)


def test_no_one_writes_to_a_closed_account(say: Say, ann: User, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False)
    with pytest.raises(MessageRefused, match="closed"):
        say(by=ann)


def test_first_message_with_a_phone_number_is_marked(say: Say, ann: User, ben: User) -> None:
    assert say(by=ann, text="Call me on +49 170 1234567").needs_care
    assert not say(by=ann, text="Call me on +49 170 1234567").needs_care
    assert not say(by=ben, text="See you on 2026-12-24 at 10:00").needs_care


def test_whoever_answers_has_read_what_the_form_showed(say: Say, ann: User, ben: User) -> None:
    shown = say(by=ann)
    say(by=ann, text="One more thing")
    say(by=ben, seen=shown.number)
    assert reading.number_unread(ben) == 1


def test_who_is_connected_is_asked_of_every_app(monkeypatch: pytest.MonkeyPatch, ann: User, ben: User) -> None:
    from conversations import hooks

    longer = hooks.Subject("Your mentorship", "/mentorships/1/", NOW + 90 * DAY)
    monkeypatch.setattr(hooks, "_subjects", [lambda *_: None, lambda *_: longer])
    assert opening.standing(ann, ben, now=NOW).subject == longer
