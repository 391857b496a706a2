"""Measure pages, bookings and email: `python -m bench.club` prints one line of JSON for each measurement.

`python -m bench.club 1000 100000` does so in clubs of these sizes.

Each size has a line for every page: queries, percentiles of the server's time in milliseconds (the whole request,
middleware included, without a network), and pages per second. "uncached" clears rendered cards and search results
before each request; the layout of the directory, which is rebuilt twice a minute, has its own line.
"""

import os
import sys
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench.measuring import WARM_UP, in_turns, machine, measure, nothing, say

if TYPE_CHECKING:
    from django.test import Client

SIZES = (120, 1_000, 10_000, 100_000)
RUNS = 60
BOOKINGS = 60
NOTICES = 1_000
TOPIC = "How do I begin with research when nobody asked for it?"
DATABASE = "bench"


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Fill a separate database in steps, and measure at each."""
    start()
    from core import clock
    from demo import bulk
    from demo.fill import fill_once
    from mentors.models import Mentor

    fill_once(say=lambda line: None)
    rates: dict[int, float] = {}
    for size in sizes:
        missing = size - Mentor.objects.listed().count()
        if missing > 0:
            begun = perf_counter()
            bulk.fill(missing, now=clock.now())
            say({"bench": "fill", "mentors": missing, "a_second": round(missing / (perf_counter() - begun))})
        analyze()
        rates[size] = pages(size)
        bookings(size)
    say({"bench": "directory.rate", "of": [sizes[-1], sizes[0]], "ratio": round(rates[sizes[-1]] / rates[sizes[0]], 2)})
    notices()


def start() -> None:
    """Create a new database and set Django up on it, as in production but without rate limits."""
    from mentoring_club import dev_services

    os.environ |= {"ENVIRONMENT": "test", "RATE_LIMITS": "0", "STATIC_MANIFEST": "0", "CACHE_PREFIX": DATABASE}
    os.environ["KEEP_PROFILES"] = "1"  # as in production
    os.environ["DJANGO_SETTINGS_MODULE"] = "mentoring_club.settings"
    os.environ["LOG_LEVEL"] = "ERROR"
    dev_services.provide()
    import psycopg2

    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    address, question, rest = os.environ["DATABASE_URL"].partition("?")
    os.environ["DATABASE_URL"] = f"{address.rpartition('/')[0]}/{DATABASE}{question}{rest}"

    import django
    from django.conf import settings

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ROOT_URLCONF = "bench.bare"
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def analyze() -> None:
    """Tell PostgreSQL how large its tables have become."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def forget(*kinds: str) -> Callable[[], None]:
    """Clear some kinds of entries from the cache."""
    from django.core.cache import cache

    client = cache._cache.get_client()  # type: ignore[attr-defined]

    def call() -> None:
        for kind in kinds:
            keys = list(client.scan_iter(f"{DATABASE}:*directory-{kind}*"))
            if keys:
                client.delete(*keys)

    return call


def pages(size: int) -> float:
    """Measure the public pages in turn; returns how many pages of the directory per second, uncached."""
    from core import clock
    from directory import bitmap_index
    from mentors.models import Mentor

    say({"bench": "directory.bitmap_index", "mentors": size} | measure(lambda: bitmap_index.make(now=clock.now()), 10))
    slug = Mentor.objects.listed().exclude(free_time__starts=[]).order_by("-pk").values_list("slug", flat=True)[0]
    cold = forget("card", "words", "page")
    filtered = "/mentors/?category=engineering&language=en&within=14"
    asked = {
        "directory": ("/mentors/", cold),
        "bare": ("/bare/", nothing),
        "directory.filtered": (filtered, cold),
        "directory.words": ("/mentors/?q=interview", cold),
        "directory.filtered.words": (f"{filtered}&q=interview", cold),
        "directory.part.of.week": ("/mentors/?when=tue-evening", cold),
        "completions": ("/completions/?q=mar", nothing),
        "profile": (f"/mentors/{slug}/", forget("page")),
        "profile.kept": (f"/mentors/{slug}/", nothing),
    }
    results = ask(asked, size=size)
    cached = ask({"directory.cached": ("/mentors/", nothing), "bare.cached": ("/bare/cached/", nothing)}, size=size)
    results |= cached
    ask({"for.you": ("/mentors/for-you/", nothing)}, size=size, client=seeking())
    for ours, bare in (("directory", "bare"), ("directory.cached", "bare.cached")):
        ratio = results[bare]["p50_ms"] / results[ours]["p50_ms"]
        say({"bench": f"{ours}.against.bare", "mentors": size, "ratio": round(ratio, 2)})
    rate: float = 1000 / results["directory"]["p50_ms"]
    return rate


def seeking() -> "Client":
    """A member who has said all that suggestions can go by."""
    from django.test import Client

    from accounts.models import User
    from core import clock
    from matching.services.needs import Wanted, save_need
    from mentors.models import Topic

    member = User.objects.filter(mentor=None, is_staff=False).order_by("pk")[0]
    wanted = Wanted(
        "I’d like to negotiate my salary better, and to find out whether I want to lead a team or stay an engineer.",
        topics=list(Topic.objects.offered().order_by("slug")[3:6]),
        level="beginning",
        languages=["en", "de"],
        hours=["tue-evening", "wed-evening", "sat-morning"],
        tone="push",
        pace="plan",
        unwanted="sales",
    )
    save_need(wanted=wanted, by=member, now=clock.now())
    client = Client()
    client.force_login(member)
    return client


def ask(
    pages: Mapping[str, tuple[str, Callable[[], object]]], *, size: int, client: "Client | None" = None
) -> dict[str, dict[str, Any]]:
    """Measure pages in turn, for a visitor unless `client` is someone else; returns their figures by name.

    Args:
        pages: by name, a URL, and what to call before each request.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = client or Client()

    def getting(address: str) -> Callable[[], None]:
        def get() -> None:
            if client.get(address).status_code != 200:
                raise RuntimeError(f"{address} is no page")

        return get

    calls = {name: (getting(address), before) for name, (address, before) in pages.items()}
    queries = {}
    for name, (get, before) in calls.items():
        get()
        before()
        with CaptureQueriesContext(connection) as asked:
            get()
        queries[name] = len(asked)
    results, loop = in_turns(calls, RUNS), round(machine(), 1)
    for name, result in results.items():
        rate = round(1000 / result["p50_ms"], 1)
        say({"bench": name, "mentors": size, "queries": queries[name], "a_second": rate, "loop_ms": loop} | result)
    return results


def bookings(size: int) -> None:
    """Measure the POST that books a time, with a different mentee and mentor each time."""
    from django.db.models import Exists, OuterRef
    from django.test import Client

    from accounts.models import User
    from bookings.models import Booking, FreeTime, SessionType
    from bookings.openings import is_opening
    from core import clock

    now = clock.now()
    people = User.objects.filter(mentor__status="listed").order_by("pk")
    booked = Booking.objects.filter(mentee=OuterRef("pk"), starts_at__gt=now)
    mentees = list(people.filter(~Exists(booked))[: 2 * BOOKINGS])
    forms = []
    for free in FreeTime.objects.exclude(starts=[]).select_related("mentor__user").order_by("-pk")[: 20 * BOOKINGS]:
        kind = SessionType.objects.filter(mentor=free.mentor, is_active=True).order_by("minutes")[0]
        at = next((start for start in free.starts if start > now + free.notice + timedelta(hours=1)), now)
        if not is_opening(free.mentor, kind, at, viewer=mentees[0], now=now):
            continue
        form = {"form_key": uuid.uuid4(), "type": kind.uuid, "at": f"{at:%Y-%m-%dT%H:%MZ}", "topic": TOPIC}
        client = Client()
        client.force_login(mentees.pop(0))
        forms.append((client, f"/mentors/{free.mentor.slug}/book/", form))
        if len(forms) == BOOKINGS:
            break
    waiting, before = iter(forms), Booking.objects.count()

    def post() -> None:
        client, address, form = next(waiting)
        client.post(address, form)

    result = measure(post, len(forms) - WARM_UP)
    say({"bench": "booking.post", "mentors": size, "booked": Booking.objects.count() - before} | result)


def notices() -> None:
    """Measure invitations per second: written as rows, then rendered and sent to a mail server on this machine."""
    from django.conf import settings

    from bookings.models import Booking
    from core import clock
    from notifications.services import notify
    from outbox.models import Job
    from outbox.services import drain
    from tests.notifications import smtp

    Job.objects.all().delete()
    now = clock.now()
    booking = Booking.objects.confirmed().upcoming(at=now).select_related("mentee")[0]
    with smtp.running() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        begun = perf_counter()
        for _ in range(NOTICES):
            notify(booking.mentee, "booking_confirmed", now=now, about=booking)
        written = perf_counter()
        done = drain(now=clock.now(), limit=NOTICES)
        sent = perf_counter()
    line: dict[str, Any] = {"bench": "notices", "sent": done, "arrived": len(sink.messages)}
    line["written_a_second"] = round(NOTICES / (written - begun))
    line["sent_a_second"] = round(done / (sent - written))
    say(line)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
