"""Celery tasks of meetings."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from meetings import fallback, provisioning


@shared_task
@periodic(every=interval(minutes=1))
def find_rooms() -> None:
    """Find another room for what has none shortly before the start."""
    fallback.find_rooms(now=clock.now())


@shared_task
@periodic(every=timedelta(hours=1))
def sweep() -> None:
    """Ask again for rooms that were refused, and take away those that nobody needs."""
    now = clock.now()
    provisioning.retry_failed(now=now, before=fallback.BEFORE_START)
    provisioning.sweep(now=now)
