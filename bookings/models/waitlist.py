"""Members who want to know when a mentor has time."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking, BookingStatus
from bookings.models.free_time import MOST_STARTS
from bookings.models.hours import WEEKDAYS
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

WAITS = timedelta(days=60)  # then an entry expires


class WaitlistQuerySet(models.QuerySet["WaitlistEntry"]):
    def open(self, *, at: datetime) -> Self:
        """Entries that have not expired."""
        return self.filter(asked_at__gt=at - WAITS, member__is_active=True)

    def expired(self, *, at: datetime) -> Self:
        return self.filter(asked_at__lte=at - WAITS)

    def in_order(self) -> Self:
        """Order entries: members without a past session with the mentor first, then by when they joined."""
        sessions = Booking.objects.filter(mentor=OuterRef("mentor"), mentee=OuterRef("member"))
        held = sessions.filter(status=BookingStatus.CONFIRMED, starts_at__lt=OuterRef("asked_at"))
        had_one = Exists(held.exclude(no_shows__outcome="confirmed"))
        return self.annotate(had_one=had_one).order_by("had_one", "asked_at", "pk")

    def of(self, member: "User") -> Self:
        return self.filter(member=member)


class WaitlistEntry(models.Model):
    """A member's place on a mentor's waiting list, for any time, or for a weekday and hours in their own zone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="waitlist", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waits")
    asked_at = models.DateTimeField(_("asked"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS, null=True, blank=True)
    earliest = models.TimeField(_("from"), null=True, blank=True)
    latest = models.TimeField(_("until"), null=True, blank=True)  # the latest start
    seen = ArrayField(models.DateTimeField(), default=list, blank=True)  # openings they already know about
    told_at = models.DateTimeField(_("last notified"), null=True, blank=True)

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("place on a waiting list")
        verbose_name_plural = _("places on waiting lists")
        indexes = [models.Index(fields=["asked_at"], name="waitlist_asked")]
        constraints = [
            models.UniqueConstraint(fields=["mentor", "member"], name="waitlist_once"),
            models.CheckConstraint(name="waitlist_weekday", condition=Q(weekday=None) | Q(weekday__range=(0, 6))),
            models.CheckConstraint(
                name="waitlist_times_in_order",
                condition=Q(earliest=None) | Q(latest=None) | Q(earliest__lte=F("latest")),
            ),
            models.CheckConstraint(name="waitlist_seen_bounded", condition=Q(seen__len__lte=MOST_STARTS)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def suiting(self, starts: Iterable[datetime]) -> list[datetime]:
        """Those of `starts` (aware) that match the member's preferred times in their zone. Needs the member loaded."""
        zone = ZoneInfo(self.member.time_zone)
        return [start for start in starts if self._suits(start.astimezone(zone))]

    def _suits(self, local: datetime) -> bool:
        return (
            (self.weekday is None or local.weekday() == self.weekday)
            and (self.earliest is None or self.earliest <= local.time())
            and (self.latest is None or local.time() <= self.latest)
        )
