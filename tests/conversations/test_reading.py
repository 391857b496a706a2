"""How far a member has read."""

from collections.abc import Callable

import pytest

from accounts.models import User
from conversations.models import Conversation, Message, ReadMark
from conversations.services import changing, reading
from tests.bookings.moments import NOW
from tests.factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db
Say = Callable[..., Message]


def mark_of(thread: Conversation, member: User) -> ReadMark:
    return ReadMark.objects.get(conversation=thread, member=member)


def test_mark_goes_neither_back_nor_beyond_what_there_is(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    for _number in range(3):
        say(by=ann)
    reading.mark_read(conversation=thread, member=ben, number=2)
    reading.mark_read(conversation=thread, member=ben, number=1)
    assert (mark_of(thread, ben).seen, reading.number_unread(ben)) == (2, 1)
    reading.mark_read(conversation=thread, member=ben, number=2**31 - 1)
    assert (mark_of(thread, ben).seen, User.objects.get(pk=ben.pk).has_unread) == (3, False)
    say(by=ann)  # a number made up doesn't hide what is written later
    assert reading.number_unread(ben) == 1


def test_what_arrives_while_someone_reads_stays_unread(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    shown = say(by=ann)
    say(by=ann)  # after the page was drawn
    reading.mark_read(conversation=thread, member=ben, number=shown.number)
    assert reading.number_unread(ben) == 1


def test_own_and_removed_messages_are_not_unread(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    removed = say(by=ann)
    say(by=ben)
    changing.remove(message=removed, by=ann, now=NOW)
    assert reading.number_unread(ben) == 0
    assert not User.objects.get(pk=ben.pk).has_unread
    assert reading.number_unread(ann) == 1


def test_other_conversations_still_count(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    say(by=ann)
    elsewhere = ConversationFactory(booking__mentee=ben)
    MessageFactory(conversation=elsewhere, author=elsewhere.other_than(ben))
    reading.mark_read(conversation=thread, member=ben, number=1)
    assert User.objects.get(pk=ben.pk).has_unread
    assert reading.number_unread(ben) == 1
