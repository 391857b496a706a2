"""The waiting list: members are told of new openings in order, a few at a time."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bookings.fairness import refusal_to_book, week_of
from bookings.models import FreeTime, WaitlistEntry
from bookings.openings import openings_for
from core.db import advisory_lock, delete_in_chunks, retry_lost_races
from core.errors import Refused
from mentors.models import Mentor, MentorStatus
from notifications.services import notify
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

TELL = "bookings.tell_waiting"
MOST_PLACES = 10
REST = timedelta(days=7)  # before the same member is told again
MOST_NAMED = 5  # times listed in one email


class WaitlistRefused(Refused):
    """The member cannot join this waiting list. Safe to show."""


@dataclass(frozen=True, slots=True)
class PreferredTimes:
    """Preferred times in the member's zone; None means any."""

    weekday: int | None = None  # 0 = Monday
    earliest: time | None = None
    latest: time | None = None  # the latest start


@retry_lost_races()
def join(*, mentor: Mentor, by: "User", preferred: PreferredTimes, now: datetime) -> WaitlistEntry:
    """Put `by` on the mentor's waiting list. Joining again updates the preferred times and keeps their place.

    They are not told of existing openings, as the mentor's page shows those.

    Raises:
        WaitlistRefused: their own list, a mentor who has left, too many lists, or times in the wrong order.
    """
    if mentor.user_id == by.pk:
        raise WaitlistRefused(_("This is your own list."))
    if preferred.earliest and preferred.latest and preferred.latest < preferred.earliest:
        raise WaitlistRefused(_("The latest start can’t be before the earliest."))
    with transaction.atomic():
        # Concurrent requests cannot exceed the limit or join twice, and a mentor who leaves takes all entries along.
        advisory_lock(mentor, by)
        there = Mentor.objects.filter(pk=mentor.pk, user__is_active=True).exclude(status=MentorStatus.LEFT)
        if not there.exists():
            raise WaitlistRefused(_("This mentor has left the club."))
        mine = WaitlistEntry.objects.filter(member=by)
        if mine.open(at=now).exclude(mentor=mentor).count() >= MOST_PLACES:
            text = _("You’re already on %(most)d waiting lists. Leave one of them first.")
            raise WaitlistRefused(text % {"most": MOST_PLACES})
        mine.expired(at=now).delete()
        entry = mine.filter(mentor=mentor).first() or WaitlistEntry(mentor=mentor, member=by, asked_at=now)
        entry.weekday, entry.earliest, entry.latest = preferred.weekday, preferred.earliest, preferred.latest
        entry.seen = entry.suiting(_openings(mentor, now=now))
        entry.save()
    return entry


def leave(*, mentor: Mentor, member: "User") -> None:
    """Remove `member` from the mentor's waiting list, because they have booked or no longer want to wait."""
    WaitlistEntry.objects.filter(mentor=mentor, member=member).delete()


def tell_later(mentor: Mentor, *, now: datetime, due_at: datetime | None = None) -> None:
    """Queue telling the waiting members about new openings, after the caller's transaction."""
    if WaitlistEntry.objects.open(at=now).filter(mentor=mentor).exists():
        enqueue(TELL, {"mentor": mentor.pk}, now=now, due_at=due_at, key=f"waiting:{mentor.pk}")


def tell(mentor: Mentor, *, now: datetime) -> int:
    """Tell the next few waiting members about openings that are new to them. Returns how many were told.

    Being told reserves nothing, but gives a few hours' head start on the next wave. Members who have had a session
    with the mentor are never in the same wave as newcomers. Members who cannot book, or were told within the last week,
    are skipped.
    """
    if not mentor.is_listed:
        return 0
    head_start = timedelta(hours=settings.WAITLIST_HEAD_START)
    with transaction.atomic():
        waiting = (
            WaitlistEntry.objects.open(at=now)
            .filter(mentor=mentor)
            .in_order()
            .select_related("member", "mentor__user", "mentor__rules")
        )
        line = list(waiting.select_for_update(of=("self",)))  # so that two workers run one after the other
        last = max((entry.told_at for entry in line if entry.told_at), default=None)
        if last and now < last + head_start:
            tell_later(mentor, now=now, due_at=last + head_start)
            return 0
        starts, told, newcomers = _openings(mentor, now=now), 0, False
        for entry in line:
            suiting = entry.suiting(starts)
            entry.seen = [start for start in entry.seen if start in set(suiting)]  # a taken time may become free again
            news = [start for start in suiting if start not in set(entry.seen)]
            rests = entry.told_at is not None and now < entry.told_at + REST
            named = [] if rests else [start.isoformat() for start in _bookable(entry, news, now=now)]
            if named:
                if told == settings.WAITLIST_AT_ONCE or (newcomers and entry.had_one):  # type: ignore[attr-defined]
                    tell_later(mentor, now=now, due_at=now + head_start)
                    break
                newcomers = not entry.had_one  # type: ignore[attr-defined]
                notify(
                    entry.member,
                    "waiting_openings",
                    about=entry,
                    data={"starts": named},
                    in_time_for=datetime.fromisoformat(named[0]),
                    now=now,
                )
                entry.seen, entry.told_at = suiting, now
                told += 1
            entry.save(update_fields=["seen", "told_at"])
    return told


def _bookable(entry: WaitlistEntry, starts: list[datetime], *, now: datetime) -> list[datetime]:
    """The first few of `starts` (ascending) at which the member is free and within the booking limits."""
    kind = entry.mentor.session_types.offered().order_by("minutes").first()
    if not starts or kind is None:
        return []
    before = starts[-1] + timedelta(minutes=1)
    free = set(openings_for(entry.mentor, kind, after=starts[0], before=before, viewer=entry.member, now=now))
    refusals: dict[tuple[datetime, datetime], str] = {}  # by week, as it is the same for each start in it
    found: list[datetime] = []
    for start in starts:
        if start in free:
            week = week_of(start, entry.member)
            if week not in refusals:
                refusals[week] = refusal_to_book(entry.mentor, entry.member, start, now=now)
            if not refusals[week]:
                found.append(start)
        if len(found) == MOST_NAMED:
            break
    return found


def forget(*, now: datetime) -> int:
    """Delete expired entries. Returns how many."""
    return delete_in_chunks(WaitlistEntry.objects.expired(at=now))


def _openings(mentor: Mentor, *, now: datetime) -> list[datetime]:
    """The indexed openings that the mentor's notice still allows."""
    row = FreeTime.objects.filter(mentor=mentor).first()
    return [start for start in row.starts if start >= now + row.notice] if row else []
