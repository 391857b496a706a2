"""What one of the two wants to reach, privately or together, and the steps towards it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorships.models.mentorships import Mentorship
from mentorships.policy import LONGEST_GOAL, LONGEST_LINE, STILL_THIS_GOAL

if TYPE_CHECKING:
    from accounts.models import User


class GoalState(models.TextChoices):
    OPEN = "open", _("open")
    REACHED = "reached", _("reached")
    DROPPED = "dropped", _("dropped")
    CARRIED = "carried", _("carried on elsewhere")


class GoalQuerySet(models.QuerySet["Goal"]):
    def open(self) -> Self:
        """Goals that the two, or one of them, still have."""
        return self.filter(state=GoalState.OPEN)

    def shown_to(self, member: "User") -> Self:
        """A member's own, and what is shared with them. Only for goals of their own mentorships."""
        return self.filter(Q(owner=member) | Q(is_shared=True))

    def unchanged(self, *, at: datetime) -> Self:
        """Open ones that no one has touched for a month."""
        return self.open().filter(changed_at__lte=at - STILL_THIS_GOAL)


class Goal(models.Model):
    """What one of the two wants to reach. No one else sees it, unless they share it with the other.

    Attributes:
        measure: how they will know that they are there; may be empty.
        target_on: until when, by the calendar of whoever reads it; None if they don't say.
        changed_at: when it, or a step of it, was last changed or kept.
        settled_at: since when it is no longer open; None while it is.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="goals")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("what you want to reach"), max_length=LONGEST_GOAL)
    measure = models.TextField(_("how you’ll know"), max_length=LONGEST_GOAL, blank=True)
    target_on = models.DateField(_("until"), null=True, blank=True)
    is_shared = models.BooleanField(_("shared"), default=False)
    state = models.CharField(_("state"), max_length=7, choices=GoalState.choices, default=GoalState.OPEN)
    made_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.CheckConstraint(name="goal_state_known", condition=Q(state__in=GoalState.values)),
            models.CheckConstraint(
                name="goal_settled_is_dated",
                condition=Q(state="open", settled_at=None) | ~Q(state="open") & Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="goal_words_not_too_long",
                condition=LessThanOrEqual(Length("text"), LONGEST_GOAL)
                & LessThanOrEqual(Length("measure"), LONGEST_GOAL),
            ),
            models.CheckConstraint(name="goal_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="goal_changed_after_writing", condition=Q(changed_at__gte=F("made_at"))),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("mentorships:goal", args=[self.mentorship.uuid, self.uuid])

    @property
    def is_open(self) -> bool:
        return self.state == GoalState.OPEN

    def is_unchanged(self, *, at: datetime) -> bool:
        """Whether no one has touched it for a month, though it is open."""
        return self.is_open and self.changed_at <= at - STILL_THIS_GOAL


class Step(models.Model):
    """Something that one of the two will do towards a goal. Of a shared goal it is a promise that both see.

    Attributes:
        who: whoever does it; of a private goal its owner.
        until_on: until when; None if they don't say.
        done_at: None until it is done.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("step"), max_length=LONGEST_LINE)
    until_on = models.DateField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(_("written"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.CheckConstraint(name="step_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="step_done_after_writing", condition=Q(done_at=None) | Q(done_at__gte=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
