"""The monthly letter to mentors: what they gave in the month before, and what mentees said about it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from bookings.models import Booking
from bookings.models.bookings import BookingQuerySet
from core import zones
from feedback.models import DOUBTED, Feedback, MonthlyLetter
from mentors.models import Mentor, MentorStatus
from notifications.services import notify_each

LETTER = "month_given"
STATUSES = (MentorStatus.LISTED, MentorStatus.PAUSED)
LAST_DAY = 3  # of the month on which letters are written: what the first morning misses, the next two make up for
MORNING = range(8, 12)  # the hours in which they are written, on the mentor's clock
ROUND = timedelta(minutes=10)
MOST = 2_000  # letters of a round: three a second keep no other email waiting, and 100,000 are done on the third day
AT_ONCE = 200  # letters of one transaction
WORDS = 3  # quoted in a letter, the latest


@dataclass(frozen=True, slots=True)
class Month:
    """A month as it is where someone lives: its first day, and the instants at which it begins and ends."""

    first: date
    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, day: date, zone: ZoneInfo) -> Self:
        """The month that `day` is in."""
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        begins, ends = (datetime(each.year, each.month, 1, tzinfo=zone).astimezone(UTC) for each in (first, after))
        return cls(first, begins, ends)


@dataclass(frozen=True, slots=True)
class Given:
    """What a mentor gave in a month, and what came back.

    Attributes:
        answers: how many mentees said how it was.
        words: what they wrote and agreed to have shown, the latest few.
    """

    time: timedelta
    sessions: int
    people: int
    answers: int
    words: tuple[Feedback, ...]


def write(*, now: datetime) -> int:
    """Write the letters that are due in some morning at `now`, a few thousand at most; returns how many.

    The next round goes on where this one ended.
    """
    written = looked_at = 0
    for month, names in _mornings(now).items():
        last, found = 0, AT_ONCE
        while found == AT_ONCE and looked_at < MOST:
            mentors = list(_due(month, names, now=now).filter(pk__gt=last).order_by("pk")[:AT_ONCE])
            written += _write(mentors, month.first, now=now)
            last, found = mentors[-1].pk if mentors else 0, len(mentors)
            looked_at += found
    return written


def given(mentor: Mentor, first: date, *, now: datetime) -> Given:
    """What a mentor gave in the month that begins on `first` on their clock."""
    month = Month.of(first, ZoneInfo(mentor.user.time_zone))
    totals = (
        _held(month, now=now)
        .filter(mentor=mentor)
        .aggregate(time=Sum(F("ends_at") - F("starts_at")), sessions=Count("pk"), people=Count("mentee", distinct=True))
    )
    answers = Feedback.objects.filter(given_to=mentor, created_at__gte=month.begins, created_at__lt=month.ends)
    words = answers.filter(may_publish=True).exclude(helped="").select_related("request__booking__mentee")
    return Given(
        time=totals["time"] or timedelta(),
        sessions=totals["sessions"],
        people=totals["people"],
        answers=answers.count(),
        words=tuple(words.order_by("-created_at")[:WORDS]),
    )


def _mornings(now: datetime) -> dict[Month, list[str]]:
    """The month that is over wherever it is a morning for letters, with the names of the zones there."""
    found = defaultdict(list)
    for name, local in zones.local_times(now).items():
        if local.day <= LAST_DAY and local.hour in MORNING:
            found[Month.of(local.date() - timedelta(days=local.day), ZoneInfo(name))].append(name)
    return found


def _held(month: Month, *, now: datetime) -> BookingQuerySet:
    """The sessions of a month, without those that someone says didn't take place."""
    held = Booking.objects.held(at=now).filter(starts_at__gte=month.begins, starts_at__lt=month.ends)
    return held.exclude(no_shows__outcome__in=DOUBTED)


def _due(month: Month, names: list[str], *, now: datetime) -> QuerySet[Mentor]:
    """The mentors in these zones who gave time in that month, and have no letter about it."""
    mentors = Mentor.objects.filter(status__in=STATUSES, user__is_active=True, user__time_zone__in=names)
    return mentors.filter(
        Exists(_held(month, now=now).filter(mentor=OuterRef("pk"))),
        ~Exists(MonthlyLetter.objects.filter(month=month.first, mentor=OuterRef("pk"))),
        ~Q(user__muted_notices__contains=[LETTER]),
    ).select_related("user")


@transaction.atomic
def _write(mentors: list[Mentor], first: date, *, now: datetime) -> int:
    """Write the letters of a batch; returns how many. Whoever writes the same at this moment waits, and writes none."""
    rows = {row.pk: row for row in (MonthlyLetter(mentor=mentor, month=first, created_at=now) for mentor in mentors)}
    MonthlyLetter.objects.bulk_create(rows.values(), ignore_conflicts=True)
    ours = MonthlyLetter.objects.filter(pk__in=rows).values_list("pk", flat=True)
    letters = [rows[pk] for pk in ours]
    notify_each([(row.mentor.user, row) for row in letters], LETTER, now=now, over=ROUND)
    return len(letters)
