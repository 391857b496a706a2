"""Opening the conversation of two members, and whether they can write in it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.models import Block, User
from conversations.errors import MessageRefused
from conversations.hooks import Subject, connection
from conversations.models import Conversation, ReadMark
from core.db import advisory_lock


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a member can write to another.

    Attributes:
        subject: what connects the two; None if nothing does.
        refusal: why they can't write; "" if they can. Safe to show.
        has_blocked: whether it's because they have blocked the other one.
    """

    subject: Subject | None
    refusal: str
    has_blocked: bool = False


def standing(reader: User, other: User, *, now: datetime) -> Standing:
    """Whether `reader` can write to `other` now. Who is blocked learns only that the conversation is closed."""
    blocks = []
    if reader.has_blocks:
        blocks = list(Block.objects.between(reader.pk, other.pk).values_list("blocker", flat=True))
    subject = connection(reader, other, now=now)
    if reader.pk in blocks:
        text = _("You’ve blocked %(name)s, so neither of you can write.")
        return Standing(subject, text % {"name": other.get_short_name()}, has_blocked=True)
    if blocks or not reader.is_active or not other.is_active:
        return Standing(subject, _("This conversation is closed."))
    if subject is None:
        return Standing(None, _("You can write to each other again once you have a new booking."))
    return Standing(subject, "")


def open_between(*, reader: User, other: User, now: datetime) -> Conversation:
    """The conversation of two members, made if they have none. It holds only as long as something connects them.

    Raises:
        MessageRefused: they can't write to each other now. Safe to show.
    """
    with transaction.atomic():
        advisory_lock(reader, other)  # so that two who open it at once get the same one, and a block isn't missed
        found = standing(User.objects.get(pk=reader.pk), other, now=now)
        if found.refusal or found.subject is None:
            raise MessageRefused(found.refusal)
        row = Conversation.objects.between(reader, other).first()
        if row is None:
            first, second = sorted([reader, other], key=lambda member: member.pk)
            row = Conversation.objects.create(
                one=first, other=second, created_at=now, closes_at=found.subject.open_until
            )
            ReadMark.objects.bulk_create(ReadMark(conversation=row, member=member) for member in (first, second))
        else:
            Conversation.objects.filter(pk=row.pk).update(closes_at=found.subject.open_until, goes_at=None)
    return row


def keep_open(*, one: User, other: User, until: datetime) -> None:
    """Note until when two members can write to each other, if they have a conversation: it's kept a year from then."""
    rows = Conversation.objects.between(one, other)
    rows.update(closes_at=Greatest("closes_at", Value(until)), goes_at=None)
