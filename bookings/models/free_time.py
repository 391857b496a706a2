"""The index of openings that the directory searches: derived data, which can be rebuilt at any time."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DateTimeField, F, Func, IntegerField, Q, Value

from mentors.models import Mentor

MOST_STARTS = 1_000  # the directory needs only the next ones; every five minutes around the clock would be 51,840


class FreeTime(models.Model):
    """The possible starts of a mentor's shortest session type when the row was last built.

    One row per mentor, so a booking changes only one row.
    """

    mentor = models.OneToOneField(Mentor, on_delete=models.CASCADE, primary_key=True, related_name="free_time")
    starts = ArrayField(models.DateTimeField(), default=list)  # ascending
    notice = models.DurationField()
    built_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["built_at"], name="free_time_built")]
        constraints = [
            models.CheckConstraint(name="free_time_bounded", condition=Q(starts__len__lte=MOST_STARTS)),
            models.CheckConstraint(name="free_time_notice_positive", condition=Q(notice__gte=timedelta(0))),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id}: {len(self.starts)}"


def next_start(*, at: datetime, path: str = "") -> Func:
    """The first start that the mentor's notice allows at an instant, or NULL; a binary search within the row.

    Args:
        path: the lookup prefix from the queried model to the row, such as `free_time__` from a mentor.
    """
    starts = F(f"{path}starts")
    return Func(
        starts,
        _number_before(at, path, F(f"{path}notice")),
        template="((%(expressions)s + 1])",
        arg_joiner=")[",
        function="",
        output_field=DateTimeField(),
    )


def starts_between(at: datetime, end: datetime, *, path: str = "") -> Func:
    """The starts before `end` that the mentor's notice allows at an instant, ascending; `path` as for `next_start`."""
    first, last = _number_before(at, path, F(f"{path}notice")), _number_before(end, path)
    places = Func(first, last, template="%(expressions)s", arg_joiner=" + 1:", function="")
    return Func(
        F(f"{path}starts"),
        places,
        template="((%(expressions)s])",
        arg_joiner=")[",
        function="",
        output_field=ArrayField(DateTimeField()),
    )


def quarters_between(at: datetime, end: datetime, *, path: str = "") -> Func:
    """The quarters of an hour since 1970, as numbers, in which these starts lie; some more than once."""
    return Func(
        starts_between(at, end, path=path),
        template="ARRAY(SELECT (date_part('epoch', start)::bigint / 900)::int FROM unnest(%(expressions)s) start)",
        function="",
        output_field=ArrayField(IntegerField()),
    )


def _number_before(moment: datetime, path: str, notice: F | None = None) -> Func:
    """How many of a row's starts lie before a moment, or before the end of the notice after it."""
    before: Any = Value(moment - timedelta(microseconds=1), DateTimeField())
    return Func(
        before + notice if notice else before,
        F(f"{path}starts"),
        function="width_bucket",
        output_field=IntegerField(),
    )
