"""Finding mentors: SQL that answers one search in a constant number of queries.

A text is searched in `Mentor.search_document` and in the member's name as it is today. The default order is
soonest free first; mentors whose next opening is at the same moment are shuffled anew each day (by a hash of their
identity and the date, so that pages stay stable within a day and nobody is always first); mentors without an opening
come last.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchVector, TrigramWordSimilarity
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import MD5, Cast, Coalesce, Concat, Lower

from bookings.models import FreeTime
from core.db import Unaccent
from directory.filters import WITHIN, Filters
from mentors.models import Category, Mentor, Topic

CONFIGS = ("simple", "english", "german")
SIMILAR = 0.45  # of 1: how alike a word must be to be suggested
Mentors = QuerySet[Mentor]


class TsQuery(Func):
    """A tsquery out of one template with one text."""

    output_field = TextField()

    def __init__(self, text: str, *, template: str) -> None:
        super().__init__(Value(text), template=template, function="")


class Found(Func):
    """Whether a tsvector matches a tsquery."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def tsquery(text: str) -> Func:
    """What the reader typed, as a tsquery: the web's quotes, OR and minus; each word as it stands or stemmed in
    English or German; the last word also as the beginning of a longer one.
    """
    parts: list[Func] = [
        TsQuery(text, template=f"websearch_to_tsquery('{config}', unaccent(%(expressions)s))") for config in CONFIGS
    ]
    words = re.findall(r"\w+", text)
    if words and not re.search(r'["-]|\bOR\b', text):
        prefix = " & ".join([*words[:-1], words[-1] + ":*"])
        parts.append(TsQuery(prefix, template="to_tsquery('simple', unaccent(%(expressions)s))"))
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def names() -> SearchVector:
    """The mentor's name of today as a tsvector."""
    return SearchVector(Unaccent(F("user__display_name")), config="simple", weight="A")


def document() -> Func:
    """The tsvector that is searched: the stored document and the mentor's name of today."""
    stored = Coalesce(F("search_document"), Cast(Value(""), Mentor._meta.get_field("search_document")))
    field = Mentor._meta.get_field("search_document")
    return Func(stored, names(), template="(%(expressions)s)", arg_joiner=" || ", output_field=field)


def next_opening(*, now: datetime) -> Subquery:
    """The first opening that the mentor's notice still allows. The index holds a mentor's rows in this order."""
    rows = FreeTime.objects.bookable(at=now).filter(mentor=OuterRef("pk")).order_by("bookable_until")
    return Subquery(rows.values("starts_at")[:1], output_field=DateTimeField())


def with_words(text: str) -> list[int]:
    """The ids of the listed mentors whose document, name, or both together match what was typed.

    The document has an index; a name is put together with a document only where it has one of the words.
    """
    listed, query = Mentor.objects.listed().order_by(), tsquery(text)
    written = listed.filter(Found(F("search_document"), query)).values_list("pk", flat=True)
    parts = [part for part in re.findall(r"\w+", text) if part != "OR"]
    if not parts:
        return list(written)
    pattern = Unaccent("|".join(parts).lower())
    named = (
        listed.alias(name=Unaccent(Lower(F("user__display_name"))))
        .filter(name__regex=Concat(Value(r"\m("), pattern, Value(")"), output_field=TextField()))
        .filter(Found(document(), query))
    )
    return list(written.union(named.values_list("pk", flat=True)))


def matching(filters: Filters, *, now: datetime, words: list[int] | None = None, but: str = "") -> Mentors:
    """Listed mentors whom the search means.

    Args:
        words: what `with_words` found for `filters.q`, where the caller asks more than once.
        but: the kind of filter that is left out, for counting what each of its choices would find.
    """
    found = Mentor.objects.listed().order_by()
    topics = Mentor.topics.through.objects
    narrow: dict[str, Callable[[Any], Q]] = {
        "category": lambda slugs: Q(pk__in=topics.filter(topic__category__slug__in=slugs).values("mentor")),
        "topic": lambda slugs: Q(pk__in=topics.filter(topic__slug__in=slugs).values("mentor")),
        "language": lambda codes: Q(languages__overlap=list(codes)),
        "country": lambda codes: Q(country__in=codes),
    }
    for kind, condition in narrow.items():
        if getattr(filters, kind) and kind != but:
            found = found.filter(condition(getattr(filters, kind)))
    if filters.within and but != "within":
        found = found.alias(free=next_opening(now=now)).filter(free__lt=now + timedelta(days=filters.within))
    if filters.q:
        found = found.filter(pk__in=with_words(filters.q) if words is None else words)
    return found


def in_order(mentors: Mentors, filters: Filters, *, now: datetime) -> Mentors:
    """The order of the list, with `next_opening` on each row."""
    found = mentors.annotate(next_opening=next_opening(now=now))
    soonest = F("next_opening").asc(nulls_last=True)
    if filters.sort == "match":
        rank = Func(document(), tsquery(filters.q), function="ts_rank", output_field=FloatField())
        return found.alias(rank=rank).order_by(F("rank").desc(), soonest, shuffled(now=now))
    return found.order_by(soonest, shuffled(now=now))


def shuffled(*, now: datetime) -> Func:
    """An order of mentors that is another one each day (UTC)."""
    return MD5(Concat(Cast("uuid", CharField()), Value(now.date().isoformat()), output_field=TextField()))


def counts(filters: Filters, *, now: datetime, words: list[int] | None = None) -> dict[str, dict[str, int]]:
    """How many mentors each choice would find beside the other filters, and the total, in one query.

    Returns:
        Kind of filter → its choice → mentors, without zeros; beside the kinds {"total": {"": n}} for the whole search
        and {"any": {"": n}} for it at any time.
    """

    def count(kind: str, key: Any) -> QuerySet[Mentor, Any]:
        rows = matching(filters, now=now, words=words, but="within" if kind == "any" else kind)
        if kind == "within":
            rows = rows.alias(free=next_opening(now=now)).filter(free__lt=now + timedelta(days=WITHIN[-1]))
        rows = rows.annotate(kind=Value(kind, TextField()), choice=Cast(key, TextField()))
        return rows.values_list("kind", "choice").annotate(mentors=Count("pk", distinct=kind == "category"))

    windows = Case(
        *(When(free__lt=now + timedelta(days=days), then=Value(str(days))) for days in WITHIN), output_field=TextField()
    )
    rows = count("total", Value("")).union(
        count("category", F("topics__category__slug")),
        count("topic", F("topics__slug")),
        count("language", Func(F("languages"), function="unnest", output_field=TextField(), set_returning=True)),
        count("country", F("country")),
        count("within", windows),
        *([count("any", Value(""))] if filters.within else []),
        all=True,
    )
    found: dict[str, dict[str, int]] = {}
    for kind, choice, mentors in rows:
        if choice is not None:
            found.setdefault(kind, {})[choice] = mentors
    found.setdefault("any", found.get("total", {}))
    days_found, sooner = found.get("within", {}), 0
    for days in map(str, WITHIN):
        sooner += days_found.get(days, 0)
        if sooner:
            found["within"][days] = sooner
    return found


def suggestions(text: str) -> list[str]:
    """For a search without a result: up to 3 names of topics, categories and mentors that look like what was typed."""
    typed = Unaccent(text.lower())

    def alike(rows: Any, name: str, **extra: Any) -> Any:
        score = TrigramWordSimilarity(typed, Unaccent(Lower(F(name))))  # type: ignore[arg-type]
        found = rows.annotate(score=score, name=Cast(name, TextField())).filter(score__gte=SIMILAR)
        return found.order_by().values_list("name", "score")

    listed = Mentor.objects.listed()
    rows = alike(listed, "user__display_name").union(
        *(alike(Topic.objects.offered(), name) for name in ("name_en", "name_de")),
        *(alike(Category.objects.all(), name) for name in ("name_en", "name_de")),
    )
    return list(dict.fromkeys(name for name, _score in rows.order_by("-score", "name")[:5]))[:3]
