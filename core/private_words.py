"""Texts that members write to each other. The team can open them for a safety matter; the reason is logged."""

from datetime import datetime, timedelta

import structlog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

OPENED = 4  # beside LogEntry's own flags: added, changed, deleted
OPEN_FOR = timedelta(minutes=30)
SHORTEST_REASON, LONGEST_REASON = 10, 500  # characters
MOST_OPENINGS = 50  # that a page shows

logger = structlog.get_logger("club.admin")


def open_for(row: Model, *, by: AbstractBaseUser, reason: str, now: datetime) -> None:
    """Show `by` the private texts of `row` for half an hour. The log entry itself grants access."""
    kind = ContentType.objects.get_for_model(row)
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=kind,
        object_id=row.pk,
        object_repr=str(row)[:200],
        action_flag=OPENED,
        action_time=now,
        change_message=reason,
    )
    logger.warning("admin.words_opened", member=str(getattr(by, "uuid", "")), row=f"{kind.app_label}.{row.pk}")


def are_open(row: Model, *, to: AbstractBaseUser, now: datetime) -> bool:
    """Whether `to` has opened the private texts of `row` in the last half hour."""
    return LogEntry.objects.filter(
        user_id=to.pk,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        action_flag=OPENED,
        action_time__range=(now - OPEN_FOR, now),
    ).exists()


def who_opened(row: Model) -> QuerySet[LogEntry]:
    """Who has opened the private texts of `row`, when and why: the latest of at most 50 openings first."""
    kind = ContentType.objects.get_for_model(row)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk), action_flag=OPENED)
    return entries.select_related("user").order_by("-action_time", "-pk")[:MOST_OPENINGS]


def opened(model: type[Model], *, by: AbstractBaseUser, now: datetime) -> list[str]:
    """The keys of the rows of a model that `by` has opened in the last half hour."""
    entries = LogEntry.objects.filter(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(model),
        action_flag=OPENED,
        action_time__range=(now - OPEN_FOR, now),
    )
    return [key for key in entries.values_list("object_id", flat=True).distinct() if key]
