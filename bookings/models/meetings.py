"""The video room of a booking: who makes it, and how far that has come."""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking, Status
from bookings.models.hours import MeetingPlace
from core.db import TsTzRange


class MeetingState(models.TextChoices):
    WANTED = "wanted", _("to be made or changed")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    GONE = "gone", _("called off")


class Problem(models.TextChoices):
    """What went wrong, in words for the mentor; they follow the provider's name."""

    SILENT = "silent", _("It does not answer at the moment.")
    BUSY = "busy", _("It has too much to do at the moment and asks us to wait.")
    ACCESS = "access", _("It does not accept the club’s key. The club team has to look at it.")
    CONSENT = "consent", _("The club may not write into your Google calendar any more. Connect it again at your desk.")
    HOSTS = "hosts", _("All of the club’s rooms there are taken at that time.")
    REFUSED = "refused", _("It has refused to make a room. The club team has to look at it.")
    NOWHERE = "nowhere", _("No meeting place is chosen.")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def without_link(self, *, at: datetime, within: timedelta, patience: timedelta) -> Self:
        """Meetings of confirmed bookings that start soon or have begun, and whose provider has had its chance."""
        late = Q(state=MeetingState.FAILED) | Q(state=MeetingState.WANTED, changed_at__lte=at - patience)
        return self.filter(late, booking__status=Status.CONFIRMED, starts_at__lte=at + within, ends_at__gt=at)


class Meeting(models.Model):
    """What is known about a booking's room. The link itself is `Booking.meeting_url`: one place, one truth.

    Attributes:
        identifier: the provider's name of the room; empty until it has answered.
        host: whose room it is there, where one host can be in one room at a time only.
        starts_at, ends_at: when the host is taken.
        tried_at: since when a room may exist of which we do not know the name.
        held_until: until when one worker has it to itself, by the database's clock.
        asked_at: when the mentor was asked for a link, because nobody else could give one.
    """

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="meeting")
    provider = models.CharField(_("provider"), max_length=10, choices=MeetingPlace.choices, blank=True)
    identifier = models.CharField(_("name at the provider"), max_length=200, blank=True)
    host = models.CharField(_("host at the provider"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices)
    problem = models.CharField(_("what went wrong"), max_length=10, choices=Problem.choices, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(_("mentor asked for a link"), null=True, blank=True)
    mentor_late_at = models.DateTimeField(_("mentor said to be late"), null=True, blank=True)
    mentee_late_at = models.DateTimeField(_("mentee said to be late"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            models.Index(fields=["starts_at"], name="meeting_unfinished", condition=Q(state__in=["wanted", "failed"])),
        ]
        constraints = [
            models.CheckConstraint(name="meeting_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="meeting_wanted_of_somebody", condition=~Q(state="wanted") | Q(provider__in=["zoom", "google"])
            ),
            models.CheckConstraint(name="meeting_failed_says_why", condition=~Q(state="failed") | ~Q(problem="")),
            ExclusionConstraint(
                name="meeting_host_in_one_room",
                expressions=[
                    ("host", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(provider="zoom", state__in=["wanted", "ready"]) & ~Q(host=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.state}"
