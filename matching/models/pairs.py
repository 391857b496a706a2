"""What the people of a round say of each other, and the pairs that come of it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.models.rounds import Participant, Role, Round, RoundState

if TYPE_CHECKING:
    from accounts.models import User

MOST_RANKED = 5


class ExclusionReason(models.TextChoices):
    MANAGER = "manager", _("they work together")
    BLOCKED = "blocked", _("one of them doesn’t want to meet the other")
    TEAM = "team", _("the team decided so")


class Answer(models.TextChoices):
    NONE = "", _("no answer yet")
    YES = "yes", _("yes")
    NO = "no", _("no")


class Preference(models.Model):
    """What a participant says about someone on the other side: a rank from 1 to 5, or that they'd rather not."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="preferences", db_index=False)
    about = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="preferred_by")
    rank = models.PositiveSmallIntegerField(null=True)
    rather_not = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["participant", "about"], name="preference_once"),
            models.UniqueConstraint(fields=["participant", "rank"], name="preference_one_a_rank"),
            models.CheckConstraint(
                name="preference_rank_in_range", condition=Q(rank=None) | Q(rank__range=(1, MOST_RANKED))
            ),
            models.CheckConstraint(name="preference_says_one_thing", condition=Q(rank=None) ^ Q(rather_not=False)),
            models.CheckConstraint(name="preference_not_of_oneself", condition=~Q(participant=F("about"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Exclusion(models.Model):
    """That a mentee and a mentor mustn't be paired in this round, as one of them or the team has said.

    Each who says it has a row of their own, so that no one can tell by theirs what the other has said.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="exclusions")
    mentee = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+", db_index=False)
    mentor = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(_("reason"), max_length=10, choices=ExclusionReason.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.UniqueConstraint(fields=["mentee", "mentor", "why", "by"], name="exclusion_once_a_person"),
            models.UniqueConstraint(
                fields=["mentee", "mentor"], name="exclusion_by_the_team_once", condition=Q(why=ExclusionReason.TEAM)
            ),
            models.CheckConstraint(name="exclusion_reason_known", condition=Q(why__in=[*ExclusionReason])),
            models.CheckConstraint(name="exclusion_of_two", condition=~Q(mentee=F("mentor"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


WAITING = Q(lapsed_at=None) & (
    Q(mentee_answer="", mentor_answer__in=["", Answer.YES]) | Q(mentee_answer=Answer.YES, mentor_answer="")
)


class PairQuerySet(models.QuerySet["Pair"]):
    def with_people(self) -> Self:
        return self.select_related("round", "mentee__member", "mentor__member__mentor")

    def involving(self, member: "User") -> Self:
        return self.filter(Q(mentee__member=member) | Q(mentor__member=member))

    def sent(self) -> Self:
        """Pairs that their two people know of."""
        return self.filter(round__proposed_at__isnull=False)

    def waiting(self) -> Self:
        """Pairs of which both can still become a yes."""
        return self.filter(WAITING)

    def agreed(self) -> Self:
        return self.filter(mentee_answer=Answer.YES, mentor_answer=Answer.YES)

    def live(self) -> Self:
        """Pairs that are agreed, or can still be."""
        return self.waiting() | self.agreed()

    def due(self, *, at: datetime) -> Self:
        """Pairs that wait, and of which the time to answer has passed."""
        return self.waiting().filter(round__state=RoundState.PROPOSED, due_at__lte=at)

    def for_update(self) -> Self:
        """Current rows, locked until the transaction ends. Lock order: round, pair, jobs."""
        return self.select_for_update(of=("self",), no_key=True)


class Pair(models.Model):
    """A mentee and a mentor as the computation, or the team, put them together.

    Attributes:
        reasons: the terms of `matching.round_fit` that make up the fit.
        is_fixed: whether the team holds it; no computation takes it apart.
        is_new: whether the latest what-if brought it about.
        due_at: until when both can answer; None before they are asked.
        lapsed_at: when it ended because one of them hadn't answered in time, or neither had.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="pairs")
    mentee = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="pair")
    mentor = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="pairs")
    fit = models.SmallIntegerField(_("fit"), default=0)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    is_fixed = models.BooleanField(_("locked"), default=False)
    is_new = models.BooleanField(_("new"), default=False)
    mentee_answer = models.CharField(_("mentee’s answer"), max_length=3, choices=Answer.choices, blank=True)
    mentee_answered_at = models.DateTimeField(null=True, blank=True)
    mentor_answer = models.CharField(_("mentor’s answer"), max_length=3, choices=Answer.choices, blank=True)
    mentor_answered_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("lapsed"), null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
        indexes = [models.Index(fields=["due_at"], name="pair_due", condition=WAITING)]
        constraints = [
            models.CheckConstraint(name="pair_of_two", condition=~Q(mentee=F("mentor"))),
            models.CheckConstraint(
                name="pair_answers_known", condition=Q(mentee_answer__in=[*Answer], mentor_answer__in=[*Answer])
            ),
            models.CheckConstraint(
                name="pair_mentee_answer_is_dated", condition=Q(mentee_answer="") ^ Q(mentee_answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="pair_mentor_answer_is_dated", condition=Q(mentor_answer="") ^ Q(mentor_answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="pair_answered_was_asked",
                condition=Q(due_at__isnull=False) | Q(mentee_answer="", mentor_answer="", lapsed_at=None),
            ),
            models.CheckConstraint(
                name="pair_lapsed_was_waiting",
                condition=Q(lapsed_at=None)
                | Q(mentee_answer="", mentor_answer__in=["", "yes"])
                | Q(mentee_answer="yes", mentor_answer=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("matching:round", args=[self.round.uuid])

    @property
    def is_agreed(self) -> bool:
        return self.mentee_answer == self.mentor_answer == Answer.YES

    @property
    def is_off(self) -> bool:
        return Answer.NO in (self.mentee_answer, self.mentor_answer)

    def is_over(self, *, at: datetime) -> bool:
        """Whether the time to answer has passed, also just before the next run notes that it has lapsed."""
        return self.lapsed_at is not None or (self.due_at is not None and self.due_at <= at)

    def side_of(self, member: "User") -> Role:
        """On which side of the pair a member is."""
        return Role.MENTEE if self.mentee.member_id == member.pk else Role.MENTOR

    def answer_of(self, role: Role) -> str:
        return self.mentee_answer if role == Role.MENTEE else self.mentor_answer

    def member_on(self, role: Role) -> "User":
        return self.mentee.member if role == Role.MENTEE else self.mentor.member
