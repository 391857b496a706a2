"""What the team writes on the club's own pages, version by version."""

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField
from modeltrans.manager import MultilingualManager

from core import languages
from core.db import HasBlankText

LONGEST = 40_000
MOST_COMPARED = 1_000  # lines; of many alike, comparing takes a minute


class PageName(models.TextChoices):
    """The pages that the team can write."""

    ABOUT = "about", _("About the club")
    HELP = "help", _("Help")
    CONDUCT = "conduct", _("Code of conduct")
    IMPRINT = "imprint", _("Imprint")


class PageVersionQuerySet(models.QuerySet["PageVersion"]):
    def of(self, page: PageName) -> Self:
        """The versions of a page, the newest first."""
        return self.filter(page=page).order_by("-number")

    def current(self) -> Self:
        """The newest version of each page."""
        return self.order_by("page", "-number").distinct("page")


class PageVersion(models.Model):
    """What a page says, in every language. A version is never changed: the next one takes its place.

    Attributes:
        number: counts from 1 for each page. Before the first there is the text that comes with the software.
        text: Markdown, in the club's default language; `text_i18n` is in the reader's.
        asks_again: whether members are shown it and have to agree; only for the code of conduct.
        restored_from: the number of the older version that this one repeats.
    """

    page = models.CharField(_("page"), max_length=10, choices=PageName.choices)
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=LONGEST)
    i18n = TranslationField(fields=("text",))
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asks_again = models.BooleanField(_("members are asked again"), default=False)
    restored_from = models.PositiveIntegerField(_("restored from"), null=True, blank=True)

    objects = MultilingualManager.from_queryset(PageVersionQuerySet)()

    if TYPE_CHECKING:  # made by modeltrans
        text_i18n: str

    # Set here, not on the field, where it would become part of the migrations.
    i18n_field_params: dict[str, Any] = {"required_languages": {"text": languages.codes()}}

    class Meta:
        ordering = ["page", "-number"]
        verbose_name = _("version of a page")
        verbose_name_plural = _("pages of the club")
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_version_once"),
            models.CheckConstraint(name="page_version_page_known", condition=Q(page__in=PageName.values)),
            models.CheckConstraint(name="page_version_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="page_version_has_text", condition=~Q(text="")),
            models.CheckConstraint(name="page_version_has_no_blank_translation", condition=~HasBlankText("i18n")),
            models.CheckConstraint(
                name="page_version_only_conduct_asks", condition=Q(asks_again=False) | Q(page=PageName.CONDUCT)
            ),
            models.CheckConstraint(
                name="page_version_restores_older",
                condition=Q(restored_from=None) | Q(restored_from__gte=1, restored_from__lt=F("number")),
            ),
        ]

    def __str__(self) -> str:
        return _("%(page)s, version %(number)s") % {"page": self.get_page_display(), "number": self.number}

    def texts(self) -> dict[str, str]:
        """The text in each language that it was written in, by the language's code."""
        found = zip(languages.codes(), languages.translations_of("text"), strict=True)
        return {code: text for code, name in found if (text := getattr(self, name))}


class ConsentKind(models.TextChoices):
    CONDUCT = "conduct", _("code of conduct")
    PRIVACY = "privacy", _("privacy notice")


class ConsentPlace(models.TextChoices):
    """Where a member agreed."""

    SIGN_UP = "sign-up", _("when signing up")
    APPLICATION = "application", _("in an application")
    VISIT = "visit", _("on the page itself")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def to_conduct(self, versions: "list[str]") -> Self:
        """That someone agreed to one of these versions of the code of conduct."""
        return self.filter(kind=ConsentKind.CONDUCT, version__in=versions)


class Consent(models.Model):
    """That a member agreed to the code of conduct, or was told what the club keeps, in one version, once.

    Attributes:
        version: the number of a version of the team's, or the date of the text that comes with the software.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="consents",
        db_index=False,  # the constraint has one that begins with it
    )
    kind = models.CharField(_("what"), max_length=10, choices=ConsentKind.choices)
    version = models.CharField(_("version"), max_length=10)
    place = models.CharField(_("where"), max_length=12, choices=ConsentPlace.choices)
    agreed_at = models.DateTimeField(_("agreed"))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-agreed_at", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "version"], name="consent_once_a_version"),
            models.CheckConstraint(name="consent_kind_known", condition=Q(kind__in=ConsentKind.values)),
            models.CheckConstraint(name="consent_place_known", condition=Q(place__in=ConsentPlace.values)),
            models.CheckConstraint(name="consent_names_version", condition=~Q(version="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


def changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What changed, line by line: "+", "-" or " ", and the line; of unchanged lines two around each change.

    Where lines are left out, the sign is "…". Of a very long text, it's the first lines that are compared.
    """
    old, new = (text.splitlines()[:MOST_COMPARED] for text in (before, after))
    lines = difflib.unified_diff(old, new, n=2, lineterm="")
    for number, line in enumerate(lines):
        if number < 2:
            continue  # names of files
        yield ("…", "") if line.startswith("@@") else (line[0], line[1:])
