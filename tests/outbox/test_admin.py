"""Retrying failed jobs in the admin."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbox import registry, services
from outbox.lanes import Lane
from outbox.models import Job
from tests.factories import UserFactory

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = "admin:outbox_job_changelist"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Two kinds of job: one that works now, and one with a failure handler."""
    registry.job("works", lane=Lane.WORK)(lambda payload, now: None)
    registry.job("told", lane=Lane.WORK)(lambda payload, now: None)
    registry.on_failure("told")(lambda payload, error, now: None)
    yield
    del registry.handlers["works"], registry.handlers["told"], registry.failure_handlers["told"]
    del registry.lanes["works"], registry.lanes["told"]


def job(kind: str = "works", **values: object) -> Job:
    """A job that failed for good two days after its first attempt."""
    abandoned = {"attempts": 24, "first_attempt_at": NOW - timedelta(days=2), "failed_at": NOW, "error": "gone"}
    return Job.objects.create(**({"kind": kind, "created_at": NOW, "due_at": NOW, "key": ""} | abandoned | values))


def one_of_the_team(*permissions: str) -> User:
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def ask(user: User, *jobs: Job) -> Client:
    client = Client()
    client.force_login(user)
    form = {"action": "try_again", "_selected_action": [str(each.pk) for each in jobs]}
    client.post(reverse(LIST), form)
    return client


def test_failed_job_is_retried_and_logged_with_the_user() -> None:
    failed, done, waiting = job(), job(failed_at=None, done_at=NOW), job(failed_at=None, attempts=3)
    user = one_of_the_team("view_job", "retry_job")
    client = ask(user, failed, done, waiting)
    assert "Retrying 1 job." in client.get(reverse(LIST)).content.decode()
    failed.refresh_from_db()
    assert (failed.failed_at, failed.first_attempt_at, failed.attempts) == (None, None, 1)
    assert Job.objects.get(pk=done.pk).done_at == NOW
    assert Job.objects.get(pk=waiting.pk).attempts == 3
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (user, str(failed.pk), "Retried.")
    assert services.drain(now=failed.due_at) == 2
    assert Job.objects.get(pk=failed.pk).done_at is not None


def test_retried_job_has_another_two_days() -> None:
    registry.handlers["works"] = lambda payload, now: 1 / 0  # type: ignore[assignment, return-value]
    failed = job()
    services.try_again(Job.objects.all(), now=NOW)
    services.run(now=NOW)
    failed.refresh_from_db()
    assert (failed.failed_at, failed.first_attempt_at) == (None, NOW)


def test_failed_jobs_are_retried_beside_a_waiting_one_with_the_same_key() -> None:
    for _ in range(2):
        job(key="one")
    services.enqueue("works", now=NOW, key="one")
    assert len(services.try_again(Job.objects.all(), now=NOW)) == 2
    assert services.drain(now=NOW) == 3


def test_job_with_a_failure_handler_is_not_retried() -> None:
    """An undelivered email is sent again from the notices, which record the outcome."""
    told = job("told")
    assert services.try_again(Job.objects.all(), now=NOW) == []
    told.refresh_from_db()
    assert told.failed_at == NOW


@pytest.mark.parametrize("permissions", [(), ("view_job",), ("retry_job",)])
def test_retrying_needs_both_permissions(permissions: tuple[str, ...]) -> None:
    failed = job()
    ask(one_of_the_team(*permissions), failed)
    failed.refresh_from_db()
    assert failed.failed_at == NOW


def test_get_retries_nothing() -> None:
    failed = job()
    client = Client()
    client.force_login(UserFactory(staff=True))
    client.get(reverse(LIST), {"action": "try_again", "_selected_action": str(failed.pk)})
    failed.refresh_from_db()
    assert failed.failed_at == NOW


def test_club_team_can_retry_and_vetting_team_cannot() -> None:
    may = {group.name: group.permissions.filter(codename="retry_job").exists() for group in Group.objects.all()}
    assert [name for name, allowed in may.items() if allowed] == ["Administrators"]
