"""Waking a worker: the only place that talks to the broker during a request."""

from collections.abc import Callable

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import transaction
from kombu import Connection
from kombu.pools import producers

from core.cache import Breaker
from outbox.lanes import Lane

logger = structlog.get_logger(__name__)

ON_ITS_WAY_SECONDS = 1
breaker = Breaker()
# Short timeouts for publishing only: a worker's own connection waits for messages much longer.
PUBLISHER = {"socket_timeout": 0.4, "socket_connect_timeout": 0.3, "retry_on_timeout": False, "max_retries": 0}


def wake_after_commit(lane: Lane) -> None:
    """Wake a worker of `lane` when the current transaction is committed."""
    transaction.on_commit(wakers[lane], robust=True)


def wake(lane: Lane) -> None:
    """Tell a worker that a job of `lane` is due. If the broker is down, that costs half a second once per 5 s.

    No call is sent while another is pending: ten thousand emails need only a few. Never raises, as the change is
    already committed. If it fails, the sweep finds the job.
    """
    if breaker.open or not cache.add(_on_its_way(lane), True, ON_ITS_WAY_SECONDS):
        return
    options = current_app.conf.broker_transport_options | PUBLISHER
    try:
        broker = Connection(
            current_app.conf.broker_url,
            ssl=current_app.conf.broker_use_ssl,
            transport_options=options,
            connect_timeout=0.3,
        )
        with producers[broker].acquire(block=True) as producer:  # the first call in this process connects
            current_app.send_task(
                "outbox.tasks.drain", (lane,), queue=lane, producer=producer, retry=False, ignore_result=True
            )
    except Exception as error:  # noqa: BLE001  # even a setting that kombu refuses must not cause an error page
        logger.warning("broker", outcome="no answer, the sweep will find it", lane=lane, error=type(error).__name__)
        breaker.trip()


def taken(lane: Lane) -> None:
    """Note that a worker has taken a call, before it looks for jobs: jobs written from now on need another call."""
    cache.delete(_on_its_way(lane))


def _on_its_way(lane: Lane) -> str:
    return f"woken:{lane}"


def _waker(lane: Lane) -> Callable[[], None]:
    def wake_lane() -> None:
        wake(lane)

    return wake_lane


wakers = {lane: _waker(lane) for lane in Lane}  # functions with names: Django's `robust` fails on a partial
