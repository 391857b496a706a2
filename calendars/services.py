"""Add, read and remove outside calendars, and keep their busy times up to date."""

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from calendars import google_calendar
from calendars.hooks import announce_change
from calendars.models import BusyTime, CalendarKind, CalendarProblem, OutsideCalendar
from calendars.results import Period, Unreadable
from calendars.sources import ADDRESS, BEHIND, SourceResult, sources
from core import encryption
from core.db import advisory_lock, violates
from core.errors import Refused
from core.ratelimit import Limit
from integrations import google
from mentors.models import Mentor
from notifications.services import notify
from outbox.models import Job
from outbox.services import enqueue, enqueue_spread

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger(__name__)

READ = "calendars.read"
MOST_CALENDARS = 5  # per mentor
LONGEST_ADDRESS = 2000  # characters
EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=2)  # between attempts to read a failing calendar
KEPT = timedelta(hours=48)  # how long the busy times of an unreadable calendar still count
AT_ONCE = 1_000  # calendars queued in one transaction
ROUND = timedelta(seconds=50)  # the time over which those reads are spread
READ_NOW = Limit("read-calendar", times=10, seconds=600)  # per mentor: adding calendars, and reading them again
ADD = Limit("add-calendar", times=20, seconds=24 * 3600)
COSTLY = (
    CalendarProblem.SLOW,
    CalendarProblem.LARGE,
    CalendarProblem.MANY,
    CalendarProblem.ENDLESS,
    CalendarProblem.HARD,
)


class CalendarRefused(Refused):
    """The calendar cannot be added, read or removed."""


def add_calendar(*, mentor: Mentor, by: "User", address: str, now: datetime) -> OutsideCalendar:
    """Add a calendar by its secret address and queue it to be read at once.

    Args:
        address: as the member copied it; http://, https:// or webcal://.

    Raises:
        CalendarRefused: the address is invalid or already added, or there are too many calendars. Safe to show.
    """
    address = tidy(address)
    row = OutsideCalendar(
        mentor=mentor,
        host=(urlsplit(address).hostname or "")[:255],
        secret=encryption.seal(ADDRESS, address),
        fingerprint=encryption.fingerprint(ADDRESS, address),
        created_at=now,
        next_read_at=now + EVERY,
    )
    _add(row, by=by, now=now)
    return row


def add_google(*, mentor: Mentor, by: "User", now: datetime) -> OutsideCalendar:
    """Add the mentor's Google calendar. It is read at once, then every 15 minutes.

    Raises:
        CalendarRefused: no access was granted, it is already added, or there are too many calendars. Safe to show.
    """
    if not google.is_connected(by):
        raise CalendarRefused(_("Connect your Google calendar first."))
    row = OutsideCalendar(
        mentor=mentor,
        kind=CalendarKind.GOOGLE,
        name=google_calendar.NAME,
        host="google.com",
        fingerprint=encryption.fingerprint(ADDRESS, CalendarKind.GOOGLE),
        created_at=now,
        next_read_at=now + EVERY,
    )
    _add(row, by=by, now=now)
    return row


def tidy(address: str) -> str:
    """Normalise a calendar address for fetching.

    Raises:
        CalendarRefused: the address is invalid. Safe to show.
    """
    address = address.strip()
    scheme, colon, rest = address.partition(":")
    if colon and scheme.lower() in ("webcal", "webcals"):
        address = f"https:{rest}"
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    sane = address.isprintable() and " " not in address and len(address) <= LONGEST_ADDRESS
    if not sane or parts.scheme.lower() not in ("http", "https") or not host:
        raise CalendarRefused(_("That’s not a calendar address. It should begin with https:// or webcal://."))
    return address


def _add(row: OutsideCalendar, *, by: "User", now: datetime) -> None:
    _refuse_if_costly(row)
    if not (READ_NOW.allows(str(row.mentor.pk)) and ADD.allows(str(row.mentor.pk))):
        raise CalendarRefused(_("You’ve added or read calendars many times. Please wait a few minutes."))
    try:
        with transaction.atomic():
            mentor = _desk_of(row.mentor, by)
            if mentor.outside_calendars.count() >= MOST_CALENDARS:
                raise CalendarRefused(
                    _("You can add up to %(number)d calendars. Remove one first.") % {"number": MOST_CALENDARS}
                )
            row.save(force_insert=True)
            _read_soon(row, now=now)
    except IntegrityError as error:
        if violates(error, "outside_calendar_once"):
            raise CalendarRefused(_("You’ve already added this calendar.")) from error
        raise


def read_soon(*, calendar: OutsideCalendar, by: "User", now: datetime) -> None:
    """Queue a calendar to be read now, ahead of its schedule.

    Raises:
        CalendarRefused: it belongs to someone else, or they ask too often. Safe to show.
    """
    _refuse_if_costly(calendar)
    if not READ_NOW.allows(str(calendar.mentor.pk)):
        raise CalendarRefused(_("We’ve just read it several times. Please wait a few minutes."))
    with transaction.atomic():
        _desk_of(calendar.mentor, by)
        _read_soon(calendar, now=now)


def remove_calendar(*, calendar: OutsideCalendar, by: "User", now: datetime) -> None:
    """Delete a calendar with its address and busy times.

    Raises:
        CalendarRefused: it belongs to someone else. Safe to show.
    """
    with transaction.atomic():
        mentor = _desk_of(calendar.mentor, by)
        calendar.delete()
        if calendar.kind == CalendarKind.GOOGLE:
            google.release(by)
        announce_change(mentor, now=now)


@google.uses_calendar
def reads_google(user: "User") -> bool:
    """Whether the member has added their Google calendar as a source of busy times."""
    return OutsideCalendar.objects.filter(mentor__user=user, kind=CalendarKind.GOOGLE).exists()


def being_read(calendars: Sequence[OutsideCalendar], *, now: datetime) -> set[int]:
    """Primary keys of the calendars that are queued to be read."""
    keys = {_key(calendar.pk): calendar.pk for calendar in calendars}
    waiting = Job.objects.unfinished().filter(key__in=keys, attempts__lte=1, due_at__lte=now)
    return {keys[key] for key in waiting.values_list("key", flat=True)}


def queue_due(*, now: datetime) -> int:
    """Queue all calendars that are due, spread over the round. Returns how many.

    Each calendar has its own job, so a slow one does not delay the others.
    """
    queued = 0
    while keys := _queue_some(now=now):
        queued += len(keys)
    return queued


def _queue_some(*, now: datetime) -> list[int]:
    with transaction.atomic():
        due = OutsideCalendar.objects.due(at=now).select_for_update(of=("self",), skip_locked=True, no_key=True)
        keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
        OutsideCalendar.objects.filter(pk__in=keys).update(next_read_at=now + EVERY)
        enqueue_spread(READ, {_key(pk): {"calendar": pk} for pk in keys}, now=now, over=ROUND)
    return keys


def sync(calendar_id: int, *, now: datetime) -> None:
    """Read a calendar and update its busy times. A failure is recorded on the row and retried later."""
    calendars = OutsideCalendar.objects.in_use().select_related("mentor__user")
    calendar = calendars.filter(pk=calendar_id).first()
    if calendar is None:
        return
    line = logger.bind(calendar=str(calendar.uuid), kind=calendar.kind)
    try:
        answer = sources[calendar.kind](calendar, now)
    except Unreadable as error:
        line.warning("calendar", outcome="unreadable", problem=error.problem)
        _failed(calendar, error, now=now)
    else:
        line.info("calendar", outcome="unchanged" if answer.reading is None else "read")
        _take_over(calendar, answer, now=now)


def _take_over(calendar: OutsideCalendar, answer: SourceResult, *, now: datetime) -> None:
    with transaction.atomic():
        advisory_lock(calendar.mentor)  # a concurrent booking either is seen by the hooks or sees the new times
        row = OutsideCalendar.objects.select_for_update(of=("self",), no_key=True).filter(pk=calendar.pk).first()
        if row is None or (row.tried_at and row.tried_at > now):
            return  # removed or read again in the meantime
        marks = {
            "tried_at": now,
            "read_at": now,
            "next_read_at": now + EVERY * random.uniform(0.93, 1.07),  # noqa: S311  # jitter, to spread the reads
            "problem": "",
            "failing_since": None,
            "failures": 0,
            "warned_at": None,
        }
        row.busy_times.filter(ends_at__lte=now - BEHIND).delete()
        changed = False
        if answer.reading is not None:
            changed = _replace(row, answer.reading.busy)
            marks |= {"unclear": answer.reading.unclear, "name": answer.reading.name}
        OutsideCalendar.objects.filter(pk=row.pk).update(**marks, **answer.marks)
        if changed:
            announce_change(calendar.mentor, now=now)


def _replace(calendar: OutsideCalendar, busy: Collection[Period]) -> bool:
    """Replace the calendar's busy times. Returns whether any changed."""
    known = {(start, end): pk for pk, start, end in calendar.busy_times.values_list("pk", "starts_at", "ends_at")}
    fresh = set(busy)
    gone = [pk for period, pk in known.items() if period not in fresh]
    new = [BusyTime(calendar=calendar, starts_at=start, ends_at=end) for start, end in sorted(fresh - known.keys())]
    BusyTime.objects.filter(pk__in=gone).delete()
    BusyTime.objects.bulk_create(new, batch_size=2_000)
    return bool(gone or new)


def _failed(calendar: OutsideCalendar, error: Unreadable, *, now: datetime) -> None:
    """Record a failed read. After 48 hours, drop the last known busy times and tell the mentor."""
    with transaction.atomic():
        row = OutsideCalendar.objects.select_for_update(of=("self",), no_key=True).filter(pk=calendar.pk).first()
        if row is None or (row.tried_at and row.tried_at > now):
            return
        row.tried_at, row.problem = now, error.problem
        row.failing_since = row.failing_since or now
        row.failures += 1
        is_costly = error.problem in COSTLY
        wait = LONGEST_WAIT if is_costly else min(EVERY * 2 ** min(row.failures - 1, 10), LONGEST_WAIT)
        if is_costly:
            cache.set(_costly_key(row), error.problem, wait.total_seconds())
        row.next_read_at = now + max(wait, min(error.wait or wait, LONGEST_WAIT))
        if row.warned_at is None and now - row.failing_since >= KEPT:
            row.warned_at = now
            row.busy_times.all().delete()
            announce_change(calendar.mentor, now=now)
            notify(calendar.mentor.user, "calendar_unreadable", about=row, now=now)
        row.save(update_fields=["tried_at", "problem", "failing_since", "failures", "next_read_at", "warned_at"])


def _refuse_if_costly(calendar: OutsideCalendar) -> None:
    """Refuse to read a calendar soon after it cost too much time or memory, even if it was removed and added again.

    Raises:
        CalendarRefused: it cost too much in the last two hours. Safe to show.
    """
    if cache.get(_costly_key(calendar)):
        raise CalendarRefused(
            _("This calendar took too long to read, or was too large. We’ll read it again within two hours.")
        )


def _costly_key(calendar: OutsideCalendar) -> str:
    return f"costly-calendar:{calendar.mentor_id}:{calendar.fingerprint}"


def _read_soon(calendar: OutsideCalendar, *, now: datetime) -> None:
    enqueue(READ, {"calendar": calendar.pk}, now=now, key=_key(calendar.pk))


def _key(pk: int) -> str:
    return f"outside-calendar:{pk}"


def _desk_of(mentor: Mentor, by: "User") -> Mentor:
    """Lock the mentor's row, so that concurrent requests cannot exceed the limit on calendars."""
    row = Mentor.objects.for_update().get(pk=mentor.pk)
    if row.user_id != by.pk:
        raise CalendarRefused(_("This is another mentor’s desk."))
    return row
