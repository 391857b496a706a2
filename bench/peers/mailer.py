"""Compares sending a thousand notices to a local mail server with django-mailer."""

import sys
from collections.abc import Iterator

from bench.peers import places
from bench.peers.club import DATABASE, Club, same
from bench.peers.environments import VAR, python, version
from bench.peers.talk import PeerProcess
from bench.peers.turns import Comparison, in_turns

ROWS = ("notices",)
NOTICES = 1_000


def start_sink() -> tuple[PeerProcess, int]:
    """Start a mail server in a separate process; returns it and its port."""
    sink = PeerProcess(sys.executable, "bench.peers.inside.sink", environment=places.plain(), log=VAR / "sink.log")
    return sink, sink.call("start")


def compare(club: Club, sink: PeerProcess) -> Iterator[Comparison]:
    """Write and deliver the same emails on both sides."""
    against = f"django-mailer {version('mailer', 'django-mailer')}"
    environment = club.environment | {
        "DATABASE_URL": places.database("peers_mailer", like=DATABASE),
        "DJANGO_SETTINGS_MODULE": "bench.peers.inside.mailing.settings",
    }
    module = "bench.peers.inside.mailing"
    side = PeerProcess(python("mailer"), module, environment=environment, log=VAR / "mailer.log")
    side.call("prepare")
    delivering: dict[str, list[float]] = {"ours": [], "theirs": []}

    def once(who: str, working: PeerProcess) -> float:
        written = working.call("write", count=NOTICES, booking=club.booking)
        delivered = working.call("deliver", count=NOTICES)
        got = sink.call("taken")
        if got["arrived"] != NOTICES or got["ids"] != NOTICES:
            raise RuntimeError(f"{who}: {NOTICES} notices, {got['arrived']} emails with {got['ids']} Message-IDs")
        said[who] = got["said"]
        delivering[who].append(delivered)
        return float(written + delivered)

    said: dict[str, list[str]] = {}
    taken = in_turns(lambda: once("ours", club.side), lambda: once("theirs", side))
    same("emails", said["ours"], said["theirs"])
    side.close()
    club.side.call("clean", since=club.newest)
    work = f"{NOTICES:,} invitations"
    yield Comparison("notices", f"{work}: written, rendered and delivered", against, "ms", *taken, 1.2)
    alone = [delivering[who][1:] for who in ("ours", "theirs")]
    work = f"{work}: delivery alone (ours renders the emails in it, theirs has them rendered)"
    yield Comparison("notices.delivery", work, against, "ms", alone[0], alone[1], None)
