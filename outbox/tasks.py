"""Celery tasks of the outbox."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from core import clock
from core.schedule import periodic
from outbox import services, shutdown
from outbox.models import Job

BATCH = 50
HELPERS = 4


@shared_task
def run(job_id: int) -> None:
    """Run one job, unless another worker is running it or has done so."""
    services.run(now=clock.now(), job_id=job_id)


@shared_task
def drain() -> None:
    """Run a batch of due jobs."""
    services.drain(now=clock.now(), limit=BATCH, told_to_end=shutdown.told)


@shared_task
@periodic(every=settings.OUTBOX_SWEEP, expires=60)
def sweep() -> None:
    """Run due jobs for which no worker was woken; with a backlog, call more workers to help."""
    now = clock.now()
    waiting = Job.objects.claimable(at=now)[: BATCH * (HELPERS + 1)].count()
    for _helper in range(min(waiting // BATCH, HELPERS)):
        drain.apply_async(expires=60, retry=False)
    services.drain(now=now, limit=BATCH, told_to_end=shutdown.told)


@shared_task
@periodic(every=timedelta(hours=6))
def prune() -> None:
    """Delete finished jobs."""
    services.prune(now=clock.now())
