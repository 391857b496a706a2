"""`/metrics` adds up over processes and opens for its token alone; errors are reported without people."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import brotli
import pytest
from django.conf import LazySettings
from django.test import Client

from bookings import free_time
from core import clock
from mentoring_club import tasks
from outbox.models import Job
from outbox.services import enqueue
from tests.factories import AskFactory, BookingFactory, OutsideCalendarFactory
from tests.journeys.stack import Stack
from tests.notifications import smtp
from tests.pages import NOT_FOUND, seen

TOKEN = "a-token-for-prometheus-alone"
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


def figures(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"^([a-z]\S*(?:\{.*\})?) (\S+)$", text, re.MULTILINE)}


def scrape(url: str, authorization: str) -> tuple[int, str]:
    try:
        with urlopen(Request(f"{url}/metrics", headers={"Authorization": authorization}), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, ""


@pytest.mark.django_db(transaction=True)
def test_processes_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    monkeypatch.setenv("METRICS_DIR", str(tmp_path / "metrics"))
    with smtp.running() as sink:
        stack = Stack(tmp_path, sink, workers=3)
        with stack.running("web"):
            for _number in range(40):
                with urlopen(f"{stack.url}/robots.txt", timeout=10) as answer:
                    assert answer.status == 200
            answers = [scrape(stack.url, f"Bearer {TOKEN}") for _number in range(6)]
            assert scrape(stack.url, "Bearer wrong") == (404, "")
            assert scrape(stack.url, f"Basic {TOKEN}") == (404, "")
    name = 'club_requests_total{method="GET",route="robots",status="200"}'
    assert [(status, figures(text)[name]) for status, text in answers] == [(200, 40.0)] * 6
    assert figures(answers[0][1])['club_request_seconds_count{route="robots"}'] == 40.0
    assert len(list((tmp_path / "metrics").glob("counter_*.db"))) >= 2, "one process did it all: nothing was added up"


@pytest.mark.django_db(transaction=True)
def test_successors_of_processes_count_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is replaced leaves neither its figures nor its files behind."""
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    monkeypatch.setenv("METRICS_DIR", str(tmp_path / "metrics"))
    with smtp.running() as sink:
        stack = Stack(tmp_path, sink)
        for life in (1, 2, 3):
            with stack.running("web"):
                for _number in range(20):
                    with urlopen(f"{stack.url}/robots.txt", timeout=10) as answer:
                        assert answer.status == 200
                _status, text = scrape(stack.url, f"Bearer {TOKEN}")
            assert figures(text)['club_requests_total{method="GET",route="robots",status="200"}'] == 20.0 * life
    slots = 1 + stack.workers  # the parent of the workers has one too
    assert len(list((tmp_path / "metrics").glob("counter_*.db"))) <= slots


@pytest.mark.django_db
def test_figures_are_those_of_the_tables(client: Client, settings: LazySettings, tmp_path: Path) -> None:
    settings.METRICS_TOKEN = TOKEN
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.CACHE_URL = "redis://127.0.0.1:1/1"
    clock.move_to(NOW)
    booking = BookingFactory(starts_at=NOW + timedelta(days=2))
    OutsideCalendarFactory(next_read_at=NOW - timedelta(minutes=14))
    OutsideCalendarFactory(next_read_at=NOW - timedelta(minutes=16), problem="gone", failing_since=NOW)
    free_time.rebuild(booking.mentor, now=NOW - timedelta(hours=13))
    Job.objects.all().delete()
    for minutes in (2, 5):
        enqueue("test", now=NOW - timedelta(minutes=minutes))
    enqueue("test", now=NOW, due_at=NOW + timedelta(hours=1))
    enqueue("test", now=NOW)
    Job.objects.filter(pk=Job.objects.latest("id").pk).update(failed_at=NOW)
    for late in (timedelta(minutes=14), timedelta(minutes=16)):
        AskFactory(due_at=NOW - late)
    tasks.count_states()
    BookingFactory(starts_at=NOW + timedelta(days=3))  # is counted in five minutes
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    found = figures(text)
    assert found["club_outbox_due_jobs"] == 2
    assert found["club_outbox_waiting_jobs"] == 3
    assert found["club_outbox_failed_jobs"] == 1
    assert 300 <= found["club_outbox_oldest_due_seconds"] < 330
    assert found[f'club_bookings{{status="{booking.status}"}}'] == 1
    assert found['club_notices{state="failed"}'] == 0
    assert (found['club_redis_up{use="broker"}'], found['club_redis_up{use="cache"}']) == (1, 0)
    assert found["club_calendars_overdue"] == 1
    assert found["club_relay_overdue"] == 1
    assert abs(found["club_clock_skew_seconds"]) < 5
    assert 13 * 3600 <= found["club_free_time_oldest_seconds"] < 13 * 3600 + 30
    assert found['club_calendars_unreadable{problem="gone"}'] == 1
    assert found['club_calendars_unreadable{problem="slow"}'] == 0
    assert 300 <= client.get("/health/club").json()["outbox_seconds"] < 330


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "sent"), [("", ""), ("", "Bearer "), (TOKEN, ""), (TOKEN, "Bearer x"), (TOKEN, TOKEN)]
)
def test_without_the_token_nothing_is_there(client: Client, settings: LazySettings, token: str, sent: str) -> None:
    settings.METRICS_TOKEN = token
    assert seen(client.get("/metrics", headers={"Authorization": sent})) == NOT_FOUND


@pytest.fixture
def reports() -> Iterator[tuple[int, list[bytes]]]:
    """A server that takes error reports: its port and what came."""
    came: list[bytes] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append(brotli.decompress(body))  # sentry-sdk takes brotli where it is installed
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, came
    server.shutdown()
    server.server_close()


def test_errors_are_reported_without_people(reports: tuple[int, list[bytes]]) -> None:
    port, came = reports
    code = (
        "import django; django.setup()\n"
        "import logging, sentry_sdk\n"
        "from core.logs import following\n"
        "sentry_sdk.set_user({'email': 'ann@example.org'})\n"
        "with following('look-for-me'):\n"
        "    try: raise RuntimeError('no mail to ann@example.org ' + 'T0k3n' * 12)\n"
        "    except RuntimeError: logging.getLogger('x').exception('to %s', 'ann@example.org')\n"
        "sentry_sdk.flush(10)\n"
    )
    variables = {"SENTRY_DSN": f"http://key@127.0.0.1:{port}/1", "SENTRY_SPOTLIGHT": "0"}
    subprocess.run([sys.executable, "-c", code], env=os.environ | variables, capture_output=True, check=True)
    text = b"\n".join(came).decode()
    assert "no mail to [address] [token]" in text
    assert "ann@" not in text
    assert "T0k3n" not in text
    event = next(json.loads(line) for line in text.splitlines() if line.startswith("{") and '"exception"' in line)
    assert event["tags"]["request_id"] == "look-for-me"
    assert "user" not in event
