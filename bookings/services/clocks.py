"""What a new version of the tz database changes: free time, and the local times of bookings.

A booking stays at the same instant. Everyone whose local time changes gets an email.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, transaction
from django.db.models import Q

from bookings.free_time import FRESH
from bookings.models import Booking, FreeTime, ZoneRules
from core import zone_data
from core.db import violates
from mentors import directory_version
from notifications.models import Notice
from notifications.services import notify
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

TELL = "bookings.tell_of_clocks"
NOTICE = "booking_by_the_clock"
RECORDED = timedelta(days=5 * 365)  # how far ahead: longer than any version is in use, plus the longest horizon
KEPT_VERSIONS = 2
AT_ONCE = 200  # bookings per job, and rows per update


def follow(*, now: datetime) -> bool:
    """Record a new version of the tz database and queue what it requires, once. Returns whether there was one.

    An older version than the one recorded is left alone: some process has not been upgraded yet.
    """
    version = zone_data.version()
    known = ZoneRules.objects.first()
    if known is not None and known.version >= version:
        return False
    offsets, changed = _recorded(now), list[str]()
    try:
        with transaction.atomic():
            rules = ZoneRules.objects.create(version=version, recorded_at=now, offsets=offsets)
            if known is not None and (changed := _changed(known, rules, now=now)):
                enqueue(TELL, {"version": version, "before": known.version, "after": 0}, now=now)
            kept = ZoneRules.objects.values("pk")[:KEPT_VERSIONS]
            ZoneRules.objects.exclude(pk__in=kept).delete()
    except IntegrityError as error:
        if violates(error, "bookings_zonerules_version_key"):
            return False  # another process was faster
        raise
    _mark_stale(changed, now=now)
    return True


def tell(*, version: str, before: str, after: int, now: datetime) -> None:
    """Tell the people of the next bookings whose local time has changed, and queue the rest.

    Args:
        version, before: the versions to compare.
        after: primary key of the last booking of the previous job.
    """
    rules = {row.version: row for row in ZoneRules.objects.filter(version__in=(version, before))}
    if len(rules) < 2:
        return
    old, new = rules[before], rules[version]
    changed = _changed(old, new, now=now)
    concerned = Q(mentor__user__time_zone__in=changed) | Q(mentee__time_zone__in=changed)
    rows = Booking.objects.upcoming(at=now).filter(concerned, starts_at__gt=now, pk__gt=after)
    bookings = list(rows.with_people().order_by("pk")[:AT_ONCE])
    with transaction.atomic():
        for booking in bookings:
            for person in (booking.mentor.user, booking.mentee):
                _tell(person, booking, old, new, now=now)
        if len(bookings) == AT_ONCE:
            enqueue(TELL, {"version": version, "before": before, "after": bookings[-1].pk}, now=now)


def _mark_stale(zones: list[str], *, now: datetime) -> None:
    """Mark the free time of mentors in these zones as stale, so that the next round rebuilds it.

    Outside the caller's transaction, as these may be most mentors. Rows missed by a crash are rebuilt when they age.
    """
    mentors = list(FreeTime.objects.filter(mentor__user__time_zone__in=zones).values_list("pk", flat=True))
    for first in range(0, len(mentors), AT_ONCE):
        FreeTime.objects.filter(pk__in=mentors[first : first + AT_ONCE]).update(built_at=now - FRESH)
    if mentors:
        directory_version.bump()


def _tell(person: "User", booking: Booking, old: ZoneRules, new: ZoneRules, *, now: datetime) -> None:
    if person.time_zone not in old.offsets or person.time_zone not in new.offsets:
        return
    was, is_now = (zone_data.offset_at(rules.offsets[person.time_zone], booking.starts_at) for rules in (old, new))
    told = Notice.objects.about(booking).filter(kind=NOTICE, recipient=person)
    if was == is_now or any(notice.data["version"] == new.version for notice in told):  # a job can run twice
        return
    data = {
        "version": new.version,
        "starts_at": booking.starts_at.isoformat(),
        "zone": person.time_zone,
        "minutes": int((is_now - was).total_seconds() // 60),
    }
    notify(person, NOTICE, about=booking, data=data, in_time_for=booking.starts_at, now=now)


def _recorded(now: datetime) -> dict[str, zone_data.Offsets]:
    return {
        name: zone_data.offsets(ZoneInfo(name), first=now, last=now + RECORDED)
        for name in sorted(available_timezones())
    }


def _changed(old: ZoneRules, new: ZoneRules, *, now: datetime) -> list[str]:
    """Zones that differ between two versions at some time from now on."""
    return [name for name in new.offsets if name in old.offsets and any(_differences(old, new, name, now=now))]


def _differences(old: ZoneRules, new: ZoneRules, name: str, *, now: datetime) -> Iterator[bool]:
    was, is_now = old.offsets[name], new.offsets[name]
    last = datetime.fromtimestamp(old.recorded_at.timestamp(), now.tzinfo) + RECORDED
    for moment in (now, *(datetime.fromtimestamp(since, now.tzinfo) for since, _offset in (*was, *is_now))):
        if now <= moment <= last:
            yield zone_data.offset_at(was, moment) != zone_data.offset_at(is_now, moment)
