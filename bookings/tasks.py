"""The doors of the bookings app for Celery."""

from celery import shared_task

from bookings import free_time, services
from bookings.services import standby, waitlist
from core import clock


@shared_task
def expire_requests() -> None:
    """Let go of the requests that nobody answered in time."""
    services.expire_requests(now=clock.now())


@shared_task
def warn_of_unconfirmed() -> None:
    """Tell both where a mentee has not said that they are still coming."""
    services.warn_of_unconfirmed(now=clock.now())


@shared_task
def forget_waiting() -> None:
    """Delete places on waiting lists that have run out, and reserves of times that have passed."""
    now = clock.now()
    waitlist.forget(now=now)
    standby.forget(now=now)


@shared_task
def settle_no_shows() -> None:
    """Confirm the reports that nobody answered in time."""
    services.settle_no_shows(now=clock.now())


@shared_task
def refresh_free_time() -> None:
    """List who lacks nothing any more, and roll the index of free time forward."""
    now = clock.now()
    services.list_whoever_is_ready(now=now)
    free_time.refresh_stale(now=now)
