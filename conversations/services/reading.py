"""What a member has read, which only they are told."""

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from conversations.models import Conversation, Message, ReadMark


def number_unread(member: User) -> int:
    """How many messages a member hasn't read, in all conversations."""
    number: int | None = ReadMark.objects.of(member).unread().aggregate(number=Sum("unread"))["number"]
    return number or 0


def mark_read(*, conversation: Conversation, member: User, number: int) -> None:
    """Note that a member has read up to a message. It never goes back, and never beyond what there is.

    Args:
        number: of the last message that they were shown.
    """
    with transaction.atomic():
        mark = ReadMark.objects.for_update().get(conversation=conversation, member=member)
        written = Message.objects.filter(conversation=conversation).order_by("-number")
        last = written.values_list("number", flat=True).first() or 0
        mark.seen = max(mark.seen, min(number, last))
        mark.told, mark.told_at = 0, None  # they were there, so the next message is worth an email
        count(mark)


def count(mark: ReadMark) -> None:
    """Count the unread messages of a locked mark again and save it, in the caller's transaction.

    Lock order: mark, member.
    """
    mark.unread = _beyond(mark)
    mark.save(update_fields=["seen", "unread", "told", "told_at"])
    member = User.objects.select_for_update(no_key=True).get(pk=mark.member_id)
    has_unread = bool(mark.unread) or ReadMark.objects.of(member).unread().exists()
    if member.has_unread != has_unread:
        User.objects.filter(pk=member.pk).update(has_unread=has_unread)


def _beyond(mark: ReadMark) -> int:
    """How many messages of the other one are beyond a mark."""
    rows = Message.objects.filter(conversation=mark.conversation_id, number__gt=mark.seen, removed_at=None)
    return rows.exclude(author=mark.member_id).count()
