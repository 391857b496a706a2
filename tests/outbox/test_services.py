from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.db import delete_in_chunks
from outbox import registry, services
from outbox.lanes import Lane
from outbox.models import Job
from tests.races import all_at_once

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def failure_handlers() -> Iterator[list[tuple[dict, str, datetime]]]:
    """The calls of the failure handler of `test`; a payload with `fatal` makes it fail."""
    seen: list[tuple[dict, str, datetime]] = []

    def handler(payload: dict, error: Exception, now: datetime) -> None:
        Job.objects.update(key="handler")
        seen.append((payload, str(error), now))
        if "fatal" in payload:
            raise ZeroDivisionError

    registry.on_failure("test")(handler)
    yield seen
    del registry.failure_handlers["test"]


@pytest.mark.django_db
def test_run_does_a_due_job_once(calls: list[dict]) -> None:
    services.enqueue("test", {"a": 1}, now=NOW)
    assert services.run(now=NOW) is True
    assert services.run(now=NOW) is False
    assert calls == [{"a": 1}]
    assert Job.objects.get().done_at == NOW


@pytest.mark.django_db
def test_run_skips_a_job_that_is_not_due(calls: list[dict]) -> None:
    services.enqueue("test", now=NOW, due_at=NOW + timedelta(minutes=1))
    assert services.run(now=NOW) is False
    assert services.run(now=NOW + timedelta(minutes=1)) is True


@pytest.mark.django_db
def test_second_delivery_of_a_task_does_nothing(calls: list[dict]) -> None:
    services.enqueue("test", now=NOW)
    assert [services.run(now=NOW) for _ in range(5)] == [True, False, False, False, False]
    assert len(calls) == 1


@pytest.mark.django_db
def test_leased_job_is_left_until_its_lease_ends(calls: list[dict]) -> None:
    services.enqueue("test", now=NOW)
    services._claim(now=NOW)
    assert services.run(now=NOW) is False
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_job SET leased_until = statement_timestamp() - interval '1 second'")
    assert services.run(now=NOW) is True
    assert Job.objects.get().attempts == 2


@pytest.mark.django_db
def test_worker_with_an_expired_lease_changes_nothing(calls: list[dict]) -> None:
    services.enqueue("test", now=NOW)
    (first,) = services._claim(now=NOW)
    Job.objects.update(attempts=2)
    services._held(first).update(done_at=NOW)
    assert Job.objects.get().done_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("error", ["later", "bug"])
def test_failed_job_is_tried_again_with_backoff(calls: list[dict], error: str) -> None:
    services.enqueue("test", {"error": error}, now=NOW)
    services.run(now=NOW)
    job = Job.objects.get()
    assert timedelta(seconds=22) <= job.due_at - NOW <= timedelta(seconds=30)
    assert job.failed_at is None
    assert job.leased_until is None
    assert "why" in job.error


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        (timedelta(0), timedelta(seconds=22), timedelta(seconds=30)),
        (timedelta(minutes=10), timedelta(minutes=10), timedelta(minutes=10)),
        (timedelta(days=9), timedelta(hours=4), timedelta(hours=4)),
    ],
)
def test_job_waits_as_long_as_retry_later_asks(
    monkeypatch: pytest.MonkeyPatch, asked: timedelta, least: timedelta, most: timedelta
) -> None:
    def handler(_payload: dict, _now: datetime) -> None:
        raise registry.RetryLater("busy", asked)

    monkeypatch.setitem(registry.handlers, "test", handler)
    services.enqueue("test", now=NOW)
    services.run(now=NOW)
    assert least <= Job.objects.get().due_at - NOW <= most


@pytest.mark.django_db
def test_backoff_doubles_up_to_four_hours() -> None:
    waits = [services.wait_after(attempts) for attempts in (1, 2, 5, 10, 500)]
    longest = [
        timedelta(seconds=30),
        timedelta(minutes=1),
        timedelta(minutes=8),
        timedelta(hours=4),
        timedelta(hours=4),
    ]
    assert all(0.75 * most <= wait <= most for wait, most in zip(waits, longest, strict=True))


@pytest.mark.django_db
def test_permanent_failure_is_not_retried(calls: list[dict]) -> None:
    services.enqueue("test", {"error": "never"}, now=NOW)
    services.run(now=NOW)
    assert Job.objects.get().failed_at == NOW
    assert services.run(now=NOW + timedelta(days=9)) is False


@pytest.mark.django_db
def test_job_fails_for_good_two_days_after_its_first_attempt(calls: list[dict]) -> None:
    services.enqueue("test", {"error": "later"}, now=NOW - timedelta(days=30), due_at=NOW)
    services.run(now=NOW)
    assert Job.objects.get().failed_at is None
    services.run(now=NOW + timedelta(days=1, hours=23))
    assert Job.objects.get().failed_at is None
    services.run(now=NOW + timedelta(days=2, hours=4))
    assert Job.objects.get().failed_at == NOW + timedelta(days=2, hours=4)


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "after"), [("never", timedelta(0)), ("later", timedelta(days=2))])
def test_failure_handler_is_called_once(
    calls: list[dict], failure_handlers: list[tuple[dict, str, datetime]], error: str, after: timedelta
) -> None:
    services.enqueue("test", {"error": error}, now=NOW)
    for now in sorted({NOW, NOW + after}):
        assert not failure_handlers
        services.run(now=now)
    services.run(now=NOW + timedelta(days=9))
    assert failure_handlers == [({"error": error}, "why", NOW + after)]


@pytest.mark.django_db
def test_job_and_its_failure_handler_are_one_transaction(
    calls: list[dict], failure_handlers: list[tuple[dict, str, datetime]]
) -> None:
    services.enqueue("test", {"error": "never", "fatal": True}, now=NOW)
    with pytest.raises(ZeroDivisionError):
        services.run(now=NOW)
    assert list(Job.objects.values_list("failed_at", "key")) == [(None, "")]


@pytest.mark.django_db
def test_job_that_kills_its_workers_is_abandoned(
    calls: list[dict], failure_handlers: list[tuple[dict, str, datetime]]
) -> None:
    services.enqueue("test", now=NOW)
    Job.objects.update(attempts=services.MOST_ATTEMPTS, first_attempt_at=NOW)
    assert services.run(now=NOW) is True
    assert (calls, failure_handlers) == ([], [({}, "no worker came back from it", NOW)])
    assert Job.objects.get().failed_at == NOW
    assert not Job.objects.unfinished().exists()


@pytest.mark.django_db
def test_jobs_with_the_same_key_are_merged_at_the_earlier_time(calls: list[dict]) -> None:
    services.enqueue("test", now=NOW, due_at=NOW + timedelta(hours=2), key="k")
    services.enqueue("test", now=NOW, due_at=NOW + timedelta(hours=1), key="k")
    services.enqueue("test", now=NOW, due_at=NOW + timedelta(hours=3), key="k")
    assert [job.due_at for job in Job.objects.all()] == [NOW + timedelta(hours=1)]


@pytest.mark.django_db
def test_key_of_a_claimed_job_is_free_again(calls: list[dict]) -> None:
    services.enqueue("test", now=NOW, key="k")
    services._claim(now=NOW)
    services.enqueue("test", now=NOW, key="k")
    assert Job.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_rolled_back_change_leaves_no_job(calls: list[dict]) -> None:
    with transaction.atomic():
        services.enqueue("test", now=NOW)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_waiting_job_is_not_claimed_before_a_merged_change_is_committed(calls: list[dict]) -> None:
    services.enqueue("test", now=NOW, due_at=NOW - timedelta(seconds=1), key="k")
    with transaction.atomic():
        services.enqueue("test", now=NOW, key="k")
        done = all_at_once(lambda: services.run(now=NOW))
    assert done == [False]
    assert services.run(now=NOW) is True


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_run_a_job_twice(calls: list[dict]) -> None:
    for number in range(40):
        services.enqueue("test", {"number": number}, now=NOW, due_at=NOW - timedelta(seconds=1))

    all_at_once(*[lambda: services.drain(now=NOW, limit=100)] * 4)
    assert sorted(payload["number"] for payload in calls) == list(range(40))


@pytest.mark.django_db
def test_prune_deletes_old_finished_jobs_and_keeps_failures(calls: list[dict]) -> None:
    for error in ("", "never"):
        services.enqueue("test", {"error": error} if error else {}, now=NOW)
        services.run(now=NOW)
    services.prune(now=NOW + timedelta(days=8))
    assert [job.failed_at for job in Job.objects.all()] == [NOW]


@pytest.mark.django_db
def test_job_cannot_be_both_done_and_failed() -> None:
    Job.objects.create(kind="test", due_at=NOW, created_at=NOW)
    with pytest.raises(IntegrityError, match="outbox_job_ends_one_way"):
        Job.objects.update(done_at=NOW, failed_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_held_job_cannot_be_claimed_and_a_claimed_one_cannot_be_held(calls: list[dict]) -> None:
    services.enqueue("test", now=NOW, key="k")

    def elsewhere() -> list[Job]:
        try:
            return services._claim(now=NOW)
        finally:
            connection.close()

    def claimed() -> list[Job]:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(elsewhere).result()

    with transaction.atomic():
        assert (services.hold("k"), services.hold("other")) == (True, False)
        assert claimed() == []
    assert len(claimed()) == 1
    with transaction.atomic():
        assert not services.hold("k")


@pytest.mark.django_db
def test_waiting_jobs_cannot_share_a_key() -> None:
    for key in ("a", "b"):
        Job.objects.create(kind="test", due_at=NOW, created_at=NOW, key=key)
    with pytest.raises(IntegrityError, match="outbox_job_key_once"):
        Job.objects.update(key="a")


# Lanes


@pytest.mark.django_db
def test_worker_of_a_lane_leaves_the_others_alone(calls: list[dict]) -> None:
    for lane in Lane:
        services.enqueue("test", {"lane": lane}, now=NOW, lane=lane)
    for lane in Lane:
        assert services.drain(now=NOW, lane=lane) == 1
    assert calls == [{"lane": lane} for lane in Lane]


@pytest.mark.django_db
@pytest.mark.parametrize("lane", [Lane.MAIL, Lane.WORK, Lane.CALENDARS])
def test_code_is_sent_in_the_middle_of_a_long_batch(
    calls: list[dict], lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "LOOK_FOR_CODES", 0.0)
    for number in range(3):
        services.enqueue("test", {"number": number}, now=NOW - timedelta(hours=1), lane=lane)
    services.enqueue("test", {"code": 1}, now=NOW, lane=Lane.CODES)
    services.drain(now=NOW, lane=lane)
    assert calls == [{"number": 0}, {"code": 1}, {"number": 1}, {"number": 2}]


@pytest.mark.django_db
def test_batch_is_claimed_at_once_and_unstarted_jobs_are_released(calls: list[dict]) -> None:
    for number in range(5):
        services.enqueue("test", {"number": number}, now=NOW, lane=Lane.MAIL)
    held = []

    def told() -> bool:
        held.append(Job.objects.unfinished().exclude(leased_until=None).count())
        return len(calls) == 2

    assert services.drain(now=NOW, lane=Lane.MAIL, told_to_end=told) == 2
    assert max(held) == 4  # the whole batch, except the finished one
    assert Job.objects.unfinished().filter(leased_until=None).count() == 3
    assert services.drain(now=NOW, lane=Lane.MAIL) == 3


@pytest.mark.django_db
def test_previously_started_job_is_claimed_alone(calls: list[dict]) -> None:
    for number in range(3):
        services.enqueue("test", {"number": number}, now=NOW, lane=Lane.MAIL)
    services._claim(now=NOW, lane=Lane.MAIL, most=3)
    Job.objects.update(leased_until=None)  # its worker has died
    services.enqueue("test", {"number": 3}, now=NOW, lane=Lane.MAIL)
    claimed = [[job.payload["number"] for job in services._claim(now=NOW, lane=Lane.MAIL, most=9)] for _ in range(5)]
    assert claimed == [[0], [1], [2], [3], []]


@pytest.mark.django_db
def test_drain_ends_before_its_lease_does(calls: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    assert services.AT_A_STRETCH + timedelta(seconds=120) < settings.OUTBOX_LEASE
    monkeypatch.setattr(services, "AT_A_STRETCH", timedelta(0))
    services.enqueue("test", now=NOW)
    assert services.drain(now=NOW, lane=Lane.WORK) == 0


@pytest.mark.django_db
def test_spread_jobs_are_due_one_after_the_other_and_once_per_key() -> None:
    for _ in range(2):
        services.enqueue_spread("test", {"a": {"n": 1}, "b": {"n": 2}}, now=NOW, over=timedelta(minutes=10))
    found = Job.objects.values_list("key", "payload", "due_at")
    assert list(found) == [("a", {"n": 1}, NOW), ("b", {"n": 2}, NOW + timedelta(minutes=5))]


@pytest.mark.django_db
def test_rows_are_deleted_in_chunks(calls: list[dict]) -> None:
    for _ in range(5):
        services.enqueue("test", now=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert delete_in_chunks(Job.objects.filter(kind="test"), 2) == 5
    assert not Job.objects.exists()
    assert sum("DELETE" in query["sql"] for query in asked) == 3
