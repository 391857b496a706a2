"""The club on services of its own: web and beat by production's command lines, and many people who click at once."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from bookings.forms.bookings import format_instant
from bookings.models import SessionType
from mentors.models import Mentor
from tests.faults.services import Postgres, Redis
from tests.journeys.stack import STOP_SECONDS, Stack, of_all_lanes
from tests.operating.files import service

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
WEDNESDAY = datetime(2026, 11, 25, 8, tzinfo=UTC)  # nine o'clock in Berlin, when the mentors of the factory begin
TOPIC = "How do I get from tickets to outcomes?"
CSRF = "0123456789abcdefghijABCDEFGHIJ01"
MAIL_SECONDS = 2
RESTART_SECONDS = 2  # RestartSec of the systemd units
WARNING = 'class="notice notice--warning" role="alert"'
T = TypeVar("T")


@dataclass
class Club(Stack):
    """Where it is and how its parts are run; `extra` are variables for the parts that start from now on."""

    postgres: Postgres = field(kw_only=True)
    redis: Redis = field(kw_only=True)
    extra: dict[str, str] = field(default_factory=dict)
    application: str = "mentoring_club.wsgi"

    def environment(self) -> dict[str, str]:
        given = super().environment() | {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "PORT": str(self.port),
            "WEB_CONCURRENCY": service("web")["environment"]["WEB_CONCURRENCY"],
            "QUEUE": settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"].rstrip(":"),
            "MEDIA_ROOT": str(self.folder / "media"),
            "EMAIL_TIMEOUT": str(MAIL_SECONDS),
        }
        given.pop("CACHE_URL", None)  # the settings choose it, as in production
        return given | self.extra

    def parts(self) -> dict[str, list[str]]:
        """The command lines of docker-compose.yml, with the paths and programs of this machine."""
        here = {
            "gunicorn": [sys.executable, "-m", "gunicorn"],
            "celery": [sys.executable, "-m", "celery"],
            "mentoring_club.wsgi": [self.application],
            "/data/beat/schedule": [str(self.folder / "beat")],
        }
        found = {
            name: [word for part in service(name)["command"] for word in here.get(part, [part])]
            for name in ("web", "mail", "work", "calendars", "beat")
        }
        return found | {"worker": of_all_lanes(found["mail"])}

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        return self._start(name)

    @contextmanager
    def kept_running(self, *names: str) -> Iterator[None]:
        """Run the named parts, and start again what ends by itself, as Compose and systemd do."""
        stopping = threading.Event()

        def keep(name: str) -> None:
            while not stopping.is_set():
                process = self._start(name)
                while process.poll() is None:
                    if stopping.wait(0.1):
                        process.terminate()
                        process.wait(timeout=STOP_SECONDS)
                        return
                stopping.wait(RESTART_SECONDS)

        with ThreadPoolExecutor(len(names)) as pool:
            parts = [pool.submit(keep, name) for name in names]
            try:
                yield
            finally:
                stopping.set()
            for part in parts:
                part.result()

    def sent_ids(self) -> list[str]:
        """The Message-IDs of everything that has reached the mail server, in order, repeats included."""
        return [str(message["Message-ID"]) for message in list(self.mail.messages)]

    def form(self, kind: SessionType, at: datetime) -> dict[str, str]:
        """What a reader's browser sends to book a time."""
        return {"form_key": str(uuid.uuid4()), "type": str(kind.uuid), "at": format_instant(at), "topic": TOPIC}


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its children with no chance to say a word."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=60)


def session_of(user: User) -> str:
    """The cookie of somebody who has signed in; the sign-in itself is another test's matter."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def booking_page(mentor: Mentor) -> str:
    return f"/mentors/{mentor.slug}/book/"


@dataclass
class Person:
    """Somebody at a browser: `send` posts a form, `get` reads a page. Nothing is followed."""

    club: Club
    user: User | None
    session: str = ""

    def __post_init__(self) -> None:
        self.session = self.session or (session_of(self.user) if self.user else "")

    def headers(self) -> dict[str, str]:
        cookies = f"csrftoken={CSRF}" + (f"; {settings.SESSION_COOKIE_NAME}={self.session}" if self.session else "")
        return {"Cookie": cookies, "Referer": self.club.url}

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.club.url + path, headers=self.headers(), timeout=60)

    def post(self, path: str, form: dict[str, str], **more: object) -> httpx.Response:
        return httpx.post(
            self.club.url + path, data=form | {"csrfmiddlewaretoken": CSRF}, headers=self.headers(), timeout=60, **more
        )

    async def send(self, client: httpx.AsyncClient, path: str, form: dict[str, str]) -> httpx.Response:
        return await client.post(
            self.club.url + path, data=form | {"csrfmiddlewaretoken": CSRF}, headers=self.headers()
        )


@dataclass
class Attempt:
    """One form of one person, ready to be sent."""

    person: Person
    path: str
    form: dict[str, str]


def all_at_once(attempts: list[Attempt]) -> list[httpx.Response]:
    """Every form at the same moment, each on a connection of its own; the answers in the same order."""

    async def send(client: httpx.AsyncClient) -> list[httpx.Response]:
        return await asyncio.gather(*(attempt.person.send(client, attempt.path, attempt.form) for attempt in attempts))

    return with_client(send)


def with_client(work: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
    """Run a coroutine that talks HTTP, in a thread and a loop of its own: another test's loop may run in this one."""

    async def run() -> T:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        async with httpx.AsyncClient(limits=limits, timeout=120) as client:
            return await work(client)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


def shown_warning(answer: httpx.Response) -> str:
    """The sentence that a refused reader sees; "" when there is none."""
    found = re.search(rf'{WARNING}.*?<p class="notice__text">(.*?)</p>', answer.text, re.DOTALL)
    return found[1] if found else ""


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    began = time.monotonic()
    yield
    into.append(time.monotonic() - began)
