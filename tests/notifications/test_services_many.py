"""Notices to many members at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications import mail_content, services
from notifications.mail_content import MailContent
from notifications.models import Notice
from outbox.lanes import Lane
from outbox.models import Job
from outbox.services import drain
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def greeting() -> Iterator[None]:
    mail_content.notice("test", title="Greeting")(lambda _context: MailContent("Hello", "Hello"))
    yield
    del mail_content.kinds["test"]


def test_many_are_told_in_few_queries_one_after_the_other(greeting: None) -> None:
    ann, ben, cleo = UserFactory.create_batch(3)
    readers = [(ann, cleo), (ben, ann), (cleo, ben)]
    services.notify(ann, "test", about=ann, now=NOW)  # from then on Django knows the content type
    with CaptureQueriesContext(connection) as asked:
        rows = services.notify_each(readers, "test", now=NOW, over=timedelta(minutes=3))
    written = [query["sql"] for query in asked if query["sql"].startswith("INSERT")]
    assert len(written) == 2  # the notices, and their jobs
    kept = Notice.objects.filter(pk__in=[row.pk for row in rows]).order_by("due_at")
    assert [(row.recipient, row.about) for row in kept] == readers
    due = [NOW + timedelta(minutes=number) for number in range(3)]
    assert [row.due_at for row in rows] == due
    assert [job.due_at for job in Job.objects.filter(lane=Lane.MAIL).exclude(key="").order_by("due_at")] == due
    assert (drain(now=NOW), drain(now=due[1]), drain(now=due[2])) == (2, 1, 1)
    assert len(mail.outbox) == 4


def test_many_are_told_later(greeting: None) -> None:
    readers = [(member, member) for member in UserFactory.create_batch(2)]
    later = NOW + timedelta(days=4)
    rows = services.notify_each(readers, "test", now=NOW, due_at=later, over=timedelta(minutes=2))
    due = [later, later + timedelta(minutes=1)]
    assert [(row.due_at, row.created_at) for row in rows] == [(at, NOW) for at in due]
    assert list(Job.objects.order_by("due_at").values_list("due_at", "created_at")) == [(at, NOW) for at in due]
    assert (drain(now=NOW), drain(now=due[1])) == (0, 2)


def test_unknown_kind_is_refused_for_many_as_for_one() -> None:
    with pytest.raises(LookupError, match="no notice is called nonsense"):
        services.notify_each([], "nonsense", now=NOW, over=timedelta(minutes=3))
