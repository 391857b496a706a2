"""The outbox's doors for Celery."""

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
    """Do one job, unless somebody else does it or has done it."""
    services.run(now=clock.now(), job_id=job_id)


@shared_task
def drain() -> None:
    """Do a batch of what is due."""
    services.drain(now=clock.now(), limit=BATCH, told_to_end=shutdown.told)


@shared_task
@periodic(every=settings.OUTBOX_SWEEP, expires=60)
def sweep() -> None:
    """Find what is due and was not woken; with a backlog, call more workers to help."""
    now = clock.now()
    waiting = Job.objects.claimable(at=now)[: BATCH * (HELPERS + 1)].count()
    for _helper in range(min(waiting // BATCH, HELPERS)):
        drain.apply_async(expires=60, retry=False)
    services.drain(now=now, limit=BATCH, told_to_end=shutdown.told)


@shared_task
@periodic(every=timedelta(hours=6))
def prune() -> None:
    """Forget finished jobs."""
    services.prune(now=clock.now())
