"""A worker that is told to end finishes the mail it is at, and leaves the others to the next one."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.databases import database, template
from tests.notifications import smtp
from tests.operating.installation import Installation, wait_until
from tests.ports import free_port

MANY = 40  # at half a second each they last longer than a busy machine takes to end the worker
WRITE = f"""
from core import clock
from notifications.services import notify_team
for number in range({MANY}):
    subject = {{"subject": f"Message {{number}}"}}
    data = {{"message": "Hello", "name": "Ben", "email": "ben@example.org", "language": "en"}}
    notify_team("contact", now=clock.now(), data=data | subject)
"""
UNFINISHED = "SELECT count(*), count(leased_until) FROM outbox_job WHERE done_at IS NULL AND failed_at IS NULL"


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    name = f"ending{os.getpid()}"
    with smtp.running() as sink, database(name, copied_from=template()):
        made = Installation(tmp_path_factory.mktemp("installation"), sink, name)
        made.prepare()
        yield made


def write(club: Installation, **variables: str) -> None:
    club.run(["python", "-m", "django", "shell", "--verbosity", "0", "--command", WRITE], **variables)


@pytest.mark.parametrize(
    "woken", [pytest.param(True, id="a task each"), pytest.param(False, id="one batch", marks=pytest.mark.long)]
)
def test_worker_hands_back_what_it_has_not_begun(club: Installation, woken: bool) -> None:
    club.mail.forget()
    club.mail.seconds = 0.5
    # Without a broker nobody is woken, and beat's sweep takes all of them as one batch.
    write(club, **({} if woken else {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}))
    with club.running("mail", "beat") as (worker, _beat):
        assert wait_until(lambda: len(club.mail.messages) >= 2), club.log("mail")
        worker.terminate()
        assert worker.wait(timeout=60) == 0
    sent = len(club.mail.messages)
    assert sent < MANY, "it went on as if nobody had told it to end"
    assert club.rows(UNFINISHED) == [(MANY - sent, 0)]  # and none of them is held by a worker that is gone
    club.mail.seconds = 0.0
    with club.running("mail", "beat"):
        assert wait_until(lambda: club.rows(UNFINISHED) == [(0, 0)]), club.log("mail")
    assert Counter(str(message["Subject"]) for message in club.mail.messages) == Counter(
        f"Message to the club: Message {number}" for number in range(MANY)
    )
