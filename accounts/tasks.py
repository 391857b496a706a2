"""Celery tasks of accounts."""

from datetime import timedelta

from celery import shared_task

from accounts import services
from core import clock
from core.schedule import periodic


@shared_task
@periodic(every=timedelta(hours=24))
def forget_sessions() -> None:
    """Delete expired sessions."""
    services.forget_sessions(now=clock.now())


@shared_task
@periodic(every=timedelta(hours=24))
def forget_given_up() -> None:
    """Delete accounts whose address someone else has signed up with."""
    services.forget_given_up()
