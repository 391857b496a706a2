"""What members want to find again: mentors, and searches of which they hear when new mentors fit."""

import re
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentors.models.profiles import Mentor

LONGEST_SEARCH = 1000  # characters of its address

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


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, member: "User") -> Self:
        """What a member has saved, the latest first."""
        return self.filter(member=member).order_by("-saved_at", "-pk")

    def naming(self, param: str, slug: str) -> Self:
        """Those with this choice of a facet."""
        return self.filter(query__regex=rf"(^|&){param}={re.escape(slug)}(&|$)")


class SavedSearch(models.Model):
    """A search of the list; its member gets an email once a week if new mentors fit."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches", db_index=False
    )
    query = models.CharField(_("address"), max_length=LONGEST_SEARCH)  # as `directory.filters` writes it
    saved_at = models.DateTimeField(_("saved"))
    told_until = models.DateTimeField(_("told until"), db_index=True)  # later mentors are news

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["member", "query"], name="search_saved_once"),
            models.CheckConstraint(name="search_looks_for_something", condition=~models.Q(query="")),
        ]

    def __str__(self) -> str:
        return str(self.pk)
