"""The mail server says no, says nothing, or hangs up."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings

from core import clock
from notifications.models import Notice, NoticeState
from notifications.services import notify
from outbox.models import Job
from tests.factories import UserFactory
from tests.faults.club import NOW, Club, Person
from tests.faults.services import wait_until
from tests.notifications.smtp import Sink

REFUSALS = {
    "busy@example.org": "421 Too many connections",
    "full@example.org": "450 Mailbox is busy",
    "hangs@example.org": Sink.HANGS,
    "drops@example.org": Sink.DROPS,
    "gone@example.org": "550 No such user",
}
WELL = [f"well{place}@example.org" for place in range(4)]
PASSING = [address for address in REFUSALS if address != "gone@example.org"]


def write_to(address: str) -> Notice:
    return notify(
        None, "contact", now=clock.now(), address=address, language="en",
        data={"subject": "Hello", "message": "How are you?", "name": "Ben", "email": "ben@example.org"},
    )  # fmt: skip


def job_of(notice: Notice) -> Job:
    return Job.objects.get(payload__notice=str(notice.pk))


def attempted(notices: list[Notice], times: int) -> bool:
    jobs = [job_of(notice) for notice in notices]
    return all(job.done_at or job.failed_at or (job.attempts >= times and job.leased_until is None) for job in jobs)


@pytest.fixture
def admin(club: Club) -> Person:
    """One of the team, with a second factor."""
    user = UserFactory(staff=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return Person(club, user)


def test_refusals_wait_or_end_and_nobody_blocks_the_worker(
    club: Club, admin: Person, say: Callable[[str], None]
) -> None:
    club.mail.answers = dict(REFUSALS)
    notices = {address: write_to(address) for address in [*REFUSALS, *WELL]}
    with club.running("worker", "beat"):
        wait_until(lambda: attempted(list(notices.values()), 1), "a first attempt at each")
        first = {address: job_of(notice) for address, notice in notices.items()}
        for address in WELL:
            assert first[address].done_at is not None
        waits = []
        for address in PASSING:
            job = first[address]
            assert (job.attempts, job.done_at, job.failed_at) == (1, None, None)
            waits.append(seconds_between(job.first_attempt_at, job.due_at))
        # An attempt that hangs ends with its timeout: its lease of five minutes would put the next one further off.
        assert 22 <= min(waits) <= max(waits) < settings.OUTBOX_LEASE.total_seconds()
        gone = Notice.objects.get(pk=notices["gone@example.org"].pk)
        assert (gone.state, first["gone@example.org"].failed_at is not None) == (NoticeState.FAILED, True)
        assert "550" in gone.reason
        reasons = {address: Notice.objects.get(pk=notices[address].pk).reason for address in PASSING}
        seen = admin.get(f"/admin/notifications/notice/?state__exact={NoticeState.FAILED}")
        assert "No such user" in seen.text
        assert "gone@example.org" in seen.text
        club.mail.answers = {}
        clock.move_to(NOW + timedelta(minutes=5))
        wait_until(lambda: not Notice.objects.waiting().exists(), "the second attempt")
        assert f"<{gone.pk}@example.org>" not in club.sent_ids()
        form = {"action": "send_again", "_selected_action": str(gone.pk)}
        assert admin.post("/admin/notifications/notice/", form).status_code == 302
        wait_until(lambda: not Notice.objects.exclude(state=NoticeState.SENT).exists(), "what was sent again")
    sent = club.sent_ids()
    ids = {address: f"<{notice.pk}@example.org>" for address, notice in notices.items()}
    times = {address: sent.count(ids[address]) for address in notices}
    assert times == dict.fromkeys(notices, 1) | {"drops@example.org": 2}
    assert set(sent) <= set(ids.values())
    say(f"SMTP: 421, 450, hang, drop tried again after {min(waits):.0f} to {max(waits):.0f} s")
    for address, reason in reasons.items():
        say(f"  {address}: {reason[:70]}")


def seconds_between(start: datetime | None, end: datetime) -> float:
    assert start is not None
    return (end - start).total_seconds()
