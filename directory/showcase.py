"""What the front page shows of the directory, remembered for five minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Q, Sum, Value, When
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bookings.models import WeeklyHours
from directory.catalogue import listed_count
from directory.listing import cards, with_next_opening
from directory.search import next_opening, shuffled
from mentors.models import Category, Mentor

if TYPE_CHECKING:
    from directory.listing import ListedMentor

FACES = 6
SECONDS = 5 * 60
SOON = timedelta(days=14)
A_DAY = Value(timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Showcase:
    categories: list[Category]
    mentors: list["ListedMentor"]
    cards: list[SafeString]
    numbers: dict[str, int]


def showcase(*, now: datetime) -> Showcase:
    """Categories with `mentor_count`, a few mentors of the day with `next_opening` and their cards, and the numbers."""
    key = f"directory-showcase-{get_language()}-{now.date()}"
    known = cache.get(key)
    if known is None:
        known = (_categories(), _faces(now=now), numbers())
        cache.set(key, known, SECONDS)
    categories, ids, counted = known
    mentors = with_next_opening(ids, now=now)
    return Showcase(categories, mentors, cards(mentors), counted)


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


def _categories() -> list[Category]:
    return list(Category.objects.annotate(mentor_count=listed_count("topics__mentors")).order_by("position", "slug"))


def _faces(*, now: datetime) -> list[int]:
    """Mentors who are free soon, other ones each day."""
    soon = Mentor.objects.listed().alias(free=next_opening(now=now)).filter(free__lt=now + SOON)
    return list(soon.order_by(shuffled(now=now)).values_list("pk", flat=True)[:FACES])
