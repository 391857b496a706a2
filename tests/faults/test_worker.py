"""The worker dies in the middle; tasks come more often than once; there are two beats; the clock jumps."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from celery import current_app

from accounts.models import User
from announcements.models import Announcement
from announcements.services import sending
from bookings import services
from bookings.models import Booking
from core import clock
from notifications.models import Notice, NoticeState
from notifications.services import notify
from outbox import punctual
from outbox.lanes import Lane
from outbox.models import Job
from tests.factories import AnnouncementFactory, MentorFactory, UserFactory
from tests.faults.club import NOW, TOPIC, Club, kill
from tests.faults.services import wait_until

AT_WORK = 2  # processes that send mail in docker-compose.yml
HOUR = timedelta(hours=1)


def write_notices(number: int, *, tag: str = "reader") -> list[Notice]:
    return [
        notify(
            None, "contact", now=NOW, address=f"{tag}{place}@example.org", language="en",
            data={"subject": "Hello", "message": "How are you?", "name": "Ben", "email": "ben@example.org"},
        )
        for place in range(number)
    ]  # fmt: skip


def announce(number: int) -> Announcement:
    """An announcement to so many members, with all its emails written a minute ago."""
    people = User.objects.bulk_create(
        User(email=f"m{place}@example.org", display_name=f"M {place}", time_zone="Europe/Berlin", date_joined=NOW)
        for place in range(number)
    )
    EmailAddress.objects.bulk_create(EmailAddress(user=each, email=each.email, verified=True) for each in people)
    by = UserFactory(staff=True, muted_notices=["announcement"])
    draft = AnnouncementFactory(written_by=by)
    begin = NOW - HOUR
    row = sending.confirm(announcement=draft, seen=draft.changed_at, by=by, now=begin)
    while sending.hand_over(now=begin):
        begin += timedelta(minutes=1)
    return row


def message_ids(notices: list[Notice]) -> set[str]:
    return {f"<{notice.uuid}@example.org>" for notice in notices}


def let_leases_run_out(club: Club) -> None:
    """As if five minutes had passed in the database."""
    club.postgres.execute("UPDATE outbox_job SET leased_until = now() - interval '1 second' WHERE leased_until > now()")


@pytest.mark.parametrize(
    ("number", "deaths"),
    [
        pytest.param(40, 1, id="short"),
        pytest.param(400, 20, id="long", marks=pytest.mark.long),
        pytest.param(800, 100, id="longest", marks=pytest.mark.long),
    ],
)
def test_worker_killed_in_the_middle_loses_no_mail(
    quiet_club: Club, say: Callable[[str], None], number: int, deaths: int
) -> None:
    club = quiet_club
    news = announce(number * 3 // 4)
    notices = [*write_notices(number - news.chosen), *Notice.objects.filter(kind="announcement")]
    step = number // (deaths + 1)
    with club.running("beat"):
        for death in range(1, deaths + 1):
            worker = club.start("worker")
            wait_until(lambda death=death: len(set(club.sent_ids())) >= death * step, "mail")
            kill(worker)
            let_leases_run_out(club)
        with club.running("worker"):
            wait_until(lambda: not Job.objects.unfinished().exists(), "the rest of the mail")
    sent = Counter(club.sent_ids())
    repeats = sum(sent.values()) - number
    assert set(sent) == message_ids(notices)
    assert 0 <= repeats <= deaths * AT_WORK
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.SENT}
    sending.settle(now=clock.now())
    news.refresh_from_db()
    assert (news.state, news.delivered) == ("sent", news.chosen)
    say(f"worker killed {deaths} times over {number} notices: none lost, {repeats} repeated with the same Message-ID")


def test_task_delivered_five_times_and_two_beats_send_one_mail(quiet_club: Club) -> None:
    club = quiet_club
    notices = write_notices(5)
    for _time in range(5 * len(notices)):
        current_app.send_task("outbox.tasks.drain", (Lane.MAIL,), queue=Lane.MAIL, ignore_result=True)
    with club.running("worker", "beat", "beat"):
        wait_until(lambda: not Job.objects.unfinished().exists(), "the mail")
        last = write_notices(1, tag="last")
        wait_until(lambda: message_ids(last) <= set(club.sent_ids()), "the last mail")
    assert sorted(club.sent_ids()) == sorted(message_ids(notices + last))


@pytest.mark.long
@pytest.mark.parametrize("seconds", [3600, -3600])
def test_worker_whose_clock_is_wrong_does_not_start(
    quiet_club: Club, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    club, parts = quiet_club, quiet_club.parts()
    python, _option, _celery, *rest = parts["worker"]
    turn = club.folder / "turn"
    turn.touch()
    wrong = [python, "-m", "tests.faults.turned", str(turn), str(seconds), *rest]
    monkeypatch.setattr(club, "parts", lambda: parts | {"wrong": wrong})
    write_notices(1)
    process = club.start("wrong")
    assert process.wait(timeout=60) != 0
    assert punctual.SENTENCE in club.log("wrong")
    assert Job.objects.get().attempts == 0


def book_for_tomorrow() -> Booking:
    mentor = MentorFactory(bookable=True)
    return services.booking.book(
        mentor=mentor, by=UserFactory(), session_type=mentor.session_types.get(), starts_at=NOW + 45 * HOUR,
        topic=TOPIC, form_key=None, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "jumps",
    [
        pytest.param([1, -1, 1], id="forward-back-forward"),
        pytest.param([-1, 1, 1], id="back-forward-forward", marks=pytest.mark.long),
    ],
)
def test_clock_that_jumps_an_hour_repeats_and_loses_no_reminder(
    quiet_club: Club, say: Callable[[str], None], jumps: list[int]
) -> None:
    club = quiet_club
    booking = book_for_tomorrow()
    kinds = {"booking_reminder_day": 24 * HOUR, "booking_reminder_hour": HOUR}
    with club.running("worker", "beat", "beat"):
        for kind, before in kinds.items():
            at = booking.starts_at - before - HOUR / 2  # half an hour before it is due
            clock.move_to(at)
            for jump in jumps:
                at += jump * HOUR
                clock.move_to(at)
                probe = write_notices(1, tag="probe")
                wait_until(lambda probe=probe: message_ids(probe) <= set(club.sent_ids()), "the probe")
            rows = Notice.objects.filter(kind=kind)
            wait_until(partial(all_settled, kind), kind)
            assert Counter(rows.values_list("state", flat=True)) == {NoticeState.SENT: 2}
    sent = Counter(club.sent_ids())
    assert set(sent.values()) == {1}
    assert {f"<{row.uuid}@example.org>" for row in Notice.objects.filter(kind__in=kinds)} <= set(sent)
    say(f"clock jumps of {jumps} hours around each reminder, two beats: each of 4 reminders once")


def all_settled(kind: str) -> bool:
    return not Notice.objects.waiting().filter(kind=kind).exists()


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_beat_goes_on_when_its_clock_is_turned(
    quiet_club: Club, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], None], seconds: int
) -> None:
    club, parts = quiet_club, quiet_club.parts()
    python, _option, _celery, *rest = parts["beat"]
    turn, schedule = club.folder / "turn", str(club.folder / f"turned{seconds}")
    rest[rest.index("--schedule") + 1] = schedule
    beat = [python, "-m", "tests.faults.turned", str(turn), str(seconds), *rest]
    monkeypatch.setattr(club, "parts", lambda: parts | {"beat": beat})
    with club.running("beat"):
        wait_until(lambda: club.redis.waiting() >= 2, "tasks")
        turn.touch()
        wait_until(lambda: not turn.exists(), "the turn")
        before = club.redis.waiting()
        wait_until(lambda: club.redis.waiting() >= before + 3, "tasks after the turn")
    turned = club.redis.waiting()
    with club.running("beat"):  # its file now says that everything was done in the future, or long ago
        wait_until(lambda: club.redis.waiting() >= turned + 3, "tasks after a restart")
    say(f"beat's clock turned by {seconds} s: sweeps go on, and after a restart too")
