"""The monthly letter to mentors: what they gave in the month before, and what mentees said about it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum

from bookings.models import Booking
from bookings.models.bookings import BookingQuerySet
from feedback.models import DOUBTED, Feedback
from mentors.models import Mentor

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


def _held(month: Month, *, now: datetime) -> BookingQuerySet:
    """The sessions of a month, without those that someone says didn't take place."""
    held = Booking.objects.held(at=now).filter(starts_at__gte=month.begins, starts_at__lt=month.ends)
    return held.exclude(no_shows__outcome__in=DOUBTED)
