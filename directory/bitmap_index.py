"""Everybody who is listed, laid out for counting: the directory's order, and whom each choice of a filter means.

A set of mentors is an integer whose bit `place` stands for the mentor at that place of the order. Narrowing is `&`, and
counting is `int.bit_count`: what each of two hundred choices would find among 10,000 mentors takes a millisecond, where
SQL takes a hundred. The layout is kept in the cache for half a minute and may lag by as much; cards never lag, they are
drawn from the rows of the moment.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.core.cache import cache
from django.db.models import CharField, F, Func, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from bookings.models import next_start
from directory.filters import LISTS, WITHIN, Filters
from mentors import directory_version
from mentors.models import Mentor, MentorStatus

FRESH = timedelta(seconds=30)
KEPT = timedelta(minutes=10)  # an older layout is still served while one reader makes a new one
MAKING_SECONDS = 10
KEY = "directory-index"
Choice = tuple[str, str]  # a kind of filter, and its value
Places = int  # a set: bit p is the mentor at place p


@dataclass(frozen=True, slots=True)
class Index:
    """The layout of one moment; `ids` are in the order of the list: soonest free first."""

    made_at: datetime
    version: str  # of the list of mentors
    ids: list[int]
    choices: dict[Choice, Places]

    @property
    def everybody(self) -> Places:
        return (1 << len(self.ids)) - 1

    def matching(self, filters: Filters, *, words: Places | None = None, but: str = "") -> Places:
        """Whom a search means. The choices of a kind are alternatives, the kinds narrow each other.

        Args:
            words: whom the words of the search mean, None where it has none.
            but: the kind of filter that is left out.
        """
        found = self.everybody if words is None else words
        chosen = {kind: getattr(filters, kind) for kind in LISTS} | {
            "within": (str(filters.within),) if filters.within else ()
        }
        for kind, values in chosen.items():
            if values and kind != but:
                found &= union(self.choices.get((kind, value), 0) for value in values)
        return found

    def counts(self, filters: Filters, *, words: Places | None = None) -> dict[str, dict[str, int]]:
        """How many mentors each choice would find beside the other filters.

        Returns:
            Kind of filter → its choice → mentors, without zeros; and {"any": {"": n}} for the search at any time.
        """
        beside = {kind: self.matching(filters, words=words, but=kind) for kind in (*LISTS, "within")}
        found: dict[str, dict[str, int]] = {kind: {} for kind in beside}
        for (kind, value), places in self.choices.items():
            number = (places & beside[kind]).bit_count()
            if number:
                found[kind][value] = number
        return found | {"any": {"": beside["within"].bit_count()}}

    def number(self, kind: str, value: str) -> int:
        """How many mentors one choice means."""
        return self.choices.get((kind, value), 0).bit_count()

    def having(self, ids: Iterable[int]) -> Places:
        """The set of these mentors; who is not listed is left out."""
        wanted = set(ids)
        return from_places([place for place, pk in enumerate(self.ids) if pk in wanted])


def union(sets: Iterable[Places]) -> Places:
    found = 0
    for each in sets:
        found |= each
    return found


def from_places(places: Iterable[int]) -> Places:
    """The set of some places."""
    bits = bytearray()
    for place in places:
        if place >> 3 >= len(bits):
            bits.extend(bytes((place >> 3) + 1 - len(bits)))
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def to_places(found: Places) -> list[int]:
    """The places of a set, ascending."""
    return [place for place, bit in enumerate(reversed(f"{found:b}")) if bit == "1"]


def current(*, now: datetime) -> Index:
    """The layout of this half minute; made anew at once when somebody has been listed or is no longer."""
    kept = cache.get_many([KEY, directory_version.KEY])
    version, index = kept.get(directory_version.KEY, ""), kept.get(KEY)
    if index is not None and index.version == version and index.made_at.date() == now.date():
        age = abs(now - index.made_at)
        if age < FRESH or (age < KEPT and not cache.add(f"{KEY}-making", 1, MAKING_SECONDS)):
            return cast("Index", index)
    index = make(now=now, version=version)
    cache.set(KEY, index, KEPT.total_seconds())
    cache.delete(f"{KEY}-making")
    return index


def shuffled(*, now: datetime) -> Func:
    """An order of mentors that is another one each day (UTC): pages stay stable within one, nobody is always first."""
    return MD5(Concat(Cast("uuid", CharField()), Value(now.date().isoformat()), output_field=TextField()))


def make(*, now: datetime, version: str = "") -> Index:
    """Lay out everybody who is listed at this moment: two queries."""
    start = next_start(at=now, path="free_time__")
    rows = list(
        Mentor.objects.listed()
        .annotate(start=start)
        .order_by(F("start").asc(nulls_last=True), shuffled(now=now))
        .values_list("pk", "country", "languages", "start")
    )
    place = {pk: number for number, (pk, *_rest) in enumerate(rows)}
    found: dict[Choice, list[int]] = defaultdict(list)
    for number, (_pk, country, languages, free) in enumerate(rows):
        if country:
            found["country", str(country)].append(number)
        for code in languages:
            found["language", code].append(number)
        for days in WITHIN:
            if free is not None and free < now + timedelta(days=days):
                found["within", str(days)].append(number)
    links = Mentor.topics.through.objects.filter(mentor__status=MentorStatus.LISTED, topic__is_active=True)
    for pk, topic, category in links.values_list("mentor", "topic__slug", "topic__category__slug"):
        if pk in place:
            found["topic", topic].append(place[pk])
            found["category", category].append(place[pk])
    return Index(now, version, list(place), {choice: from_places(places) for choice, places in found.items()})
