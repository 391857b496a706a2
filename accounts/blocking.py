"""Blocking another member, and taking that back. Nobody tells the other one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.models import Block, User
from core.db import advisory_lock
from core.errors import Refused

MOST_BLOCKS = 500


class BlockRefused(Refused):
    """This member can't be blocked. Safe to show."""


def block(*, member: User, by: User, now: datetime) -> Block:
    """Keep two members apart from now on. Doing it again changes nothing.

    Raises:
        BlockRefused: themselves, or too many. Safe to show.
    """
    if member.pk == by.pk:
        raise BlockRefused(_("You can’t block yourself."))
    with transaction.atomic():
        # As for bookings: one that is being made either comes first, or finds the block.
        advisory_lock(member, by)
        mine = Block.objects.filter(blocker=by)
        if (there := mine.filter(blocked=member).first()) is not None:
            return there
        if mine.count() >= MOST_BLOCKS:
            text = _("You’ve blocked %(most)d people, and there’s no room for more. Please write to us.")
            raise BlockRefused(text % {"most": MOST_BLOCKS})
        row = Block.objects.create(blocker=by, blocked=member, made_at=now)
        User.objects.filter(pk__in=[by.pk, member.pk]).update(has_blocks=True)
        hooks.announce_block(row, now)
    return row


def unblock(*, block: Block, by: User) -> None:
    """Take a block of `by` back. If the other one has blocked them, too, the two stay apart."""
    with transaction.atomic():
        advisory_lock(block.blocker, block.blocked)
        Block.objects.filter(pk=block.pk, blocker=by).delete()
        for member in (block.blocker, block.blocked):
            User.objects.filter(pk=member.pk).update(has_blocks=Block.objects.involving(member).exists())
