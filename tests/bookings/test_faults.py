"""Booking while Redis is away: the booking stands within a second, and the mail goes out when somebody sweeps."""

import socket
import time
from collections.abc import Iterator

import pytest
from celery import current_app
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from bookings.forms import new_form_key, written
from bookings.models import Booking
from core import cache as forgiving
from core import clock
from outbox import tasks, wakeup
from outbox.models import Job
from tests.bookings.moments import TOPIC, WEDNESDAY
from tests.factories import MentorFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture(params=["closed", "frozen"])
def redis_away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[None]:
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
        yield
    caches.close_all()


def test_booking_succeeds_within_a_second_and_its_mail_follows(redis_away: None, client: Client) -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    client.force_login(mentee)
    client.get("/health/live")  # the first request of a process loads what every other finds loaded
    data = {
        "type": str(mentor.session_types.get().uuid),
        "at": written(WEDNESDAY),
        "form_key": str(new_form_key()),
        "topic": TOPIC,
    }
    began = time.monotonic()
    response = client.post(reverse("bookings:book", args=[mentor.slug]), data)
    took = time.monotonic() - began
    assert response["Location"] == Booking.objects.get().get_absolute_url()
    assert (wakeup.breaker.open, forgiving.breaker.open) == (True, True)
    assert took < 1
    assert mail.outbox == []
    waiting = Job.objects.claimable(at=clock.now())
    assert sorted(waiting.values_list("kind", flat=True)) == [
        "bookings.refresh_free_time",
        "notifications.deliver",
        "notifications.deliver",
    ]
    tasks.drain()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([mentor.user.email, mentee.email])
