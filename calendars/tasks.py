"""Celery tasks of calendars."""

from celery import shared_task

from calendars import services
from core import clock
from core.schedule import interval, periodic


@shared_task
@periodic(every=interval(minutes=1))
def read_calendars() -> None:
    """Queue the outside calendars that are due to be read."""
    services.queue_due(now=clock.now())
