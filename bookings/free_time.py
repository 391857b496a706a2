"""The index of free time that the directory searches: derived from the openings, never the truth."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from bookings.models import FreeTime
from bookings.openings import openings_for, rules_of
from mentors.models import Mentor
from outbox.services import enqueue

REFRESH = "bookings.refresh_free_time"
# The search asks for the next openings only. A grid of five minutes around the clock would be 51,840 rows.
MOST_ROWS = 2_000


def rebuild(mentor: Mentor, *, now: datetime) -> int:
    """Replace a mentor's rows by the openings of their shortest session type; the number of rows there are now.

    A mentor who is not listed, or offers nothing, has none.
    """
    with transaction.atomic():
        # Two rebuilds of one mentor wait for each other; bookings, which only refer to the row, do not wait.
        fresh = Mentor.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=mentor.pk)
        rules = rules_of(fresh)
        shortest = fresh.session_types.offered().order_by("minutes").first()
        starts: list[datetime] = []
        if shortest is not None and fresh.user.is_active:
            end = now + timedelta(days=rules.horizon_days + 2)
            starts = openings_for(fresh, shortest, after=now, before=end, viewer=None, now=now)[:MOST_ROWS]
        notice = timedelta(hours=rules.notice_hours)
        wanted = {(start, start - notice) for start in starts}
        there = {(row.starts_at, row.bookable_until): row.pk for row in FreeTime.objects.filter(mentor=fresh)}
        FreeTime.objects.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
        FreeTime.objects.bulk_create(
            FreeTime(mentor=fresh, starts_at=start, bookable_until=until)
            for start, until in sorted(wanted - there.keys())
        )
    return len(wanted)


def refresh_later(*mentors: Mentor, now: datetime) -> None:
    """Have each mentor's index rebuilt after the caller's transaction; several wishes for one mentor are one job."""
    for pk in sorted({mentor.pk for mentor in mentors}):  # one order, so that two callers never deadlock
        enqueue(REFRESH, {"mentor": pk}, now=now, key=f"free-time:{pk}")


def rebuild_all(*, now: datetime) -> int:
    """Rebuild the index of every mentor, here and now; the number of mentors."""
    mentors = Mentor.objects.order_by("pk")
    for mentor in mentors:
        rebuild(mentor, now=now)
    return len(mentors)


def refresh_stale(*, now: datetime) -> int:
    """Have the indexes rebuilt that time has worn: of listed mentors, and of others who still have rows."""
    has_rows = Exists(FreeTime.objects.filter(mentor=OuterRef("pk")))
    mentors = Mentor.objects.filter(Q(pk__in=Mentor.objects.listed().values("pk")) | has_rows)
    for mentor in mentors:
        refresh_later(mentor, now=now)
    return len(mentors)
