"""Responses of /health/ when something is wrong: `ready` for this process, `club` for all of them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from core import clock, skew
from mentoring_club import prepared
from mentoring_club.celery import refuse_to_write_half_translated_mail
from outbox.services import enqueue

Break = Callable[[LazySettings, Path], None]


def read_only(settings: LazySettings, folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")  # like every transaction on a replica


def not_migrated(settings: LazySettings, folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'bookings'")


def not_collected(settings: LazySettings, folder: Path) -> None:
    settings.STATIC_ROOT = str(folder)
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "core.storage.ClubStaticFilesStorage"}}


def not_translated(settings: LazySettings, folder: Path) -> None:
    settings.LOCALE_PATHS = [folder]


def no_worker(settings: LazySettings, folder: Path) -> None:
    enqueue("test", now=clock.now() - timedelta(minutes=11))


def no_cache(settings: LazySettings, folder: Path) -> None:
    settings.CACHE_URL = "redis://127.0.0.1:1/1"


def no_broker(settings: LazySettings, folder: Path) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def wrong_clock(settings: LazySettings, folder: Path) -> None:
    assert skew.watch.is_right()
    skew.watch.skew = timedelta(hours=1)  # until the next measurement


def forget() -> None:
    """Clear the caches of checks that a process runs only once."""
    skew.watch = skew.Watch()
    prepared.missing_for_pages.cache_clear()
    prepared.missing_for_mail.cache_clear()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("break_it", "wrong", "ready"),
    [
        (read_only, {"database": "read-only"}, 503),
        (not_migrated, {"migrations": "pending"}, 503),
        (not_collected, {"files": "missing"}, 503),
        (not_translated, {"files": "missing"}, 503),
        (wrong_clock, {"clock": "wrong"}, 503),
        (no_worker, {"outbox": "late"}, 200),
        (no_cache, {"cache": "down"}, 200),
        (no_broker, {"broker": "down"}, 200),
    ],
)
def test_process_is_not_ready_only_without_what_it_needs(
    client: Client, settings: LazySettings, tmp_path: Path, break_it: Break, wrong: dict[str, str], ready: int
) -> None:
    for path in ("ready", "club"):
        answer = client.get(f"/health/{path}")
        assert (answer.status_code, answer.json()["status"]) == (200, "ok"), answer.json()
    forget()
    break_it(settings, tmp_path)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (ready, "ok" if ready == 200 else "failing")
    answer = client.get("/health/club")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")
    found = {name: said for name, said in answer.json()["checks"].items() if said not in ("ok", "unknown")}
    assert found == wrong
    assert client.get("/health/live").status_code == 200


def test_worker_without_translations_does_not_start(settings: LazySettings, tmp_path: Path) -> None:
    settings.ENVIRONMENT = "production"
    not_translated(settings, tmp_path)
    with pytest.raises(SystemExit, match="Run python -m django translations first"):
        refuse_to_write_half_translated_mail()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/health/live", "/health/ready", "/metrics"])
def test_probes_may_use_any_host_name_and_no_tls(client: Client, settings: LazySettings, address: str) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^health/", r"^metrics$"]
    settings.METRICS_TOKEN = "scrape"  # of this test
    probe = {"HTTP_HOST": "web:8000", "HTTP_AUTHORIZATION": "Bearer scrape"}
    assert client.get(address, **probe).status_code in {200, 503}  # never a 400 for the host, nor a 301
    assert client.get("/", **probe).status_code in {301, 400}
