"""The index of free time that the directory searches: derived from the openings, which are authoritative."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q

from bookings.models import Booking, FreeTime
from bookings.models.free_time import MOST_STARTS
from bookings.openings import openings_for, rules_of
from mentors.models import Mentor, MentorStatus
from outbox.services import enqueue, enqueue_spread

REFRESH = "bookings.refresh_free_time"
FRESH = timedelta(hours=12)  # how old a row may get; the end of the horizon moves once a day
ROUND = timedelta(minutes=30)  # how often old rows are queued
AT_LEAST = 1_000  # rows queued in one round; more in a large club, so that no row gets much older than FRESH


def rebuild(mentor: Mentor, *, now: datetime) -> int:
    """Write a mentor's row: the openings of their shortest session type.

    Returns:
        The number of openings: 0 for a mentor who is not listed or offers nothing.
    """
    with transaction.atomic():
        # Rebuilds of the same mentor wait for each other; bookings, which only refer to the row, do not wait.
        fresh = Mentor.objects.for_update().get(pk=mentor.pk)
        rules = rules_of(fresh)
        shortest = fresh.session_types.offered().order_by("minutes").first()
        starts: list[datetime] = []
        if shortest is not None:
            end = now + timedelta(days=rules.horizon_days + 2)
            starts = openings_for(fresh, shortest, after=now, before=end, viewer=None, now=now)[:MOST_STARTS]
        row = {"starts": starts, "notice": timedelta(hours=rules.notice_hours), "built_at": now}
        FreeTime.objects.update_or_create(mentor=fresh, defaults=row)
    return len(starts)


def refresh_later(*mentors: Mentor, now: datetime) -> None:
    """Queue a rebuild of each mentor's index after the caller's transaction, and drop cached pages with their times.

    Repeated calls queue one job.
    """
    for pk in sorted({mentor.pk for mentor in mentors}):  # always in the same order, so that two callers never deadlock
        enqueue(REFRESH, {"mentor": pk}, now=now, key=_key(pk))
        _drop_pages_after_commit(pk)


def _drop_pages_after_commit(pk: int) -> None:
    def drop() -> None:
        cache.set(version_key(pk), uuid4().hex, None)

    transaction.on_commit(drop, robust=True)


def version_key(pk: int) -> str:
    """The cache key of the version of a mentor's times, by which cached pages are checked."""
    return f"times-version-{pk}"


def times_changed(booking: Booking, *, now: datetime) -> None:
    """Queue a rebuild of the mentor's index, and of the mentee's if they are a mentor too."""
    mentee_as_mentor = Mentor.objects.filter(user=booking.mentee_id).only("pk").first()
    refresh_later(*filter(None, [booking.mentor, mentee_as_mentor]), now=now)


def rebuild_all(*, now: datetime) -> int:
    """Rebuild the index of every mentor at once, and return the number of mentors."""
    mentors = Mentor.objects.order_by("pk")
    for mentor in mentors:
        rebuild(mentor, now=now)
    return len(mentors)


def refresh_stale(*, now: datetime) -> int:
    """Queue a rebuild of old rows of listed mentors, and of other mentors' rows with openings. Returns how many.

    The rebuilds are spread over the round, so that no other job waits behind them.
    """
    worn = Q(free_time=None) | Q(free_time__built_at__lte=now - FRESH)
    left_over = Mentor.objects.exclude(free_time=None).exclude(free_time__starts=[]).exclude(status=MentorStatus.LISTED)
    stale = Mentor.objects.listed().filter(worn).order_by(F("free_time__built_at").asc(nulls_first=True))
    most = max(AT_LEAST, 2 * Mentor.objects.listed().count() * ROUND // FRESH)  # twice what falls due in a round
    keys = [*left_over.order_by().values_list("pk", flat=True)[:most], *stale.values_list("pk", flat=True)[:most]]
    enqueue_spread(REFRESH, {_key(pk): {"mentor": pk} for pk in sorted(keys)}, now=now, over=ROUND)
    return len(keys)


def oldest(*, now: datetime) -> float:
    """The age in seconds of the oldest row of a listed mentor; 0 if there is none."""
    rows = FreeTime.objects.filter(mentor__in=Mentor.objects.listed()).order_by("built_at")
    built_at = rows.values_list("built_at", flat=True).first()
    return (now - built_at).total_seconds() if built_at else 0.0


def _key(mentor: int) -> str:
    return f"free-time:{mentor}"
