"""The layout behind the list: it counts as a loop over mentors would, and is made anew when it should be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core import cache as guarded
from core import clock
from directory import bitmap_index
from directory.bitmap_index import Ids, Index, from_places
from directory.facets import WITHIN
from directory.filters import Filters
from directory.tasks import renew_index
from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import NOW
from tests.factories import CategoryFactory, TopicFactory

Listed = Callable[..., Mentor]
Person = dict[str, set[str]]
CHOICES = {
    "category": ["design", "code"],
    "topic": ["research", "forms", "review"],
    "language": ["en", "de", "sw"],
    "country": ["KE", "DE"],
    "within": [str(days) for days in WITHIN],
}


def to_places(found: int) -> list[int]:
    return Index(NOW, "", list(range(found.bit_length())), {}).of(found)


@given(st.sets(st.integers(0, 300)))
def test_a_set_of_places_comes_back_in_order(places: set[int]) -> None:
    assert to_places(from_places(places)) == sorted(places)
    assert Index(NOW, "", list(range(301)), {}).having(places) == from_places(places)


@given(st.sets(st.integers(0, 300)), st.integers(0, 30), st.integers(0, 310), st.integers(0, 310))
def test_a_page_is_cut_from_a_set_as_from_its_list(places: set[int], ranked: int, start: int, stop: int) -> None:
    index, found = Index(NOW, "", list(range(1000, 1301)), {}), from_places(places)
    listed = index.of(found)
    first = listed[:ranked][::-1]
    ids = Ids(index, found, first=first)
    assert len(ids) == len(listed)
    assert ids[start:stop] == [*first, *listed[ranked:]][start:stop]
    assert list(ids) == [*first, *listed[ranked:]]


def people(random: Random, number: int) -> list[Person]:
    """Mentors with random choices; who is free within 3 days is free within 7."""
    found = []
    for _ in range(number):
        person = {kind: {value for value in values if random.random() < 0.4} for kind, values in CHOICES.items()}
        first = random.randrange(len(WITHIN) + 1)
        person["within"] = {str(days) for days in WITHIN[first:]}
        found.append(person)
    return found


def laid_out(club: list[Person]) -> Index:
    choices = {
        (kind, value): from_places([place for place, person in enumerate(club) if value in person[kind]])
        for kind, values in CHOICES.items()
        for value in values
    }
    return Index(NOW, "", list(range(100, 100 + len(club))), choices)


def means(person: Person, filters: Filters, *, but: str = "") -> bool:
    wanted = {kind: set(filters.values(kind)) for kind in CHOICES}
    return all(kind == but or not values or values & person[kind] for kind, values in wanted.items())


@pytest.mark.parametrize("seed", range(20))
def test_index_finds_and_counts_as_a_loop_does(seed: int) -> None:
    random = Random(seed)
    club = people(random, 60)
    most = {"category": 1, "topic": 2, "language": 2, "country": 1, "within": 1}
    filters = Filters(
        chosen={kind: tuple(random.sample(CHOICES[kind], random.randint(0, number))) for kind, number in most.items()}
    )
    written = set(random.sample(range(60), 40))
    laid = laid_out(club)
    found = laid.matching(filters, words=from_places(written))
    assert to_places(found) == [place for place in sorted(written) if means(club[place], filters)]
    counts = laid.counts(filters, words=from_places(written))
    for kind, values in CHOICES.items():
        beside = [club[place] for place in written if means(club[place], filters, but=kind)]
        expected = {value: sum(value in person[kind] for person in beside) for value in values}
        found_some = {value: number for value, number in expected.items() if number}
        assert counts[kind] == {"": len(beside)} | found_some


def test_index_is_made_by_the_same_queries_for_1_and_3(listed: Listed) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            bitmap_index.make(now=NOW)
        return len(asked)

    topic = TopicFactory(category=CategoryFactory())
    listed(topics=[topic])
    one = queries()
    listed(topics=[topic])
    listed(topics=[topic])
    assert queries() == one == 8 + 3 + len(settings.LANGUAGES)


def test_index_leaves_out_who_is_not_listed(listed: Listed) -> None:
    topic = TopicFactory()
    there = listed(topics=[topic])
    listed(topics=[topic], status=MentorStatus.PAUSED)
    listed(topics=[topic], user__is_active=False)
    made = bitmap_index.make(now=NOW)
    assert made.ids == [there.pk]
    assert made.number("topic", topic.slug) == 1
    assert to_places(made.having([there.pk, 0])) == [0]


def test_index_is_kept_for_half_a_minute_and_made_at_once_when_somebody_is_listed(listed: Listed) -> None:
    mentor = listed(country="KE")
    first = bitmap_index.current(now=NOW)
    Mentor.objects.filter(pk=mentor.pk).update(country="DE")
    assert bitmap_index.current(now=NOW + timedelta(seconds=29)) == first
    assert bitmap_index.current(now=NOW + timedelta(seconds=31)).number("country", "DE") == 1
    listed(country="DE")
    assert bitmap_index.current(now=NOW + timedelta(seconds=32)).number("country", "DE") == 2


def test_worn_index_is_served_while_another_reader_makes_a_new_one(listed: Listed) -> None:
    mentor = listed(country="KE")
    bitmap_index.current(now=NOW)
    Mentor.objects.filter(pk=mentor.pk).update(country="DE")
    cache.add(f"{bitmap_index.KEY}-making", 1, 10)
    assert bitmap_index.current(now=NOW + timedelta(minutes=1)).number("country", "KE") == 1
    assert bitmap_index.current(now=NOW + timedelta(minutes=11)).number("country", "DE") == 1
    assert bitmap_index.current(now=NOW + timedelta(days=1)).made_at == NOW + timedelta(days=1)


def test_long_index_is_left_to_beat(listed: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmap_index, "LONG", 0.0)
    listed(country="KE")
    bitmap_index.current(now=NOW)
    listed(country="DE")
    later = NOW + timedelta(minutes=9)
    assert bitmap_index.current(now=later).number("country", "DE") == 0
    clock.move_to(later)
    renew_index()
    assert bitmap_index.current(now=clock.now()).number("country", "DE") == 1


def test_beat_spends_a_tenth_of_its_time_on_long_indexes(listed: Listed) -> None:
    listed(country="KE")
    made = bitmap_index.renew(now=NOW)
    cache.set(bitmap_index.STAMP, "long")
    bitmap_index._unpacked = "long", replace(made, seconds=6.0)
    listed(country="DE")
    clock.move_to(NOW + timedelta(seconds=59))
    renew_index()
    assert bitmap_index._unpacked[0] == "long"
    clock.move_to(NOW + timedelta(seconds=60))
    renew_index()
    assert bitmap_index.current(now=clock.now()).number("country", "DE") == 1


def test_index_by_a_readers_clock_is_kept_for_a_few_zones(listed: Listed) -> None:
    listed()
    index = bitmap_index.make(now=NOW)
    berlin = index.by_the_clock_of(ZoneInfo("Europe/Berlin"), now=NOW)
    assert index.by_the_clock_of(ZoneInfo("Europe/Berlin"), now=NOW + timedelta(minutes=9)) is berlin
    assert index.by_the_clock_of(ZoneInfo("Europe/Berlin"), now=NOW + timedelta(minutes=11)) is not berlin
    for hour in range(bitmap_index.MOST_ZONES):
        index.by_the_clock_of(ZoneInfo(f"Etc/GMT+{hour + 1}"), now=NOW)
    assert len(index._by_clock) < bitmap_index.MOST_ZONES


def test_index_is_unpacked_once_by_a_process(listed: Listed) -> None:
    listed(country="KE")
    first = bitmap_index.current(now=NOW)
    assert bitmap_index.current(now=NOW) is first
    cache.set(bitmap_index.STAMP, "made by another process")
    cache.set(bitmap_index.KEY, replace(first, ids=[1, 2, 3]))
    assert bitmap_index.current(now=NOW).ids == [1, 2, 3]


def test_index_of_the_process_is_used_while_the_cache_is_away(listed: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmap_index, "LONG", 0.0)
    listed(country="KE")
    first = bitmap_index.current(now=NOW)
    monkeypatch.setattr(guarded, "breaker", guarded.Breaker())
    guarded.breaker.trip()
    assert bitmap_index.current(now=NOW + timedelta(minutes=9)) is first


def test_index_of_100_000_mentors_is_kept(db: None) -> None:
    """As an integer each set is longer than Python would read in decimal."""
    ids = list(range(100_000))
    cache.set(bitmap_index.KEY, Index(NOW, "", ids, {("country", "KE"): (1 << 100_000) - 1}))
    cache.set(bitmap_index.STAMP, "of another process")
    index = bitmap_index.current(now=NOW)
    assert index.number("country", "KE") == 100_000
    assert index.of(index.having(range(0, 100_000, 7))) == ids[::7]
