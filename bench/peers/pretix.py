"""Compares two hundred clients booking one time with two hundred buying pretix's last ticket."""

import http.client
import os
import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

from bench.peers import places
from bench.peers.appointment import times_in
from bench.peers.club import CLIENTS, Club
from bench.peers.environments import VAR, python, version
from bench.peers.http import HOST, Answer, all_at_once, get, post
from bench.peers.talk import PeerProcess
from bench.peers.turns import PAIRS, Comparison, in_turns

ROWS = ("contention",)
TOPIC = "How do I begin with research when nobody asked for it?"
TOKEN = "t" * 32


def compare(club: Club) -> Iterator[Comparison]:
    """All clients ask for the same thing at the same moment; one gets it, the others are refused."""
    port = places.free_port()
    environment = _variables(places.kept_database("peers_pretix"), port)  # its 400 migrations take minutes
    side = PeerProcess(python("pretix"), "bench.peers.inside.pretix", environment=environment, log=VAR / "pretix.log")
    shop = side.call("fill")
    counted: dict[str, list[int]] = {"ours": [], "theirs": []}
    with (
        club.served(),
        places.served(python("pretix"), "pretix.wsgi", port=port, environment=environment, ready=str(shop["path"])),
    ):
        slots = iter(_slots(club))

        def ours() -> float:
            at = next(slots)
            answers, seconds = all_at_once(club.port, _forms(club, at))
            won = sum(answer.status == 302 for answer in answers)
            kept = club.side.call("winners", at=at, since=club.newest)
            club.side.call("clean", since=club.newest)
            told = sum(answer.status == 303 for answer in answers)  # the others had looked before the winner was done
            _judge("the club", answers, {302: won, 303: told, 409: CLIENTS - won - told}, won=won, kept=kept)
            counted["ours"].append(kept)
            return CLIENTS / seconds

        def theirs() -> float:
            answers, seconds = all_at_once(port, _baskets(port, shop))
            kept = side.call("winners")
            side.call("clean")
            if any(answer.status != 302 for answer in answers):
                raise RuntimeError(f"pretix answers {sorted({answer.status for answer in answers})}")
            counted["theirs"].append(kept)
            return CLIENTS / seconds

        taken = in_turns(ours, theirs)
    side.close()
    if set(counted["ours"]) != {1}:
        raise RuntimeError(f"winners of each round: {counted['ours']}")
    theirs_won = counted["theirs"][1:]
    work = f"{CLIENTS} clients on one slot, attempts a second; winners in {PAIRS} rounds: {counted['ours'][1:]}"
    against = f"pretix {version('pretix', 'pretix')}"
    yield Comparison("contention", f"{work}, theirs {theirs_won}", against, "a second", *taken, 4)


def _judge(who: str, answers: list[Answer], expected: dict[int, int], *, won: int, kept: int) -> None:
    """Check that every client got a sensible response, and that the winners match the database."""
    found = {status: sum(answer.status == status for answer in answers) for status in expected}
    if found != expected or won != kept:
        statuses = sorted({answer.status for answer in answers})
        raise RuntimeError(f"{who}: {won} were told they won, {kept} did; answers {statuses}")


def _slots(club: Club) -> list[str]:
    """Free times of the club's mentor from the calendar's page, one per round."""
    found: list[str] = []
    day = club.month
    while len(found) <= PAIRS:
        page = get(club.port, f"/mentors/{club.slug}/?day={day.isoformat()}").decode()
        found += [at for at in times_in(page) if at.startswith(day.isoformat())]
        day += timedelta(days=1)
    return [f"{at}+00:00" for at in found[: PAIRS + 1]]


def _forms(club: Club, at: str) -> list[bytes]:
    """The form of each client; all are signed in and have the page open."""
    form = {"type": club.type, "at": f"{datetime.fromisoformat(at):%Y-%m-%dT%H:%MZ}", "topic": TOPIC}
    return [
        post(
            club.port,
            f"/mentors/{club.slug}/book/",
            form | {"form_key": uuid.uuid4(), "csrfmiddlewaretoken": TOKEN},
            cookies={"sessionid": session, "csrftoken": TOKEN},
        )
        for session in club.sessions
    ]


def _baskets(port: int, shop: dict[str, str]) -> list[bytes]:
    """“Add to cart” of each client; all have the shop's page open."""
    with ThreadPoolExecutor(2) as pool:
        visitors = list(pool.map(lambda _: _visit(port, shop["path"]), range(CLIENTS)))
    form = {shop["field"]: 1}
    return [
        post(port, f"{shop['path']}cart/add", form | {"csrfmiddlewaretoken": token}, cookies=cookies)
        for token, cookies in visitors
    ]


def _visit(port: int, path: str) -> tuple[str, dict[str, str]]:
    """Open the shop; returns its form's token and the cookies."""
    connection = http.client.HTTPConnection(HOST, port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    page = answer.read().decode()
    cookies = SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie", []):
        cookies.load(header)
    connection.close()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not found:
        raise RuntimeError(f"the shop has no form: {page[:2000]}")
    return found[1], {name: morsel.value for name, morsel in cookies.items()}


def _variables(url: str, port: int) -> dict[str, str]:
    """Settings for pretix close to production: PostgreSQL, Redis for cache and sessions, tasks within the request."""
    parts = urlsplit(url)
    data = VAR / "pretix-data"
    data.mkdir(exist_ok=True)
    return places.plain() | {
        "DJANGO_SETTINGS_MODULE": "pretix.settings",
        "PRETIX_PRETIX_DATADIR": str(data),
        "PRETIX_PRETIX_URL": f"http://{HOST}:{port}",
        "PRETIX_PRETIX_REGISTRATION": "off",
        "PRETIX_DJANGO_SECRET": "for-measuring-on-this-machine-only-0123456789abcdef",
        "PRETIX_DATABASE_BACKEND": "postgresql",
        "PRETIX_DATABASE_NAME": parts.path[1:],
        "PRETIX_DATABASE_USER": parts.username or "",
        "PRETIX_DATABASE_PASSWORD": parts.password or "",
        "PRETIX_DATABASE_HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PRETIX_DATABASE_PORT": str(parts.port or ""),
        "PRETIX_REDIS_LOCATION": os.environ["REDIS_URL"].replace("redis+socket://", "unix://") + "?db=3",
        "PRETIX_REDIS_SESSIONS": "true",
    }
