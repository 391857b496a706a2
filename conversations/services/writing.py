"""Writing a message."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.cautions import needs_care
from conversations.errors import MessageRefused
from conversations.models import Conversation, Message, ReadMark
from conversations.policy import LONGEST_WORDS
from conversations.services import telling
from conversations.services.opening import standing
from conversations.services.reading import mark_read
from core.db import advisory_lock
from core.text import visible_length


def write(
    *, conversation: Conversation, by: User, text: str, form_key: uuid.UUID, seen: int = 0, now: datetime
) -> Message:
    """Write to the other one, who gets an email if they haven't seen it in ten minutes.

    Args:
        text: Markdown, up to 3,000 characters.
        form_key: of the form; what is sent twice with the same key is one message.
        seen: the number of the last message that the form showed: whoever answers has read it.

    Raises:
        MessageRefused: nothing to say, too long, or the conversation is closed. Safe to show.
    """
    text = checked(text)
    with transaction.atomic():
        # A block that is being made either comes first, or finds the message; and numbers follow each other.
        advisory_lock(*conversation.people)
        if (there := Message.objects.filter(author=by, form_key=form_key).first()) is not None:
            return there
        other = User.objects.get(pk=conversation.other_than(by).pk)
        found = standing(User.objects.get(pk=by.pk), other, now=now)
        if found.refusal or found.subject is None:
            raise MessageRefused(found.refusal)
        row = Conversation.objects.for_update().get(pk=conversation.pk)
        is_first = not Message.objects.filter(conversation=row, author=by).exists()
        row.messages_written += 1
        row.last_at, row.closes_at, row.goes_at = now, found.subject.open_until, None
        row.save(update_fields=["messages_written", "last_at", "closes_at", "goes_at"])
        message = Message.objects.create(
            conversation=row,
            number=row.messages_written,
            author=by,
            text=text,
            form_key=form_key,
            needs_care=is_first and needs_care(text),
            written_at=now,
        )
        if seen:
            mark_read(conversation=row, member=by, number=seen)
        mark = ReadMark.objects.for_update().get(conversation=row, member=other)
        mark.unread += 1
        mark.member = other
        telling.plan(mark, by=by, now=now)
        mark.save(update_fields=["unread", "told", "told_at"])
        # Whether or not it says so already: whoever reads elsewhere at this moment counts again.
        User.objects.filter(pk=other.pk).update(has_unread=True)
    return message


def checked(text: str) -> str:
    """A text without the space around it.

    Raises:
        MessageRefused: it says nothing, or is too long. Safe to show.
    """
    text = text.strip()
    if not visible_length(text):
        raise MessageRefused(_("Please write something first."))
    if len(text) > LONGEST_WORDS:
        raise MessageRefused(_("That’s too long: there’s room for %(most)d characters.") % {"most": LONGEST_WORDS})
    return text
