"""What mentors help with."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField
from modeltrans.manager import MultilingualManager

from core import languages
from core.db import HasBlankText


class Named(models.Model):
    """A slug, a name and its synonyms, maintained by the team in the admin.

    `name` is in the club's default language; `name_i18n` is in the reader's, or else in the default one. Translations
    are keys of `i18n`, so that another language needs no column.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    synonyms = models.CharField(
        _("synonyms"),
        max_length=500,
        blank=True,
        help_text=_(
            "What else people call it, or ask for when they mean it, separated by commas. Only the search reads it."
        ),
    )

    about = models.TextField(
        _("about it"),
        max_length=1500,
        blank=True,
        help_text=_("A few sentences for its page: what people talk about here. Readers see it below the mentors."),
    )
    questions = models.TextField(
        _("questions people come with"), max_length=1000, blank=True, help_text=_("One on each line.")
    )

    if TYPE_CHECKING:  # made by modeltrans
        name_i18n: str
        about_i18n: str
        questions_i18n: str

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
        return self._texts("name")

    def searched(self) -> list[str]:
        """What a search finds it by: its names and synonyms."""
        return self._texts("name") + self._texts("synonyms")

    def _texts(self, field: str) -> list[str]:
        return [text for name in languages.translations_of(field) if (text := getattr(self, name))]


class CategoryGroup(models.TextChoices):
    """What a category is about, and the heading it's listed under."""

    WORK = "work", _("Work")
    WELL_BEING = "well-being", _("Well-being")

    @property
    def about(self) -> str:
        """One sentence that says what its categories have in common."""
        if self is CategoryGroup.WORK:
            return gettext("Get better at what you do, and find out what comes next.")
        return gettext("Take care of yourself, at work and beyond.")


class CategoryIcon(models.TextChoices):
    """Drawings from heroicons, by their names there, for the team to choose from."""

    TALK = "chat-bubble-left-right", _("speech bubbles")
    PUZZLE = "puzzle-piece", _("puzzle piece")
    CODE = "code-bracket", _("code")
    FLAG = "flag", _("flag")
    PEOPLE = "user-group", _("people")
    MEGAPHONE = "megaphone", _("megaphone")
    SHIELD = "shield-check", _("shield")
    PAINTBRUSH = "paint-brush", _("paintbrush")
    MAGNIFIER = "magnifying-glass", _("magnifying glass")
    MONEY = "banknotes", _("money")
    FLASK = "beaker", _("flask")
    CHART = "chart-bar", _("chart")
    SUN = "sun", _("sun")
    HEART = "heart", _("heart")
    BOOK = "book-open", _("book")
    BRIEFCASE = "briefcase", _("briefcase")
    MAP = "map", _("map")
    SCALES = "scale", _("scales")
    ROCKET = "rocket-launch", _("rocket")
    GLOBE = "globe-alt", _("globe")


class CategoryQuerySet(models.QuerySet["Category"]):
    def topics(self) -> "models.QuerySet[Topic]":
        """The topics of these categories."""
        return Topic.objects.filter(category__in=self)


class Category(Named):
    """A field of work that groups topics."""

    description = models.CharField(_("description"), max_length=300, blank=True)
    group = models.CharField(_("group"), max_length=20, choices=CategoryGroup.choices, default=CategoryGroup.WORK)
    icon = models.CharField(_("icon"), max_length=40, choices=CategoryIcon.choices, default=CategoryIcon.TALK)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    i18n = TranslationField(fields=("name", "synonyms", "about", "questions", "description"))

    objects = MultilingualManager.from_queryset(CategoryQuerySet)()

    if TYPE_CHECKING:  # made by modeltrans
        description_i18n: str

    class Meta(Named.Meta):
        ordering = ["position", "slug"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            *Named.Meta.constraints,
            models.UniqueConstraint(name="category_name_once", fields=["name"]),
            models.CheckConstraint(name="category_group_known", condition=Q(group__in=CategoryGroup.values)),
            models.CheckConstraint(name="category_icon_known", condition=Q(icon__in=CategoryIcon.values)),
        ]


class TopicQuerySet(models.QuerySet["Topic"]):
    def offered(self) -> Self:
        """Topics that a mentor can choose today."""
        return self.filter(is_active=True)

    def topics(self) -> Self:
        """These, as they're asked of categories."""
        return self


class Topic(Named):
    """Something a mentor helps with."""

    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="topics", verbose_name=_("area"), db_index=False
    )
    is_active = models.BooleanField(_("offered"), default=True)
    split_from = models.ForeignKey(
        "self", verbose_name=_("split from"), null=True, blank=True, editable=False, on_delete=models.SET_NULL,
        related_name="split_into",
    )  # fmt: skip
    i18n = TranslationField(fields=("name", "synonyms", "about", "questions"))

    objects = MultilingualManager.from_queryset(TopicQuerySet)()

    class Meta(Named.Meta):
        ordering = ["category__position", "slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            *Named.Meta.constraints,
            models.UniqueConstraint(name="topic_name_once_in_category", fields=["category", "name"]),
            models.CheckConstraint(name="topic_not_split_from_itself", condition=~Q(split_from=F("pk"))),
        ]
