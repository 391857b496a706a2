"""Budgets: how many notices of each kind one recipient gets because of one person, or of no particular one."""

import ast
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.notices import CODES
from bookings.models import Booking
from notifications import mail_content
from notifications.mail_content import FEW, MANY, TEAM
from notifications.models import Notice, NoticeState
from notifications.services import DELIVER, notify
from outbox.models import Job
from tests.architecture.files import LAYERS, python, text
from tests.factories import BookingFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def sent(
    kind: str, number: int, *, apart: timedelta = SECOND, state: NoticeState = NoticeState.SENT, **to: object
) -> None:
    """Create earlier notices of a kind, `apart` from each other, the last one just before NOW."""
    ages = [SECOND + apart * place for place in range(number)]
    settled = {} if state == NoticeState.WAITING else {"settled_at": NOW}
    Notice.objects.bulk_create(
        Notice(kind=kind, due_at=NOW - age, created_at=NOW - age, state=state, **settled, **to) for age in ages
    )


def test_every_kind_has_a_budget_or_is_requested() -> None:
    """Requests for codes are limited instead, as a late code is worthless."""
    kinds = mail_content.kinds.values()
    assert {kind.budget for kind in kinds if not kind.asked} == {FEW, MANY, TEAM}
    assert {kind.name for kind in kinds if kind.budget is None} == CODES | {
        "account_exists", "feedback_code", "unknown_account",
    }  # fmt: skip
    assert {kind.name for kind in kinds if kind.budget == TEAM} == {
        "appeal_for_team", "application_appeal_for_team", "application_for_team", "contact", "no_show_for_team",
        "platform_message", "report_for_team", "request_for_team", "round_over_for_team",
    }  # fmt: skip


def test_each_kind_waits_once_its_budget_is_used_up() -> None:
    member, other = UserFactory(), UserFactory()
    for kind in [kind for kind in mail_content.kinds.values() if kind.budget and not kind.daily]:
        quiet = kind.quiet or timedelta(0)
        sent(kind.name, kind.budget.times - 1, recipient=member)
        last, late, later = (notify(member, kind.name, now=NOW, about=person) for person in (member, other, None))
        assert (last.due_at, last.reason) == (NOW + quiet, "")
        assert late.due_at > NOW + 23 * HOUR
        assert late.reason.startswith("held back: ")
        assert late.due_at < later.due_at
        assert notify(other, kind.name, now=NOW).due_at == NOW + quiet
        assert notify(member, kind.name, now=NOW, address="x@example.org").due_at == NOW + quiet
    assert Notice.objects.filter(state=NoticeState.WAITING, due_at__gt=NOW + HOUR).count() >= 2 * len(
        [kind for kind in mail_content.kinds.values() if kind.budget and not kind.daily]
    )


def test_every_notify_call_names_the_person_who_caused_it() -> None:
    """A call of `notify` in a function that knows who acts must pass it on; else everyone shares one budget."""
    left_out = []
    for path in python(*LAYERS):
        for function in ast.walk(ast.parse(text(path))):
            match function:
                case ast.FunctionDef(args=ast.arguments(args=args, kwonlyargs=more)):
                    known = any(each.arg == "by" for each in (*args, *more))
                case _:
                    continue
            for call in ast.walk(function):
                match call:
                    case ast.Call(func=ast.Name(id="notify" | "notify_team"), keywords=keywords):
                        if known and not any(keyword.arg == "by" for keyword in keywords):
                            left_out.append(f"{path}:{call.lineno}")
    assert left_out == []


def test_flood_by_one_person_delays_no_one_elses_mail() -> None:
    """Nor do strangers delay a member's messages to the team."""
    member, flood, other = UserFactory.create_batch(3)
    for kind in [kind for kind in mail_content.kinds.values() if kind.budget and not kind.daily]:
        quiet = kind.quiet or timedelta(0)
        for to in ({"recipient": member}, {"address": "team@example.org"}):
            sent(kind.name, kind.budget.times, caused_by=flood.uuid, **to)
            sent(kind.name, kind.budget.times, **to)
            reader, address = to.get("recipient"), str(to.get("address", ""))
            due = {by: notify(reader, kind.name, now=NOW, address=address, by=by).due_at for by in (flood, None, other)}
            assert due[other] == NOW + quiet, kind.name
            assert min(due[flood], due[None]) > NOW + 23 * HOUR, kind.name


def test_budget_is_counted_by_mailbox() -> None:
    sent("contact", TEAM.times, address="team@example.org")
    assert notify(None, "contact", now=NOW, address="team@example.org").due_at > NOW
    assert notify(None, "contact", now=NOW, address="ann@example.org").due_at == NOW


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        (NoticeState.WAITING, True),
        (NoticeState.SENT, True),
        (NoticeState.FAILED, True),
        (NoticeState.DROPPED, False),
        (NoticeState.UNSENT, False),
    ],
)
def test_undelivered_notices_do_not_count(state: NoticeState, *, waits: bool) -> None:
    member = UserFactory()
    sent("feedback_received", FEW.times, recipient=member, state=state)
    assert (notify(member, "feedback_received", now=NOW).due_at > NOW) is waits


def test_budget_is_freed_one_by_one() -> None:
    """Twelve notices, two hours apart: the first is a day old in an hour."""
    member = UserFactory()
    sent("feedback_received", FEW.times, apart=2 * HOUR, recipient=member)
    held = [notify(member, "feedback_received", now=NOW).due_at for _ in range(2)]
    assert held == [NOW + 2 * HOUR - SECOND, NOW + 4 * HOUR - SECOND]
    assert notify(member, "feedback_received", now=NOW + 3 * DAY).due_at == NOW + 3 * DAY


def test_reminder_keeps_its_time() -> None:
    member = UserFactory()
    sent("booking_reminder_day", FEW.times, recipient=member)
    assert notify(member, "booking_reminder_day", now=NOW, due_at=NOW + HOUR).due_at == NOW + HOUR


def test_delayed_notice_is_sent_halfway_to_its_time_at_the_latest() -> None:
    member = UserFactory()
    sent("booking_cancelled", MANY.times, recipient=member)
    due = {
        ahead: notify(member, "booking_cancelled", in_time_for=NOW + ahead, now=NOW).due_at - NOW
        for ahead in (2 * HOUR, 10 * HOUR, 10 * DAY, -HOUR)
    }
    assert (due[2 * HOUR], due[10 * HOUR]) == (HOUR, 5 * HOUR)
    assert 23 * HOUR < due[10 * DAY] < due[-HOUR] < DAY
    soon = notify(member, "meeting_changed", in_time_for=NOW + SECOND, now=NOW)
    assert soon.due_at == NOW + SECOND / 2


# About past events, or without a certain time.
WITHOUT_A_TIME = {
    "booking_expired",
    "mentor_inactive",
    "mentor_left",
    "mentor_live",
    "renewal_asked",
    "renewal_lapsed",
    "renewal_reminder",
    "pause_over",
    "no_show_disputed",
    "no_show_settled",
}


def test_notices_about_a_future_time_pass_it_on() -> None:
    """Else a budget could delay them until then."""
    without = set()
    for path in [path for path in python("bookings") if path.parts[1] == "services"]:
        for call in ast.walk(ast.parse(text(path))):
            match call:
                case ast.Call(func=ast.Name(id="notify"), args=[_, ast.Constant(value=kind)], keywords=keywords):
                    if not {"in_time_for", "due_at"} & {keyword.arg for keyword in keywords}:
                        without.add(kind)
    assert without == WITHOUT_A_TIME


def test_waiting_notice_is_updated() -> None:
    """No other row or job is written, and repeated updates don't delay it further."""
    booking, other = BookingFactory(), BookingFactory()
    first, elsewhere = (notify(booking.mentee, "meeting_changed", now=NOW, about=row) for row in (booking, other))
    to_mentor = notify(booking.mentor.user, "meeting_changed", now=NOW, about=booking)
    newest = notify(booking.mentee, "meeting_changed", now=NOW + 40 * SECOND, about=booking)
    assert (newest, newest.due_at) == (first, NOW + 60 * SECOND)
    assert set(Notice.objects.all()) == {elsewhere, to_mentor, first}
    assert Job.objects.filter(kind=DELIVER).count() == 3


def moved(booking: Booking, *times: str, by: User, in_time_for: datetime | None = None) -> Notice:
    data = dict(zip(("from", "to"), times, strict=True))
    return notify(booking.mentee, "booking_moved", by=by, about=booking, data=data, in_time_for=in_time_for, now=NOW)


def test_waiting_moves_keep_the_time_that_the_reader_knows() -> None:
    booking, by = BookingFactory(), UserFactory()
    sent("booking_moved", MANY.times, recipient=booking.mentee, caused_by=by.uuid)
    held = moved(booking, "a", "b", by=by)
    assert (moved(booking, "b", "c", by=by), moved(booking, "c", "d", by=by).data) == (held, {"from": "a", "to": "d"})
    assert moved(booking, "d", "e", by=by).due_at == held.due_at > NOW + 23 * HOUR
    moved(booking, "e", "f", by=by, in_time_for=NOW + 4 * HOUR)
    job = Job.objects.get(key=f"notice:{held.pk}")
    held.refresh_from_db()
    assert (held.data, held.due_at, job.due_at) == ({"from": "a", "to": "f"}, NOW + 2 * HOUR, NOW + 2 * HOUR)
    assert moved(booking, "f", "g", by=UserFactory()).due_at == NOW, "another's flood holds it back"
    assert Job.objects.get(kind=DELIVER).due_at == NOW


def test_notice_being_sent_is_not_updated() -> None:
    booking, by = BookingFactory(), UserFactory()
    first = moved(booking, "a", "b", by=by)
    Job.objects.filter(key=f"notice:{first.pk}").update(attempts=1)
    second = moved(booking, "b", "c", by=by)
    first.refresh_from_db()
    assert (first.data, second.data) == ({"from": "a", "to": "b"}, {"from": "b", "to": "c"})


def test_worker_waits_for_the_update_of_a_notice() -> None:
    """Otherwise it could send the old content, and record the new one as sent."""
    booking, by = BookingFactory(), UserFactory()
    moved(booking, "a", "b", by=by)
    with CaptureQueriesContext(connection) as asked:
        moved(booking, "b", "c", by=by)
    statements = [query["sql"] for query in asked]
    locks = next(at for at, sql in enumerate(statements) if "outbox_job" in sql and "FOR UPDATE" in sql)
    assert locks < next(at for at, sql in enumerate(statements) if sql.startswith("UPDATE") and "_notice" in sql)


def test_kind_without_a_quiet_time_is_not_merged() -> None:
    booking = BookingFactory()
    for _ in range(2):
        notify(booking.mentee, "booking_cancelled", now=NOW, about=booking)
    assert Notice.objects.waiting().count() == 2


def test_benchmark_is_not_limited(settings: LazySettings) -> None:
    settings.RATE_LIMITS = False
    member = UserFactory()
    sent("feedback_received", FEW.times, recipient=member)
    assert notify(member, "feedback_received", now=NOW).due_at == NOW
