"""Outside calendars: added, read, removed, and what follows from what they say."""

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from calendars import google_calendar
from calendars.hooks import announce_change
from calendars.models import BusyTime, CalendarKind, OutsideCalendar
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
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger(__name__)

READ = "calendars.read"
MOST_CALENDARS = 5  # of one mentor
LONGEST_ADDRESS = 2000  # characters
EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=2)  # between two tries of a calendar that cannot be read
KEPT = timedelta(hours=48)  # busy times of a calendar that cannot be read count so long
AT_ONCE = 500  # calendars that one round has read
ROUND = timedelta(seconds=50)  # over which they are spread
READ_NOW = Limit("read-calendar", times=6, seconds=600)


class CalendarRefused(Refused):
    """The calendar is not taken, or not read now."""


def add_calendar(*, mentor: Mentor, by: "User", address: str, now: datetime) -> OutsideCalendar:
    """Take in a secret calendar address, and have it read at once.

    Args:
        address: as copied: http://, https:// or webcal://.

    Raises:
        CalendarRefused: it is no address, it is there already, or there are too many. Safe to show.
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
    """Let the mentor's Google calendar say when they are busy. It is read at once, and then every 15 minutes.

    Raises:
        CalendarRefused: they have not let us into it, it is there already, or there are too many. Safe to show.
    """
    if not google.is_connected(by):
        raise CalendarRefused(_("Please connect your Google calendar first."))
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
    """The address as it is fetched.

    Raises:
        CalendarRefused: it is none. Safe to show.
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
        raise CalendarRefused(_("This is no calendar address. It begins with https:// or webcal://."))
    return address


def _add(row: OutsideCalendar, *, by: "User", now: datetime) -> None:
    try:
        with transaction.atomic():
            mentor = _desk_of(row.mentor, by)
            if mentor.outside_calendars.count() >= MOST_CALENDARS:
                raise CalendarRefused(
                    _("You can add %(number)d calendars at most. Remove one first.") % {"number": MOST_CALENDARS}
                )
            row.save(force_insert=True)
            _read_soon(row, now=now)
    except IntegrityError as error:
        if violates(error, "outside_calendar_once"):
            raise CalendarRefused(_("You have added this calendar already.")) from error
        raise


def read_soon(*, calendar: OutsideCalendar, by: "User", now: datetime) -> None:
    """Have a calendar read now rather than in its turn.

    Raises:
        CalendarRefused: it is not theirs, or they ask too often. Safe to show.
    """
    if not READ_NOW.allows(str(calendar.uuid)):
        raise CalendarRefused(_("We have just read it several times. Please wait a few minutes."))
    with transaction.atomic():
        _desk_of(calendar.mentor, by)
        _read_soon(calendar, now=now)


def remove_calendar(*, calendar: OutsideCalendar, by: "User", now: datetime) -> None:
    """Forget a calendar, its address, and what it said.

    Raises:
        CalendarRefused: it is not theirs. Safe to show.
    """
    with transaction.atomic():
        mentor = _desk_of(calendar.mentor, by)
        calendar.delete()
        if calendar.kind == CalendarKind.GOOGLE:
            google.release(by)
        announce_change(mentor, now=now)


@google.uses_calendar
def reads_google(user: "User") -> bool:
    """Whether the member's Google calendar says when they are busy."""
    return OutsideCalendar.objects.filter(mentor__user=user, kind=CalendarKind.GOOGLE).exists()


def being_read(calendars: Sequence[OutsideCalendar], *, now: datetime) -> set[int]:
    """The primary keys of those that a worker is about to read."""
    keys = {_key(calendar.pk): calendar.pk for calendar in calendars}
    waiting = Job.objects.unfinished().filter(key__in=keys, attempts__lte=1, due_at__lte=now)
    return {keys[key] for key in waiting.values_list("key", flat=True)}


def queue_due(*, now: datetime) -> int:
    """Have the calendars read whose turn it is, spread over the round; the number of them.

    A job each, so that a slow one holds nobody else up. Later than `now` they wake no worker of their own: the sweep
    takes them one after the other, and mail does not queue up behind them.
    """
    with transaction.atomic():
        due = OutsideCalendar.objects.due(at=now).select_for_update(of=("self",), skip_locked=True, no_key=True)
        keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
        OutsideCalendar.objects.filter(pk__in=keys).update(next_read_at=now + EVERY)
        for number, pk in enumerate(keys):
            enqueue(READ, {"calendar": pk}, now=now, due_at=now + ROUND * number / len(keys), key=_key(pk))
    return len(keys)


def sync(calendar_id: int, *, now: datetime) -> None:
    """Read a calendar and take over what it says. What goes wrong is written down with it, and tried again later."""
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
        advisory_lock(calendar.mentor)  # who books at this moment is seen by the hooks, or sees the new times
        row = OutsideCalendar.objects.select_for_update(of=("self",), no_key=True).filter(pk=calendar.pk).first()
        if row is None or (row.tried_at and row.tried_at > now):
            return  # removed meanwhile, or read again
        marks = {
            "tried_at": now,
            "read_at": now,
            "next_read_at": now + EVERY * random.uniform(0.93, 1.07),  # noqa: S311  # so that they do not come at once
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
    """Let the calendar's busy times be these; whether that changed any."""
    known = {(start, end): pk for pk, start, end in calendar.busy_times.values_list("pk", "starts_at", "ends_at")}
    fresh = set(busy)
    gone = [pk for period, pk in known.items() if period not in fresh]
    new = [BusyTime(calendar=calendar, starts_at=start, ends_at=end) for start, end in sorted(fresh - known.keys())]
    BusyTime.objects.filter(pk__in=gone).delete()
    BusyTime.objects.bulk_create(new, batch_size=2_000)
    return bool(gone or new)


def _failed(calendar: OutsideCalendar, error: Unreadable, *, now: datetime) -> None:
    """Write down what went wrong. After 48 hours the last known busy times go, and the mentor hears of it."""
    with transaction.atomic():
        row = OutsideCalendar.objects.select_for_update(of=("self",), no_key=True).filter(pk=calendar.pk).first()
        if row is None or (row.tried_at and row.tried_at > now):
            return
        row.tried_at, row.problem = now, error.problem
        row.failing_since = row.failing_since or now
        row.failures += 1
        wait = min(EVERY * 2 ** min(row.failures - 1, 10), LONGEST_WAIT)
        row.next_read_at = now + max(wait, min(error.wait or wait, LONGEST_WAIT))
        if row.warned_at is None and now - row.failing_since >= KEPT:
            row.warned_at = now
            row.busy_times.all().delete()
            announce_change(calendar.mentor, now=now)
            notify(calendar.mentor.user, "calendar_unreadable", about=row, now=now)
        row.save(update_fields=["tried_at", "problem", "failing_since", "failures", "next_read_at", "warned_at"])


def _read_soon(calendar: OutsideCalendar, *, now: datetime) -> None:
    enqueue(READ, {"calendar": calendar.pk}, now=now, key=_key(calendar.pk))


def _key(pk: int) -> str:
    return f"outside-calendar:{pk}"


def _desk_of(mentor: Mentor, by: "User") -> Mentor:
    """The mentor's row, locked, so that calendars are counted one after the other."""
    row = Mentor.objects.for_update().get(pk=mentor.pk)
    if row.user_id != by.pk:
        raise CalendarRefused(_("This is somebody else’s desk."))
    return row
