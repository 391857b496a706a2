"""How much mail of one kind a recipient gets that one person causes, or nobody in particular."""

from datetime import datetime, timedelta

from django.conf import settings

from notifications.mail_content import Kind
from notifications.models import Notice, NoticeState


def plan(row: Notice, kind: Kind, *, in_time_for: datetime | None, now: datetime) -> None:
    """Set when a new notice is due, and settle waiting ones that it replaces; the caller saves it.

    A kind with a `quiet` time is due after it, and replaces those about the same row. Where the recipient's `budget`
    is spent, the notice waits until there is room, and says so: it is late, never lost. Each who causes mail has one of
    their own, so that a flood delays nobody else's. Neither takes more than half of the time until
    `in_time_for`. Two at the same moment can both take the last place.
    """
    if not getattr(settings, "RATE_LIMITS", True):  # benchmarks write a thousand to one member
        return
    alike = Notice.objects.filter(kind=kind.name).for_reader(row)
    if kind.quiet:
        row.due_at = now + kind.quiet
        about_the_same = alike.waiting().filter(about_type=row.about_type, about_id=row.about_id)
        about_the_same.update(state=NoticeState.MERGED, settled_at=now, reason=f"a newer one: {row.uuid}")
    if kind.budget:
        times, period = kind.budget.times, kind.budget.period
        counting = alike.filter(caused_by=row.caused_by).counting().order_by("-due_at")
        place = counting.values_list("due_at", flat=True)[times - 1 : times].first()
        if place and place + period > row.due_at:
            row.due_at = place + period
            row.reason = f"held back: {times} of this kind in {period // timedelta(hours=1)} hours are enough"
    if in_time_for and in_time_for > now:
        row.due_at = min(row.due_at, now + (in_time_for - now) / 2)
