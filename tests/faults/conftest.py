"""The club on services of its own, emptied for each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from core import clock
from tests import tables
from tests.databases import template
from tests.faults import services
from tests.faults.club import NOW, Club
from tests.notifications import smtp


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """PostgreSQL with the club's tables, Redis, a mail server and a folder, for the whole run."""
    with services.running() as (postgres, redis), smtp.running() as sink:
        club = Club(tmp_path_factory.mktemp("faults"), sink, postgres=postgres, redis=redis)
        postgres.fill(template())
        yield club


@pytest.fixture
def quiet_club(
    grounds: Club, django_db_blocker: DjangoDbBlocker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Club]:
    """An empty club at `NOW` in which nothing runs yet; this process reads and writes its tables and its queue."""
    settings.CLOCK_FILE = str(grounds.clock)
    settings.SITE_URL = grounds.url
    monkeypatch.setattr(current_app.conf, "broker_url", grounds.redis.url)
    with django_db_blocker.unblock(), _connected_to(grounds):
        tables.empty()
        grounds.redis.flush()
        grounds.mail.forget()
        grounds.extra.clear()
        clock.move_to(NOW)
        yield grounds


@pytest.fixture(scope="session")
def web(grounds: Club) -> Iterator[Club]:
    """The web server, one for all tests that need nothing special of it."""
    with grounds.running("web"):
        yield grounds


@pytest.fixture
def club(web: Club, quiet_club: Club) -> Club:
    """An empty club with its web server."""
    return quiet_club


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Say what was measured, also when the test passes."""

    def out(text: str) -> None:
        with capsys.disabled():
            print(f"\n    {text}", flush=True)

    return out


@contextmanager
def _connected_to(club: Club) -> Iterator[None]:
    """Points Django's connection of every thread at the club's own PostgreSQL, and back."""
    there = {"HOST": club.postgres.host, "NAME": club.postgres.name, "USER": "postgres", "PORT": ""}
    here = {name: connections["default"].settings_dict[name] for name in there}
    for where in (there, here):
        connection.close()
        connections["default"].settings_dict.update(where)
        ContentType.objects.clear_cache()
        if where is there:
            try:
                yield
            finally:
                connection.close()
