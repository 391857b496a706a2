from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from structlog.testing import capture_logs

from core import skew
from outbox import services, tasks
from outbox.lanes import Lane
from outbox.models import Job

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def ahead(seconds: float) -> time_machine.travel:
    """Move this machine's clock, but not the database's."""
    return time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True)


@pytest.mark.parametrize(("seconds", "is_right"), [(0, True), (25, True), (-25, True), (35, False), (-3600, False)])
def test_clock_is_compared_with_the_databases(seconds: float, is_right: bool) -> None:
    watch = skew.Watch()
    with ahead(seconds), capture_logs() as lines:
        assert abs(skew.measured().total_seconds() - seconds) < 5
        assert watch.is_right() == watch.is_right() == is_right
    assert [line["log_level"] for line in lines] == ([] if is_right else ["error"])


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_task_is_requeued_while_the_clock_is_wrong(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    services.enqueue("test", now=NOW, lane=Lane.CODES)
    monkeypatch.setattr(skew, "watch", skew.Watch())
    with ahead(seconds):
        assert str(tasks.drain.apply((Lane.CODES,)).state) == "REJECTED"
    assert list(Job.objects.values_list("attempts", "done_at")) == [(0, None)]
    monkeypatch.setattr(skew, "watch", skew.Watch())
    assert tasks.drain.apply((Lane.CODES,)).state == "SUCCESS"
    assert Job.objects.get().attempts == 1
