"""Rounds: cohorts that the team pairs at once, with what everybody in them says of the others."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_NOTE = 300
MOST_RANKED = 5
MOST_MENTEES = 10  # that one mentor takes in a round


class RoundState(models.TextChoices):
    OPEN = "open", _("open")
    COMPUTING = "computing", _("computing")
    PREVIEW = "preview", _("preview")
    PROPOSED = "proposed", _("proposed")
    DONE = "done", _("done")
    WITHDRAWN = "withdrawn", _("withdrawn")


CHANGEABLE = (RoundState.OPEN, RoundState.PREVIEW)
SENT = (RoundState.PROPOSED, RoundState.DONE)


class Role(models.TextChoices):
    MENTEE = "mentee", _("mentee")
    MENTOR = "mentor", _("mentor")


class Unmatched(models.TextChoices):
    """Why a mentee has no mentor, or a mentor no mentee."""

    LANGUAGE = "language", _("No one shares a language with them.")
    EXCLUDED = "excluded", _("Everyone who shares a language is excluded.")
    FULL = "full", _("Everyone who fits is full.")
    NOT_NEEDED = "not_needed", _("There were enough mentors without them.")


class ExclusionReason(models.TextChoices):
    MANAGER = "manager", _("they work together")
    BLOCKED = "blocked", _("one of them doesn’t want to meet the other")
    TEAM = "team", _("the team decided so")


class Answer(models.TextChoices):
    NONE = "", _("no answer yet")
    YES = "yes", _("yes")
    NO = "no", _("no")


class RoundQuerySet(models.QuerySet["Round"]):
    def for_update(self) -> Self:
        """Current rows, locked until the transaction ends. Lock order: round, pair, jobs."""
        return self.select_for_update(of=("self",), no_key=True)

    def shown_to(self, member: "User") -> Self:
        """Rounds that a member can join, and those they are in."""
        mine = Participant.objects.filter(member=member).values("round")
        return self.filter(Q(state=RoundState.OPEN) | Q(pk__in=mine)).order_by("-created_at", "-pk")


class Round(models.Model):
    """A cohort that the team pairs at once.

    Attributes:
        progress: of the computation, in per cent.
        computation: how often it was computed; a job for an earlier one does nothing.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    about = models.TextField(
        _("what it’s about"), max_length=1000, blank=True, help_text=_("Members read it before they join.")
    )
    closes_at = models.DateTimeField(_("open until"))
    state = models.CharField(_("status"), max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    computation = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opened by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("opened"))
    computed_at = models.DateTimeField(_("computed"), null=True, blank=True)
    proposed_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(name="round_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="round_state_known", condition=Q(state__in=[*RoundState])),
            models.CheckConstraint(name="round_progress_in_per_cent", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="round_sent_was_computed",
                condition=Q(proposed_at=None) | Q(computed_at__isnull=False, proposed_at__gte=F("computed_at")),
            ),
            models.CheckConstraint(
                name="round_sent_is_dated",
                condition=Q(state=RoundState.WITHDRAWN)
                | (Q(state__in=SENT) & Q(proposed_at__isnull=False))
                | (~Q(state__in=SENT) & Q(proposed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("matching:round", args=[self.uuid])

    @property
    def is_changeable(self) -> bool:
        """Whether the team can still change who is in it and who is paired."""
        return self.state in CHANGEABLE


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def mentees(self) -> Self:
        return self.filter(role=Role.MENTEE)

    def mentors(self) -> Self:
        return self.filter(role=Role.MENTOR)

    def opposite(self, participant: "Participant") -> Self:
        """Those whom a participant can be paired with, by name."""
        other = Role.MENTOR if participant.role == Role.MENTEE else Role.MENTEE
        rows = self.filter(round=participant.round_id, role=other, member__is_active=True)
        return rows.exclude(member=participant.member_id).order_by("member__display_name", "pk")


class Participant(models.Model):
    """A member in a round, as a mentee or as a mentor.

    Attributes:
        capacity: how many people they take; a mentee takes one.
        note: who they are and what it's about for them; everyone on the other side reads it.
        unmatched: why the latest computation found no one for them; "" if it did.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participants", db_index=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="rounds"
    )
    role = models.CharField(_("role"), max_length=6, choices=Role.choices)
    capacity = models.PositiveSmallIntegerField(
        _("how many people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_MENTEES)]
    )
    note = models.CharField(_("a sentence about you"), max_length=LONGEST_NOTE, blank=True)
    joined_at = models.DateTimeField(_("joined"))
    unmatched = models.CharField(_("why without a pair"), max_length=10, choices=Unmatched.choices, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=["round", "role", "member"], name="participant_once_a_role"),
            models.CheckConstraint(name="participant_role_known", condition=Q(role__in=[*Role])),
            models.CheckConstraint(
                name="participant_capacity_in_range", condition=Q(capacity__range=(1, MOST_MENTEES))
            ),
            models.CheckConstraint(name="participant_mentee_takes_one", condition=~Q(role=Role.MENTEE) | Q(capacity=1)),
            models.CheckConstraint(name="participant_unmatched_known", condition=Q(unmatched__in=["", *Unmatched])),
        ]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def is_mentor(self) -> bool:
        return self.role == Role.MENTOR


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
            models.CheckConstraint(name="preference_rank_in_range", condition=Q(rank__range=(1, MOST_RANKED))),
            models.CheckConstraint(name="preference_says_one_thing", condition=Q(rank=None) ^ Q(rather_not=False)),
            models.CheckConstraint(name="preference_not_of_oneself", condition=~Q(participant=F("about"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Exclusion(models.Model):
    """A mentee and a mentor who mustn't be paired in this round."""

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
            models.UniqueConstraint(fields=["mentee", "mentor"], name="exclusion_once"),
            models.CheckConstraint(name="exclusion_reason_known", condition=Q(why__in=[*ExclusionReason])),
            models.CheckConstraint(name="exclusion_of_two", condition=~Q(mentee=F("mentor"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PairQuerySet(models.QuerySet["Pair"]):
    def with_people(self) -> Self:
        return self.select_related("round", "mentee__member", "mentor__member__mentor")

    def involving(self, member: "User") -> Self:
        return self.filter(Q(mentee__member=member) | Q(mentor__member=member))

    def sent(self) -> Self:
        """Pairs that their two people know of."""
        return self.filter(round__state__in=SENT)

    def waiting(self) -> Self:
        """Pairs of which both can still become a yes."""
        return self.exclude(Q(mentee_answer=Answer.NO) | Q(mentor_answer=Answer.NO)).filter(
            Q(mentee_answer="") | Q(mentor_answer="")
        )

    def for_update(self) -> Self:
        """Current rows, locked until the transaction ends. Lock order: round, pair, jobs."""
        return self.select_for_update(of=("self",), no_key=True)


class Pair(models.Model):
    """A mentee and a mentor as the computation, or the team, put them together.

    Attributes:
        reasons: the terms of `matching.round_fit` that make up the fit.
        is_fixed: whether the team holds it; no computation takes it apart.
        is_new: whether the latest what-if brought it about.
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

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
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

    def side_of(self, member: "User") -> Role:
        """On which side of the pair a member is."""
        return Role.MENTEE if self.mentee.member_id == member.pk else Role.MENTOR

    def answer_of(self, role: Role) -> str:
        return self.mentee_answer if role == Role.MENTEE else self.mentor_answer

    def member_on(self, role: Role) -> "User":
        return self.mentee.member if role == Role.MENTEE else self.mentor.member
