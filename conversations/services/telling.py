"""Which emails a member gets about messages that they haven't seen."""

from datetime import datetime

from accounts.models import User
from conversations.models import Preferences, ReadMark, WordsByEmail
from conversations.policy import A_DAY, EMAIL_AFTER, EMAIL_AGAIN, MOST_EMAILS
from notifications.models import Notice
from notifications.services import notify

UNSEEN, GOES = "messages_unseen", "conversation_goes"  # kinds of notices


def plan(mark: ReadMark, *, by: User, now: datetime) -> None:
    """Plan an email about a new message, in the transaction that writes it; the caller saves the mark.

    One ten minutes later, with all that is unseen by then, and once more after a day if more was written; then none
    until the reader was there.
    """
    member = mark.member
    if mark.muted or UNSEEN in member.muted_notices:
        return
    if how_told(member) == WordsByEmail.DAILY:
        waiting = Notice.objects.waiting().filter(kind=UNSEEN, recipient=member).about(member)
        if not waiting.exists():
            notify(member, UNSEEN, about=member, due_at=now + A_DAY, by=by, now=now)
        return
    if not mark.told or mark.told_at is None:
        notice = notify(member, UNSEEN, about=mark, by=by, now=now)
    elif mark.told_at <= now and mark.told < MOST_EMAILS:
        due = max(mark.told_at + EMAIL_AGAIN, now + EMAIL_AFTER)
        notice = notify(member, UNSEEN, about=mark, due_at=due, by=by, now=now)
    else:
        return
    mark.told, mark.told_at = mark.told + 1, notice.due_at


def how_told(member: User) -> str:
    """How a member wants to hear of messages, as long as they haven't switched these emails off."""
    chosen = Preferences.objects.filter(member=member).values_list("emails", flat=True).first()
    return chosen or WordsByEmail.WORDS
