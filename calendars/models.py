"""Mentors' outside calendars and the busy times read from them."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from core.db import Epoch
from mentors.models import Mentor, MentorStatus


class CalendarKind(models.TextChoices):
    """The kind of an outside calendar; `calendars.sources` has a reader for each."""

    FEED = "feed", _("a secret calendar address")
    GOOGLE = "google", _("a Google calendar")


class CalendarProblem(models.TextChoices):
    """Why an outside calendar could not be read, as shown to its owner."""

    ADDRESS = "address", _("This address doesn’t lead to a calendar on the public internet.")
    NAME = "name", _("There’s no server with this name. Is the address complete?")
    UNREACHABLE = "unreachable", _("The calendar’s server isn’t answering.")
    SLOW = "slow", _("The calendar’s server took too long to send it.")
    CERTIFICATE = (
        "certificate",
        _("The calendar’s server can’t prove its identity: its certificate is invalid."),
    )
    REFUSED = "refused", _("The calendar’s server refuses this address. Please copy the secret address again.")
    GONE = "gone", _("There’s no calendar at this address any more. Please copy the secret address again.")
    OVERLOADED = "overloaded", _("The calendar’s server is overloaded or has a problem at the moment.")
    STRANGE = "strange", _("The calendar’s server answers in a way we don’t understand.")
    REDIRECTS = "redirects", _("The address keeps redirecting us.")
    LARGE = "large", _("The calendar is larger than 5 MB. Share one with fewer old appointments.")
    WEB_PAGE = (
        "web_page",
        _("This is the address of a web page. We need the one that ends in .ics or is labelled “iCal”."),
    )
    NO_CALENDAR = "no_calendar", _("What we found at this address isn’t a calendar.")
    PARTIAL = "partial", _("The calendar is cut off: its end is missing.")
    CALSCALE = (
        "calscale",
        _("The calendar doesn’t use the Gregorian calendar, the only one we know."),
    )
    MANY = "many", _("The calendar has more than 20,000 appointments in the next half year.")
    ENDLESS = "endless", _("An appointment in the calendar repeats in a way we can’t work out in time.")
    HARD = "hard", _("Reading the calendar takes more time or memory than we have for it.")
    FAULT = "fault", _("Our software can’t handle this calendar. That’s our fault, and it’s in our logs.")
    CONSENT = "consent", _("Google no longer lets us read it. Remove it here, then connect it again.")
    LOST = "lost", _("We can no longer open the address you gave us. Remove this calendar, then add it again.")


class OutsideCalendarQuerySet(models.QuerySet["OutsideCalendar"]):
    def in_use(self) -> Self:
        """Calendars whose owners are still mentors."""
        return self.exclude(mentor__status=MentorStatus.LEFT).filter(mentor__user__is_active=True)

    def due(self, *, at: datetime) -> Self:
        """Calendars that are due to be read, longest overdue first."""
        return self.in_use().filter(next_read_at__lte=at).order_by("next_read_at", "pk")


class OutsideCalendar(models.Model):
    """A mentor's calendar at another service, read for busy times."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="outside_calendars", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=CalendarKind.choices, default=CalendarKind.FEED)
    name = models.CharField(_("name"), max_length=80, blank=True)
    host = models.CharField(_("server"), max_length=255, blank=True)
    secret = models.TextField(_("encrypted address"), blank=True, editable=False)
    fingerprint = models.CharField(_("fingerprint of the address"), max_length=64, editable=False)
    created_at = models.DateTimeField(_("added"))
    next_read_at = models.DateTimeField(_("next read"))
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=12, choices=CalendarProblem.choices, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    warned_at = models.DateTimeField(_("mentor warned"), null=True, blank=True)
    unclear = models.PositiveIntegerField(_("unclear entries"), default=0)
    # State of the last read, used by the next one.
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    read_as = models.CharField(max_length=80, blank=True, editable=False)
    covered_until = models.DateTimeField(_("known until"), null=True, blank=True)

    objects = OutsideCalendarQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("outside calendar")
        verbose_name_plural = _("outside calendars")
        indexes = [models.Index(fields=["next_read_at"], name="outside_calendar_due")]
        constraints = [
            models.UniqueConstraint(fields=["mentor", "fingerprint"], name="outside_calendar_once"),
            models.CheckConstraint(
                name="outside_calendar_problem_is_dated", condition=Q(problem="") ^ Q(failing_since__isnull=False)
            ),
            models.CheckConstraint(
                name="outside_calendar_warned_when_failing",
                condition=Q(warned_at=None) | Q(failing_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def shown_as(self) -> str:
        """The name shown to its owner."""
        return self.name or self.host


class BusyTimeQuerySet(models.QuerySet["BusyTime"]):
    def of(self, mentor: Mentor) -> Self:
        return self.filter(calendar__mentor=mentor)

    def overlapping(self, start: datetime, end: datetime) -> Self:
        return self.filter(ends_at__gt=start, starts_at__lt=end)


class BusyTime(models.Model):
    """A period in which an outside calendar is busy. The reason is not stored."""

    # The constraint's index covers lookups.
    calendar = models.ForeignKey(OutsideCalendar, on_delete=models.CASCADE, related_name="busy_times", db_index=False)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    objects = BusyTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("busy time")
        verbose_name_plural = _("busy times")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "ends_at", "starts_at"], name="busy_time_once"),
            models.CheckConstraint(name="busy_time_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="busy_time_whole_minutes",  # the availability engine accepts only whole minutes
                condition=Exact(Mod(Epoch("starts_at"), 60), 0) & Exact(Mod(Epoch("ends_at"), 60), 0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}–{self.ends_at:%H:%M}"
