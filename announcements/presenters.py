"""What the team's pages show of an announcement."""

from dataclasses import dataclass

from django.db.models import Count, Q

from announcements.models import Announcement
from announcements.policy import A_MINUTE
from notifications.models import NoticeState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        chosen: how many people it was for when it was confirmed.
        sent: how many emails were sent.
        on_their_way: how many are sent in the next minute, or tried again.
        without: how many can't get it: the account was closed, they switched it off, or the address takes no mail.
        waiting: how many wait for their daytime, for their week to be over, or for their turn.
    """

    chosen: int
    sent: int
    on_their_way: int
    without: int
    waiting: int

    @property
    def percent(self) -> int:
        return 100 * self.sent // self.chosen if self.chosen else 0


def progress(row: Announcement) -> Progress:
    """Count its people, in one query. Once their rows are deleted, only the numbers that were kept are left."""
    sent, waits = Q(notice__state=NoticeState.SENT), Q(notice__state=NoticeState.WAITING)
    found = row.recipients.aggregate(
        rows=Count("pk"),
        sent=Count("pk", filter=sent),
        on_their_way=Count("pk", filter=waits),
        waiting=Count("pk", filter=Q(handed_at=None)),
    )
    number = found["sent"] if found["rows"] else row.delivered
    is_open = row.is_sending
    waiting, on_their_way = (found[name] if is_open else 0 for name in ("waiting", "on_their_way"))
    return Progress(row.chosen, number, on_their_way, row.chosen - number - on_their_way - waiting, waiting)


def minutes(people: int) -> int:
    """How long it takes to send so many emails, if it's daytime everywhere."""
    return -(-people // A_MINUTE)
