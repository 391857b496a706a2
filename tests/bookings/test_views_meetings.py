"""The join page, the host's link, and the form for another link."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from bookings.models import Booking
from bookings.presenters.meetings import Starting, starting_in
from bookings.views.meetings import LINKS
from core import clock
from meetings.models import Meeting, MeetingProblem, MeetingState
from mentors.models import Mentor
from notifications.models import Notice
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, FeedbackRequestFactory, UserFactory
from tests.limits import use_up
from tests.meetings.meeting_places import meet_at, zoom
from tests.meetings.provider_servers import Zoom
from tests.pages import NOT_FOUND, markup, seen

__all__ = ["zoom"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
MINUTE = timedelta(minutes=1)
OPENS = WEDNESDAY - 10 * MINUTE
LINK = 'href="https://meet.example.org/mine" rel="noopener noreferrer"'


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    return book(mentor, mentee)


@pytest.fixture
def read(client: Client, booking: Booking) -> Callable[..., str]:
    """The page of `user` at an instant, as text."""

    def page(user: User, at: datetime, name: str = "join") -> str:
        clock.move_to(at)
        client.force_login(user)
        return markup(client.get(reverse(f"bookings:{name}", args=[booking.uuid])))

    return page


def test_link_is_shown_from_ten_minutes_before_until_the_end(read: Callable[..., str], mentee: User) -> None:
    before = read(mentee, OPENS - MINUTE)
    assert "You can join from Wed 25 Nov, 03:50" in before
    assert "meet.example.org" not in before
    for at in (OPENS, WEDNESDAY + 29 * MINUTE):
        assert LINK in read(mentee, at)
    after = read(mentee, WEDNESDAY + 30 * MINUTE)
    assert "This session is over." in after
    assert "meet.example.org" not in after


@pytest.mark.parametrize(
    ("left", "unit", "number"),
    [
        (timedelta(hours=24, seconds=1), "days", 0),  # the date says enough
        (timedelta(hours=24), "hours", 24),
        (timedelta(hours=2, minutes=30), "hours", 3),
        (timedelta(hours=2, minutes=29), "hours", 2),
        (timedelta(hours=2), "minutes", 120),
        (timedelta(minutes=6, seconds=1), "minutes", 7),
        (timedelta(seconds=1), "minutes", 1),
        (timedelta(0), "now", 0),
        (timedelta(seconds=-59), "now", 0),
        (timedelta(seconds=-60), "ago", 1),
        (timedelta(minutes=-3, seconds=-59), "ago", 3),
    ],
)
def test_start_is_counted_in_the_unit_that_suits(left: timedelta, unit: str, number: int) -> None:
    assert starting_in(left) == Starting(int(left.total_seconds()), unit, number)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=2), ""),
        (timedelta(hours=5), "Starts in 5 hours"),
        (timedelta(minutes=7), "Starts in 7 minutes"),
        (timedelta(minutes=1), "Starts in 1 minute"),
        (timedelta(0), "Starts now"),
        (timedelta(minutes=-1), "Started 1 minute ago"),
        (timedelta(minutes=-3), "Started 3 minutes ago"),
    ],
)
def test_page_says_how_long_it_is_until_the_start_without_javascript(
    read: Callable[..., str], mentee: User, left: timedelta, said: str
) -> None:
    page = read(mentee, WEDNESDAY - left)
    [(attributes, text)] = re.findall(r'<p class="starting"([^>]*)>([^<]*)</p>', page)
    assert (text.strip(), attributes.endswith("hidden")) == (said, not said)
    assert "Reload this page to see what’s new." in page


def test_page_of_a_session_that_is_over_counts_and_refreshes_no_more(
    read: Callable[..., str], booking: Booking, mentee: User
) -> None:
    page = read(mentee, booking.ends_at)
    assert "data-starts=" not in page
    assert "data-refreshes" not in page
    assert "hx-get" not in page


def test_page_says_what_it_is_about(read: Callable[..., str], booking: Booking, mentor: Mentor, mentee: User) -> None:
    Booking.objects.update(topic="Wie verhandle ich?\nUnd wann?")
    mentee.language = "de"
    mentee.save(update_fields=["language"])
    assert '<p class="keep-lines" lang="de">Wie verhandle ich? Und wann?</p>' in read(mentor.user, OPENS)


def test_page_asks_the_mentee_how_it_was_when_it_is_over(
    read: Callable[..., str], booking: Booking, mentor: Mentor, mentee: User
) -> None:
    FeedbackRequestFactory(booking=booking)
    way = f'href="{reverse("feedback:of_booking", args=[booking.uuid])}"'
    assert way not in read(mentee, booking.ends_at - MINUTE)
    assert way in read(mentee, booking.ends_at)
    assert way not in read(mentor.user, booking.ends_at)


def test_page_shows_the_current_link(read: Callable[..., str], booking: Booking, mentee: User) -> None:
    Meeting.objects.update(url="https://e.org/another")
    page = read(mentee, OPENS)
    assert 'href="https://e.org/another" rel="noopener noreferrer"' in page
    assert "meet.example.org" not in page


def test_poll_gets_content_only_if_something_changed(client: Client, booking: Booking, mentee: User) -> None:
    clock.move_to(OPENS)
    client.force_login(mentee)
    address = reverse("bookings:join", args=[booking.uuid])
    [again] = re.findall(r'hx-get="([^"]+)"', client.get(address).content.decode())
    assert client.get(again, headers={"HX-Request": "true"}).status_code == 204
    assert client.get(again).status_code == 200
    Meeting.objects.update(url="https://e.org/another")
    assert "https://e.org/another" in client.get(again, headers={"HX-Request": "true"}).content.decode()


def test_page_is_not_cached(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    response = client.get(reverse("bookings:join", args=[booking.uuid]))
    assert {"no-store", "private"} <= set(response["Cache-Control"].replace(",", " ").split())


def test_page_of_a_cancelled_booking_leads_to_the_booking(client: Client, mentor: Mentor, mentee: User) -> None:
    cancelled = BookingFactory(mentor=mentor, mentee=mentee, cancelled=True)
    client.force_login(mentee)
    address = reverse("bookings:join", args=[cancelled.uuid])
    assert client.get(address)["Location"] == cancelled.get_absolute_url()
    asked_again = client.get(address, headers={"HX-Request": "true"})
    assert asked_again["HX-Redirect"] == cancelled.get_absolute_url()


@pytest.mark.parametrize("name", ["join", "start", "link"])
def test_others_get_a_404(client: Client, booking: Booking, name: str) -> None:
    client.force_login(UserFactory())
    assert seen(client.get(reverse(f"bookings:{name}", args=[booking.uuid]))) == NOT_FOUND


@pytest.mark.parametrize("name", ["start", "link"])
def test_mentee_can_neither_change_the_link_nor_host(client: Client, booking: Booking, mentee: User, name: str) -> None:
    client.force_login(mentee)
    assert seen(client.get(reverse(f"bookings:{name}", args=[booking.uuid]))) == NOT_FOUND


def test_running_late_takes_one_button_and_the_other_sees_it(
    client: Client, read: Callable[..., str], booking: Booking, mentor: Mentor, mentee: User
) -> None:
    assert "I’m running late" not in read(mentee, WEDNESDAY - 61 * MINUTE)
    assert "I’m running late" in read(mentee, OPENS)
    response = client.post(reverse("bookings:join", args=[booking.uuid]), follow=True)
    page = response.content.decode()
    assert "We’ve told Amara." in page
    assert "Amara knows that you’re running late." in page
    assert "I’m running late" not in page
    assert "Kofi is running late and asks you to wait" in read(mentor.user, OPENS)
    assert Notice.objects.filter(kind="booking_late").count() == 1


def test_running_late_is_refused_too_early(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    page = client.post(reverse("bookings:join", args=[booking.uuid]), follow=True).content.decode()
    assert "There’s still time. You can say this in the hour before the" in page
    assert not Notice.objects.filter(kind="booking_late").exists()


def test_mentor_without_a_room_is_guided_to_the_link_form(
    client: Client, read: Callable[..., str], booking: Booking, mentor: Mentor, mentee: User
) -> None:
    Meeting.objects.update(provider="zoom", state=MeetingState.FAILED, problem=MeetingProblem.REFUSED)
    assert "We’ve asked Amara for one" in read(mentee, OPENS)
    page = read(mentor.user, OPENS)
    assert reverse("bookings:link", args=[booking.uuid]) in page
    assert "Zoom: It refused to create a room." in page
    address = reverse("bookings:link", args=[booking.uuid])
    assert client.post(address, {"url": "https://e.org/here"})["Location"] == reverse(
        "bookings:join", args=[booking.uuid]
    )
    assert 'href="https://e.org/here"' in read(mentee, OPENS)


@pytest.mark.parametrize("url", ["", "http://e.org/x", "javascript:alert(1)", "https://me:word@e.org/x", "x" * 600])
def test_invalid_link_is_refused(client: Client, booking: Booking, mentor: Mentor, url: str) -> None:
    client.force_login(mentor.user)
    assert client.post(reverse("bookings:link", args=[booking.uuid]), {"url": url}).status_code == 400
    assert Booking.objects.get().meeting_url == "https://meet.example.org/mine"


def test_link_changes_are_limited(client: Client, booking: Booking, mentor: Mentor) -> None:
    """Each change writes a row and a job, though only the last is emailed."""
    client.force_login(mentor.user)
    address = reverse("bookings:link", args=[booking.uuid])
    use_up(LINKS, LINKS.times - 2, by=mentor.user)
    statuses = [client.post(address, {"url": f"https://e.org/{n}"}).status_code for n in range(3)]
    assert statuses == [302] * 2 + [400]
    assert Booking.objects.get().meeting_url == "https://e.org/1"


def test_link_form_of_a_past_booking_redirects_to_the_booking(client: Client, booking: Booking, mentor: Mentor) -> None:
    clock.move_to(booking.ends_at)
    client.force_login(mentor.user)
    response = client.post(reverse("bookings:link", args=[booking.uuid]), {"url": "https://e.org/here"})
    assert response["Location"] == booking.get_absolute_url()
    assert Booking.objects.get().meeting_url == "https://meet.example.org/mine"


@pytest.fixture
def on_zoom(zoom: Zoom, mentor: Mentor, mentee: User) -> Booking:
    meet_at(mentor, "zoom")
    booking = book(mentor, mentee, starts_at=WEDNESDAY + timedelta(hours=1))
    drain(now=NOW)
    clock.move_to(WEDNESDAY + 55 * MINUTE)
    return booking


def test_mentor_enters_zoom_as_the_host(
    client: Client, zoom: Zoom, on_zoom: Booking, mentor: Mentor, mentee: User
) -> None:
    [made] = zoom.meetings.values()
    client.force_login(mentor.user)
    assert "Start the meeting" in client.get(reverse("bookings:join", args=[on_zoom.uuid])).content.decode()
    assert client.get(reverse("bookings:start", args=[on_zoom.uuid]))["Location"] == made["start_url"]
    client.force_login(mentee)
    page = client.get(reverse("bookings:join", args=[on_zoom.uuid])).content.decode()
    assert "Start the meeting" not in page
    assert made["join_url"] in page
    assert made["start_url"] not in page


@pytest.mark.parametrize("status", [404, 429, 500, 200])
def test_host_refused_by_zoom_gets_the_normal_link(
    client: Client, zoom: Zoom, on_zoom: Booking, mentor: Mentor, status: int
) -> None:
    zoom.answer_once("GET /v2/meetings", status, {})
    client.force_login(mentor.user)
    response = client.get(reverse("bookings:start", args=[on_zoom.uuid]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("bookings:join", args=[on_zoom.uuid])
    assert "The host link doesn’t work at the moment. Use the link" in response.content.decode()


def test_host_link_works_only_while_the_page_shows_the_link(
    client: Client, zoom: Zoom, on_zoom: Booking, mentor: Mentor
) -> None:
    clock.move_to(NOW)
    client.force_login(mentor.user)
    zoom.asked.clear()
    assert client.get(reverse("bookings:start", args=[on_zoom.uuid]))["Location"].endswith("/join/")
    assert zoom.asked == []


def test_page_makes_three_queries(
    client: Client, booking: Booking, mentor: Mentor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clock.move_to(OPENS)
    client.force_login(mentor.user)
    page = reverse("bookings:join", args=[booking.uuid])
    client.get(page)
    with django_assert_num_queries(3):
        client.get(page)


def test_desk_offers_only_places_that_are_set_up(
    client: Client, zoom: Zoom, mentor: Mentor, settings: LazySettings
) -> None:
    client.force_login(mentor.user)
    page = client.get(reverse("bookings:meeting_place")).content.decode()
    assert [place for place in ("zoom", "google", "jitsi", "own") if f'value="{place}"' in page] == [
        "zoom",
        "jitsi",
        "own",
    ]
    assert client.post(reverse("bookings:meeting_place"), {"place": "zoom", "url": ""}).status_code == 302
    mentor.meeting_preference.refresh_from_db()
    assert (mentor.meeting_preference.place, mentor.meeting_preference.url) == ("zoom", "")
    settings.ZOOM_ACCOUNT_ID = ""
    assert 'value="zoom"' not in client.get(reverse("bookings:meeting_place")).content.decode()
    assert client.post(reverse("bookings:meeting_place"), {"place": "zoom", "url": ""}).status_code == 400
