"""`/metrics` for Prometheus: counters of the web processes, and gauges read from the tables."""

import fcntl
import hmac
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import Count, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
    values,
)
from prometheus_client.core import GaugeMetricFamily

from bookings import free_time
from bookings.models import Booking
from calendars.models import OutsideCalendar
from core import clock, skew
from core.logs import METHODS, route_of
from matching.models import Ask
from mentoring_club import health
from notifications.models import Notice
from outbox.models import Job

GetResponse = Callable[[HttpRequest], HttpResponse]
SHARED = "PROMETHEUS_MULTIPROC_DIR"  # set by the settings if METRICS_TOKEN is set
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds
MANY = 1_000  # counting stops here: the exact number doesn't matter
OVERDUE = timedelta(minutes=15)
COUNTED = timedelta(minutes=5)  # how often beat counts rows of large tables by state
LARGE: tuple[tuple[str, str, type[Model], str], ...] = (
    ("club_notices", "Notices of the last half year, counted every five minutes.", Notice, "state"),
    ("club_bookings", "Bookings, counted every five minutes.", Booking, "status"),
)


class WorkerSlot:
    """The number of a process among those that write metrics into one folder: the lowest free one while it runs.

    A new process takes over the slot and the files of the one it replaces. With process ids, each replaced worker would
    leave two files behind forever.
    """

    def __init__(self) -> None:
        self._pid = 0

    def __call__(self) -> int:
        if self._pid != os.getpid():  # the first call, or the first after a fork
            self._pid, self._number = os.getpid(), self._take()
        return self._number

    def _take(self) -> int:
        for number in count():
            self._lock = (Path(os.environ[SHARED]) / f"slot-{number}").open("ab")
            with suppress(BlockingIOError):
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return number
        raise AssertionError("unreachable")


if SHARED in os.environ:
    values.ValueClass = values.MultiProcessValue(WorkerSlot())
requests = Counter("club_requests", "Requests answered.", ["method", "route", "status"])
latencies = Histogram("club_request_seconds", "From request to answer.", ["route"], buckets=BUCKETS)


def measured(get_response: GetResponse) -> GetResponse:
    """Measure requests by URL name, if METRICS_TOKEN is set."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.METRICS_TOKEN:
            return get_response(request)
        started = time.perf_counter()
        response = get_response(request)
        route = route_of(request)
        method = request.method if request.method in METHODS else "other"
        requests.labels(method, route, response.status_code).inc()
        latencies.labels(route).observe(time.perf_counter() - started)
        return response

    return middleware


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics as text, for clients that send METRICS_TOKEN; others get a 404.

    Raises:
        Http404: the token is unset, missing or wrong.
    """
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    right = hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    if not settings.METRICS_TOKEN or scheme.lower() != "bearer" or not right:
        raise Http404
    registry = CollectorRegistry()
    if SHARED in os.environ:
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(requests)
        registry.register(latencies)
    registry.register(Tables())
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


class Tables:
    """Gauges shared by all processes, read on request with short queries and two pings."""

    def collect(self) -> Iterator[Any]:
        now = clock.now()
        due = Job.objects.claimable(at=now)
        yield gauge("club_outbox_due_jobs", "Jobs that are due and that no worker holds.", due.count())
        age = Job.objects.seconds_behind(at=now)
        yield gauge("club_outbox_oldest_due_seconds", "For how long the oldest of them has been due.", age)
        yield gauge("club_outbox_waiting_jobs", "Jobs not done yet, due or not.", Job.objects.unfinished().count())
        failed = Job.objects.exclude(failed_at=None).count()
        yield gauge("club_outbox_failed_jobs", "Jobs given up that nobody has looked at and deleted.", failed)
        ahead = skew.measured().total_seconds()
        yield gauge("club_clock_skew_seconds", "By how much this machine's clock is ahead of the database's.", ahead)
        yield gauge(
            "club_free_time_oldest_seconds",
            "For how long the free time of a listed mentor has not been computed; more than 12 hours is late.",
            free_time.oldest(now=now),
        )
        for name, text, model, field in LARGE:
            yield by_state(name, text, model, field, kept_counts(model, field))
        up = GaugeMetricFamily("club_redis_up", "Whether Redis answers.", labels=["use"])
        for use, url in (("broker", settings.REDIS_URL), ("cache", settings.CACHE_URL)):
            up.add_metric([use], health.answers(url) == "ok")
        yield up
        made_at = cache.get("backup")
        if made_at is not None:
            age = (now - made_at).total_seconds()
            yield gauge("club_backup_age_seconds", "For how long the newest backup has been there.", age)
        overdue = OutsideCalendar.objects.due(at=now - OVERDUE)[:MANY].count()
        text = f"Outside calendars whose turn to be read was 15 minutes ago, {MANY} at most."
        yield gauge("club_calendars_overdue", text, overdue)
        stuck = Ask.objects.due(at=now - OVERDUE)[:MANY].count()
        text = f"Requests that should have gone on to the next mentor 15 minutes ago, {MANY} at most."
        yield gauge("club_relay_overdue", text, stuck)
        text, found = "Outside calendars that cannot be read.", counts(OutsideCalendar, "problem")
        yield by_state("club_calendars_unreadable", text, OutsideCalendar, "problem", found)


def counts(model: type[Model], field: str) -> dict[str, int]:
    """The number of rows in each state that has any."""
    return dict(model._default_manager.order_by().values_list(field).annotate(Count("pk")))


def keep_counts(model: type[Model], field: str) -> dict[str, int]:
    """Count now and cache the result, as counting a million rows takes too long for each scrape."""
    found = counts(model, field)
    cache.set(_counts_key(model), found, 3 * COUNTED.total_seconds())
    return found


def kept_counts(model: type[Model], field: str) -> dict[str, int]:
    """The cached counts, normally from beat."""
    kept: dict[str, int] | None = cache.get(_counts_key(model))
    return kept if kept is not None else keep_counts(model, field)


def _counts_key(model: type[Model]) -> str:
    return f"metrics-{model._meta.label_lower}"


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def by_state(name: str, text: str, model: type[Model], field: str, found: dict[str, int]) -> GaugeMetricFamily:
    """A value for each state, including those without rows."""
    states = dict(getattr(model._meta.get_field(field), "choices", None) or ())
    family = GaugeMetricFamily(name, text, labels=[field])
    for state in states:
        family.add_metric([str(state)], found.get(state, 0))
    return family
