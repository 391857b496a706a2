"""Mentors whom members want to find again."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentors.models.profiles import Mentor

if TYPE_CHECKING:
    from accounts.models import User


class SavedMentorQuerySet(models.QuerySet["SavedMentor"]):
    def of(self, member: "User") -> Self:
        """What a member has saved, the latest first."""
        return self.filter(member=member).order_by("-saved_at", "-pk")


class SavedMentor(models.Model):
    """A mentor whom a member has saved. It stays while the mentor is hidden."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_mentors", db_index=False
    )
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="saved_by")
    saved_at = models.DateTimeField(_("saved"))

    objects = SavedMentorQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved mentor")
        verbose_name_plural = _("saved mentors")
        constraints = [models.UniqueConstraint(fields=["member", "mentor"], name="saved_once")]

    def __str__(self) -> str:
        return str(self.pk)
