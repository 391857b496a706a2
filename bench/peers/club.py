"""The club's side of every comparison."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from bench.peers import places
from bench.peers.environments import VAR, python
from bench.peers.talk import PeerProcess

DATABASE = "peers_club"
MENTORS = 1_000
CLIENTS = 200


class Club:
    """A filled club, and the process that runs its side.

    `month` is the first day of the next month; `booked` holds the starts of the bookings in the calendar of `slug`.
    """

    def __init__(self, *, month: date, booked: list[str], email_port: int) -> None:
        self.month, self.booked = month, booked
        self.port = places.free_port()
        self.environment = places.of_club(places.database(DATABASE), EMAIL_URL=f"smtp://127.0.0.1:{email_port}")
        self.side = PeerProcess(
            python("club"), "bench.peers.inside.club", environment=self.environment, log=VAR / "club.log"
        )
        filled = self.side.call("fill", mentors=MENTORS, mentees=CLIENTS, booked=booked)
        self.slug: str = filled["slug"]
        self.type: str = filled["type"]
        self.booking: int = filled["booking"]
        self.newest: int = filled["newest"]
        self.names: list[str] = filled["names"]
        self.sessions: list[str] = filled["sessions"]

    @contextmanager
    def served(self) -> Iterator[None]:
        """Run its web server on `port`."""
        with places.served(
            python("club"), "mentoring_club.wsgi", port=self.port, environment=self.environment, ready="/health/live"
        ):
            yield


def coming_month(today: date) -> date:
    """The first day of the next month."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def same(what: str, ours: Sequence[object], theirs: Sequence[object]) -> None:
    """Check that both sides give the same result before anything is timed.

    Raises:
        RuntimeError: the results differ.
    """
    if not ours or list(ours) != list(theirs):
        differing = [pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]][:3]
        raise RuntimeError(f"{what}: we have {len(ours)}, they have {len(theirs)}; first differences: {differing}")
