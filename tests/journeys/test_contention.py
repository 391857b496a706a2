"""Twenty people want one slot, over HTTP, from the real server."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
from django.conf import settings
from django.test import Client

from bookings.models import Booking
from core import clock
from notifications.models import Notice
from outbox.models import Job
from tests.factories import MentorFactory, UserFactory
from tests.journeys.stack import Stack

CLIENTS = 20
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SLOT = datetime(2026, 11, 25, 10, tzinfo=UTC)


def signed_in(club: Stack) -> httpx.Client:
    """A client of a new member, with the session's cookie; the sign-in itself is another test's matter."""
    browser = Client()
    browser.force_login(UserFactory())
    name = settings.SESSION_COOKIE_NAME
    return httpx.Client(base_url=club.url, cookies={name: browser.cookies[name].value}, timeout=60)


def test_twenty_clients_on_one_slot_make_one_booking(club: Stack) -> None:
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True)
    kind = mentor.session_types.get()
    clients = [signed_in(club) for _ in range(CLIENTS)]
    address = f"/mentors/{mentor.slug}/book/"
    at = SLOT.strftime("%Y-%m-%dT%H:%MZ")
    forms = []
    for client in clients:
        page = client.get(address, params={"type": str(kind.uuid), "at": at})
        assert page.status_code == 200
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token is not None
        forms.append(
            {
                "csrfmiddlewaretoken": token[1],
                "form_key": str(uuid.uuid4()),
                "type": str(kind.uuid),
                "at": at,
                "topic": "How do I get from tickets to outcomes?",
            }
        )

    def post(number: int) -> httpx.Response:
        return clients[number].post(address, data=forms[number], headers={"Referer": club.url})

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(post, range(CLIENTS)))

    winners = [answer for answer in answers if answer.status_code == 302]
    losers = [answer for answer in answers if answer.status_code != 302]
    booking = Booking.objects.get()
    assert (booking.starts_at, booking.ends_at) == (SLOT, SLOT + timedelta(minutes=30))
    assert [answer.headers["Location"] for answer in winners] == [booking.get_absolute_url()]
    assert len(losers) == CLIENTS - 1
    assert {answer.status_code for answer in losers} <= {200, 409}
    for answer in losers:
        assert 'class="notice notice--warning" role="alert"' in answer.text
        assert "How do I get from tickets to outcomes?" in answer.text
    assert Notice.objects.filter(kind="booking_confirmed").count() == 2
    assert Job.objects.filter(kind="notifications.deliver").count() == Notice.objects.count()
    for client in clients:
        client.close()


def test_form_posted_twice_is_one_booking_and_the_same_answer(club: Stack) -> None:
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True)
    kind = mentor.session_types.get()
    with signed_in(club) as client:
        address = f"/mentors/{mentor.slug}/book/"
        at = SLOT.strftime("%Y-%m-%dT%H:%MZ")
        page = client.get(address, params={"type": str(kind.uuid), "at": at})
        form = dict(re.findall(r'name="(csrfmiddlewaretoken|form_key|type|at)" value="([^"]+)"', page.text))
        form["topic"] = "How do I get from tickets to outcomes?"
        with ThreadPoolExecutor(2) as pool:
            posts = [pool.submit(client.post, address, data=form, headers={"Referer": club.url}) for _ in range(2)]
            answers = [post.result() for post in posts]
    booking = Booking.objects.get()
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, booking.get_absolute_url())
    ] * 2
