"""A mentorship: two people over some weeks, from their agreement to a good end."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from bookings.models.bookings import BookingQuerySet
from conversations.policy import OPEN_AFTER
from mentors.models import Mentor
from mentorships.clocks import Clock
from mentorships.policy import LONGEST_MEETING, LONGEST_PAUSE, MOST_EXTENSIONS, RHYTHMS, SHORTEST_MEETING, more_weeks

if TYPE_CHECKING:
    from accounts.models import User


class MentorshipState(models.TextChoices):
    FORMING = "forming", _("getting started")
    ACTIVE = "active", _("under way")
    PAUSED = "paused", _("paused")
    WRAPPING_UP = "wrapping_up", _("coming to an end")
    ENDED = "ended", _("ended")


class EndKind(models.TextChoices):
    COMPLETED = "completed", _("completed")
    LAPSED = "lapsed", _("didn’t come about")
    CLOSED = "closed", _("closed early")
    APART = "apart", _("apart")  # one has blocked the other
    GONE = "gone", _("one of the two has left")


class MentorshipQuerySet(models.QuerySet["Mentorship"]):
    def live(self) -> Self:
        """Mentorships that haven't ended: each takes a place."""
        return self.exclude(state=MentorshipState.ENDED)

    def of(self, member: "User") -> Self:
        """A member's own, as mentee or mentor, the live ones first, then the latest."""
        own = Mentor.objects.filter(user=member).values("pk")
        rows = self.filter(Q(mentee=member) | Q(mentor=Subquery(own)))
        ended = Case(When(state=MentorshipState.ENDED, then=1), default=0, output_field=IntegerField())
        return rows.order_by(ended, "-began_at", "-pk")

    def between(self, one: int, other: int) -> Self:
        """Those of two members, by their primary keys, in either role."""
        return self.filter(Q(mentee=one, mentor__user=other) | Q(mentee=other, mentor__user=one))

    def connecting(self, one: "User", other: "User", *, at: datetime) -> Self:
        """Those that let two members write to each other: until 14 days after their end."""
        return self.between(one.pk, other.pk).filter(Q(ended_at=None) | Q(ended_at__gt=at - OPEN_AFTER))

    def with_people(self) -> Self:
        """Load what every page and email about one shows."""
        return self.select_related("mentor__user", "mentee")

    def with_meetings(self, *, at: datetime) -> Self:
        """Add `last_meeting`, the end of the last one held or booked, and `meetings`, how many were held by `at`."""
        kept = sessions(mentor=OuterRef("mentor"), mentee=OuterRef("mentee"), since=OuterRef("began_at"))
        noted = LoggedMeeting.objects.filter(mentorship=OuterRef("pk"))
        return self.annotate(
            last_meeting=Greatest(
                Subquery(kept.order_by("-ends_at").values("ends_at")[:1]),
                Subquery(noted.order_by("-met_at").values("met_at")[:1]),
            ),
            meetings=_count(kept.filter(ends_at__lte=at), "mentor") + _count(noted, "mentorship"),
        )

    def for_update(self, *, skip_locked: bool = False) -> Self:
        """Lock the rows until the transaction ends. Lock order: mentors, request, offer, mentorship, jobs."""
        return self.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked).with_people()


def sessions(*, mentor: Any, mentee: Any, since: Any) -> BookingQuerySet:
    """Booked sessions of two people that began after `since`, held or to come, but for those that one has missed."""
    rows = Booking.objects.confirmed().filter(mentor=mentor, mentee=mentee, starts_at__gt=since)
    return rows.exclude(no_shows__outcome="confirmed")


def _count(rows: models.QuerySet[models.Model], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class Mentorship(models.Model):
    """One mentor and one mentee, from the mentor's yes on.

    Attributes:
        goal: what the mentee asked for, as they wrote it.
        weeks: how long it is planned to last, from the first meeting on.
        rhythm: weeks from one meeting to the next.
        began_at: when the mentor said yes.
        state_since: when it came into its state.
        ends_at: the planned end; None while it is being formed.
        paused_until: None unless it is paused.
        asked: how often the two were asked or reminded in this state.
        asked_at: when they were first asked why it is quiet; None if they weren't.
        extended: how often the two have continued after a planned end.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="mentorships")
    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentorships")
    goal = models.TextField(_("what for"), max_length=1500)
    state = models.CharField(
        _("state"), max_length=11, choices=MentorshipState.choices, default=MentorshipState.FORMING
    )
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    rhythm = models.PositiveSmallIntegerField(_("weeks between meetings"))
    began_at = models.DateTimeField(_("began"))
    state_since = models.DateTimeField(_("in this state since"))
    ends_at = models.DateTimeField(_("planned end"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    asked = models.PositiveSmallIntegerField(_("reminders"), default=0)
    asked_at = models.DateTimeField(_("asked why it’s quiet"), null=True, blank=True)
    extended = models.PositiveSmallIntegerField(_("extensions"), default=0)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_kind = models.CharField(_("how it ended"), max_length=9, choices=EndKind.choices, blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorship")
        verbose_name_plural = _("mentorships")
        indexes = [
            models.Index(fields=["-began_at", "-id"], name="mentorship_began"),
            models.Index(fields=["state", "state_since"], name="mentorship_live", condition=~Q(state="ended")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "mentee"], name="mentorship_once_a_pair", condition=~Q(state="ended")
            ),
            models.CheckConstraint(name="mentorship_state_known", condition=Q(state__in=MentorshipState.values)),
            models.CheckConstraint(name="mentorship_in_a_rhythm", condition=Q(rhythm__in=RHYTHMS)),
            models.CheckConstraint(name="mentorship_of_some_weeks", condition=Q(weeks__gte=1, weeks__lte=52)),
            models.CheckConstraint(name="mentorship_extended_twice", condition=Q(extended__lte=MOST_EXTENSIONS)),
            models.CheckConstraint(
                name="mentorship_end_is_planned",
                condition=Q(state__in=["forming", "ended"]) | Q(ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mentorship_pause_ends",
                condition=Q(state="paused", paused_until__isnull=False, paused_until__gt=F("state_since"))
                & Q(paused_until__lte=F("state_since") + LONGEST_PAUSE)
                | ~Q(state="paused") & Q(paused_until=None),
            ),
            models.CheckConstraint(
                name="mentorship_end_is_dated",
                condition=Q(state="ended", ended_at__isnull=False, end_kind__in=EndKind.values)
                | ~Q(state="ended") & Q(ended_at=None, end_kind=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("mentorships:mentorship", args=[self.uuid])

    @property
    def is_live(self) -> bool:
        return self.state != MentorshipState.ENDED

    def other_than(self, member: "User") -> "User":
        """The other one of the two."""
        return self.mentee if self.mentor.user_id == member.pk else self.mentor.user

    def met(self, *, at: datetime) -> int:
        """How many meetings were held by then, or by its end if that came first: one query."""
        last = min(at, self.ended_at or at)
        return Mentorship.objects.with_meetings(at=last).get(pk=self.pk).clock().meetings

    def writable_until(self, *, at: datetime) -> datetime:
        """Until when the two can write to each other, as far as it is known then."""
        return (self.ended_at or at) + OPEN_AFTER

    @property
    def continues_from(self) -> datetime:
        """When an extension would begin: at the planned end, or when it was wrapped up if that was later."""
        return max(self.ends_at or self.state_since, self.state_since)

    def more_weeks(self) -> tuple[int, ...]:
        """For how many weeks the two could continue after the planned end; none if they've continued often enough."""
        if self.state != MentorshipState.WRAPPING_UP or self.extended >= MOST_EXTENSIONS:
            return ()
        return more_weeks(began_at=self.began_at, after=self.continues_from)

    def clock(self) -> Clock:
        """What its clocks read. Needs `with_meetings()`."""
        return Clock(
            state=self.state,
            since=self.state_since,
            rhythm=self.rhythm,
            asked=self.asked,
            asked_at=self.asked_at,
            ends_at=self.ends_at,
            paused_until=self.paused_until,
            may_continue=bool(self.more_weeks()),
            last_meeting=self.last_meeting,  # type: ignore[attr-defined]
            meetings=self.meetings,  # type: ignore[attr-defined]
        )


class LoggedMeeting(models.Model):
    """A meeting that wasn't booked here: the two met elsewhere, and one of them noted it.

    Attributes:
        met_at: noon of the day, by the clock of whoever noted it.
        minutes: how long it was.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="logged", db_index=False)
    met_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    logged_at = models.DateTimeField(_("noted"))

    class Meta:
        ordering = ["met_at"]
        verbose_name = _("meeting elsewhere")
        verbose_name_plural = _("meetings elsewhere")
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "met_at"], name="logged_meeting_once"),
            models.CheckConstraint(
                name="logged_meeting_of_some_minutes",
                condition=Q(minutes__gte=SHORTEST_MEETING, minutes__lte=LONGEST_MEETING),
            ),
            models.CheckConstraint(name="logged_meeting_was_held", condition=Q(met_at__lte=F("logged_at"))),
        ]

    def __str__(self) -> str:
        return str(self.met_at)
