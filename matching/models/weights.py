"""How much each term counts when mentors are ranked for a member: one row, which the team edits."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

THE_ONE = 1
MOST = 100


def _weight(title: object, default: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        title,  # type: ignore[arg-type]  # lazily translated
        default=default,
        db_default=default,
        validators=[MaxValueValidator(MOST)],
    )


class Weights(models.Model):
    """What each term of `matching.ranking` counts, from 0 to 100."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    topics = _weight(_("topics"), 30)
    words = _weight(_("words of the goal"), 20)
    level = _weight(_("years of experience"), 10)
    hours = _weight(_("free at the same time"), 15)
    capacity = _weight(_("time left"), 5)
    replies = _weight(_("how soon they answer"), 5)
    feedback = _weight(_("feedback"), 5)
    crowding = _weight(_("few requests for the time they offer"), 10)

    class Meta:
        verbose_name = _("weights")
        verbose_name_plural = _("weights")
        constraints = [models.CheckConstraint(name="weights_one_row", condition=Q(id=THE_ONE))]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
