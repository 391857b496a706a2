"""What the front page shows of the directory, cached for five minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Case, DurationField, ExpressionWrapper, F, Sum, Value, When
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bookings.models import WeeklyHours
from directory.bitmap_index import Index, current
from directory.facets import CountryFacet, WithinFacet
from directory.listing import cards, with_next_opening
from mentors.models import Category, Mentor

if TYPE_CHECKING:
    from directory.listing import ListedMentor

FACES = 6
SECONDS = 5 * 60
SOON = "14"  # days
HOURS = "directory-hours"
HOURS_SECONDS = 2 * 60 * 60  # beat adds them up every hour
A_DAY = Value(timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Featured:
    categories: list[tuple[Category, int]]
    mentors: list["ListedMentor"]
    cards: list[SafeString]
    numbers: dict[str, int]


def featured(*, now: datetime) -> Featured:
    """Categories, each with how many mentors; a few mentors of the day with their cards; the numbers."""
    key = f"directory-featured-{get_language()}-{now.date()}"
    known = cache.get(key)
    if known is None:
        index = current(now=now)
        known = (_categories(index), _faces(index, now=now), numbers(index))
        cache.set(key, known, SECONDS)
    categories, ids, counted = known
    mentors = with_next_opening(ids, now=now)
    return Featured(categories, mentors, cards(mentors), counted)


def numbers(index: Index) -> dict[str, int]:
    """How many mentors there are, from how many countries, offering how many hours a week."""
    countries = sum(1 for param, _value in index.choices if param == CountryFacet.param)
    hours: int | None = cache.get(HOURS)
    return {"mentors": len(index.ids), "countries": countries, "hours": renew_hours() if hours is None else hours}


def renew_hours() -> int:
    """Add up the hours that listed mentors offer in a week, and keep the sum for the front page."""
    span = ExpressionWrapper(F("ends") - F("starts"), output_field=DurationField())
    past_midnight = ExpressionWrapper(span + A_DAY, output_field=DurationField())
    length = Case(When(ends__lte=F("starts"), then=past_midnight), default=span, output_field=DurationField())
    offered = WeeklyHours.objects.filter(mentor__in=Mentor.objects.listed())
    total: timedelta = offered.aggregate(total=Sum(length))["total"] or timedelta(0)
    hours = round(total.total_seconds() / 3600)
    cache.set(HOURS, hours, HOURS_SECONDS)
    return hours


def _categories(index: Index) -> list[tuple[Category, int]]:
    return [
        (category, index.number("category", category.slug))
        for category in Category.objects.order_by("position", "slug")
    ]


def _faces(index: Index, *, now: datetime) -> list[int]:
    """Mentors who are free soon, different ones each day."""
    soon = index.of(index.choices.get((WithinFacet.param, SOON), 0))
    return Random(now.date().toordinal()).sample(soon, min(FACES, len(soon)))  # noqa: S311  # no secret  # nosec B311
