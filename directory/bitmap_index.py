"""Every listed mentor, laid out for counting: their order in the list, and who matches each choice of a facet.

A set of mentors is an integer whose bit `place` stands for the mentor at that place in the order. Narrowing is `&`, and
counting is `int.bit_count`: counting two hundred choices among 10,000 mentors takes a millisecond, where SQL takes a
hundred. The index is cached for half a minute and may lag by as much; cards never lag, as they come from current rows.
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
from directory.facets import FACETS
from directory.filters import Filters
from mentors import directory_version
from mentors.models import Mentor, MentorStatus

FRESH = timedelta(seconds=30)
KEPT = timedelta(minutes=10)  # an older index is still served while one request rebuilds it
MAKING_SECONDS = 10
KEY = "directory-index"
Choice = tuple[str, str]  # the `param` of a facet, and a value
Places = int  # a set: bit p is the mentor at place p


@dataclass(frozen=True, slots=True)
class Index:
    """The index at one moment. `ids` are in the order of the list, soonest free first."""

    made_at: datetime
    version: str  # of the list of mentors
    ids: list[int]
    choices: dict[Choice, Places]

    @property
    def everybody(self) -> Places:
        return (1 << len(self.ids)) - 1

    def matching(self, filters: Filters, *, words: Places | None = None, but: str = "") -> Places:
        """The mentors that a search finds.

        Args:
            words: those whose text matches the words of the search, None if it has no words.
            but: the facet to leave out, by its `param`.
        """
        found = self.everybody if words is None else words
        for param, values in filters.chosen.items():
            if values and param != but:
                found &= union(self.choices.get((param, value), 0) for value in values)
        return found

    def counts(self, filters: Filters, *, words: Places | None = None) -> dict[str, dict[str, int]]:
        """How many mentors each choice would find, given what is chosen of the other facets.

        Returns:
            Facet → choice → mentors, without zeros; the choice "" is the search without this facet.
        """
        others = {facet.param: self.matching(filters, words=words, but=facet.param) for facet in FACETS}
        found = {param: {"": places.bit_count()} for param, places in others.items()}
        for (param, value), places in self.choices.items():
            number = (places & others[param]).bit_count()
            if number:
                found[param][value] = number
        return found

    def number(self, param: str, value: str) -> int:
        """How many mentors one choice finds."""
        return self.choices.get((param, value), 0).bit_count()

    def having(self, ids: Iterable[int]) -> Places:
        """The set of these mentors, without those who are not listed."""
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
    """The index of this half minute; rebuilt at once when a mentor is listed or no longer is."""
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
    """An order of mentors that changes every day (UTC): pages stay stable for a day, and nobody is always first."""
    return MD5(Concat(Cast("uuid", CharField()), Value(now.date().isoformat()), output_field=TextField()))


def make(*, now: datetime, version: str = "") -> Index:
    """Index every mentor who is listed now: two queries."""
    topics: dict[int, list[tuple[str, str]]] = defaultdict(list)
    links = Mentor.topics.through.objects.filter(mentor__status=MentorStatus.LISTED, topic__is_active=True)
    for pk, topic, category in links.values_list("mentor", "topic__slug", "topic__category__slug"):
        topics[pk].append((topic, category))
    rows = (
        Mentor.objects.listed()
        .annotate(start=next_start(at=now, path="free_time__"))
        .order_by(F("start").asc(nulls_last=True), shuffled(now=now))
        .values("pk", "start", *{column for facet in FACETS for column in facet.columns})
    )
    ids: list[int] = []
    found: dict[Choice, list[int]] = defaultdict(list)
    for place, columns in enumerate(rows):
        ids.append(columns["pk"])
        row = columns | {"topics": topics[columns["pk"]], "free_in": columns["start"] and columns["start"] - now}
        for facet in FACETS:
            for value in facet.bits(row):
                found[facet.param, value].append(place)
    return Index(now, version, ids, {choice: from_places(places) for choice, places in found.items()})
