"""A session that a mentor and a mentee have agreed on, or that a mentee has requested."""

import uuid
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Literal, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models.hours import MAX_MINUTES, SessionType
from conversations.policy import OPEN_AFTER
from core.db import TsTzRange
from meetings.models import Meeting
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User


class BookingStatus(models.TextChoices):
    REQUESTED = "requested", _("waiting for an answer")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("not answered in time")
    CANCELLED = "cancelled", _("cancelled")


HOLDING = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)
LONGEST = timedelta(minutes=MAX_MINUTES)
FRESH = timedelta(hours=24)  # bookings agreed this recently need no reconfirmation


class BookingQuerySet(models.QuerySet["Booking"]):
    def holding_time(self) -> Self:
        """Bookings that block their time: confirmed, or requested and not yet answered."""
        return self.filter(status__in=HOLDING)

    def confirmed(self) -> Self:
        return self.filter(status=BookingStatus.CONFIRMED)

    def requested(self) -> Self:
        return self.filter(status=BookingStatus.REQUESTED)

    def involving(self, user: "User") -> Self:
        """Bookings of `user` in either role.

        The mentor is looked up first: an OR over a join has no index, and would read every booking of the club.
        """
        own = Mentor.objects.filter(user=user).order_by().values("pk")
        return self.filter(Q(mentee=user) | Q(mentor=Subquery(own)))

    def between(self, one: "User", other: "User") -> Self:
        """Bookings of two members with each other, in either role."""
        return self.filter(Q(mentee=one, mentor__user=other) | Q(mentee=other, mentor__user=one))

    def connecting(self, one: "User", other: "User", *, at: datetime) -> Self:
        """Confirmed bookings of two members that let them write to each other: until 14 days after their end."""
        return self.between(one, other).confirmed().ending_after(at - OPEN_AFTER)

    def ending_after(self, at: datetime) -> Self:
        """Bookings that end after `at`. Their start is bounded, too: indexes of people’s bookings are ordered by it."""
        return self.filter(ends_at__gt=at, starts_at__gt=at - LONGEST)

    def upcoming(self, *, at: datetime) -> Self:
        """Bookings that block their time and have not ended."""
        return self.holding_time().ending_after(at)

    def past(self, *, at: datetime) -> Self:
        """All bookings that are not upcoming: ended, declined, expired or cancelled."""
        return self.exclude(status__in=HOLDING, ends_at__gt=at)

    def held(self, *, at: datetime) -> Self:
        """Sessions that took place, unless reported otherwise."""
        return self.confirmed().filter(ends_at__lte=at).exclude(no_shows__outcome="confirmed")

    def answerable(self, *, at: datetime) -> Self:
        """Requests that the mentor can still answer."""
        return self.requested().filter(expires_at__gt=at)

    def unanswered(self, *, at: datetime) -> Self:
        """Requests whose deadline has passed without an answer."""
        return self.requested().filter(expires_at__lte=at)

    def settled_requests(self, *, since: datetime | None) -> Self:
        """Requests that the mentor answered or let expire after `since`, latest first."""
        settled_at = Coalesce("answered_at", "expires_at")
        settled = self.filter(Q(status=BookingStatus.EXPIRED) | Q(answered_at__isnull=False)).alias(
            settled_at=settled_at
        )
        return (settled.filter(settled_at__gt=since) if since else settled).order_by(settled_at.desc())

    def unconfirmed(self, *, at: datetime) -> Self:
        """Bookings that start soon and whose mentees were asked to reconfirm but have not done so."""
        if not settings.RECONFIRM_HOURS:
            return self.none()
        before = timedelta(hours=settings.RECONFIRM_HOURS) + FRESH
        soon = self.confirmed().filter(reconfirmed_at=None, warned_at=None, starts_at__gt=at)
        soon = soon.filter(starts_at__lte=at + timedelta(hours=settings.UNCONFIRMED_HOURS))
        agreed_at = Greatest("created_at", "answered_at", "moved_at")  # the latest of those set
        return soon.alias(agreed_at=agreed_at).filter(agreed_at__lte=F("starts_at") - before)

    def for_update(self, *, skip_locked: bool = False) -> Self:
        """Lock the rows until the transaction ends; their people are loaded but not locked.

        Lock order: mentor, booking, jobs.
        """
        return self.select_for_update(of=("self",), skip_locked=skip_locked).with_people()

    def datetimes(
        self,
        field_name: str,
        kind: Literal["year", "month", "week", "day", "hour", "minute", "second"],
        order: Literal["ASC", "DESC"] = "ASC",
        tzinfo: tzinfo | None = None,
    ) -> models.QuerySet[Any, datetime]:
        """As in Django, but truncated in UTC by default: PostgreSQL's own zones may be outdated or incomplete.

        The date hierarchy in the admin uses it.
        """
        return super().datetimes(field_name, kind, order, tzinfo or UTC)

    def with_people(self) -> Self:
        """Load what every page about a booking shows."""
        return self.select_related("mentor__user", "mentee", "session_type")


class Booking(models.Model):
    """A session that a mentor and a mentee have agreed on, or that a mentee has requested."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings", db_index=False
    )
    session_type = models.ForeignKey(
        SessionType, verbose_name=_("session type"), on_delete=models.PROTECT, related_name="bookings"
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    status = models.CharField(_("status"), max_length=10, choices=BookingStatus.choices)
    topic = models.TextField(_("what it’s about"), max_length=1000)
    created_at = models.DateTimeField(_("booked"))
    expires_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    moved_at = models.DateTimeField(_("moved"), null=True, blank=True)
    reconfirmed_at = models.DateTimeField(_("reconfirmed by the mentee"), null=True, blank=True)
    warned_at = models.DateTimeField(_("both warned"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancel_message = models.TextField(_("message with the cancellation"), max_length=1000, blank=True)
    preparation = models.TextField(_("to prepare"), max_length=1000, blank=True)  # both can edit it
    preparation_link = models.URLField(_("link to prepare"), max_length=500, blank=True)
    prepared_at = models.DateTimeField(_("preparation changed"), null=True, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    meeting = models.OneToOneField(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="booking")
    mentor_late_at = models.DateTimeField(_("mentor is running late"), null=True, blank=True)
    mentee_late_at = models.DateTimeField(_("mentee is running late"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    form_key = models.UUIDField(_("key of the form it was sent with"), null=True, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="booking_starts"),
            models.Index(fields=["status", "-starts_at", "-id"], name="booking_status_starts"),
            models.Index(fields=["mentor", "starts_at"], name="booking_mentor_starts"),
            models.Index(fields=["mentee", "starts_at"], name="booking_mentee_starts"),
            models.Index(fields=["expires_at"], name="booking_unanswered", condition=Q(status="requested")),
            models.Index(fields=["mentor", "expires_at"], name="booking_to_answer", condition=Q(status="requested")),
            models.Index(fields=["ends_at"], name="booking_ended", condition=Q(status="confirmed")),
            models.Index(
                fields=["starts_at"],
                name="booking_unconfirmed",
                condition=Q(status="confirmed", reconfirmed_at=None, warned_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="booking_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="booking_is_not_too_long", condition=Q(ends_at__lte=F("starts_at") + LONGEST)),
            models.CheckConstraint(
                name="booking_cancelled_is_dated", condition=Q(status="cancelled") ^ Q(cancelled_at=None)
            ),
            models.CheckConstraint(
                name="booking_requested_expires", condition=~Q(status="requested") | Q(expires_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["mentee", "form_key"], name="booking_form_once", condition=Q(form_key__isnull=False)
            ),
            ExclusionConstraint(
                name="booking_mentor_no_overlap",
                expressions=[
                    ("mentor", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["requested", "confirmed"]),
                violation_error_message=_("This mentor is already booked at that time."),
            ),
            ExclusionConstraint(
                name="booking_mentee_no_overlap",
                expressions=[
                    ("mentee", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["requested", "confirmed"]),
                violation_error_message=_("You already have a booking at that time."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("bookings:detail", args=[self.uuid])

    @property
    def meeting_url(self) -> str:
        """The current meeting link; "" while there is none."""
        return self.meeting.url if self.meeting else ""

    @property
    def people(self) -> tuple["User", "User"]:
        """The mentor's user and the mentee."""
        return self.mentor.user, self.mentee

    @property
    def writable_until(self) -> datetime:
        """Until when its two people can write to each other, once it is confirmed."""
        return self.ends_at + OPEN_AFTER

    @property
    def holds_time(self) -> bool:
        return self.status in HOLDING

    @property
    def is_requested(self) -> bool:
        return self.status == BookingStatus.REQUESTED

    @property
    def is_confirmed(self) -> bool:
        return self.status == BookingStatus.CONFIRMED

    @property
    def agreed_at(self) -> datetime:
        """When both last agreed on the time."""
        return max(filter(None, [self.created_at, self.answered_at, self.moved_at]))

    @property
    def reconfirm_from(self) -> datetime | None:
        """When the mentee is asked to reconfirm; None if the booking was agreed too recently to ask."""
        if not settings.RECONFIRM_HOURS:
            return None
        ask_at = self.starts_at - timedelta(hours=settings.RECONFIRM_HOURS)
        return ask_at if ask_at - self.agreed_at >= FRESH else None

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def other_than(self, user: "User") -> "User":
        """The mentee or the mentor's user, whichever is not `user`."""
        return self.mentor.user if user == self.mentee else self.mentee
