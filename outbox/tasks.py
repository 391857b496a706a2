"""Celery tasks of the outbox."""

from datetime import timedelta
from math import ceil

from celery import shared_task
from django.conf import settings

from core import clock
from core.schedule import periodic
from outbox import services, shutdown
from outbox.lanes import Lane
from outbox.models import Job

BATCH = 50
DAY = 24 * 3600  # by beat's clock, which may be hours off without stopping the sweeps
HELPERS = 4  # calls per lane and sweep; the next sweep does the rest


@shared_task
def drain(lane: str | None = None) -> None:
    """Run a batch of due jobs of a lane."""
    services.drain(now=clock.now(), lane=Lane(lane) if lane else None, limit=BATCH, told_to_end=shutdown.told)


@shared_task
@periodic(every=settings.OUTBOX_SWEEP, expires=DAY, queue=Lane.CODES)
def sweep() -> None:
    """Wake workers of each lane for due jobs, several if there is a backlog."""
    due = Job.objects.claimable(at=clock.now())
    for lane in Lane:
        waiting = due.filter(lane=lane)[: BATCH * HELPERS].count()
        for _call in range(ceil(waiting / BATCH)):
            drain.apply_async((lane,), queue=lane, expires=120, retry=False)


@shared_task
@periodic(every=timedelta(hours=6))
def prune() -> None:
    """Delete finished jobs."""
    services.prune(now=clock.now())
