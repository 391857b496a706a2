"""Celery tasks of meetings."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from meetings import fallback, provisioning


@shared_task
@periodic(every=interval(minutes=1))
def find_rooms() -> None:
    """Replace missing rooms of meetings that start soon."""
    fallback.find_rooms(now=clock.now())


@shared_task
@periodic(every=timedelta(hours=1))
def sweep() -> None:
    """Retry rooms that could not be made, and remove unused ones."""
    now = clock.now()
    provisioning.retry_failed(now=now, before=fallback.BEFORE_START)
    provisioning.sweep(now=now)
