"""The doors of the bookings app for Celery."""

from celery import shared_task

from bookings import free_time, services
from bookings.meetings import making, standing_in
from bookings.services import outside, reserves, waiting
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
    waiting.forget(now=now)
    reserves.forget(now=now)


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


@shared_task
def mind_meetings() -> None:
    """Find another room for who has none shortly before the start."""
    standing_in.stand_in(now=clock.now())


@shared_task
def sweep_meetings() -> None:
    """Ask again for rooms that were refused, and take away those that nobody needs."""
    now = clock.now()
    making.try_again(now=now, before=standing_in.BEFORE)
    making.sweep(now=now)


@shared_task
def read_calendars() -> None:
    """Have the outside calendars read whose turn it is."""
    outside.queue_due(now=clock.now())
