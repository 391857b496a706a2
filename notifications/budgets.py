"""How many emails of one kind a recipient gets because of one person, or because of no particular one."""

from datetime import datetime, timedelta

from django.conf import settings

from notifications.mail_content import Kind, kinds
from notifications.models import Notice, NoticeQuerySet, NoticeState
from outbox.services import hold

A_DAY = timedelta(days=1)


def plan(row: Notice, kind: Kind, *, in_time_for: datetime | None, now: datetime) -> Notice:
    """Set when a new notice is due. Returns it, or a waiting one that was updated instead; the caller saves it.

    A kind with a `quiet` time is due after it. If the recipient's `budget` is used up, the notice waits until there is
    room, and says so: it may be late, but is never lost. Each sender has a separate budget, so that a flood delays no
    one else's emails. Neither delays a notice by more than half of the time until `in_time_for`. Two concurrent
    notices may both take the last place.
    """
    if not getattr(settings, "RATE_LIMITS", True):  # benchmarks write a thousand to one member
        return row
    alike = Notice.objects.filter(kind=kind.name).for_reader(row)
    if kind.quiet:
        row.due_at = now + kind.quiet
    if kind.budget:
        times, period = kind.budget.times, kind.budget.period
        counting = alike.filter(caused_by=row.caused_by).counting().order_by("-due_at")
        place = counting.values_list("due_at", flat=True)[times - 1 : times].first()
        if place and place + period > row.due_at:
            row.due_at = place + period
            row.reason = f"held back: {times} of this kind in {period // timedelta(hours=1)} hours are enough"
    if in_time_for and in_time_for > now:
        row.due_at = min(row.due_at, now + (in_time_for - now) / 2)
    if kind.daily:
        _join(row, kind)
    return row if kind.quiet is None else _together(row, kind, alike)


def _join(row: Notice, kind: Kind) -> None:
    """Make a notice part of the member's waiting email of the same name, or due a day after the last one."""
    names = [each.name for each in kinds.values() if each.daily == kind.daily]
    emails = Notice.objects.filter(kind__in=names, joined=None).for_reader(row).counting()
    last = emails.order_by("-due_at", "-created_at").first()
    if last is None or last.due_at + A_DAY <= row.due_at:
        return
    if last.state == NoticeState.WAITING and hold(job_key(last)):
        row.joined, row.due_at = last, last.due_at
    else:  # it has been sent, or a worker is sending it
        row.due_at = last.due_at + A_DAY


def _together(row: Notice, kind: Kind, alike: NoticeQuerySet) -> Notice:
    """The waiting notice about the same row, updated to say what `row` would, at the earlier of their times.

    `row` itself if none is waiting, or a worker is already sending it: twice is better than never.
    """
    about_the_same = alike.waiting().filter(about_type=row.about_type, about_id=row.about_id)
    last = about_the_same.select_for_update(of=("self",)).order_by("-created_at").first()
    if last is None or not hold(job_key(last)):
        return row
    last.data = row.data | {name: value for name, value in last.data.items() if name in kind.keeps}
    if row.due_at < last.due_at:
        last.due_at, last.reason, last.caused_by = row.due_at, row.reason, row.caused_by
    return last


def job_key(row: Notice) -> str:
    """The key of the job that delivers a notice of a kind that is `quiet` or `daily`."""
    return f"notice:{row.uuid}"
