"""Celery tasks of bookings."""

from datetime import timedelta

from celery import shared_task

from bookings import free_time, services
from bookings.services import clocks, probation, renewing, standby, waitlist
from core import clock
from core.schedule import interval, periodic


@shared_task
@periodic(every=interval(minutes=1))
def expire_requests() -> None:
    """Let requests expire that no one answered in time."""
    services.expiring.expire_requests(now=clock.now())


@shared_task
@periodic(every=interval(minutes=1))
def sweep_holds() -> None:
    """Delete expired holds."""
    services.holds.sweep(now=clock.now())


@shared_task
@periodic(every=interval(minutes=10))
def end_pauses() -> None:
    """List mentors whose pause ends today."""
    services.status.end_pauses(now=clock.now())


@shared_task
@periodic(every=interval(minutes=10))
def warn_of_unconfirmed() -> None:
    """Tell both people if the mentee has not reconfirmed."""
    services.reconfirming.warn_of_unconfirmed(now=clock.now())


@shared_task
@periodic(every=timedelta(hours=24))
def forget_waiting() -> None:
    """Delete expired places on waiting lists, and offers of times that have passed."""
    now = clock.now()
    waitlist.forget(now=now)
    standby.forget(now=now)


@shared_task
@periodic(every=timedelta(hours=24))
def ask_whether_still_with_us() -> None:
    """Ask mentors once a year, remind them, and pause those who don't answer."""
    now = clock.now()
    renewing.ask_mentors(now=now)
    renewing.remind_or_pause(now=now)


@shared_task
@periodic(every=timedelta(hours=1))
def end_probations() -> None:
    """End the probation of mentors who have kept their first sessions."""
    probation.end_probations(now=clock.now())


@shared_task
@periodic(every=interval(minutes=10))
def settle_no_shows() -> None:
    """Confirm no-show reports that no one answered in time."""
    services.no_shows.settle(now=clock.now())


@shared_task
@periodic(every=free_time.ROUND)
def refresh_free_time() -> None:
    """List mentors who have become ready, and refresh old rows of the index of free time."""
    now = clock.now()
    services.status.list_ready_mentors(now=now)
    free_time.refresh_stale(now=now)


@shared_task
@periodic(every=interval(minutes=10))
def follow_time_zones() -> None:
    """Detect a new version of the tz database."""
    clocks.follow(now=clock.now())
