"""Celery tasks of matching."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from matching.services import fairness, lapsing, relaying


@shared_task
@periodic(every=interval(minutes=1))
def move_requests_on() -> None:
    """Ask the next mentor where one hasn't answered in time or can't be asked any more."""
    now = clock.now()
    relaying.expire(now=now)
    relaying.pass_on(now=now)
    relaying.end_at_team(now=now)


@shared_task
@periodic(every=timedelta(hours=1))
def count_fairness() -> None:
    """Count how evenly mentors are asked and who is matched, for the team's page."""
    fairness.count(now=clock.now())


@shared_task
@periodic(every=interval(minutes=1))
def end_pairs_in_time() -> None:
    """End pairs of rounds that weren't answered in time."""
    lapsing.lapse(now=clock.now())
