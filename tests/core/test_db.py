import threading
import time

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model

from core.db import advisory_lock, async_commit, retry_lost_races, violates
from tests.factories import UserFactory
from tests.races import all_at_once


@pytest.mark.django_db(transaction=True)
def test_advisory_lock_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        advisory_lock(UserFactory())


@pytest.mark.django_db(transaction=True)
def test_advisory_locks_in_any_order_wait_instead_of_deadlocking() -> None:
    one, two = UserFactory(), UserFactory()
    inside, most = 0, 0
    gate = threading.Lock()

    def work(*rows: Model) -> None:
        nonlocal inside, most
        for _ in range(10):
            with transaction.atomic():
                advisory_lock(*rows)
                with gate:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.001)
                with gate:
                    inside -= 1

    pairs = ((one, two), (two, one), (one, two), (two, one))
    results = all_at_once(*(lambda pair=pair: work(*pair) for pair in pairs))
    assert (most, results) == (1, [None] * 4)


@pytest.mark.django_db(transaction=True)
def test_lost_race_is_retried() -> None:
    attempts = []

    @retry_lost_races()
    def service() -> str:
        attempts.append(1)
        if len(attempts) < 3:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$")
        return "won"

    assert service() == "won"
    assert len(attempts) == 3


@pytest.mark.django_db
def test_lost_race_in_the_callers_transaction_is_not_retried() -> None:
    """That transaction is already aborted, so a retry would fail, too."""
    attempts = []

    @retry_lost_races()
    def service() -> None:
        attempts.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$")

    with pytest.raises(OperationalError, match="lost"), transaction.atomic():
        service()
    assert len(attempts) == 1


@pytest.mark.django_db(transaction=True)
def test_other_errors_are_not_retried() -> None:
    attempts = []

    @retry_lost_races()
    def service() -> None:
        attempts.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '57014'; END $$")

    with pytest.raises(OperationalError):
        service()
    assert len(attempts) == 1


@pytest.mark.django_db
def test_violates_knows_the_constraint() -> None:
    UserFactory(email="ann@example.org")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        UserFactory(email="ANN@example.org")
    assert violates(caught.value, "user_email_once") is True
    assert violates(caught.value, "another") is False


@pytest.mark.django_db(transaction=True)
def test_async_commit_lasts_only_for_its_own_transaction() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")  # the test database never waits for the disk
    with async_commit():
        assert setting("synchronous_commit") == "off"
    assert setting("synchronous_commit") == "on"
    with transaction.atomic(), pytest.raises(RuntimeError), async_commit():
        pass  # it must not affect an outer transaction
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])
