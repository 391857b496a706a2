"""Celery tasks of imports and exports."""

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from transfer.services import archiving, uploading


@shared_task
@periodic(every=interval(hours=1))
def forget_archives() -> None:
    """Delete the exports whose week is over."""
    archiving.forget(now=clock.now())


@shared_task
@periodic(every=interval(hours=1))
def give_up_forgotten_imports() -> None:
    """Give up the imports that no one has confirmed for a week."""
    uploading.give_up_forgotten(now=clock.now())
