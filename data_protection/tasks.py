"""Celery tasks of data protection."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from data_protection.services import erasing, exporting, retaining


@shared_task
@periodic(every=interval(minutes=10))
def erase() -> None:
    """Erase the accounts whose grace is over."""
    erasing.sweep(now=clock.now())


@shared_task
@periodic(every=interval(hours=1))
def forget_exports() -> None:
    """Delete the copies of data whose week is over."""
    exporting.forget(now=clock.now())


@shared_task
@periodic(every=timedelta(hours=24))
def retain() -> None:
    """Delete and blank what has been kept for long enough, and warn members who no longer use their account."""
    retaining.run(now=clock.now())
