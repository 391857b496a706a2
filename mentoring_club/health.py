"""Health checks: `live` for supervisors, `ready` for load balancers, `club` for alerts."""

from datetime import timedelta
from functools import cache

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from core import clock, skew
from mentoring_club import prepared
from outbox.models import Job

LATE = timedelta(minutes=10)


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process responds."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 if this process can serve pages, else 503, so that a load balancer uses another."""
    return _answer(_own_checks())


@login_not_required
@require_safe
def club(request: HttpRequest) -> JsonResponse:
    """200 if everything works, else 503: `ready`, and what all processes share."""
    checks = _own_checks() | {"broker": answers(settings.REDIS_URL), "cache": answers(settings.CACHE_URL)}
    age = None
    if checks["migrations"] == "ok":
        age = Job.objects.seconds_behind(at=clock.now())
        checks["outbox"] = "late" if age > LATE.total_seconds() else "ok"
    return _answer(checks, outbox_seconds=None if age is None else round(age))


def answers(url: str) -> str:
    """The state of the Redis at `url`: "ok" or "down"."""
    try:
        with redis.Redis.from_url(url, socket_timeout=0.3, socket_connect_timeout=0.3, retry=None) as client:
            client.ping()
    except (redis.RedisError, OSError):
        return "down"
    return "ok"


def _answer(checks: dict[str, str], **more: int | None) -> JsonResponse:
    well = set(checks.values()) == {"ok"}
    answer = {"status": "ok" if well else "failing", "checks": checks, **more}
    return JsonResponse(answer, status=200 if well else 503)


def _own_checks() -> dict[str, str]:
    """What this process needs to serve pages: a writable database, its tables, its files, and a correct clock."""
    checks = {
        "database": "down",
        "migrations": "unknown",
        "files": "missing" if prepared.missing_for_pages() else "ok",
        "clock": "unknown",
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")  # also on in a replica
            checks["database"] = "ok" if cursor.fetchone() == ("off",) else "read-only"
        pending = _migrations() - MigrationRecorder(connection).applied_migrations().keys()
        checks["migrations"] = "pending" if pending else "ok"
        checks["clock"] = "ok" if skew.watch.is_right() else "wrong"
    except DatabaseError:
        pass
    return checks


@cache
def _migrations() -> set[tuple[str, str]]:
    """Every migration in this code, as (app, name)."""
    return set(MigrationLoader(None).disk_migrations)
