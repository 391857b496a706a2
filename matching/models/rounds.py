"""Rounds: cohorts that the team pairs at once, who is in them, and who was invited."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentors.models import MentorStatus

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_NAME, LONGEST_ABOUT = 80, 1000
LONGEST_NOTE = 300
MOST_MENTEES = 10  # that one mentor takes in a round


class RoundState(models.TextChoices):
    OPEN = "open", _("open")
    COMPUTING = "computing", _("computing")
    PREVIEW = "preview", _("preview")
    PROPOSED = "proposed", _("proposed")
    DONE = "done", _("finished")
    WITHDRAWN = "withdrawn", _("cancelled")


CHANGEABLE = (RoundState.OPEN, RoundState.PREVIEW)
SENT = (RoundState.PROPOSED, RoundState.DONE)


class Role(models.TextChoices):
    MENTEE = "mentee", _("mentee")
    MENTOR = "mentor", _("mentor")


class Unmatched(models.TextChoices):
    """Why a mentee has no mentor, or a mentor no mentee."""

    NO_ONE = "no_one", _("There was no one on the other side.")
    LANGUAGE = "language", _("No one shares a language with them.")
    EXCLUDED = "excluded", _("They can’t be paired with anyone who shares a language.")
    FULL = "full", _("Everyone who fits has as many mentees as they take.")
    NOT_NEEDED = "not_needed", _("All mentees who fit have another mentor.")
    AWAY = "away", _("Their account is closed, or they take no bookings as a mentor.")
    LOST = "lost", _("Whoever they were paired with has left or takes no bookings.")


class RoundQuerySet(models.QuerySet["Round"]):
    def for_update(self) -> Self:
        """Current rows, locked until the transaction ends. Lock order: round, pair, jobs."""
        return self.select_for_update(of=("self",), no_key=True)

    def shown_to(self, member: "User") -> Self:
        """Rounds that a member can join, those they are in, and those they were invited to."""
        mine = Participant.objects.filter(member=member).values("round")
        asked = Invitation.objects.filter(member=member).values("round")
        rows = self.filter(Q(state=RoundState.OPEN) | Q(pk__in=mine) | Q(pk__in=asked))
        return rows.order_by("-created_at", "-pk")


class Round(models.Model):
    """A cohort that the team pairs at once.

    Attributes:
        progress: of the computation, in per cent.
        computation: how often it was computed; a job for an earlier one does nothing.
        form_key: of the form it was opened with, so that sending that twice opens one round.
        follows: the round that left its people without a pair.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    about = models.TextField(
        _("what it’s about"), max_length=LONGEST_ABOUT, blank=True, help_text=_("Members read it before they join.")
    )
    closes_at = models.DateTimeField(_("open until"))
    state = models.CharField(_("status"), max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    computation = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("opened by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )
    form_key = models.UUIDField(null=True, blank=True)
    follows = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="followed_by"
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
            models.UniqueConstraint(fields=["made_by", "form_key"], name="round_form_once"),
            models.CheckConstraint(name="round_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="round_state_known", condition=Q(state__in=[*RoundState])),
            models.CheckConstraint(name="round_progress_in_per_cent", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="round_about_not_too_long", condition=LessThanOrEqual(Length("about"), LONGEST_ABOUT)
            ),
            # Not that it was sent later: two machines read the two times, each by its own clock.
            models.CheckConstraint(
                name="round_sent_was_computed", condition=Q(proposed_at=None) | Q(computed_at__isnull=False)
            ),
            models.CheckConstraint(name="round_follows_another", condition=~Q(pk=F("follows"))),
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

    def away(self) -> Self:
        """Those who can't meet anyone at the moment, see `Participant.is_available`."""
        is_listed = Q(member__mentor__status=MentorStatus.LISTED)
        return self.filter(Q(member__is_active=False) | (Q(role=Role.MENTOR) & ~is_listed))

    def opposite(self, participant: "Participant") -> Self:
        """Those a participant can be paired with, by name."""
        other = Role.MENTOR if participant.role == Role.MENTEE else Role.MENTEE
        rows = self.filter(round=participant.round_id, role=other, member__is_active=True)
        return rows.exclude(member=participant.member_id).order_by("member__display_name", "pk")

    def met_by(self, member: "User") -> Self:
        """Those on the other side of the rounds a member is in: they read each other's notes."""
        theirs = Participant.objects.filter(member=member, round=OuterRef("round")).exclude(role=OuterRef("role"))
        return self.filter(Exists(theirs)).exclude(member=member)


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

    @property
    def is_available(self) -> bool:
        """Whether they can still meet anyone: the account is open, and a mentor takes bookings."""
        mentor = getattr(self.member, "mentor", None)
        is_listed = mentor is not None and mentor.status == MentorStatus.LISTED
        return self.member.is_active and (is_listed or not self.is_mentor)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> Self:
        """Invitations that have been neither followed nor turned down."""
        people = Participant.objects.filter(round=OuterRef("round"), role=OuterRef("role"), member=OuterRef("member"))
        return self.filter(~Exists(people), declined_at=None)

    def to_answer(self, *, at: datetime) -> Self:
        """Unanswered invitations that can still be followed; as a mentor, only by someone who is listed."""
        is_listed = Q(member__mentor__status=MentorStatus.LISTED)
        rows = self.unanswered().filter(round__state=RoundState.OPEN, round__closes_at__gt=at)
        return rows.filter(is_listed | ~Q(role=Role.MENTOR))


class Invitation(models.Model):
    """The team's question whether a member would like to be in a round. They are in it once they join.

    Attributes:
        capacity: how many people the team thinks they could take; a mentor says so themselves on joining.
        declined_at: when they said no, or left. No one is asked twice.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="round_invitations"
    )
    role = models.CharField(_("role"), max_length=6, choices=Role.choices)
    capacity = models.PositiveSmallIntegerField(_("how many people"), default=1)
    invited_at = models.DateTimeField(_("invited"))
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a round")
        verbose_name_plural = _("invitations to rounds")
        constraints = [
            models.UniqueConstraint(fields=["round", "role", "member"], name="invitation_once_a_role"),
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=[*Role])),
            models.CheckConstraint(name="invitation_capacity_in_range", condition=Q(capacity__range=(1, MOST_MENTEES))),
        ]

    def __str__(self) -> str:
        return str(self.member)
