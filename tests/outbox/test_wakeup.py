from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app
from celery.signals import before_task_publish
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from core.cache import Breaker
from outbox import services, wakeup
from outbox.lanes import Lane
from outbox.models import Job

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def broken_wakeup(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A broker with the URL `request.param`, and a closed circuit breaker."""
    monkeypatch.setattr(current_app.conf, "broker_url", request.param)
    monkeypatch.setattr(wakeup, "breaker", Breaker())
    for lane in Lane:
        wakeup.taken(lane)


# A broker that is down; URLs that make kombu raise ValueError (no master name) and KeyError (no such transport).
BROKEN = ["redis://127.0.0.1:1/0", "sentinel://127.0.0.1:1", "carrier-pigeon://127.0.0.1:1"]


@pytest.mark.parametrize("broken_wakeup", BROKEN, indirect=True)
def test_broken_broker_is_logged_once_and_trips_the_breaker(broken_wakeup: None) -> None:
    with capture_logs() as lines:
        wakeup.wake(Lane.MAIL)
        wakeup.wake(Lane.MAIL)
    assert wakeup.breaker.open
    assert [(line["event"], line["log_level"], line["lane"]) for line in lines] == [("broker", "warning", "mail")]


@pytest.mark.parametrize("broken_wakeup", BROKEN, indirect=True)
@pytest.mark.django_db(transaction=True)
def test_change_is_committed_whatever_the_broker_raises(
    broken_wakeup: None, client: Client, settings: LazySettings
) -> None:
    settings.RATE_LIMITS = False
    form = {"name": "Ben", "email": "ben@example.org", "subject": "Hello", "message": "How does one begin?"}
    with capture_logs() as lines:
        assert client.post(reverse("pages:contact"), form).status_code == 302
    assert Job.objects.get().done_at is None
    assert [line["event"] for line in lines].count("broker") == 1


@pytest.fixture
def calls_on_their_way(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The queues of the calls sent to an in-memory broker."""
    queues: list[str] = []

    def note(routing_key: str, **_more: object) -> None:
        queues.append(routing_key)

    monkeypatch.setattr(current_app.conf, "broker_url", "memory://")
    monkeypatch.setattr(wakeup, "breaker", Breaker())
    for lane in Lane:
        wakeup.taken(lane)
    before_task_publish.connect(note)
    yield queues
    before_task_publish.disconnect(note)


@pytest.mark.django_db(transaction=True)
def test_lane_is_woken_once_until_a_worker_takes_the_call(calls: list[dict], calls_on_their_way: list[str]) -> None:
    for _ in range(3):
        services.enqueue("test", now=NOW, lane=Lane.MAIL)
        services.enqueue("test", now=NOW, lane=Lane.CODES)
    services.enqueue("test", now=NOW, due_at=NOW + timedelta(hours=1), lane=Lane.CALENDARS)
    assert calls_on_their_way == [Lane.MAIL, Lane.CODES]
    services.drain(now=NOW, lane=Lane.MAIL)
    services.enqueue("test", now=NOW, lane=Lane.MAIL)
    services.enqueue("test", now=NOW, lane=Lane.CODES)
    assert calls_on_their_way == [Lane.MAIL, Lane.CODES, Lane.MAIL]


@pytest.mark.django_db(transaction=True)
def test_worker_with_a_full_batch_wakes_another(calls: list[dict], calls_on_their_way: list[str]) -> None:
    for _ in range(Lane.MAIL.batch + 1):
        services.enqueue("test", now=NOW, lane=Lane.MAIL)
    assert services.drain(now=NOW, lane=Lane.MAIL) == Lane.MAIL.batch + 1
    assert calls_on_their_way == [Lane.MAIL] * 2
