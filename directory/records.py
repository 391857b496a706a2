"""What mentors have done so far, as their cards and profiles say it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, F
from django.utils.translation import gettext_lazy

from bookings.models import Booking
from mentors.models import Mentor

LATELY = timedelta(days=90)
FEWEST_ANSWERS = 3  # to requests, lately; fewer say nothing about how soon the next one comes
ANSWERS = (
    (timedelta(hours=5), gettext_lazy("Usually answers within 5 hours")),
    (timedelta(days=1), gettext_lazy("Usually answers within a day")),
    (timedelta.max, gettext_lazy("Usually answers within two days")),
)
SECONDS = 60 * 60
KEY = "mentor-record-{}"


@dataclass(frozen=True, slots=True)
class Record:
    """What a mentor has done so far.

    Attributes:
        held: sessions.
        answered_in: how long they usually take to answer a request, None if too few say so.
    """

    held: int
    answered_in: timedelta | None

    @property
    def answers(self) -> str:
        """How soon the mentor usually answers, in words; "" if unknown."""
        usual = self.answered_in
        return "" if usual is None else next(str(text) for longest, text in ANSWERS if usual <= longest)


def record_of(mentor: Mentor, *, now: datetime) -> Record:
    return records_of([mentor.pk], now=now)[mentor.pk]


def records_of(mentors: Collection[int], *, now: datetime) -> dict[int, Record]:
    """The record of each mentor by id, at most an hour old: two queries for those who have none that is."""
    keys = {KEY.format(pk): pk for pk in mentors}
    found: dict[str, Record] = cache.get_many(keys)
    missing = [pk for key, pk in keys.items() if key not in found]
    if missing:
        held, took = _held(missing, now=now), _took(missing, now=now)
        made = {KEY.format(pk): Record(held.get(pk, 0), _usual(took[pk])) for pk in missing}
        cache.set_many(made, SECONDS)
        found |= made
    return {pk: found[key] for key, pk in keys.items()}


def _held(mentors: list[int], *, now: datetime) -> dict[int, int]:
    rows = Booking.objects.held(at=now).filter(mentor__in=mentors).order_by()
    return dict(rows.values_list("mentor").annotate(number=Count("pk")))


def _took(mentors: list[int], *, now: datetime) -> defaultdict[int, list[timedelta]]:
    """How long each mentor took to answer requests lately."""
    since = now - LATELY
    answered = Booking.objects.filter(mentor__in=mentors, answered_at__gt=since, starts_at__gt=since)  # answered before
    took: defaultdict[int, list[timedelta]] = defaultdict(list)
    for mentor, time in answered.values_list("mentor", F("answered_at") - F("created_at")):
        took[mentor].append(time)
    return took


def _usual(took: list[timedelta]) -> timedelta | None:
    """The median, None of too few."""
    return sorted(took)[len(took) // 2] if len(took) >= FEWEST_ANSWERS else None
