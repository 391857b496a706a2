"""Celery tasks of the directory."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from directory import bitmap_index, featured, news
from mentors.services import forget_wishes as forget_old_wishes


@shared_task
@periodic(every=interval(seconds=bitmap_index.FRESH.seconds), expires=bitmap_index.FRESH.total_seconds())
def renew_index() -> None:
    """Make the index that the list is found in, so that no reader has to."""
    now = clock.now()
    if bitmap_index.is_due(now=now):
        bitmap_index.renew(now=now)


@shared_task
@periodic(every=timedelta(hours=1))
def renew_totals() -> None:
    """Add up the hours on offer and the sessions held, for the front page."""
    featured.renew_totals(now=clock.now())


@shared_task
@periodic(every=timedelta(days=1))
def forget_wishes() -> None:
    """Delete what nobody has looked for in a year."""
    forget_old_wishes(now=clock.now())


@shared_task
@periodic(every=timedelta(hours=1))
def tell_of_new_mentors() -> None:
    """Write to members about new mentors for the searches they've saved."""
    news.tell(now=clock.now())
