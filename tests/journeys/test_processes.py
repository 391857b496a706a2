"""The real processes work together."""

import json
import socket
import urllib.request
from contextlib import ExitStack

from core import clock
from notifications.services import notify
from tests.factories import UserFactory
from tests.journeys.stack import Stack


def test_health_answers_as_json(club: Stack) -> None:
    for path in ("live", "ready", "club"):
        with urllib.request.urlopen(f"{club.url}/health/{path}", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"


def test_notice_written_here_is_mailed_by_the_worker(working_club: Stack) -> None:
    user = UserFactory(email="ann@example.org")
    notice = notify(
        None, "contact", now=clock.now(), address=user.email, language="en",
        data={"subject": "Hello", "message": "How are you?", "name": "Ben", "email": "ben@example.org"},
    )  # fmt: skip
    message = working_club.wait_for_email("ann@example.org", "Message to the club: Hello")
    assert message["Message-ID"] == f"<{notice.uuid}@example.org>"
    assert message["Reply-To"] == "ben@example.org"


def test_nobody_waits_for_connections_that_say_nothing(club: Stack) -> None:
    """Browsers open connections ahead of need, and the demo has no proxy before it."""
    with ExitStack() as silent:
        for _ in range(8 * club.workers):
            silent.enter_context(socket.create_connection(("localhost", club.port), timeout=5))
        for _ in range(10):
            with urllib.request.urlopen(f"{club.url}/health/live", timeout=60) as answer:
                assert answer.status == 200
