"""Compares calendars and the directory with django-appointment, in process and over HTTP."""

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter

from bench.peers import places
from bench.peers.club import Club, same
from bench.peers.environments import VAR, python, version
from bench.peers.http import get
from bench.peers.talk import PeerProcess
from bench.peers.turns import Comparison, in_turns

ROWS = ("calendar", "calendar.http", "directory")
DAYS = 30
PER_PAGE = 24
AT_ONCE = {"X-Requested-With": "XMLHttpRequest"}


def compare(club: Club, rows: tuple[str, ...]) -> Iterator[Comparison]:
    """Measure the requested rows."""
    against = f"django-appointment {version('appointment', 'django-appointment')}"
    settings = "bench.peers.inside.appointment.settings"
    environment = places.plain() | {
        "DATABASE_URL": places.database("peers_appointment"),
        "DJANGO_SETTINGS_MODULE": settings,
    }
    side = PeerProcess(
        python("appointment"),
        "bench.peers.inside.appointment",
        environment=environment,
        log=VAR / "appointment.log",
    )
    keys = side.call("fill", names=club.names, booked=club.booked)
    first = club.month.isoformat()
    if "calendar" in rows:
        ours = {"slug": club.slug, "first": first, "days": DAYS}
        theirs = keys | {"first": first, "days": DAYS}
        club_says, peer_says = club.side.call("calendar", times=1, **ours), side.call("calendar", times=1, **theirs)
        same("free times", club_says["free"], peer_says["free"])
        counted = f"{len(club_says['free'])} free times; {club_says['queries']} queries against {peer_says['queries']}"
        taken = in_turns(
            lambda: club.side.call("calendar", times=50, **ours)["ms"],
            lambda: side.call("calendar", times=5, **theirs)["ms"],
        )
        yield Comparison("calendar", f"{DAYS} days of one mentor, in process ({counted})", against, "ms", *taken, 60)
    side.close()
    port = places.free_port()
    path = f"/request/{keys['service']}/"
    wsgi = "bench.peers.inside.appointment.wsgi:application"
    with club.served(), places.served(python("appointment"), wsgi, port=port, environment=environment, ready=path):
        if "calendar.http" in rows:
            yield from _calendar(club, port, keys, against)
        if "directory" in rows:
            yield from _directory(club, port, path, against)


def _calendar(club: Club, port: int, keys: dict[str, int], against: str) -> Iterator[Comparison]:
    first = club.month + timedelta(days=-club.month.weekday() % 7)
    days = [first + timedelta(days=number) for number in range(28)]
    page = f"/mentors/{club.slug}/?week={first.isoformat()}"
    asked = "/ajax/available_slots/?selected_date={}&staff_member={}&service_id={}"
    paths = [asked.format(day.isoformat(), keys["staff"], keys["service"]) for day in days]

    def ours(path: str = page) -> str:
        return get(club.port, path).decode()

    def theirs() -> list[str]:
        answers = [json.loads(get(port, path, headers=AT_ONCE)) for path in paths]
        return [slot[0] for answer in answers for slot in answer["available_slots"]]

    free, shown = theirs(), ours()
    open_days = sorted({start[:10] for start in free})
    same("days with free times", re.findall(r'id="day-(\d{4}-\d\d-\d\d)"', shown), open_days)
    a_day_each = [f"{page}&day={day}" for day in open_days]
    same("free times", [start for path in a_day_each for start in times_in(ours(path))], free)
    taken = in_turns(lambda: timed(ours, 5), lambda: timed(theirs, 1))
    yield Comparison(
        "calendar.http",
        f"four weeks of one mentor: one page against {len(paths)} day requests",
        against,
        "ms",
        *taken,
        20,
    )
    fragments = [path.replace("/?", "/openings/?", 1) for path in a_day_each]
    peers = [path for path in paths if path.split("=")[1][:10] in open_days]
    taken = in_turns(
        lambda: timed(lambda: [ours(path) for path in fragments], 1),
        lambda: timed(lambda: [get(port, path, headers=AT_ONCE) for path in peers], 1),
    )
    work = f"the same, if a reader opens every day: {len(fragments)} requests of each"
    yield Comparison("calendar.each_day", work, against, "ms", *taken, None)


def _directory(club: Club, port: int, path: str, against: str) -> Iterator[Comparison]:
    size = len(club.names)
    pages = [f"/mentors/?page={number}" for number in range(1, -(-size // PER_PAGE) + 1)]

    def theirs() -> str:
        return get(port, path).decode()

    def anew() -> float:
        club.side.call("forget_pages")
        return timed(lambda: get(club.port, pages[0]), 1)

    club.side.call("forget_pages")
    ours = [name for page in pages for name in names_in(get(club.port, page).decode())]
    peers = [html.unescape(name) for name in re.findall(r"<option value=\"\d+\"[^>]*>([^<]+)</option>", theirs())]
    same("names", sorted(ours), sorted(club.names))
    same("names", sorted(peers), sorted(club.names))
    work = f"directory of {size:,}: the first page"
    taken = in_turns(lambda: timed(lambda: get(club.port, pages[0]), 20), lambda: timed(theirs, 2))
    yield Comparison("directory", f"{work}, as visitors get it", against, "ms", *taken, 20)
    taken = in_turns(lambda: sum(anew() for _ in range(5)) / 5, lambda: timed(theirs, 2))
    yield Comparison("directory.anew", f"{work}, with nothing kept", against, "ms", *taken, None)
    taken = in_turns(lambda: timed(lambda: [get(club.port, page) for page in pages], 1), lambda: timed(theirs, 2))
    work = f"directory of {size:,}: every name, {len(pages)} pages of ours against their one"
    yield Comparison("directory.all", work, against, "ms", *taken, None)


def timed(call: "object", times: int) -> float:
    """Milliseconds per call, averaged over `times` calls."""
    assert callable(call)  # noqa: S101 - for the types
    begun = perf_counter()
    for _ in range(times):
        call()
    return (perf_counter() - begun) * 1000 / times


def times_in(page: str) -> list[str]:
    """The free times that a calendar lists, in UTC, in the peer's format."""
    found = re.findall(r'times__time"[^>]*><span><time\s+datetime="([^"]+)"', page)
    return [datetime.fromisoformat(at).astimezone(UTC).replace(tzinfo=None).isoformat() for at in found]


def names_in(page: str) -> list[str]:
    """The names on a page of the directory."""
    return [html.unescape(name) for name in re.findall(r'mentor-card__name"><a [^>]*>([^<]+)</a>', page)]


def booked_from(first: date) -> list[str]:
    """Twenty bookings over the working days of 30 days, at different times of day."""
    days = [day for day in (first + timedelta(days=number) for number in range(DAYS)) if day.weekday() < 5]
    halves = [timedelta(minutes=30 * (number * 5 % 16)) for number in range(20)]
    starts = [datetime.combine(days[number % len(days)], time(9)) + half for number, half in enumerate(halves)]
    return sorted(start.replace(tzinfo=UTC).isoformat() for start in starts)
