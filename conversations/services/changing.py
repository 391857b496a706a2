"""Changing and removing what one has written."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.cautions import needs_care
from conversations.errors import MessageRefused
from conversations.models import Conversation, Message, ReadMark
from conversations.services.opening import standing
from conversations.services.reading import count
from conversations.services.writing import checked
from core.db import advisory_lock


def refusal_to_change(message: Message, *, by: User) -> str:
    """Why `by` can't change or remove a message; "" if they can. Safe to show."""
    if message.author_id != by.pk:
        return _("Only whoever wrote it can change it.")
    return _("This message is removed.") if message.removed_at else ""


def edit(*, message: Message, by: User, text: str, now: datetime) -> Message:
    """Replace the words of one's own message within 15 minutes. Later they stay, with a correction below them.

    Raises:
        MessageRefused: it isn't theirs, is removed or empty, or the conversation is closed. Safe to show.
    """
    text = checked(text)
    with transaction.atomic():
        row = _locked(message)
        if reason := refusal_to_change(row, by=by):
            raise MessageRefused(reason)
        other = row.conversation.other_than(by)
        if reason := standing(User.objects.get(pk=by.pk), other, now=now).refusal:
            raise MessageRefused(reason)
        if row.is_fresh(at=now):
            is_first = not Message.objects.filter(
                conversation=row.conversation, author=by, number__lt=row.number
            ).exists()
            row.text, row.edited_at, row.needs_care = text, now, is_first and needs_care(text)
        else:
            row.correction, row.corrected_at = text, now
        row.save(update_fields=["text", "edited_at", "needs_care", "correction", "corrected_at"])
    return row


def remove(*, message: Message, by: User, now: datetime) -> Message:
    """Remove the words of one's own message. Its frame stays, and says that it was removed. Again changes nothing.

    Raises:
        MessageRefused: it isn't theirs. Safe to show.
    """
    with transaction.atomic():
        row = _locked(message)
        if row.removed_at and row.author_id == by.pk:
            return row
        if reason := refusal_to_change(row, by=by):
            raise MessageRefused(reason)
        blank(Message.objects.filter(pk=row.pk), now=now)
        marks = ReadMark.objects.filter(conversation=row.conversation).exclude(member=by)
        for mark in marks.filter(seen__lt=row.number).for_update():
            count(mark)
        row.refresh_from_db()
    return row


def blank(messages: QuerySet[Message], *, now: datetime) -> None:
    """Take the words out of messages."""
    messages.update(text="", correction="", corrected_at=None, needs_care=False, removed_at=now)


def take_words_along(*, member: User, now: datetime) -> None:
    """Remove all that a member has written, who leaves and wants it so, in the transaction that erases them."""
    conversations = Conversation.objects.of(member).values_list("pk", flat=True)
    blank(Message.objects.filter(conversation__in=list(conversations), author=member, removed_at=None), now=now)
    marks = ReadMark.objects.filter(conversation__in=list(conversations)).exclude(member=member).unread()
    for mark in marks.for_update():
        count(mark)


def _locked(message: Message) -> Message:
    """The row as it is, which no one else changes until the transaction ends, and no block either."""
    advisory_lock(*message.conversation.people)
    return Message.objects.for_update().get(pk=message.pk)
