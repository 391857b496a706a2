"""Health checks for monitoring."""

from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from core import clock
from outbox.models import Job

LATE = timedelta(minutes=10)


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 if the database answers and the outbox keeps up, else 503. A broker that is down is only reported."""
    checks = {"database": _database(), "outbox": "unknown", "broker": _broker()}
    age = 0.0
    if checks["database"] == "ok":
        age = Job.objects.seconds_behind(at=clock.now())
        checks["outbox"] = "late" if age > LATE.total_seconds() else "ok"
    is_ready = checks["database"] == "ok" and checks["outbox"] == "ok"
    answer = {"status": "ok" if is_ready else "failing", "checks": checks, "outbox_seconds": round(age)}
    return JsonResponse(answer, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def _broker() -> str:
    address = settings.REDIS_URL.replace("redis+socket://", "unix://").partition("?")[0]
    try:
        with redis.Redis.from_url(address, socket_timeout=0.3, socket_connect_timeout=0.3) as client:
            client.ping()
    except (redis.RedisError, OSError):
        return "down"
    return "ok"
