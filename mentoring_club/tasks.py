"""Celery tasks of the whole club."""

from celery import shared_task

from core.schedule import interval, periodic
from mentoring_club import metrics


@shared_task
@periodic(every=interval(minutes=5), expires=metrics.COUNTED.total_seconds())
def count_states() -> None:
    """Count the rows of large tables by state, so that scrapes of /metrics needn't."""
    for _name, _text, model, field in metrics.LARGE:
        metrics.keep_counts(model, field)
