"""Who is free on Tuesday evening: whoever the list shows there can be booked then, wherever the reader is."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from bookings import services
from bookings.free_time import rebuild
from bookings.models import BookingRules, WeeklyHours
from bookings.openings import openings_for
from core import clock
from directory import bitmap_index
from directory.facets import WhenFacet
from directory.parts_of_week import AHEAD, PARTS, QUARTER, part_of, sets_by_part
from mentors.models import Mentor
from tests.directory.conftest import NOW, on_cards
from tests.factories import UserFactory
from tests.pages import markup

Listed = Callable[..., Mentor]
ZONES = ["Europe/Berlin", "Pacific/Auckland", "Asia/Kathmandu", "America/St_Johns", "Pacific/Pago_Pago"]


def quarter_of(moment: datetime) -> int:
    return int(moment.timestamp()) // int(QUARTER.total_seconds())


@pytest.mark.parametrize(
    ("moment", "zone", "part"),
    [
        ("2026-12-01T05:59+00:00", "UTC", ""),
        ("2026-12-01T06:00+00:00", "UTC", "tue-morning"),
        ("2026-12-01T12:00+00:00", "UTC", "tue-afternoon"),
        ("2026-12-01T16:59+00:00", "UTC", "tue-afternoon"),
        ("2026-12-01T21:59+00:00", "UTC", "tue-evening"),
        ("2026-12-01T22:00+00:00", "UTC", ""),
        ("2026-12-01T05:00+00:00", "Pacific/Auckland", "tue-evening"),  # UTC+13
        ("2026-12-01T04:00+00:00", "Pacific/Auckland", "tue-evening"),
        ("2026-12-01T03:59+00:00", "Pacific/Auckland", "tue-afternoon"),
        ("2026-11-30T18:15+00:00", "Asia/Kathmandu", ""),  # UTC+5:45: midnight
        ("2026-12-01T11:15+00:00", "Asia/Kathmandu", "tue-evening"),
        ("2026-12-01T11:14+00:00", "Asia/Kathmandu", "tue-afternoon"),
        ("2027-03-23T16:00+00:00", "Europe/Berlin", "tue-evening"),  # before and after the clocks change
        ("2027-03-30T15:00+00:00", "Europe/Berlin", "tue-evening"),
        ("2027-03-23T15:00+00:00", "Europe/Berlin", "tue-afternoon"),
    ],
)
def test_part_of_a_week_is_by_the_readers_clock(moment: str, zone: str, part: str) -> None:
    assert part_of(datetime.fromisoformat(moment), ZoneInfo(zone)) == part


def test_quarters_count_in_the_readers_week_also_when_clocks_change() -> None:
    before, after = datetime(2027, 3, 23, 15, 45, tzinfo=UTC), datetime(2027, 3, 30, 15, tzinfo=UTC)
    quarters = {quarter_of(before): 0b01, quarter_of(before + QUARTER): 0b10, quarter_of(after): 0b100}
    found = sets_by_part(quarters, ZoneInfo("Europe/Berlin"), now=before)
    assert found == {"tue-afternoon": 0b01, "tue-evening": 0b110}
    assert sets_by_part(quarters, ZoneInfo("Europe/Berlin"), now=after) == {"tue-evening": 0b100}
    assert sets_by_part(quarters, ZoneInfo("UTC"), now=after + QUARTER) == {}


@pytest.mark.parametrize("zone", ZONES)
def test_each_part_finds_exactly_who_can_be_booked_then(listed: Listed, zone: str) -> None:
    """The index against the openings, which decide about every booking."""
    clubs = [listed(user__time_zone=home) for home in ("Europe/Berlin", "Pacific/Auckland", "Asia/Kathmandu")]
    late = listed()
    WeeklyHours.objects.filter(mentor=late).delete()
    WeeklyHours.objects.create(mentor=late, weekday=1, starts=time(20), ends=time(21))
    BookingRules.objects.filter(mentor=clubs[0]).update(notice_hours=72, step_minutes=20)
    BookingRules.objects.filter(mentor=clubs[1]).update(notice_hours=24 * 20)  # no start in these two weeks
    for mentor in (*clubs, late):
        rebuild(mentor, now=NOW)
    here = ZoneInfo(zone)
    expected: dict[str, set[int]] = {}
    for mentor in Mentor.objects.all():  # with the rules as they are now
        for kind in mentor.session_types.offered():
            starts = openings_for(mentor, kind, after=NOW, before=NOW + AHEAD, viewer=None, now=NOW)
            for part in {part_of(start, here) for start in starts} - {""}:
                expected.setdefault(part, set()).add(mentor.pk)
    index = bitmap_index.make(now=NOW).by_the_clock_of(here, now=NOW)
    found = {part: set(index.of(index.choices.get((WhenFacet.param, part), 0))) for part in PARTS}
    assert {part: pks for part, pks in found.items() if pks} == expected
    assert len(expected) > 5


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Europe/Berlin"])
def test_whoever_is_shown_for_an_evening_can_be_booked_at_the_time_on_the_card(
    client: Client, listed: Listed, zone: str
) -> None:
    client.cookies["zone"] = zone
    hours = {"Pacific/Auckland": "Europe/Berlin", "Europe/Berlin": "America/New_York"}
    mentor = listed("Amara Njeri", user__time_zone=hours[zone])  # office hours there are evenings here
    listed("Bruno Costa", user__time_zone=zone)
    assert on_cards(client, "when=tue-evening")[0] == ["Amara Njeri"]
    assert set(on_cards(client, "when=tue-evening&when=wed-morning")[0]) == {"Amara Njeri", "Bruno Costa"}
    page = markup(client.get("/mentors/?when=tue-evening"))
    [shown] = re.findall(r'<time datetime="([^"]+)"', page[page.index("mentor-card") :])[:1]
    start = datetime.fromisoformat(shown)
    assert part_of(start, ZoneInfo(zone)) == "tue-evening"
    booking = services.booking.book(
        mentor=mentor,
        by=UserFactory(),
        session_type=mentor.session_types.get(),
        starts_at=start,
        topic="How do I get from tickets to outcomes?",
        form_key=None,
        now=clock.now(),
    )
    assert booking.starts_at == start


def test_readers_of_other_zones_see_their_own_counts(client: Client, listed: Listed) -> None:
    """One after the other, within the time for which pages and their filters are kept."""
    listed("Amara Njeri", user__time_zone="Europe/Berlin")  # from nine to five

    def in_the_evening(zone: str, query: str) -> str:
        client.cookies["zone"] = zone
        page = markup(client.get(f"/mentors/?{query}"))
        counts: list[str] = re.findall(r"Tuesday evening:</span>(\d+)<", page)
        return counts[0]

    for query in ("", "q=amara"):
        assert in_the_evening("Europe/Berlin", query) == "0"
        assert in_the_evening("Pacific/Auckland", query) == "1"
        assert in_the_evening("Europe/Berlin", query) == "0"


def test_taken_evening_is_not_found(client: Client, listed: Listed) -> None:
    client.cookies["zone"] = "Europe/Berlin"
    mentor = listed("Amara Njeri", user__time_zone="Europe/Berlin")
    WeeklyHours.objects.filter(mentor=mentor).delete()
    WeeklyHours.objects.create(mentor=mentor, weekday=1, starts=time(18), ends=time(18, 30))
    rebuild(mentor, now=NOW)
    kind = mentor.session_types.get()
    starts = openings_for(mentor, kind, after=NOW, before=NOW + AHEAD, viewer=None, now=NOW)
    assert len(starts) == 2
    for start in starts:
        assert on_cards(client, "when=tue-evening")[0] == ["Amara Njeri"]
        services.booking.book(
            mentor=mentor,
            by=UserFactory(),
            session_type=kind,
            starts_at=start,
            topic="How do I get from tickets to outcomes?",
            form_key=None,
            now=clock.now(),
        )
        rebuild(mentor, now=NOW)
        clock.move_to(clock.now() + timedelta(minutes=1))  # the index is half a minute old at most
    assert on_cards(client, "when=tue-evening")[0] == []


def test_week_is_a_table_of_named_choices_and_each_can_be_removed(client: Client, listed: Listed) -> None:
    client.cookies["zone"] = "Europe/Berlin"
    listed("Amara Njeri")
    page = markup(client.get("/mentors/?when=tue-morning"))
    assert re.search(r'value="tue-morning" checked><span class="visually-hidden">Tuesday morning:</span>1<', page)
    assert re.search(r'value="sun-evening" ?><span class="visually-hidden">Sunday evening:</span>0<', page)
    assert re.search(r'<a class="chosen__item" href="/mentors/">.*?</span>\s*Tuesday morning', page)
    german = markup(client.get("/de/mentors/?when=tue-morning"))
    assert "Dienstagvormittag" in german
    assert on_cards(client, "when=tue-night&when=nonsense")[0] == ["Amara Njeri"]
