"""Celery tasks of calendars."""

from celery import shared_task

from calendars import services
from core import clock
from core.schedule import interval, periodic


@shared_task
@periodic(every=interval(minutes=1))
def read_calendars() -> None:
    """Have the outside calendars read whose turn it is."""
    services.queue_due(now=clock.now())
