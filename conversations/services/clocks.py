"""Telling two members that their conversation will be deleted, a month before, unless something connects them again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from conversations.hooks import connection
from conversations.models import Conversation
from conversations.policy import KEPT_AFTER, TOLD_BEFORE
from conversations.services.telling import GOES
from notifications.services import notify

LAST_LOOK = timedelta(days=1)  # before it goes


def review(*, now: datetime) -> int:
    """Look at the conversations whose time is nearly over; returns of how many the two were told.

    Resumable: each is a transaction of its own. `privacy.py` deletes those whose day has come.
    """
    due = Conversation.objects.to_review(at=now).filter(Q(goes_at=None) | Q(goes_at__lte=now + LAST_LOOK))
    return sum(_look_at(key, now=now) for key in list(due.order_by("pk").values_list("pk", flat=True)))


def _look_at(key: int, *, now: datetime) -> bool:
    with transaction.atomic():
        # skip_locked: someone is writing in it.
        row = Conversation.objects.to_review(at=now).for_update(skip_locked=True).filter(pk=key).first()
        if row is None:
            return False
        if subject := connection(row.one, row.other, now=now):
            Conversation.objects.filter(pk=key).update(closes_at=subject.open_until, goes_at=None)
            return False
        if row.goes_at:
            return False
        row.goes_at = max(row.closes_at + KEPT_AFTER, now + TOLD_BEFORE)
        row.save(update_fields=["goes_at"])
        members = [member for member in row.people if member.is_active] if row.messages_written else []
        for member in members:
            notify(member, GOES, about=row, now=now)
    return bool(members)
