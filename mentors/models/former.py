"""Addresses that topics and areas no longer have, so that links to them still lead somewhere."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentors.models.topics import Category, Topic


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    def of(self, subject: Category | Topic) -> Self:
        """Those that lead to an area or a topic today."""
        return self.filter(category=subject) if isinstance(subject, Category) else self.filter(topic=subject)


class FormerAddress(models.Model):
    """What stood at an address: a topic that was merged into another, or the same one before it was renamed.

    Attributes:
        names: of a topic that was merged, by language; {} if only the address changed.
    """

    slug = models.SlugField(_("former address"), unique=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, related_name="former_addresses")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="former_addresses")
    names = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.CheckConstraint(
                name="former_address_leads_to_one", condition=Q(category__isnull=True) ^ Q(topic__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def subject(self) -> Category | Topic:
        """What stands there today."""
        return self.category or self.topic  # type: ignore[return-value]  # one of them, by a constraint
