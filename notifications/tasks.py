"""Celery tasks of notifications."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import periodic
from notifications import services, suppression


@shared_task
@periodic(every=timedelta(hours=24))
def forget() -> None:
    """Delete notices older than six months, and suppressed addresses that no one has any more."""
    services.forget(now=clock.now())
    suppression.forget()
