"""The index of openings that the directory searches: derived data, which can be rebuilt at any time."""

from datetime import datetime, timedelta

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
    too_early = Value(at - timedelta(microseconds=1), DateTimeField()) + F(f"{path}notice")
    place = Func(too_early, starts, function="width_bucket", output_field=IntegerField())
    return Func(
        starts, place, template="((%(expressions)s + 1])", arg_joiner=")[", function="", output_field=DateTimeField()
    )
