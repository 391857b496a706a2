"""What the front page shows of the directory, cached for five minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Q, Sum, Value, When
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bookings.models import WeeklyHours, next_start
from directory.bitmap_index import Index, current, shuffled
from directory.listing import cards, with_next_opening
from mentors.models import Category, Mentor

if TYPE_CHECKING:
    from directory.listing import ListedMentor

FACES = 6
SECONDS = 5 * 60
SOON = timedelta(days=14)
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
        known = (_categories(current(now=now)), _faces(now=now), numbers())
        cache.set(key, known, SECONDS)
    categories, ids, counted = known
    mentors = with_next_opening(ids, now=now)
    return Featured(categories, mentors, cards(mentors), counted)


def numbers() -> dict[str, int]:
    """How many mentors there are, from how many countries, offering how many hours a week."""
    counted = Mentor.objects.listed().aggregate(
        mentors=Count("pk"), countries=Count("country", distinct=True, filter=~Q(country=""))
    )
    span = ExpressionWrapper(F("ends") - F("starts"), output_field=DurationField())
    past_midnight = ExpressionWrapper(span + A_DAY, output_field=DurationField())
    length = Case(When(ends__lte=F("starts"), then=past_midnight), default=span, output_field=DurationField())
    offered = WeeklyHours.objects.filter(mentor__in=Mentor.objects.listed())
    total: timedelta = offered.aggregate(total=Sum(length))["total"] or timedelta(0)
    return counted | {"hours": round(total.total_seconds() / 3600)}


def _categories(index: Index) -> list[tuple[Category, int]]:
    return [
        (category, index.number("category", category.slug))
        for category in Category.objects.order_by("position", "slug")
    ]


def _faces(*, now: datetime) -> list[int]:
    """Mentors who are free soon, different ones each day."""
    soon = Mentor.objects.listed().alias(free=next_start(at=now, path="free_time__")).filter(free__lt=now + SOON)
    return list(soon.order_by(shuffled(now=now)).values_list("pk", flat=True)[:FACES])
