"""Mentors whom the team puts first on the page of a topic or an area."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentors.models.profiles import Mentor
from mentors.models.topics import Category, Topic

MOST_FEATURED = 3


class FeaturedMentorQuerySet(models.QuerySet["FeaturedMentor"]):
    def on(self, subject: Category | Topic) -> Self:
        """Those of one page, in the team's order, listed or not."""
        rows = self.filter(category=subject) if isinstance(subject, Category) else self.filter(topic=subject)
        return rows.order_by("position")


class FeaturedMentor(models.Model):
    """One place on the page of a topic or an area. It stays while the mentor isn't listed, and isn't shown."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, related_name="featured", db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="featured", db_index=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="featured_on")
    position = models.PositiveSmallIntegerField()  # from 0

    objects = FeaturedMentorQuerySet.as_manager()

    class Meta:
        verbose_name = _("featured mentor")
        verbose_name_plural = _("featured mentors")
        constraints = [
            models.CheckConstraint(
                name="featured_on_one_page", condition=Q(category__isnull=True) ^ Q(topic__isnull=True)
            ),
            models.CheckConstraint(name="featured_are_few", condition=Q(position__lt=MOST_FEATURED)),
            models.UniqueConstraint(fields=["category", "position"], name="featured_one_a_place_in_area"),
            models.UniqueConstraint(fields=["topic", "position"], name="featured_one_a_place_in_topic"),
            models.UniqueConstraint(fields=["category", "mentor"], name="featured_once_in_area"),
            models.UniqueConstraint(fields=["topic", "mentor"], name="featured_once_in_topic"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
