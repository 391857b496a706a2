"""The member's doors for Celery."""

from datetime import timedelta

from celery import shared_task

from accounts import services
from core import clock
from core.schedule import periodic


@shared_task
@periodic(every=timedelta(hours=24))
def forget_sessions() -> None:
    """Forget sign-ins that have ended."""
    services.forget_sessions(now=clock.now())
