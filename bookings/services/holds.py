"""Holding a time for a visitor, from the booking form to the code by email."""

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from bookings.errors import NotHeld, TimeTaken
from bookings.free_time import refresh_later
from bookings.models import HELD_FOR, Hold, SessionType
from bookings.openings import is_opening
from core.db import advisory_lock, retry_lost_races, violates
from mentors.models import Mentor

MOST_A_DAY = 2  # on one mentor's day, so that visitors who never book can't fill it
SWEPT_AT_ONCE = 1_000


@retry_lost_races()
def take(
    *, mentor: Mentor, session_type: SessionType, starts_at: datetime, topic: str, holder: uuid.UUID, now: datetime
) -> Hold:
    """Hold a time for ten minutes, and release the visitor's previous hold.

    Holding the same time again updates the topic but does not extend the hold.

    Args:
        starts_at: aware start; must be one of the openings that the mentor's page lists.
        topic: what it is about, validated by the booking form.
        holder: the random key in the visitor's session; whoever has it can book the time.

    Raises:
        TimeTaken: it is not an opening, or was just taken. Safe to show.
        NotHeld: it is free, but visitors hold two times on that day already. Safe to show.
    """
    try:
        with transaction.atomic():
            # Holds and bookings of a mentor wait for each other here.
            advisory_lock(mentor)
            mentor = Mentor.objects.select_related("user", "rules").get(pk=mentor.pk)
            same = Hold.objects.running(at=now).filter(holder=holder, mentor=mentor, starts_at=starts_at)
            if same.filter(session_type=session_type).update(topic=topic):
                return same.get()
            release(holder=holder, now=now)
            Hold.objects.expired(at=now).filter(mentor=mentor).delete()
            if not is_opening(mentor, session_type, starts_at, viewer=None, now=now):
                raise TimeTaken(_("This time is no longer free. Please pick another."))
            if _held_that_day(mentor, starts_at, now=now) >= MOST_A_DAY:
                raise NotHeld(_("We can’t hold this time for you. It’s still free, so be quick."))
            hold = Hold.objects.create(
                holder=holder,
                mentor=mentor,
                session_type=session_type,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=session_type.minutes),
                topic=topic,
                held_at=now,
                expires_at=now + HELD_FOR,
            )
            refresh_later(mentor, now=now)
            return hold
    except IntegrityError as error:
        if violates(error, "hold_mentor_no_overlap"):
            raise TimeTaken(_("Someone has just taken this time. Please pick another.")) from error
        if violates(error, "bookings_hold_holder_key"):  # the same visitor, in two tabs at the same moment
            raise NotHeld(_("We can’t hold this time for you. It’s still free, so be quick.")) from error
        raise


def note_address(*, holder: uuid.UUID, address: str, now: datetime) -> None:
    """Record the email address for which a time is held. An address has at most one hold, its newest."""
    address = address.lower()
    own = Hold.objects.running(at=now).filter(holder=holder)
    if not own.exists():
        return
    _drop(Hold.objects.filter(address=address).exclude(holder=holder), now=now)
    try:
        with transaction.atomic():
            own.update(address=address)
    except IntegrityError as error:
        if not violates(error, "hold_one_for_an_address"):
            raise
        release(holder=holder, now=now)  # another browser has just asked for a code for this address


def release(*, holder: uuid.UUID, now: datetime) -> None:
    """Release the visitor's hold, if any."""
    _drop(Hold.objects.filter(holder=holder), now=now)


def sweep(*, now: datetime) -> int:
    """Delete expired holds with their texts. Returns how many. Their times are already free."""
    with transaction.atomic():
        # skip_locked: someone is changing it; the next run takes the rest.
        rows = Hold.objects.expired(at=now).order_by("pk").select_for_update(skip_locked=True)
        return _drop(Hold.objects.filter(pk__in=[row.pk for row in rows[:SWEPT_AT_ONCE]]), now=now)


def _drop(rows: models.QuerySet[Hold], *, now: datetime) -> int:
    with transaction.atomic():
        mentors = list(Mentor.objects.filter(holds__in=rows).distinct())
        deleted, _rows = rows.delete()
        refresh_later(*mentors, now=now)
    return deleted


def _held_that_day(mentor: Mentor, starts_at: datetime, *, now: datetime) -> int:
    """How many times visitors hold on the day of `starts_at` in the mentor's zone."""
    zone = ZoneInfo(mentor.user.time_zone)
    day = starts_at.astimezone(zone).date()
    first, after = (datetime.combine(date, time.min, zone) for date in (day, day + timedelta(days=1)))
    return Hold.objects.running(at=now).filter(mentor=mentor, starts_at__gte=first, starts_at__lt=after).count()
