"""Who comes first in the list. Where everybody fits, the order decides who is asked, so it shares the light.

Mentors with time soon come before those with time later, in bands. Within a band, whoever is asked less for the time
they offer comes first, so that the famous few don't get all requests; equals take turns, an hour each.

That is one order for everyone. In the list, `Index.each` puts those first who are free by day, by the reader's clock,
in the same bands: three in the night is no time soon. Within a band they stay in the one order.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Func, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from bookings.models import Booking

SOON = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=14))  # the ends of bands
ASKED_WITHIN = timedelta(days=90)
FEWEST_HOURS = 1.0  # counted for mentors with less time, as one request for half an hour is no crowd
ORDERED_BY = ("went_live_at", "free_time__starts__len", "rules__step_minutes")  # columns of Mentor
GOLDEN = (5**0.5 - 1) / 2
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, Any]  # a listed mentor: `pk`, `start`, the next opening or None, and the columns above


def in_order(rows: list[Row], *, now: datetime) -> list[Row]:
    """The mentors in the order of the list, in one query; equals stay as they come."""
    asked = requests(now=now)

    def key(row: Row) -> tuple[int, float]:
        starts, step = row["free_time__starts__len"] or 0, row["rules__step_minutes"] or 0
        return band(row["start"] and row["start"] - now), crowding(asked[row["pk"]], starts, step)

    return sorted(rows, key=key)


def other_orders(rows: Sequence[Row]) -> dict[str, "array[int]"]:
    """The places of mentors in orders that a reader can choose, by the name in the address."""
    places = range(len(rows))
    return {
        "soonest": array("I", sorted(places, key=lambda place: (rows[place]["start"] is None, rows[place]["start"]))),
        "newest": array(
            "I",
            sorted(places, key=lambda at: (rows[at]["went_live_at"] or LONG_AGO, rows[at]["pk"]), reverse=True),
        ),
    }


def band(free_in: timedelta | None) -> int:
    """In which band a mentor is who is free after this time; the last band has no time at all."""
    if free_in is None:
        return len(SOON) + 1
    return next((number for number, end in enumerate(SOON) if free_in < end), len(SOON))


def crowding(requests: int, starts: int, step_minutes: int) -> float:
    """Requests per open hour: those of the last 90 days, and the hours that can be booked now."""
    return requests / max(starts * step_minutes / 60, FEWEST_HOURS)


def requests(*, now: datetime, within: timedelta = ASKED_WITHIN) -> Counter[int]:
    """How many sessions each mentor was asked for, whatever became of them: mentor → number."""
    recent = Booking.objects.filter(created_at__gt=now - within).order_by()
    return Counter(dict(recent.values_list("mentor").annotate(number=Count("pk"))))


def shuffled(*, now: datetime) -> Func:
    """An order of mentors that is another one every year (UTC)."""
    return MD5(Concat(Cast("uuid", CharField()), Value(f"{now.astimezone(UTC):%Y}"), output_field=TextField()))


def in_turn(rows: list[Row], *, now: datetime) -> list[Row]:
    """The rows as they follow each other in this hour, so that no one is always first.

    Each hour begins at another place of the circle. Steps of the golden section keep the beginnings of neighbouring
    hours far apart (Knuth, The Art of Computer Programming, volume 3, section 6.4), where draws favour the lucky.
    """
    first = int(len(rows) * (now.timestamp() // 3600 * GOLDEN % 1))
    return rows[first:] + rows[:first]
