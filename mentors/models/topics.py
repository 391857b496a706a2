"""What mentors help with."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A slug and a name in both languages of the club. The team tends the names in the admin."""

    slug = models.SlugField(unique=True)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_de = models.CharField(_("name in German"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_de if (get_language() or "").startswith("de") else self.name_en

    def get_absolute_url(self) -> str:
        return reverse("directory:topic", args=[self.slug])


class Category(Named):
    """A field of work that groups topics."""

    description_en = models.CharField(_("description in English"), max_length=300, blank=True)
    description_de = models.CharField(_("description in German"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    @property
    def description(self) -> str:
        """The description in the active language."""
        return self.description_de if (get_language() or "").startswith("de") else self.description_en


class TopicQuerySet(models.QuerySet["Topic"]):
    def offered(self) -> Self:
        """Topics that a mentor can choose today."""
        return self.filter(is_active=True)


class Topic(Named):
    """Something a mentor helps with."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="topics", verbose_name=_("category"))
    is_active = models.BooleanField(_("offered"), default=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["category__position", "slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
