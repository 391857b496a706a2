"""Sending an announcement: choosing its people once, handing emails over minute by minute, cancelling, counting.

The people are rows from the moment it's confirmed, so that a worker that dies loses and repeats nothing. Each minute a
few of them get their email, of those where it's daytime and whose week is free.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from announcements.errors import AnnouncementRefused
from announcements.models import Announcement, AnnouncementState, Recipient
from announcements.policy import A_MINUTE, KIND, MINUTE, WEEK, WINDOW, zones_by_day
from announcements.services.audience import Choice, people
from core.db import advisory_lock
from notifications.models import NoticeState
from notifications.services import notify_each

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger(__name__)

UNSENT = (NoticeState.DROPPED, NoticeState.FAILED, NoticeState.UNSENT)
SETTLING = timedelta(days=3)  # after the end; the outbox tries for two days


def refusal_to_confirm(row: Announcement) -> str:
    """Why it can't be sent; "" if it can. Safe to show."""
    if not row.is_draft:
        return _("It has been sent already.")
    if not row.texts():
        return _("Write a subject and a text first, in one language at least.")
    if row.half_written():
        return _("One language has a subject without a text, or a text without a subject.")
    return ""


def confirm(*, announcement: Announcement, seen: datetime, by: "User", now: datetime) -> Announcement:
    """Choose the people of a draft, once, and begin to send it. Returns it as it is now.

    Args:
        seen: when the draft was last changed, as far as whoever confirms it knows.

    Raises:
        AnnouncementRefused: it was changed or sent meanwhile, has no text, or no one would get it. Safe to show.
    """
    with transaction.atomic():
        row = Announcement.objects.for_update().get(pk=announcement.pk)
        if reason := refusal_to_confirm(row):
            raise AnnouncementRefused(reason)
        if row.changed_at != seen:
            raise AnnouncementRefused(_("It was changed meanwhile. Have a look at it first."))
        row.chosen = _choose(row, now=now)
        if not row.chosen:
            raise AnnouncementRefused(_("No one would get it. Choose more people."))
        row.state, row.confirmed_by, row.confirmed_at = AnnouncementState.SENDING, by, now
        row.closes_at = now + WINDOW
        row.save(update_fields=["chosen", "state", "confirmed_by", "confirmed_at", "closes_at"])
        logger.info("announcement", outcome="confirmed", announcement=row.pk, by=str(by.uuid), people=row.chosen)
    return row


def cancel(*, announcement: Announcement, by: "User", now: datetime) -> Announcement:
    """Send it to no one else. Doing it again is fine. Returns it as it is now.

    Raises:
        AnnouncementRefused: it isn't being sent. Safe to show.
    """
    with transaction.atomic():
        row = Announcement.objects.for_update().get(pk=announcement.pk)
        if row.state == AnnouncementState.CANCELLED:
            return row
        if not row.is_sending:
            raise AnnouncementRefused(_("It isn’t being sent."))
        row.state, row.ended_at = AnnouncementState.CANCELLED, now
        row.save(update_fields=["state", "ended_at"])
        logger.info("announcement", outcome="cancelled", announcement=row.pk, by=str(by.uuid))
    return row


def hand_over(*, now: datetime) -> int:
    """Write the emails of the next minute, the oldest announcement first; returns how many."""
    left = A_MINUTE
    for pk in Announcement.objects.sending().order_by("confirmed_at", "pk").values_list("pk", flat=True):
        if left:
            left -= _hand_over(pk, most=left, now=now)
    return A_MINUTE - left


def settle(*, now: datetime) -> None:
    """Count what was sent, free the week of those who got nothing, and end what is over."""
    sending = Announcement.objects.sending()
    ended = Announcement.objects.filter(ended_at__gt=now - SETTLING)
    for pk in sending.union(ended).values_list("pk", flat=True):
        _settle(pk, now=now)


def state_of(recipient: Recipient) -> str:
    """The state of its announcement at this moment: emails are loaded in batches, and it may be cancelled meanwhile."""
    return Announcement.objects.values_list("state", flat=True).get(pk=recipient.announcement_id)


def wait_for(recipient: Recipient, *, now: datetime) -> timedelta:
    """How long a member has to wait until seven days have passed since the last announcement was sent to them.

    Usually not at all, as a free week is chosen. It may have been late, though, if the mail server was down.
    """
    others = Recipient.objects.filter(member=recipient.member_id).exclude(pk=recipient.pk)
    last = others.got_one_since(at=now - WEEK).aggregate(at=Max("notice__settled_at"))["at"]
    return timedelta(0) if last is None else last + WEEK - now


def _choose(row: Announcement, *, now: datetime) -> int:
    """Write a row for each of its people in one statement; returns how many."""
    chosen, given = people(Choice.of(row), now=now).values(member=F("pk")).query.sql_with_params()
    into = Recipient._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {into} (announcement_id, member_id, chosen_at)"  # noqa: S608  # nosec B608  # our own names
            f" SELECT %s, chosen.member, %s FROM ({chosen}) AS chosen ON CONFLICT DO NOTHING",
            [row.pk, now, *given],
        )
        return int(cursor.rowcount)


@transaction.atomic
def _hand_over(pk: int, *, most: int, now: datetime) -> int:
    """Write the next emails of one announcement. Whoever cancels it at this moment waits, or has come first."""
    row = Announcement.objects.for_update().sending().filter(pk=pk, closes_at__gt=now).first()
    if row is None:
        return 0
    found = _due(row, most=most, now=now)
    advisory_lock(*[each.member for each in found])
    busy = _in_their_week(found, now=now)
    rows = [each for each in found if each.member_id not in busy]
    notices = notify_each([(each.member, each) for each in rows], KIND, now=now, over=MINUTE)
    for each, notice in zip(rows, notices, strict=True):
        each.notice, each.handed_at, each.week_ends_at = notice, now, now + WEEK
    Recipient.objects.bulk_update(rows, ["notice", "handed_at", "week_ends_at"])
    return len(rows)


def _reachable(row: Announcement) -> "QuerySet[Recipient]":
    """Those of its people who wait for it, and still have an account and the wish to get it."""
    waiting: QuerySet[Recipient] = Recipient.objects.waiting().filter(announcement=row, member__is_active=True)
    return waiting.exclude(member__muted_notices__contains=[KIND])


def _due(row: Announcement, *, most: int, now: datetime) -> list[Recipient]:
    """Whose email can be sent now: it's daytime where they are, and their week is free."""
    others = Recipient.objects.in_their_week(at=now).filter(member=OuterRef("member"))
    rows = _reachable(row).filter(member__time_zone__in=zones_by_day(now)).exclude(Exists(others))
    return list(rows.select_related("member").order_by("pk")[:most])


def _in_their_week(rows: Sequence[Recipient], *, now: datetime) -> set[int]:
    """The members among these who got another announcement since they were found."""
    found = Recipient.objects.in_their_week(at=now).filter(member__in=[row.member_id for row in rows])
    return set(found.values_list("member", flat=True))


@transaction.atomic
def _settle(pk: int, *, now: datetime) -> None:
    row = Announcement.objects.for_update().get(pk=pk)
    handed = Recipient.objects.filter(announcement=row, handed_at__isnull=False)
    handed.filter(week_ends_at__isnull=False, notice__state__in=UNSENT).update(week_ends_at=None)
    row.delivered = handed.filter(notice__state=NoticeState.SENT).count()
    if row.is_sending and not handed.filter(notice__state=NoticeState.WAITING).exists() and _is_over(row, now=now):
        row.state, row.ended_at = AnnouncementState.SENT, now
        logger.info("announcement", outcome="sent", announcement=row.pk, people=row.delivered)
    row.save(update_fields=["delivered", "state", "ended_at"])


def _is_over(row: Announcement, *, now: datetime) -> bool:
    """Whether no one is left whom it could still reach in its time."""
    if row.closes_at is None or row.closes_at <= now:
        return True
    until_the_end = Recipient.objects.in_their_week(at=row.closes_at).filter(member=OuterRef("member"))
    return not _reachable(row).exclude(Exists(until_the_end)).exists()
