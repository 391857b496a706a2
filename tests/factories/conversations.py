from typing import Any
from uuid import uuid4

import factory

from accounts.models import User
from conversations.models import Conversation, Message, ReadMark
from tests.bookings.moments import NOW
from tests.factories.base import Factory
from tests.factories.bookings import BookingFactory


class ConversationFactory(Factory[Conversation]):
    """The conversation of a mentor and a mentee, with nothing in it yet; `booking` is what connects them."""

    class Meta:
        model = Conversation
        skip_postgeneration_save = True

    class Params:
        booking = factory.SubFactory(BookingFactory)

    one = factory.LazyAttribute(lambda row: min(row.booking.people, key=by_key))
    other = factory.LazyAttribute(lambda row: max(row.booking.people, key=by_key))
    created_at = NOW
    closes_at = factory.LazyAttribute(lambda row: row.booking.writable_until)

    @factory.post_generation
    def marks(self: Any, create: bool, extracted: object, **kwargs: object) -> None:
        ReadMark.objects.bulk_create(ReadMark(conversation=self, member=member) for member in self.people)


class MessageFactory(Factory[Message]):
    """A message of the one of the two who is named first, which the other one hasn't read."""

    class Meta:
        model = Message
        skip_postgeneration_save = True

    conversation = factory.SubFactory(ConversationFactory)
    author = factory.LazyAttribute(lambda row: row.conversation.one)
    number = factory.LazyAttribute(lambda row: row.conversation.messages.count() + 1)
    text = "Here is what I’d like to ask."
    form_key = factory.LazyFunction(uuid4)
    written_at = NOW

    @factory.post_generation
    def counted(self: Any, create: bool, extracted: object, **kwargs: object) -> None:
        row = self.conversation
        row.messages_written, row.last_at = self.number, self.written_at
        row.save(update_fields=["messages_written", "last_at"])
        other = row.other_than(self.author)
        for mark in ReadMark.objects.filter(conversation=row, member=other):
            mark.unread += 1
            mark.save(update_fields=["unread"])
        User.objects.filter(pk=other.pk).update(has_unread=True)


def by_key(member: User) -> int:
    return member.pk
