"""Reasons for a no that the team writes once, in every language."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField
from modeltrans.manager import MultilingualManager

from core import languages
from core.db import HasBlankText
from mentors.models.applications import Criterion


class Snippet(models.Model):
    """A reason and an advice that can be put into a no."""

    criterion = models.CharField(_("what is missing"), max_length=10, choices=Criterion.choices)
    text = models.TextField(_("reason"), max_length=1500, help_text=_("It’s put into the message, where it has a gap."))
    advice = models.TextField(_("what would change it"), max_length=1000)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    i18n = TranslationField(fields=("text", "advice"))

    objects = MultilingualManager()

    if TYPE_CHECKING:  # made by modeltrans
        text_i18n: str
        advice_i18n: str

    # Set here, not on the field, where it would become part of the migrations.
    i18n_field_params: dict[str, Any] = {"required_languages": {"text": languages.codes(), "advice": languages.codes()}}

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("reason for a no")
        verbose_name_plural = _("reasons for a no")
        constraints = [
            models.CheckConstraint(name="snippet_criterion_known", condition=Q(criterion__in=Criterion.values)),
            models.CheckConstraint(name="snippet_has_words", condition=~Q(text="") & ~Q(advice="")),
            models.CheckConstraint(name="snippet_has_no_blank_translation", condition=~HasBlankText("i18n")),
        ]

    def __str__(self) -> str:
        return self.text_i18n
