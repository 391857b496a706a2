"""Writing, claiming and running jobs."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Now

from core import logs
from core.db import async_commit, delete_in_chunks
from outbox.lanes import Lane
from outbox.models import Job, JobQuerySet
from outbox.registry import PermanentFailure, RetryLater, failure_handlers, handlers, lanes, preparations, surroundings
from outbox.wakeup import taken, wake, wake_after_commit

logger = structlog.get_logger(__name__)

GIVE_UP_AFTER = timedelta(days=2)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
KEEP_DONE = timedelta(days=7)
AT_A_STRETCH = timedelta(seconds=30)  # how long a worker runs one batch; much less than a lease
LOOK_FOR_CODES = 1.0  # seconds between checks for codes that someone is waiting for
WRITTEN_AT_ONCE = 1_000
MOST_ATTEMPTS = 50  # two days of backoff are 24 attempts; more means that the job kills its workers


def enqueue(
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    now: datetime,
    due_at: datetime | None = None,
    key: str = "",
    lane: Lane | None = None,
) -> None:
    """Write a job in the caller's transaction, and wake a worker after commit.

    Args:
        kind: a registered kind of job.
        payload: JSON; identifiers only, never a secret.
        due_at: the earliest time to run it, aware; `now` if omitted.
        key: merges the job with a waiting, unclaimed one with the same key, at the earlier `due_at`.
        lane: the queue; the kind's own if omitted.
    """
    due_at, lane = due_at or now, lane or lanes.get(kind, Lane.WORK)
    row = Job(
        kind=kind,
        lane=lane,
        payload=payload or {},
        key=key,
        request_id=logs.request_id(),
        due_at=due_at,
        created_at=now,
    )
    if not key:
        row.save(force_insert=True)
    else:
        with transaction.atomic():
            row = _coalesced(row)
    if due_at <= now:
        wake_after_commit(lane)


def _coalesced(row: Job) -> Job:
    """The waiting job with the row's key, locked until the transaction ends, so that a worker sees its changes."""
    waiting = Job.objects.unfinished().filter(key=row.key, attempts=0)
    while True:
        Job.objects.bulk_create([row], ignore_conflicts=True)
        job = waiting.select_for_update().first()
        if job is not None:
            waiting.filter(due_at__gt=row.due_at).update(due_at=row.due_at)
            return job
        # A worker has claimed it in the meantime, which frees the key.


def hold(key: str) -> bool:
    """Lock the waiting job with this key until the transaction ends. False if there is none, or a worker has it."""
    return Job.objects.unfinished().filter(key=key, attempts=0).select_for_update().first() is not None


def enqueue_spread(
    kind: str,
    payloads: Mapping[str, dict[str, Any]],
    *,
    now: datetime,
    over: timedelta,
    start: datetime | None = None,
    lane: Lane | None = None,
) -> None:
    """Write a job for each key, due one after the other over a period, in the caller's transaction. Wakes no worker.

    A waiting job with the same key is left unchanged, so use this only for recurring work.

    Args:
        start: when the first is due; at once if left out.
        lane: the queue; the kind's own if left out.
    """
    lane, request_id = lane or lanes.get(kind, Lane.WORK), logs.request_id()
    due = spread(len(payloads), start=start or now, over=over)
    rows = (
        Job(
            kind=kind,
            lane=lane,
            payload=payload,
            key=key,
            request_id=request_id,
            due_at=due_at,
            created_at=now,
        )
        for (key, payload), due_at in zip(payloads.items(), due, strict=True)
    )
    Job.objects.bulk_create(rows, ignore_conflicts=True, batch_size=WRITTEN_AT_ONCE)


def spread(number: int, *, start: datetime, over: timedelta) -> list[datetime]:
    """When `number` things are due that are done one after the other over a period, the first at `start`."""
    return [start + over * place / number for place in range(number)]


def run(*, now: datetime) -> bool:
    """Claim and run the job that has been due longest. False if there was none to claim."""
    jobs = _claim(now=now)
    for job in jobs:
        _do(job, now=now)
    return bool(jobs)


def _do(job: Job, *, now: datetime) -> None:
    """Run a claimed job and record the outcome."""
    with logs.following(job.request_id):
        _try(job, now=now)


def _try(job: Job, *, now: datetime) -> None:
    line = logger.bind(kind=job.kind, job=job.pk, attempt=job.attempts)
    started = time.perf_counter()
    try:
        if job.attempts > MOST_ATTEMPTS:
            raise PermanentFailure("no worker came back from it")
        settle = handlers[job.kind](job.payload, now)
    except Exception as error:  # noqa: BLE001  # any failure of a job is recorded and retried
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
        with async_commit():  # if a crash loses this, the job runs again, as after any crash
            if settle is not None:
                settle()
            _held(job).update(done_at=now, error="")
        line.info("job", outcome="done", ms=logs.milliseconds(started))


def _is_old(job: Job, *, now: datetime) -> bool:
    return job.first_attempt_at is not None and now - job.first_attempt_at >= GIVE_UP_AFTER


def _give_up(job: Job, error: Exception, *, now: datetime) -> None:
    """Mark a job as failed and call its failure handler, both or neither."""
    with transaction.atomic():
        if _held(job).update(failed_at=now, error=_text(error)) and job.kind in failure_handlers:
            failure_handlers[job.kind](job.payload, error, now)


def drain(
    *, now: datetime, lane: Lane | None = None, limit: int = 100, told_to_end: Callable[[], bool] = lambda: False
) -> int:
    """Run up to `limit` due jobs of a lane, or of all lanes; returns the number.

    Stops early when told to, and after half a minute. Every second it first sends codes that someone is waiting for.
    """
    started = looked = time.monotonic()
    done = 0

    def is_over() -> bool:
        return told_to_end() or time.monotonic() - started >= AT_A_STRETCH.total_seconds()

    if lane:
        taken(lane)
    with ExitStack() as stack:
        for enter in surroundings:
            stack.enter_context(enter())
        while done < limit and not is_over():
            jobs = _claim(now=_later(now, started), lane=lane, most=min(limit - done, lane.batch if lane else 1))
            if not jobs:
                break
            if lane and len(jobs) == lane.batch > 1:
                wake(lane)  # there is probably more, for an idle worker
            with _prepared(jobs):
                for place, job in enumerate(jobs):
                    if place and is_over():
                        _hand_back(jobs[place:])
                        break
                    _do(job, now=_later(now, started))
                    done += 1
                    if lane and time.monotonic() - looked >= LOOK_FOR_CODES:
                        _send_codes(now=_later(now, started))
                        looked = time.monotonic()
        else:
            if lane:
                wake(lane)  # stopped with jobs left
    return done


@contextmanager
def _prepared(jobs: list[Job]) -> Iterator[None]:
    """Let each kind load what its jobs need, in a few queries for all of them."""
    payloads = defaultdict(list)
    for job in jobs:
        payloads[job.kind].append(job.payload)
    with ExitStack() as stack:
        for kind, found in payloads.items():
            if len(found) > 1 and kind in preparations:
                stack.enter_context(preparations[kind](found))
        yield


def _later(now: datetime, started: float) -> datetime:
    """`now` plus the whole seconds that have passed since `started`, a value of `time.monotonic()`."""
    return now + timedelta(seconds=int(time.monotonic() - started))


def _send_codes(*, now: datetime) -> None:
    while jobs := _claim(now=now, lane=Lane.CODES):
        for job in jobs:
            _do(job, now=now)


def _hand_back(jobs: list[Job]) -> None:
    """Release jobs that were claimed but not started."""
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(leased_until=None)


def prune(*, now: datetime) -> None:
    """Delete jobs that were done over a week ago. Failed ones are kept until someone has dealt with them."""
    delete_in_chunks(Job.objects.filter(done_at__lt=now - KEEP_DONE))


def wait_after(attempts: int) -> timedelta:
    """The wait before the next attempt: 30 s, doubled each time up to four hours, less up to a quarter at random."""
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    return timedelta(seconds=wait.total_seconds() * random.uniform(0.75, 1.0))  # noqa: S311  # only spreads retries


def try_again(jobs: JobQuerySet, *, now: datetime) -> list[Job]:
    """Retry the failed ones among `jobs`, for another two days. Returns them.

    Kinds with a failure handler are skipped: they are retried where the handler reported the failure.
    """
    with transaction.atomic():
        rows = list(jobs.failed().exclude(kind__in=failure_handlers).select_for_update(no_key=True))
        for row in rows:
            wake_after_commit(Lane(row.lane))
        # Not 0 attempts: an unclaimed job may have the same key by now.
        Job.objects.filter(pk__in=[row.pk for row in rows]).update(
            due_at=now, failed_at=None, attempts=1, first_attempt_at=None, leased_until=None
        )
    return rows


def _claim(*, now: datetime, lane: Lane | None = None, most: int = 1) -> list[Job]:
    """Lease due jobs: other workers skip them during the lease, and can claim them if this worker dies."""
    with async_commit():
        due = Job.objects.claimable(at=now).select_for_update(skip_locked=True)
        if lane:
            due = due.filter(lane=lane)
        found = list(due.order_by("due_at", "id")[:most])
        # A job that was started before is claimed alone, as it may have killed its worker.
        jobs = list(takewhile(lambda job: not job.attempts, found)) or found[:1]
        for job in jobs:
            job.attempts += 1
            job.first_attempt_at = job.first_attempt_at or now
        if jobs:
            Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
                attempts=F("attempts") + 1,
                first_attempt_at=Coalesce("first_attempt_at", now),
                leased_until=Now() + settings.OUTBOX_LEASE,
            )
    return jobs


def _held(job: Job) -> QuerySet[Job]:
    """The row, if this worker's claim is still the latest: after its lease has expired, it must change nothing."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, done_at=None, failed_at=None)


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]
