"""Whoever is free while the reader is awake comes first, wherever that is."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bookings.free_time import rebuild
from bookings.models import WeeklyHours
from directory.bitmap_index import Ids, Index, from_places
from directory.listing import PER_PAGE
from directory.order import SOON, band, in_turn
from directory.parts_of_week import QUARTER, quarter_from, sets_by_day
from directory.weeks import is_night
from mentors.models import Mentor
from tests.directory.conftest import NOW, on_cards
from tests.pages import signed_in

Listed = Callable[..., Mentor]
FALL_BACK, SPRING_FORWARD = datetime(2026, 10, 24, 21, 40, tzinfo=UTC), datetime(2026, 3, 28, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize("now", [NOW, FALL_BACK, SPRING_FORWARD])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "UTC"])
def test_bands_are_by_the_first_time_by_day_as_a_loop_finds_them(zone: str, now: datetime) -> None:
    here, random = ZoneInfo(zone), Random(1)
    starts = {
        place: [QUARTER * (quarter_from(now) + random.randrange(-20, 1344)) for _one in range(random.randint(1, 3))]
        for place in range(200)
    }
    quarters: dict[int, int] = {}
    expected: list[set[int]] = [set() for _end in SOON]
    for place, theirs in starts.items():
        for since in theirs:
            quarters[since // QUARTER] = quarters.get(since // QUARTER, 0) | 1 << place
        moments = [datetime.fromtimestamp(since.total_seconds(), UTC) for since in theirs]
        by_day = [moment for moment in moments if moment >= now and not is_night(moment, here)]
        if by_day and (number := band(min(by_day) - now)) < len(SOON):
            expected[number].add(place)
    found = sets_by_day(quarters, here, SOON, now=now)
    assert found == [from_places(places) for places in expected]
    assert sum(map(len, expected)) > 50


@given(st.sets(st.integers(0, 300)), st.sets(st.integers(0, 300)), st.integers(0, 310), st.integers(0, 310))
def test_page_is_cut_from_the_bands_as_from_their_list(soon: set[int], found: set[int], start: int, stop: int) -> None:
    later = {place for place in range(0, 301, 3) if place not in soon}
    bands = (from_places(soon), from_places(later))
    index = Index(NOW, "", list(range(1000, 1301)), {}, by_day=bands)
    listed = [1000 + place for place in sorted(found, key=lambda at: (at not in soon, at not in later, at))]
    ids = Ids(index, from_places(found))
    assert (len(ids), list(ids), ids[start:stop]) == (len(listed), listed, listed[start:stop])


def free_at(mentor: Mentor, weekday: int, hour: int) -> None:
    """Only in one hour of the week, in Berlin."""
    WeeklyHours.objects.filter(mentor=mentor).delete()
    WeeklyHours.objects.create(mentor=mentor, weekday=weekday, starts=time(hour), ends=time(hour + 1))
    rebuild(mentor, now=NOW)


def test_three_in_the_night_comes_after_a_day_later_and_is_afternoon_elsewhere(client: Client, listed: Listed) -> None:
    free_at(listed("Night Owl"), 2, 3)  # on Wednesday; at 15:00 in Auckland
    free_at(listed("Early Bird"), 4, 14)  # on Friday; in the night there
    for _time in range(2):  # the second time from the visitors' kept page
        for zone, order in (
            ("Europe/Berlin", ["Early Bird", "Night Owl"]),
            ("Pacific/Auckland", ["Night Owl", "Early Bird"]),
        ):
            client.cookies["zone"] = zone
            assert on_cards(client, "")[0] == order
            assert on_cards(client, "sort=soonest")[0] == ["Night Owl", "Early Bird"]


def test_members_get_the_order_of_their_own_zone(listed: Listed) -> None:
    free_at(owl := listed("Night Owl"), 2, 3)
    free_at(listed("Early Bird"), 4, 14)
    owl.user.time_zone = "Pacific/Auckland"
    owl.user.save(update_fields=["time_zone"])
    assert on_cards(signed_in(owl.user), "")[0] == ["Night Owl", "Early Bird"]


def test_no_tenth_of_those_free_by_day_gets_much_of_the_first_page() -> None:
    """Half of 240 equal mentors are free by day, in each hour of a week."""
    by_day = set(Random(2).sample(range(240), 120))
    shown: Counter[int] = Counter()
    for hour in range(7 * 24):
        rows = in_turn([{"pk": pk} for pk in range(240)], now=NOW + timedelta(hours=hour))
        ids = [row["pk"] for row in rows]
        places = from_places([place for place, pk in enumerate(ids) if pk in by_day])
        index = Index(NOW, "", ids, {}, by_day=(places,))
        shown.update(Ids(index, index.everybody)[:PER_PAGE])
    luckiest = sum(number for _mentor, number in shown.most_common(12))
    assert set(shown) == by_day
    assert luckiest <= 0.15 * shown.total()  # 0.3 is too much
