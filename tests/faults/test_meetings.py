"""The worker dies while a meeting is being made."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from bookings import services
from bookings.models import Booking
from core import clock
from meetings import provisioning
from meetings.models import Meeting, MeetingState
from outbox.models import Job
from tests.factories import MentorFactory, UserFactory
from tests.faults.club import NOW, TOPIC, WEDNESDAY, Club, kill
from tests.faults.services import wait_until
from tests.faults.test_worker import let_leases_run_out
from tests.meetings.meeting_places import connect, google, meet_at, zoom
from tests.meetings.provider_servers import Google, Service, Zoom

__all__ = ["google", "zoom"]
QUICK, SLOW = 0.3, 12.0  # seconds that a provider takes; the worker dies in the first of them
SHORT, LONG = pytest.param(3, id="short"), pytest.param(100, id="long", marks=pytest.mark.long)


def book_at(place: str, number: int) -> Booking:
    """Each at a time of its own, so that one host can hold them all."""
    mentor = MentorFactory(bookable=True)
    meet_at(mentor, place)
    if place == "google":
        connect(mentor.user, hours=24)
    day, half_hour = divmod(number, 14)
    days = day + 2 * ((day + 2) // 5)  # from Wednesday on, without weekends
    return services.booking.book(
        mentor=mentor, by=UserFactory(), session_type=mentor.session_types.get(), topic=TOPIC, form_key=None, now=NOW,
        starts_at=WEDNESDAY + timedelta(days=days, minutes=30 * half_hour),
    )  # fmt: skip


def die_in_the_middle(club: Club, service: Service, place: str, deaths: int, post: str) -> list[Booking]:
    """Book once a death, and kill the worker at some moment of a request that makes a meeting; then let one finish.

    Every third request is so slow that the next worker comes while the provider is still at it, and sees nothing yet.
    """
    pick = random.Random(deaths)
    booked = []
    with club.running("beat"):
        for death in range(deaths):
            service.slow = SLOW if death % 3 == 2 else QUICK
            booked.append(book_at(place, death))
            before = len(service.requests(post))
            worker = club.start("worker")
            wait_until(lambda before=before: len(service.requests(post)) > before, "a request")
            time.sleep(pick.uniform(0, QUICK))
            kill(worker)
            let_leases_run_out(club)
            Meeting.objects.update(held_until=None)
        service.slow = 0
        with club.running("worker"):
            wait_until(lambda: not Meeting.objects.exclude(state=MeetingState.READY).exists(), "meetings")
    wait_until(lambda: service.busy == 0, "the provider")
    return booked


@pytest.mark.parametrize("deaths", [SHORT, LONG])
def test_worker_killed_in_the_middle_leaves_each_booking_one_zoom_meeting(
    quiet_club: Club, zoom: Zoom, say: Callable[[str], None], deaths: int
) -> None:
    """Zoom has no key that makes a request once only. A lease and a look at its list come before each second try.

    The lease of five minutes is cut short here: the next worker comes while Zoom may still be at the request of the
    dead one, which it finds in no list. Such a duplicate the sweep takes away.
    """
    club = quiet_club
    club.extra |= {
        "ZOOM_ACCOUNT_ID": zoom.account,
        "ZOOM_CLIENT_ID": "client",
        "ZOOM_CLIENT_SECRET": "secret",
        "ZOOM_URL": f"{zoom.url}/v2",
        "ZOOM_OAUTH_URL": f"{zoom.url}/oauth/token",
    }
    bookings = die_in_the_middle(club, zoom, "zoom", deaths, "POST /v2/users")
    made = Counter(row["agenda"] for row in zoom.meetings.values())
    duplicates = sum(made.values()) - deaths
    provisioning.sweep(now=clock.now())
    with club.running("worker", "beat"):
        wait_until(lambda: not Job.objects.unfinished().filter(kind="meetings.remove").exists(), "the sweep")
    links = sorted(row["join_url"] for row in zoom.meetings.values())
    assert links == sorted(Booking.objects.values_list("meeting__url", flat=True))
    assert Counter(row["agenda"] for row in zoom.meetings.values()) == {f"{row.uuid}@localhost": 1 for row in bookings}
    say(f"worker killed {deaths} times while Zoom made a meeting: one each, after {duplicates} made twice were swept")


@pytest.mark.parametrize("deaths", [pytest.param(1, id="short"), LONG])
def test_worker_killed_in_the_middle_leaves_each_booking_one_google_event(
    quiet_club: Club, google: Google, say: Callable[[str], None], deaths: int
) -> None:
    """The event's id is made of the booking's identifier, so that asking twice makes one: no sweep is needed."""
    club = quiet_club
    club.extra |= {
        "GOOGLE_CALENDAR": "True",
        "GOOGLE_CLIENT_ID": "client",
        "GOOGLE_CLIENT_SECRET": "secret",
        "GOOGLE_CALENDAR_URL": f"{google.url}/calendar/v3",
        "GOOGLE_TOKEN_URL": f"{google.url}/token",
    }
    die_in_the_middle(club, google, "google", deaths, "POST /calendar")
    links = sorted(event["hangoutLink"] for event in google.events.values())
    assert links == sorted(Booking.objects.values_list("meeting__url", flat=True))
    assert len(links) == deaths
    say(f"worker killed {deaths} times while Google made an event: one each")
