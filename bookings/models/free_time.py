"""The index of openings that the directory searches: derived, can be rebuilt at any moment, never the truth."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DateTimeField, F, Func, IntegerField, Q, Value

from mentors.models import Mentor

MOST_STARTS = 1_000  # the directory asks for the next ones only; five minutes around the clock would be 51,840


class FreeTime(models.Model):
    """When somebody can begin a mentor's shortest session type, as it was when the index was built.

    One row a mentor, however many openings: so 10,000 mentors are 10,000 rows, and a booking changes one of them.
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
    """The first start that the mentor's notice still allows at an instant, or NULL: a binary search in the row.

    Args:
        path: the way to the row from the model that is asked, `free_time__` from a mentor.
    """
    starts = F(f"{path}starts")
    too_early = Value(at - timedelta(microseconds=1), DateTimeField()) + F(f"{path}notice")
    place = Func(too_early, starts, function="width_bucket", output_field=IntegerField())
    return Func(
        starts, place, template="((%(expressions)s + 1])", arg_joiner=")[", function="", output_field=DateTimeField()
    )
