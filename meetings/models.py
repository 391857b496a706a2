"""Mentors' meeting preferences, and the meetings with the state of their rooms."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.db import TsTzRange
from meetings.providers.registry import PROVIDERS, choices
from mentors.models import Mentor


class MeetingPreference(models.Model):
    """Where a mentor meets.

    Attributes:
        place: the key of a provider; "" before anything is chosen.
        url: the mentor's own link, also used if a provider fails.
    """

    mentor = models.OneToOneField(Mentor, on_delete=models.CASCADE, related_name="meeting_preference")
    place = models.CharField(_("meeting place"), max_length=10, choices=choices, default="", blank=True)
    url = models.URLField(_("meeting link"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("meeting place")
        verbose_name_plural = _("meeting places")
        constraints = [
            models.CheckConstraint(name="meeting_preference_own_has_link", condition=~Q(place="own") | ~Q(url="")),
            models.CheckConstraint(
                name="meeting_preference_link_is_https", condition=Q(url="") | Q(url__startswith="https://")
            ),
        ]

    def __str__(self) -> str:
        return self.place


class MeetingState(models.TextChoices):
    WANTED = "wanted", _("to create or change")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    GONE = "gone", _("cancelled")


class MeetingProblem(models.TextChoices):
    """What went wrong, as shown to the mentor after the provider's name. Covers `integrations.errors.Reason`."""

    SILENT = "silent", _("It isn’t answering at the moment.")
    BUSY = "busy", _("It’s too busy at the moment and asks us to wait.")
    ACCESS = "access", _("It doesn’t accept the club’s key. The club team needs to look into it.")
    CONSENT = "consent", _("The club can no longer write to your Google calendar. Connect it again at your desk.")
    HOSTS = "hosts", _("All of the club’s rooms there are taken at that time.")
    REFUSED = "refused", _("It refused to create a room. The club team needs to look into it.")
    NOWHERE = "nowhere", _("No meeting place chosen.")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def without_room(self, *, at: datetime, within: timedelta, patience: timedelta) -> Self:
        """Meetings that start soon or have begun, and still have no room after `patience`."""
        late = Q(state=MeetingState.FAILED) | Q(state=MeetingState.WANTED, changed_at__lte=at - patience)
        return self.filter(late, starts_at__lte=at + within, ends_at__gt=at)

    def at_provider(self, *, at: datetime) -> Self:
        """Meetings that have not ended and were not cancelled."""
        return self.exclude(state=MeetingState.GONE).filter(ends_at__gt=at)

    def with_mentor(self) -> Self:
        """Load the relations that providers use."""
        return self.select_related("mentor__user", "mentor__meeting_preference")


class Meeting(models.Model):
    """A meeting: its time, and the state of its room.

    Attributes:
        kind: what it is for; its app registers hooks under this name in `meetings.hooks`.
        uuid: the public identifier of what it is for, such as a booking's. Part of the room's marker.
        identifier: the provider's identifier of the room; empty until the provider has answered.
        host: the room's host at the provider, if hosts can be in only one room at a time.
        url: the current link; empty until there is one.
        starts_at, ends_at: when the host is busy.
        tried_at: when we first requested a room whose identifier we do not know yet; it may exist.
        held_until: when the lease of the worker that is making the room ends, by the database's clock.
        asked_at: when someone was asked for a link because no provider could make a room.
    """

    kind = models.CharField(_("for"), max_length=20)
    uuid = models.UUIDField(_("identifier in the URL"), default=uuid.uuid4, unique=True)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="meetings")
    provider = models.CharField(_("provider"), max_length=10, choices=choices, blank=True)
    identifier = models.CharField(_("identifier at the provider"), max_length=200, blank=True)
    host = models.CharField(_("host at the provider"), max_length=200, blank=True)
    url = models.URLField(_("meeting link"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("status"), max_length=10, choices=MeetingState.choices)
    problem = models.CharField(_("what went wrong"), max_length=10, choices=MeetingProblem.choices, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked for a link"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="meeting_changed"),
            models.Index(fields=["provider", "-changed_at", "-id"], name="meeting_provider"),  # of a list in the admin
            models.Index(fields=["starts_at"], name="meeting_unfinished", condition=Q(state__in=["wanted", "failed"])),
            models.Index(fields=["problem", "-changed_at", "-id"], name="meeting_problem", condition=~Q(problem="")),
        ]
        constraints = [
            models.CheckConstraint(name="meeting_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="meeting_wanted_of_a_provider", condition=~Q(state="wanted") | ~Q(provider__in=["", "own"])
            ),
            models.CheckConstraint(name="meeting_failed_says_why", condition=~Q(state="failed") | ~Q(problem="")),
            ExclusionConstraint(
                name="meeting_host_in_one_room",
                expressions=[
                    ("provider", RangeOperators.EQUAL),
                    ("host", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["wanted", "ready"]) & ~Q(host=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.state}"

    @property
    def has_host_link(self) -> bool:
        """Whether the host joins with a separate link."""
        provider = PROVIDERS.get(self.provider)
        return bool(self.identifier) and provider is not None and provider.has_host_link
