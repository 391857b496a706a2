"""Celery tasks of notifications."""

from datetime import timedelta

from celery import shared_task

from core.schedule import periodic
from notifications import suppression


@shared_task
@periodic(every=timedelta(hours=24))
def forget() -> None:
    """Delete suppressed addresses that no one has any more."""
    suppression.forget()
