"""Every listed mentor, laid out for counting: their order in the list, and who matches each choice of a facet.

A set of mentors is an integer whose bit `place` stands for the mentor at that place in the order. Narrowing is `&`, and
counting is `int.bit_count`: counting two hundred choices among 10,000 mentors takes a millisecond, where SQL takes a
hundred. The index is made anew every half minute and may lag by as much; cards never lag, as they come from current
rows. In a large club beat makes it, as readers should not wait for it, and each process keeps the one it has unpacked.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta, tzinfo
from hashlib import md5
from itertools import chain, compress, islice
from time import perf_counter
from typing import Any, overload
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language, override

from bookings.models import FreeTime, SessionType, next_start, quarters_between
from core import cache as guarded
from directory import companies
from directory.facets import FACETS, Facet, WhenFacet
from directory.facets import facets as facets_of
from directory.filters import Filters
from directory.names import Names
from directory.names import make as make_names
from directory.order import ORDERED_BY, SOON, in_order, in_turn, other_orders, shuffled
from directory.parts_of_week import AHEAD, quarter_from, sets_by_day, sets_by_part
from directory.topics import Entry, former, load
from directory.vocabulary import Choice, Vocabulary
from directory.vocabulary import make as make_vocabulary
from mentors import directory_version
from mentors.models import Mentor, MentorStatus

FRESH = timedelta(seconds=30)
KEPT = timedelta(minutes=10)  # an older index is still served while a new one is made
MAKING_SECONDS = 10
SHARE = 10  # beat makes the next index after ten times what the last one took
MOST_ZONES = 8  # of readers, for whom an index is kept in a process
LONG = 0.1  # seconds: making an index that takes longer is left to beat
BITS = bytes.maketrans(b"01", b"\0\1")
DIGITS = bytes.maketrans(b"\0\1", b"01")
FEW = 2_000  # fewer are put together bit by bit; for more, reading digits in base two is quicker
Places = int  # a set: bit p is the mentor at place p


@dataclass(frozen=True, slots=True)
class Index:
    """The index at one moment. `ids` are in the order of the list; `orders` have the places in other orders."""

    made_at: datetime
    version: str  # of the list of mentors
    ids: list[int]
    choices: dict[Choice, Places]
    seconds: float = 0.0  # that it took to make
    vocabulary: Vocabulary = field(default_factory=Vocabulary)  # what the choices go by
    quarters: dict[int, Places] = field(default_factory=dict)  # quarters of an hour since 1970 → who can be booked
    orders: "dict[str, array[int]]" = field(default_factory=dict)
    companies: dict[str, str] = field(default_factory=dict)  # on offer: key → name
    topics: dict[str, list[Entry]] = field(default_factory=dict)  # by language: the areas with their topics on offer
    former: dict[Choice, str] = field(default_factory=dict)  # a choice that is gone → the one that took its place
    names: Names = field(default_factory=Names)
    hidden: Places = 0  # whom the reader doesn't find, because of a block
    by_day: tuple[Places, ...] = ()  # who is free by day, by a reader's clock, in each band of `order.SOON`
    inactive: "Index | None" = None  # those who don't answer at present, by the choices alone; no page counts them
    _place_of: "array[int]" = field(init=False, repr=False)  # by id, -1 for ids of nobody; a dict is ten times slower
    _by_clock: "dict[tuple[str, int], Index]" = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        place_of = array("i", [-1]) * (max(self.ids, default=0) + 1)
        for place, pk in enumerate(self.ids):
            place_of[pk] = place
        object.__setattr__(self, "_place_of", place_of)  # frozen

    def by_the_clock_of(self, zone: tzinfo, *, now: datetime) -> "Index":
        """The same index with the choices and the order that depend on the reader's zone."""
        key = str(zone), quarter_from(now)
        if key not in self._by_clock:
            seen, parts = copy(self), sets_by_part(self.quarters, zone, now=now)
            choices = self.choices | {(WhenFacet.param, part): places for part, places in parts.items()}
            object.__setattr__(seen, "choices", choices)  # frozen
            object.__setattr__(seen, "by_day", tuple(sets_by_day(self.quarters, zone, SOON, now=now)))
            if len(self._by_clock) >= MOST_ZONES:
                self._by_clock.clear()
            self._by_clock[key] = seen
        return self._by_clock[key]

    def without(self, ids: Collection[int]) -> "Index":
        """The same index for a reader who doesn't find these mentors; for most readers there are none.

        Of an index by the clock of a zone, this is the last step.
        """
        hidden = self.having(ids)
        if not hidden:
            return self
        seen = copy(self)
        for name, value in (
            ("hidden", hidden),
            ("choices", {choice: places & ~hidden for choice, places in self.choices.items()}),
            ("_by_clock", {}),
        ):
            object.__setattr__(seen, name, value)  # frozen
        return seen

    @property
    def facets(self) -> list[Facet]:
        """The facets of this club, named in the active language."""
        return facets_of(self.topics[get_language() or settings.LANGUAGE_CODE], self.companies, self.former)

    @property
    def everybody(self) -> Places:
        return ((1 << len(self.ids)) - 1) & ~self.hidden

    def matching(self, filters: Filters, *, words: Places | None = None, but: str = "") -> Places:
        """The mentors that a search finds.

        Args:
            words: those whose text matches the words of the search, None if it has no words.
            but: the facet to leave out, by its `param`.
        """
        found = self.everybody if words is None else words & ~self.hidden
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
        place_of, size = self._place_of, len(self._place_of)
        places = [place for pk in ids if pk < size and (place := place_of[pk]) >= 0]
        if len(places) < FEW:
            return from_places(places)
        bits = bytearray(len(self.ids))
        for place in places:
            bits[place] = 1
        return int(bits[::-1].translate(DIGITS) or b"0", 2)

    def each(self, found: Places, order: str = "") -> Iterator[int]:
        """The ids of a set of mentors, in order; by a reader's clock, those who are free by day come first."""
        if not order:
            return chain.from_iterable(compress(self.ids, _bits(part)) for part in self._by_day(found))
        has = _bits(found).ljust(len(self.ids), b"\0").__getitem__
        return map(self.ids.__getitem__, filter(has, self.orders[order]))

    def _by_day(self, found: Places) -> Iterator[Places]:
        """A set in parts: those who are free by day, the sooner the earlier, and then the others."""
        for band in self.by_day:
            yield found & band
            found &= ~band
        yield found

    def of(self, found: Places) -> list[int]:
        """The ids of a set of mentors, in order."""
        return list(self.each(found))


# An index that another version of this code has kept is not this one's to read: its fields may have moved.
SHAPE = md5("\n".join(each.name for each in fields(Index)).encode(), usedforsecurity=False).hexdigest()
KEY, STAMP = f"directory-index-{SHAPE}", f"directory-index-stamp-{SHAPE}"


class Ids(Sequence[int]):
    """The ids of a set of mentors, of which a page is cut without listing them all."""

    def __init__(self, index: Index, found: Places, *, order: str = "", first: Sequence[int] = ()) -> None:
        """Begin with `first`, which are as many of them in another order; the others follow in that of the index."""
        self._index, self._found, self._order, self._first = index, found, order, first

    def __len__(self) -> int:
        return self._found.bit_count()

    def __iter__(self) -> Iterator[int]:
        return chain(self._first, islice(self._index.each(self._found, self._order), len(self._first), None))

    @overload
    def __getitem__(self, key: int) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> list[int]: ...
    def __getitem__(self, key: int | slice) -> int | list[int]:
        if isinstance(key, slice):
            return list(islice(self, *key.indices(len(self))))
        return self[key : key + 1][0]


def _bits(found: Places) -> bytes:
    """A set as a byte for each place, up to the last one in it."""
    return f"{found:b}"[::-1].encode().translate(BITS)


def union(sets: Iterable[Places]) -> Places:
    found = 0
    for each in sets:
        found |= each
    return found


def from_places(places: Iterable[int]) -> Places:
    """The set of some places."""
    places = list(places)
    bits = bytearray((max(places, default=0) >> 3) + 1)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


_unpacked: tuple[str, Index] | None = None  # the last index of this process, by its stamp


def current(*, now: datetime) -> Index:
    """The index of this half minute; rebuilt at once when a mentor is listed or no longer is, if that takes no time."""
    known = cache.get_many([STAMP, directory_version.KEY])
    version, index = known.get(directory_version.KEY, ""), _unpack(known.get(STAMP))
    if index is not None:
        age = abs(now - index.made_at)
        is_fresh = age < FRESH and index.version == version
        if is_fresh or (age < KEPT and (index.seconds > LONG or not cache.add(f"{KEY}-making", 1, MAKING_SECONDS))):
            return index
    return renew(now=now)


def is_due(*, now: datetime) -> bool:
    """Whether it is time for another index: in a large club, making them takes beat a tenth of its time."""
    index = _unpack(cache.get(STAMP))
    return index is None or now - index.made_at >= SHARE * timedelta(seconds=index.seconds)


def renew(*, now: datetime) -> Index:
    """Make an index and keep it, for all processes."""
    global _unpacked  # noqa: PLW0603  # one for the process
    index = make(now=now, version=cache.get(directory_version.KEY, ""))
    stamp = uuid4().hex
    cache.set(KEY, index, KEPT.total_seconds())
    cache.set(STAMP, stamp, KEPT.total_seconds())
    cache.delete(f"{KEY}-making")
    _unpacked = stamp, index
    return index


def _unpack(stamp: str | None) -> Index | None:
    """The kept index; of this process if it is the one, as unpacking a large one takes longer than a page."""
    global _unpacked  # noqa: PLW0603  # one for the process
    if _unpacked and (_unpacked[0] == stamp or guarded.breaker.open):
        return _unpacked[1]
    index: Index | None = cache.get(KEY) if stamp else None
    _unpacked = (stamp, index) if stamp and index else None
    return index


def make(*, now: datetime, version: str = "") -> Index:
    """Index every mentor who is listed now: eight queries, two of them for its words, and one for each language.

    And three for those who are inactive.
    """
    begun = perf_counter()
    rows = in_order(_rows(MentorStatus.LISTED, now=now), now=now)
    employers = companies.offered(row["company"] for row in rows)
    ids, choices = _choices(rows, employers, now=now)
    inactive = Index(now, version, *_choices(_rows(MentorStatus.INACTIVE, now=now), employers, now=now))
    vocabulary, quarters = make_vocabulary(choices.keys()), _quarters(ids, now=now)
    orders, names = other_orders(rows), make_names(row["user__display_name"] for row in rows)
    named = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            named[language] = load()
    seconds = perf_counter() - begun
    return Index(
        now, version, ids, choices, seconds, vocabulary, quarters, orders, employers, named, former(), names,
        inactive=inactive,
    )  # fmt: skip


def _rows(status: MentorStatus, *, now: datetime) -> list[dict[str, Any]]:
    """The mentors of one status, in turns, with their topics and what they offer."""
    topics: dict[int, list[tuple[str, str]]] = defaultdict(list)
    links = Mentor.topics.through.objects.filter(mentor__status=status, topic__is_active=True)
    for pk, topic, category in links.values_list("mentor", "topic__slug", "topic__category__slug"):
        topics[pk].append((topic, category))
    sessions: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    offered = SessionType.objects.offered().filter(mentor__status=status)
    for pk, minutes, on_request in offered.values_list("mentor", "minutes", "on_request"):
        sessions[pk].append((minutes, on_request))
    columns = {column for facet in FACETS for column in facet.columns}
    mentors = Mentor.objects.filter(status=status, user__is_active=True)
    mentors = mentors.annotate(start=next_start(at=now, path="free_time__")).order_by(shuffled(now=now))
    rows = in_turn(list(mentors.values("pk", "start", "user__display_name", *ORDERED_BY, *columns)), now=now)
    for row in rows:
        row |= {"topics": topics[row["pk"]], "sessions": sessions[row["pk"]]}
    return rows


def _choices(
    rows: Sequence[dict[str, Any]], employers: Collection[str], *, now: datetime
) -> tuple[list[int], dict[Choice, Places]]:
    """The ids of mentors in this order, and who matches each choice of a facet."""
    ids: list[int] = []
    found: dict[Choice, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        row["free_in"] = row["start"] and row["start"] - now
        row["employer"] = key if (key := companies.key(row["company"])) in employers else ""
        ids.append(row["pk"])
        for facet in FACETS:
            for value in facet.bits(row):
                found[facet.param, value].append(place)
    return ids, {choice: from_places(places) for choice, places in found.items()}


def _quarters(ids: Sequence[int], *, now: datetime) -> dict[int, Places]:
    """Who can be booked in which quarter of an hour of the next two weeks."""
    places, size = {pk: place for place, pk in enumerate(ids)}, len(ids) // 8 + 1
    bits: dict[int, bytearray] = defaultdict(lambda: bytearray(size))
    rows = FreeTime.objects.exclude(starts=[]).values_list("pk", quarters_between(now, now + AHEAD))
    for pk, quarters in rows.iterator(chunk_size=1000):
        place = places.get(pk)
        if place is not None:
            byte, bit = place >> 3, 1 << (place & 7)
            for quarter in quarters:
                bits[quarter][byte] |= bit
    return {quarter: int.from_bytes(row, "little") for quarter, row in bits.items()}
