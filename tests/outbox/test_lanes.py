"""The lane of every kind of job, notice and periodic task."""

from datetime import UTC, datetime

import pytest
from celery import current_app
from django.conf import settings

from core import schedule
from notifications.mail_content import kinds, lane_of
from notifications.models import Notice, NoticeState
from notifications.services import notify, send_again
from outbox import registry
from outbox.lanes import Lane
from outbox.models import Job

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
JOBS = {
    "bookings.fill_from_standby": Lane.WORK,
    "bookings.refresh_free_time": Lane.WORK,
    "bookings.tell_of_clocks": Lane.WORK,
    "bookings.tell_waiting": Lane.WORK,
    "calendars.read": Lane.CALENDARS,
    "club_pages.ask_everyone": Lane.WORK,
    "data_protection.delete_file": Lane.WORK,
    "data_protection.make_export": Lane.WORK,
    "matching.compute_round": Lane.WORK,
    "matching.skip": Lane.WORK,
    "meetings.make": Lane.WORK,
    "meetings.remove": Lane.WORK,
    "mentors.carry_out": Lane.WORK,
    "mentors.delete_photo": Lane.WORK,
    "mentors.reindex": Lane.WORK,
    "notifications.deliver": Lane.MAIL,
    "transfer.add_photos": Lane.CALENDARS,
    "transfer.advance": Lane.CALENDARS,
    "transfer.delete_archive": Lane.WORK,
    "transfer.delete_file": Lane.WORK,
    "transfer.forget": Lane.WORK,
    "transfer.index": Lane.CALENDARS,
    "transfer.make_archive": Lane.CALENDARS,
    "transfer.read": Lane.CALENDARS,
}
# Someone is waiting for these on a page; all other notices are in the lane for email.
CODES = {
    "account_exists", "email_code", "feedback_code", "login_code", "password_code", "signup_code", "unknown_account",
}  # fmt: skip
BULK = {"announcement"}  # to thousands, for which no one is waiting


def test_every_kind_of_job_has_its_lane() -> None:
    assert registry.lanes == JOBS


def test_every_kind_of_notice_has_its_lane() -> None:
    assert {name: kind.lane for name, kind in kinds.items()} == {
        name: Lane.CODES if name in CODES else Lane.BULK if name in BULK else Lane.MAIL for name in kinds
    }
    assert lane_of("nothing of the kind") == Lane.MAIL


def test_every_periodic_task_is_in_a_lane_that_strangers_cannot_fill() -> None:
    current_app.loader.import_default_modules()
    queues = {
        name: entry["options"].get("queue", settings.CELERY_TASK_DEFAULT_QUEUE)
        for name, entry in schedule.entries.items()
    }
    assert {name for name, queue in queues.items() if queue != Lane.WORK} == {"outbox.tasks.sweep"}
    assert queues["outbox.tasks.sweep"] == Lane.CODES  # it finds codes for which no worker was woken


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["login_code", "booking_confirmed"])
def test_job_of_a_notice_is_in_its_lane_also_when_sent_again(kind: str) -> None:
    notify(None, kind, now=NOW, address="ben@example.org")
    Notice.objects.update(state=NoticeState.FAILED, settled_at=NOW)
    send_again(Notice.objects.all(), now=NOW)
    assert list(Job.objects.values_list("lane", flat=True)) == [lane_of(kind)] * 2


def test_most_urgent_lane_comes_first() -> None:
    assert Lane.values == ["codes", "mail", "work", "bulk", "calendars"]
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["queue_order_strategy"] == "priority"
