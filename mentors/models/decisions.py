"""What the team decides about an application, before it becomes so."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentors.models.applications import Application, ApplicationState, Criterion

if TYPE_CHECKING:
    from datetime import datetime


class DecisionQuerySet(models.QuerySet["Decision"]):
    def pending(self) -> Self:
        """Those that can still be undone."""
        return self.filter(undone_at=None, done_at=None)

    def for_update(self) -> Self:
        """These rows, locked until the transaction ends. Lock order: application, decision."""
        return self.select_for_update(of=("self",), no_key=True)


class Decision(models.Model):
    """A yes or no to an application. It's sent and takes effect when it's due, and can be undone until then."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    to_state = models.CharField(
        _("decision"),
        max_length=20,
        choices=[(state.value, state.label) for state in (ApplicationState.APPROVED, ApplicationState.DECLINED)],
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    message = models.TextField(_("message"), max_length=6000)
    override = models.TextField(_("reason to decide before enough have read it"), max_length=6000, blank=True)
    criterion = models.CharField(_("what was missing"), max_length=10, choices=Criterion.choices, blank=True)
    advice = models.TextField(_("what would change it"), max_length=2000, blank=True)
    again_on = models.DateField(_("may apply again from"), null=True, blank=True)
    made_at = models.DateTimeField(_("decided"))
    due_at = models.DateTimeField(_("takes effect"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    done_at = models.DateTimeField(_("took effect"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], name="decision_one_pending", condition=Q(undone_at=None, done_at=None)
            ),
            models.CheckConstraint(
                name="decision_is_yes_or_no",
                condition=Q(to_state__in=[ApplicationState.APPROVED, ApplicationState.DECLINED]),
            ),
            models.CheckConstraint(name="decision_is_done_or_undone", condition=Q(undone_at=None) | Q(done_at=None)),
            models.CheckConstraint(name="decision_never_at_once", condition=Q(due_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="decision_done_when_due", condition=Q(done_at=None) | Q(done_at__gte=F("due_at"))
            ),
            models.CheckConstraint(
                name="decision_undone_after_it_was_made", condition=Q(undone_at=None) | Q(undone_at__gte=F("made_at"))
            ),
            models.CheckConstraint(
                name="decision_no_says_why_and_until_when",
                condition=Q(to_state="approved", criterion="", advice="", again_on=None)
                | Q(Q(to_state="declined", criterion__in=Criterion.values, again_on__isnull=False), ~Q(advice="")),
            ),
            models.CheckConstraint(name="decision_has_words", condition=~Q(message="")),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_to_state_display()}"

    def is_pending(self) -> bool:
        return self.undone_at is None and self.done_at is None

    def is_due(self, *, now: "datetime") -> bool:
        return now >= self.due_at
