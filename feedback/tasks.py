"""Celery tasks of feedback."""

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from feedback import letters, services


@shared_task
@periodic(every=interval(minutes=1))
def ask() -> None:
    """Ask about the bookings that have ended."""
    services.ask(now=clock.now())


@shared_task
@periodic(every=letters.ROUND)
def write_letters() -> None:
    """Tell mentors what they gave in the month that is over."""
    letters.write(now=clock.now())
