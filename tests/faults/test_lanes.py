"""A code arrives within seconds, whatever strangers have made expensive and however much else there is to send."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from core import clock
from notifications.models import Notice
from notifications.services import DELIVER, notify
from outbox.lanes import Lane
from outbox.models import Job
from tests.calendars.hosts import hosting, silent
from tests.calendars.samples import calendar, event
from tests.factories import MentorFactory, OutsideCalendarFactory
from tests.faults.club import NOW, Club
from tests.faults.services import wait_until

ANNOUNCEMENTS, CALENDARS, CODES = 10_000, 50, 6
PROMISED = 5.0  # seconds from the request to the email
DATA = {"subject": "Hello", "message": "How are you?", "name": "Ben", "email": "ben@example.org"}


def write_announcements() -> None:
    """Written as `notify` writes them, but all at once."""
    rows = Notice.objects.bulk_create(
        Notice(
            kind="contact", address=f"reader{number}@example.org", language="en", data=DATA, due_at=NOW, created_at=NOW
        )
        for number in range(ANNOUNCEMENTS)
    )
    Job.objects.bulk_create(
        Job(kind=DELIVER, lane=Lane.MAIL, payload={"notice": str(row.pk)}, due_at=NOW, created_at=NOW) for row in rows
    )


def ask_for_code(club: Club, number: int) -> float:
    """The seconds until a code that somebody asks for now is in their mailbox."""
    now, address = clock.now(), f"ada{number}@example.org"
    began = time.monotonic()
    until = (now + timedelta(minutes=15)).isoformat()
    notify(None, "login_code", now=now, address=address, language="en", data={"nonce": f"n{number}", "until": until})
    wait_until(lambda: club.emails_to(address), "the code", seconds=60)
    return time.monotonic() - began


@pytest.mark.long
def test_code_arrives_in_time_beside_hostile_calendars_and_announcements(
    quiet_club: Club, say: Callable[[str], None]
) -> None:
    club = quiet_club
    hard = calendar(*[event("20200101T090000Z", "20200101T093000Z", "RRULE:FREQ=MINUTELY")] * 3_000)
    with hosting() as host, silent() as (ip, port):
        club.extra["CALENDARS_ALSO_AT"] = f"127.0.0.1:{host.port},{ip}:{port}"
        mentors = MentorFactory.create_batch(CALENDARS // 5, bookable=True)
        for number in range(CALENDARS):
            address = f"http://{ip}:{port}/{number}" if number % 2 else host.put(hard, f"/{number}.ics")
            OutsideCalendarFactory(mentor=mentors[number // 5], address=address, next_read_at=NOW - timedelta(days=1))
        write_announcements()
        Job.objects.exclude(kind=DELIVER).delete()
        took = []
        with club.running("mail", "work", "calendars", "beat"):
            wait_until(lambda: host.asked and len(club.mail.messages) > 100, "hostile calendars and announcements")
            for number in range(CODES):
                took.append(ask_for_code(club, number))
                time.sleep(1.5)
            waiting = Job.objects.unfinished()
            announcements, reads = waiting.filter(lane=Lane.MAIL).count(), waiting.filter(lane=Lane.CALENDARS).count()
    assert announcements > 0, "the announcements were over before the codes were asked for"
    assert reads > CALENDARS // 2, "the calendars were over before the codes were asked for"
    assert max(took) < PROMISED
    say(
        f"{CODES} codes beside {reads} hostile calendars and {announcements:,} announcements still waiting: "
        f"slowest {max(took):.2f} s, each {', '.join(f'{seconds:.2f}' for seconds in took)} s"
    )
