"""The index of openings that the directory searches: derived, can be rebuilt at any moment, never the truth."""

from datetime import datetime
from typing import Self

from django.db import models

from mentors.models import Mentor


class FreeTimeQuerySet(models.QuerySet["FreeTime"]):
    def bookable(self, *, at: datetime) -> Self:
        """Openings that the mentor's notice still allows."""
        return self.filter(bookable_until__gte=at)


class FreeTime(models.Model):
    """An opening of a mentor's shortest session type, as it was when the index was built."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="free_time")
    starts_at = models.DateTimeField()
    bookable_until = models.DateTimeField()

    objects = FreeTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["mentor", "starts_at"], name="free_time_once")]
        indexes = [
            models.Index(fields=["mentor", "bookable_until"], include=["starts_at"], name="free_time_next"),
            models.Index(fields=["starts_at"], include=["mentor", "bookable_until"], name="free_time_within"),
        ]

    def __str__(self) -> str:
        return self.starts_at.isoformat()
