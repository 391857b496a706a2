"""Waking a worker: the only place that talks to the broker during a request."""

import structlog
from celery import current_app
from kombu import Connection
from kombu.exceptions import KombuError
from kombu.pools import producers
from redis.exceptions import RedisError

from core.cache import Breaker

logger = structlog.get_logger(__name__)

breaker = Breaker()
# Short timeouts for publishing only: a worker's own connection waits for messages much longer.
PUBLISHER = {"socket_timeout": 0.4, "socket_connect_timeout": 0.3, "retry_on_timeout": False, "max_retries": 0}


def wake(job_id: int) -> None:
    """Tell a worker that a job is due. A broker that is down or frozen costs half a second once, then nothing for 5 s.

    If this fails, the sweep finds the job.
    """
    if breaker.open:
        return
    try:
        broker = Connection(current_app.conf.broker_url, transport_options=PUBLISHER, connect_timeout=0.3)
        with producers[broker].acquire(block=True) as producer:  # the first call in this process connects
            current_app.send_task("outbox.tasks.run", (job_id,), producer=producer, retry=False, ignore_result=True)
    except (KombuError, RedisError, OSError) as error:
        logger.warning("broker", outcome="no answer, the sweep will find it", job=job_id, error=type(error).__name__)
        breaker.trip()
