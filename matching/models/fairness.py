"""How fair the club is, as it was counted last: one row, for the team's page."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

THE_ONE = 1


class Fairness(models.Model):
    """Numbers that take a second to count in a large club. They name no one: those under five aren't kept.

    Attributes:
        mentors: how many were listed.
        asked: for how many days → how often mentors were asked in them, and the Lorenz curve of it.
        gini: the Gini coefficient of requests per open hour; None while there are too few to say.
        matched: "request" and "need" → all of them, and by topic, language and country: `matching.small_cells`.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    counted_at = models.DateTimeField(_("counted"))
    mentors = models.PositiveIntegerField(_("listed mentors"))
    asked = models.JSONField(_("how mentors are asked"), default=dict)
    gini = models.FloatField(_("Gini coefficient"), null=True)
    matched = models.JSONField(_("who is matched"), default=dict)

    class Meta:
        verbose_name = _("fairness")
        verbose_name_plural = _("fairness")
        constraints = [
            models.CheckConstraint(name="fairness_one_row", condition=Q(id=THE_ONE)),
            models.CheckConstraint(name="fairness_gini_is_a_share", condition=Q(gini=None) | Q(gini__range=(0, 1))),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
