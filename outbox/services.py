"""Writing, claiming and running jobs."""

import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from core import logs
from core.db import soon_on_disk
from outbox.models import Job, JobQuerySet
from outbox.registry import PermanentFailure, RetryLater, failure_handlers, handlers, surroundings
from outbox.wakeup import wake

logger = structlog.get_logger(__name__)

GIVE_UP_AFTER = timedelta(days=2)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
KEEP_DONE = timedelta(days=7)
MOST_ATTEMPTS = 50  # backoff alone comes to 24 in two days; more means that the job kills its workers


def enqueue(
    kind: str, payload: dict[str, Any] | None = None, *, now: datetime, due_at: datetime | None = None, key: str = ""
) -> None:
    """Write a job in the caller's transaction, and wake a worker after commit.

    Args:
        kind: a registered kind of job.
        payload: JSON; identifiers only, never a secret.
        due_at: the earliest time to run it, aware; `now` if left out.
        key: if a job with this key is waiting that no worker has claimed yet, that job is used, with the earlier
            `due_at`.
    """
    due_at = due_at or now
    row = Job(kind=kind, payload=payload or {}, key=key, request_id=logs.request_id(), due_at=due_at, created_at=now)
    if not key:
        row.save(force_insert=True)
    else:
        with transaction.atomic():
            row = _coalesced(row)
    if due_at <= now:
        transaction.on_commit(partial(wake, row.pk), robust=True)


def _coalesced(row: Job) -> Job:
    """The waiting job with the row's key, locked to the end of the transaction: a worker must see what it changed."""
    waiting = Job.objects.unfinished().filter(key=row.key, attempts=0)
    while True:
        Job.objects.bulk_create([row], ignore_conflicts=True)
        job = waiting.select_for_update().first()
        if job is not None:
            waiting.filter(due_at__gt=row.due_at).update(due_at=row.due_at)
            return job
        # A worker has claimed it in the meantime, so the key is free again.


def run(*, now: datetime, job_id: int | None = None) -> bool:
    """Claim and run one due job: the given one, or the one due longest. False if there was none to claim."""
    job = _claim(now=now, job_id=job_id)
    if job is None:
        return False
    with logs.following(job.request_id):
        _do(job, now=now)
    return True


def _do(job: Job, *, now: datetime) -> None:
    """Run a claimed job and record the outcome."""
    line = logger.bind(kind=job.kind, job=job.pk, attempt=job.attempts)
    started = time.perf_counter()
    try:
        if job.attempts > MOST_ATTEMPTS:
            raise PermanentFailure("no worker came back from it")
        handlers[job.kind](job.payload, now)
    except Exception as error:  # noqa: BLE001  # whatever goes wrong in a job is recorded, and tried again
        if isinstance(error, PermanentFailure) or _is_old(job, now=now):
            trace = None if isinstance(error, PermanentFailure) else error
            line.error(
                "job",
                outcome="given up",
                error=type(error).__name__,
                ms=logs.milliseconds(started),
                exc_info=trace,
            )
            _give_up(job, error, now=now)
        else:
            line.warning("job", outcome="again", error=type(error).__name__, ms=logs.milliseconds(started))
            asked = min(error.wait, LONGEST_WAIT) if isinstance(error, RetryLater) else timedelta(0)
            due_at = now + max(wait_after(job.attempts), asked)
            _held(job).update(due_at=due_at, leased_until=None, error=_text(error))
    else:
        with soon_on_disk():  # if a crash loses this, the job is run again, as after any crash
            _held(job).update(done_at=now, error="")
        line.info("job", outcome="done", ms=logs.milliseconds(started))


def _is_old(job: Job, *, now: datetime) -> bool:
    return job.first_attempt_at is not None and now - job.first_attempt_at >= GIVE_UP_AFTER


def _give_up(job: Job, error: Exception, *, now: datetime) -> None:
    """Mark a job as failed and call its failure handler, both or neither."""
    with transaction.atomic():
        if _held(job).update(failed_at=now, error=_text(error)) and job.kind in failure_handlers:
            failure_handlers[job.kind](job.payload, error, now)


def drain(*, now: datetime, limit: int = 100, told_to_end: Callable[[], bool] = lambda: False) -> int:
    """Run up to `limit` due jobs, one after the other, or until told to end; returns the number."""
    done = 0
    with ExitStack() as stack:
        for enter in surroundings:
            stack.enter_context(enter())
        while done < limit and not told_to_end() and run(now=now):
            done += 1
    return done


def prune(*, now: datetime) -> None:
    """Delete jobs that were done a week ago. Failed ones are kept until somebody has looked at them."""
    Job.objects.filter(done_at__lt=now - KEEP_DONE).delete()


def wait_after(attempts: int) -> timedelta:
    """The wait before the next attempt: 30 s, doubled each time up to four hours, less up to a quarter at random."""
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    return timedelta(seconds=wait.total_seconds() * random.uniform(0.75, 1.0))  # noqa: S311  # spreads retries, guards nothing


def try_again(jobs: JobQuerySet, *, now: datetime) -> list[Job]:
    """Try the failed ones among `jobs` again, for another two days; returns them.

    Kinds with a failure handler are left out: they are tried again where the handler reported the failure.
    """
    with transaction.atomic():
        rows = list(jobs.failed().exclude(kind__in=failure_handlers).select_for_update(no_key=True))
        for row in rows:
            transaction.on_commit(partial(wake, row.pk), robust=True)
        # One attempt, not none: a job that nobody has claimed yet may have the same key by now.
        Job.objects.filter(pk__in=[row.pk for row in rows]).update(
            due_at=now, failed_at=None, attempts=1, first_attempt_at=None, leased_until=None
        )
    return rows


def _claim(*, now: datetime, job_id: int | None) -> Job | None:
    """Lease one due job: other workers skip it during the lease, and can claim it if this worker dies."""
    with soon_on_disk():
        due = Job.objects.claimable(at=now).select_for_update(skip_locked=True)
        job = (due.filter(pk=job_id) if job_id else due.order_by("due_at", "id")).first()
        if job is None:
            return None
        job.attempts += 1
        job.first_attempt_at = job.first_attempt_at or now
        Job.objects.filter(pk=job.pk).update(
            attempts=job.attempts,
            first_attempt_at=job.first_attempt_at,
            leased_until=Now() + settings.OUTBOX_LEASE,
        )
    return job


def _held(job: Job) -> QuerySet[Job]:
    """The row, as long as this worker's claim is the newest: after its lease has expired, a worker changes nothing."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, done_at=None, failed_at=None)


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]
