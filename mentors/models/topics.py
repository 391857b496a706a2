"""What mentors help with."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField
from modeltrans.manager import MultilingualManager

from core import languages
from core.db import HasBlankText


class Named(models.Model):
    """A slug and a name, maintained by the team in the admin.

    `name` is in the club's default language; `name_i18n` is in the reader's, or else in the default one. Translations
    are keys of `i18n`, so that another language needs no column.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)

    if TYPE_CHECKING:  # made by modeltrans
        name_i18n: str

    # Set here, not on the field, where it would become part of the migrations.
    i18n_field_params: dict[str, Any] = {"required_languages": {"name": languages.codes()}}

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="%(class)s_has_no_blank_translation", condition=~HasBlankText("i18n")),
        ]

    def __str__(self) -> str:
        return self.name_i18n

    def get_absolute_url(self) -> str:
        return reverse("directory:topic", args=[self.slug])

    def names(self) -> list[str]:
        """The name in every language that has a translation."""
        return [name for field in languages.translations_of("name") if (name := getattr(self, field))]


class Category(Named):
    """A field of work that groups topics."""

    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    i18n = TranslationField(fields=("name", "description"))

    objects = MultilingualManager()

    if TYPE_CHECKING:  # made by modeltrans
        description_i18n: str

    class Meta(Named.Meta):
        ordering = ["position", "slug"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            *Named.Meta.constraints,
            models.UniqueConstraint(name="category_name_once", fields=["name"]),
        ]


class TopicQuerySet(models.QuerySet["Topic"]):
    def offered(self) -> Self:
        """Topics that a mentor can choose today."""
        return self.filter(is_active=True)


class Topic(Named):
    """Something a mentor helps with."""

    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="topics", verbose_name=_("category"), db_index=False
    )
    is_active = models.BooleanField(_("offered"), default=True)
    i18n = TranslationField(fields=("name",))

    objects = MultilingualManager.from_queryset(TopicQuerySet)()

    class Meta(Named.Meta):
        ordering = ["category__position", "slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            *Named.Meta.constraints,
            models.UniqueConstraint(name="topic_name_once_in_category", fields=["category", "name"]),
        ]
