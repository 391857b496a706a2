"""Mentors who are shown before a search: on the home pages, to visitors and to a member, and on a topic’s page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking, WeeklyHours
from directory.bitmap_index import Ids, Index, current, union
from directory.facets import CategoryFacet, CountryFacet, TopicFacet, WithinFacet
from directory.listing import cards, with_next_opening
from directory.search import finding
from feedback.models import Feedback
from mentors.models import Category, FeaturedMentor, Mentor, SavedMentor, Topic

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from directory.listing import ListedMentor

FACES = 6
IN_A_ROW = 3
ASKED = 12  # mentors for a field, the first in the list, of whom a few are shown
LATEST = 50  # bookings that a member's topics are taken from
LOOKED_AT = 60  # mentors who are free soon, from whom those with a photo come first
QUOTES = 2
SHORT = 220  # characters of a quote that is read in passing
# What people come with, in their words. Those that find no one are left out.
NEEDS = (
    _("Negotiate my salary"),
    _("My first lead role"),
    _("Portfolio review"),
    _("Change careers"),
    _("Returning after burnout"),
    _("Prepare for an interview"),
)
SECONDS = 5 * 60
SOON = "14"  # days
TOTALS = "directory-totals"
TENS = 10
TOTALS_SECONDS = 2 * 60 * 60  # beat adds them up every hour


@dataclass(frozen=True, slots=True)
class Featured:
    categories: list[tuple[Category, int]]
    mentors: list["ListedMentor"]
    cards: list[SafeString]
    numbers: dict[str, int]
    needs: list[str]
    quotes: list[Feedback]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Cards for a member: of mentors they have saved, have met, and of new ones for their topics."""

    saved: list[SafeString]
    met: list[SafeString]
    new: list[SafeString]


def suggested(member: "User", *, now: datetime) -> Suggested:
    """Whom a member may want to book: mentors they have saved or met, latest first, and the newest for their topics."""
    apart = Mentor.objects.apart_from(member)
    listed = SavedMentor.objects.of(member).filter(mentor__in=Mentor.objects.listed()).exclude(mentor__in=apart)
    saved = list(listed.values_list("mentor", flat=True)[:IN_A_ROW])
    booked = Booking.objects.filter(mentee=member).confirmed().exclude(no_shows__outcome="confirmed")
    rows = booked.order_by("-starts_at").exclude(mentor__in=apart).values_list("mentor", "ends_at")[:LATEST]
    known = {mentor for mentor, _ends_at in rows}
    met = list(dict.fromkeys(mentor for mentor, ends_at in rows if ends_at <= now))[: 2 * IN_A_ROW]
    slugs = Topic.objects.offered().filter(mentors__in=known).values_list("slug", flat=True).distinct()
    index = current(now=now)
    places = union(index.choices.get((TopicFacet.param, slug), 0) for slug in slugs)
    passed = known.union(saved, apart)
    new = list(islice((pk for pk in index.each(places, "newest") if pk not in passed), IN_A_ROW + 1))
    mentors = {row.pk: row for row in with_next_opening([*saved, *met, *new], now=now) if row.user_id != member.pk}
    shown = [[mentors[pk] for pk in ids if pk in mentors][:IN_A_ROW] for ids in (saved, met, new)]
    drawn = iter(cards([mentor for row in shown for mentor in row], now=now))
    return Suggested(*(list(islice(drawn, len(row))) for row in shown))


def featured(*, now: datetime) -> Featured:
    """Categories, each with how many mentors; a few mentors of the day with their cards; needs, quotes, the numbers."""
    key = f"directory-featured-{get_language()}-{now.date()}"
    known = cache.get(key)
    if known is None:
        index = current(now=now)
        needs = finding([str(need) for need in NEEDS])
        today = _of_the_day(index, now=now)
        known = (_categories(index), _faces(today), numbers(index, now=now), needs, _quoted(today))
        cache.set(key, known, SECONDS)
    categories, ids, counted, needs, quoted = known
    mentors = with_next_opening(ids, now=now)
    quotes = _public().filter(pk__in=quoted).select_related("given_to__user")
    return Featured(categories, mentors, cards(mentors, now=now), counted, needs, list(quotes))


def faces(member: "User", *, now: datetime) -> list[SafeString]:
    """The cards of a few mentors of the day, for a member who has met nobody yet."""
    key = f"directory-faces-{now.date()}"
    ids = cache.get(key)
    if ids is None:
        ids = _faces(_of_the_day(current(now=now), now=now))
        cache.set(key, ids, SECONDS)
    apart = Mentor.objects.apart_from(member)
    return cards(with_next_opening([pk for pk in ids if pk not in apart], now=now), now=now)


def numbers(index: Index, *, now: datetime) -> dict[str, int]:
    """How many mentors there are, from how many countries, offering how many hours a week; sessions held so far."""
    countries = sum(1 for param, _value in index.choices if param == CountryFacet.param)
    totals: dict[str, int] = cache.get(TOTALS) or renew_totals(now=now)
    return {"mentors": len(index.ids), "countries": countries, **totals}


def renew_totals(*, now: datetime) -> dict[str, int]:
    """Add up the hours that listed mentors offer in a week, and the sessions held, and keep both for the front page.

    Sessions are whole tens, so that two looks at the page don't tell that there were one or two between them.
    """
    totals = {"hours": _hours(), "sessions": Booking.objects.held(at=now).count() // TENS * TENS}
    cache.set(TOTALS, totals, TOTALS_SECONDS)
    return totals


def _hours() -> int:
    offered = WeeklyHours.objects.filter(mentor__in=Mentor.objects.listed()).with_length()
    total: timedelta = offered.aggregate(total=Sum("length"))["total"] or timedelta(0)
    return round(total.total_seconds() / 3600)


def _categories(index: Index) -> list[tuple[Category, int]]:
    return [
        (category, index.number("category", category.slug))
        for category in Category.objects.order_by("position", "slug")
    ]


def _of_the_day(index: Index, *, now: datetime) -> list[int]:
    """Mentors who are free soon, different ones each day."""
    soon = index.of(index.choices.get((WithinFacet.param, SOON), 0))
    return Random(now.date().toordinal()).sample(soon, min(LOOKED_AT, len(soon)))  # noqa: S311  # no secret  # nosec B311


def _faces(ids: list[int]) -> list[int]:
    """A handful of the mentors, those with a photo first."""
    with_photo = set(Mentor.objects.filter(pk__in=ids).exclude(photo="").values_list("pk", flat=True))
    return sorted(ids, key=lambda pk: pk not in with_photo)[:FACES]


def faces_by_field(fields: list[Category], index: Index) -> dict[str, list[Mentor]]:
    """A few mentors for each field of work, by its slug, those with a photo first; one query for all."""
    places = {field.slug: index.choices.get((CategoryFacet.param, field.slug), 0) for field in fields}
    ids = {slug: Ids(index, found)[:ASKED] for slug, found in places.items()}
    rows = Mentor.objects.listed().filter(pk__in={pk for some in ids.values() for pk in some}).select_related("user")
    known = {row.pk: row for row in rows.only("uuid", "status", "photo", "user__display_name", "user__is_active")}
    return {
        slug: sorted((known[pk] for pk in some if pk in known), key=lambda row: not row.photo)[:IN_A_ROW]
        for slug, some in ids.items()
    }


def featured_on(subject: Category | Topic, index: Index) -> list[int]:
    """Whom the team puts first on a page, by id: those who are listed and still help with it; one query."""
    param = CategoryFacet.param if isinstance(subject, Category) else TopicFacet.param
    places = index.choices.get((param, subject.slug), 0)
    chosen = FeaturedMentor.objects.on(subject).values_list("mentor", flat=True)
    return [pk for pk in chosen if index.having([pk]) & places]


def _quoted(ids: list[int]) -> list[int]:
    """Short words that helped, about these mentors and in the reader's language; the newest, one of each."""
    said = _public().filter(given_to__in=ids, language=get_language())
    short = said.annotate(long=Length("helped")).filter(long__lte=SHORT).order_by("-published_at")
    newest = {mentor: pk for pk, mentor in reversed(short.values_list("pk", "given_to"))}
    return list(newest.values())[-QUOTES:]


def _public() -> "QuerySet[Feedback]":
    return Feedback.objects.public().filter(given_to__in=Mentor.objects.listed())
