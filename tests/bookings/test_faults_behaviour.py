"""Booking while Redis is down: it succeeds within a second, and the next sweep sends the email."""

import socket
import uuid
from collections.abc import Iterator
from contextlib import suppress

import pytest
from celery import current_app
from django.conf import LazySettings
from django.core import mail
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bookings.forms.bookings import format_instant
from bookings.models import Booking
from core import cache as forgiving
from core import clock
from mentors.models import Mentor
from outbox import tasks, wakeup
from outbox.models import Job
from tests.bookings.moments import TOPIC, WEDNESDAY
from tests.factories import MentorFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture(params=["closed", "frozen"])
def redis_away(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: object
) -> Iterator[socket.socket]:
    """Broker and cache at a port that refuses, or that accepts and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "frozen":
            server.listen(16)
        url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        monkeypatch.setattr(current_app.conf, "broker_url", url)
        monkeypatch.setattr(wakeup, "breaker", forgiving.Breaker())
        monkeypatch.setattr(forgiving, "breaker", forgiving.Breaker())
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}  # type: ignore[attr-defined]
        server.setblocking(False)
        yield server
    caches.close_all()


def connections(server: socket.socket) -> int:
    """How many connections were made since the last time it was asked; 0 at a port that refuses."""
    number = 0
    with suppress(OSError):
        while True:
            server.accept()[0].close()
            number += 1
    return number


def send_form(client: Client, mentor: Mentor) -> HttpResponse:
    data = {
        "type": str(mentor.session_types.get().uuid),
        "at": format_instant(WEDNESDAY),
        "form_key": str(uuid.uuid4()),
        "topic": TOPIC,
    }
    return client.post(reverse("bookings:book", args=[mentor.slug]), data)  # type: ignore[return-value]


def test_booking_waits_for_redis_twice_and_less_than_a_second(
    redis_away: socket.socket, client: Client, settings: LazySettings, request: pytest.FixtureRequest
) -> None:
    """Once for the cache and once for the broker; nothing else is tried after that."""
    frozen = request.node.callspec.params["redis_away"] == "frozen"
    client.force_login(UserFactory())
    mentor = MentorFactory(bookable=True)
    wakeup.breaker, forgiving.breaker = forgiving.Breaker(), forgiving.Breaker()
    connections(redis_away)
    assert send_form(client, mentor).status_code == 302
    assert connections(redis_away) == (2 if frozen else 0)
    assert settings.CACHES["default"]["OPTIONS"]["socket_timeout"] + wakeup.PUBLISHER["socket_timeout"] < 1


def test_booking_succeeds_and_its_mail_follows(redis_away: socket.socket, client: Client) -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    client.force_login(mentee)
    response = send_form(client, mentor)
    assert response["Location"] == Booking.objects.get().get_absolute_url()
    assert (wakeup.breaker.open, forgiving.breaker.open) == (True, True)
    assert mail.outbox == []
    waiting = Job.objects.claimable(at=clock.now())
    assert sorted(waiting.values_list("kind", flat=True)) == [
        "bookings.refresh_free_time",
        "notifications.deliver",
        "notifications.deliver",
    ]
    tasks.drain()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([mentor.user.email, mentee.email])
